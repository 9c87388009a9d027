"""From the intercommunalités of one year to those of the next: what passes, what is carried."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.geography.rules.carrying import (
    carry,
    coverage_of,
    lost_communes,
    lost_regions,
    restate,
)
from ancrage.geography.rules.changes import Kind
from ancrage.geography.rules.crosswalk import SAME, Fate, compare_groups, cross, member_passages
from ancrage.geography.rules.listing import (
    COMMUNE,
    EPCI,
    EPT,
    Gazetteer,
    ListedTerritory,
    ListVersion,
    Member,
    Town,
    assignments,
)

TOWNS = [f"010{number:02}" for number in range(12)]
GROUPS = {"A": TOWNS[:3], "B": TOWNS[3:6], "C": TOWNS[6:9], "D": TOWNS[9:]}
NEXT = dt.date(2027, 1, 1)


def country(groups, *, epts=None, former=None, recreated=None, names=None, populations=None):
    holders = {town: group for group, towns in groups.items() for town in towns}
    parts = {town: part for part, towns in (epts or {}).items() for town in towns}
    people = populations or {}
    towns = {
        code: Town(code, f"Ville {code}", (), holder, parts.get(code, ""), people.get(code, 10))
        for code, holder in holders.items()
    }
    known = {code: code for code in (*groups, *(epts or {})) if code}
    named = known | (names or {})
    return Gazetteer(towns, former or {}, recreated or {}, NEXT, named)


BEFORE = country(GROUPS)


def listing(**territories):
    made = tuple(
        ListedTerritory(code, f"Nom de {code}", "11", tuple(members))
        for code, members in territories.items()
    )
    return ListVersion("v", "p", "v", dt.date(2026, 1, 1), None, made)


def some(code, *towns):
    return Member(code, EPCI, frozenset(towns))


def town(code):
    return Member(code, COMMUNE)


def regrouped(**changes):
    """The groups of the next year: some replaced, None dissolved into nothing at all."""
    groups = GROUPS | changes
    return {code: towns for code, towns in groups.items() if towns is not None}


A, B, C, D = GROUPS.values()


def passage(member, after):
    (found,) = member_passages(listing(T=[member]), cross(before=BEFORE, after=after))
    return found


FATES = [
    ("same", Member("A"), country(GROUPS), Fate.UNCHANGED, ["A"]),
    ("name", Member("A"), country(GROUPS, names={"A": "Autre"}), Fate.RENAMED, ["A"]),
    ("grew", Member("A"), country(regrouped(A=A + B[:1], B=B[1:])), Fate.REDRAWN, ["A"]),
    ("shrank", Member("B"), country(regrouped(A=A + B[:1], B=B[1:])), Fate.REDRAWN, ["B", "A"]),
    ("siren", Member("A"), country(regrouped(A=None, N=A)), Fate.RECODED, ["N"]),
    ("merged", Member("A"), country(regrouped(A=None, B=None, N=A + B)), Fate.MERGED, ["N"]),
    ("absorbed", Member("A"), country(regrouped(A=None, B=A + B)), Fate.MERGED, ["B"]),
    ("split", Member("A"), country(regrouped(A=None, B=A[:1] + B, N=A[1:])), Fate.SPLIT,
     ["N", "B"]),
    ("gone", Member("A"), country(regrouped(A=None) | {"": A}), Fate.DISSOLVED, [""]),
    ("part same", some("A", A[0]), country(GROUPS), Fate.UNCHANGED, ["A"]),
    ("part moved", some("A", A[0]), country(regrouped(A=A[1:], B=A[:1] + B)), Fate.REDRAWN, ["B"]),
    ("town same", town(A[0]), country(regrouped(A=None, N=A)), Fate.UNCHANGED, [A[0]]),
    ("town merged", town(A[0]), country(regrouped(A=A[1:]), former={A[0]: A[1]}), Fate.MERGED,
     [A[1]]),
    ("town recoded", town(A[0]), country(regrouped(A=["X", *A[1:]]), former={A[0]: "X"}),
     Fate.RECODED, ["X"]),
    ("town split", town(A[0]), country(regrouped(A=[*A, "X"]), recreated={"X": A[0]}),
     Fate.REDRAWN, [A[0], "X"]),
    ("lost", Member("A"), country(regrouped(A=A[1:])), Fate.UNKNOWN, ["A"]),
]  # fmt: skip


@pytest.mark.parametrize(("member", "after", "fate", "into"), [f[1:] for f in FATES],
                         ids=[f[0] for f in FATES])  # fmt: skip
def test_what_becomes_of_a_member(member, after, fate, into):
    found = passage(member, after)
    assert found.fate == fate
    assert [part.code for part in found.parts] == into


def test_the_shares_of_a_member_are_told():
    populations = dict.fromkeys(TOWNS, 10) | {A[0]: 80}
    before = country(GROUPS, populations=populations)
    after = country(regrouped(A=None, B=A[:1] + B, N=A[1:]))
    (found,) = member_passages(listing(T=[Member("A")]), cross(before=before, after=after))
    first, second = found.parts
    assert (first.code, first.communes, first.population, first.share) == ("B", 1, 80, 0.8)
    assert first.share_of_place == pytest.approx(80 / 110)
    assert (second.code, second.share, second.share_of_place) == ("N", 0.2, 1.0)


def test_without_population_communes_are_counted():
    before = country(GROUPS, populations=dict.fromkeys(TOWNS, 0))
    after = country(regrouped(A=None, B=A[:1] + B, N=A[1:]))
    (found,) = member_passages(listing(T=[Member("A")]), cross(before=before, after=after))
    assert [part.share for part in found.parts] == [pytest.approx(2 / 3), pytest.approx(1 / 3)]
    assert found.parts[0].share_of_place is None


def test_the_intercommunalities_are_compared():
    after = country(regrouped(A=None, B=None, N=A + B, C=C[:1], M=C[1:]))
    told = compare_groups(cross(before=BEFORE, after=after)).changes
    assert [(c.kind, [t.code for t in c.before], [t.code for t in c.after]) for c in told] == [
        (Kind.SPLIT, ["C"], ["C", "M"]),
        (Kind.KEPT, ["D"], ["D"]),
        (Kind.MERGED, ["A", "B"], ["N"]),
    ]


def test_epts_are_compared_apart():
    before = country(GROUPS, epts={"E": D[:2], "F": D[2:]})
    after = country(GROUPS, epts={"E": D})
    crossing = cross(before=before, after=after)
    (change,) = compare_groups(crossing, EPT).changes
    assert (change.kind, [t.code for t in change.before]) == (Kind.MERGED, ["E", "F"])
    assert {c.kind for c in compare_groups(crossing).changes} == {Kind.KEPT}


def test_a_town_merged_into_that_of_another_counts_on_both_sides():
    after = country(regrouped(A=A[1:]), former={A[0]: B[0]})
    passages = compare_groups(cross(before=BEFORE, after=after)).passages
    assert {(p.before, p.after): p.communes for p in passages if p.before == "A"} == {
        ("A", "A"): 2,
        ("A", "B"): 1,
    }


def carried(version, after, before=BEFORE):
    found, undecided = carry(version, cross(before=before, after=after))
    return coverage_of(found), undecided


NEW = country(regrouped(A=None, B=None, N=A + B))
CARRIED = {
    "as it is": ({"T": [Member("A")]}, country(GROUPS), {"T": {Member("A")}}),
    "whole stays whole, larger": (
        {"T": [Member("A")]},
        country(regrouped(A=A + B[:1], B=B[1:])),
        {"T": {Member("A")}},
    ),
    "a town passes from one to the other": (
        {"T": [Member("A")], "U": [Member("B")]},
        country(regrouped(A=A + B[:1], B=B[1:])),
        {"T": {Member("A")}, "U": {Member("B")}},
    ),
    "two of ours in one": ({"T": [Member("A"), Member("B")]}, NEW, {"T": {Member("N")}}),
    "ours and another's: our part only": ({"T": [Member("A")]}, NEW, {"T": {some("N", *A)}}),
    "two territories in one: each its part": (
        {"T": [Member("A")], "U": [Member("B")]},
        NEW,
        {"T": {some("N", *A)}, "U": {some("N", *B)}},
    ),
    "absorbed by our other member": (
        {"T": [Member("A"), Member("B")]},
        country(regrouped(A=None, B=A + B)),
        {"T": {Member("B")}},
    ),
    "split": (
        {"T": [Member("A")]},
        country(regrouped(A=None, B=A[:1] + B, N=A[1:])),
        {"T": {some("B", A[0]), Member("N")}},
    ),
    "dissolved": (
        {"T": [Member("A")]},
        country(regrouped(A=None) | {"": A}),
        {"T": {town(code) for code in A}},
    ),
    "a part that becomes the whole": (
        {"T": [some("A", *A[:2])]},
        country(regrouped(A=A[:2], B=A[2:] + B)),
        {"T": {Member("A")}},
    ),
    "a town that was merged": (
        {"T": [town(A[0]), town(A[1])]},
        country(regrouped(A=A[1:]), former={A[0]: A[1]}),
        {"T": {town(A[1])}},
    ),
    "a town mostly ours that takes another": (
        {"T": [some("A", *A[:2])]},
        country(regrouped(A=A[:2]), former={A[2]: A[0]},
                populations=dict.fromkeys(TOWNS, 10)),
        {"T": {Member("A")}},
    ),
    "a town in two": (
        {"T": [town(A[0])]},
        country(regrouped(A=[*A, "X"]), recreated={"X": A[0]}),
        {"T": {town(A[0]), town("X")}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CARRIED)
def test_how_a_list_is_carried_over(case):
    territories, after, expected = CARRIED[case]
    populations = dict.fromkeys(TOWNS, 10) | {A[0]: 11}
    found, undecided = carried(
        listing(**territories), after, country(GROUPS, populations=populations)
    )
    assert undecided == []
    assert found == expected


UNDECIDED = {
    "absorbed by another territory's": (
        {"T": [Member("A")], "U": [Member("B")]},
        country(regrouped(A=None, B=A + B)),
        ["U"],
        "01000, 01001, 01002",
    ),
    "a town of a part taken by another's": (
        {"T": [some("A", A[0])], "U": [Member("B")]},
        country(regrouped(A=A[1:], B=A[:1] + B)),
        ["U"],
        "01000",
    ),
    "a town made of two territories'": (
        {"T": [town(A[0])], "U": [town(B[0])]},
        country(regrouped(A=A[1:]), former={A[0]: B[0]}),
        ["T", "U"],
        "01003",
    ),
    "a town mostly made of others'": (
        {"T": [town(A[0])]},
        country(regrouped(A=A[1:]), former={A[0]: B[0]}),
        ["T"],
        "plus de la moitié",
    ),
}


@pytest.mark.parametrize("case", UNDECIDED)
def test_what_a_person_has_to_decide(case):
    territories, after, where, what = UNDECIDED[case]
    _found, undecided = carried(listing(**territories), after)
    assert [problem.territory for problem in undecided] == where
    assert all(what in problem.what and problem.advice for problem in undecided)


def test_a_region_that_is_gone_has_to_be_decided():
    version = listing(T=[Member("A")])
    assert lost_regions(version, {"11", "22"}) == []
    (problem,) = lost_regions(version, {"22"})
    assert (problem.territory, problem.version) == ("T", "v")
    assert "« 11 »" in problem.what


def test_towns_without_a_follower_are_told_by_territory():
    after = country(regrouped(A=A[1:], C=None))
    version = listing(T=[Member("A"), Member("B")], U=[Member("C")])
    found = lost_communes(version, cross(before=BEFORE, after=after))
    assert [(p.territory, A[0] in p.what) for p in found] == [("T", True), ("U", False)]


def test_the_past_keeps_its_ground():
    version = listing(T=[Member("A")], U=[Member("B")])
    after = country(regrouped(A=A + B[:1], B=B[1:]))
    found = coverage_of(restate(version, cross(before=BEFORE, after=after)))
    assert found == {"T": {some("A", *A)}, "U": {Member("B"), some("A", B[0])}}


@st.composite
def next_years(draw):
    """Towns regrouped anyhow, some merged into another."""
    kept = draw(st.lists(st.sampled_from(TOWNS), min_size=4, max_size=12, unique=True))
    former = {code: draw(st.sampled_from(kept)) for code in TOWNS if code not in kept}
    groups = {}
    for code in kept:
        groups.setdefault(draw(st.sampled_from(["A", "B", "C", "N", "M", ""])), []).append(code)
    return country(groups, former=former)


members = st.sampled_from(
    [Member("A"), Member("B"), Member("C"), some("D", D[0]), town(D[1]), town(C[0])]
)


@st.composite
def programmes(draw):
    """Lists in which no town is twice: C whole and one of its towns do not go together."""
    chosen = draw(st.lists(members, min_size=1, unique=True))
    if Member("C") in chosen and town(C[0]) in chosen:
        chosen.remove(Member("C"))
    territories = {}
    for member in chosen:
        territories.setdefault(draw(st.sampled_from(["T", "U", "V"])), []).append(member)
    return listing(**territories)


def ground(territories, places):
    version = listing(**{t.code: t.members for t in territories})
    return {code: found.territory.code for code, found in assignments(version, places).items()}


@given(programmes(), next_years())
def test_the_past_keeps_every_town_that_comes_from_one_territory(version, after):
    crossing = cross(before=BEFORE, after=after)
    held = ground(version.territories, BEFORE)
    found = ground(restate(version, crossing), after)
    for code, origin in crossing.preceding.items():
        owners = {held.get(source, "") for source in origin}
        if len(owners) == 1:
            assert found.get(code, "") == owners.pop()
        else:
            assert found[code] in owners


@given(programmes(), next_years())
def test_a_list_that_is_carried_over_holds(version, after):
    crossing = cross(before=BEFORE, after=after)
    territories, undecided = carry(version, crossing)
    for member in (m for t in territories for m in t.members):
        held = after.communes_of(member.code)
        assert held
        assert member.is_whole or frozenset() < member.communes < held
    if undecided:
        return
    owners = [(code, t.code) for t in territories for m in t.members for code in after.covered(m)]
    assert len({code for code, _owner in owners}) == len(set(owners))
    lasting = {
        m.code
        for t in version.territories
        for m in t.members
        if m.is_whole and m.kind == EPCI and after.communes_of(m.code)
    }
    taken = {code for siren in lasting for code in after.communes_of(siren)}
    held, found = ground(version.territories, BEFORE), dict(owners)
    for code, origin in crossing.preceding.items():
        if code not in taken and {held.get(source, "") for source in origin} == {""}:
            assert code not in found
    for code, owner in held.items():
        follows_whole = BEFORE.towns[code].epci in lasting
        for follower in crossing.followers[code] - taken if not follows_whole else ():
            assert found[follower] == owner


@given(programmes())
def test_nothing_changes_when_nothing_does(version):
    crossing = cross(before=BEFORE, after=BEFORE)
    assert {p.fate for p in member_passages(version, crossing)} <= SAME
    same = coverage_of(version.territories)
    assert coverage_of(carry(version, crossing)[0]) == same
    assert coverage_of(restate(version, crossing)) == same


@given(programmes(), next_years())
def test_the_parts_of_a_member_make_it_whole(version, after):
    for found in member_passages(version, cross(before=BEFORE, after=after)):
        assert sum(part.share for part in found.parts) == pytest.approx(1)
        assert all(part.share_of_place is None or part.share_of_place <= 1 for part in found.parts)


@given(next_years())
def test_the_shares_of_an_intercommunality_add_up_to_one(after):
    comparison = compare_groups(cross(before=BEFORE, after=after))
    for code in GROUPS:
        shares = [p.share_of_before for p in comparison.passages if p.before == code]
        assert sum(shares) == pytest.approx(1)
