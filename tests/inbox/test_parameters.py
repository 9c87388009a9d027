"""The dated data: ladders with a reason, somebody above everybody up to the nation, rhythms."""

import datetime as dt

import pytest

from ancrage.inbox import parameters
from ancrage.kernel.rights import ScopeKind
from ancrage.people.roles import role_kinds


def test_every_ladder_says_its_source_and_its_reason():
    assert {one.code for one in parameters.ladders()} >= {"default", "none"}
    for one in parameters.ladders():
        assert one.source.endswith(".")
        assert one.reason.endswith(".")


def test_the_default_ladder_reminds_then_deputies_then_goes_above():
    steps = parameters.ladder_for(code="default", since=dt.date(2026, 3, 2)).steps
    waited = [(step.after, step.tell.name) for step in steps if step.after is not None]
    assert waited == [(9, "HOLDERS"), (21, "DEPUTIES"), (45, "ABOVE")]


@pytest.mark.parametrize("role", sorted(role_kinds()))
def test_going_above_ends_at_the_nation(role):
    """Nobody is above himself, however far one goes."""
    seen = [role]
    while seen[-1] in parameters.above():
        seen.append(parameters.above()[seen[-1]])
        assert len(set(seen)) == len(seen)
    if len(seen) > 1:
        assert role_kinds()[seen[-1]].scope == ScopeKind.NATION


def test_a_faulty_ladder_is_named(monkeypatch):
    told = {
        "code": "essai",
        "valid_from": dt.date(2018, 11, 22),
        "source": "s",
        "reason": "r",
        "steps": [{"code": "a", "tell": "holders"}],
    }
    monkeypatch.setattr(parameters, "_read", lambda _name: [told])
    parameters.ladders.cache_clear()
    with pytest.raises(ValueError, match="essai: a"):
        parameters.ladders()
    parameters.ladders.cache_clear()


def test_the_rhythms_of_a_day():
    assert parameters.rhythms(on=dt.date(2026, 3, 2)).digest_at == dt.time(7)
    assert parameters.rhythms(on=dt.date(2001, 1, 1)).weekly_on == 1
    waits = parameters.rhythms(on=dt.date(2026, 3, 2)).retry_minutes
    assert list(waits) == sorted(waits)
