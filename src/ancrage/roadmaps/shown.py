"""A sheet as its pages show it: sections in words, the funding plan, what changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset
from ancrage.roadmaps.definitions import form, indicator_units, words
from ancrage.roadmaps.queries.registers import Named
from ancrage.roadmaps.rules import fields as kinds
from ancrage.roadmaps.rules.content import Change, is_empty
from ancrage.roadmaps.rules.differences import GONE, NEW, Piece, pieces
from ancrage.roadmaps.rules.fields import Field, Section
from ancrage.roadmaps.rules.funding import STAGES, Line, Plan
from ancrage.roadmaps.rules.written import Labels, in_words
from ancrage.ui.links import link

UNKNOWN = "inconnu"
VOCABULARIES = ("needs", "maturities", "owner_kinds", "aid_bases", "indicators")


def labels_with(names: Named) -> Labels:
    """The labels of every code of a sheet: vocabularies, and registers as they were read."""
    return {name: words(name) for name in VOCABULARIES} | dict(names)


@dataclass(frozen=True, slots=True)
class Item:
    """One of several values, with the page that tells more of it."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a field: its cells in words; what it is called."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with its value in words; `origin`: the cell of a file that it came from."""

    field: Field
    text: str = ""
    items: tuple[Item, ...] = ()
    rows: tuple[Row, ...] = ()
    origin: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        if self.field.code == "indicators":
            return INDICATOR_HEADINGS
        return tuple(column.label for column in self.field.columns)


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section with what is told in it, and the labels of what is not."""

    code: str
    label: str
    fields: tuple[Shown, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True)
class Pages:
    """Where codes lead: `links`, the requests and the case that the reader may read; measures."""

    request: HttpRequest
    links: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()

    def of(self, field: Field, code: str) -> str:
        """The address of the page of a code; "" when there is none to read."""
        if field.code == "requests" and code in self.links:
            return link(self.request, "request", code)
        if field.of == "measures" and code in self.measures:
            return link(self.request, "measure", code)
        if field.of == "intercommunalities":
            return link(self.request, "intercommunality", code)
        if field.code == "block_case" and code in self.links:
            return link(self.request, "block_case", int(code.removeprefix("cas-")))
        return ""


INDICATOR_HEADINGS = (
    "Indicateur", "Valeur de départ", "Cible", "À l’échéance de", "Réalisé", "Unité",
)  # fmt: skip


def sections_of(
    content: Mapping[str, Any],
    *,
    labels: Labels,
    pages: Pages,
    cells: Mapping[str, Any] | None = None,
) -> list[ShownSection]:
    """A content in words, by sections; those where nothing is told are left out."""
    shown = [_section(section, content, labels, pages, cells or {}) for section in form().sections]
    return [section for section in shown if section.fields or section.silent]


def _section(
    section: Section,
    content: Mapping[str, Any],
    labels: Labels,
    pages: Pages,
    cells: Mapping[str, Any],
) -> ShownSection:
    held = [field for field in section.fields if not is_empty(content.get(field.code))]
    told = tuple(shown(field, content[field.code], labels, pages, cells) for field in held)
    silent = tuple(field.label for field in section.fields if field not in held)
    return ShownSection(section.code, section.label, told, silent)


def shown(
    field: Field,
    value: Any,  # noqa: ANN401 whatever it holds
    labels: Labels,
    pages: Pages,
    cells: Mapping[str, Any],
) -> Shown:
    """A field that is told, in words."""
    origin = _origin(field, cells)
    if field.kind == kinds.ROWS:
        rows = tuple(_rows(field, value, labels))
        return Shown(field, rows=rows, origin=origin)
    if isinstance(value, list):
        known = labels.get(field.of, {})
        items = tuple(Item(known.get(code, code), pages.of(field, code)) for code in value)
        return Shown(field, items=items, origin=origin)
    text = in_words(field, value, labels)
    url = pages.of(field, value) if isinstance(value, str) else ""
    if url:
        return Shown(field, items=(Item(text, url),), origin=origin)
    return Shown(field, text, origin=origin)


def _origin(field: Field, cells: Mapping[str, Any]) -> str:
    """Where a field came from: the first cell of it, or of its rows."""
    paths = (path for path in cells if path.partition(".")[0] == field.code)
    path = next(paths, None)
    return str(cells[path][1]) if path else ""


def _rows(field: Field, held: Mapping[str, Any], labels: Labels) -> Iterator[Row]:
    for row in sorted(held.values(), key=_when):
        said = {
            column.code: in_words(column, row.get(column.code), labels) for column in field.columns
        }
        if field.code == "indicators":
            yield Row(_indicator(row, said))
        else:
            yield Row(tuple(_told(said[column.code]) for column in field.columns))


