"""A roadmap and a sheet as documents: told once, written as PDF and as DOCX."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ancrage.catalogue.rules.facts import euros
from ancrage.matching.queries.diagnosis import Diagnosis
from ancrage.roadmaps.definitions import form, indicator_units, state_of, words
from ancrage.roadmaps.models import ActionSheet, SheetVersion
from ancrage.roadmaps.queries.portfolio import SUMS, Listed
from ancrage.roadmaps.queries.registers import Named, names_in
from ancrage.roadmaps.queries.roadmap import Money, RoadmapSheets
from ancrage.roadmaps.queries.sheets import content_at, plan_of_sheet
from ancrage.roadmaps.rules import fields as kinds
from ancrage.roadmaps.rules.content import Content, is_empty
from ancrage.roadmaps.rules.fields import Field
from ancrage.roadmaps.rules.funding import STAGES, Line
from ancrage.roadmaps.rules.written import Labels, in_words
from ancrage.ui.formats import UNKNOWN, french_date, number
from ancrage.ui.papers import Block, Facts, Grid, Heading, Paper, Text

VOCABULARIES = ("needs", "maturities", "owner_kinds", "aid_bases", "indicators")
STAGE_WORDS = ("Demandé", "Promis", "Accordé", "Payé")
APART = frozenset({"title", "milestones", "indicators"})
"""Fields that have a place of their own in the document."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says of itself: its source, its day, what opens it."""

    source: str
    day: dt.date
    notices: Sequence[str]


def labels_of(contents: Sequence[Content], *, day: dt.date) -> Labels:
    """The labels of every code: vocabularies, and registers. Two queries."""
    names: Named = names_in(contents, day=day)
    return {name: words(name) for name in VOCABULARIES} | dict(names)


def roadmap_paper(held: RoadmapSheets, diagnosis: Diagnosis, name: str, said: Said) -> Paper:
    """A whole roadmap: strategy, axes, totals, then each sheet."""
    labels = labels_of([one.content for one in held.sheets], day=said.day)
    return Paper(
        title=_("Feuille de route : %s") % name,
        subtitle=_("Territoire d’industrie"),
        blocks=list(_roadmap(held, diagnosis, labels)),
        source=said.source,
        as_of=said.day,
        as_of_words=french_date(said.day),
        notices=said.notices,
    )


def sheet_paper(one: Listed, lines: Sequence[Line], said: Said) -> Paper:
    """A sheet alone."""
    labels = labels_of([one.content], day=said.day)
    return Paper(
        title=one.row.title,
        subtitle=_("Fiche action %(code)s, %(territory)s")
        % {"code": one.sheet.code, "territory": one.sheet.roadmap.territory_name},
        blocks=list(_sheet(one, lines, labels, level=1)),
        source=said.source,
        as_of=said.day,
        as_of_words=french_date(said.day),
        notices=said.notices,
    )


def submitted_blocks(sheet: ActionSheet, *, day: dt.date, level: int = 1) -> list[Block]:
    """A sheet as it was submitted to the committee, which is what it decides on."""
    content = content_at(sheet, sheet.proposed or sheet.revision)
    one = Listed(sheet, SheetVersion(content=content))
    return list(_sheet(one, plan_of_sheet(sheet).lines, labels_of([content], day=day), level=level))


def _roadmap(held: RoadmapSheets, diagnosis: Diagnosis, labels: Labels) -> Iterator[Block]:
    yield Heading(1, _("Stratégie"))
    strategy = held.roadmap.strategy if held.roadmap else ""
    yield Text(strategy or _("Elle n’est pas encore écrite."))
    yield Grid(
        _("Le diagnostic, besoin par besoin"),
        (_("Besoin"), _("Ce qu’il en est")),
        [(part.need.name, part.said.level_label or UNKNOWN) for part in diagnosis.parts],
    )
    yield Heading(1, _("Axes et fiches"))
    for axis in held.axes:
        title = f"{axis.code}. {axis.title}" if axis.title else _("Sans axe de la stratégie")
        yield _axis(title, axis.sheets)
    yield Heading(1, _("Totaux"))
    yield Text(_("Les fiches refusées et abandonnées ne sont pas comptées."))
    yield _needs(held)
    yield _money(_("Par financeur"), _("Financeur"), held.by_financer)
    yield _money(_("Par année du budget"), _("Année"), held.by_year)
    yield Heading(1, _("Les fiches"))
    for one in held.sheets:
        yield Heading(2, one.row.title)
        yield from _sheet(one, held.lines.get(one.sheet.pk, ()), labels, level=3)


