"""A return that is due, told to who answers for the financer; a reopened one, to the national
team."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.funding.access import financer_where
from ancrage.funding.actions.rows import PART
from ancrage.funding.models import Return, ReturnVersion
from ancrage.funding.models.returns import CERTIFIED
from ancrage.funding.queries.financers import NATIONAL, owners_of
from ancrage.inbox.actions import ask, inform, settle
from ancrage.journal.command import unjournalled
from ancrage.kernel.text import contracted

LADDER = "return"


@unjournalled(PART)
def follow_return(*, held: Return, now: dt.datetime) -> None:
    """Ask for a return to be certified until it is."""
    cause = f"funding:return:{held.financer}:{held.half}"
    if held.state == CERTIFIED:
        settle(cause=cause, now=now)
        return
    owner = owners_of([held.financer], on=localdate(now))[held.financer]
    ask(
        cause=cause,
        title=contracted(
            _("Certifier la déclaration de %(name)s, semestre %(half)s")
            % {"name": held.financer_name, "half": held.half}
        ),
        why=_("Chaque financeur déclare ce qu’il a accordé et payé, semestre par semestre."),
        url_name="return",
        url_args=[held.financer, held.half],
        role=owner.role,
        where=financer_where(held.financer),
        since=now,
        due=held.due,
        ladder=LADDER,
        now=now,
    )


@unjournalled(PART)
def told_to_national(*, held: Return, version: ReturnVersion, now: dt.datetime) -> None:
    """Tell the national team that what was certified is being changed."""
    inform(
        cause=f"funding:return:{held.financer}:{held.half}:reopened:{version.rank}",
        title=_("Déclaration rouverte : %(name)s, semestre %(half)s")
        % {"name": held.financer_name, "half": held.half},
        why=version.reopened_reason,
        url_name="return",
        url_args=[held.financer, held.half],
        role=NATIONAL,
        now=now,
    )
