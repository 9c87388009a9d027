"""The dossiers as statistics read them: a few columns of each, no model instance."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from ancrage.evidence.rules.files import GRANTED, Case
from ancrage.funding.models import Dossier, Entry
from ancrage.funding.queries.places import Places, programme_of_money

NO_MEASURE = "sans-mesure"
"""Stands for the measure of files that none is told of."""
COLUMNS = (
    *("pk", "financer", "measure", "place", "asked_on", "outcome", "decided_on"),
    *("siren", "siret", "programme", "commune", "territory", "is_demonstration"),
)


@dataclass
class Names:
    """The operators and the measures in words, by code."""

    operators: dict[str, str] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FilesRead:
    """The files asked by a day. `unasked`: those left out, of which nobody told when they were.

    `invented`: how many the demonstration made up.
    """

    cases: list[Case]
    names: Names
    unasked: int
    invented: int


def files_at(on: dt.date) -> FilesRead:
    """The files as they are known, with what was asked and granted by that day. Few queries."""
    amounts = _amounts(on)
    entries = _EntryDays(on)
    rows = Dossier.objects.filter(asked_on__lte=on).order_by().values_list(*COLUMNS)
    cases, invented = [], 0
    for row in rows.iterator(chunk_size=5000):
        cases.append(_case(row, amounts, entries))
        invented += row[-1]
    unasked = Dossier.objects.filter(asked_on=None).count()
    return FilesRead(cases, names_of_all(), unasked, invented)


def _case(row: tuple[Any, ...], amounts: dict[tuple[int, str], int], entries: "_EntryDays") -> Case:
    pk, financer, measure, place, asked, outcome, decided, *who_and_where, _invented = row
    siren, siret, programme, commune, territory = who_and_where
    granted = amounts.get((pk, "granted"))
    return Case(
        operator=financer,
        measure=measure or NO_MEASURE,
        place=place,
        asked=asked,
        result=outcome or (GRANTED if granted else ""),
        ended=decided,
        asked_amount=amounts.get((pk, "requested")),
        granted_amount=granted,
        beneficiary=siren or siret[:9],
        labelled=entries.of(programme, commune, territory),
        is_located=bool(commune or territory),
    )


def _amounts(on: dt.date) -> dict[tuple[int, str], int]:
    """What was asked and granted, in cents, by dossier and stage: what was reversed is undone."""
    entries = Entry.objects.filter(
        stage__in=["requested", "granted"], event_on__lte=on, dossier__isnull=False
    )
    sums = entries.order_by().values_list("dossier_id", "stage").annotate(Sum("cents"))
    return {(dossier, stage): cents for dossier, stage, cents in sums.iterator(chunk_size=5000)}


def names_of_all() -> Names:
    """The operators and measures of all dossiers. One query."""
    found = Names({}, {NO_MEASURE: "Sans mesure"})
    columns = ("financer", "financer_name", "measure", "measure_name")
    for operator, operator_name, measure, name in (
        Dossier.objects.order_by(*columns).values_list(*columns).distinct()
    ):
        found.operators[operator] = operator_name or operator
        if measure:
            found.measures[measure] = name or measure
    return found


class _EntryDays:
    """The day on which a commune, or a territory, first was in a programme's lists."""

    def __init__(self, on: dt.date) -> None:
        self.on = on
        self._places = Places()
        self._programme = programme_of_money()
        self._days: dict[str, dict[str, dt.date]] = {}

    def of(self, programme: str, commune: str, territory: str) -> dt.date | None:
        """The day; None when neither was in any list by the day that is looked at."""
        code = programme or self._programme
        if code not in self._days:
            self._days[code] = dict(self._read(code))
        return self._days[code].get(commune or territory)

    def _read(self, programme: str) -> Iterator[tuple[str, dt.date]]:
        """Communes and territories, the last lists first: the first day is the one that stays."""
        atlas = self._places.atlas(programme)
        if atlas is None:
            return
        for version in reversed(atlas.register.versions):
            if version.valid_from <= self.on:
                held = atlas.register.assignments(version)
                yield from ((commune, version.valid_from) for commune in held)
                territories = {f"{programme}:{one.territory.code}" for one in held.values()}
                yield from ((territory, version.valid_from) for territory in territories)
