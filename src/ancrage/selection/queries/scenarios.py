"""The scenarios of the workshop: who sees which, and each with its state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from ancrage.journal.policy import may as may_do
from ancrage.kernel.rights import Actor, Where
from ancrage.selection.engine.model import Country, Status
from ancrage.selection.engine.rules import fingerprint, rules_from_document
from ancrage.selection.models import Identification, Scenario
from ancrage.selection.queries.runs import Run
from ancrage.selection.scenario_states import ScenarioState, ScenarioVerb, may, state_of

LIST = "workshop.list_scenarios"


@dataclass(frozen=True, slots=True)
class SeenScenario:
    """A scenario with its state; `is_fresh`: its result is of these rules and these figures."""

    scenario: Scenario
    state: ScenarioState
    is_fresh: bool

    def may(self, verb: ScenarioVerb) -> bool:
        """Whether its state lets this be done."""
        return may(verb=verb, state=self.state)


class ScenarioRun(Run):
    """What a scenario gave, called by the scenario's name: other scenarios may share it."""

    def __init__(self, record: Identification, *, name: str) -> None:
        super().__init__(record)
        self.name = name

    @property
    def title(self) -> str:
        return self.name


def where_of(scenario: Scenario) -> Where:
    """A scenario belongs to who made it."""
    return Where(people=frozenset({scenario.owner}))


def visible_scenarios(actor: Actor) -> QuerySet[Scenario]:
    """Those that the actor may list: all of them, or his own."""
    found = with_job()
    return found if may_do(actor, LIST) else found.filter(owner=actor.reference)


def find_scenario(code: str) -> Scenario | None:
    """A scenario by its code, which is its address: who has it may read it."""
    return with_job().filter(pk=code).first()


def whole_scenario(code: str) -> Scenario | None:
    """The same with its result and its parent's rules: all that its page shows, in one query."""
    found = Scenario.objects.select_related("job", "identification", "parent")
    return found.filter(pk=code).first()


def computed_scenarios(actor: Actor) -> list[tuple[str, str]]:
    """Code and name of those that the actor may list, at hand and with a result."""
    found = visible_scenarios(actor).filter(archived_at=None, identification__isnull=False)
    return list(found.values_list("code", "name"))


def seen_scenarios(
    scenarios: Iterable[Scenario], country: Country, *, now: datetime
) -> list[SeenScenario]:
    """Each scenario with its state. No query."""
    return [seen(scenario, country, now=now) for scenario in scenarios]


def seen(scenario: Scenario, country: Country, *, now: datetime) -> SeenScenario:
    """A scenario with its state. No query when its job and identification are at hand."""
    job, made = scenario.job, scenario.identification
    is_fresh = made is not None and made.fingerprint == fingerprint_of(scenario, country)
    state = state_of(
        is_archived=scenario.archived_at is not None,
        job=job.state_at(now=now) if job else None,
        result=Status(made.status) if made else None,
        is_fresh=is_fresh,
    )
    return SeenScenario(scenario, state, is_fresh)


def fingerprint_of(scenario: Scenario, country: Country) -> str:
    """What a computation of the scenario on these figures would carry."""
    return fingerprint(country=country, rules=rules_from_document(scenario.rules))


def run_of(scenario: Scenario) -> ScenarioRun | None:
    """What the scenario gave the last time that it was computed; no query for a whole one."""
    made = scenario.identification
    if made is not None and made.get_deferred_fields():
        made = Identification.objects.get(pk=made.pk)
    return ScenarioRun(made, name=scenario.name) if made else None


def same_run(known: str, *, draws: int) -> Identification | None:
    """What was computed already with that fingerprint, proved and explained, drawn enough."""
    found = Identification.objects.filter(fingerprint=known).order_by("-created_at")
    impossible = found.filter(status=Status.INFEASIBLE).first()
    if impossible is not None:
        return impossible
    proved = found.filter(status=Status.OPTIMAL, explanation__isnull=False)
    return (proved.filter(robustness__runs__gte=draws) if draws else proved).first()


def with_job() -> QuerySet[Scenario]:
    """With what their state is read off, without the documents of their results.

    `coverage` is the share of the country's industrial jobs that their result reaches.
    """
    heavy = [f"identification__{name}" for name in ("rules", "explanation", "robustness")]
    found = Scenario.objects.select_related("job", "identification", "parent")
    found = found.annotate(coverage=F("identification__result__coverage__share"))
    return found.defer(*heavy, "identification__result", "parent__rules")
