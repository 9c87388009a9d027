"""The inbox of the demonstration: made-up people's choices, and messages written before today.

What waits for them today comes from the other capabilities' own content.
"""

import datetime as dt
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils import timezone

from ancrage.inbox.actions import ask, choose_rhythm, inform, send_due, settle
from ancrage.inbox.models import Item, Mailbox
from ancrage.inbox.rules import Rhythm
from ancrage.kernel.rights import Where
from ancrage.people.demonstration import territory_holding
from ancrage.people.models import Person
from ancrage.people.queries import actor_of

ARVE, ALPS = "200033116", "84"


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Live the days before today, once: ask, settle, send; then take the personas' choices."""
    if not Item.objects.filter(cause__startswith="demonstration:").exists():
        _live(now, _alps(perimeter))
    _choose(now)


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    text = (files("ancrage.inbox") / "data" / "demonstration.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.safe_load(text)
    return told


def _alps(perimeter: str) -> Where:
    territory = territory_holding(ARVE, perimeter)
    return Where(
        regions=frozenset({ALPS}),
        territories=frozenset({territory} if territory else ()),
    )


def _live(now: dt.datetime, where: Where) -> None:
    """Each day in its order: the morning's messages, then what happened."""
    first = max(told["asked"] for told in _told()["past"])
    for ago in range(first, -1, -1):
        day = timezone.localtime(now).date() - dt.timedelta(days=ago)
        if _moment(day, "07:05") <= now:
            send_due(now=_moment(day, "07:05"))
        for told in _told()["past"]:
            at = _moment(day, told["at"])
            if told["asked"] == ago:
                _ask(told, at, where)
                send_due(now=at + dt.timedelta(minutes=5))
            elif told.get("settled") == ago:
                settle(cause=told["cause"], now=at)


def _moment(day: dt.date, at: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.fromisoformat(at)))


def _ask(told: dict[str, Any], at: dt.datetime, where: Where) -> None:
    common = {
        "cause": told["cause"],
        "title": told["title"],
        "why": told["why"],
        "url_name": "territories",
        "role": told["roles"],
        "where": where,
        "now": at,
    }
    if told["kind"] == Item.KNOW:
        inform(**common)
        return
    due = at + dt.timedelta(days=told["due_in"]) if "due_in" in told else None
    ask(**common, since=at, due=due, urgent=told.get("urgent", False))


def _choose(now: dt.datetime) -> None:
    """The choices of those who have not chosen yet."""
    chosen = Mailbox.objects.filter(chosen_at__isnull=False).values("reference")
    wanted = _told()["choices"]
    people = Person.objects.filter(email__in=wanted, is_demonstration=True)
    for person in people.exclude(reference__in=chosen):
        told = wanted[person.email]
        choose_rhythm(
            by=actor_of(person, on=timezone.localtime(now).date()),
            now=now,
            digest=Rhythm(told["digest"]),
            urgent_at_once=told["urgent"],
        )
