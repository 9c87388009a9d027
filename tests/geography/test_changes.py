"""Between two lists: told from what territories hold, whatever their codes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.geography.gazetteer import read_gazetteer
from ancrage.geography.pack import EMBEDDED, read_pack
from ancrage.geography.rules.changes import Kind, compare_lists
from ancrage.geography.rules.listing import Gazetteer, ListedTerritory, ListVersion, Member, Town

TOWNS = [f"010{number:02}" for number in range(12)]
GROUPS = {"A": TOWNS[:3], "B": TOWNS[3:6], "C": TOWNS[6:9], "D": TOWNS[9:]}
JOBS = {"A": 100, "B": 50, "C": None, "D": 10}
SWAPPED = {
    Kind.CAME: Kind.WENT,
    Kind.WENT: Kind.CAME,
    Kind.MERGED: Kind.SPLIT,
    Kind.SPLIT: Kind.MERGED,
    Kind.GREW: Kind.SHRANK,
    Kind.SHRANK: Kind.GREW,
}


def country(populations=None):
    held = {town: group for group, towns in GROUPS.items() for town in towns}
    towns = {
        code: Town(code, code, (), group, "", (populations or {}).get(code, 10))
        for code, group in held.items()
    }
    return Gazetteer(towns, {}, {}, dt.date(2026, 1, 1), {name: name for name in GROUPS})


def listing(territories, code="v"):
    made = tuple(
        ListedTerritory(name, name, "11", tuple(Member(t, "commune") for t in towns))
        for name, towns in territories.items()
    )
    return ListVersion(code, "p", code, dt.date(2026, 1, 1), None, made)


def compared(before, after, populations=None):
    return compare_lists(
        before=listing(before, "before"),
        after=listing(after, "after"),
        gazetteer=country(populations),
        industrial_jobs=JOBS,
    )


def told(comparison):
    return [
        (change.kind, [t.code for t in change.before], [t.code for t in change.after])
        for change in comparison.changes
    ]


A, B, C, D = GROUPS.values()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"x": A}, {"y": A}, [(Kind.KEPT, ["x"], ["y"])]),
        ({"x": A}, {"x": B}, [(Kind.WENT, ["x"], []), (Kind.CAME, [], ["x"])]),
        ({}, {"y": A}, [(Kind.CAME, [], ["y"])]),
        ({"x": A}, {}, [(Kind.WENT, ["x"], [])]),
        ({"x": A}, {"y": A + B[:1]}, [(Kind.GREW, ["x"], ["y"])]),
        ({"x": A + B[:1]}, {"y": A}, [(Kind.SHRANK, ["x"], ["y"])]),
        ({"x": A + B[:1]}, {"y": A + C[:1]}, [(Kind.RESHAPED, ["x"], ["y"])]),
        ({"x": A, "y": B}, {"z": A + B}, [(Kind.MERGED, ["x", "y"], ["z"])]),
        ({"z": A + B}, {"x": A, "y": B}, [(Kind.SPLIT, ["z"], ["x", "y"])]),
        (
            {"x": A + B[:2], "y": C + B[2:]},
            {"x": A, "y": B + C},
            [(Kind.SHRANK, ["x"], ["x"]), (Kind.GREW, ["y"], ["y"])],
        ),
        (
            {"x": A + B, "y": C + D},
            {"p": A, "q": B + C, "r": D},
            [(Kind.CAME, [], ["q"]), (Kind.SHRANK, ["x"], ["p"]), (Kind.SHRANK, ["y"], ["r"])],
        ),
        (
            {"x": A + B, "y": C[:1]},
            {"p": A, "q": B + C[:1]},
            [(Kind.RECOMPOSED, ["x", "y"], ["p", "q"])],
        ),
    ],
)
def test_what_became_of_territories(before, after, expected):
    assert sorted(told(compared(before, after))) == sorted(expected)


def test_the_same_code_elsewhere_is_another_territory():
    changes = compared({"1101": A}, {"1101": D}).changes
    assert {change.kind for change in changes} == {Kind.CAME, Kind.WENT}


def test_a_new_name_is_told():
    (change,) = compared({"x": A}, {"y": A}).renamed()
    assert change.kind == Kind.KEPT
    assert compared({"x": A}, {"x": A}).renamed() == []


def test_the_intercommunalities_concerned_are_named():
    (change,) = compared({"x": A + B}, {"y": A + B[1:] + C[:2]}).changes
    assert [(s.siren, s.entered, s.left, s.communes) for s in change.shifts] == [
        ("B", 0, 1, 3),
        ("C", 2, 0, 3),
    ]


def test_the_crosswalk_weighs_by_population_and_by_industrial_jobs():
    populations = {A[0]: 70, A[1]: 20, A[2]: 10, **dict.fromkeys(B, 100)}
    passages = {
        (p.before, p.after): p for p in compared({"x": A + B}, {"y": B + C}, populations).passages
    }
    kept = passages["x", "y"]
    assert (kept.communes, kept.population) == (3, 300)
    assert kept.share_of_before == pytest.approx(0.75)
    assert kept.share_of_after == pytest.approx(300 / 330)
    assert (kept.industrial_jobs, kept.jobs_share_of_before) == (50, pytest.approx(1 / 3))
    lost = passages["x", ""]
    assert (lost.population, lost.industrial_jobs, lost.share_of_after) == (100, 100, None)
    assert passages["", "y"].share_of_before is None


def test_a_part_of_an_intercommunality_brings_no_jobs():
    (kept, lost) = compared({"x": A}, {"y": A[:2]}).passages[::-1]
    assert (kept.after, kept.industrial_jobs, lost.industrial_jobs) == ("y", 0, 0)


def test_without_population_communes_are_counted():
    comparison = compared({"x": A}, {"y": A[:2]}, dict.fromkeys(TOWNS, 0))
    assert {p.after: p.share_of_before for p in comparison.passages} == {
        "y": pytest.approx(2 / 3),
        "": pytest.approx(1 / 3),
    }


lists = st.lists(st.sampled_from(["", "p", "q", "r", "s"]), min_size=12, max_size=12).map(
    lambda codes: {
        code: [town for town, held in zip(TOWNS, codes, strict=True) if held == code]
        for code in set(codes) - {""}
    }
)
people = st.lists(st.integers(0, 50), min_size=12, max_size=12).map(
    lambda numbers: dict(zip(TOWNS, numbers, strict=True))
)


@given(lists, lists, people)
def test_shares_add_up_to_one(before, after, populations):
    passages = compared(before, after, populations).passages
    for code in before:
        shares = [p.share_of_before for p in passages if p.before == code]
        assert sum(shares) == pytest.approx(1)
    for code in after:
        assert sum(p.share_of_after for p in passages if p.after == code) == pytest.approx(1)


@given(lists, lists, people)
def test_every_territory_is_in_one_change(before, after, populations):
    changes = compared(before, after, populations).changes
    assert sorted(t.code for c in changes for t in c.before) == sorted(before)
    assert sorted(t.code for c in changes for t in c.after) == sorted(after)


@given(lists, lists, people)
def test_exchanging_the_lists_exchanges_the_changes(before, after, populations):
    there, back = compared(before, after, populations), compared(after, before, populations)
    mirrored = [(SWAPPED.get(kind, kind), after, before) for kind, before, after in told(back)]
    assert sorted(told(there)) == sorted(mirrored)


@given(lists, people)
def test_a_list_compared_with_itself_is_kept(held, populations):
    changes = compared(held, held, populations).changes
    assert all(change.kind == Kind.KEPT and not change.shifts for change in changes)


@given(lists, lists)
def test_jobs_are_never_counted_twice(before, after):
    passages = compared(before, after).passages
    assert sum(p.industrial_jobs for p in passages) <= sum(filter(None, JOBS.values()))
    assert all(p.jobs_share_of_before is None or p.jobs_share_of_before <= 1 for p in passages)


@pytest.fixture(scope="module")
def official():
    gazetteer, versions = read_gazetteer()
    tables = read_pack(directory=EMBEDDED).tables
    rows = [record.cells for file in ("epci.csv", "epts.csv") for record in tables[file]]
    jobs = {r["siren"]: int(r["industrial_jobs"]) if r["industrial_jobs"] else None for r in rows}
    return lambda first, second: compare_lists(
        before=versions[first],
        after=versions[second],
        gazetteer=gazetteer,
        industrial_jobs=jobs,
    )


def test_from_2020_to_2022_three_merged_into_finistere(official):
    comparison = official(0, 1)
    (merged,) = comparison.of_kind(Kind.MERGED)
    assert [t.code for t in merged.before] == ["ti1-5305", "ti1-5307", "ti1-5308"]
    assert [t.code for t in merged.after] == ["ti1-5313"]
    came = {change.after[0].code for change in comparison.of_kind(Kind.CAME)}
    assert came == {"ti1-3214", "ti1-5216", "ti1-5217"}
    assert len(comparison.renamed()) == 7


def test_from_2023_to_2024_all_183_go_on(official):
    comparison = official(2, 3)
    assert all(len(c.before) == len(c.after) == 1 for c in comparison.changes)
    assert all(c.before[0].code == c.after[0].code for c in comparison.changes)
    assert len(comparison.renamed()) == 2
