"""What waits to be matched, told to who answers for it: once, as long as something waits."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.funding.access import financer_where
from ancrage.funding.actions.rows import PART
from ancrage.funding.queries.financers import financer_name, owners_of
from ancrage.funding.queries.waiting import waiting_of
from ancrage.inbox.actions import ask, settle
from ancrage.journal.command import unjournalled
from ancrage.kernel.text import contracted

LADDER = "none"
"""Told once and never again: the number stays on the page of reconciliation."""


@unjournalled(PART)
def follow_waiting(*, financer: str, now: dt.datetime) -> None:
    """Ask for a financer's payments to be matched while some wait; settle it when none does."""
    cause = f"funding:waiting:{financer}"
    if not waiting_of(financer).exists():
        settle(cause=cause, now=now)
        return
    name = financer_name(financer)
    owner = owners_of([financer], on=localdate(now))[financer]
    ask(
        cause=cause,
        title=contracted(
            _("Rattacher à leurs dossiers les paiements de %(name)s") % {"name": name}
        ),
        why=_("Des paiements ont été reçus sans que leur dossier soit connu."),
        url_name="reconciliation",
        role=owner.role,
        where=financer_where(financer),
        since=now,
        ladder=LADDER,
        now=now,
    )
