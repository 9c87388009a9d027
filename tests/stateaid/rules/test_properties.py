"""What holds of every check: order, more aids, more links, more knowledge."""

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.rules.ceilings import NOT_FOR_FREIGHT, SEPARATE
from ancrage.stateaid.rules.groups import undertaking
from ancrage.stateaid.rules.intensities import HIGHEST
from ancrage.stateaid.rules.model import Aid, Answer, Asked, Company, Link, Origin, Tables
from tests.stateaid.rules.told import SIRENS, World, full_answers

FEW = settings(max_examples=40, deadline=None)
COMPANIES = [SIRENS[name] for name in "ABCDM"]
A = SIRENS["A"]
ASKABLE = [
    "de_minimis",
    "sgei",
    "agricultural",
    "fishery",
    "regional",
    "sme_investment",
    "training",
]
RECEIVED = ["de_minimis", "sgei", "agricultural", "sme_investment", "regional", "none", "other", ""]
PROJECTS = ["", "P", "Q"]
ZONES = Tables(zones={"42218": ((dt.date(2022, 1, 1), None, "c"),)})

DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2026, 11, 1))
CENTS = st.sampled_from([1, 400_000, 2_000_000, 9_999_999, 10_000_000, 20_000_000, 30_000_000])


@st.composite
def an_aid(draw, code):
    granted_on = draw(DAYS)
    return Aid(
        code=code,
        siren=draw(st.sampled_from(COMPANIES)),
        granted_on=granted_on,
        cents=draw(st.one_of(CENTS, st.none())),
        regime=draw(st.sampled_from(RECEIVED)),
        origin=draw(st.sampled_from(Origin)),
        recorded_on=granted_on,
        financer=draw(st.sampled_from(["", "Région", "Bpifrance"])),
        project=draw(st.sampled_from(PROJECTS)),
        number=draw(st.sampled_from(["", "", "1", "2"])),
        road_freight=draw(st.booleans()),
    )


@st.composite
def a_link(draw, kinds=("votes", "appointment", "merger", "split")):
    holder, held = draw(
        st.lists(st.sampled_from([*COMPANIES, "200000001"]), min_size=2, max_size=2, unique=True)
    )
    since = draw(DAYS)
    until = draw(st.one_of(st.none(), st.just(since + dt.timedelta(days=400))))
    return Link(holder, held, draw(st.sampled_from(kinds)), since, until, "déclaration", since)


@st.composite
def a_world(draw):
    on = draw(st.dates(dt.date(2022, 7, 2), dt.date(2026, 12, 31)))
    code = draw(st.sampled_from(ASKABLE))
    answers = full_answers(code, on)
    for name in (*answers, SEPARATE, NOT_FOR_FREIGHT, "disabled_trainees"):
        answer = draw(st.sampled_from([True, True, True, False, None]))
        answers[name] = answer
    known = {name: answer for name, answer in answers.items() if answer is not None}
    count = draw(st.integers(0, 6))
    return World(
        asked=Asked(
            siren=A,
            cents=draw(CENTS),
            regime=code,
            on=on,
            eligible=draw(st.sampled_from([None, 10_000_000, 150_000_000])),
            project=draw(st.sampled_from(PROJECTS)),
            commune=draw(st.sampled_from(["", "42218", "75056"])),
            conditions=known,
        ),
        company=Company(
            siren=A,
            size=draw(st.sampled_from(["", "small", "medium", "large"])),
            year_end=draw(st.sampled_from([None, (12, 31), (6, 30), (2, 28)])),
            road_freight=draw(st.sampled_from([None, True, False])),
            is_undertaking=draw(st.sampled_from([None, True, True, True])),
            links_known_on=draw(st.sampled_from([None, on, on])),
            declared_on=draw(st.sampled_from([None, on, on])),
        ),
        aids=tuple(draw(an_aid(f"aide-{place}")) for place in range(count)),
        links=tuple(draw(st.lists(a_link(), max_size=4))),
        tables=draw(st.sampled_from([ZONES, Tables()])),
    )


def never_better(before, after):
    """What was refused is not accepted, and what may be granted did not grow."""
    assert not (before.answer == Answer.NO and after.answer == Answer.YES)
    if before.most is not None and after.most is not None:
        assert after.most <= before.most


