"""All that the page of a scenario shows, read once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.allocation.access import reads_rooms, scenario_where
from ancrage.allocation.actions.lines import SOURCES
from ancrage.allocation.cautions import unknowns
from ancrage.allocation.charts import least_chart, needs_chart
from ancrage.allocation.definitions import state_of
from ancrage.allocation.maps import plan_map
from ancrage.allocation.models import ADOPTED, DROPPED, REVERSED, Scenario
from ancrage.allocation.page import figures_of, next_sentence, rank_of, stages
from ancrage.allocation.plan_words import (
    changes_in_words,
    conflict_in_words,
    costs_in_words,
    held_in_words,
    more_in_words,
)
from ancrage.allocation.queries.parts import parts_of
from ancrage.allocation.queries.scenarios import (
    buttons,
    facts_of,
    shared_rooms,
    with_plan,
)
from ancrage.allocation.rules.guards import AMENDED, Facts
from ancrage.allocation.seen import Seen
from ancrage.allocation.tables import parts_table
from ancrage.allocation.words import objective_in_words, rules_in_words
from ancrage.funding.queries.lines import land_at
from ancrage.funding.words.money import signed
from ancrage.jobs.progress import JobView, job_view
from ancrage.journal.policy import may
from ancrage.kernel.workflow import Step
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.tables import Table

DECIDING = ("propose", "take_back", "adopt", "reverse", "drop")
"""The steps that stand together at the end of the page; the others have their own place."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that somebody may make; `obstacle` says why not now, "" when he can."""

    step: Step
    obstacle: str
    url: str


