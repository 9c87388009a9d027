"""The measures of a Region or an operator: added, amended from a day on, ended."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ancrage.catalogue.actions import added as actions
from ancrage.catalogue.forms import AddedForm, EndForm, initial_measure
from ancrage.catalogue.models import AddedMeasure
from ancrage.catalogue.queries import basket_at
from ancrage.catalogue.queries.drafts import owner_where, wordings
from ancrage.catalogue.views.common import (
    BAD,
    REFUSALS,
    own_scopes,
    refusal_lines,
    revision_in,
    trail,
)
from ancrage.journal.policy import may
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries.scopes import scope_label
from ancrage.ui.links import link


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ActorRequest) -> HttpResponse:
    """The form of a new measure, in the name of a Region or an operator of one's own."""
    scopes = own_scopes(request.actor)
    if not scopes:
        raise Http404(_("Seules une Région et un opérateur ajoutent des mesures."))
    owners = [(one, _name(one)) for one in scopes]
    today = timezone.localdate()
    initial = {"since": today}
    form = AddedForm(basket_at(today), request.POST or None, initial=initial, owners=owners)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_measure(
                by=request.actor,
                now=timezone.now(),
                owner=form.cleaned_data["owner"],
                since=form.cleaned_data["since"],
                measure=form.measure(),
            )
        except REFUSALS as refusal:
            form.add_error(None, refusal_lines(refusal))
        else:
            return redirect(link(request, "measure", made.code))
    context = {
        "form": form,
        "breadcrumb": trail(request, (_("Ajouter une mesure"), "")),
    }
    return render(request, "catalogue/add.html", context, status=BAD if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: ActorRequest, code: str) -> HttpResponse:
    """Say a measure otherwise from a day on."""
    held = _last(request, code)
    today = timezone.localdate()
    initial = {**initial_measure(held.document), "code": code, "since": max(today, held.since)}
    form = AddedForm(basket_at(today), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.amend_measure(
                by=request.actor,
                now=timezone.now(),
                wording=held,
                revision=revision_in(request),
                since=form.cleaned_data["since"],
                measure=form.measure(),
            )
        except REFUSALS as refusal:
            form.add_error(None, refusal_lines(refusal))
        else:
            return redirect(link(request, "measure", code))
    context = _context(request, held, form, _("Modifier la mesure"))
    return render(request, "catalogue/amend.html", context, status=BAD if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: ActorRequest, code: str) -> HttpResponse:
    """Stop offering a measure after a day."""
    held = _last(request, code)
    form = EndForm(request.POST or None, initial={"until": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_measure(
                by=request.actor,
                now=timezone.now(),
                wording=held,
                revision=revision_in(request),
                **form.cleaned_data,
            )
        except REFUSALS as refusal:
            form.add_error(None, refusal_lines(refusal))
        else:
            return redirect(link(request, "measure", code))
    context = _context(request, held, form, _("Mettre fin à la mesure"))
    return render(request, "catalogue/end.html", context, status=BAD if form.errors else 200)


def _last(request: ActorRequest, code: str) -> AddedMeasure:
    """The last wording of a measure that the reader may change."""
    held = wordings(code)
    if not held or not may(request.actor, "catalogue.amend_measure", owner_where(held[-1].owner)):
        raise Http404(_("Aucune mesure que vous puissiez changer ne porte ce code."))
    return held[-1]


def _context(
    request: ActorRequest, held: AddedMeasure, form: AddedForm | EndForm, title: str
) -> dict[str, object]:
    return {
        "form": form,
        "wording": held,
        "revision": revision_in(request) if request.method == "POST" else held.revision,
        "title": title,
        "breadcrumb": trail(request, (held.name, link(request, "measure", held.code)), (title, "")),
    }


def _name(owner: str) -> str:
    kind, _mark, code = owner.partition(":")
    return scope_label(Scope(ScopeKind(kind), code))
