"""Contents compared and merged, funding plans, what the committee lacks: cases and properties."""

import datetime as dt
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.roadmaps.definitions import (
    form,
    indicator_units,
    parameters_at,
    vocabularies,
    workflow,
)
from ancrage.roadmaps.rules.content import changed, changes, deep, flat, merge, undone
from ancrage.roadmaps.rules.fields import KINDS, read_form
from ancrage.roadmaps.rules.funding import (
    Bounds,
    Told,
    cautions,
    least_own_share,
    limits,
    plan_of,
)
from ancrage.roadmaps.rules.guards import GUARDS, Facts, missing, observed

BOUNDS = Bounds(least=0.20, applies_to=("local",), minimis=300)
words = st.text("abc ", min_size=1, max_size=4)
cells = st.one_of(words, st.integers(0, 9), st.lists(words, min_size=1, max_size=2))
rows = st.dictionaries(
    st.sampled_from(["m1", "m2"]),
    st.dictionaries(st.sampled_from(["title", "due"]), words, min_size=1),
    min_size=1,
)
contents = st.fixed_dictionaries(
    {}, optional={"title": cells, "context": cells, "risks": cells, "milestones": rows}
)


@given(contents)
def test_a_content_seen_flat_is_the_same(content):
    assert deep(flat(content)) == content


@given(contents, contents)
def test_changes_bring_from_one_content_to_the_other_and_back(before, after):
    made = changes(before, after)
    assert changed(before, {path: new for path, (_old, new) in made.items()}) == after
    assert undone(after, [made]) == before
    assert not changes(after, after)


@given(contents, contents, contents)
def test_nothing_that_was_written_is_lost(base, theirs, mine):
    """Each path of a merge holds what one of the two wrote; a clash is told, never silent."""
    wrote = {path: new for path, (_old, new) in changes(base, mine).items()}
    merged = merge(base=base, theirs=theirs, mine=wrote)
    held, told = flat(merged.content), {conflict.path for conflict in merged.conflicts}
    for path, value in wrote.items():
        assert held.get(path) == value or path in told
    for path, value in flat(theirs).items():
        assert held.get(path) == value or (path in wrote and path not in told)


@given(contents, contents, contents)
def test_what_i_saw_wins(base, theirs, mine):
    wrote = {path: new for path, (_old, new) in changes(base, mine).items()}
    merged = merge(base=base, theirs=theirs, mine=wrote, mine_wins=set(wrote))
    assert merged.conflicts == ()
    assert all(flat(merged.content).get(path) == value for path, value in wrote.items())


@given(contents, contents, contents)
def test_a_merge_made_twice_changes_nothing(base, theirs, mine):
    wrote = {path: new for path, (_old, new) in changes(base, mine).items()}
    once = merge(base=base, theirs=theirs, mine=wrote).content
    assert merge(base=base, theirs=once, mine=wrote).content == once


def told(stage="asked", cents=100, financer="Région", year=2027, kind="region"):
    return Told(financer, kind, year, stage, cents)


def test_a_plan_sums_by_financer_year_and_stage():
    plan = plan_of(
        [told(), told(cents=50), told(year=2028), told("granted", 30), told(cents=-50)],
        total_cost=300,
        own_share=100,
    )
    assert [(line.year, line.asked, line.granted) for line in plan.lines] == [
        (2027, 100, 30),
        (2028, 100, None),
    ]
    assert plan.total("asked") == 200
    assert plan.total("paid") is None
    assert plan.is_balanced


@given(st.lists(st.integers(1, 10**12), max_size=8), st.integers(0, 10**12))
def test_a_plan_is_balanced_to_the_cent(asked, own):
    entries = [told(cents=cents, financer=f"F{n}") for n, cents in enumerate(asked)]
    total = sum(asked) + own
    assert plan_of(entries, total_cost=total, own_share=own).gap == 0
    assert plan_of(entries, total_cost=total + 1, own_share=own).gap == 1
    assert plan_of(entries, total_cost=None, own_share=own).gap is None


@pytest.mark.parametrize(
    ("own", "kind", "expected"),
    [(20, "local", 0), (19, "local", 1), (0, "company", 0)],
    ids=["exactly the least", "a cent below", "not a local authority"],
)
def test_the_owner_s_least_share(own, kind, expected):
    plan = plan_of([told(cents=100 - own)], total_cost=100, own_share=own)
    found = cautions(plan, owner_kind=kind, aid_basis="", bounds=BOUNDS)
    assert len(found) == expected


