"""The versions that ship: what each holds, how sure, and which is in force on a day."""

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest

from ancrage.catalogue.definitions import read_data, shipped_documents
from ancrage.catalogue.queries import basket_at, shipped_versions, vocabulary
from ancrage.catalogue.rules.basket import Basket, Certainty, Measure

VERSIONS = shipped_versions()
MEASURES = [(held.code, measure) for held in VERSIONS for measure in held.measures.values()]


def named(value: object) -> str:
    return value.code if isinstance(value, Measure) else str(value)


def test_the_announcement_has_exactly_seventeen_places() -> None:
    announced = VERSIONS[0]
    assert len(announced.measures) == 17
    certainties = Counter(measure.certainty for measure in announced.measures.values())
    assert certainties == {
        Certainty.OFFICIAL: 3,
        Certainty.REPORTED: 12,
        Certainty.UNKNOWN: 2,
    }
    official = {m.code for m in announced.measures.values() if m.certainty == Certainty.OFFICIAL}
    assert official == {"vte", "pic", "pia-formations"}


def test_the_places_that_no_source_fills_have_no_name_and_no_need() -> None:
    announced = VERSIONS[0]
    assert [measure.title for measure in announced.unplaced] == ["Intitulé non retrouvé"] * 2
    assert not any(measure.is_found for measure in announced.unplaced)


@pytest.mark.parametrize("held", VERSIONS, ids=lambda held: held.code)
def test_every_version_tells_the_numbers_that_contradict_each_other(held: Basket) -> None:
    assert set(held.counts) == {17, 18, 30}
    assert all(sources for sources in held.counts.values())


@pytest.mark.parametrize("held", VERSIONS, ids=lambda held: held.code)
def test_only_the_first_version_has_places_to_fill(held: Basket) -> None:
    assert bool(held.unplaced) == (held.code == "2018-11")


@pytest.mark.parametrize(("version", "measure"), MEASURES, ids=named)
def test_what_is_said_of_a_measure_has_a_source(version: str, measure: Measure) -> None:
    if not measure.is_found:
        return
    assert measure.sources
    assert all(amount.source for amount in measure.amounts)
    assert all(criterion.source for criterion in measure.criteria)
    assert measure.certainty != Certainty.UNKNOWN or measure.remark


def test_every_source_and_operator_serves() -> None:
    told = str([shipped_documents(), read_data("needs.yaml")])
    for name in ("sources.yaml", "operators.yaml"):
        idle = [code for code in read_data(name) if f"'{code}'" not in told]
        assert idle == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2017-01-01", "2018-11"),
        ("2018-11-22", "2018-11"),
        ("2019-03-04", "2018-11"),
        ("2019-03-05", "2019-03"),
        ("2023-11-08", "2019-03"),
        ("2023-11-09", "2023-11"),
        ("2030-01-01", "2023-11"),
    ],
)
def test_the_version_in_force_on_a_day(day: str, code: str) -> None:
    assert basket_at(dt.date.fromisoformat(day)).code == code


def test_versions_follow_one_another_without_a_hole() -> None:
    for before, after in pairwise(VERSIONS):
        assert before.valid_to is not None
        assert before.valid_to + dt.timedelta(days=1) == after.valid_from
    assert VERSIONS[-1].valid_to is None


def test_the_four_needs_stay_and_priorities_are_put_under_them() -> None:
    for held in VERSIONS:
        assert list(held.needs) == ["recruter", "innover", "attirer", "simplifier"]
        assert all(held.for_need(need) for need in held.needs)
    later = VERSIONS[-1].priorities
    assert set(later) == {"competences", "innovation", "foncier", "transition"}
    assert all(set(priority.needs) <= set(VERSIONS[-1].needs) for priority in later.values())


def test_the_vocabulary_is_read_once() -> None:
    assert vocabulary() is vocabulary()
    assert vocabulary()["size"].written("mid_cap") == "entreprise de taille intermédiaire"
