"""What several commands do as a part of themselves."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.definitions import workflows
from ancrage.committees.kinds.registry import kind_of
from ancrage.committees.models import AgendaItem, Meeting, MeetingCounter
from ancrage.committees.queries.meetings import facts_of
from ancrage.committees.rules.composition import CompositionRefusedError
from ancrage.committees.rules.sitting import SittingRefusedError
from ancrage.journal.command import record, unjournalled
from ancrage.kernel.bars import from_bars, to_bars
from ancrage.kernel.chain import plain_value
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.actions.numbering import take_numbers
from ancrage.ui.papers import Block

PART = "une partie de la commande, qui en laisse la trace"
KIND = "meeting"


class MeetingRefusedError(ValueError):
    """What cannot be done with a meeting; the message is one French sentence."""


class StaleMeetingError(MeetingRefusedError):
    """Somebody changed the meeting meanwhile."""


REFUSALS = (MeetingRefusedError, SittingRefusedError, CompositionRefusedError, StepRefusedError)
"""What the actions of committees refuse with: the message is one French sentence."""


def locked_meeting(meeting: Meeting, *, revision: int | None = None) -> Meeting:
    """The meeting as it is now, kept from other changes. StaleMeetingError.

    `revision`: the one that was read; None when it does not matter.
    """
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if revision is not None and revision != held.revision:
        raise StaleMeetingError(
            _(
                "Quelqu’un a changé cette réunion pendant que vous écriviez : relisez-la. Ce que "
                "vous avez écrit est encore là."
            )
        )
    return held


@unjournalled(PART)
def take_code(*, year: int) -> str:
    """The next public code of a year: « R-2026-00012 »."""
    (number,) = take_numbers(counter=MeetingCounter, year=year)
    return f"R-{year}-{number:05d}"


def move(held: Meeting, verb: str, now: dt.datetime, reason: str = "") -> None:
    """Bring a meeting to the state that a step leads to. StepRefusedError."""
    facts = facts_of(held, today=localdate(now))
    flow = workflows()[KIND]
    held.state = flow.after(verb, state=held.state, facts=facts, reason=reason)
    held.reason = reason.strip()
    held.revision += 1


@unjournalled(PART)
def set_touched(*, meeting: Meeting) -> None:
    """Say which territories the agenda touches; the meeting is not saved here."""
    codes: set[str] = set()
    for item in meeting.items.all():
        codes |= from_bars(item.territories)
    meeting.territories = to_bars(codes)


@unjournalled(PART)
def freeze_paper(*, item: AgendaItem, day: dt.date) -> None:
    """Keep an item's document as it is on a day, with what tells whether the thing changes."""
    if not item.subject:
        return
    kind = kind_of(item.kind)
    subject = kind.find(item.subject, day)
    if subject is None:
        raise MeetingRefusedError(_("%s : l’objet n’est plus là, retirez ce point.") % item.label)
    item.paper = paper_of(kind.paper(item.subject, day), day)
    item.digest, item.mark, item.label = digest_of(item.paper), subject.mark, subject.label[:250]
    item.save(update_fields=["paper", "digest", "mark", "label"])


def paper_of(blocks: Iterable[Block], day: dt.date) -> dict[str, Any]:
    """A document as it is kept: its blocks and its day."""
    return {"day": day.isoformat(), "blocks": [plain_value(asdict(block)) for block in blocks]}


def digest_of(paper: Mapping[str, Any]) -> str:
    """The fingerprint of a frozen document."""
    text = json.dumps(paper, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def record_meeting(meeting: Meeting, says: str, **told: Any) -> None:  # noqa: ANN401 as `record`
    """An entry on a meeting; what it holds is withheld from who reads outlines."""
    record(
        kind=KIND,
        reference=meeting.code,
        label=meeting.code,
        says=f"{says} : {meeting.code}",
        private=True,
        **told,
    )
