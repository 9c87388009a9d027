"""The list of meetings, one of them, how it is prepared."""

import datetime as dt

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ancrage.committees.access import PREPARE, Access
from ancrage.committees.actions.preparing import prepare_meeting, write_meeting
from ancrage.committees.forms import ConvenedForm, PrepareForm
from ancrage.committees.invitation import calendar_of
from ancrage.committees.kinds.registry import Subject, kinds_for
from ancrage.committees.models import Meeting
from ancrage.committees.offers import offered
from ancrage.committees.pack.panel import packs_context
from ancrage.committees.queries.composition import body_of, chairs_of, seats_of
from ancrage.committees.queries.meetings import (
    conditions_before,
    facts_of,
    name_of,
    pending_conditions,
    previous_of,
    visible_to,
)
from ancrage.committees.queries.sitting import attendance_of, attendance_words
from ancrage.committees.rules.sitting import quorum_gap
from ancrage.committees.scopes import committees_of
from ancrage.committees.shown import shown_condition, shown_items, state_of
from ancrage.committees.tables import meetings_table
from ancrage.committees.views.common import (
    BAD,
    CONFLICT,
    meeting_or_404,
    meeting_step,
    number_in,
    prepared_or_404,
    said,
    taken,
    trail,
)
from ancrage.journal.policy import may, rights
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.kernel.workflow import State
from ancrage.people.middleware import ActorRequest
from ancrage.selection.queries.summary import region_names
from ancrage.ui.links import link

