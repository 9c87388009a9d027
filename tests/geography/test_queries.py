"""Reads of lists, territories and places, against figures worked out by other means."""

import csv
import datetime as dt

import pytest

from ancrage.geography import queries
from ancrage.geography.actions import publish_version, rename_territory, start_programme
from ancrage.geography.models import Intercommunality, TerritoryMember
from ancrage.geography.pack import EMBEDDED
from ancrage.geography.stored import stored_territories
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import host

NOW = dt.datetime(2024, 9, 1, tzinfo=dt.UTC)

pytestmark = pytest.mark.usefixtures("reference")


def rows_of(file):
    with (EMBEDDED / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def version(code):
    return next(v for v in queries.versions() if v.code == code)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2020-10-12", None),
        ("2020-10-13", "2020-10"),
        ("2021-06-01", "2020-10"),
        ("2023-11-08", "2022-12"),
        ("2023-11-09", "2023-11"),
        ("2024-07-04", "2024-07"),
        ("2030-01-01", "2024-07"),
    ],
)
def test_the_list_in_force(day, code):
    found = queries.version_at(perimeter=queries.OFFICIAL, on=dt.date.fromisoformat(day))
    assert (found and found.code) == code


def test_country_totals_do_not_add_the_parts_of_grand_paris_twice():
    epci = rows_of("epci.csv")
    totals = queries.country_totals().country
    assert totals.members == len(epci)
    assert totals.population == sum(int(r["population"]) for r in epci)
    assert totals.industrial_jobs == sum(int(r["industrial_jobs"] or 0) for r in epci)
    assert "industrial_jobs" in totals.incomplete
    assert "population" not in totals.incomplete


def test_regions_add_up_to_the_country():
    held = queries.country_totals()
    assert sum(t.population for t in held.regions.values()) == held.country.population
    assert held.regions["06"].industrial_jobs is None


@pytest.mark.parametrize(
    ("code", "share", "territories", "partial", "communes"),
    [
        ("2020-10", 0.513, 148, 24, 0),
        ("2022-12", 0.528, 149, 0, 38),
        ("2023-11", 0.647, 183, 9, 0),
        ("2024-07", 0.656, 183, 0, 12),
    ],
)
def test_coverage_counts_whole_members_only(code, share, territories, partial, communes):
    """The shares are those that the notes of the data give for whole members."""
    found = queries.list_summaries(country=queries.country_totals())
    summary = next(s for s in found if s.version.code == code)
    assert summary.industrial_jobs_share == pytest.approx(share, abs=0.0006)
    assert (summary.partial, summary.communes) == (partial, communes)
    assert summary.version.territory_count == territories
    assert summary.lower_bound


def test_a_territory_adds_up_its_whole_members():
    rows = {r.code: r for r in queries.territory_rows(version("2024-07"))}
    members = [r for r in rows_of("territories_2024-07.csv") if r["territory_code"] == "ti-8401"]
    epci = {r["siren"]: r for r in rows_of("epci.csv")}
    assert rows["ti-8401"].industrial_jobs == sum(
        int(epci[m["member_code"]]["industrial_jobs"]) for m in members
    )
    assert not rows["ti-8401"].lower_bound


def test_a_territory_with_single_communes_is_a_lower_bound():
    rows = {r.code: r for r in queries.territory_rows(version("2024-07"))}
    creuse = rows["ti-7506"]
    assert creuse.lower_bound
    assert len(creuse.whole) < len(creuse.members)
    assert creuse.partial_sirens


def test_unknown_jobs_are_unknown_and_not_zero():
    mayotte = next(r for r in queries.territory_rows(version("2024-07")) if r.region == "06")
    assert mayotte.industrial_jobs is None
    assert mayotte.intensity is None
    assert mayotte.population > 0
    assert mayotte.structure is None


