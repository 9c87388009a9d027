"""Reconciliation: how many payments wait, whose; those that can be matched at once."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ancrage.funding.actions.matching import match_by_key, match_sure
from ancrage.funding.matching_definitions import parameters_at
from ancrage.funding.queries.financers import financer_name, financer_names, financers_of
from ancrage.funding.queries.plans import sure_plan
from ancrage.funding.queries.waiting import READ, Backlog, backlogs
from ancrage.funding.rules.keys import Outcome
from ancrage.funding.tables.matching import (
    backlog_figures,
    backlog_table,
    plan_table,
    waiting_table,
)
from ancrage.funding.views.matching_common import CONFLICT, said, trail
from ancrage.funding.words.matching import INVENTED
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

MATCH = "funding.match_payment"
look_and_do = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """What waits of every financer, for everybody; the payments, for whose they are."""
    today = timezone.localdate()
    held = backlogs(on=today)
    names = financer_names([one.financer for one in held])
    whole = backlog_table(request, held, names, today=today)
    mine = financers_of(request.actor, READ)
    table = waiting_table(request, held, names, today=today) if mine or mine is None else None
    context = {
        "figures": backlog_figures(held, today=today),
        "whole": whole,
        "table": table,
        "offered": _offered(request, held, names),
        "outcome": _outcome(request),
        "parameters": parameters_at(today),
        "invented": INVENTED if any(one.is_demonstration for one in held) else "",
        "breadcrumb": trail(request),
    }
    file = whole.response() or (table.response() if table else None)
    return file or render(request, "funding/reconciliation.html", context)


def _offered(
    request: ActorRequest, held: list[Backlog], names: dict[str, str]
) -> list[tuple[str, str]]:
    """The financers whose payments the reader may match."""
    mine = financers_of(request.actor, MATCH)
    return [
        (one.financer, names[one.financer])
        for one in held
        if request.actor.is_person and (mine is None or one.financer in mine)
    ]


def _outcome(request: ActorRequest) -> str:
    """What was just matched at once, in words."""
    told = [request.GET.get(name, "") for name in ("rattaches", "courts", "contraires")]
    if not told[0].isdecimal():
        return ""
    matched, short, against = (int(text) if text.isdecimal() else 0 for text in told)
    words = [
        ngettext("%(n)d paiement rattaché.", "%(n)d paiements rattachés.", matched) % {"n": matched}
    ]
    if short:
        words.append(_("Faute d’un engagement suffisant, %d attendent.") % short)
    if against:
        words.append(_("Deux clés se contredisent pour %d.") % against)
    return " ".join(words)


@require_POST
def keys(request: ActorRequest) -> HttpResponse:
    """Match what the keys name."""
    financer = said(request, "financer")
    plan = match_by_key(by=request.actor, now=timezone.now(), financer=financer)
    left = plan.left
    return redirect(
        link(
            request,
            "reconciliation",
            rattaches=str(len(plan.given)),
            courts=left.get(Outcome.SHORT.value, ""),
            contraires=left.get(Outcome.CONTRADICTORY.value, ""),
        )
    )


@look_and_do
def sure(request: ActorRequest) -> HttpResponse:
    """The suggestions that leave no doubt, shown; then accepted all at once."""
    financer = request.GET.get("financeur", "") or said(request, "financer")
    mine = financers_of(request.actor, "funding.match_sure")
    if mine is not None and financer not in mine:
        raise Http404(_("Ce financeur n’est pas le vôtre."))
    problem = ""
    if request.method == "POST":
        try:
            done = match_sure(
                by=request.actor,
                now=timezone.now(),
                financer=financer,
                mark=said(request, "mark"),
            )
        except ValueError as refusal:
            problem = str(refusal)
        else:
            return redirect(link(request, "reconciliation", rattaches=str(len(done.given))))
    plan = sure_plan(financer, on=timezone.localdate())
    table = plan_table(request, plan, today=timezone.localdate())
    context = {
        "financer": financer,
        "name": financer_name(financer),
        "plan": plan,
        "table": table,
        "problem": problem,
        "breadcrumb": trail(request, _("Suggestions sans doute")),
    }
    status = CONFLICT if problem else 200
    return table.response() or render(request, "funding/sure.html", context, status=status)
