"""One act: read, written, previewed and sent, taken along its life."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ancrage.contracts.access import SEND, WRITE
from ancrage.contracts.actions.drafting import PREPARED, prepare_act, write_act
from ancrage.contracts.actions.parts import ActRefusedError, act_reference
from ancrage.contracts.actions.sending import decide_act, send_act, withdraw_act
from ancrage.contracts.definitions import parties_at, state_of
from ancrage.contracts.doors import to_do
from ancrage.contracts.forms import ActForm, SendForm
from ancrage.contracts.models import AMENDMENT
from ancrage.contracts.offers import offered
from ancrage.contracts.opening import Opened, file_of, paper_of
from ancrage.contracts.papers import INVENTED, act_parts, act_pdf, digest, source_of
from ancrage.contracts.queries.contents import sent_facts, signatures_of
from ancrage.contracts.rules.composing import in_two
from ancrage.contracts.rules.differences import (
    Difference,
    dates_said,
    money_changes,
    obligations_said,
)
from ancrage.contracts.rules.guards import Facts
from ancrage.contracts.rules.parties import ranks
from ancrage.contracts.views.common import (
    BAD,
    CONFLICT,
    REFUSALS,
    act_or_404,
    act_step,
    attempt,
    contract_step,
    said,
    trail,
    whole_or_404,
)
from ancrage.files.responses import file_response
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link


@require_GET
def show(request: ActorRequest, code: str, rank: int) -> HttpResponse:
    """The act: what lacks and who can do it, what it says, its signatures."""
    return act_page(request, act_or_404(request, code, rank))


def act_page(
    request: ActorRequest, held: Opened, *, problem: str = "", about: str = ""
) -> HttpResponse:
    """The page of an act; `problem`: what was refused of the step `about`."""
    act, draft = held.act, held.lacks if held.is_whole else None
    offers = offered(request.actor, act, held.where, _facts(held)) if held.is_whole else []
    content = held.content
    context = {
        "act": act,
        "contract": held.contract,
        "state": state_of(act.state),
        "problem": problem,
        "about": about,
        "typed": {name: said(request, name) for name in ("reason", "decision")},
        "lacks": to_do(request, draft) if draft else [],
        "unwritten": draft.facts().unwritten if draft else (),
        "stale": draft.stale if draft and act.state == "checked" else (),
        "waiting": draft.waiting if draft else [],
        "steps": [offer for offer in offers if not offer.obstacle],
        "hindered": [offer for offer in offers if offer.obstacle],
        "may_write": act.state == "draft" and held.may(WRITE),
        "is_whole": held.is_whole,
        "is_amendment": act.kind == AMENDMENT,
        "has_paper": content is not None and not act.is_outside,
        **_said_by(held),
        "content": content,
        "paper_source": source_of(content) if content and not act.is_outside else "",
        "signatures": signatures_of(act) if act.sendings else [],
        "journal_reference": act_reference(act),
        "invented": INVENTED if held.contract.is_demonstration else "",
        "breadcrumb": trail(
            request, contract_step(request, held.contract), act_step(request, act)[0]
        ),
    }
    return render(request, "contracts/act.html", context, status=CONFLICT if problem else 200)


def _said_by(held: Opened) -> dict[str, Any]:
    """What the act says, in two parts; nothing of one that is known by its scan."""
    if held.content is None or held.act.is_outside:
        return {"articles": [], "annexes": []}
    articles, annexes = in_two(act_parts(held.content, held.change))
    return {"articles": articles, "annexes": annexes}


def _facts(held: Opened) -> Facts:
    if held.draft:
        return held.draft.facts()
    return sent_facts(held.act, day=timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ActorRequest, code: str, rank: int) -> HttpResponse:
    """Write the fields of the act, block by block."""
    held = whole_or_404(request, code, rank)
    if held.draft is None or held.act.state != "draft" or not held.may(WRITE):
        raise Http404(_("Cet acte ne s’écrit pas."))
    form = ActForm(request.POST or None, draft=held.draft)
    status = 200
    if form.is_bound:
        status = BAD
        if form.is_valid():
            try:
                write_act(
                    by=request.actor,
                    now=timezone.now(),
                    act=held.act,
                    revision=form.cleaned_data["revision"],
                    choices=form.told,
                )
                return redirect(link(request, "act", code, rank))
            except ActRefusedError as refusal:
                form.add_error(None, str(refusal))
                status = CONFLICT
    context = {
        "form": form,
        "act": held.act,
        "contract": held.contract,
        "back": link(request, "act", code, rank),
        "breadcrumb": trail(
            request,
            contract_step(request, held.contract),
            act_step(request, held.act),
            _("Écrire"),
        ),
    }
    return render(request, "contracts/write.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: ActorRequest, code: str, rank: int) -> HttpResponse:
    """What will be signed, exactly, before the click that binds; POST sends it."""
    held = whole_or_404(request, code, rank)
    content = held.content
    if held.act.state != "checked" or content is None or not held.may(SEND):
        raise Http404(_("Cet acte n’est pas prêt à partir à la signature."))
    today = timezone.localdate()
    rule = parties_at(today)
    seen = digest(act_pdf(content, held.change))
    usual = today + dt.timedelta(days=rule.days_to_sign)
    form = SendForm(request.POST or None, initial={"digest": seen, "due": usual})
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            send_act(
                by=request.actor,
                now=timezone.now(),
                act=held.act,
                digest_seen=form.cleaned_data["digest"],
                due=form.cleaned_data["due"],
            )
            return redirect(link(request, "act", code, rank) + "#signatures")
        except REFUSALS as refusal:
            problem = str(refusal)
            form = SendForm(initial={"digest": seen, "due": form.cleaned_data["due"]})
    places = ranks(content.parties, content.choices.get("signing_order", ""))
    offers = offered(request.actor, held.act, held.where, _facts(held))
    context = {
        "act": held.act,
        "contract": held.contract,
        "form": form,
        "problem": problem,
        "obstacle": next((o.obstacle for o in offers if o.step.verb == "send"), ""),
        "digest": seen,
        **_said_by(held),
        "signers": [(party, places[party.code]) for party in content.parties],
        "is_ordered": len(set(places.values())) > 1,
        "rule": rule,
        "invented": INVENTED if held.contract.is_demonstration else "",
        "breadcrumb": trail(
            request,
            contract_step(request, held.contract),
            act_step(request, held.act),
            _("Aperçu"),
        ),
    }
    return render(request, "contracts/preview.html", context, status=CONFLICT if problem else 200)


@require_GET
def changes(request: ActorRequest, code: str, rank: int) -> HttpResponse:
    """What an amendment changes, on one page, in words and in euros."""
    held = act_or_404(request, code, rank)
    if held.act.kind != AMENDMENT:
        raise Http404(_("Cet acte n’en modifie aucun autre."))
    change = held.change
    context = {
        "act": held.act,
        "contract": held.contract,
        "state": state_of(held.act.state),
        "change": change,
        "obligations": obligations_said(change) if change else [],
        "dates": dates_said(change) if change else [],
        "money": money_changes(change) if change else [],
        "totals": _totals(change) if change else (),
        "invented": INVENTED if held.contract.is_demonstration else "",
        "breadcrumb": trail(
            request,
            contract_step(request, held.contract),
            act_step(request, held.act),
            _("Ce qui change"),
        ),
    }
    return render(request, "contracts/changes.html", context)


def _totals(change: Difference) -> tuple[int, int, int]:
    before, after = change.before.total(), change.after.total()
    return before, after, after - before


@require_GET
def paper(request: ActorRequest, code: str, rank: int) -> HttpResponse:
    """The PDF: the one that was sent, else the one that would be."""
    held = act_or_404(request, code, rank)
    made = paper_of(held)
    if made is None:
        raise Http404(_("Cet acte n’a pas de document."))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{code}-acte-{rank}.pdf"'
    return response


@require_GET
def file(request: ActorRequest, code: str, rank: int) -> HttpResponse:
    """The file as it was signed so far, or the scan of an act born outside."""
    held = whole_or_404(request, code, rank)
    found = file_of(held)
    if found is None:
        raise Http404(_("Cet acte n’a pas encore de fichier signé."))
    return file_response(found)


def step_view(verb: str) -> Callable[..., HttpResponse]:
    """The address of one step of the workflow: POST makes it, or says why not."""

    @require_POST
    def step(request: ActorRequest, code: str, rank: int) -> HttpResponse:
        held = whole_or_404(request, code, rank)
        return attempt(
            lambda: _make(request, held, verb),
            done=lambda: link(request, "act", code, rank),
            refused=lambda told: act_page(request, held, problem=told, about=verb),
        )

    return step


def _make(request: ActorRequest, held: Opened, verb: str) -> None:
    told: dict[str, Any] = {"by": request.actor, "now": timezone.now(), "act": held.act}
    reason = said(request, "reason")
    if verb == "withdraw":
        withdraw_act(**told, reason=reason)
    elif verb in PREPARED:
        prepare_act(**told, verb=verb, reason=reason)
    else:
        decide_act(**told, verb=verb, reason=reason, decision=said(request, "decision"))
