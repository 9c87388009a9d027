"""The members are called: the papers are frozen, calendars are told; or told that it is off."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.access import committee_where
from ancrage.committees.actions.notices import forget_meeting, tell_call, tell_cancellation
from ancrage.committees.actions.parts import (
    MeetingRefusedError,
    freeze_paper,
    locked_meeting,
    move,
    record_meeting,
)
from ancrage.committees.models import AgendaItem, Meeting
from ancrage.committees.queries.composition import body_of, kept_seats
from ancrage.committees.signed import label_of
from ancrage.journal.command import allow, command
from ancrage.kernel.rights import Actor


@command("committees.call")
def call_meeting(
    *, by: Actor, now: dt.datetime, meeting: Meeting, revision: int | None = None
) -> Meeting:
    """Call the members: who may sit and every paper are kept as they are now.

    StepRefusedError, StaleMeetingError, MeetingRefusedError for a thing that is gone.
    """
    held = locked_meeting(meeting, revision=revision)
    allow(committee_where(held))
    move(held, "call", now)
    held.body_label = label_of(held.body, held.scope, localdate(now))
    held.seats = kept_seats(body_of(held, localdate(now)))
    for item in held.items.all():
        freeze_paper(item=item, day=localdate(now))
    held.frozen_at = held.told_at = now
    held.sequence += 1
    held.save()
    tell_call(meeting=held, now=now)
    digests = {item.label: item.digest for item in held.items.all() if item.digest}
    record_meeting(held, _("Membres convoqués"), after={"papers": digests, "seats": held.seats})
    return held


@command("committees.refreeze")
def refreeze_paper(*, by: Actor, now: dt.datetime, item: AgendaItem) -> AgendaItem:
    """Freeze one paper again, because its thing changed since. MeetingRefusedError."""
    held = locked_meeting(item.meeting)
    allow(committee_where(held))
    kept = held.items.get(pk=item.pk)
    if held.state not in {"called", "open"} or kept.decision:
        raise MeetingRefusedError(_("Cette pièce ne change plus."))
    before = kept.digest
    freeze_paper(item=kept, day=localdate(now))
    record_meeting(
        held, _("Pièce figée de nouveau"), before={"digest": before}, after={"digest": kept.digest}
    )
    return kept


@command("committees.cancel")
def cancel_meeting(*, by: Actor, now: dt.datetime, meeting: Meeting, reason: str) -> Meeting:
    """Call a meeting off, with the reason; the members' calendars are told. StepRefusedError."""
    held = locked_meeting(meeting)
    allow(committee_where(held))
    was_called = held.state == "called"
    move(held, "cancel", now, reason)
    if was_called:
        held.sequence, held.told_at = held.sequence + 1, now
        tell_cancellation(meeting=held, now=now)
    held.save()
    forget_meeting(meeting=held, now=now)
    record_meeting(held, _("Réunion annulée"), details={"reason": reason})
    return held
