"""A scenario as the engine reads it, and the answer that it keeps."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from ancrage.allocation.engine.documents import read_plan
from ancrage.allocation.engine.model import Plan, Problem, Project
from ancrage.allocation.engine.rules_reading import problem_of as problem_from
from ancrage.allocation.models import Line, Scenario
from ancrage.allocation.queries.scenarios import lines_of
from ancrage.allocation.words import Labels, labels_from
from ancrage.kernel.chain import canonical, digest, plain_value

COLUMNS = (
    "code",
    "asked",
    "minimum",
    "eligible",
    "result",
    "territory",
    "region",
    "need",
    "measure",
    "operator",
    "year",
    "jobs",
    "room",
)
"""The fields of the engine's project that are columns of a line; the others are in `more`."""
REST = tuple(one.name for one in fields(Project) if one.name not in COLUMNS)
LISTED = ("steps", "requires")


def problem_of(
    scenario: Scenario, lines: Iterable[Line] | None = None, labels: Labels | None = None
) -> Problem:
    """The problem that a scenario states: its projects, their territories, its rules with what was
    set by hand. InputRefused when its rules no longer fit its projects. One query; three when a
    limit is repeated for each value of a dimension, which is told by its name. `lines`, `labels`:
    its own, when they are read."""
    held = list(lines_of(scenario) if lines is None else lines)
    is_repeated = any("each" in one for one in scenario.rules.get("limit", ()))
    names = (labels or labels_from(held)).names if is_repeated else {}
    return problem_from(tree_of(scenario, held), [*map(project_of, held)], names=names)


def tree_of(scenario: Scenario, lines: Iterable[Line]) -> dict[str, Any]:
    """The rules as one document, with the figures of territories and the grants set by hand."""
    rules: dict[str, Any] = dict(scenario.rules)
    places = {**scenario.places.get("territories", {}), **rules.get("territories", {})}
    held = {line.code: line.held for line in lines if line.held is not None}
    told = {"territories": places, "held": held}
    return rules | {key: value for key, value in told.items() if value}


def project_of(line: Line) -> Project:
    """A line as the engine reads it."""
    told: dict[str, Any] = {name: getattr(line, name) for name in COLUMNS}
    told |= {name: line.more[name] for name in REST if name in line.more}
    told |= {name: tuple(told[name]) for name in LISTED if name in told}
    return Project(**told)


def more_of(project: Project) -> dict[str, Any]:
    """What a line keeps of a project beside its columns: what says something."""
    usual = {one.name: one.default for one in fields(Project)}
    told = {name: getattr(project, name) for name in REST}
    kept = {name: value for name, value in told.items() if value != usual[name]}
    return {k: list(v) if k in LISTED else v for k, v in kept.items()}


def plan_of(scenario: Scenario) -> Plan | None:
    """The last plan, which may answer an earlier revision (`is_current`); its grants are those of
    the lines, in their order."""
    held: Mapping[str, Any] | None = scenario.plan
    return read_plan(held) if held else None


def mark_of(scenario: Scenario) -> str:
    """What tells this scenario, with its projects, rules and grants, from any other. One query."""
    lines = [[*_told(line), line.granted, line.held] for line in lines_of(scenario)]
    envelope = scenario.envelope.code if scenario.envelope else ""
    whole = [scenario.financer, scenario.delegates_by, envelope, scenario.rules, scenario.places]
    return digest(canonical(plain_value([whole, lines])))


def _told(line: Line) -> list[Any]:
    return [*(getattr(line, name) for name in COLUMNS), line.more, line.sheet, line.siret]
