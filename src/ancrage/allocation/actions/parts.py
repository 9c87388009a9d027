"""What several commands do as a part of themselves."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.allocation.access import scenario_where
from ancrage.allocation.definitions import workflow
from ancrage.allocation.engine.checks import ProblemRefusedError, require_sound
from ancrage.allocation.engine.preparing import prepare
from ancrage.allocation.models import Scenario
from ancrage.allocation.queries.problems import problem_of
from ancrage.allocation.queries.scenarios import facts_of
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.journal.command import allow, record
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError

PART = "une partie de la commande, qui en laisse la trace"
KIND = "allocation"


class ScenarioRefusedError(ValueError):
    """What cannot be done with a scenario; the message is one French sentence."""


class ScenarioChangedError(ScenarioRefusedError):
    """Somebody else changed the scenario since it was read."""


REFUSALS = (ScenarioRefusedError, StepRefusedError, LedgerRefusedError, InputRefused)
"""What the commands raise for what they refuse."""


def opened(
    scenario: Scenario,
    verb: str,
    *,
    now: dt.datetime,
    revision: int | None = None,
    reason: str = "",
) -> Scenario:
    """The scenario as it is now, locked, in the state that follows a step; it is not saved here.

    NotAllowedError; ScenarioChangedError when it is not at `revision`; StepRefusedError.
    """
    held = locked(scenario)
    allow(scenario_where(held))
    check_revision(held, revision)
    held.state = workflow().after(
        verb, state=held.state, facts=facts_of(held, now=now), reason=reason
    )
    held.changed_at = now
    return held


def locked(scenario: Scenario) -> Scenario:
    """The scenario as it is now, kept from other changes."""
    held = Scenario.objects.select_for_update(of=("self",)).select_related("job", "envelope")
    return held.get(pk=scenario.pk)


def check_revision(held: Scenario, revision: int | None) -> None:
    """ScenarioChangedError when somebody changed it since `revision` was read."""
    if revision is not None and revision != held.revision:
        raise ScenarioChangedError(_("Ce scénario a été modifié entre-temps : relisez-le."))


def check_sound(held: Scenario) -> None:
    """ScenarioRefusedError when nothing could answer the scenario as it is told: rules that make no
    sense, an amount set by hand that the project's own rules do not allow."""
    problem = problem_of(held)
    try:
        require_sound(problem)
        prepare(problem)
    except ProblemRefusedError as refusal:
        raise ScenarioRefusedError(str(refusal)) from refusal


def record_scenario(scenario: Scenario, says: str, **told: Any) -> None:  # noqa: ANN401 as `record`
    """An entry on a scenario; what it holds is of those who read it."""
    record(
        kind=KIND,
        reference=scenario.code,
        label=scenario.code,
        says=f"{says}\N{NO-BREAK SPACE}: {scenario.code}",
        private=True,
        **told,
    )


def today(now: dt.datetime) -> dt.date:
    """The day in France of a moment."""
    return localdate(now)
