"""A meeting prepared: its committee, its date and place, its agenda."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.access import committee_where
from ancrage.committees.actions.notices import tell_change
from ancrage.committees.actions.parts import (
    MeetingRefusedError,
    freeze_paper,
    locked_meeting,
    move,
    record_meeting,
    set_touched,
    take_code,
)
from ancrage.committees.definitions import bodies_at
from ancrage.committees.kinds.registry import SUBJECT, kinds_for
from ancrage.committees.models import AgendaItem, Meeting
from ancrage.committees.signed import label_of
from ancrage.journal.command import allow, command, unchanged
from ancrage.kernel.bars import to_bars
from ancrage.kernel.rights import Actor, Scope, ScopeKind
from ancrage.people.models import Person
from ancrage.people.queries.scopes import named

LIVING = frozenset({"planned", "called", "open"})
"""The states in which the agenda may change."""
FIELDS = ("title", "is_written", "starts_at", "ends_at", "place", "link")


@dataclass(frozen=True, slots=True)
class Convened:
    """When and where: what a meeting's form tells. A consultation in writing ends one day."""

    title: str = ""
    is_written: bool = False
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    place: str = ""
    link: str = ""


@command("committees.prepare")
def prepare_meeting(
    *,
    by: Actor,
    now: dt.datetime,
    body: str,
    scope: str,
    told: Convened,
    invented: bool = False,
) -> Meeting:
    """Prepare a meeting of a committee on a scope. MeetingRefusedError.

    `invented`: it is made up for the demonstration, as is what somebody made up prepares.
    """
    kind = _kind_of_scope(body, localdate(now))
    where = Scope(kind, scope if kind != ScopeKind.NATION else "")
    place = named([where])[where]
    if kind != ScopeKind.NATION and not (scope and place.name != scope):
        raise MeetingRefusedError(_("Dites de quel territoire ou de quelle région."))
    check_times(told)
    made = Meeting(
        code="",
        body=body,
        body_label=label_of(body, where.code, localdate(now)),
        scope_kind=kind.value,
        scope=where.code,
        scope_name=place.name,
        regions=to_bars(place.regions),
        created_by=by.reference,
        created_at=now,
        is_demonstration=invented or _is_invented(by.reference),
        **{name: getattr(told, name) for name in FIELDS},
    )
    allow(committee_where(made))
    made.code = take_code(year=localdate(now).year)
    made.save()
    record_meeting(made, _("Réunion préparée"), after={"body": body, "scope": where.code})
    return made


def _kind_of_scope(body: str, day: dt.date) -> ScopeKind:
    held = bodies_at(day).get(body)
    if held is None:
        raise MeetingRefusedError(_("Ce comité n’existe pas."))
    return ScopeKind(held.scope)


def _is_invented(reference: str) -> bool:
    return Person.objects.filter(reference=reference, is_demonstration=True).exists()


def check_times(told: Convened) -> None:
    """MeetingRefusedError when a meeting would end before it begins."""
    if told.starts_at and told.ends_at and told.ends_at <= told.starts_at:
        raise MeetingRefusedError(_("La fin est avant le début."))


@command("committees.write")
def write_meeting(
    *,
    by: Actor,
    now: dt.datetime,
    meeting: Meeting,
    revision: int,
    told: Convened,
    reason: str = "",
) -> Meeting:
    """Change when and where; once the members are called, they are told, with the reason.

    MeetingRefusedError, StaleMeetingError, StepRefusedError.
    """
    held = locked_meeting(meeting, revision=revision)
    allow(committee_where(held))
    if held.state not in {"planned", "called"}:
        raise MeetingRefusedError(
            _("La séance est ouverte : sa date et son lieu ne changent plus.")
        )
    check_times(told)
    changes = {n: getattr(told, n) for n in FIELDS if getattr(told, n) != getattr(held, n)}
    if not changes:
        unchanged()
        return held
    before = {name: getattr(held, name) for name in changes}
    for name, value in changes.items():
        setattr(held, name, value)
    if held.state == "called":
        move(held, "change", now, reason)
        held.sequence, held.told_at = held.sequence + 1, now
        tell_change(meeting=held, now=now)
    else:
        held.revision += 1
    held.save()
    record_meeting(
        held,
        _("Réunion changée"),
        before=before,
        after=changes,
        details={"reason": reason} if reason else {},
    )
    return held


