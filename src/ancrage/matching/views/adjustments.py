"""What Regions ask of operators, and what is answered."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.catalogue.queries import basket_at
from ancrage.journal.policy import may
from ancrage.kernel.rights import ScopeKind, Where
from ancrage.matching.access import operator_where
from ancrage.matching.actions.adjustments import answer_adjustment, ask_adjustment
from ancrage.matching.forms import AnswerForm, WishForm
from ancrage.matching.queries.adjustments import find_adjustment, visible_to
from ancrage.matching.tables import adjustments_table
from ancrage.matching.views.common import Trail, attempt, form_page
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import named_scopes
from ancrage.people.queries.scopes import NamedScope
from ancrage.ui.links import link

ASK, ANSWER = "matching.ask_adjustment", "matching.answer_adjustment"


def adjustments(request: ActorRequest) -> HttpResponse:
    """Those that the reader may know of."""
    rows = list(visible_to(request.actor))
    regions = {named.code: named.name for named in named_scopes(ScopeKind.REGION)}
    table = adjustments_table(request, rows, basket_at(request.as_at.date), regions)
    file = table.response()
    if file:
        return file
    context = {
        "table": table,
        "may_ask": bool(_regions(request)),
        "has_demonstration": any(row.is_demonstration for row in rows),
        "breadcrumb": [*_trail(request), (_("Ajustements demandés"), "")],
    }
    return render(request, "matching/adjustments.html", context)


def adjustment_new(request: ActorRequest) -> HttpResponse:
    """A Region asks."""
    regions = _regions(request)
    if not regions:
        raise Http404
    form = WishForm(request.POST or None, basket=basket_at(timezone.localdate()), regions=regions)
    return attempt(
        form,
        lambda: ask_adjustment(by=request.actor, now=timezone.now(), wish=form.wish),
        done=link(request, "adjustments"),
        shown=lambda status: form_page(
            request,
            form,
            title=_("Demander un ajustement"),
            trail=_trail(request),
            submit=_("Envoyer la demande"),
            status=status,
        ),
    )


def adjustment_answer(request: ActorRequest, reference: str) -> HttpResponse:
    """The operator, or the national team, answers."""
    held = find_adjustment(request.actor, reference)
    if held is None or not may(request.actor, ANSWER, operator_where(held.operator)):
        raise Http404
    form = AnswerForm(request.POST or None)
    return attempt(
        form,
        lambda: answer_adjustment(
            by=request.actor,
            now=timezone.now(),
            adjustment=held,
            is_done=form.cleaned_data["outcome"] == "done",
            answer=form.cleaned_data["answer"],
        ),
        done=link(request, "adjustments"),
        shown=lambda status: form_page(
            request,
            form,
            title=_("Répondre à une demande d’ajustement"),
            trail=[*_trail(request), (_("Ajustements demandés"), link(request, "adjustments"))],
            facts=[(_("La Région demande"), held.words)],
            submit=_("Répondre"),
            status=status,
        ),
    )


def _regions(request: ActorRequest) -> list[NamedScope]:
    """The regions for which the reader may ask."""
    held = named_scopes(ScopeKind.REGION) if request.actor.is_person else []
    return [n for n in held if may(request.actor, ASK, Where(regions=frozenset({n.code})))]


def _trail(request: ActorRequest) -> Trail:
    return [(_("Qui répond"), link(request, "coverage"))]
