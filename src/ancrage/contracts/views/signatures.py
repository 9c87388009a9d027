"""Signing: what waits for one's signature, the round, the document, the click that binds."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ancrage.contracts.access import contract_where, reads_whole
from ancrage.contracts.actions.signing import (
    delegate_signature,
    refuse_signature,
    remind_signature,
)
from ancrage.contracts.actions.signing_paper import give_scan, settle_scan
from ancrage.contracts.models import Signature
from ancrage.contracts.papers import INVENTED
from ancrage.contracts.providers import provider
from ancrage.contracts.queries.signing import (
    awaited_of,
    document_digest,
    document_of,
    evidence_of,
    find_signature,
    gave_for_party,
    leads,
    round_of,
    rounds_of,
    speaks_for,
)
from ancrage.contracts.rules import circuit as rules
from ancrage.contracts.rules.circuit import CircuitRefusedError
from ancrage.contracts.signing_forms import DelegateForm, ScanForm, SignForm
from ancrage.contracts.signing_run import sign
from ancrage.contracts.signing_sheet import signing_sheet
from ancrage.contracts.views.common import REFUSALS, said
from ancrage.files.responses import file_response
from ancrage.people.actions.accounts import AccountRefusedError
from ancrage.people.middleware import ActorRequest
from ancrage.ui import office
from ancrage.ui.links import link

REFUSED = (*REFUSALS, CircuitRefusedError, AccountRefusedError)
CONFLICT = 409


@require_GET
def to_sign(request: ActorRequest) -> HttpResponse:
    """The signatures that one may give, those whose turn has come first."""
    held = awaited_of(request.actor)
    today = timezone.localdate()
    rounds = rounds_of(one.act for one in held)
    shown = [(one, rules.obstacle(rounds[one.act_id].circuit, one.key, day=today)) for one in held]
    return render(
        request,
        "contracts/to_sign.html",
        {
            "ready": [one for one, why in shown if not why],
            "later": [(one, why) for one, why in shown if why],
            "breadcrumb": _trail(request, _("À signer")),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: ActorRequest, key: str) -> HttpResponse:
    """One signature: the document, what it is worth, whose turn; POST is the click that binds."""
    held = signature_or_404(request, key)
    form = SignForm(request.POST or None)
    if request.method != "POST":
        return _page(request, held)
    if not form.is_valid():
        return _page(request, held, problem=_("Relisez le document, puis signez."))
    return _attempt(
        request,
        held,
        lambda: sign(
            by=request.actor,
            now=timezone.now(),
            signature=held,
            digest_seen=form.cleaned_data["digest"],
            place=form.cleaned_data["place"],
        ),
    )


@require_GET
def document(request: ActorRequest, key: str) -> HttpResponse:
    """Exactly what is signed: the document with the signatures that it has so far."""
    held = signature_or_404(request, key)
    response = HttpResponse(document_of(held.act), content_type="application/pdf")
    name = f"{held.act.contract.code}-acte-{held.act.rank}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def delegate(request: ActorRequest, key: str) -> HttpResponse:
    """Give one's signature to somebody, or take it back."""
    held = signature_or_404(request, key)
    form = DelegateForm(request.POST)
    if not form.is_valid():
        return _page(request, held, problem=_first(form), delegate_form=form)
    email = form.cleaned_data["email"]
    return _attempt(
        request,
        held,
        lambda: delegate_signature(
            by=request.actor, now=timezone.now(), signature=held, email=email
        ),
    )


@require_POST
def refuse(request: ActorRequest, key: str) -> HttpResponse:
    """Refuse to sign, saying why."""
    held, reason = signature_or_404(request, key), said(request, "reason")
    return _attempt(
        request,
        held,
        lambda: refuse_signature(
            by=request.actor, now=timezone.now(), signature=held, reason=reason
        ),
    )


@require_POST
def remind(request: ActorRequest, key: str) -> HttpResponse:
    """Remind who owes it."""
    held = signature_or_404(request, key)
    return _attempt(
        request,
        held,
        lambda: remind_signature(by=request.actor, now=timezone.now(), signature=held),
    )


@require_GET
def sheet(request: ActorRequest, key: str) -> HttpResponse:
    """The sheet to sign on paper."""
    held = signature_or_404(request, key)
    if held.act.state != "sent":
        raise Http404(_("Cet acte n’attend pas de signature."))
    made = signing_sheet(held, day=timezone.localdate())
    name = f"{held.act.contract.code}-acte-{held.act.rank}-feuille-de-signature.pdf"
    return office.response(made, kind="pdf", filename=name)


