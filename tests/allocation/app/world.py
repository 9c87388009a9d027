"""Envelopes to share for the tests, in the small country of the roadmaps."""

import datetime as dt
from typing import Any

from ancrage.allocation.actions.computing import keep_plan
from ancrage.allocation.actions.holding import hold_line
from ancrage.allocation.actions.lines import FILE, take_lines
from ancrage.allocation.actions.ruling import set_rules
from ancrage.allocation.actions.scenarios import Wanted, create_scenario
from ancrage.allocation.compute import compute
from ancrage.allocation.models import Scenario
from ancrage.allocation.queries.problems import problem_of
from ancrage.allocation.queries.scenarios import scenario_named
from ancrage.allocation.queries.sources import lines_of_file
from ancrage.funding.actions.envelopes import Told, open_envelope
from ancrage.funding.models import Envelope
from ancrage.kernel.rights import host
from tests.funding.world import dossier as any_dossier
from tests.roadmaps import world as sheets
from tests.roadmaps.world import ARVE, LOIRE, NORTH, NOW, PLAIN, SOUTH, TODAY, World

__all__ = ["ARVE", "LOIRE", "NORTH", "NOW", "PLAIN", "SOUTH", "TODAY", "World"]
HOST = host()
REGION = f"region:{NORTH}"
OPERATOR = "bpifrance"
DAY = dt.date(2026, 11, 2)
HEADER = (
    "project,territory,region,need,measure,operator,year,asked_cents,minimum_cents,"
    "eligible_cents,result"
)
PROJECTS = f"""{HEADER}
A,{ARVE},{NORTH},innover,vte,bpifrance,2027,6000000,1000000,9000000,12
B,{LOIRE},{NORTH},recruter,vte,bpifrance,2027,5000000,0,8000000,5
C,{ARVE},{NORTH},attirer,,,2027,4000000,0,,2
"""
"""Three projects that ask 150,000 € together."""
CENTS = 100_000_00
REASON = "Le comité y tient."


def opened() -> World:
    """The country and its people."""
    return sheets.opened()


def envelope(cents: int = CENTS, code: str = "fonds", **told: Any) -> Envelope:
    """An envelope of the northern region."""
    held = {"nature": "opened", "source": "Convention (essai)", "region": NORTH, "name": "Fonds"}
    made = Envelope(**held | {"code": code} | told)
    return open_envelope(by=HOST, now=NOW, envelope=made, cents=cents, told=Told(DAY, "Essai"))


def wanted(held: Envelope | None = None, **told: Any) -> Wanted:
    usual = {
        "name": "Essai",
        "financer": REGION,
        "scope": NORTH,
        "envelope": held,
        "delegates_by": "territory",
        "unit": "emplois",
    }
    return Wanted(**usual | told)


def begun(world: World, who: str = "copilot", **told: Any) -> Scenario:
    """A scenario of the north on a new envelope, without projects."""
    held = told.pop("envelope", None) or envelope()
    return create_scenario(by=world.actor(who), now=NOW, wanted=wanted(held, **told))


def filled(world: World, projects: str = PROJECTS, **told: Any) -> Scenario:
    """The same with three projects."""
    made = begun(world, **told)
    by = world.actor("copilot")
    lines = lines_of_file(by, made, projects.encode(), name="projects.csv", day=TODAY)
    take_lines(by=by, now=NOW, scenario=made, lines=lines, source=FILE, name="projects.csv")
    return again(made)


def ruled(world: World, rules: dict[str, Any], **told: Any) -> Scenario:
    """The same under these rules, beside the envelope's amount."""
    made = filled(world, **told)
    whole = {"envelope_cents": CENTS} | rules
    return set_rules(by=world.actor("copilot"), now=NOW, scenario=made, rules=whole)


def planned(held: Scenario) -> Scenario:
    """A scenario with its plan, computed here and kept as the worker does."""
    problem = problem_of(held)
    found = compute(problem, 10.0, 1e-6, progress=lambda _step, _share: None)
    return keep_plan(now=NOW, scenario=held, revision=held.revision, problem=problem, found=found)


def computed(world: World, **told: Any) -> Scenario:
    return planned(filled(world, **told))


def again(held: Scenario) -> Scenario:
    """The scenario as it is now."""
    found = scenario_named(held.code)
    assert found is not None
    return found


def grants(held: Scenario) -> dict[str, int | None]:
    """What the plan gives, by project."""
    return dict(held.lines.values_list("code", "granted"))


def dossier(**told: Any) -> Any:
    """A dossier of the northern region, in the Arve, that waits for a decision."""
    usual = {
        "financer": REGION,
        "financer_name": "Région Essai",
        "territory": ARVE,
        "territory_name": "Vallée de l’Arve",
        "programme": "essai",
        "regions": f"|{NORTH}|",
        "region": NORTH,
    }
    return any_dossier(**usual | told)


def hold(world: World, held: Scenario, code: str, cents: int | None, **told: Any) -> Scenario:
    """An amount set by hand by the co-pilot."""
    usual = {"reason": REASON, "by": world.actor("copilot"), "now": NOW}
    return hold_line(**usual | told, scenario=held, code=code, cents=cents)
