"""The minutes: drafted from what happened, corrected, approved, published."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.committees.access import committee_where
from ancrage.committees.actions.notices import tell_minutes
from ancrage.committees.actions.parts import (
    MeetingRefusedError,
    StaleMeetingError,
    locked_meeting,
    move,
    record_meeting,
)
from ancrage.committees.models import Meeting
from ancrage.committees.queries.minutes import draft_of
from ancrage.journal.command import allow, command, unchanged
from ancrage.kernel.rights import Actor


@command("committees.draft_minutes")
def draft_minutes(*, by: Actor, now: dt.datetime, meeting: Meeting) -> Meeting:
    """Write the minutes from what happened, in the place of what was written.
    MeetingRefusedError."""
    held = _held(meeting)
    allow(committee_where(held))
    return _keep(held, draft_of(held), _("Relevé rédigé d’après la séance"))


@command("committees.write_minutes")
def write_minutes(
    *, by: Actor, now: dt.datetime, meeting: Meeting, revision: int, text: str
) -> Meeting:
    """Correct the minutes. `revision`: the writing that was read. MeetingRefusedError,
    StaleMeetingError."""
    held = _held(meeting)
    allow(committee_where(held))
    if revision != held.minutes_revision:
        raise StaleMeetingError(
            _(
                "Quelqu’un a corrigé le relevé pendant que vous écriviez : relisez-le. Ce que vous "
                "avez écrit est encore là."
            )
        )
    return _keep(held, text.strip(), _("Relevé corrigé"))


def _held(meeting: Meeting) -> Meeting:
    held = locked_meeting(meeting)
    if held.state != "held":
        raise MeetingRefusedError(_("Le relevé se rédige une fois la séance close."))
    return held


def _keep(held: Meeting, text: str, says: str) -> Meeting:
    if text == held.minutes:
        unchanged()
        return held
    held.minutes = text
    held.minutes_revision += 1
    held.save(update_fields=["minutes", "minutes_revision"])
    record_meeting(held, says, after={"revision": held.minutes_revision, "length": len(text)})
    return held


@command("committees.approve")
def approve_minutes(
    *, by: Actor, now: dt.datetime, meeting: Meeting, revision: int | None = None
) -> Meeting:
    """Approve the minutes as they were read, and publish them. StepRefusedError,
    StaleMeetingError."""
    held = locked_meeting(meeting)
    allow(committee_where(held))
    if revision is not None and revision != held.minutes_revision:
        raise StaleMeetingError(_("Le relevé a changé depuis que vous l’avez lu : relisez-le."))
    move(held, "approve", now)
    held.approved_at, held.approved_by = now, by.reference
    held.save()
    tell_minutes(meeting=held, now=now)
    record_meeting(held, _("Relevé approuvé et publié"), after={"minutes": held.minutes_revision})
    return held


@command("committees.correct")
def correct_minutes(*, by: Actor, now: dt.datetime, meeting: Meeting, reason: str) -> Meeting:
    """Open approved minutes again, with the reason. StepRefusedError."""
    held = locked_meeting(meeting)
    allow(committee_where(held))
    move(held, "correct", now, reason)
    held.approved_at, held.approved_by = None, ""
    held.save()
    record_meeting(held, _("Relevé rouvert"), details={"reason": reason})
    return held