def test_a_part_of_grand_paris_is_drawn_as_its_metropolis():
    epts = [
        r
        for r in queries.territory_rows(version("2024-07"))
        if any(m.kind == "ept" for m in r.members)
    ]
    assert epts
    assert all("200054781" in r.partial_sirens for r in epts)
    assert all("200054781" not in r.whole_sirens for r in epts)


def test_history_goes_by_content_not_by_code():
    """ti1-0101 and ti-0101 share a number and no place."""
    rows = {r.code: r for r in queries.territory_rows(version("2024-07"))}
    found = queries.history(rows["ti-0101"])
    assert "ti1-0101" not in {o.territory.code for o in found}
    november = next(o for o in found if o.version.code == "2023-11")
    assert november.population_share == 1
    assert not november.partly


def test_memberships_see_communes_and_parts_of_grand_paris():
    found = [queries.as_membership(m) for m in queries.memberships(["200054781"])]
    assert {m.how for m in found} == {"ept"}
    commune = TerritoryMember.objects.exclude(commune=None).select_related("commune").first()
    siren = commune.commune.intercommunality_id
    held = [queries.as_membership(m) for m in queries.memberships([siren])]
    assert any(m.how == "commune" and m.detail == commune.commune.name for m in held)


def test_neighbours_are_outside_the_set():
    pairs = rows_of("epci_adjacency.csv")
    a, b = pairs[0]["siren_a"], pairs[0]["siren_b"]
    expected = {p["siren_a"] for p in pairs if p["siren_b"] in (a, b)} | {
        p["siren_b"] for p in pairs if p["siren_a"] in (a, b)
    }
    found = [place.siren for place, _km in queries.neighbours_of([a, b])]
    assert set(found) == expected - {a, b}
    assert len(found) == len(set(found))


def test_the_table_has_every_intercommunality_and_its_territories():
    rows = queries.intercommunality_rows(version("2024-07"))
    assert len(rows) == 1255
    assert all(r.place.kind != Intercommunality.EPT for r in rows)
    paris = next(r for r in rows if r.place.siren == "200054781")
    assert {m.how for m in paris.territories} == {"ept"}


def test_without_a_list_nobody_is_in_a_territory():
    assert not any(r.territories for r in queries.intercommunality_rows(None))


def test_lists_without_a_source_are_told():
    found = queries.unpublished_lists()
    assert (found[0].date.isoformat(), found[0].territories) == ("2018-11-22", 124)
    assert {u.territories for u in found} == {124, 136, 141, 144, 146}


def test_changes_between_two_versions():
    found = queries.compare_versions(before=version("2023-11"), after=version("2024-07"))
    assert {c.after[0].name for c in found.renamed()} == {
        "Pays Vitryat",
        "Pays de Gex – Genevois – Terre Valserhône",
    }
    assert sum(len(c.after) for c in found.changes) == 183


def test_the_lists_own_quality_is_told():
    assert version("2024-07").quality == Quality.EXACT
    assert not version("2024-07").is_simulated


def test_a_programme_s_lists_are_read_again_when_they_change(django_assert_num_queries):
    told = {"by": host(), "now": NOW, "code": "own", "name": "Programme"}
    first = start_programme(
        **told, version_code="own-1", valid_from=dt.date(2024, 9, 1), from_version="2024-07"
    )
    held = queries.register_of("own")
    with django_assert_num_queries(2):
        assert queries.register_of("own") is held
    on = {"text": "42187", "on": dt.date(2024, 9, 2)}
    code = held.commune(**on).answers[0].territory.code
    rename_territory(by=host(), now=NOW, version="own-1", code=code, name="Roanne")
    assert queries.register_of("own").commune(**on).answers[0].territory.name == "Roanne"
    publish_version(
        **told | {"code": "own-2"},
        perimeter="own",
        valid_from=dt.date(2024, 9, 2),
        quality=Quality.DECLARED,
        origin="",
        territories=stored_territories(first)[:1],
    )
    assert queries.register_of("own").commune(**on).version.code == "own-2"


def test_the_official_lists_are_kept_once():
    assert queries.register_of(queries.OFFICIAL) is queries.official_register()
