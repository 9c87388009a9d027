"""The bookings: asked by a company, answered by the operator's referents."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ancrage.antennas.actions.bookings import STEPS, BookingRefusedError, ask_booking
from ancrage.antennas.forms import BookingForm
from ancrage.antennas.models import Antenna, Booking
from ancrage.antennas.queries.antennas import (
    booking_facts,
    companies_of,
    company_names,
    left_in,
    visible_to,
    where_of_booking,
)
from ancrage.antennas.tables import bookings_table
from ancrage.antennas.views.common import (
    BAD,
    CONFLICT,
    antenna_or_404,
    attempt,
    booking_or_404,
    said,
    trail,
)
from ancrage.antennas.words import offered, state_of
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import french_date
from ancrage.ui.links import link


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The bookings that the reader may see."""
    held = list(visible_to(request.actor))
    table = bookings_table(request, held, company_names(booking.company for booking in held))
    context = {"table": table, "breadcrumb": trail(request, (_("Réservations"), ""))}
    return table.response() or render(request, "antennas/bookings.html", context)


@require_GET
def show(request: ActorRequest, reference: str) -> HttpResponse:
    """A booking, and what the reader may do with it."""
    return _page(request, booking_or_404(request, reference))


def _page(request: ActorRequest, booking: Booking, *, problem: str = "") -> HttpResponse:
    today, period = timezone.localdate(), booking.period
    waiting = period.bookings.filter(state="waiting", asked_at__lte=booking.asked_at).count()
    context = {
        "booking": booking,
        "period": period,
        "antenna": period.antenna,
        "state": state_of("booking", booking.state),
        "company": company_names([booking.company]).get(booking.company, booking.company),
        "left": left_in(period),
        "rank": waiting if booking.state == "waiting" else 0,
        "problem": problem,
        "steps": offered(
            "booking",
            booking.state,
            actor=request.actor,
            where=where_of_booking(booking),
            facts=lambda: booking_facts(booking, today=today),
        ),
        "breadcrumb": trail(
            request,
            (_("Réservations"), link(request, "antenna_bookings")),
            (booking.reference, ""),
        ),
    }
    status = CONFLICT if problem else 200
    return render(request, "antennas/booking.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: ActorRequest, code: str) -> HttpResponse:
    """The form of a company that asks for places."""
    antenna = antenna_or_404(code)
    companies, periods = companies_of(request.actor, antenna), _periods(antenna)
    if not companies or antenna.state == "closed":
        raise Http404
    form = BookingForm(request.POST or None, companies=companies, periods=periods)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = ask_booking(
                by=request.actor,
                now=timezone.now(),
                period=next(p for p in antenna.periods.all() if str(p.pk) == told["period"]),
                company=told["company"],
                purpose=told["purpose"],
                places=told["places"],
            )
        except BookingRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(link(request, "antenna_booking", made.reference))
    context = {
        "form": form,
        "antenna": antenna,
        "has_periods": bool(periods),
        "breadcrumb": trail(
            request,
            (antenna.name, link(request, "antenna", code)),
            (_("Demander une place"), ""),
        ),
    }
    status = CONFLICT if form.non_field_errors() else BAD if form.errors else 200
    return render(request, "antennas/book.html", context, status=status)


def _periods(antenna: Antenna) -> list[tuple[str, str]]:
    """The periods that are not over, with the places that are left."""
    today = timezone.localdate()
    return [
        (
            str(period.pk),
            _("du %(start)s au %(end)s : %(left)d places libres sur %(places)d")
            % {
                "start": french_date(period.starts_on),
                "end": french_date(period.ends_on),
                "left": period.places - period.taken_places,  # type: ignore[attr-defined]
                "places": period.places,
            },
        )
        for period in antenna.periods.all()
        if period.ends_on >= today
    ]


def step_view(verb: str) -> Callable[..., HttpResponse]:
    """The view of a step of the workflow."""

    @require_POST
    def view(request: ActorRequest, reference: str) -> HttpResponse:
        booking = booking_or_404(request, reference)
        more = {"reason": said(request, "reason")} if verb == "refuse" else {}
        return attempt(
            lambda: STEPS[verb](by=request.actor, now=timezone.now(), booking=booking, **more),
            done=lambda: link(request, "antenna_booking", reference),
            refused=lambda told: _page(request, booking, problem=told),
        )

    return view