def _axis(title: str, sheets: Sequence[Listed]) -> Grid:
    headings = (_("Fiche"), _("État"), _("Porteur"), _("Calendrier"), _("Coût total"))
    rows = [
        (
            " – ".join(filter(None, (one.row.reference, one.row.title))),
            state_of(one.sheet.state).label,
            one.row.owner_name or UNKNOWN,
            _years(one),
            _cents(one.row.total_cost),
        )
        for one in sheets
    ]
    return Grid(title, headings, rows or [(_("Aucune fiche"), "", "", "", "")], figures=(4,))


def _years(one: Listed) -> str:
    told = [str(day.year) for day in (one.row.starts_on, one.row.ends_on) if day]
    return " – ".join(dict.fromkeys(told)) or UNKNOWN


def _needs(held: RoadmapSheets) -> Grid:
    headings = (_("Besoin"), _("Fiches"), _("Coût total"), *STAGE_WORDS)
    rows = [
        (total.label, number(total.count), *(_cents(getattr(total, name)) for name in SUMS))
        for total in held.totals
    ]
    return Grid(_("Par besoin"), headings, rows, figures=(1, 2, 3, 4, 5, 6))


def _money(title: str, heading: str, held: Sequence[Money]) -> Grid:
    rows = [
        (one.name, number(one.count), *(_cents(getattr(one, stage)) for stage in STAGES))
        for one in held
    ]
    return Grid(title, (heading, _("Fiches"), *STAGE_WORDS), rows, figures=(1, 2, 3, 4, 5))


def _sheet(one: Listed, lines: Sequence[Line], labels: Labels, *, level: int) -> Iterator[Block]:
    """A sheet, section by section: what is told, then what is not."""
    yield Facts([(_("Code"), one.sheet.code), (_("État"), state_of(one.sheet.state).label)])
    silent = []
    for section in form().sections:
        held = [f for f in section.fields if f.code not in APART]
        told = [f for f in held if not is_empty(one.content.get(f.code))]
        silent += [f.label for f in held if f not in told]
        if told:
            yield Heading(level, section.label)
            yield Facts([(f.label, in_words(f, one.content[f.code], labels)) for f in told])
        for field in section.fields:
            if field.kind == kinds.ROWS and one.content.get(field.code):
                yield _rows(field, one.content[field.code], labels)
        if section.code == "money" and lines:
            yield _plan(lines)
    if silent:
        yield Facts([(_("Pas encore dit"), ", ".join(silent))])


def _rows(field: Field, rows: Mapping[str, Mapping[str, Any]], labels: Labels) -> Grid:
    return Grid(
        field.label,
        [column.label for column in field.columns],
        [
            [_cell(column, row, labels) for column in field.columns]
            for row in sorted(rows.values(), key=lambda row: str(row.get("due", "")))
        ],
    )


def _cell(column: Field, row: Mapping[str, Any], labels: Labels) -> str:
    value = row.get(column.code)
    if is_empty(value):
        known = indicator_units().get(row.get("indicator", ""), "")
        return known if column.code == "unit" else ""
    return in_words(column, value, labels)


def _plan(lines: Sequence[Line]) -> Grid:
    return Grid(
        _("Plan de financement"),
        (_("Financeur"), _("Année"), *STAGE_WORDS),
        [
            (line.financer, str(line.year), *(_cents(line.at(stage)) for stage in STAGES))
            for line in lines
        ],
        figures=(2, 3, 4, 5),
    )


def _cents(amount: int | None) -> str:
    return UNKNOWN if amount is None else euros(amount)
