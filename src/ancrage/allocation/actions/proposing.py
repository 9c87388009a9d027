"""A scenario put before its committee, and taken back."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.allocation.access import shares_within
from ancrage.allocation.actions.notices import follow_scenario
from ancrage.allocation.actions.parts import ScenarioRefusedError, opened, record_scenario
from ancrage.allocation.models import Scenario
from ancrage.allocation.queries.problems import mark_of
from ancrage.journal.command import command
from ancrage.kernel.rights import Actor


@command("allocation.propose")
def propose_scenario(
    *, by: Actor, now: dt.datetime, scenario: Scenario, revision: int | None = None
) -> Scenario:
    """Let the committee of its scope decide on a scenario as it is: nothing of it changes until
    it does."""
    held = opened(scenario, "propose", now=now, revision=revision)
    check_envelope(held)
    held.mark = mark_of(held)
    held.save(update_fields=["state", "mark", "changed_at"])
    follow_scenario(scenario=held, now=now)
    record_scenario(
        held,
        _("Répartition proposée au comité"),
        after={"state": held.state, "mark": held.mark, "revision": held.revision},
    )
    return held


@command("allocation.take_back")
def take_back_scenario(*, by: Actor, now: dt.datetime, scenario: Scenario, reason: str) -> Scenario:
    """Take a scenario back from the committee, or let the committee give it back, with a reason."""
    held = opened(scenario, "take_back", now=now, reason=reason)
    held.mark = ""
    held.save(update_fields=["state", "mark", "changed_at"])
    follow_scenario(scenario=held, now=now)
    record_scenario(held, _("Répartition retirée du comité"), details={"reason": reason.strip()})
    return held


def check_envelope(held: Scenario) -> None:
    """ScenarioRefusedError when a scope shares an envelope that is not its own any more."""
    envelope = held.envelope
    if envelope is None or not shares_within(held.scope, envelope, held.financer):
        raise ScenarioRefusedError(
            _("Cette enveloppe n’est plus de celles que cette Région partage.")
        )
