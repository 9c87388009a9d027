"""Two lists side by side."""

import json

import pytest

from ancrage.selection.engine.comparison import (
    JOBS_BINS,
    TerritoryList,
    compare,
    comparison_document,
)
from ancrage.selection.engine.explanation import Explanation, UnitExplanation, UnitStatus
from ancrage.selection.engine.model import Country, Unit


def country() -> Country:
    figures = [(4000, 30_000), (1000, 20_000), (None, 5_000), (500, 10_000), (20_000, 200_000)]
    units = tuple(
        Unit(f"{i}", f"U{i}", "84", "z", people, jobs, None if jobs is None else 10 * jobs)
        for i, (jobs, people) in enumerate(figures)
    )
    return Country(units, (), "five")


OFFICIAL = TerritoryList(
    "Liste", {"ti-1": ("0", "1", "2"), "ti-2": ("3", "75056")}, lower_bound=True
)
OURS = TerritoryList("Nôtre", {"sim-1": ("0",), "sim-2": ("1", "3"), "sim-3": ("4",)})


def test_totals_count_whole_members_of_the_country_only():
    found = compare(country=country(), first=OFFICIAL, second=OURS)
    first, second, both = found.totals_first, found.totals_second, found.both
    assert (first.intercommunalities, first.unknown_jobs) == (4, 1)
    assert (first.industrial_jobs, first.population) == (5500, 65_000)
    assert (second.intercommunalities, second.industrial_jobs) == (4, 25_500)
    assert (both.intercommunalities, both.industrial_jobs, both.population) == (3, 5500, 60_000)
    assert found.first.lower_bound
    assert not found.second.lower_bound


def test_differences_by_decreasing_jobs():
    found = compare(country=country(), first=OFFICIAL, second=OURS)
    assert [(d.siren, d.territory, d.industrial_jobs) for d in found.only_first] == [
        ("2", "ti-1", None)
    ]
    assert [(d.siren, d.territory, d.industrial_jobs) for d in found.only_second] == [
        ("4", "sim-3", 20_000)
    ]
    assert found.only_first[0].status is None


def test_explanation_says_why_the_second_lacks_a_unit():
    units = {
        "2": UnitExplanation("2", UnitStatus.UNKNOWN_JOBS),
        "4": UnitExplanation("4", UnitStatus.ALTERNATIVE, loss_min=1.0, loss_max=3.0),
    }
    explanation = Explanation(units, 2.0, 0.1)
    found = compare(country=country(), first=OFFICIAL, second=OURS, explanation=explanation)
    assert found.only_first[0].status == "unknown_jobs"
    assert found.only_second[0].status is None
    turned = compare(country=country(), first=OURS, second=OFFICIAL, explanation=explanation)
    assert (turned.only_first[0].loss_min, turned.only_first[0].loss_max) == (1.0, 3.0)


def test_best_match_by_shared_jobs():
    found = compare(country=country(), first=OFFICIAL, second=OURS)
    matches = {m.territory: m for m in found.matches_first}
    assert (matches["ti-1"].match, matches["ti-1"].common) == ("sim-1", 1)
    assert matches["ti-1"].similarity == pytest.approx(4000 / 5000)
    assert matches["ti-2"].match == "sim-2"
    assert matches["ti-2"].similarity == pytest.approx(500 / 1500)
    alone = next(m for m in found.matches_second if m.territory == "sim-3")
    assert (alone.match, alone.common, alone.similarity) == (None, 0, 0.0)


def test_distributions_count_every_territory_once():
    found = compare(country=country(), first=OFFICIAL, second=OURS)
    assert [d.measure for d in found.distributions] == ["industrial_jobs", "population", "members"]
    for distribution in found.distributions:
        assert sum(distribution.first) == 2
        assert sum(distribution.second) == 3
        assert len(distribution.first) == len(distribution.edges)
    jobs = found.distributions[0]
    assert jobs.first[JOBS_BINS.index(5_000)] == 1
    assert jobs.second[JOBS_BINS.index(20_000)] == 1
    assert found.distributions[2].first[:3] == (1, 0, 1)


def test_a_list_is_wholly_like_itself():
    found = compare(country=country(), first=OURS, second=OURS)
    assert found.only_first == found.only_second == ()
    assert found.both == found.totals_first == found.totals_second
    assert {m.similarity for m in found.matches_first} == {1.0}


def test_document_is_ready_for_json():
    document = comparison_document(compare(country=country(), first=OFFICIAL, second=OURS))
    again = json.loads(json.dumps(document))
    assert again["first"]["territories"]["ti-1"] == ["0", "1", "2"]
    assert again["both"]["industrial_jobs"] == 5500
