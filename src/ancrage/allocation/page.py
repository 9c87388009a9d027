"""What the page of a scenario says first: where it stands, what to do next, its figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.allocation.engine.model import Plan, Problem
from ancrage.allocation.engine.worth import worths
from ancrage.allocation.models import ADOPTED, COMPUTED, DROPPED, PROPOSED, REVERSED, Scenario
from ancrage.allocation.queries.parts import Part, whole_of, worst_off
from ancrage.allocation.rules.guards import FOUND
from ancrage.allocation.seen import Seen
from ancrage.allocation.tables import day_of, part_name, quality_of, source_of
from ancrage.allocation.words import Labels, unit_of
from ancrage.kernel.quality import Quality
from ancrage.people.middleware import ActorRequest
from ancrage.ui.figures import Figure
from ancrage.ui.links import link


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the way from projects to a decision; `state`: done, now, later."""

    label: str
    state: str
    url: str

    @property
    def told(self) -> str:
        """The state, for who does not see it."""
        return {"done": _("fait"), "now": _("à faire"), "later": _("ensuite")}[self.state]


def stages(request: ActorRequest, scenario: Scenario, rank: int, *, may_rule: bool) -> list[Stage]:
    """The six stages, of which the one of `rank` is to be done now."""
    code, page = scenario.code, link(request, "allocation", scenario.code)
    rules = link(request, "allocation_rules", code) if may_rule else f"{page}#regles"
    told = (
        (_("Projets"), link(request, "allocation_lines", code)),
        (_("Règles"), rules),
        (_("Calculer"), f"{page}#calcul"),
        (_("Comparer"), f"{page}#comparer"),
        (_("Proposer"), f"{page}#decider"),
        (_("Adopter"), f"{page}#decider"),
    )
    return [
        Stage(label, "done" if at < rank else "now" if at == rank else "later", url)
        for at, (label, url) in enumerate(told)
    ]


def rank_of(scenario: Scenario, problem: Problem, plan: Plan | None, *, is_answered: bool) -> int:
    """The stage that a scenario has come to: 0 for its projects, 6 when all is done."""
    if scenario.state in {ADOPTED, REVERSED, DROPPED}:
        return 6
    if scenario.state == PROPOSED:
        return 5
    if not problem.projects:
        return 0
    if scenario.state == COMPUTED and is_answered and scenario.status in FOUND:
        return 3
    if is_answered and plan is not None:
        return 1
    return 2 if has_rules(problem) else 1


def has_rules(problem: Problem) -> bool:
    """Whether more is asked than to stay within the envelope."""
    rules = problem.rules
    fair = rules.fairness
    asked = (rules.limits, rules.rates, rules.eligibility, rules.exclusions, rules.held)
    return any(asked) or fair.worst_first or fair.ratio is not None or bool(fair.least_per_job)


def next_sentence(
    scenario: Scenario, rank: int, problem: Problem, plan: Plan | None, *, is_answered: bool
) -> str:
    """What to do now, in one sentence; two when no project is worth anything."""
    if scenario.state == DROPPED:
        return _("Ce scénario est abandonné. Une copie peut en repartir.")
    if scenario.state == REVERSED:
        return _("Son adoption a été annulée. Une copie peut en repartir.")
    if scenario.state == ADOPTED:
        return _("Il est adopté : l’enveloppe et le grand livre le disent.")
    if rank == 1 and is_answered and plan is not None:
        return _("Aucun plan ne respecte toutes les règles : changez-en une, puis recalculez.")
    if 0 < rank < 4 and not worths(problem).any():
        return _(
            "Tous les projets valent zéro : un plan n’en servirait aucun. Dites l’unité des "
            "résultats et reprenez les projets, ou donnez un poids au besoin dans les règles."
        )
    return (
        _("Ajoutez les projets qui demandent une part de l’enveloppe."),
        _("Dites les règles du partage, ou calculez dès maintenant sans autre règle."),
        _("Calculez le plan : il répondra à ces projets et à ces règles."),
        _("Comparez avec un autre scénario, changez un montant à la main, ou proposez-le."),
        _("Proposez-le au comité."),
        _("Le comité en décide ; plus rien n’en change d’ici là."),
    )[rank]


def figures_of(seen: Seen) -> list[Figure]:
    """The envelope, what is given of it, how many projects, the worth, the worst off."""
    scenario, problem = seen.scenario, seen.problem
    rules, whole = problem.rules, whole_of(seen.lines)
    found = [_euros(scenario, rules.envelope, _("À répartir"), Quality.EXACT)]
    if rules.reserve:
        found.append(_euros(scenario, rules.reserve, _("Gardé en réserve"), Quality.EXACT))
    found.append(_euros(scenario, whole.asked, _("Demandé"), Quality.DECLARED))
    if seen.plan is None or not seen.has_plan:
        count = _("Projets qui demandent")
        return [*found, _count(scenario, whole.projects, count, _("projets"))]
    rest = rules.envelope - rules.reserve - whole.granted
    served = _("Projets servis, sur %d") % whole.projects
    return [
        *found,
        _euros(scenario, whole.granted, _("Attribué"), Quality.DERIVED),
        _euros(scenario, rest, _("Reste à attribuer"), Quality.DERIVED),
        _count(scenario, whole.served, served, _("projets")),
        _worth(scenario, problem, seen.plan.objective),
        *_worst(scenario, seen.territories, seen.labels),
    ]


def _worth(scenario: Scenario, problem: Problem, worth: float) -> Figure:
    """What a plan is worth, in the unit of the results or in points."""
    return Figure(
        worth,
        _("Valeur du plan"),
        unit=unit_of(problem.rules.objective),
        as_of=day_of(scenario),
        source=source_of(scenario),
        quality=quality_of(scenario),
        decimals=1,
    )


def _worst(scenario: Scenario, territories: Sequence[Part], labels: Labels) -> list[Figure]:
    part = worst_off(territories)
    if part is None or part.per_job is None:
        return []
    name = part_name(part, "territory", labels)
    return [
        Figure(
            part.per_job / 100,
            _("Le moins bien servi, par emploi industriel : %s") % name,
            unit="€",
            as_of=day_of(scenario),
            source=source_of(scenario),
            quality=Quality.SIMULATED if scenario.is_demonstration else Quality.ESTIMATE,
            decimals=2,
        )
    ]


def _euros(scenario: Scenario, cents: int, label: str, quality: Quality) -> Figure:
    return Figure(
        cents / 100,
        label,
        unit="€",
        as_of=day_of(scenario),
        source=source_of(scenario),
        quality=Quality.SIMULATED if scenario.is_demonstration else quality,
    )


def _count(scenario: Scenario, count: int, label: str, unit: str) -> Figure:
    return Figure(
        count,
        label,
        unit=unit,
        as_of=day_of(scenario),
        source=source_of(scenario),
        quality=quality_of(scenario),
    )
