"""A scenario as pages and notes read it: its problem, its plan, its parts, each once."""

from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext as _

from ancrage.allocation.engine.model import Plan, Problem, Rules
from ancrage.allocation.models import Line, Scenario
from ancrage.allocation.plan_words import proof_in_words
from ancrage.allocation.queries.parts import Part, parts_of
from ancrage.allocation.queries.problems import plan_of, problem_of
from ancrage.allocation.queries.scenarios import lines_of
from ancrage.allocation.rules.guards import AMENDED, FOUND
from ancrage.allocation.words import Labels, labels_from
from ancrage.funding.queries.names import KnownNames
from ancrage.kernel.problems import InputRefused


class Seen:
    """A scenario with its problem, its plan, its parts; `refused`: why the rules no longer fit the
    projects, "" when they do. `names`: those of regions, measures, financers, when several
    scenarios are read."""

    def __init__(self, scenario: Scenario, names: KnownNames | None = None) -> None:
        self.scenario, self.refused, self._names = scenario, "", names

    @cached_property
    def lines(self) -> list[Line]:
        return list(lines_of(self.scenario))

    @cached_property
    def problem(self) -> Problem:
        try:
            return _in_unit(problem_of(self.scenario, self.lines, self.labels), self.scenario.unit)
        except InputRefused as refusal:
            self.refused = " ".join(str(fault) for fault in refusal.problems[:5])
            return Problem((), Rules(self.scenario.rules.get("envelope_cents", 0)))

    @cached_property
    def plan(self) -> Plan | None:
        return plan_of(self.scenario)

    @cached_property
    def labels(self) -> Labels:
        return labels_from(self.lines, self._names)

    @cached_property
    def territories(self) -> list[Part]:
        return parts_of(self.lines, "territory", self.problem.territories)

    @property
    def has_plan(self) -> bool:
        """Whether there are grants to show, for these very projects."""
        plan = self.plan
        is_whole = plan is not None and len(plan.grants) == len(self.problem.projects)
        return is_whole and self.scenario.status in FOUND

    @property
    def is_answered(self) -> bool:
        """Whether the last plan, or the proof that there is none, answers what is asked today."""
        return self.scenario.planned_revision == self.scenario.revision

    @property
    def proof(self) -> str:
        """How far the plan may be from the best; "" without a plan."""
        if self.plan is None or not self.has_plan:
            return ""
        if self.scenario.status == AMENDED:
            return _(
                "Ce plan est changé à la main et ne respecte pas toutes les règles : rien n’est "
                "prouvé de sa valeur."
            )
        return proof_in_words(self.problem, self.plan)

    @property
    def has_costs(self) -> bool:
        """Whether it is known what rules cost: computed, or at least at the margin."""
        plan = self.plan
        return "costs" in self.scenario.answers or bool(plan and plan.prices)

    @property
    def reasons(self) -> dict[str, str]:
        """Why amounts were set by hand, by project."""
        return {one.code: one.held_reason for one in self.lines if one.held is not None}


def _in_unit(problem: Problem, unit: str) -> Problem:
    """The same, its results in the scenario's unit when the rules tell none."""
    objective = problem.rules.objective
    told = replace(objective, unit=objective.unit or unit)
    return replace(problem, rules=replace(problem.rules, objective=told))
