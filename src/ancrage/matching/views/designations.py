"""Designating somebody, ending a designation, and the table of all of them."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.catalogue.queries import basket_at
from ancrage.journal.policy import may
from ancrage.matching.access import DESIGNATE, operator_where
from ancrage.matching.actions.coverage import designate, end_designation
from ancrage.matching.forms import DesignationForm, EndForm, OperatorForm
from ancrage.matching.models import Designation
from ancrage.matching.queries.coverage import lapsed
from ancrage.matching.queries.designations import find_designation, operators_of, referents_of
from ancrage.matching.tables import designations_table, shown_designations
from ancrage.matching.views.common import Trail, attempt, form_page
from ancrage.people.middleware import ActorRequest
from ancrage.people.models import Person
from ancrage.ui.links import link


def designations(request: ActorRequest) -> HttpResponse:
    """All designations, past and coming ones too."""
    day = request.as_at.date
    rows = list(Designation.objects.all())
    gone = frozenset(row.reference for row in lapsed(day))
    shown = shown_designations(request.actor, rows, basket_at(day), gone, day)
    table = designations_table(request, shown)
    file = table.response()
    if file:
        return file
    context = {
        "table": table,
        "may_designate": bool(operators_of(request.actor, basket_at(day))),
        "has_demonstration": any(row.is_demonstration for row in rows),
        "breadcrumb": [*_trail(request), (_("Désignations"), "")],
    }
    return render(request, "matching/designations.html", context)


def designation_new(request: ActorRequest) -> HttpResponse:
    """First the operator, then who, for what, where, when."""
    today = timezone.localdate()
    basket = basket_at(today)
    operators = operators_of(request.actor, basket)
    if not operators:
        raise Http404
    asked = request.GET.get("operateur") or (operators[0][0] if len(operators) == 1 else "")
    title, trail = _("Désigner un référent"), _trail(request)
    if asked not in dict(operators):
        choice = OperatorForm(operators=operators)
        context = {
            "form": choice,
            "title": title,
            "submit": _("Continuer"),
            "is_choice": True,
            "back": trail[-1][1],
            "breadcrumb": [*trail, (title, "")],
        }
        return render(request, "people/form.html", context)
    form = DesignationForm(
        request.POST or None,
        people=referents_of([asked], today),
        measures=[(m.code, m.title) for m in basket.measures.values() if m.operator == asked],
        today=today,
    )
    return attempt(
        form,
        lambda: designate(
            by=request.actor,
            now=timezone.now(),
            operator=asked,
            person=Person.objects.get(reference=form.cleaned_data["person"]),
            measures=form.chosen,
            area=form.area,
            term=form.term,
        ),
        done=link(request, "designations"),
        shown=lambda status: form_page(
            request,
            form,
            title=title,
            trail=trail,
            facts=[(_("Opérateur"), dict(operators)[asked])],
            submit=_("Désigner"),
            status=status,
        ),
    )


def designation_end(request: ActorRequest, reference: str) -> HttpResponse:
    """End a designation, with a reason."""
    held = find_designation(reference)
    if held is None or not may(request.actor, DESIGNATE, operator_where(held.operator)):
        raise Http404
    today = timezone.localdate()
    (shown,) = shown_designations(request.actor, [held], basket_at(today), frozenset(), today)
    yesterday = max(held.since, today) - dt.timedelta(days=1)
    form = EndForm(request.POST or None, initial={"last_day": yesterday})
    return attempt(
        form,
        lambda: end_designation(
            by=request.actor, now=timezone.now(), designation=held, **form.cleaned_data
        ),
        done=link(request, "designations"),
        shown=lambda status: form_page(
            request,
            form,
            title=_("Mettre fin à une désignation"),
            trail=[*_trail(request), (_("Désignations"), link(request, "designations"))],
            facts=[
                (_("Référent"), shown.person),
                (_("Opérateur"), shown.operator),
                (_("Mesures"), shown.measures),
                (_("Où"), shown.places),
            ],
            submit=_("Mettre fin"),
            status=status,
        ),
    )


def _trail(request: ActorRequest) -> Trail:
    return [(_("Qui répond"), link(request, "coverage"))]