def _when(row: Mapping[str, Any]) -> str:
    """Milestones in the order of their days; indicators in that of the common core."""
    core = {code: f"{rank}" for rank, code in enumerate(words("indicators"))}
    return str(row.get("due") or core.get(row.get("indicator", ""), "9"))


def _indicator(row: Mapping[str, Any], said: Mapping[str, str]) -> tuple[str, ...]:
    code = row.get("indicator", "")
    name = said["indicator"] if code else said["label"]
    unit = row.get("unit") or indicator_units().get(code, "")
    numbers = ("baseline", "target", "by", "observed")
    return (name, *(_told(said[number]) for number in numbers), unit)


def _told(text: str) -> str:
    return "–" if text == UNKNOWN else text


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A line of the funding plan: amounts by stage, in words, "" where nothing was told."""

    name: str
    kind: str
    year: str
    amounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """The funding plan in words; `balance` says whether it is balanced, to the cent."""

    rows: tuple[PlanRow, ...]
    totals: tuple[str, ...]
    total_cost: str
    own_share: str
    balance: str
    is_balanced: bool
    cautions: tuple[str, ...] = ()


def shown_plan(plan: Plan, cautions: Iterable[str] = ()) -> ShownPlan:
    """A plan in words."""
    rows = tuple(
        PlanRow(
            line.financer,
            words("financer_kinds").get(line.kind, line.kind),
            str(line.year),
            tuple(_cents(line.at(stage)) for stage in STAGES),
        )
        for line in plan.lines
    )
    return ShownPlan(
        rows=rows,
        totals=tuple(_cents(plan.total(stage)) for stage in STAGES),
        total_cost=amount(plan.total_cost),
        own_share=amount(plan.own_share),
        balance=_balance(plan),
        is_balanced=plan.is_balanced,
        cautions=tuple(one for one in cautions if "équilibré" not in one),
    )


def _balance(plan: Plan) -> str:
    if plan.gap is None:
        return _("Le coût total n’est pas dit : on ne sait pas si le plan est équilibré.")
    if plan.is_balanced:
        return _("Le plan est équilibré au centime : demandes et autofinancement font le coût.")
    if plan.gap > 0:
        return typeset(_("Il manque %s pour que le plan soit équilibré.") % euros(plan.gap))
    return typeset(_("Le plan dépasse le coût total de %s.") % euros(-plan.gap))


def plan_of_version(lines: Iterable[Mapping[str, Any]], content: Mapping[str, Any]) -> Plan:
    """The plan that was frozen with a version."""
    return Plan(
        tuple(Line(**line) for line in lines), content.get("total_cost"), content.get("own_share")
    )


def amount(cents: int | None) -> str:
    """« 12 500 € »; « inconnu » when there is none."""
    return UNKNOWN if cents is None else typeset(euros(cents))


def _cents(cents: int | None) -> str:
    if cents is None:
        return ""
    return f"−{euros(-cents)}" if cents < 0 else euros(cents)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in one place: its label, and the text with what is gone and what is new."""

    path: str
    label: str
    pieces: tuple[Piece, ...]


def differences(
    changes: Mapping[str, Change], labels: Labels, *, within: Mapping[str, Any]
) -> list[Difference]:
    """Changes in words, in the order of the form; a row is named as it is `within` a content."""
    order = {field.code: rank for rank, field in enumerate(form())}
    ranked = sorted(changes.items(), key=lambda one: order.get(one[0].partition(".")[0], 99))
    return [_difference(path, change, labels, within) for path, change in ranked]


def _difference(path: str, change: Change, labels: Labels, within: Mapping[str, Any]) -> Difference:
    before, after = change
    try:
        field, label = form().field(path), label_of(path, labels, within)
    except KeyError:  # a field that the form no longer has
        return Difference(path, path, tuple(_apart(str(before or ""), str(after or ""))))
    told = ["" if is_empty(value) else in_words(field, value, labels) for value in (before, after)]
    if field.kind == kinds.TEXT and all(told):
        return Difference(path, label, tuple(pieces(*told)))
    return Difference(path, label, tuple(_apart(*told)))


def label_of(path: str, labels: Labels, within: Mapping[str, Any]) -> str:
    """« Jalons, « Ouverture » : Prévu »: the row is named by its title."""
    code, _dot, rest = path.partition(".")
    row = within.get(code, {}).get(rest.partition(".")[0], {}) if rest else {}
    name = row.get("title") or row.get("label")
    name = name or labels.get("indicators", {}).get(row.get("indicator", ""), "")
    if not name:
        return form().label(path)
    return typeset(f"{form().field(code).label}, « {name} » : {form().field(path).label}")


def _apart(before: str, after: str) -> Iterator[Piece]:
    if before:
        yield Piece(GONE, before)
    if after:
        yield Piece(NEW, after)
