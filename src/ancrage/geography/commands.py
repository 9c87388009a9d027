"""`ancrage reference`, `ancrage lookup`, `ancrage programme`: places, lists, figures."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from ancrage.kernel.text import grouped, typeset

if TYPE_CHECKING:
    from ancrage.geography.rules.lookup import Lookup, Register

NONE_FOUND, REFUSED, UNKNOWN = 1, 2, 5
"""Exit codes of a look-up: in no territory; bad input; before the first list held."""

COUNTS = {
    "communes": "communes",
    "former_communes": "anciens codes de commune",
    "intercommunalities": "intercommunalités et établissements publics territoriaux",
    "adjacencies": "voisinages, comptés dans les deux sens",
    "employment_zones": "zones d’emploi",
    "lists": "listes de territoires",
    "territories": "territoires, toutes listes confondues",
}
AsJson = Annotated[bool, typer.Option("--json", help="Écrit le résultat en JSON.")]
Day = Annotated[str | None, typer.Option("--date", help="AAAA-MM-JJ ; aujourd’hui par défaut.")]

reference = typer.Typer(help="Jeu de données de référence.", no_args_is_help=True)
programme = typer.Typer(help="Listes propres à un programme.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this capability's commands to the command line."""
    app.add_typer(reference, name="reference")
    app.add_typer(programme, name="programme")
    app.command("lookup")(lookup_command)