class Page:
    """The page, for who asks."""

    def __init__(self, request: ActorRequest, scenario: Scenario, *, now: dt.datetime) -> None:
        self.request, self.scenario, self.now = request, scenario, now
        self.seen = Seen(scenario)
        self.tables: list[Table] = []

    @cached_property
    def facts(self) -> Facts:
        """What its steps look at."""
        return facts_of(self.scenario, now=self.now, lines=self.seen.lines)

    @cached_property
    def offered(self) -> dict[str, tuple[Step, str]]:
        """The steps that who asks may make, each with what keeps it from being made."""
        found = buttons(self.request.actor, self.scenario, self.facts)
        return {step.verb: (step, why) for step, why in found}

    @property
    def open_now(self) -> set[str]:
        """Those that nothing keeps from being made."""
        return {verb for verb, (_step, why) in self.offered.items() if not why}

    def context(self, problem: str = "") -> dict[str, Any]:
        """What the template reads; `problem`: what was refused."""
        seen = self.seen
        context = {**self._standing(), **self._rights(), **self._rules()}
        if seen.has_plan:
            context |= self._plan()
        return context | {"problem_told": problem or seen.refused}

    def _standing(self) -> dict[str, Any]:
        """Where the scenario stands, what to do next, its figures."""
        seen, scenario = self.seen, self.scenario
        plan, problem = seen.plan, seen.problem
        rank = rank_of(scenario, problem, plan, is_answered=seen.is_answered)
        job = self._job()
        return {
            "scenario": scenario,
            "plan": plan,
            "has_plan": seen.has_plan,
            "stages": stages(self.request, scenario, rank, may_rule="rule" in self.open_now),
            "next": next_sentence(scenario, rank, problem, plan, is_answered=seen.is_answered),
            "is_overtaken": plan is not None and not seen.is_answered,
            "is_current": seen.is_answered and seen.has_plan,
            "figures": figures_of(seen),
            "job": job,
            "is_running": bool(job and job.is_pending),
            "page_url": link(self.request, "allocation", scenario.code),
            "progress_url": link(self.request, "allocation_progress", scenario.code),
        }

    def _job(self) -> JobView | None:
        """The computation, while it runs or when it gave no answer."""
        held = self.scenario.job
        job = job_view(held, now=self.now) if held else None
        is_told = job and (
            job.is_pending or (job.state.value != "done" and not self.seen.is_answered)
        )
        return job if is_told else None

    def _rights(self) -> dict[str, Any]:
        """What who asks may do from here."""
        actor, scenario = self.request.actor, self.scenario
        offered, open_now = self.offered, self.open_now
        where, code = scenario_where(scenario), scenario.code
        adoption = getattr(scenario, "adoption", None)
        choices = list(with_plan(actor).values_list("code", "name"))
        beside = next((pair for pair in choices if pair[0] != code), None)
        return {
            "compute": offered.get("compute"),
            "may_cancel": may(actor, "allocation.cancel", where),
            "may_rule": "rule" in open_now,
            "may_take": "take" in open_now,
            "may_describe": "describe" in open_now,
            "may_copy": may(actor, "allocation.copy", where),
            "offers": [
                Offer(*offered[verb], link(self.request, f"allocation_{verb}", code))
                for verb in DECIDING
                if verb in offered
            ],
            "state": state_of(scenario.state),
            "adoption": adoption,
            "adopted": signed(adoption.cents) if adoption else "",
            "choices": choices,
            "places": choice_places([(code, scenario.name), *([beside] if beside else [])]),
        }

    def _rules(self) -> dict[str, Any]:
        """The rules in words, what conflicts, where projects come from."""
        seen = self.seen
        answers = self.scenario.answers if seen.is_answered else {}
        conflict = conflict_in_words(seen.problem, answers, seen.labels)
        url = link(self.request, "allocation_rules", self.scenario.code)
        return {
            "objective": objective_in_words(seen.problem.rules.objective),
            "rules": rules_in_words(seen.problem, seen.labels),
            "conflict": conflict,
            "rules_url": url,
            "sources": source_sentences(self.scenario),
            "cautions": self._cautions(),
        }

    def _cautions(self) -> list[str]:
        """What is not known and weighs on the plan."""
        told: list[str] = []
        is_told = reads_rooms(self.request.actor, self.scenario)
        if self.scenario.status == AMENDED:
            told.append(_("Ce qui est fixé à la main ne respecte pas toutes les règles."))
            if is_told:
                told += self.scenario.answers.get("held", {}).get("broken", ())
        told += unknowns(self.seen)
        if shared := shared_rooms(self.seen.lines, on=localdate(self.now) if is_told else None):
            sentence = _(
                "%(n)d projets sont d’une entreprise qui en porte plusieurs, elle-même ou par "
                "celles qui lui sont liées : ce que les règles des aides d’État lui laissent est "
                "compté en entier pour chacun. Le contrôle se fait avant d’accorder."
            )
            told.append(sentence % {"n": shared})
        told += self._left()
        return told

    def _left(self) -> list[str]:
        """That the envelope has less than what is shared, before it is adopted."""
        left, shared = self.facts.left, self.seen.problem.rules.envelope
        if left is None or self.scenario.state in {ADOPTED, REVERSED, DROPPED} or shared <= left:
            return []
        sentence = _("Il ne reste que %(left)s sur l’enveloppe, moins que ce qui est à répartir.")
        return [sentence % {"left": signed(max(left, 0))}]

    def _plan(self) -> dict[str, Any]:
        """What the plan gives, what its rules cost."""
        seen, scenario, request = self.seen, self.scenario, self.request
        plan, labels, problem = seen.plan, seen.labels, seen.problem
        if plan is None:
            return {}
        needs = parts_of(seen.lines, "need")
        territories = parts_table(request, scenario, seen.territories, "territory", labels)
        table = parts_table(request, scenario, needs, "need", labels)
        self.tables = [territories, table]
        land = land_at(request.as_at.date)
        return {
            "proof": seen.proof,
            "has_costs": seen.has_costs,
            "is_costed": "costs" in scenario.answers,
            "territories": territories,
            "needs": table,
            "needs_chart": needs_chart(scenario, needs, labels),
            "least": least_chart(request, scenario, seen.territories, labels),
            "map": plan_map(
                request, scenario, seen.territories, land, table_id=territories.element_id
            ),
            "costs": costs_in_words(problem, plan, scenario.answers),
            "million": list(more_in_words(problem, plan, scenario.answers, labels)),
            "changes": changes_in_words(problem, labels, seen.reasons),
            "last_change": held_in_words(problem, plan, scenario.answers, labels),
        }


def source_sentences(scenario: Scenario) -> list[str]:
    """Where the projects came from, in the order in which they were taken."""
    told = []
    for one in scenario.sources:
        words = {
            "count": one["count"],
            "what": SOURCES.get(one["kind"], one["kind"])
            + (f" {one['name']}" if one["name"] else ""),
            "day": french_date(dt.date.fromisoformat(one["on"])),
        }
        sentence = ngettext(
            "%(count)d projet : %(what)s, le %(day)s",
            "%(count)d projets : %(what)s, le %(day)s",
            one["count"],
        )
        told.append(sentence % words)
    return told


def choice_places(chosen: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """The three choices of a comparison: parameter, label, code chosen."""
    codes = [code for code, _name in chosen] + ["", "", ""]
    labels = (_("Premier scénario"), _("Deuxième scénario"), _("Troisième scénario"))
    return list(zip("abc", labels, codes, strict=False))
