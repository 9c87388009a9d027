"""Made-up sharing of envelopes for the demonstration, told in its data file: every scenario goes
through the commands of the pages, as the persons who would do it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from ancrage.allocation.actions.adopting import adopt_scenario
from ancrage.allocation.actions.computing import keep_plan
from ancrage.allocation.actions.lines import take_lines
from ancrage.allocation.actions.proposing import propose_scenario
from ancrage.allocation.actions.reversing import reverse_adoption
from ancrage.allocation.actions.ruling import set_rules
from ancrage.allocation.actions.scenarios import (
    Wanted,
    copy_scenario,
    create_scenario,
    drop_scenario,
)
from ancrage.allocation.compute import compute
from ancrage.allocation.definitions import demonstration, parameters_at
from ancrage.allocation.models import Scenario
from ancrage.allocation.queries.problems import problem_of
from ancrage.allocation.queries.sources import lines_from
from ancrage.funding.access import REGION
from ancrage.funding.actions.envelopes import Told, open_envelope
from ancrage.funding.models import Envelope
from ancrage.funding.models.envelopes import OPENED
from ancrage.kernel.rights import Actor
from ancrage.people.queries import actor_named

SECONDS = 10.0
"""Given to each plan: these have a hundred projects."""


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Add it once, where the persons that it rests on are there."""
    told = demonstration()
    emails = {one["by"] for one in (*told["envelopes"], *told["scenarios"])}
    actors = {email: actor_named(email, on=localdate(now)) for email in emails}
    people = {email: actor for email, actor in actors.items() if actor is not None}
    if len(people) < len(emails) or Scenario.objects.exists():
        return
    with transaction.atomic():
        opened = {
            one["code"]: _open(people[one["by"]], now, one, told["source"])
            for one in told["envelopes"]
        }
        made: dict[str, Scenario] = {}
        for one in told["scenarios"]:
            begin = _copy if "from" in one else _begin
            scenario = begin(people[one["by"]], now, one, opened, made)
            made[one["code"]] = scenario
            _go_on(people[one["by"]], now, one, scenario)


def _open(by: Actor, now: dt.datetime, one: Mapping[str, Any], source: str) -> Envelope:
    envelope = Envelope(
        code=one["code"],
        name=one["name"],
        nature=OPENED,
        financer=f"{REGION}{one['region']}",
        region=one["region"],
        certainty="reported",
        source=source,
        is_demonstration=True,
    )
    told = Told(localdate(now), source, source)
    return open_envelope(by=by, now=now, envelope=envelope, cents=one["euros"] * 100, told=told)


def _begin(
    by: Actor,
    now: dt.datetime,
    one: Mapping[str, Any],
    opened: Mapping[str, Envelope],
    _made: Mapping[str, Scenario],
) -> Scenario:
    envelope = opened.get(one.get("envelope", ""))
    wanted = Wanted(
        name=one["name"],
        financer=envelope.financer if envelope else one["financer"],
        scope=envelope.region if envelope else "",
        envelope=envelope,
        delegates_by="territory" if envelope else "",
        unit="emplois",
        note=one.get("note", ""),
    )
    scenario = create_scenario(by=by, now=now, wanted=wanted, is_demonstration=True)
    lines = lines_from(one["source"], by, scenario, day=localdate(now))
    take_lines(by=by, now=now, scenario=scenario, lines=lines, source=one["source"])
    return _ruled(by, now, one, scenario)


def _copy(
    by: Actor,
    now: dt.datetime,
    one: Mapping[str, Any],
    _opened: Mapping[str, Envelope],
    made: Mapping[str, Scenario],
) -> Scenario:
    first, note = made[one["from"]], one.get("note", "")
    scenario = copy_scenario(by=by, now=now, scenario=first, name=one["name"], note=note)
    return _ruled(by, now, one, scenario)


def _ruled(by: Actor, now: dt.datetime, one: Mapping[str, Any], scenario: Scenario) -> Scenario:
    if "rules" not in one:
        return scenario
    return set_rules(by=by, now=now, scenario=scenario, rules=one["rules"])


def _go_on(by: Actor, now: dt.datetime, one: Mapping[str, Any], scenario: Scenario) -> None:
    """What is done with a scenario once it is begun."""
    then = one["then"]
    if then == "leave":
        return
    if then == "drop":
        drop_scenario(by=by, now=now, scenario=scenario, reason=one["reason"])
        return
    held = _computed(now, scenario)
    if then == "propose":
        propose_scenario(by=by, now=now, scenario=held)
    elif then in ("adopt", "reverse"):
        adopt_scenario(by=by, now=now, scenario=held, decision=one["decision"])
    if then == "reverse":
        held.refresh_from_db()
        reverse_adoption(by=by, now=now, scenario=held, reason=one["reason"])


def _computed(now: dt.datetime, scenario: Scenario) -> Scenario:
    """A plan, as the worker computes it."""
    scenario.refresh_from_db()
    problem = problem_of(scenario)
    gap = parameters_at(localdate(now)).gap
    found = compute(problem, SECONDS, gap, progress=lambda _step, _share: None)
    return keep_plan(
        now=now, scenario=scenario, revision=scenario.revision, problem=problem, found=found
    )
