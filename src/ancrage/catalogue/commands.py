"""`ancrage basket`: what may be read of the basket, and what its other commands share."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ancrage.people.acting_commands import fail, start_django, tell

if TYPE_CHECKING:
    from ancrage.catalogue.rules.basket import Basket, Measure

basket_app = typer.Typer(
    help="Panier de services : versions, mesures, recherche, conditions.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Version = Annotated[str, typer.Option("--version", help="Version ; sinon celle du jour.")]
Day = Annotated[str, typer.Option("--date", help="Jour dont on parle (AAAA-MM-JJ).")]
MeasureCode = Annotated[str, typer.Argument(help="Code de la mesure.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(basket_app, name="basket")


@basket_app.command("versions")
def versions_command(as_json: Json = False) -> None:
    """Liste les versions du panier, par date, avec leur nombre de mesures."""
    start_django()
    from ancrage.catalogue.documents import basket_document
    from ancrage.catalogue.queries import versions

    held = [basket_document(one) for one in versions()]
    lines = [
        f"{v['code']}\t{v['valid_from']}\t{v['measures']} mesures, {v['not_found']} non retrouvées"
        f"\t{v['title']}"
        for v in held
    ]
    tell(held, lines, as_json=as_json)


@basket_app.command("list")
def list_command(
    version: Version = "",
    date: Day = "",
    need: Annotated[str, typer.Option(help="Code d’un besoin.")] = "",
    as_json: Json = False,
) -> None:
    """Liste les mesures d’une version, ou du panier en vigueur un jour."""
    held = held_basket(version, date)
    from ancrage.catalogue.documents import measure_document

    found = [m for m in held.measures.values() if not need or need in m.needs]
    lines = ["\t".join((m.code, m.certainty, ", ".join(m.needs) or "?", m.title)) for m in found]
    tell([measure_document(m, held) for m in found], lines, as_json=as_json)


@basket_app.command("show")
def show_command(
    code: MeasureCode, version: Version = "", date: Day = "", as_json: Json = False
) -> None:
    """Montre tout ce qui est dit d’une mesure."""
    held = held_basket(version, date)
    measure = _measure(held, code)
    from ancrage.catalogue.documents import measure_document
    from ancrage.catalogue.rules.words import measure_lines

    lines = [f"{line.label} : {line.text}" for line in measure_lines(measure, held).values()]
    tell(measure_document(measure, held), lines, as_json=as_json)


@basket_app.command("search")
def search_command(
    words: Annotated[str, typer.Argument(help="Ce que l’on cherche, avec ses mots.")],
    version: Version = "",
    date: Day = "",
    as_json: Json = False,
) -> None:
    """Cherche une mesure : accents, pluriels et mots voisins ne comptent pas."""
    held = held_basket(version, date)
    from ancrage.catalogue.documents import hit_document
    from ancrage.catalogue.queries.searching import search_in

    hits = search_in(held, words)
    lines = [f"{hit.measure.code}\t{hit.measure.title}\t{hit.says}" for hit in hits]
    found = [hit_document(hit, held) for hit in hits]
    tell(found, lines or ["Aucune mesure."], as_json=as_json)


@basket_app.command("judge")
def judge_command(
    code: MeasureCode,
    facts: Annotated[
        list[str] | None,
        typer.Option("--fact", help="Un fait : size=small, contract_months=12, green=non…"),
    ] = None,
    version: Version = "",
    date: Day = "",
    as_json: Json = False,
) -> None:
    """Dit si l’on peut avoir une mesure, critère par critère ; les faits tus restent à préciser."""
    held = held_basket(version, date)
    measure = _measure(held, code)
    from ancrage.catalogue.documents import verdict_document
    from ancrage.catalogue.rules.words import amount_words

    on = day_of(date)
    told = _facts(facts or [], on)
    verdict = measure.judge(told)
    amounts = measure.amounts_for(told, day=on) if verdict.is_eligible else ()
    lines = [finding.says for finding in verdict.findings]
    lines += [f"Montant : {amount_words(amount)}" for amount in amounts]
    tell(verdict_document(verdict, amounts), lines or ["Aucune condition."], as_json=as_json)


@basket_app.command("facts")
def facts_command(as_json: Json = False) -> None:
    """Liste les faits dont parlent les règles, et leurs valeurs."""
    start_django()
    from ancrage.catalogue.queries import vocabulary

    held = vocabulary().values()
    told = [
        {"code": f.code, "label": f.label, "kind": f.kind.value, "choices": dict(f.choices)}
        for f in held
    ]
    lines = [f"{f.code}\t{f.kind}\t{f.label}\t{', '.join(f.choices)}" for f in held]
    tell(told, lines, as_json=as_json)


@basket_app.command("compare")
def compare_command(
    before: Annotated[str, typer.Argument(help="Code de la première version.")],
    after: Annotated[str, typer.Argument(help="Code de la seconde.")],
    as_json: Json = False,
) -> None:
    """Dit ce qui change d’une version à l’autre, champ par champ."""
    held = held_basket(before, ""), held_basket(after, "")
    from ancrage.catalogue.documents import comparison_document
    from ancrage.catalogue.rules.comparison import compare

    found = compare(*held)
    lines = [f"+ {m.code}\t{m.title}" for m in found.added]
    lines += [f"- {m.code}\t{m.title}" for m in found.removed]
    for changed in found.changed:
        lines.append(f"~ {changed.measure.code}\t{changed.measure.title}")
        lines += [f"    {c.label} : {c.before} → {c.after}" for c in changed.changes]
    tell(comparison_document(found), lines or ["Rien ne change."], as_json=as_json)


@basket_app.command("territory")
def territory_command(
    version: Annotated[str, typer.Argument(help="Code de la liste.")],
    code: Annotated[str, typer.Argument(help="Code du territoire.")],
    date: Day = "",
    as_json: Json = False,
) -> None:
    """Dit ce qu’un territoire peut obtenir, et ce qui reste à vérifier."""
    start_django()
    from ancrage.catalogue.queries.territories import offer_of
    from ancrage.geography.queries import find_territory

    found = find_territory(version=version, code=code)
    if found is None:
        fail("Aucun territoire ne porte ces codes.")
    offer = offer_of(found, day=day_of(date))
    told = [
        {"code": held.measure.code, "is_open": not held.is_closed, "reasons": held.reasons}
        for held in offer.measures
    ]
    lines = [f"oui\t{held.measure.code}\t{held.measure.title}" for held in offer.open]
    lines += [f"non\t{held.measure.code}\t{' '.join(held.reasons)}" for held in offer.closed]
    tell(told, lines, as_json=as_json)


@basket_app.command("check")
def check_command(
    file: Annotated[Path, typer.Argument(help="Version en YAML ou JSON.", exists=True)],
) -> None:
    """Relit un fichier de version : toutes ses fautes d’un coup, chacune à sa place."""
    from ancrage.catalogue.definitions import shared
    from ancrage.catalogue.rules.reading import BasketRefusedError, read_basket

    try:
        found = read_basket(read_document(file), shared=shared())
    except BasketRefusedError as refusal:
        fail(str(refusal))
    typer.echo(f"{found.code} : {len(found.measures)} mesures, rien à redire.")


@basket_app.command("export")
def export_command(
    kind: Annotated[str, typer.Argument(help="panier.csv, dispositif-aide.json…")] = "panier.yaml",
    version: Version = "",
    date: Day = "",
    out: Annotated[Path | None, typer.Option("--out", help="Fichier ; sinon l’écran.")] = None,
) -> None:
    """Écrit une version : tableur, JSON, YAML, ou schéma public « dispositif d’aide »."""
    held = held_basket(version, date)
    from ancrage.catalogue.files import KINDS

    if kind not in KINDS:
        fail(f"Les fichiers sont : {', '.join(KINDS)}.")
    text = KINDS[kind].write(held)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text, encoding="utf-8", newline="")
        typer.echo(str(out))


def day_of(text: str) -> dt.date:
    """The day that is meant: today, or the one that is told."""
    from django.utils import timezone

    if not text:
        return timezone.localdate()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        fail(f"« {text} » n’est pas un jour : écrivez AAAA-MM-JJ.")


def held_basket(version: str, date: str) -> "Basket":
    """The version of that code, or the basket in force on a day, or a refusal."""
    start_django()
    from ancrage.catalogue.queries import basket, basket_at

    if not version:
        return basket_at(day_of(date))
    found = basket(version)
    if found is None:
        fail(f"Aucune version du panier ne porte le code « {version} ».")
    return found


def read_document(file: Path) -> Any:  # noqa: ANN401 whatever the file holds
    """What a YAML or JSON file holds, or a refusal."""
    import yaml

    try:
        return yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        fail(f"{file} ne se lit pas : {fault}")


@contextmanager
def refusals() -> Iterator[None]:
    """What an action refuses, told in words."""
    try:
        yield
    except ValueError as refusal:
        fail(str(refusal))


def _measure(held: "Basket", code: str) -> "Measure":
    if code not in held.measures:
        fail(f"La version « {held.code} » n’a pas de mesure « {code} ».")
    return held.measures[code]


def _facts(told: list[str], on: dt.date) -> Any:  # noqa: ANN401 facts, imported late
    from ancrage.catalogue.queries import vocabulary
    from ancrage.catalogue.rules.telling import FactError, facts_told

    words = {"oui": True, "non": False}
    pairs = (one.partition("=") for one in told)
    held: dict[str, object] = {"day": on}
    for code, _mark, value in pairs:
        fact = vocabulary().get(code)
        is_number = fact and not fact.is_text and value.isascii() and value.isdecimal()
        held[code] = int(value) if is_number else words.get(value, value)
    try:
        return facts_told(held, vocabulary=vocabulary())
    except FactError as refusal:
        fail(str(refusal))
