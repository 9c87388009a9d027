"""The rules of a scenario, changed whole."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ancrage.allocation.actions.parts import PART, opened, record_scenario
from ancrage.allocation.models import Line, Scenario
from ancrage.allocation.queries.problems import problem_of
from ancrage.allocation.queries.scenarios import lines_of
from ancrage.funding.actions.rows import rewrite
from ancrage.journal.command import command, unchanged, unjournalled
from ancrage.kernel.rights import Actor

HELD = "held"


@command("allocation.set_rules")
def set_rules(
    *,
    by: Actor,
    now: dt.datetime,
    scenario: Scenario,
    rules: Mapping[str, Any],
    revision: int | None = None,
) -> Scenario:
    """Replace the rules by a document shaped like `rules.toml`. When it has grants set by hand
    (`held`), they replace those of the scenario. InputRefused, with every fault."""
    held = opened(scenario, "rule", now=now, revision=revision)
    lines, before = list(lines_of(held)), dict(held.rules)
    held.rules = {name: value for name, value in rules.items() if name != HELD}
    moved = _held_by(lines, rules[HELD]) if HELD in rules else []
    problem_of(held, lines)
    if held.rules == before and not moved:
        unchanged()
        held.refresh_from_db(fields=["state", "changed_at"])
        return held
    _write(held, moved)
    record_scenario(
        held,
        _("Règles de répartition changées"),
        before=_changed(before, held.rules),
        after=_changed(held.rules, before),
        details={"revision": held.revision, HELD: len(moved)},
    )
    return held


def _held_by(lines: list[Line], told: Mapping[str, int]) -> list[Line]:
    """The lines whose grant set by hand changes. What the document names and is no project is told
    by the reading of the rules."""
    moved = [line for line in lines if line.held != told.get(line.code)]
    for line in moved:
        line.held = told.get(line.code)
        line.held_reason = _("Fixé avec les règles.") if line.held is not None else ""
    return moved


@unjournalled(PART)
def _write(held: Scenario, moved: list[Line]) -> None:
    held.revision += 1
    held.save()
    rewrite(moved, ["held", "held_reason"])


def _changed(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a document that differ from another's."""
    return {name: value for name, value in one.items() if other.get(name) != value}
