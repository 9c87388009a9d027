"""Where a territory stands on its road: by cases that one can argue about, and by properties."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.home.path.definitions import road_at
from ancrage.home.path.rules import Proof, Stage, Standing, Status, check, standing

TODAY = dt.date(2026, 11, 26)
STAGES = road_at(TODAY).stages
CODES = [stage.code for stage in STAGES]
ROLES = ("national", "copilot", "state_region", "secretariat", "elected_lead", "industrial_lead")


def at(*proved: str, day: dt.date = TODAY) -> Standing:
    """The road of who has proved these stages, one a month from January 2026."""
    proofs = [Proof(code, dt.date(2026, rank, 1)) for rank, code in enumerate(proved, 1)]
    return standing(STAGES, proofs, day=day)


CASES = [
    # proved, where it stands, what is next, what has begun ahead
    ((), None, "identification", ()),
    (("identification",), "identification", "governance", ()),
    (("identification", "governance"), "governance", "protocol", ()),
    (("identification", "governance", "protocol"), "protocol", "plan", ()),
    # a sheet submitted shows that somebody conducts the territory
    (("identification", "plan"), "governance", "protocol", ("plan",)),
    # actions may begin before the contract: what is next is still the protocole
    (
        ("identification", "plan", "validation", "action"),
        "governance",
        "protocol",
        ("plan", "validation", "action"),
    ),
    (("identification", "protocol", "plan", "validation"), "validation", "contract", ()),
    # a contract signed elsewhere supposes all that comes before it
    (("identification", "contract"), "contract", "action", ()),
    (("contract", "action"), "action", "evaluation", ()),
    # an amendment is on nobody's way
    (("contract", "amendment"), "contract", "action", ("amendment",)),
    (("contract", "action", "amendment"), "amendment", "evaluation", ()),
    (("evaluation",), "evaluation", None, ()),
]


@pytest.mark.parametrize(("proved", "here", "following", "ahead"), CASES)
def test_where_it_stands(proved, here, following, ahead):
    held = at(*proved)
    assert (held.here.stage.code if held.here else None) == here
    assert (held.next.stage.code if held.next else None) == following
    assert tuple(step.stage.code for step in held.ahead) == ahead


def test_a_stage_that_is_passed_without_a_proof_has_no_day():
    held = at("contract")
    days = {step.stage.code: (step.status, step.on) for step in held.steps}
    assert days["protocol"] == (Status.PASSED, None)
    assert days["contract"] == (Status.HERE, dt.date(2026, 1, 1))
    assert held.since == dt.date(2026, 1, 1)
    assert at("identification", "plan").since is None


def test_what_is_proved_later_is_not_counted():
    held = at("identification", "governance", day=dt.date(2026, 1, 31))
    assert held.here.stage.code == "identification"


def test_the_first_proof_counts_and_one_without_a_day_counts_last():
    proofs = [
        Proof("action", None),
        Proof("action", dt.date(2026, 3, 1), source="après"),
        Proof("action", dt.date(2026, 2, 1), source="avant"),
        Proof("action", dt.date(2027, 2, 1), source="plus tard"),
    ]
    (step,) = [s for s in standing(STAGES, proofs, day=TODAY).steps if s.stage.code == "action"]
    assert step.proof.source == "avant"
    (step,) = [s for s in standing(STAGES, proofs[:1], day=TODAY).steps if s.proof]
    assert (step.stage.code, step.on) == ("action", None)


PROOFS = st.lists(
    st.builds(
        Proof,
        st.sampled_from(CODES),
        st.none() | st.dates(dt.date(2018, 1, 1), dt.date(2030, 1, 1)),
    ),
    max_size=14,
)


@given(PROOFS)
def test_whatever_is_proved_the_road_is_whole_and_in_order(proofs):
    held = standing(STAGES, proofs, day=TODAY)
    assert [step.stage.code for step in held.steps] == CODES
    ranks = {step.status: rank for rank, step in enumerate(held.steps)}
    statuses = [step.status for step in held.steps]
    assert statuses.count(Status.HERE) <= 1
    assert statuses.count(Status.NEXT) <= 1
    if held.here and held.next:
        assert ranks[Status.HERE] < ranks[Status.NEXT]
    if held.here:
        before = statuses[: ranks[Status.HERE]]
        assert all(
            status == Status.PASSED or step.stage.is_optional
            for status, step in zip(before, held.steps, strict=False)
        )
    assert all(step.on <= TODAY for step in held.steps if step.on)


@given(PROOFS, PROOFS)
def test_one_more_proof_never_sends_a_territory_back(proofs, more):
    def rank(held: Standing) -> int:
        return CODES.index(held.here.stage.code) if held.here else -1

    before = standing(STAGES, proofs, day=TODAY)
    after = standing(STAGES, [*proofs, *more], day=TODAY)
    assert rank(after) >= rank(before)


@given(PROOFS, st.dates(dt.date(2018, 1, 1), dt.date(2030, 1, 1)))
def test_time_alone_never_sends_it_back_either(proofs, day):
    later = day + dt.timedelta(days=30)
    dated = [proof for proof in proofs if proof.on]

    def rank(on: dt.date) -> int:
        held = standing(STAGES, dated, day=on)
        return CODES.index(held.here.stage.code) if held.here else -1

    assert rank(later) >= rank(day)


def test_the_road_is_that_of_the_programme():
    assert CODES == [
        "identification",
        "governance",
        "protocol",
        "plan",
        "validation",
        "contract",
        "action",
        "amendment",
        "evaluation",
    ]
    assert [stage.code for stage in STAGES if stage.is_optional] == ["amendment"]
    assert all(stage.who and stage.proof and stage.meaning for stage in STAGES)
    assert {role for stage in STAGES for role in stage.who} <= {*ROLES, "project_manager"}
    assert road_at(dt.date(2000, 1, 1)).stages == STAGES


@pytest.mark.parametrize(
    "wrong",
    [
        [("a", ()), ("a", ())],
        [("a", ("b",)), ("b", ())],
        [("a", ("z",))],
    ],
)
def test_a_road_that_makes_no_sense_is_refused(wrong):
    stages = [Stage(code, code, "", (), "", needs) for code, needs in wrong]
    with pytest.raises(ValueError, match=r"told twice|needs"):
        check(stages)
