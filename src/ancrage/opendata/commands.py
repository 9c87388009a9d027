"""`ancrage open`: open data and grant agreements from the command line."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

open_app = typer.Typer(
    help="Données ouvertes : les prendre, les publier ; les conventions de subvention.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Output = Annotated[Path, typer.Argument(dir_okay=False, help="Fichier à écrire.")]
Input = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Fichier à lire.")]
Code = Annotated[str, typer.Argument(help="Code du jeu de données, comme argent.")]
Number = Annotated[int, typer.Argument(help="Numéro de la convention (« open conventions »).")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(open_app, name="open")


@open_app.command("list")
def list_command(as_json: Json = False) -> None:
    """Liste les jeux de données."""
    start_django()
    from ancrage.opendata.datasets import datasets
    from ancrage.opendata.documents import dataset_document

    told = [dataset_document(one, _today()) for one in datasets()]
    tell(told, [f"{one['code']}\t{one['title']}" for one in told], as_json=as_json)


@open_app.command("export")
def export_command(
    code: Code,
    output: Output,
    kind: Annotated[str, typer.Option("--format", help="csv ou jsonl.")] = "csv",
) -> None:
    """Écrit un jeu de données dans un fichier."""
    if kind not in {"csv", "jsonl"}:
        fail("Choisissez csv ou jsonl.")
    _export(code, output, kind)


@open_app.command("scdl")
def scdl_command(
    output: Output,
    demonstration: Annotated[
        bool, typer.Option(help="Les seules conventions inventées de la démonstration.")
    ] = False,
) -> None:
    """Écrit le fichier légal des conventions de subvention."""
    start_django()
    from ancrage.opendata.datasets import INVENTED_LEGAL, LEGAL

    _export(INVENTED_LEGAL if demonstration else LEGAL, output, "csv")


def _export(code: str, output: Path, kind: str) -> None:
    start_django()
    from ancrage.opendata.datasets import find_dataset
    from ancrage.opendata.rules.tabular import csv_lines, json_lines

    held = find_dataset(code)
    if held is None:
        fail(f"Le jeu de données « {code} » n’existe pas.")
    write = csv_lines if kind == "csv" else json_lines
    with output.open("w", encoding="utf-8", newline="") as file:
        for line in write(held.described.fields, held.rows(_today())):
            file.write(line)
    typer.echo(output)


@open_app.command("dictionary")
def dictionary_command(output: Output) -> None:
    """Écrit le dictionnaire de tous les jeux de données, en CSV."""
    start_django()
    from ancrage.opendata.datasets import datasets
    from ancrage.opendata.rules.described import DICTIONARY, dictionary
    from ancrage.opendata.rules.tabular import csv_lines

    lines = csv_lines(DICTIONARY, dictionary([one.described for one in datasets()]))
    output.write_text("".join(lines), encoding="utf-8", newline="")
    typer.echo(output)


@open_app.command("scdl-check")
def scdl_check_command(file: Input) -> None:
    """Vérifie un fichier de données essentielles, sans rien écrire."""
    from ancrage.kernel.problems import InputRefused
    from ancrage.opendata.definitions import legal_format, parameters_at
    from ancrage.opendata.rules.delays import past_delay
    from ancrage.opendata.rules.scdl import read

    start_django()
    found = read(file.read_bytes(), legal_format().columns, name=file.name)
    if found.problems:
        raise InputRefused(found.problems)
    months = parameters_at(_today()).months
    late = past_delay((row.signed_on for row in found.rows), day=_today(), months=months)
    typer.echo(
        f"Valable : {len(found.rows)} lignes, dont {late} signées depuis plus de {months} mois."
    )


@open_app.command("scdl-schema")
def scdl_schema_command(file: Input) -> None:
    """Compare les règles d’ici à celles du schéma public (fichier JSON)."""
    import json

    from ancrage.opendata.definitions import legal_format
    from ancrage.opendata.rules.described import differences

    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        fail("Ce fichier n’est pas du JSON.")
    if not isinstance(told, dict) or not isinstance(told.get("fields"), list):
        fail("Ce fichier n’est pas un schéma de table : il n’a pas de « fields ».")
    found = differences(legal_format().columns, told)
    if found:
        fail("\n".join(found))
    typer.echo(f"Mêmes règles : {len(told['fields'])} colonnes.")


@open_app.command("scdl-import")
def scdl_import_command(file: Input) -> None:
    """Reprend un fichier de données essentielles dans le grand livre."""
    start_django()
    from ancrage.opendata.actions.importing import import_grants

    with refusals():
        made = import_grants(**acted(), name=file.name, content=file.read_bytes())
    typer.echo(f"{made.added} nouvelles, {made.changed} changées, {made.same} déjà connues.")


@open_app.command("publish")
def publish_command(
    code: Code, note: Annotated[str, typer.Option(help="Note de publication.")] = ""
) -> None:
    """Publie un jeu de données tel qu’il est aujourd’hui."""
    start_django()
    from ancrage.opendata.actions.publishing import publish

    with refusals():
        made = publish(**acted(), dataset=code, note=note)
    typer.echo(f"{made.code}\t{made.sha256}")


@open_app.command("publications")
def publications_command(as_json: Json = False) -> None:
    """Liste les publications, la plus récente d’abord."""
    start_django()
    from ancrage.opendata.documents import publication_document
    from ancrage.opendata.models import Publication

    rows = Publication.objects.select_related("file", "previous")
    told = [publication_document(one) for one in rows]
    lines = [f"{one['code']}\t{one['as_at']}\t{one['name']}\t{one['rows']}" for one in told]
    tell(told, lines or ["Aucune publication."], as_json=as_json)


@open_app.command("duties")
def duties_command(as_json: Json = False) -> None:
    """Dit combien de conventions sont à publier et en retard, par attribuant."""
    start_django()
    from ancrage.opendata.documents import duty_document
    from ancrage.opendata.queries.delays import duties_of
    from ancrage.opendata.queries.positions import positions

    told = [duty_document(one) for one in duties_of(positions(_today()))]
    lines = [f"{one['grantor']}\t{one['due']}\t{one['late']}" for one in told]
    tell(told, lines or ["Aucune convention."], as_json=as_json)


@open_app.command("conventions")
def conventions_command(as_json: Json = False) -> None:
    """Liste les conventions que l’on peut lire une à une."""
    start_django()
    from ancrage.opendata.documents import convention_document
    from ancrage.opendata.queries.conventions import with_lacks
    from ancrage.opendata.queries.positions import positions, readable_by

    held = readable_by(acted()["by"], positions(_today()))
    told = [convention_document(one) for one in with_lacks(held, _today())]
    lines = [
        f"{one['commitment']}\t{one['decision']}\t{one['standing']}\t{' ; '.join(one['lacks'])}"
        for one in told
    ]
    tell(told, lines or ["Aucune convention."], as_json=as_json)


@open_app.command("tell")
def tell_command(
    number: Number,
    file: Annotated[Path, typer.Argument(help="YAML ou JSON : « champ : valeur ».")],
) -> None:
    """Dit les conditions d’une convention."""
    start_django()
    from ancrage.funding.models import Commitment
    from ancrage.opendata.actions.telling import tell_terms
    from ancrage.roadmaps.commands import read_body

    found = Commitment.objects.filter(pk=number).first()
    if found is None:
        fail(f"La convention {number} n’existe pas.")
    told = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in read_body(file).items()
    }
    with refusals():
        tell_terms(**acted(), commitment=found, told=told)
    typer.echo("Dit.")


@open_app.command("name-grantor")
def name_grantor_command(
    financer: Annotated[str, typer.Argument(help="Code du financeur au grand livre.")],
    name: Annotated[str, typer.Argument(help="Nom officiel.")],
    siret: Annotated[str, typer.Argument(help="SIRET, quatorze chiffres.")],
) -> None:
    """Dit quelle autorité est un financeur, et son SIRET."""
    start_django()
    from ancrage.opendata.actions.telling import name_grantor

    with refusals():
        made = name_grantor(**acted(), financer=financer, name=name, siret=siret)
    typer.echo(f"{made.financer}\t{made.name}\t{made.siret}")


def _today() -> dt.date:
    from django.utils.timezone import localdate

    return localdate()
