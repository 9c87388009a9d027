"""`ancrage basket`: versions in preparation, measures of Regions and operators."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.catalogue.commands import (
    Json,
    MeasureCode,
    basket_app,
    day_of,
    read_document,
    refusals,
)
from ancrage.people.acting_commands import acted, fail, start_django, tell

if TYPE_CHECKING:
    from ancrage.catalogue.models import AddedMeasure, BasketVersion

DraftCode = Annotated[str, typer.Argument(help="Code de la version en préparation.")]
File = Annotated[Path, typer.Argument(help="Fichier YAML ou JSON.", exists=True)]
Reason = Annotated[str, typer.Option("--reason", help="Raison : elle reste au journal.")]
Since = Annotated[str, typer.Option("--since", help="À partir de ce jour (AAAA-MM-JJ).")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@basket_app.command("drafts")
def drafts_command(as_json: Json = False) -> None:
    """Liste les versions en préparation ou abandonnées que l’on peut lire."""
    start_django()
    from ancrage.catalogue.documents import draft_document
    from ancrage.catalogue.queries.drafts import drafts_visible_to

    held = [draft_document(version) for version in drafts_visible_to(acted()["by"])]
    lines = ["\t".join((v["code"], v["state"], v["title"])) for v in held]
    tell(held, lines or ["Aucune version en préparation."], as_json=as_json)


@basket_app.command("draft")
def draft_command(code: DraftCode, as_json: Json = False) -> None:
    """Montre une version en préparation, et ce qu’elle change."""
    version = _draft(code)
    from ancrage.catalogue.documents import draft_document
    from ancrage.catalogue.queries.drafts import differences

    made = differences(version)
    lines = [f"{version.title} ({version.state}), à partir de {version.origin}"]
    lines += [f"+ {m.code}\t{m.title}" for m in made.added]
    lines += [f"- {m.code}\t{m.title}" for m in made.removed]
    lines += [f"~ {held.measure.code}\t{held.measure.title}" for held in made.changed]
    tell(draft_document(version), lines, as_json=as_json)


@basket_app.command("start")
def start_command(
    code: DraftCode,
    title: Annotated[str, typer.Option("--title", help="Titre.")],
    since: Annotated[str, typer.Option("--since", help="Premier jour (AAAA-MM-JJ).")],
    origin: Annotated[str, typer.Option("--from", help="Version de départ.")] = "",
) -> None:
    """Commence une version, copie d’une autre."""
    start_django()
    from ancrage.catalogue.actions.versions import start_version
    from ancrage.catalogue.queries import versions

    with refusals():
        made = start_version(
            **acted(),
            code=code,
            origin=origin or versions()[-1].code,
            title=title,
            valid_from=day_of(since),
        )
    typer.echo(made.code)


@basket_app.command("write")
def write_command(code: DraftCode, file: File) -> None:
    """Remplace tout ce que dit une version en préparation par ce que dit un fichier."""
    version = _draft(code)
    from ancrage.catalogue.actions.versions import write_version

    with refusals():
        write_version(**acted(), version=version, revision=version.revision, document=_table(file))
    typer.echo("Version écrite.")


@basket_app.command("put")
def put_command(code: DraftCode, file: File) -> None:
    """Ajoute à une version en préparation la mesure que dit un fichier, ou la remplace."""
    version = _draft(code)
    from ancrage.catalogue.actions.versions import write_measure

    with refusals():
        write_measure(**acted(), version=version, revision=version.revision, measure=_table(file))
    typer.echo("Mesure écrite.")


@basket_app.command("remove")
def remove_command(code: DraftCode, measure: MeasureCode) -> None:
    """Retire une mesure d’une version en préparation."""
    version = _draft(code)
    from ancrage.catalogue.actions.versions import remove_measure

    with refusals():
        remove_measure(**acted(), version=version, revision=version.revision, code=measure)
    typer.echo("Mesure retirée.")


@basket_app.command("publish")
def publish_command(code: DraftCode, reason: Reason = "") -> None:
    """Publie une version : elle est en vigueur à partir de son premier jour, et ne change plus."""
    version = _draft(code)
    from ancrage.catalogue.actions.versions import publish_version

    with refusals():
        publish_version(**acted(), version=version, revision=version.revision, reason=reason)
    typer.echo("Version publiée.")


@basket_app.command("abandon")
def abandon_command(code: DraftCode, reason: Reason = "") -> None:
    """Abandonne une version en préparation ; elle reste lisible."""
    version = _draft(code)
    from ancrage.catalogue.actions.versions import abandon_version

    with refusals():
        abandon_version(**acted(), version=version, revision=version.revision, reason=reason)
    typer.echo("Version abandonnée.")


@basket_app.command("add")
def add_command(
    owner: Annotated[str, typer.Argument(help="Au nom de : region:84, operator:ademe…")],
    file: File,
    since: Since = "",
) -> None:
    """Ajoute au panier une mesure d’une Région ou d’un opérateur."""
    start_django()
    from ancrage.catalogue.actions.added import add_measure

    with refusals():
        made = add_measure(**acted(), owner=owner, since=day_of(since), measure=_table(file))
    typer.echo(made.code)


@basket_app.command("amend")
def amend_command(code: MeasureCode, file: File, since: Since = "") -> None:
    """Dit autrement, à partir d’un jour, une mesure d’une Région ou d’un opérateur."""
    held = _wording(code)
    from ancrage.catalogue.actions.added import amend_measure

    with refusals():
        amend_measure(
            **acted(),
            wording=held,
            revision=held.revision,
            since=day_of(since),
            measure=_table(file),
        )
    typer.echo("Mesure modifiée.")


@basket_app.command("end")
def end_command(
    code: MeasureCode,
    until: Annotated[str, typer.Option("--until", help="Dernier jour ; sinon ce jour.")] = "",
    reason: Reason = "",
) -> None:
    """Met fin à une mesure d’une Région ou d’un opérateur."""
    held = _wording(code)
    from ancrage.catalogue.actions.added import end_measure

    with refusals():
        end_measure(
            **acted(), wording=held, revision=held.revision, until=day_of(until), reason=reason
        )
    typer.echo("Fin notée.")


def _draft(code: str) -> "BasketVersion":
    start_django()
    from ancrage.catalogue.queries.drafts import find_draft

    found = find_draft(acted()["by"], code)
    if found is None:
        fail(f"Aucune version en préparation ne porte le code « {code} ».")
    return found


def _wording(code: str) -> "AddedMeasure":
    start_django()
    from ancrage.catalogue.queries.drafts import wordings

    held = wordings(code)
    if not held:
        fail(f"Aucune mesure ajoutée ne porte le code « {code} ».")
    return held[-1]


def _table(file: Path) -> dict[str, object]:
    told = read_document(file)
    if not isinstance(told, dict):
        fail(f"{file} : une table est attendue.")
    return told