@FEW
@given(world=a_world(), turn=st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing(world, turn):
    aids, links = list(world.aids), list(world.links)
    turn.shuffle(aids)
    turn.shuffle(links)
    assert replace(world, aids=tuple(aids), links=tuple(links)).verdict() == world.verdict()


@FEW
@given(world=a_world(), aid=an_aid("aide-de-plus"), numbered=st.booleans())
def test_an_aid_more_never_makes_it_better(world, aid, numbered):
    more = replace(aid, number="3" if numbered else "")
    never_better(world.verdict(), replace(world, aids=(*world.aids, more)).verdict())


@FEW
@given(world=a_world(), aid=an_aid("aide-de-plus"))
def test_another_telling_of_an_aid_never_turns_no_into_yes(world, aid):
    before = world.verdict()
    after = replace(world, aids=(*world.aids, replace(aid, number="1"))).verdict()
    assert not (before.answer == Answer.NO and after.answer == Answer.YES)


@FEW
@given(world=a_world(), link=a_link(kinds=("votes", "merger")))
def test_a_link_more_never_makes_it_better(world, link):
    never_better(world.verdict(), replace(world, links=(*world.links, link)).verdict())


@FEW
@given(world=a_world())
def test_what_is_accepted_is_within_the_most(world):
    verdict = world.verdict()
    assert bool(verdict.missing) == (verdict.answer == Answer.UNKNOWN)
    if verdict.answer == Answer.YES:
        assert verdict.most is None or world.asked.cents <= verdict.most
    if verdict.answer == Answer.NO and verdict.most is not None:
        assert world.asked.cents > verdict.most or verdict.most == 0
    if verdict.most:
        at_most = replace(world, asked=replace(world.asked, cents=verdict.most)).verdict()
        assert at_most.answer == Answer.YES


@FEW
@given(world=a_world(), cents=st.integers(2, 30_000_000), data=st.data())
def test_an_aid_in_two_parts_of_one_day_counts_the_same(world, cents, data):
    """Of the same source and without a number, and unlike any other: no doubt on whose it is."""
    cents = cents * 2 + 1
    part = data.draw(st.integers(1, cents - 1))
    aid = replace(data.draw(an_aid("aide-de-plus")), cents=cents, number="")
    two = [replace(aid, code=f"part-{n}", cents=c) for n, c in ((1, part), (2, cents - part))]
    told = {held.cents for held in world.aids}
    if told & {cents, part, cents - part}:
        return
    whole = replace(world, aids=(*world.aids, aid)).verdict()
    parted = replace(world, aids=(*world.aids, *two)).verdict()
    for verdict, other in ((whole, parted),):
        assert verdict.answer == other.answer
        assert verdict.most == other.most
        assert verdict.used == other.used


def learnt(world, draw):
    """The same world with everything that was not known now told."""
    on, asked = world.asked.on, world.asked
    answers = {
        name: asked.conditions.get(name, draw(st.booleans()))
        for name in (*full_answers(asked.regime, on), SEPARATE, NOT_FOR_FREIGHT, HIGHEST)
    }
    company = world.company
    aids = tuple(
        replace(
            aid,
            cents=draw(CENTS) if aid.cents is None else aid.cents,
            regime=aid.regime or draw(st.sampled_from(RECEIVED[:-1])),
            project=aid.project or draw(st.sampled_from(["P", "Q"])),
        )
        for aid in world.aids
    )
    return replace(
        world,
        asked=replace(
            asked,
            conditions={**asked.conditions, **answers},
            project=asked.project or draw(st.sampled_from(["P", "Q"])),
            commune=asked.commune or draw(st.sampled_from(["42218", "75056"])),
            eligible=asked.eligible or draw(st.sampled_from([10_000_000, 150_000_000])),
        ),
        company=replace(
            company,
            size=company.size or draw(st.sampled_from(["small", "medium", "large"])),
            year_end=company.year_end or draw(st.sampled_from([(12, 31), (6, 30), (3, 31)])),
            road_freight=draw(st.booleans())
            if company.road_freight is None
            else company.road_freight,
            is_undertaking=True,
            links_known_on=on,
            declared_on=on,
        ),
        aids=aids,
        tables=ZONES,
    )


@settings(max_examples=60, deadline=None)
@given(world=a_world(), data=st.data())
def test_to_know_more_settles_and_never_turns(world, data):
    """Of aids that no source tells twice, of the one who asks: whether another company's aid is
    for the same costs is taken from its project alone."""
    told = {"origin": Origin.LEDGER, "siren": A}
    apart = replace(world, aids=tuple(replace(aid, number=aid.code, **told) for aid in world.aids))
    before, after = apart.verdict(), learnt(apart, data.draw).verdict()
    if before.answer != Answer.UNKNOWN:
        assert after.answer == before.answer, (before, after)


@FEW
@given(links=st.lists(a_link(kinds=("votes", "influence", "merger")), max_size=6), on=DAYS)
def test_one_undertaking_is_the_same_whoever_asks(links, on):
    def group(siren):
        return undertaking(siren, links, on=on, known_on=on, kinds=regimes().kinds)

    mine = group(A)
    assert next(iter(mine)) == A
    for siren in mine:
        assert group(siren).keys() == mine.keys()