@require_POST
def scan(request: ActorRequest, key: str) -> HttpResponse:
    """Give the signed sheet."""
    held = signature_or_404(request, key)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, held, problem=_first(form), scan_form=form)
    told = form.cleaned_data
    return _attempt(
        request,
        held,
        lambda: give_scan(
            by=request.actor,
            now=timezone.now(),
            signature=held,
            code=told["code"],
            name=told["name"],
            signed_on=told["signed_on"],
            file_name=told["file"].name,
            content=told["file"].content,
        ),
        scan_form=form,
    )


@require_POST
def confirm(request: ActorRequest, key: str) -> HttpResponse:
    """Confirm the signed sheet that the other side gave, or set it aside."""
    held = signature_or_404(request, key)
    accept, reason = said(request, "accept") == "1", said(request, "reason")
    return _attempt(
        request,
        held,
        lambda: settle_scan(
            by=request.actor, now=timezone.now(), signature=held, accept=accept, reason=reason
        ),
    )


@require_GET
def file(request: ActorRequest, key: str) -> HttpResponse:
    """The signed sheet that was given."""
    held = signature_or_404(request, key)
    if held.scan is None:
        raise Http404(_("Aucun scan n’est déposé."))
    return file_response(held.scan)


def signature_or_404(request: ActorRequest, key: str) -> Signature:
    """The signature of the address, if the reader may know of it."""
    found = find_signature(request.actor, key)
    if found is None:
        raise Http404(_("Cette signature n’existe pas."))
    return found


def _attempt(
    request: ActorRequest, held: Signature, act: Callable[[], object], **forms_: forms.Form
) -> HttpResponse:
    try:
        act()
    except REFUSED as refusal:
        return _page(request, held, problem=str(refusal), **forms_)
    return redirect(link(request, "act_sign", held.key))


def _page(
    request: ActorRequest, held: Signature, *, problem: str = "", **forms_: forms.Form
) -> HttpResponse:
    act, actor = held.act, request.actor
    found = round_of(act)
    mine = next((one for one in found.signatures if one.pk == held.pk), held)
    is_mine, is_lead = speaks_for(actor, mine), leads(actor, act)
    is_last = mine.sending == act.sendings
    circuit = found.circuit
    why = rules.obstacle(circuit, mine.key, day=timezone.localdate()) if is_last else _old()
    flying = found.pending if found.pending and found.pending.signature_id == mine.pk else None
    seen = document_digest(act)
    context: dict[str, Any] = {
        "signature": mine,
        "act": act,
        "contract": act.contract,
        "signatures": found.signatures,
        "turn": circuit.turn,
        "pending": flying,
        "other_pending": found.pending is not None and flying is None,
        "obstacle": why,
        "problem": problem,
        "is_mine": is_mine,
        "is_whole": reads_whole(actor, contract_where(act.contract)),
        "is_lead": is_lead,
        "is_awaited": is_last and circuit.is_open and mine.state in rules.AWAITED,
        "may_remind": is_lead and not is_mine and mine.key in circuit.turn,
        "digest": seen,
        "form": SignForm(initial={"digest": seen}),
        "delegate_form": forms_.get("delegate_form") or DelegateForm(),
        "scan_form": forms_.get("scan_form") or ScanForm(),
        "typed_reason": said(request, "reason") if request.method == "POST" else "",
        "confirm_obstacle": _confirm_obstacle(request, mine, is_mine=is_mine),
        "evidence": evidence_of([act]),
        "failed": mine.attempts.filter(state="declined").last(),
        "provider": provider(),
        "invented": INVENTED if act.contract.is_demonstration else "",
        "breadcrumb": _trail(request, (_("À signer"), link(request, "to_sign")), mine.organisation),
    }
    return render(request, "contracts/sign.html", context, status=CONFLICT if problem else 200)


def _confirm_obstacle(request: ActorRequest, mine: Signature, *, is_mine: bool) -> str:
    if mine.scan is None:
        return ""
    return rules.may_confirm(
        given_by=mine.scanned_by,
        by=request.actor.reference,
        given_by_party=gave_for_party(mine, day=timezone.localdate()),
        by_party=is_mine,
    )


def _old() -> str:
    return _("Cette signature est celle d’un envoi passé : l’acte a été renvoyé depuis.")


def _first(form: forms.Form) -> str:
    return next((f"{form[name].label} : {told[0]}" for name, told in form.errors.items()), "")


def _trail(request: ActorRequest, *steps: tuple[str, str] | str) -> list[tuple[str, str]]:
    found = [(_("Contrats"), link(request, "contracts"))]
    return [*found, *((one, "") if isinstance(one, str) else one for one in steps)]
