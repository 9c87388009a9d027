"""Who answers: the closest designation, a hole, a double."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ancrage.matching.rules.coverage import Level, Place, Post, State, answering, state_of

DAY = dt.date(2026, 11, 23)
HERE = Place("essai:t-01", frozenset({"84"}))
POST = Post("a", "banque", "anne", frozenset(), Level.NATION, frozenset(), dt.date(2020, 1, 1))
REGIONAL = replace(
    POST, reference="b", person="boris", level=Level.REGION, places=frozenset({"84"})
)
LOCAL = replace(
    POST, reference="c", person="chloe", level=Level.TERRITORY, places=frozenset({HERE.code})
)
NAMED = replace(LOCAL, reference="d", person="denis", measures=frozenset({"vte"}))
EVERYBODY = frozenset({"anne", "boris", "chloe", "denis"})


def who(posts, *, measure="vte", place=HERE, day=DAY, holders=EVERYBODY, operator="banque"):
    found = answering(
        posts, operator=operator, measure=measure, place=place, day=day, holders=holders
    )
    return [post.person for post in found]


def test_the_territory_comes_before_the_region_before_the_country():
    assert who([POST, REGIONAL, LOCAL]) == ["chloe"]
    assert who([POST, REGIONAL]) == ["boris"]
    assert who([POST]) == ["anne"]
    assert who([]) == []


def test_who_is_named_for_the_measure_comes_before_who_is_named_for_all():
    assert who([LOCAL, NAMED]) == ["denis"]
    assert who([LOCAL, NAMED], measure="autre") == ["chloe"]
    national = replace(NAMED, level=Level.NATION, places=frozenset())
    assert who([LOCAL, national]) == ["chloe"]


def test_two_of_the_same_rank_are_a_double_and_the_same_person_twice_is_not():
    other = replace(LOCAL, reference="e", person="anne")
    assert who([LOCAL, other]) == ["chloe", "anne"]
    assert state_of(who([LOCAL, other])) == State.DOUBLE
    assert state_of(who([LOCAL, replace(LOCAL, reference="e")])) == State.ONE
    assert state_of(who([])) == State.HOLE


def test_what_does_not_count():
    assert who([LOCAL], place=Place("essai:t-02", frozenset({"84"}))) == []
    assert who([REGIONAL], place=Place("essai:t-01", frozenset({"27"}))) == []
    assert who([LOCAL], operator="autre") == []
    assert who([replace(LOCAL, since=dt.date(2026, 11, 24))]) == []
    assert who([replace(LOCAL, until=dt.date(2026, 11, 22))]) == []
    assert who([replace(LOCAL, until=DAY)]) == ["chloe"]


def test_a_role_that_has_ended_hands_over_to_the_next_rank():
    assert who([LOCAL, REGIONAL], holders={"boris"}) == ["boris"]
    assert who([LOCAL, REGIONAL], holders=set()) == []


POSTS = st.lists(
    st.builds(
        Post,
        reference=st.uuids().map(str),
        operator=st.just("banque"),
        person=st.sampled_from(sorted(EVERYBODY)),
        measures=st.sampled_from([frozenset(), frozenset({"vte"}), frozenset({"autre"})]),
        level=st.sampled_from(list(Level)),
        places=st.sampled_from([frozenset({HERE.code}), frozenset({"84"}), frozenset({"27"})]),
        since=st.dates(dt.date(2026, 11, 1), dt.date(2026, 11, 30)),
        until=st.none() | st.dates(dt.date(2026, 12, 1), dt.date(2026, 12, 31)),
    ),
    max_size=6,
)


@given(posts=POSTS, turn=st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_and_has_one_rank(posts, turn):
    shuffled = list(posts)
    turn.shuffle(shuffled)
    assert who(posts) == who(shuffled)
    found = answering(
        posts, operator="banque", measure="vte", place=HERE, day=DAY, holders=EVERYBODY
    )
    assert len({post.rank for post in found}) <= 1
    assert len({post.person for post in found}) == len(found)
