"""The demonstration, on real places: made up, said once; each measure and signal counts there."""

import datetime as dt
from dataclasses import replace

import pytest

from ancrage.catalogue.queries import basket_at
from ancrage.geography.actions import start_programme
from ancrage.geography.queries import find_territory, official_register
from ancrage.kernel.rights import VISITOR
from ancrage.matching import definitions, demonstration
from ancrage.matching.models import AdjustmentRequest, Designation, NeedStatement
from ancrage.matching.queries import diagnosis as diagnoses
from ancrage.matching.queries.answers import answers_for_territory
from ancrage.matching.queries.coverage import coverage_rows, lapsed
from ancrage.matching.rules.coverage import State
from ancrage.people import demonstration as personas
from tests.matching.world import HOST

NOW = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
DAY = NOW.date()
PROGRAMME = "annonce-2018"
KEPT, COMPARED = 45, 10


@pytest.fixture
def seeded(reference):
    """A programme of some real territories, with its demonstration."""
    held = {version.code: version for version in official_register().versions}
    territories = held["2024-07"].territories
    chosen = [t for t in territories if any(m.code == "200033116" for m in t.members)]
    chosen += [t for t in territories if t not in chosen][::3][:KEPT]
    start_programme(
        by=HOST,
        now=NOW,
        code=PROGRAMME,
        name="Programme d’essai",
        version_code="essai-2018",
        valid_from=dt.date(2018, 11, 22),
        territories=chosen,
    )
    personas.seed(now=NOW, perimeter=PROGRAMME)
    demonstration.seed(now=NOW, perimeter=PROGRAMME)
    return [find_territory(version="essai-2018", code=t.code) for t in chosen]


def results(territories, atlas):
    """Every measure of every territory as a visitor reads it: its place, and its reasons."""
    found = {}
    for territory in territories:
        held = diagnoses.diagnosis_of(territory, actor=VISITOR, day=DAY, atlas=atlas)
        for need in answers_for_territory(held, is_in_force=True).needs:
            key = territory.code, need.need.code
            found[key] = [(r.measure.code, r.reasons) for r in need.results]
    return found


def test_what_it_holds_and_that_each_measure_and_signal_counts(seeded, monkeypatch):
    counts = [m.objects.count() for m in (Designation, NeedStatement, AdjustmentRequest)]
    demonstration.seed(now=NOW, perimeter=PROGRAMME)
    assert [m.objects.count() for m in (Designation, NeedStatement, AdjustmentRequest)] == counts
    assert not Designation.objects.filter(is_demonstration=False).exists()
    assert not NeedStatement.objects.filter(is_demonstration=False).exists()
    assert set(NeedStatement.objects.values_list("level", flat=True)) == set(definitions.levels())
    assert set(AdjustmentRequest.objects.values_list("state", flat=True)) == {"waiting", "declined"}
    assert {row.state for row in coverage_rows(DAY)} == set(State)
    assert lapsed(DAY)
    _every_signal_counts(seeded[:COMPARED], monkeypatch)
    _every_measure_counts(seeded[:1], monkeypatch)


def _every_signal_counts(territories, monkeypatch):
    atlas = diagnoses.atlas_of(territories[0])
    held, whole = definitions.signals(DAY), results(territories, atlas)
    assert all(reasons for rows in whole.values() for _code, reasons in rows)
    for signal in held:
        rest = [other for other in held if other.code != signal.code]
        monkeypatch.setattr(definitions, "signals", lambda _day, rest=rest: rest)
        assert results(territories, atlas) != whole, signal.code
    monkeypatch.setattr(definitions, "signals", lambda _day: held)


def _every_measure_counts(territories, monkeypatch):
    """Of each version of the basket: a measure taken away is missing from an answer."""
    atlas, basket = diagnoses.atlas_of(territories[0]), basket_at(DAY)
    whole = results(territories, atlas)
    for code, measure in basket.measures.items():
        if not measure.needs:
            continue
        rest = {other: held for other, held in basket.measures.items() if other != code}
        thinner = replace(basket, measures=rest)
        monkeypatch.setattr(diagnoses, "basket_at", lambda _day, thinner=thinner: thinner)
        assert results(territories, atlas) != whole, code
