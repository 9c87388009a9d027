"""Writing the messages that are due: what is told is noted, so that it is told once."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ancrage.inbox.actions.widening import steps_reached, widen
from ancrage.inbox.answer_links import answer_mark
from ancrage.inbox.letters import Digest, Letter, Line, Urgent
from ancrage.inbox.models import Item, Mailbox, Message, ReadMark, Told
from ancrage.inbox.parameters import rhythms
from ancrage.inbox.queries.recipients import Recipient, open_items, recipients
from ancrage.inbox.queries.shown import Words, show, words_for
from ancrage.inbox.rules import (
    NEW,
    Rhythm,
    Rhythms,
    Step,
    leaves_at,
    slot,
    to_tell,
)
from ancrage.journal.command import unjournalled

log = structlog.get_logger()
SERVICE = "le service d’envoi : chaque message est gardé, avec sa personne, sa date et sa cause"


@dataclass(frozen=True, slots=True)
class Due:
    """What has to be told to somebody: at which step, and whether nothing of it was before."""

    item: Item
    step: Step
    is_first: bool


@dataclass(frozen=True, slots=True)
class _Round:
    """One passage of the sender: its moment, the steps that each open item has reached."""

    now: dt.datetime
    items: dict[int, Item]
    steps: dict[int, list[Step]]
    words: Words

    @property
    def on(self) -> dt.date:
        return timezone.localtime(self.now).date()

    def turn_of(self, box: Mailbox) -> dt.date | None:
        """The day of the digest that should have left since this person's last; None for none."""
        day = slot(rhythm=Rhythm(box.digest), local=self.local, rhythms=self.rhythms)
        return day if day and (box.told_slot is None or box.told_slot < day) else None

    @property
    def rhythms(self) -> Rhythms:
        return rhythms(on=self.on)

    @property
    def local(self) -> dt.datetime:
        return timezone.localtime(self.now)

    def split(
        self, due: Iterable[Due], box: Mailbox
    ) -> tuple[list[Due], list[Due], dt.date | None]:
        """What is told at once, what is told in the digest whose turn it is, and that turn.

        What came after the hour of the digest waits for the next, even when it leaves late.
        """
        told = list(due)
        at_once = [one for one in told if one.item.urgent and box.urgent_at_once]
        turn = self.turn_of(box)
        if turn is None:
            return at_once, [], None
        hour = leaves_at(turn, local=self.local, rhythms=self.rhythms)
        in_time = [one for one in told if one not in at_once and one.item.asked_at <= hour]
        return at_once, in_time, turn

    def due(self, one: Recipient, told: Mapping[int, set[str]]) -> list[Due]:
        """What has to be told to him by now."""
        found = []
        for pk, circle in one.circles.items():
            known = told.get(pk, set())
            step = to_tell(reached=self.steps[pk], circle=circle, told=known)
            if step is not None:
                found.append(Due(self.items[pk], step, is_first=not known))
        return found


@unjournalled(SERVICE)
def write_due(*, now: dt.datetime) -> int:
    """Write every message that is due; returns how many. Two at once write none twice."""
    on = timezone.localtime(now).date()
    items = open_items(now=now)
    if widen(items=items, on=on):
        items = open_items(now=now)
    people = [one for one in recipients(items=items, on=on) if one.person.email]
    under_way = _Round(
        now=now,
        items={item.pk: item for item in items},
        steps={item.pk: steps_reached(item, on=on) for item in items},
        words=words_for(holding for one in people for holding in one.holdings),
    )
    boxes = _mailboxes(people)
    told = _told_before(items)
    written, quiet = 0, []
    for one in people:
        reference = one.person.reference
        due = under_way.due(one, told[reference])
        at_once, in_time, turn = under_way.split(due, boxes[reference])
        if at_once or in_time:
            written += _try(one, under_way)
        elif turn:
            quiet.append((reference, turn))
    _pass_by(quiet)
    return written


def _mailboxes(people: Sequence[Recipient]) -> dict[str, Mailbox]:
    """Everybody's box, made for those who have none."""
    wanted = [one.person.reference for one in people]
    found = {box.reference: box for box in Mailbox.objects.filter(reference__in=wanted)}
    missing = [Mailbox(reference=reference) for reference in wanted if reference not in found]
    Mailbox.objects.bulk_create(missing, ignore_conflicts=True)
    return found | {box.reference: box for box in missing}


def _told_before(items: Iterable[Item], reference: str = "") -> dict[str, dict[int, set[str]]]:
    """The steps told by person and item; what somebody read on his page needs no telling."""
    whose = {"reference": reference} if reference else {}
    held = [item.pk for item in items]
    found: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in Told.objects.filter(item__in=held, **whose):
        found[row.reference][row.item_id].add(row.step)
    for mark in ReadMark.objects.filter(item__in=held, **whose):
        found[mark.reference][mark.item_id].add(NEW)
    return found


def _try(one: Recipient, under_way: _Round) -> int:
    """Write somebody's messages; what goes wrong there leaves the others theirs, and is tried
    again at the next round."""
    try:
        return _write(one, under_way)
    except Exception:
        log.exception("message_not_written", person=one.person.reference)
        return 0


@transaction.atomic
def _write(one: Recipient, under_way: _Round) -> int:
    """Write somebody's messages; his box is locked, so that nobody else does at the same time."""
    box = Mailbox.objects.select_for_update().get(reference=one.person.reference)
    told = _told_before(under_way.items.values(), one.person.reference)
    due = under_way.due(one, told[one.person.reference])
    at_once, in_time, turn = under_way.split(due, box)
    for kind, held in ((Urgent, at_once), (Digest, in_time)):
        if held:
            _keep(_letter(kind, one, held, under_way), one, under_way)
    if turn:
        box.told_slot = turn
        box.save(update_fields=["told_slot"])
    return bool(at_once) + bool(in_time)


def _letter(kind: type[Letter], one: Recipient, due: Sequence[Due], under_way: _Round) -> Letter:
    actor, on, words = one.actor, under_way.on, under_way.words
    lines = tuple(
        Line(
            shown=show(told.item, actor, on=on, words=words),
            step=told.step,
            circle=one.circles[told.item.pk],
            is_first=told.is_first,
            answer=answer_mark(item=told.item, reference=one.person.reference, now=under_way.now),
        )
        for told in due
    )
    waiting = sum(under_way.items[pk].kind == Item.TODO for pk in one.circles)
    return kind(name=one.person.name, lines=lines, site=settings.SITE_URL, waiting=waiting)


def _keep(letter: Letter, one: Recipient, under_way: _Round) -> None:
    subject, text, html = letter.rendered()
    message = Message.objects.create(
        identifier=uuid.uuid4().hex,
        reference=one.person.reference,
        address=one.person.email or "",
        kind=letter.kind,
        subject=subject,
        text=text,
        html=html,
        is_demonstration=one.person.is_demonstration,
        made_at=under_way.now,
        next_at=under_way.now,
    )
    Told.objects.bulk_create(
        Told(
            item=line.shown.item,
            reference=one.person.reference,
            step=line.step.code,
            message=message,
            at=under_way.now,
        )
        for line in letter.lines
    )


def _pass_by(quiet: Iterable[tuple[str, dt.date]]) -> None:
    """Nothing to say: the turn of a digest goes by, and no empty message is written."""
    by_day = defaultdict(list)
    for reference, day in quiet:
        by_day[day].append(reference)
    for day, references in by_day.items():
        behind = Q(told_slot=None) | Q(told_slot__lt=day)
        Mailbox.objects.filter(behind, reference__in=references).update(told_slot=day)
