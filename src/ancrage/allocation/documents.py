"""Scenarios as documents: what the API and the command line tell."""

from typing import Any

from ancrage.allocation.models import Adoption, Line, Scenario
from ancrage.allocation.queries.scenarios import is_current


def scenario_document(scenario: Scenario) -> dict[str, Any]:
    """A scenario in a list."""
    return {
        "code": scenario.code,
        "name": scenario.name,
        "state": scenario.state,
        "scope": scenario.scope,
        "financer": scenario.financer,
        "envelope": scenario.envelope.code if scenario.envelope else "",
        "delegates_by": scenario.delegates_by,
        "unit": scenario.unit,
        "revision": scenario.revision,
        "status": scenario.status,
        "is_current": is_current(scenario),
        "planned_at": scenario.planned_at,
        "changed_at": scenario.changed_at,
        "is_demonstration": scenario.is_demonstration,
    }


def scenario_detail(scenario: Scenario) -> dict[str, Any]:
    """A scenario with its rules, its plan without the grants (they are on its lines), what stands
    beside it, what it became."""
    plan = {name: value for name, value in (scenario.plan or {}).items() if name != "grants"}
    adoption: Adoption | None = getattr(scenario, "adoption", None)
    job = scenario.job
    return {
        **scenario_document(scenario),
        "note": scenario.note,
        "rules": scenario.rules,
        "places": scenario.places,
        "sources": scenario.sources,
        "plan": plan or None,
        "planned_revision": scenario.planned_revision,
        "answers": scenario.answers,
        "computing": {"state": job.state, "step": job.step, "share": job.share} if job else None,
        "adoption": adoption_document(adoption) if adoption else None,
    }


def adoption_document(adoption: Adoption) -> dict[str, Any]:
    """What a scenario became."""
    return {
        "decision": adoption.decision,
        "despite": adoption.despite,
        "adopted_on": adoption.adopted_on,
        "batch": adoption.batch,
        "delegations": len(adoption.moves),
        "count": adoption.count,
        "cents": adoption.cents,
        "note": adoption.note.sha256 if adoption.note else "",
        "reversed_at": adoption.reversed_at,
        "reversed_reason": adoption.reversed_reason,
    }


LINE = (
    "code",
    "name",
    "beneficiary",
    "siret",
    "sheet",
    "territory",
    "territory_name",
    "region",
    "need",
    "measure",
    "operator",
    "year",
    "asked",
    "minimum",
    "eligible",
    "result",
    "jobs",
    "granted",
    "held",
    "held_reason",
)


ROOM_WITHHELD = "Réservé."


def line_document(line: Line, *, with_room: bool) -> dict[str, Any]:
    """A project of a scenario; `unknown`: what nobody told of it. `with_room`: what State aid
    leaves to its beneficiary, which not everybody reads."""
    return {
        **{name: getattr(line, name) for name in LINE},
        "room": line.room if with_room else None,
        "room_told": line.room_told if with_room else ROOM_WITHHELD,
        "dossier": line.dossier.code if line.dossier else "",
        "unknown": line.more.get("unknown", []),
        "more": {
            name: value for name, value in line.more.items() if name not in ("unknown", "origin")
        },
        "origin": line.more.get("origin", ""),
    }