@given(total=st.integers(1, 10**12))
def test_the_least_share_and_what_others_may_bring_make_the_cost(total):
    """To the cent: at the least share nothing is said, a cent below it is."""
    least = least_own_share(total, BOUNDS)
    assert 5 * (least - 1) < total <= 5 * least
    for own, count in ((least, 0), (least - 1, 1)):
        plan = plan_of([told(cents=total - own)], total_cost=total, own_share=own)
        assert len(cautions(plan, owner_kind="local", aid_basis="", bounds=BOUNDS)) == count


@pytest.mark.parametrize(
    ("basis", "cents", "expected"),
    [("de_minimis", 300, 0), ("de_minimis", 301, 1), ("regional", 301, 0), ("", 301, 0)],
)
def test_the_ceiling_of_de_minimis_aid(basis, cents, expected):
    plan = plan_of([told(cents=cents)], total_cost=cents, own_share=0)
    found = cautions(plan, owner_kind="company", aid_basis=basis, bounds=BOUNDS)
    assert len(found) == expected
    assert all("plafond des aides de minimis" in sentence for sentence in found)


def test_what_the_law_asks_is_told_before_it_is_broken():
    plan = plan_of([], total_cost=100_00, own_share=None)
    told_of = partial(limits, plan, bounds=BOUNDS)
    assert told_of(owner_kind="company", aid_basis="regional") == {}
    (local,) = told_of(owner_kind="local", aid_basis="").values()
    assert "20\N{NO-BREAK SPACE}% du coût, soit 20" in local
    (unknown,) = told_of(owner_kind="", aid_basis="").values()
    assert "s’il est une collectivité" in unknown
    assert set(told_of(owner_kind="company", aid_basis="de_minimis")) == {"minimis"}


def test_more_paid_than_granted_is_told():
    plan = plan_of(
        [told(cents=100), told("granted", 10), told("paid", 11)], total_cost=100, own_share=0
    )
    (found,) = cautions(plan, owner_kind="", aid_basis="", bounds=BOUNDS)
    assert "plus que l’accordé" in found


def test_what_the_committee_needs():
    needed = [field.label for field in form() if field.needed]
    assert missing(form(), {}) == (*needed, "Communes")
    firm = {"owner_kind": "company", "communes": ["74081"]}
    assert "Base juridique des aides" in missing(form(), firm)
    assert "Base juridique des aides" not in missing(form(), firm | {"aid_basis": "none"})


def test_results_are_told_for_each_indicator():
    assert observed({})
    assert not observed({"indicators": {"i1": {"target": "3"}}})
    assert observed({"indicators": {"i1": {"observed": "0"}}})


def test_each_guard_can_refuse_and_is_used():
    refusing = {
        "complete": Facts(missing=("Objectifs",)),
        "balanced": Facts(gap=1),
        "changed": Facts(),
        "proposed": Facts(),
        "results_told": Facts(observed=False),
    }
    assert refusing.keys() == GUARDS.keys()
    assert all(GUARDS[name](facts) for name, facts in refusing.items())
    passing = Facts((), 0, is_changed=True, is_proposed=True)
    assert not any(guard(passing) for guard in GUARDS.values())
    used = {name for step in workflow().steps.values() for name in step.guards}
    assert used == GUARDS.keys()


def test_the_fields_hold_together():
    vocabulary = vocabularies()
    for field in [*form(), *(column for one in form() for column in one.columns)]:
        assert field.kind in KINDS
        assert field.kind != "choice" or field.of in vocabulary
        assert bool(field.columns) == (field.kind == "rows")
    assert indicator_units().keys() == vocabulary["indicators"].labels.keys()
    assert parameters_at(dt.date(2000, 1, 1)).own_share_least == 0.20
    with pytest.raises(ValueError, match="not a kind"):
        read_form(
            {"sections": [{"code": "a", "label": "A", "fields": [{"code": "b", "kind": "c"}]}]}
        )


def test_a_path_has_its_label():
    assert form().label("milestones.m1.due") == "Jalons\N{NO-BREAK SPACE}: Prévu"
    assert form().label("title") == "Intitulé"
    with pytest.raises(KeyError):
        form().field("rien")
