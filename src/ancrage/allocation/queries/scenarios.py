"""Scenarios: who reads which, where they stand, what is left of an envelope to share."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import F, Q, QuerySet, Sum

from ancrage.allocation.access import read_by, scenario_where
from ancrage.allocation.definitions import workflow
from ancrage.allocation.models import ADOPTED, PROPOSED, Adoption, Line, Scenario
from ancrage.allocation.queries.parts import whole_of
from ancrage.allocation.rules.guards import FOUND, Facts
from ancrage.funding.models import CommitmentLine, Dossier, Envelope
from ancrage.jobs.models import Job
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor
from ancrage.kernel.workflow import Step
from ancrage.stateaid.queries.received import NO_AID
from ancrage.stateaid.queries.rooms import undertakings_of

DECIDED = Q(granted_cents__gt=0) | ~Q(outcome="")
"""The dossiers on which something was decided."""
HEAVY = ("plan", "answers", "rules", "places", "sources")
"""The documents of a scenario, which lists do not read."""


def visible_to(actor: Actor) -> "QuerySet[Scenario]":
    """The scenarios that somebody reads, without their documents."""
    held = Scenario.objects.select_related("envelope", "job", "adoption").defer(*HEAVY)
    return held.filter(read_by(actor))


def with_plan(actor: Actor) -> "QuerySet[Scenario]":
    """Those that have a plan, and so may be compared."""
    return visible_to(actor).exclude(planned_revision=None).filter(status__in=FOUND)


def find_scenario(actor: Actor, code: str) -> Scenario | None:
    """A scenario that somebody reads; None for the others, as if they were not there."""
    held = Scenario.objects.select_related("envelope", "job", "adoption", "parent")
    return held.filter(read_by(actor), code=code).first()


def scenario_named(code: str) -> Scenario | None:
    """A scenario by its code, whoever asks: for committees, which read what they decide on."""
    return Scenario.objects.select_related("envelope", "job").filter(code=code).first()


def lines_of(scenario: Scenario) -> "QuerySet[Line]":
    """The projects of a scenario, in their order, with their dossiers."""
    return Line.objects.filter(scenario=scenario).select_related("dossier").order_by("rank")


def is_current(scenario: Scenario) -> bool:
    """Whether its plan answers what it asks today, and gives grants."""
    return scenario.planned_revision == scenario.revision and scenario.status in FOUND


def is_awaited(job: Job | None, *, now: dt.datetime) -> bool:
    """Whether something is being computed."""
    return job is not None and job.is_pending and not job.is_lost(now=now)


def granted_cents(scenario: Scenario) -> int:
    """What the last plan grants in all. One query."""
    total = scenario.lines.aggregate(total=Sum("granted"))["total"]
    return int(total or 0)


def facts_of(scenario: Scenario, *, now: dt.datetime, lines: Sequence[Line] | None = None) -> Facts:
    """What the steps of a scenario look at. At most six queries, four with its `lines`."""
    decided = 0
    if scenario.state == ADOPTED:
        served = Dossier.objects.filter(pk__in=served_dossiers(scenario))
        decided = served.filter(DECIDED).count()
    return Facts(
        lines=scenario.lines.count() if lines is None else len(lines),
        is_running=is_awaited(scenario.job, now=now),
        revision=scenario.revision,
        planned=scenario.planned_revision,
        status=scenario.status,
        left=left_of(scenario.envelope) if scenario.envelope else None,
        cents=granted_cents(scenario) if lines is None else whole_of(lines).granted,
        granted=decided,
    )


def served_dossiers(scenario: Scenario) -> "QuerySet[Line, int | None]":
    """The keys of the dossiers that the plan of a scenario serves."""
    held = Line.objects.filter(scenario=scenario, granted__gt=0).exclude(dossier=None)
    return held.values_list("dossier", flat=True)


def left_of(envelope: Envelope) -> int:
    """Cents of an envelope that may still be shared: neither delegated nor committed, nor promised
    by an adopted scenario that delegates nothing. Three queries.

    What was granted since on the envelope to those dossiers is committed: it is counted once.
    """
    held = Envelope.objects.get(pk=envelope.pk)
    adopted = Adoption.objects.filter(
        scenario__envelope=envelope, scenario__delegates_by="", reversed_at=None
    )
    promised = adopted.aggregate(total=Sum("cents"))["total"] or 0
    if not promised:
        return held.available
    dossiers = Line.objects.filter(
        scenario__adoption__in=adopted.values("pk"), granted__gt=0
    ).values("dossier")
    drawn = CommitmentLine.objects.filter(
        commitment__envelope=envelope, dossier__in=dossiers
    ).aggregate(total=Sum(F("granted") + F("ordered") + F("paid") + F("recovered")))["total"]
    return held.available - max(promised - (drawn or 0), 0)


def unknown_rooms(lines: Iterable[Line]) -> int:
    """How many projects have a room under State aid that is not known: nothing limits them."""
    return sum(1 for line in lines if line.room is None)


def unknown_results(lines: Iterable[Line]) -> int:
    """How many projects have an expected result that is not known, and counts for nothing."""
    return sum(1 for line in lines if "result" in line.more.get("unknown", ()))


def shared_rooms(lines: Iterable[Line], *, on: dt.date | None = None) -> int:
    """How many projects are of a company that others are of too, or of its undertaking as at a day
    (None: links are not looked at, which not all may know): each has the whole of the room that
    State aid leaves to it. What is no aid, or of no known room, is not counted."""
    held = [one for one in lines if one.room is not None and one.more.get("aid_basis") != NO_AID]
    told = [(one.siret or (one.dossier.siret if one.dossier else ""))[:9] for one in held]
    sirens = [siren for siren in told if siren]
    groups = undertakings_of(set(sirens), on=on) if on else {}
    companies = Counter(groups.get(siren, siren) for siren in sirens)
    return sum(count for count in companies.values() if count > 1)


def buttons(actor: Actor, scenario: Scenario, facts: Facts) -> list[tuple[Step, str]]:
    """The steps that somebody may make from where the scenario stands, each with what keeps it
    from being made, "" for nothing."""
    where, flow = scenario_where(scenario), workflow()
    return [
        (step, flow.obstacle(step.verb, state=scenario.state, facts=facts))
        for step in flow.from_state(scenario.state)
        if step.verb != "keep" and may(actor, step.right, where)
    ]


def awaiting(scope: str) -> "QuerySet[Scenario]":
    """The scenarios of a scope that wait for their committee."""
    held = Scenario.objects.select_related("envelope").filter(state=PROPOSED, scope=scope)
    return held.order_by("pk")
