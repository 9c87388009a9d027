"""What members and owners of conditions learn, in their lists and messages."""

import datetime as dt

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ancrage.committees.access import committee_where
from ancrage.committees.models import Condition, Meeting
from ancrage.committees.queries.composition import member_roles
from ancrage.committees.queries.meetings import name_of
from ancrage.inbox.actions import ask, inform, settle
from ancrage.journal.command import unjournalled
from ancrage.kernel.bars import from_bars
from ancrage.kernel.rights import Where
from ancrage.kernel.text import long_date

PART = "une partie de la commande, qui en laisse la trace"


def cause_of(meeting: Meeting, what: str) -> str:
    """What names a thing to know or to do about a meeting."""
    return f"committees:{meeting.code}:{what}"


def when(meeting: Meeting) -> str:
    """When it is held, in words."""
    if meeting.starts_at is None:
        return ""
    start = localtime(meeting.starts_at)
    return _("le %(day)s à %(time)s") % {
        "day": long_date(start.date()),
        "time": f"{start:%H h %M}",
    }


@unjournalled(PART)
def tell_call(*, meeting: Meeting, now: dt.datetime) -> None:
    """Tell the members; in writing, they are asked to answer."""
    if meeting.is_written:
        ask(
            cause=cause_of(meeting, "vote"),
            title=_("Répondre à la consultation %s") % name_of(meeting),
            why=_("Le comité est consulté par écrit : votre avis est attendu sur chaque point."),
            url_name="meeting",
            url_args=[meeting.code],
            role=member_roles(meeting),
            where=committee_where(meeting),
            since=now,
            due=meeting.ends_at,
            now=now,
        )
        return
    _inform(meeting, _("Réunion convoquée"), _("Elle se tient %s.") % when(meeting), now)


@unjournalled(PART)
def tell_change(*, meeting: Meeting, now: dt.datetime, is_agenda: bool = False) -> None:
    """Tell the members that the date, the place or the agenda changed."""
    if is_agenda:
        _inform(meeting, _("Ordre du jour changé"), _("Relisez-le avant la séance."), now)
        return
    why = _("Elle se tient %(when)s. %(reason)s") % {
        "when": when(meeting),
        "reason": meeting.reason,
    }
    _inform(meeting, _("Réunion changée"), why, now)


@unjournalled(PART)
def tell_cancellation(*, meeting: Meeting, now: dt.datetime) -> None:
    """Tell the members that it is off."""
    _inform(meeting, _("Réunion annulée"), meeting.reason, now)


@unjournalled(PART)
def tell_minutes(*, meeting: Meeting, now: dt.datetime) -> None:
    """Tell the members that the minutes are there."""
    _inform(meeting, _("Relevé de décisions publié"), _("Il dit ce que le comité a décidé."), now)


def _inform(meeting: Meeting, what: str, why: str, now: dt.datetime) -> None:
    inform(
        cause=cause_of(meeting, f"{what}:{meeting.sequence}:{meeting.revision}"),
        title=_("%(what)s : %(name)s") % {"what": what, "name": name_of(meeting)},
        why=why,
        url_name="meeting",
        url_args=[meeting.code],
        role=member_roles(meeting),
        where=committee_where(meeting),
        now=now,
    )


@unjournalled(PART)
def forget_meeting(*, meeting: Meeting, now: dt.datetime) -> None:
    """Nothing is asked of the members any more."""
    settle(cause=cause_of(meeting, "vote"), now=now)


@unjournalled(PART)
def follow_condition(*, condition: Condition, now: dt.datetime) -> None:
    """Ask its owner to fill a condition, then the committee to lift it; settle what is done."""
    meeting, item = condition.item.meeting, condition.item
    territories = from_bars(item.territories)
    where = Where(regions=meeting.region_codes, territories=territories)
    causes = {s: cause_of(meeting, f"condition:{condition.reference}:{s}") for s in TURNS}
    for state, cause in causes.items():
        if state != condition.state:
            settle(cause=cause, now=now)
    if condition.state == "open":
        ask(
            cause=causes["open"],
            title=_("Remplir une condition du comité : %s") % item.label,
            why=condition.reason or condition.words,
            url_name="condition",
            url_args=[condition.reference],
            role=condition.role,
            where=where,
            since=now,
            due=condition.due,
            ladder="request",
            now=now,
        )
    elif condition.state == "answered":
        ask(
            cause=causes["answered"],
            title=_("Vérifier une condition du comité : %s") % item.label,
            why=_("Son responsable dit l’avoir remplie."),
            url_name="condition",
            url_args=[condition.reference],
            role=LIFTERS[meeting.scope_kind],
            where=committee_where(meeting),
            since=now,
            now=now,
        )


TURNS = ("open", "answered")
LIFTERS = {
    "nation": ("national",),
    "region": ("secretariat", "copilot"),
    "territory": ("elected_lead", "project_manager"),
}
"""Who checks that a condition is filled, by what the committee is held on."""