@command("committees.put")
def put_on_agenda(
    *,
    by: Actor,
    now: dt.datetime,
    meeting: Meeting,
    kind: str = SUBJECT,
    subject: str = "",
    label: str = "",
    asked: str = "",
) -> AgendaItem:
    """Add an item: a thing that waits for this committee, or a plain subject by its `label`.

    Its paper is frozen at once when the members were called already. MeetingRefusedError.
    """
    held = _changing(meeting)
    allow(committee_where(held))
    day = localdate(now)
    made = AgendaItem(meeting=held, kind=kind, position=_next_position(held))
    if kind == SUBJECT:
        if not label.strip():
            raise MeetingRefusedError(_("Dites le sujet."))
        made.label, made.asked = label.strip()[:250], asked.strip()[:500]
    else:
        _name(made, held, subject, asked, day)
    made.save()
    if held.frozen_at is not None:
        freeze_paper(item=made, day=day)
    _agenda_changed(held, now)
    record_meeting(
        held, _("Point ajouté à l’ordre du jour"), after={"kind": kind, "subject": subject}
    )
    return made


def _name(made: AgendaItem, held: Meeting, subject: str, asked: str, day: dt.date) -> None:
    """Fill an item from the thing that it is about. MeetingRefusedError."""
    kind = next((one for one in kinds_for(held.body) if one.code == made.kind), None)
    if kind is None:
        raise MeetingRefusedError(_("Ce comité ne se prononce pas sur cela."))
    scope = Scope(ScopeKind(held.scope_kind), held.scope)
    found = next((one for one in kind.awaiting(scope, day) if one.reference == subject), None)
    if found is None:
        raise MeetingRefusedError(_("Cela n’attend aucune décision de ce comité."))
    if held.items.filter(kind=kind.code, subject=subject).exists():
        raise MeetingRefusedError(_("C’est déjà à l’ordre du jour."))
    made.subject, made.label = subject, found.label[:250]
    made.asked = (asked.strip() or found.asked)[:500]
    made.territories = to_bars(found.territories)


def _next_position(held: Meeting) -> int:
    last = held.items.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def _changing(meeting: Meeting) -> Meeting:
    held = locked_meeting(meeting)
    if held.state not in LIVING:
        raise MeetingRefusedError(_("La séance est close : son ordre du jour ne change plus."))
    return held


def _agenda_changed(held: Meeting, now: dt.datetime) -> None:
    set_touched(meeting=held)
    held.revision += 1
    held.save()
    if held.state == "called":
        tell_change(meeting=held, now=now, is_agenda=True)


@command("committees.take_off")
def take_off_agenda(*, by: Actor, now: dt.datetime, item: AgendaItem) -> Meeting:
    """Take an item off the agenda, as long as nothing is decided on it. MeetingRefusedError."""
    held = _changing(item.meeting)
    allow(committee_where(held))
    kept = held.items.filter(pk=item.pk).first()
    if kept is None:
        unchanged()
        return held
    if kept.decision:
        raise MeetingRefusedError(_("Le comité s’est prononcé sur ce point : il reste."))
    kept.delete()
    _agenda_changed(held, now)
    record_meeting(
        held,
        _("Point retiré de l’ordre du jour"),
        before={"kind": kept.kind, "subject": kept.subject},
    )
    return held


@command("committees.order")
def order_agenda(*, by: Actor, now: dt.datetime, item: AgendaItem, up: bool) -> Meeting:
    """Move an item one rank up or down. MeetingRefusedError."""
    held = _changing(item.meeting)
    allow(committee_where(held))
    rows = list(held.items.select_for_update().order_by("position", "pk"))
    at = next((n for n, row in enumerate(rows) if row.pk == item.pk), None)
    to = None if at is None else at - 1 if up else at + 1
    if at is None or to is None or not 0 <= to < len(rows):
        unchanged()
        return held
    rows[at], rows[to] = rows[to], rows[at]
    for position, row in enumerate(rows, start=1):
        row.position = position
        row.save(update_fields=["position"])
    held.revision += 1
    held.save(update_fields=["revision"])
    record_meeting(
        held, _("Ordre du jour rangé autrement"), after={"items": [r.label for r in rows]}
    )
    return held
