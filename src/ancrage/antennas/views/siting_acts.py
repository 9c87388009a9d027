"""What is done to a scenario: made, changed, computed, given up, adopted."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.antennas.actions import sitings as acts
from ancrage.antennas.actions.antennas import AntennaRefusedError, adopt_siting
from ancrage.antennas.actions.sitings import SitingRefusedError, wanted_of
from ancrage.antennas.forms import AdoptForm, SitingForm, initial_of, lines_of
from ancrage.antennas.models import Antenna, Siting
from ancrage.antennas.queries.sitings import where_of
from ancrage.antennas.travel import travel_at
from ancrage.antennas.views.common import BAD, CONFLICT, attempt, demand, siting_or_404, trail
from ancrage.antennas.views.sitings import siting_page
from ancrage.antennas.views.trials import WITH, WITHOUT
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
def create(request: ActorRequest) -> HttpResponse:
    """The form of a new scenario, empty, or from another one (`de`) and what was tried on it."""
    form = SitingForm(request.POST or None, initial=_first(request), travel=_travel())
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.create_siting(by=request.actor, now=timezone.now(), wanted=form.wanted())
        except SitingRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(link(request, "siting", made.code))
    return _form(request, form, _("Nouveau scénario d’implantation"))


@require_http_methods(FORM)
def edit(request: ActorRequest, code: str) -> HttpResponse:
    """The form that changes what a scenario asks."""
    siting = siting_or_404(code)
    demand(request, "antennas.edit_siting", where_of(siting))
    initial = initial_of(wanted_of(siting))
    form = SitingForm(request.POST or None, initial=initial, travel=_travel())
    if request.method == "POST" and form.is_valid():
        try:
            acts.edit_siting(
                by=request.actor,
                now=timezone.now(),
                siting=siting,
                wanted=form.wanted(),
                revision=_revision(request),
            )
        except SitingRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(link(request, "siting", code))
    return _form(request, form, _("Changer la question"), siting)


def _form(
    request: ActorRequest, form: SitingForm, title: str, siting: Siting | None = None
) -> HttpResponse:
    above = (siting.name, link(request, "siting", siting.code)) if siting else None
    steps = [(_("Scénarios d’implantation"), link(request, "sitings")), above, (title, "")]
    context = {
        "form": form,
        "page_title": title,
        "siting": siting,
        "breadcrumb": trail(request, *(step for step in steps if step)),
    }
    status = BAD if form.errors else 200
    return render(request, "antennas/siting_form.html", context, status=status)


def _first(request: ActorRequest) -> dict[str, Any]:
    """What the form of a new scenario shows at first."""
    source = request.GET.get("de", "")
    if source:
        first = initial_of(wanted_of(siting_or_404(source)))
        kept = {*first["kept"].splitlines(), *_tried(request, WITH)}
        out = {*first["excluded"].splitlines(), *_tried(request, WITHOUT)}
        told = {"kept": "\n".join(sorted(kept)), "excluded": "\n".join(sorted(out))}
        return first | told | {"name": _("%s, variante") % first["name"]}
    there = Antenna.objects.exclude(state="closed").values_list("host", flat=True)
    return {"kept": lines_of(frozenset(there)), "unit": "km", "objective": "coverage"}


def _tried(request: ActorRequest, name: str) -> list[str]:
    return lines_of(frozenset(filter(str.isdigit, request.GET.getlist(name)[:10]))).splitlines()


def _revision(request: ActorRequest) -> int | None:
    told = request.POST.get("revision", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else None


def _travel() -> Any:  # noqa: ANN401 the parameter of the day
    return travel_at(timezone.localdate())


def _act(act: Callable[..., Siting]) -> Callable[..., HttpResponse]:
    """A view that does something to a scenario, and comes back to its page."""

    @require_POST
    def view(request: ActorRequest, code: str) -> HttpResponse:
        siting = siting_or_404(code)
        return attempt(
            lambda: act(by=request.actor, now=timezone.now(), siting=siting),
            done=lambda: link(request, "siting", code),
            refused=lambda told: siting_page(request, siting, problem=told),
        )

    return view


run = _act(acts.run_siting)
curve = _act(acts.run_curve)
cancel = _act(acts.cancel_siting)


@require_http_methods(FORM)
def adopt(request: ActorRequest, code: str) -> HttpResponse:
    """The form that makes antennas of a plan."""
    siting = siting_or_404(code)
    form = AdoptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            adopt_siting(
                by=request.actor,
                now=timezone.now(),
                siting=siting,
                opens_on=form.cleaned_data["opens_on"],
                offer=form.offer(),
            )
        except AntennaRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(link(request, "antennas"))
    context = {
        "form": form,
        "siting": siting,
        "breadcrumb": trail(
            request,
            (siting.name, link(request, "siting", code)),
            (_("Adopter le plan"), ""),
        ),
    }
    status = CONFLICT if form.non_field_errors() else BAD if form.errors else 200
    return render(request, "antennas/adopt.html", context, status=status)
