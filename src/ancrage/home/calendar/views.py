"""The calendar's page, its feeds, the secret addresses of one's own."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancrage.geography.models import Region
from ancrage.home.calendar import feeds
from ancrage.home.calendar.actions import make_address, revoke_address
from ancrage.home.calendar.addresses import (
    address_of,
    addresses_of,
    find_address,
    key_in,
    reader_with,
)
from ancrage.home.calendar.asking import LENGTHS, Asking, asked_kinds
from ancrage.home.calendar.definitions import kinds
from ancrage.home.calendar.gathering import gather
from ancrage.home.calendar.rules import laid_out
from ancrage.home.calendar.table import calendar_table
from ancrage.journal.policy import may
from ancrage.kernel.rights import Where
from ancrage.matching.queries.places import territories_at
from ancrage.people.actions.tokens import MadeToken, TokenRefusedError, note_use
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import french_date
from ancrage.ui.links import link

ICS = "ics"
FRESH_FOR = 3600
"""Seconds for which a public feed may be kept on the way."""


@require_safe
def calendar(request: ActorRequest) -> HttpResponse:
    """What is dated, month by month, as far as the reader may know of it."""
    asking = _asking(request)
    known_by = request.as_at.date if request.as_at.explicit else None
    found = gather(
        request.actor,
        period=asking.period,
        today=asking.today,
        wanted=asking.wanted,
        known_by=known_by,
    )
    table = calendar_table(request, found, as_of=french_date(asking.today))
    if request.GET.get("format") == ICS:
        name = _("Calendrier Ancrage")
        return _file(request, feeds.calendar_of(found, name=name, refresh_hours=0))
    file = table.response()
    context = {
        "asking": asking,
        "notices": [*asking.notices, *table.notices],
        "months": laid_out(found, asking.period, today=asking.today),
        "count": len(found),
        "kinds": kinds(),
        "lengths": LENGTHS,
        "exports": [*table.export_links, (ICS, asking.url(format=ICS))],
        "invented": any(one.is_demonstration for one in found),
        "feeds": _feeds(request, asking),
        "breadcrumb": [(_("Calendrier"), "")],
    }
    return file or render(request, "home/calendar.html", context)


def _asking(request: ActorRequest) -> Asking:
    """Four queries."""
    regions = Region.objects.filter(kind="region").values_list("code", "name")
    territories = territories_at(request.as_at.date)
    names = sorted((held.name, held.scope) for held in territories)
    return Asking(request, dict(regions), {scope: name for name, scope in names})


def _feeds(request: ActorRequest, asking: Asking) -> list[tuple[str, str]]:
    """(what it holds, its address) of the feeds that everybody may follow, as the page is
    narrowed."""
    kept = f"?{query}" if (query := _kinds_query(asking)) else ""
    found = [(_("France entière"), link(None, "calendar_nation"))]
    if asking.region:
        name = asking.regions[asking.region]
        found.append((name, link(None, "calendar_region", asking.region)))
    return [(label, request.build_absolute_uri(path) + kept) for label, path in found]


def _kinds_query(asking: Asking) -> str:
    return "&".join(f"nature={kind}" for kind in sorted(asking.kinds))


@require_safe
def nation(request: HttpRequest) -> HttpResponse:
    """The public feed of the country."""
    body = feeds.nation_feed(today=timezone.localdate(), asked=asked_kinds(request))
    return _public(request, body)


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """The public feed of a region."""
    held = Region.objects.filter(code=code, kind="region").first()
    if held is None:
        raise Http404(_("Aucune région ne porte le code « %(code)s ».") % {"code": code[:10]})
    today = timezone.localdate()
    body = feeds.region_feed(held.code, held.name, today=today, asked=asked_kinds(request))
    return _public(request, body)


@require_safe
def own(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar of who made the address; nothing once it is revoked or too old."""
    now = timezone.now()
    held = key_in(key, now=now)
    if held is None:
        raise Http404
    note_use(token=held, now=now)
    today = timezone.localdate(now)
    reader = reader_with(held, on=today)
    answer = _file(request, feeds.own_feed(reader, today=today, asked=asked_kinds(request)))
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def _public(request: HttpRequest, body: bytes) -> HttpResponse:
    answer = _file(request, body)
    patch_cache_control(answer, public=True, max_age=FRESH_FOR)
    return answer


def _file(request: HttpRequest, body: bytes) -> HttpResponse:
    """A calendar file; nothing is sent to who has these bytes already."""
    answer = HttpResponse(body, content_type=feeds.CONTENT_TYPE)
    answer["Content-Disposition"] = 'inline; filename="calendrier-ancrage.ics"'
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    answer["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=answer) or answer


@require_safe
def addresses(request: ActorRequest) -> HttpResponse:
    """The secret addresses of the reader's calendar: when each was last read."""
    return _addresses(request)


@require_POST
def address_make(request: ActorRequest) -> HttpResponse:
    """Make one; it is shown on the answer, and never again."""
    name = request.POST.get("name", "")
    try:
        made = make_address(by=request.actor, now=timezone.now(), name=name)
    except TokenRefusedError as refusal:
        return _addresses(request, fault=str(refusal), name=name)
    return _addresses(request, made)


@require_POST
def address_revoke(request: ActorRequest, reference: str) -> HttpResponse:
    """Have one show nothing any more."""
    found = find_address(request.actor, reference)
    if found is None:
        raise Http404
    revoke_address(by=request.actor, now=timezone.now(), address=found)
    return redirect(link(request, "calendar_addresses"))


def _addresses(
    request: ActorRequest, made: MadeToken | None = None, *, fault: str = "", name: str = ""
) -> HttpResponse:
    me = Where(people=frozenset({request.actor.reference}))
    context = {
        "addresses": addresses_of(request.actor, now=timezone.now()),
        "made": address_of(made.key) if made else "",
        "may_write": may(request.actor, "home.make_calendar_address", me),
        "fault": fault,
        "name": name,
        "breadcrumb": [
            (_("Calendrier"), link(request, "calendar")),
            (_("Mes adresses de calendrier"), ""),
        ],
    }
    answer = render(request, "home/calendar_addresses.html", context)
    answer.status_code = 422 if fault else 200
    return answer
