"""The public pages of the antennas, and what their operator does with them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ancrage.antennas.actions.antennas import STEPS, AntennaRefusedError, edit_antenna, set_places
from ancrage.antennas.forms import AntennaForm, OfferForm
from ancrage.antennas.maps import antennas_map
from ancrage.antennas.models import Antenna
from ancrage.antennas.queries.antennas import (
    antenna_facts,
    companies_of,
    company_names,
    visible_to,
    where_of_antenna,
)
from ancrage.antennas.queries.antennas import antennas as held_antennas
from ancrage.antennas.queries.places import names
from ancrage.antennas.tables import antennas_table, bookings_table
from ancrage.antennas.views.common import BAD, CONFLICT, antenna_or_404, attempt, said, trail
from ancrage.antennas.words import offered, state_of
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.ui import maps
from ancrage.ui.links import link


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every antenna: map, table, files."""
    held, hosts = list(held_antennas()), names()
    table = antennas_table(request, held, hosts, timezone.localdate())
    context = {
        "table": table,
        "map": antennas_map(request, held, hosts, table_id=table.element_id) if held else None,
        "is_demonstration": any(antenna.is_demonstration for antenna in held),
        "may_list": may(request.actor, "antennas.list_sitings"),
        "has_bookings": request.actor.is_person and visible_to(request.actor).exists(),
        "breadcrumb": [(_("Antennes"), "")],
    }
    return table.response() or render(request, "antennas/antennas.html", context)


@require_GET
def map_file(request: ActorRequest, kind: str) -> HttpResponse:
    """The map of the antennas, as a file."""
    figure = antennas_map(request, list(held_antennas()), names(), table_id="")
    return maps.download(figure, kind=kind, filename="antennes")


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """An antenna: its host, its dates, its places, what one may do."""
    return antenna_page(request, antenna_or_404(code))


def antenna_page(
    request: ActorRequest,
    antenna: Antenna,
    *,
    problem: str = "",
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an antenna, with why something asked there was refused."""
    today, where = timezone.localdate(), where_of_antenna(antenna)
    bookings = list(visible_to(request.actor).filter(period__antenna=antenna))
    companies = company_names(booking.company for booking in bookings)
    table = bookings_table(request, bookings, companies) if bookings else None
    manages = may(request.actor, "antennas.edit_antenna", where)
    context = {
        "antenna": antenna,
        "state": state_of("antenna", antenna.state),
        "host_name": names().get(antenna.host, antenna.host),
        "periods": [(p, p.places - p.taken_places) for p in antenna.periods.all()],  # type: ignore[attr-defined]
        "today": today,
        "problem": problem,
        "steps": offered(
            "antenna",
            antenna.state,
            actor=request.actor,
            where=where,
            facts=lambda: antenna_facts(antenna, today=today),
        ),
        "may_book": antenna.state != "closed" and bool(companies_of(request.actor, antenna)),
        "manages": manages and antenna.state != "closed",
        "table": table,
        "edit_form": AntennaForm(initial=_initial(antenna)),
        "places_form": OfferForm(),
        "breadcrumb": trail(request, (antenna.name, "")),
        **(forms or {}),
    }
    file = table.response() if table else None
    return file or render(request, "antennas/antenna.html", context, status=status)


def _initial(antenna: Antenna) -> dict[str, Any]:
    return {name: getattr(antenna, name) for name in ("name", "opens_on", "closes_on", "version")}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ActorRequest, code: str) -> HttpResponse:
    """Change the name and the dates."""
    antenna = antenna_or_404(code)
    if request.method != "POST":
        return redirect(link(request, "antenna", code))
    form = AntennaForm(request.POST)
    return _written(
        request,
        antenna,
        form,
        "edit_form",
        lambda: edit_antenna(
            by=request.actor, now=timezone.now(), antenna=antenna, **form.cleaned_data
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def places(request: ActorRequest, code: str) -> HttpResponse:
    """Offer places on a period."""
    antenna = antenna_or_404(code)
    if request.method != "POST":
        return redirect(link(request, "antenna", code))
    form = OfferForm(request.POST)
    return _written(
        request,
        antenna,
        form,
        "places_form",
        lambda: set_places(
            by=request.actor, now=timezone.now(), antenna=antenna, offer=form.offer()
        ),
    )


def _written(
    request: ActorRequest,
    antenna: Antenna,
    form: AntennaForm | OfferForm,
    name: str,
    act: Callable[[], Any],
) -> HttpResponse:
    """Do what a form of the page asks; the page again, with what was typed, when it cannot."""
    if not form.is_valid():
        return antenna_page(request, antenna, forms={name: form}, status=BAD)
    try:
        act()
    except AntennaRefusedError as refusal:
        form.add_error(None, str(refusal))
        return antenna_page(request, antenna, forms={name: form}, status=CONFLICT)
    return redirect(link(request, "antenna", antenna.code))


def step_view(verb: str) -> Callable[..., HttpResponse]:
    """The view of a step of the workflow."""

    @require_POST
    def view(request: ActorRequest, code: str) -> HttpResponse:
        antenna = antenna_or_404(code)
        more = {"reason": said(request, "reason")} if verb == "close" else {}
        return attempt(
            lambda: STEPS[verb](by=request.actor, now=timezone.now(), antenna=antenna, **more),
            done=lambda: link(request, "antenna", code),
            refused=lambda told: antenna_page(request, antenna, problem=told, status=CONFLICT),
        )

    return view
