"""Preparing, opening, closing a mission; declaring what its scores will change."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor
from ancrage.mission.actions.notices import follow_mission
from ancrage.mission.definitions import grid_documents, workflows
from ancrage.mission.models import Candidate, Mission
from ancrage.mission.queries.candidates import mission_facts
from ancrage.mission.rules.use import Use
from ancrage.selection.models import Identification

KIND = "mission"


class MissionRefusedError(ValueError):
    """A mission that cannot be made or changed so; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a mission is for, on what and until when."""

    name: str
    purpose: str
    programme: str
    grid: str
    base: str = ""
    tolerance: int = 1
    applications_until: dt.date | None = None
    readings_until: dt.date | None = None

    def told(self) -> dict[str, Any]:
        """As the journal holds it."""
        return {name: getattr(self, name) for name in self.__slots__}


@command("mission.prepare")
def prepare_mission(
    *, by: Actor, now: dt.datetime, code: str, plan: Plan, is_demonstration: bool = False
) -> Mission:
    """Prepare a mission that nobody can apply to yet. MissionRefusedError."""
    allow()
    if Mission.objects.filter(pk=code).exists():
        raise MissionRefusedError(_("Une mission porte déjà le code « %s ».") % code)
    made = Mission.objects.create(
        code=code,
        created_by=by.reference,
        created_at=now,
        is_demonstration=is_demonstration,
        **_fields(plan),
    )
    record(
        kind=KIND,
        reference=code,
        label=made.name,
        says=_("Mission préparée : %s") % made.name,
        after=plan.told(),
    )
    return made


@command("mission.amend")
def amend_mission(*, by: Actor, now: dt.datetime, mission: Mission, plan: Plan) -> Mission:
    """Change a mission: all of it while it is prepared, then its words and dates alone.

    MissionRefusedError.
    """
    held = locked_mission(mission)
    allow()
    if held.state == "closed":
        raise MissionRefusedError(_("Une mission close ne change plus."))
    before = plan_of(held)
    if plan == before:
        unchanged()
        return held
    fixed = ("programme", "grid", "base", "tolerance")
    if held.state != "preparing" and any(getattr(plan, n) != getattr(before, n) for n in fixed):
        raise MissionRefusedError(
            _("La mission est ouverte : la grille, la tolérance et les règles ne changent plus.")
        )
    fields = _fields(plan)
    for name in fields:
        setattr(held, name, fields[name])
    held.save(update_fields=list(fields))
    record(
        kind=KIND,
        reference=held.code,
        label=held.name,
        says=_("Mission modifiée : %s") % held.name,
        before=before.told(),
        after=plan.told(),
    )
    return held


@command("mission.declare_use")
def declare_use(
    *, by: Actor, now: dt.datetime, mission: Mission, use: Use, reason: str = ""
) -> Mission:
    """Declare what the scores will change to the list; a change says its reason.

    MissionRefusedError.
    """
    held = locked_mission(mission)
    allow()
    if held.state == "closed":
        raise MissionRefusedError(_("Une mission close ne change plus."))
    if held.use == use.document():
        unchanged()
        return held
    before = held.use
    if before is not None and held.state != "preparing" and not reason.strip():
        raise MissionRefusedError(
            _("Le poids de la note a été déclaré : donnez la raison de ce changement.")
        )
    held.use = use.document()
    held.save(update_fields=["use"])
    record(
        kind=KIND,
        reference=held.code,
        label=held.name,
        says=_("Poids de la note déclaré") if before is None else _("Poids de la note changé"),
        before=before,
        after=held.use,
        details={"reason": reason.strip()} if reason.strip() else None,
    )
    return held


@command("mission.open")
def open_mission(*, by: Actor, now: dt.datetime, mission: Mission) -> Mission:
    """Open the mission to applications and readings. StepRefusedError."""
    held = locked_mission(mission)
    allow()
    _move(held, "open", now)
    held.opened_at = now
    held.save(update_fields=["state", "opened_at"])
    follow_mission(mission=held, now=now)
    record(
        kind=KIND,
        reference=held.code,
        label=held.name,
        says=_("Mission ouverte : %s") % held.name,
        before={"state": "preparing"},
        after={"state": held.state, "use": held.use, "grid": held.grid["code"]},
    )
    return held


@command("mission.close")
def close_mission(*, by: Actor, now: dt.datetime, mission: Mission) -> Mission:
    """Close the mission once every candidate has its decision: scores no longer change."""
    held = locked_mission(mission)
    allow()
    _move(held, "close", now)
    held.closed_at = now
    held.save(update_fields=["state", "closed_at"])
    scored = Candidate.objects.select_for_update().filter(mission=held, state="scored")
    scores = {str(c.number): c.score for c in scored}
    Candidate.objects.filter(mission=held, state="scored").update(state="closed", moved_at=now)
    follow_mission(mission=held, now=now)
    record(
        kind=KIND,
        reference=held.code,
        label=held.name,
        says=_("Mission close : %s") % held.name,
        before={"state": "open"},
        after={"state": held.state, "scores": scores},
    )
    return held


def locked_mission(mission: Mission) -> Mission:
    """The mission as it is now, kept from other changes until this one ends."""
    return Mission.objects.select_for_update().get(pk=mission.pk)


def plan_of(mission: Mission) -> Plan:
    """What a mission says of itself, as it would be changed."""
    return Plan(
        name=mission.name,
        purpose=mission.purpose,
        programme=mission.programme,
        grid=mission.grid["code"],
        base=mission.base_id or "",
        tolerance=mission.tolerance,
        applications_until=mission.applications_until,
        readings_until=mission.readings_until,
    )


def _move(mission: Mission, verb: str, now: dt.datetime) -> None:
    facts = mission_facts(mission, today=localdate(now))
    mission.state = workflows()["mission"].after(verb, state=mission.state, facts=facts)


def _fields(plan: Plan) -> Mapping[str, Any]:
    """The columns that a plan fills. MissionRefusedError for what is not there."""
    if not plan.name.strip() or not plan.purpose.strip():
        raise MissionRefusedError(_("Donnez un nom et l’objet de la mission."))
    grid = grid_documents().get(plan.grid)
    if grid is None:
        raise MissionRefusedError(_("La grille « %s » n’existe pas.") % plan.grid)
    if plan.base and not Identification.objects.filter(pk=plan.base).exists():
        raise MissionRefusedError(_("L’identification « %s » n’existe pas.") % plan.base)
    scale = grid["scale"]
    if not 0 <= plan.tolerance <= scale["highest"] - scale["lowest"]:
        raise MissionRefusedError(_("La tolérance sort de l’échelle de la grille."))
    return {
        "name": plan.name.strip(),
        "purpose": plan.purpose.strip(),
        "programme": plan.programme,
        "grid": grid,
        "base_id": plan.base or None,
        "tolerance": plan.tolerance,
        "applications_until": plan.applications_until,
        "readings_until": plan.readings_until,
    }
