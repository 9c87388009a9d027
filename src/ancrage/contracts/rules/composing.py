"""An act composed from its blocks and its content: the parts of a document, on paper and on screen.

What people wrote is a value, never a template: braces in it mean nothing.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ancrage.catalogue.rules.facts import euros
from ancrage.contracts.rules.blocks import CHOICE, DATE, Block, Blocks, value_of
from ancrage.contracts.rules.content import OWN, ActContent, term_words
from ancrage.contracts.rules.differences import (
    Difference,
    dates_said,
    money_said,
    obligations_said,
)
from ancrage.kernel.text import long_date, typeset
from ancrage.roadmaps.rules.periods import period_words

UNKNOWN = "inconnu"


@dataclass(frozen=True, slots=True)
class Heading:
    """« Article 2. Objet », at level 1; a sheet of an annex, at level 2."""

    text: str
    level: int = 1
    is_annex: bool = False
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; its line breaks are kept."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Items:
    """A list of sentences."""

    items: Sequence[str]
    kind: str = "items"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its title, headings and cells in words. `figures`: ranks of columns of figures."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Sequence[int] = ()
    kind: str = "grid"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its code, with what it shows in words."""

    code: str
    title: str
    kind: str = "picture"


Part = Heading | Text | Items | Grid | Picture


def compose(blocks: Blocks, content: ActContent, *, change: Difference | None = None) -> list[Part]:
    """The parts of an act, articles numbered, then annexes. `change`: of an amendment."""
    held = blocks.of(content.kind)
    words = _words(blocks, content)
    articles = [block for block in held if block.article]
    annexes = [block for block in held if block.annex]
    found: list[Part] = []
    for number, block in enumerate(articles, start=1):
        title = Heading(f"Article {number}. {block.article}")
        found += _parts(block, title, content, words, change)
    for number, block in enumerate(annexes, start=1):
        title = Heading(f"Annexe {number}. {block.annex}", is_annex=True)
        found += _parts(block, title, content, words, change)
    return found


def in_two(parts: Sequence[Part]) -> tuple[Sequence[Part], Sequence[Part]]:
    """The articles, then the annexes."""
    first = (n for n, part in enumerate(parts) if isinstance(part, Heading) and part.is_annex)
    start = next(first, len(parts))
    return parts[:start], parts[start:]


def _parts(
    block: Block,
    title: Heading,
    content: ActContent,
    words: Mapping[str, str],
    change: Difference | None,
) -> Iterator[Part]:
    yield title
    for line in block.text.format_map(words).split("\n"):
        if line.strip():
            yield Text(line.strip())
    if block.list:
        told = LISTS[block.list](content, change)
        yield Items(told) if told else Text("Aucun.")
    if block.table:
        yield from TABLES[block.table](content)
    if block.picture:
        yield Picture(block.picture, typeset(f"{content.territory} : {_joined(content.members)}"))


def _words(blocks: Blocks, content: ActContent) -> dict[str, str]:
    """Each variable in words; what was not written is left out of its sentence."""
    told = {
        "territory": content.territory,
        "regions": _joined(content.regions),
        "members": _joined(content.members),
        "contract": content.contract,
        "act": content.name,
        "amended": _day(content.amended_on),
    }
    for code, field in blocks.fields(content.kind).items():
        value = value_of(field, content.choices)
        if field.kind == DATE:
            told[code] = _day(value)
        elif field.kind == CHOICE:
            told[code] = (field.options or {}).get(value, UNKNOWN)
        else:
            told[code] = value if isinstance(value, str) else ""
    return told


def _day(told: str) -> str:
    return long_date(dt.date.fromisoformat(told)) if told else UNKNOWN


def _joined(names: Sequence[str]) -> str:
    """« A, B et C »."""
    if len(names) < 2:
        return "".join(names) or UNKNOWN
    return f"{', '.join(names[:-1])} et {names[-1]}"


def _changes(_content: ActContent, change: Difference | None) -> list[str]:
    if change is None:
        return []
    said = [*obligations_said(change), *dates_said(change)]
    return [*(one.sentence for one in said), *money_said(change)]


def _commitments(content: ActContent, _change: Difference | None) -> list[str]:
    held = [one for one in content.obligations if not one.sheet]
    return [typeset(f"{o.who} : {o.what.rstrip('.')}{term_words(o.by)}.") for o in held]


def _sheet_obligations(content: ActContent, _change: Difference | None) -> list[str]:
    held = [one for one in content.obligations if one.sheet]
    return [
        typeset(f"{o.who or UNKNOWN} : {o.what.rstrip('.')}{term_words(o.by)} (fiche {o.sheet}).")
        for o in held
    ]


def _parties(content: ActContent) -> Iterator[Part]:
    rows = [(one.name, one.quality) for one in content.parties]
    yield Grid("Les parties et la qualité de leurs signataires", ("Partie", "Qualité"), rows)


def _money(content: ActContent) -> Iterator[Part]:
    rows = [
        (f"{who} (autofinancement)" if kind == OWN else who, euros(cents))
        for (who, kind), cents in content.by_financer().items()
    ]
    total = ("Ensemble", euros(content.total()))
    yield Grid("Par financeur", ("Financeur", "Montant"), [*rows, total], figures=(1,))


def _plan(content: ActContent) -> Iterator[Part]:
    rows = [
        (
            one.sheet,
            f"{one.financer} (autofinancement)" if one.kind == OWN else one.financer,
            str(one.year) if one.year else "toute la durée",
            euros(one.cents),
        )
        for one in content.money
    ]
    headings = ("Fiche", "Financeur", "Année", "Montant")
    yield Grid("Plan de financement, fiche par fiche", headings, rows, figures=(3,))


def _sheets(content: ActContent) -> Iterator[Part]:
    rows = [
        (
            f"{one.code}, version {one.version}",
            one.title,
            one.owner or UNKNOWN,
            " – ".join(period_words(day) for day in (one.starts, one.ends) if day) or UNKNOWN,
            UNKNOWN if one.total_cost is None else euros(one.total_cost),
        )
        for one in content.sheets
    ]
    headings = ("Fiche", "Action", "Porteur", "Calendrier", "Coût total")
    yield Grid("Les fiches, telles que le comité les a validées", headings, rows, figures=(4,))
    for one in content.sheets:
        yield Heading(typeset(f"{one.title} ({one.code}, version {one.version})"), level=2)
        if one.objectives:
            yield Text(typeset(f"Objectifs : {one.objectives}"))
        if one.description:
            yield Text(typeset(f"Description : {one.description}"))


LISTS: Mapping[str, Callable[[ActContent, Difference | None], list[str]]] = {
    "changes": _changes,
    "commitments": _commitments,
    "sheet_obligations": _sheet_obligations,
}
TABLES: Mapping[str, Callable[[ActContent], Iterator[Part]]] = {
    "parties": _parties,
    "money": _money,
    "plan": _plan,
    "sheets": _sheets,
}