@reference.command("build")
def build_command(
    source: Annotated[Path, typer.Option("--from", help="Dossier des fichiers publics.")],
    out: Annotated[
        Path | None, typer.Option(help="Dossier du jeu ; celui d’Ancrage par défaut.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Contrôle des fichiers publics et en fait un jeu de référence.

    Un jeu fautif est refusé avec toutes ses fautes (code de sortie 2), et rien n’est écrit.
    """
    from ancrage.geography.build import build_pack
    from ancrage.geography.pack import EMBEDDED
    from ancrage.geography.provenance import FILE

    if not (source / FILE).is_file():
        tell(f"Sans {FILE} dans {source}, celui du jeu d’Ancrage est repris.")
    with steps() as progress:
        built = build_pack(source=source, out=out or EMBEDDED, progress=progress)
    size = sum(built.sizes.values())
    if as_json:
        _json(
            {
                "directory": str(built.directory),
                "fingerprint": built.fingerprint,
                "bytes": size,
                "files": built.sizes,
            }
        )
    else:
        typer.echo(f"{len(built.sizes)} fichiers ({grouped(size // 1000)} ko) : {built.directory}")
        typer.echo(f"Empreinte : {built.fingerprint}")


@reference.command("load")
def load_command(
    source: Annotated[
        Path | None, typer.Option("--from", help="Dossier d’un jeu ; celui d’Ancrage par défaut.")
    ] = None,
    accepted: Annotated[
        str,
        typer.Option("--accept-crosswalk", help="Empreinte que « reference crosswalk » a donnée."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Charge le jeu de référence dans la base ; ne fait rien s’il y est déjà.

    Un nouveau millésime qui change des listes de programmes se regarde d’abord : « ancrage
    reference crosswalk ». Code de sortie : 2 s’il n’est pas accepté, ou s’il reste à décider.
    """
    prepare_database()
    from ancrage.geography.actions import load_pack
    from ancrage.geography.pack import EMBEDDED
    from ancrage.journal.acting import acting

    with steps() as progress, one_sentence():
        loaded = load_pack(
            by=acting(),
            now=dt.datetime.now(dt.UTC),
            directory=source or EMBEDDED,
            accepted=accepted.strip(),
            progress=progress,
        )
    if not as_json:
        tell("Jeu chargé." if loaded.changed else "Ce jeu est déjà chargé : rien à faire.")
        for code in loaded.lists:
            tell(f"Nouvelle liste : {code}")
    _show(as_json=as_json, changed=loaded.changed, carried_over=list(loaded.lists))


@reference.command("show")
def show_command(as_json: AsJson = False) -> None:
    """Dit quel jeu de référence est chargé, ce qu’il contient, d’où il vient."""
    prepare_database()
    _show(as_json=as_json)


def _show(*, as_json: bool, **more: object) -> None:
    from ancrage.geography.stored import stored_reference

    held = stored_reference()
    if held is None:
        _refuse("Aucun jeu de référence n’est chargé : lancez « ancrage reference load ».", 1)
    if as_json:
        _json(held | more)
        return
    typer.echo(f"{held['name']} ({held['vintage']})\nEmpreinte : {held['fingerprint']}")
    for name, count in held["counts"].items():
        typer.echo(f"{grouped(count):>8} {COUNTS[name]}")
    typer.echo("Sources :")
    for source in held["sources"]:
        typer.echo(f"  {source['code']:8}{source['producer']} – {source['title']}")


@programme.command("start")
def start_command(
    code: Annotated[str, typer.Option(help="Code du programme.")],
    name: Annotated[str, typer.Option(help="Nom du programme.")],
    from_list: Annotated[str, typer.Option("--from-list", help="Liste de départ, 2024-07…")],
    version: Annotated[
        str | None, typer.Option("--version-code", help="Code de sa liste ; CODE-DATE par défaut.")
    ] = None,
    date: Day = None,
    as_json: AsJson = False,
) -> None:
    """Ouvre un programme avec sa propre liste, copiée d’une liste existante."""
    prepare_database()
    from ancrage.geography.actions import start_programme
    from ancrage.journal.acting import acting

    day = _day(date)
    with one_sentence():
        made = start_programme(
            by=acting(),
            now=dt.datetime.now(dt.UTC),
            code=code,
            name=name,
            version_code=version or f"{code}-{day.isoformat()}",
            valid_from=day,
            from_version=from_list,
        )
    if as_json:
        _json({"programme": code, "list": made.code, "territories": made.territory_count})
    else:
        typer.echo(f"Programme « {name} » : liste {made.code}, {made.territory_count} territoires.")


@programme.command("rename")
def rename_command(
    version: Annotated[str, typer.Option("--list", help="Liste du programme.")],
    territory: Annotated[str, typer.Option(help="Code du territoire.")],
    name: Annotated[str, typer.Option(help="Nouveau nom.")],
    as_json: AsJson = False,
) -> None:
    """Renomme un territoire de la liste d’un programme ; une liste officielle ne change pas."""
    prepare_database()
    from ancrage.geography.actions import rename_territory
    from ancrage.journal.acting import acting

    with one_sentence():
        renamed = rename_territory(
            by=acting(),
            now=dt.datetime.now(dt.UTC),
            version=version,
            code=territory,
            name=name,
        )
    if as_json:
        _json({"list": version, "code": renamed.code, "name": renamed.name})
    else:
        typer.echo(f"{renamed.code} : {renamed.name}")


def lookup_command(  # noqa: PLR0917 - typer’s options
    commune: Annotated[str | None, typer.Option(help="Code INSEE, même ancien.")] = None,
    epci: Annotated[str | None, typer.Option(help="SIREN d’une intercommunalité.")] = None,
    postal_code: Annotated[str | None, typer.Option(help="Code postal.")] = None,
    name: Annotated[str | None, typer.Option(help="Nom d’un lieu, accents ou non.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Fichier à traiter ligne à ligne.")] = None,
    date: Day = None,
    version: Annotated[str | None, typer.Option("--list", help="Une liste précise.")] = None,
    perimeter: Annotated[str | None, typer.Option(help="Programme ; officiel par défaut.")] = None,
    column: Annotated[str, typer.Option(help="Colonne des codes.")] = "code_commune",
    date_column: Annotated[str | None, typer.Option(help="Colonne des dates.")] = None,
    delimiter: Annotated[str, typer.Option(help="Séparateur du fichier.")] = "auto",
    out: Annotated[Path | None, typer.Option(help="Fichier des réponses.")] = None,
    as_json: AsJson = False,
) -> None:
    """Dit dans quel territoire un lieu se trouve à une date, et pourquoi.

    Code de sortie : 0 trouvé, 1 dans aucun territoire, 2 demande refusée, 5 inconnu (avant la
    première liste détenue). Un fichier traité rend 0, quelles que soient ses lignes.
    """
    asked = [value for value in (commune, epci, postal_code, name, csv) if value is not None]
    if len(asked) != 1:
        _refuse("Donnez un lieu, et un seul : --commune, --epci, --postal-code, --name ou --csv.")
    held = _register(version, perimeter)
    day = held.versions[0].valid_from if version and date is None else _day(date)
    if csv is not None:
        default = day if date or version or not date_column else None
        _lookup_csv(held, csv, out, column, date_column, default, delimiter, as_json=as_json)
    elif commune is not None:
        _answer([held.commune(text=commune, on=day)], held, as_json=as_json)
    elif epci is not None:
        _answer([held.group(text=epci, on=day)], held, as_json=as_json)
    elif postal_code is not None:
        _answer(held.postal_code(text=postal_code, on=day), held, as_json=as_json)
    else:
        _answer(held.named(text=name or "", on=day), held, as_json=as_json)


def _register(version: str | None, perimeter: str | None) -> "Register":
    """The lists to ask: the embedded official ones need no database."""
    from ancrage.geography.gazetteer import read_gazetteer
    from ancrage.geography.rules.lookup import Register

    gazetteer, versions = read_gazetteer()
    official = {v.code for v in versions} | {versions[0].perimeter}
    if not {version, perimeter} - {None} <= official:
        prepare_database()
        from ancrage.geography.stored import stored_gazetteer, stored_lists

        gazetteer, versions = stored_gazetteer(), stored_lists(perimeter=perimeter, version=version)
    if version:
        versions = [v for v in versions if v.code == version]
    if perimeter:
        versions = [v for v in versions if v.perimeter == perimeter]
    if not versions:
        _refuse(f"La liste « {version or perimeter} » n’existe pas.")
    return Register(gazetteer, versions)


def _answer(lookups: "list[Lookup]", register: "Register", *, as_json: bool) -> NoReturn:
    from ancrage.geography.console import print_lookups
    from ancrage.geography.rules.lookup_words import lookup_document

    if as_json:
        results = [lookup_document(lookup=lookup, register=register) for lookup in lookups]
        _json({"results": results})
    elif lookups:
        print_lookups(lookups, register)
    else:
        tell("Aucun lieu ne porte ce nom ou ce code.")
    raise typer.Exit(_exit_code({lookup.status.value for lookup in lookups}))


def _exit_code(statuses: set[str]) -> int:
    for status, code in (("matched", 0), ("none", NONE_FOUND), ("unknown", UNKNOWN)):
        if status in statuses:
            return code
    return REFUSED


def _lookup_csv(
    register: "Register",
    source: Path,
    out: Path | None,
    column: str,
    date_column: str | None,
    default_date: dt.date | None,
    delimiter: str,
    *,
    as_json: bool,
) -> None:
    from ancrage.geography.batch import Columns, lookup_file, tally_document
    from ancrage.geography.console import bytes_bar, print_tally

    if out is None:
        _refuse("Donnez le fichier des réponses : --out.")
    with bytes_bar(source) as progress:
        tally = lookup_file(
            source=source,
            out=out,
            register=register,
            columns=Columns(column, date_column, default_date),
            delimiter=None if delimiter == "auto" else delimiter,
            progress=progress,
        )
    if as_json:
        _json(tally_document(tally) | {"out": str(out)})
    else:
        print_tally(tally, out)


def prepare_database() -> None:
    """Start Django, with the tables that this version of the code expects."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.HOME.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)


def _day(text: str | None) -> dt.date:
    from ancrage.geography.batch import read_date

    if text is None:
        return dt.datetime.now(dt.UTC).astimezone().date()
    day = read_date(text)
    if day is None:
        _refuse(f"« {text} » n’est pas une date : écrivez AAAA-MM-JJ.")
    return day


@contextmanager
def one_sentence() -> Iterator[None]:
    """A refused change is told in its one sentence, with exit code 2."""
    from ancrage.geography.actions import ListRefusedError

    try:
        yield
    except ListRefusedError as refusal:
        _refuse(str(refusal))


@contextmanager
def steps() -> Iterator[Callable[[str, float], None]]:
    from ancrage.geography.console import steps_bar

    with steps_bar() as progress:
        yield progress


def _refuse(sentence: str, code: int = REFUSED) -> NoReturn:
    tell(sentence)
    raise typer.Exit(code)


def tell(sentence: str) -> None:
    typer.echo(typeset(sentence), err=True)


def _json(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