LIVING = frozenset({"planned", "called", "open"})
MOST_COMING = 6


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The meetings that the reader may know of, and the conditions that wait for him."""
    rows = list(visible_to(request.actor).annotate(count=Count("items")))
    table = meetings_table(request, rows, regions=region_names())
    if file := table.response():
        return file
    today = timezone.localdate()
    coming = [row for row in rows if row.state in LIVING and _is_ahead(row, today)]
    mine = [row for row in coming if Access(request.actor, row).is_concerned]
    context = {
        "table": table,
        "coming": [
            (row, name_of(row), state_of(row)) for row in sorted(mine or coming, key=_soonest)[:6]
        ],
        "conditions": [shown_condition(one) for one in pending_conditions(request.actor)],
        "may_prepare": request.actor.is_person and rights().may_enter(request.actor, PREPARE),
        "is_demonstration": any(row.is_demonstration for row in rows),
        "breadcrumb": [(_("Comités"), "")],
    }
    return render(request, "committees/meetings.html", context)


def _told(row: Meeting) -> tuple[Meeting, str, State]:
    return row, name_of(row), state_of(row)


def _is_ahead(row: Meeting, today: dt.date) -> bool:
    return row.starts_at is None or timezone.localdate(row.starts_at) >= today


def _soonest(row: Meeting) -> tuple[bool, float]:
    return (row.starts_at is None, row.starts_at.timestamp() if row.starts_at else 0)


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """One meeting."""
    return meeting_page(request, meeting_or_404(request, code))


def meeting_page(
    request: ActorRequest, access: Access, *, problem: str = "", about: str = ""
) -> HttpResponse:
    """The page, with what was refused when something was; `about`: the step."""
    held, today = access.meeting, timezone.localdate()
    facts = facts_of(held, today=today)
    offers = offered(access, facts)
    there = attendance_of(held) if access.is_member else []
    body = body_of(held, today)
    context = {
        "meeting": held,
        "name": name_of(held),
        "state": state_of(held),
        "body": body,
        "access": access,
        "items": shown_items(request, access),
        "steps": [one for one in offers if not one.obstacle],
        "hindered": [one for one in offers if one.obstacle],
        "awaiting": _awaiting(held) if access.is_preparer and held.state in LIVING else [],
        "before": [shown_condition(one) for one in conditions_before(held)]
        if access.is_member
        else [],
        "previous": previous_of(held) if access.is_member else None,
        "attendance": attendance_words(held, body) if held.opened_at and access.is_member else [],
        "quorum": quorum_gap(body, there) if held.opened_at else "",
        "may": {
            name: access.may(f"committees.{name}")
            for name in ("write", "put", "seat", "decide", "refreeze", "draft_minutes")
        },
        "may_vote": held.is_written and held.state == "open" and bool(_own_seats(request, access)),
        "may_read_journal": may(request.actor, "journal.read"),
        **packs_context(access, now=timezone.now()),
        "problem": problem,
        "about": about,
        "typed": said(request, "reason"),
        "breadcrumb": trail(request, name_of(held)),
    }
    return render(request, "committees/meeting.html", context, status=CONFLICT if problem else 200)


def _own_seats(request: ActorRequest, access: Access) -> bool:
    if not access.may("committees.vote"):
        return False
    today = timezone.localdate()
    chairs = chairs_of(access.meeting, body_of(access.meeting, today), today)
    return any(seat.votes for seat in seats_of(request.actor.reference, chairs))


def _awaiting(held: Meeting) -> list[tuple[str, str, list[Subject]]]:
    """What waits for this committee and is not on the agenda yet, by kind."""
    there = set(held.items.values_list("kind", "subject"))
    scope, today = Scope(ScopeKind(held.scope_kind), held.scope), timezone.localdate()
    found = []
    for kind in kinds_for(held.body):
        left = [s for s in kind.awaiting(scope, today) if (kind.code, s.reference) not in there]
        if left:
            found.append((kind.code, kind.label, left))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: ActorRequest) -> HttpResponse:
    """Prepare a meeting of a committee that one prepares."""
    committees = committees_of(request.actor, PREPARE)
    if not committees:
        raise Http404(_("Vous ne préparez aucun comité."))
    initial = {"committee": request.GET.get("comite", "")}
    form = PrepareForm(request.POST or None, committees=committees, initial=initial)
    if request.method == "POST" and form.is_valid():
        body, _bar, scope = form.cleaned_data["committee"].partition("|")
        made = taken(
            form,
            lambda: prepare_meeting(
                by=request.actor, now=timezone.now(), body=body, scope=scope, told=form.told()
            ),
        )
        if made is not None:
            return redirect(link(request, "meeting", made.code))
    context = {
        "form": form,
        "title": _("Préparer une réunion"),
        "button": _("Préparer"),
        "breadcrumb": trail(request, _("Préparer une réunion")),
    }
    status = BAD if request.method == "POST" else 200
    return render(request, "committees/form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ActorRequest, code: str) -> HttpResponse:
    """Change when and where."""
    access = prepared_or_404(request, code)
    held = access.meeting
    form = ConvenedForm(request.POST or None, initial=ConvenedForm.initial_of(held))
    if request.method == "POST" and form.is_valid():
        made = taken(
            form,
            lambda: write_meeting(
                by=request.actor,
                now=timezone.now(),
                meeting=held,
                revision=number_in(request, "revision"),
                told=form.told(),
                reason=said(request, "reason"),
            ),
        )
        if made is not None:
            return redirect(link(request, "meeting", code))
    context = {
        "form": form,
        "meeting": held,
        "revision": number_in(request, "revision") or held.revision,
        "asks_reason": held.state == "called",
        "typed": said(request, "reason"),
        "title": _("Changer la réunion"),
        "lead": name_of(held),
        "button": _("Enregistrer"),
        "breadcrumb": trail(request, meeting_step(request, held), _("Changer")),
    }
    status = BAD if request.method == "POST" else 200
    return render(request, "committees/form.html", context, status=status)


@require_GET
def calendar(request: ActorRequest, code: str) -> HttpResponse:
    """The invitation, as a calendar file: the last notice that was sent."""
    access = meeting_or_404(request, code)
    if access.meeting.told_at is None:
        raise Http404(_("Les membres ne sont pas encore convoqués."))
    url = request.build_absolute_uri(link(request, "meeting", code))
    content = calendar_of(access.meeting, url=url, with_link=access.is_member)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}.ics"'
    return answer
