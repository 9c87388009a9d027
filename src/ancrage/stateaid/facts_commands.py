"""`ancrage aid`: companies, links, declarations, tables, the register, what escaped checks."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell
from ancrage.stateaid.commands import Body, Json, On, Reason, Siren, aid_app, tell_revised

if TYPE_CHECKING:
    from ancrage.stateaid.models import CompanyLink

Reference = Annotated[str, typer.Argument(help="Référence.")]
Day = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"])]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@aid_app.command("describe")
def describe_command(siren: Siren, file: Body) -> None:
    """Dit ce que l’on sait d’une entreprise, comme dans l’API."""
    start_django()
    from ancrage.roadmaps.commands import read_body
    from ancrage.stateaid.actions.companies import describe_company
    from ancrage.stateaid.asking_words import changes_of
    from ancrage.stateaid.schemas import AidCompanyIn

    with refusals():
        wanted = AidCompanyIn(**read_body(file))
        made = describe_company(
            **acted(), siren=siren, changes=changes_of(wanted), revision=wanted.revision
        )
    typer.echo(f"{made.siren}, version {made.revision}")


@aid_app.command("link")
def link_command(file: Body) -> None:
    """Ajoute le lien entre deux entreprises qu’un fichier dit, comme dans l’API."""
    start_django()
    from ancrage.roadmaps.commands import read_body
    from ancrage.stateaid.actions.links import add_link
    from ancrage.stateaid.asking_words import link_of
    from ancrage.stateaid.schemas import CompanyLinkIn

    with refusals():
        made, revised = add_link(**acted(), told=link_of(CompanyLinkIn(**read_body(file))))
    tell_revised(made.reference, revised)


@aid_app.command("end-link")
def end_link_command(
    reference: Reference,
    until: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Dernier jour du lien.")],
    reason: Reason,
) -> None:
    """Dit jusqu’à quel jour un lien a duré."""
    held = _link(reference)
    from ancrage.stateaid.actions.links import end_link

    with refusals():
        made, revised = end_link(**acted(), link=held, until=until.date(), reason=reason)
    tell_revised(made.reference, revised)


@aid_app.command("withdraw-link")
def withdraw_link_command(reference: Reference, reason: Reason) -> None:
    """Retire un lien saisi par erreur."""
    held = _link(reference)
    from ancrage.stateaid.actions.links import withdraw_link

    with refusals():
        _made, revised = withdraw_link(**acted(), link=held, reason=reason)
    tell_revised("Retiré.", revised)


def _link(reference: str) -> "CompanyLink":
    start_django()
    from ancrage.stateaid.queries.told import find_link

    found = find_link(acted()["by"], reference)
    if found is None:
        fail(f"Le lien « {reference} » n’existe pas.")
    return found


@aid_app.command("declare")
def declare_command(
    body: Body,
    received: Annotated[
        Path | None,
        typer.Option("--file", exists=True, dir_okay=False, help="La déclaration reçue, à garder."),
    ] = None,
) -> None:
    """Enregistre la déclaration d’aides qu’un fichier dit, comme dans l’API."""
    start_django()
    from dataclasses import replace

    from ancrage.roadmaps.commands import read_body
    from ancrage.stateaid.actions.declaring import declare_aids
    from ancrage.stateaid.asking_words import declared_of
    from ancrage.stateaid.schemas import AidDeclarationIn

    with refusals():
        declared = declared_of(AidDeclarationIn(**read_body(body)))
        if received is not None:
            declared = replace(declared, file=(received.name, received.read_bytes()))
        made, revised = declare_aids(**acted(), declared=declared)
    tell_revised(made.reference, revised)


@aid_app.command("withdraw-declaration")
def withdraw_declaration_command(reference: Reference, reason: Reason) -> None:
    """Retire une déclaration, ses aides et les liens qu’elle a dits."""
    start_django()
    from ancrage.stateaid.actions.declaring import withdraw_declaration
    from ancrage.stateaid.queries.told import find_declaration

    held = find_declaration(acted()["by"], reference)
    if held is None:
        fail(f"La déclaration « {reference} » n’existe pas.")
    with refusals():
        _made, revised = withdraw_declaration(**acted(), declaration=held, reason=reason)
    tell_revised("Retirée.", revised)


@aid_app.command("tables")
def tables_command(as_json: Json = False) -> None:
    """Liste les tables datées importées."""
    start_django()
    from ancrage.stateaid.api_documents import table_document
    from ancrage.stateaid.queries.tables import everything

    held = [table_document(one) for one in everything()]
    lines = [
        "\t".join((d["reference"], d["kind"], str(d["count"]), d["name"], d["source"]))
        for d in held
        if not d["withdrawn"]
    ]
    tell(held, lines or ["Aucune table."], as_json=as_json)


@aid_app.command("import-table")
def import_table_command(
    kind: Annotated[str, typer.Argument(help="zones, rates, layout ou register.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV en UTF-8.")],
    source: Annotated[str, typer.Option(help="D’où vient ce fichier.")],
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Dernier jour que dit un extrait du registre."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dit les fautes seulement.")] = False,
) -> None:
    """Importe une table datée, entière ou pas du tout."""
    start_django()
    from ancrage.stateaid.actions.tables import import_table
    from ancrage.stateaid.queries.importing import read_table

    content = file.read_bytes()
    if dry_run:
        typer.echo(f"{len(read_table(kind, file.name, content))} lignes, aucune faute.")
        return
    with refusals():
        made, revised = import_table(
            **acted(),
            kind=kind,
            name=file.name,
            content=content,
            source=source,
            as_of=as_of.date() if as_of else None,
        )
    tell_revised(f"{made.reference} ({made.count})", revised)


@aid_app.command("withdraw-table")
def withdraw_table_command(reference: Reference, reason: Reason) -> None:
    """Retire une table importée, entière."""
    start_django()
    from ancrage.stateaid.actions.tables import withdraw_table
    from ancrage.stateaid.queries.told import find_table

    held = find_table(reference)
    if held is None:
        fail(f"La table « {reference} » n’existe pas.")
    with refusals():
        _made, revised = withdraw_table(**acted(), table=held, reason=reason)
    tell_revised("Retirée.", revised)


@aid_app.command("regimes")
def regimes_command(as_json: Json = False) -> None:
    """Liste les régimes d’aides d’État, leurs versions et leurs plafonds."""
    start_django()
    from ancrage.funding.words.money import signed
    from ancrage.stateaid.api_documents import regime_document
    from ancrage.stateaid.definitions import regimes

    held = [regime_document(one) for one in regimes().by_code.values()]
    lines = []
    for regime in held:
        lines.append(f"{regime['code']}\t{regime['name']}")
        for version in regime["versions"]:
            told = "; ".join(f"{name} {signed(c)}" for name, c in version["ceilings"].items())
            lines.append(f"  {version['valid_from']} – {version['valid_to'] or ''}\t{told}")
    tell(held, lines, as_json=as_json)


@aid_app.command("register")
def register_command(
    financer: Annotated[str, typer.Argument(help="Code du financeur.")],
    since: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Premier jour.")],
    until: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Dernier jour.")],
    output: Annotated[Path, typer.Option("--out", help="Fichier à écrire.")],
    demonstration: Annotated[
        bool, typer.Option(help="Les seules aides inventées de la démonstration.")
    ] = False,
) -> None:
    """Écrit les aides d’un financeur au format du registre national (CSV)."""
    start_django()
    from ancrage.funding.access import financer_where
    from ancrage.journal.policy import granted
    from ancrage.stateaid.queries.register import register_csv, register_lacks, registered

    granted(acted()["by"], "stateaid.export_register", financer_where(financer))
    held = registered(financer, since.date(), until.date(), is_demonstration=demonstration)
    output.write_bytes(register_csv(held))
    typer.echo(f"{len(held)} aides")
    for line in register_lacks(held):
        typer.echo(f"Il manque {line}", err=True)


@aid_app.command("overruns")
def overruns_command(on: On = None, as_json: Json = False) -> None:
    """Liste les octrois que rien n’a vérifiés, et les entreprises au-dessus d’un plafond."""
    start_django()
    from django.utils.timezone import localdate

    from ancrage.funding.words.money import signed
    from ancrage.stateaid.api_documents import oversight_document
    from ancrage.stateaid.queries.overruns import overruns, unchecked_grants

    day = on.date() if on else localdate()
    told = oversight_document(day, unchecked_grants(), overruns(on=day))
    lines = [
        f"non vérifié\t{one['dossier']}\t{one['granted_on']}\t{signed(one['cents'])}"
        for one in told["unchecked"]
    ]
    lines += [
        f"dépassement\t{one['siren']}\t{one['regime']}\t{signed(one['used'] or 0)}"
        for one in told["overruns"]
    ]
    tell(told, lines or ["Rien à signaler."], as_json=as_json)
