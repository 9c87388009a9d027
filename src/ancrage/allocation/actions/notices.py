"""A scenario that waits for its committee, told to the lists « À faire »."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.allocation.access import scenario_where
from ancrage.allocation.actions.parts import PART
from ancrage.allocation.models import PROPOSED, Scenario
from ancrage.inbox.actions import ask, settle
from ancrage.journal.command import unjournalled

COMMITTEE, NATIONAL = ("secretariat", "copilot"), ("national",)
"""Who writes the agenda of a region's committee, of the national one."""


@unjournalled(PART)
def follow_scenario(*, scenario: Scenario, now: dt.datetime) -> None:
    """Ask that a scenario be put on the agenda as long as it is proposed."""
    cause = f"allocation:{scenario.code}:decide"
    if scenario.state != PROPOSED:
        settle(cause=cause, now=now)
        return
    ask(
        cause=cause,
        title=_("Inscrire au comité : répartition « %s »") % scenario.name,
        why=_("Elle est proposée telle qu’elle est : le comité en décide, rien n’en change."),
        url_name="allocation",
        url_args=[scenario.code],
        role=COMMITTEE if scenario.scope else NATIONAL,
        where=scenario_where(scenario),
        since=now,
        now=now,
    )
