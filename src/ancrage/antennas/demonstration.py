"""Made-up antennas: a scenario really computed, its plan adopted, bookings in every state."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction
from django.utils.timezone import localdate

from ancrage.antennas.actions.antennas import (
    Offer,
    adopt_siting,
    close_antenna,
    edit_antenna,
    open_antenna,
    set_places,
)
from ancrage.antennas.actions.bookings import STEPS, ask_booking
from ancrage.antennas.actions.results import keep_plan
from ancrage.antennas.actions.sitings import Wanted, create_siting
from ancrage.antennas.engine.model import Question
from ancrage.antennas.models import Antenna, Siting
from ancrage.antennas.queries.places import loaded_ground
from ancrage.antennas.queries.sitings import Seen
from ancrage.kernel.rights import Actor, host
from ancrage.kernel.text import typeset
from ancrage.people.actions.accounts import add_organisation
from ancrage.people.models import Organisation, Person
from ancrage.people.queries import actor_of

SECONDS = 30.0
"""Time given to the scenario: it takes about one second."""


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """The scenario and its antennas, once; none without places that could host so many."""
    told = _told()
    enough = len(loaded_ground().places) > told["scenario"]["count"]
    if enough and not Siting.objects.filter(is_demonstration=True).exists():
        with transaction.atomic():
            _book(told, _opened(told, _adopted(told, now), now), now)


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    path = files("ancrage.antennas") / "data" / "demonstration.yaml"
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told


def _adopted(told: Mapping[str, Any], now: dt.datetime) -> list[Antenna]:
    """The scenario computed, and its plan adopted."""
    line, ground = told["scenario"], loaded_ground()
    question = Question(line["count"], radius_km=float(line["radius_km"]))
    siting = create_siting(
        by=host(),
        now=now,
        wanted=Wanted(typeset(line["name"]), question, line["note"]),
        is_demonstration=True,
    )
    plan = ground.solve(Seen(siting).question, time_limit=SECONDS)
    siting = keep_plan(now=now, siting=siting, plan=plan)
    return adopt_siting(
        by=host(),
        now=now,
        siting=siting,
        opens_on=_day(now, told["opens_in"]),
        offer=_offer(told["first_period"], now),
    )


def _opened(told: Mapping[str, Any], antennas: list[Antenna], now: dt.datetime) -> list[Antenna]:
    """Some opened, one given up, the others still planned."""
    begun = [_opened_one(told, antenna, now) for antenna in antennas[: told["open"]]]
    for antenna in antennas[-told["closed"] :]:
        close_antenna(by=host(), now=now, antenna=antenna, reason=told["close_reason"])
    return begun


def _opened_one(told: Mapping[str, Any], antenna: Antenna, now: dt.datetime) -> Antenna:
    """One that opened some time ago."""
    since = _day(now, told["opened_since"])
    held = edit_antenna(
        by=host(), now=now, antenna=antenna, name=antenna.name, opens_on=since, closes_on=None
    )
    for line in told["earlier_periods"]:
        set_places(by=host(), now=now, antenna=held, offer=_offer(line, now))
    return open_antenna(by=host(), now=now, antenna=held)


def _book(told: Mapping[str, Any], antennas: list[Antenna], now: dt.datetime) -> None:
    """Bookings asked and answered, each when its period had not ended yet."""
    for line in told["companies"]:
        if not Organisation.objects.filter(kind=Organisation.COMPANY, code=line["code"]).exists():
            add_organisation(
                by=host(),
                now=now,
                kind=Organisation.COMPANY,
                code=line["code"],
                name=typeset(line["name"]),
                is_demonstration=True,
            )
    referent = _referent(told["referent"], now)
    for line in told["bookings"]:
        periods = list(antennas[line.get("antenna", 0)].periods.all())
        period = periods[line["period"] - 1]
        then = now - dt.timedelta(days=100) if line["period"] == 1 else now
        booking = ask_booking(
            by=host(),
            now=then,
            period=period,
            company=line["company"],
            purpose=line["purpose"],
            is_demonstration=True,
        )
        for verb in line["steps"]:
            more = {"reason": line["reason"]} if verb == "refuse" else {}
            booking = STEPS[verb](by=referent, now=then, booking=booking, **more)


def _referent(email: str, now: dt.datetime) -> Actor:
    """The referent of the operator, who answers; the machine's operator where there is none."""
    found = Person.objects.filter(email=email).first()
    return actor_of(found, on=localdate(now)) if found else host()


def _day(now: dt.datetime, days: int) -> dt.date:
    return localdate(now) + dt.timedelta(days=days)


def _offer(line: Mapping[str, int], now: dt.datetime) -> Offer:
    return Offer(_day(now, line["from"]), _day(now, line["to"]), line["places"])
