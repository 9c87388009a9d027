"""Roads as the API and the command line tell them."""

from typing import Any

from ancrage.home.path.gathering import TerritoryRoad
from ancrage.home.path.rules import Step


def road_document(road: TerritoryRoad) -> dict[str, Any]:
    """Where a territory stands; a day that is null is unknown."""
    held, standing = road.held, road.standing
    return {
        "territory": held.scope,
        "name": held.name,
        "version": held.version,
        "region": held.region,
        "regions": sorted(held.regions),
        "stage": standing.here.stage.code if standing.here else None,
        "since": standing.since,
        "next": standing.next.stage.code if standing.next else None,
        "who": list(standing.next.stage.who) if standing.next else [],
        "act": road.pending.name if road.pending else None,
        "act_state": road.pending.state if road.pending else None,
        "ahead": [step.stage.code for step in standing.ahead],
        "is_demonstration": standing.is_invented,
    }


def detail_document(road: TerritoryRoad) -> dict[str, Any]:
    """The same, with every stage and its proof."""
    return {**road_document(road), "steps": [_step(step) for step in road.standing.steps]}


def _step(step: Step) -> dict[str, Any]:
    return {
        "stage": step.stage.code,
        "label": step.stage.label,
        "status": step.status.value,
        "on": step.on,
        "proof": step.proof.source if step.proof else "",
    }


def road_line(road: TerritoryRoad) -> str:
    """A territory on one line."""
    told = road_document(road)
    since = told["since"].isoformat() if told["since"] else "inconnu"
    return "\t".join((told["territory"], told["stage"] or "inconnu", since, told["next"] or ""))


def kept(roads: list[TerritoryRoad], *, region: str, stage: str) -> list[TerritoryRoad]:
    """Those of a region, and those that stand at a stage; all for what is left empty."""
    return [
        road
        for road in roads
        if (not region or region in road.held.regions)
        and (not stage or (road.standing.here and road.standing.here.stage.code == stage))
    ]
