"""Who may do what, where: the table's answer, and that what it does not say is refused."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.kernel.rights import (
    EVERYONE,
    HOST,
    PERSON,
    VISITOR,
    Actor,
    Holding,
    Reach,
    Right,
    Rights,
    Scope,
    ScopeKind,
    Where,
    host,
    merged,
)

AURA = Scope(ScopeKind.REGION, "84")
THERE = Where(regions=frozenset({"84"}), people=frozenset({"p1"}))
ELSEWHERE = Where(regions=frozenset({"28"}))


def right(action="do", *, writes=True, private=False, **who) -> Right:
    return Right(action, action, writes, {r: Reach(reach) for r, reach in who.items()}, "", private)


def table(*rights: Right) -> Rights:
    return Rights({r.action: r for r in rights}, {}, {})


def copilot(**more) -> Actor:
    return Actor("p1", "Une personne", (Holding("copilot", AURA),), **more)


@pytest.mark.parametrize(
    ("who", "actor", "where", "allowed"),
    [
        ({"copilot": "own"}, copilot(), THERE, True),
        ({"copilot": "own"}, copilot(), ELSEWHERE, False),
        ({"copilot": "own"}, copilot(), Where(), False),
        ({"copilot": "any"}, copilot(), ELSEWHERE, True),
        ({"copilot": "self"}, copilot(), THERE, True),
        ({"copilot": "self"}, copilot(), ELSEWHERE, False),
        ({"national": "any"}, copilot(), THERE, False),
        ({"person": "any"}, copilot(), THERE, True),
        ({"person": "any"}, VISITOR, THERE, False),
        ({"everyone": "any"}, VISITOR, THERE, True),
        ({"everyone": "any"}, copilot(), THERE, True),
        ({"host": "any"}, host(), THERE, True),
        ({"host": "any"}, copilot(), THERE, False),
        ({}, copilot(), THERE, False),
    ],
)
def test_the_table_decides(who, actor, where, allowed):
    held = table(right(**who))
    assert (held.decide(actor, "do", where) is not None) is allowed


def test_an_action_without_a_line_is_refused_to_everybody():
    assert table().decide(host(), "do") is None
    assert not table().may_enter(host(), "do")


def test_a_nation_s_role_reaches_every_place():
    national = Actor("p2", "", (Holding("national"),))
    held = table(right(national="own"))
    assert held.decide(national, "do", ELSEWHERE).holding.role == "national"


def test_who_looks_as_somebody_else_changes_nothing():
    held = table(right(copilot="own"), right("read", writes=False, copilot="own"))
    assert held.decide(copilot(seen_by="p9"), "do", THERE) is None
    assert not held.may_enter(copilot(seen_by="p9"), "do")
    assert held.decide(copilot(seen_by="p9"), "read", THERE)


def test_who_comes_by_a_key_that_only_reads_changes_nothing_and_sees_as_before():
    held = table(right(copilot="own"), right("read", writes=False, private=True, copilot="own"))
    assert held.decide(copilot(read_only=True), "do", THERE) is None
    assert not held.may_enter(copilot(read_only=True), "do")
    assert not held.decide(copilot(read_only=True), "read", THERE).outline


def test_what_is_private_is_seen_in_outline_by_an_auditor_and_by_who_looks_as_another():
    held = table(right("read", writes=False, private=True, auditor="outline", copilot="own"))
    auditor = Actor("p3", "", (Holding("auditor"),))
    assert held.decide(auditor, "read", THERE).outline
    assert held.decide(copilot(seen_by="p9"), "read", THERE).outline
    assert not held.decide(copilot(), "read", THERE).outline


def test_a_full_role_wins_over_an_outline_one():
    held = table(right("read", writes=False, private=True, auditor="outline", copilot="own"))
    both = Actor("p4", "", (Holding("auditor"), Holding("copilot", AURA)))
    assert not held.decide(both, "read", THERE).outline
    assert held.decide(both, "read", ELSEWHERE).outline


def test_tables_that_say_the_same_thing_twice_are_refused():
    with pytest.raises(ValueError, match="do"):
        merged([table(right()), table(right())])


def test_an_address_may_ask_more_to_post_than_to_read():
    held = Rights({}, {"page": "read", "page POST": "write"}, {})
    assert held.route_action("page", "GET") == "read"
    assert held.route_action("page", "POST") == "write"
    assert held.route_action("other", "GET") is None


REGIONS = st.sampled_from(["84", "28", "32", "94"])


@given(mine=st.sets(REGIONS), theirs=st.sets(REGIONS))
def test_own_reaches_exactly_what_it_touches(mine, theirs):
    holdings = tuple(Holding("copilot", Scope(ScopeKind.REGION, code)) for code in sorted(mine))
    grant = table(right(copilot="own")).decide(
        Actor("p", "", holdings), "do", Where(regions=frozenset(theirs))
    )
    assert (grant is not None) == bool(mine & theirs)
    assert grant is None or grant.holding.scope.code in theirs


@given(
    since=st.dates(dt.date(2018, 1, 1), dt.date(2026, 1, 1)),
    length=st.one_of(st.none(), st.integers(0, 3000)),
    day=st.dates(dt.date(2015, 1, 1), dt.date(2036, 1, 1)),
)
def test_a_role_holds_from_its_first_to_its_last_day(since, length, day):
    until = None if length is None else since + dt.timedelta(days=length)
    held = Holding("copilot", AURA, since=since, until=until).in_force(day)
    assert held == (since <= day and (until is None or day <= until))


def test_nobody_is_given_the_roles_that_nobody_is_given():
    assert copilot().roles == {"copilot", PERSON, EVERYONE}
    assert VISITOR.roles == {EVERYONE}
    assert host().roles == {HOST, EVERYONE}
