"""One mission: read, written, proposed, accepted or refused, filled; its aids."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.catalogue.rules.facts import euros
from ancrage.geography.queries import region_names
from ancrage.journal.policy import may
from ancrage.kernel.rights import ScopeKind
from ancrage.people.middleware import ActorRequest
from ancrage.people.models import Organisation
from ancrage.ui.links import link
from ancrage.vte.actions.aids import ask_aid
from ancrage.vte.actions.hirings import declare_hiring
from ancrage.vte.actions.offers import edit_offer, post_offer
from ancrage.vte.actions.steps import STEPS
from ancrage.vte.definitions import AIDS, ceiling_on, choices, delays_on, sources, workflow
from ancrage.vte.forms import HiringForm, OfferForm
from ancrage.vte.models import Offer
from ancrage.vte.queries.aids import aids_of, is_pending_or_granted
from ancrage.vte.queries.checks import all_checks, size_on
from ancrage.vte.queries.offers import WRITABLE, may_read_file
from ancrage.vte.rules.schemes import Checked
from ancrage.vte.tables import territory_words
from ancrage.vte.views.common import (
    BAD,
    CONFLICT,
    attempt,
    offer_or_404,
    said,
    trail,
)
from ancrage.vte.words import aid_words, offer_steps, request_state, state_of

EDIT, ASK = "vte.edit", "vte.ask_aid"
REQUEST_PAGE = "request"


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """The page of a mission."""
    return offer_page(request, offer_or_404(request, code))


def offer_page(
    request: ActorRequest, offer: Offer, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page, with what was refused when something was."""
    actor, today = request.actor, timezone.localdate()
    reads_file = may_read_file(actor, offer)
    checks = all_checks(offer, day=offer.hired_on or today, today=today)
    context = {
        "offer": offer,
        "state": state_of(offer.state),
        "is_over": bool(offer.state == "published" and offer.closes_on and offer.closes_on < today),
        "region": region_names().get(offer.region, offer.region),
        "territory": territory_words(offer),
        "territory_code": offer.territory.partition(":")[2],
        "sector": choices("sector").get(offer.sector, ""),
        "need": choices("needs").get(offer.need, ""),
        "hired_contract": choices("contract").get(offer.hired_contract, ""),
        "steps": offer_steps(offer, actor, today=today),
        "checks": sourced(checks) if reads_file else [],
        "contact_url": contact_url(offer.contact),
        "shown_size": size_on(offer, day=today) if reads_file else None,
        "figures": reads_file,
        "aids": _aids(request, offer),
        "askable": _askable(request, offer, checks),
        "ceiling": ceiling_on(offer.hired_on or today),
        "problem": problem,
        "may_edit": offer.state in WRITABLE and may(actor, EDIT, offer.authors_where),
        "may_read_journal": may(actor, "journal.read", offer.where),
        "breadcrumb": trail(request, offer.shown_title),
    }
    return render(request, "vte/mission.html", context, status=status)


def sourced(checks: list[Checked]) -> list[dict[str, Any]]:
    """What the rules say, each condition with where it is read."""
    held = sources()
    return [
        {
            "scheme": checked.scheme,
            "outcome": checked.outcome,
            "day": checked.day,
            "amount": checked.amount,
            "sourced": [(f, held.get(f.criterion.source)) for f in checked.verdict.findings],
        }
        for checked in checks
    ]


def contact_url(contact: str) -> str:
    """The address that a link to the company leads to."""
    return f"mailto:{contact}" if "@" in contact and "/" not in contact else contact


def _aids(request: ActorRequest, offer: Offer) -> list[dict[str, Any]]:
    """The aids asked, with where their requests stand; not for everybody."""
    if not may_read_file(request.actor, offer):
        return []
    return [
        {
            "aid": aid,
            "name": aid_words(aid.kind),
            "state": request_state(held),
            "expected": euros(aid.expected_cents) if aid.expected_cents else "",
            "granted": euros(held.granted_amount) if held and held.granted_amount else "",
            "url": link(request, REQUEST_PAGE, aid.request) if held else "",
        }
        for aid, held in aids_of(offer)
    ]


def _askable(request: ActorRequest, offer: Offer, checks: list[Checked]) -> list[Checked]:
    """The aids that can still be asked for this hiring, by who may ask."""
    if offer.state != "filled" or not may(request.actor, ASK, offer.authors_where):
        return []
    asked = {aid.kind for aid, held in aids_of(offer) if is_pending_or_granted(held)}
    return [c for c in checks if c.scheme.code in AIDS and c.scheme.code not in asked]


def post(request: ActorRequest) -> HttpResponse:
    """Begin a mission."""
    form = _form(request, None)
    if request.method == "POST" and form.is_valid():
        return attempt(
            lambda: post_offer(
                by=request.actor, now=timezone.now(), told=form.told(), company=_company(request)
            ),
            done=lambda made: link(request, "vte_mission", made.code),
            refused=lambda told: _form_page(request, form, problem=told, status=CONFLICT),
        )
    return _form_page(request, form, status=BAD if form.is_bound else 200)


def edit(request: ActorRequest, code: str) -> HttpResponse:
    """Correct a mission."""
    offer = offer_or_404(request, code)
    if not may(request.actor, EDIT, offer.authors_where):
        raise Http404(_("Aucune mission VTE ne porte ce code."))
    form = _form(request, offer)
    if request.method == "POST" and form.is_valid():
        return attempt(
            lambda: edit_offer(
                by=request.actor,
                now=timezone.now(),
                offer=offer,
                told=form.told(),
                version=form.cleaned_data["version"],
            ),
            done=lambda made: link(request, "vte_mission", made.code),
            refused=lambda told: _form_page(
                request, form, offer=offer, problem=told, status=CONFLICT
            ),
        )
    return _form_page(request, form, offer=offer, status=BAD if form.is_bound else 200)


def _form(request: ActorRequest, offer: Offer | None) -> OfferForm:
    today = timezone.localdate()
    initial: dict[str, Any] = {}
    if offer is not None:
        initial = asdict(offer.told) | {"version": offer.version}
    return OfferForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        today=today,
        shown_days=delays_on(today).shown_days,
    )


def _form_page(
    request: ActorRequest,
    form: OfferForm,
    *,
    offer: Offer | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    title = offer.shown_title if offer else _("Proposer une mission")
    context = {
        "form": form,
        "offer": offer,
        "companies": _companies(request),
        "company": said(request, "company"),
        "problem": problem,
        "latest": link(request, "vte_edit", offer.code) if offer and problem else "",
        "breadcrumb": trail(request, title),
    }
    return render(request, "vte/edit.html", context, status=status)


def _companies(request: ActorRequest) -> list[tuple[str, str]]:
    """The companies to choose from, for who speaks for several."""
    held = request.actor.codes(ScopeKind.COMPANY, role="company")
    rows = Organisation.objects.filter(kind="company", code__in=held).order_by("name")
    return list(rows.values_list("code", "name")) if len(held) > 1 else []


def _company(request: ActorRequest) -> str:
    asked = said(request, "company")
    return asked if asked in request.actor.codes(ScopeKind.COMPANY, role="company") else ""


def step_view(verb: str) -> Callable[..., HttpResponse]:
    """The address of one step of the workflow: POST makes it, or says why not."""

    @require_POST
    def step(request: ActorRequest, code: str) -> HttpResponse:
        offer = offer_or_404(request, code)
        needs = workflow().steps[verb].needs_reason
        reason = {"reason": said(request, "reason")} if needs else {}
        return attempt(
            lambda: STEPS[verb](by=request.actor, now=timezone.now(), offer=offer, **reason),
            done=lambda made: link(request, "vte_mission", made.code),
            refused=lambda told: offer_page(request, offer, problem=told, status=CONFLICT),
        )

    return step


def fill(request: ActorRequest, code: str) -> HttpResponse:
    """Declare the hiring."""
    offer = offer_or_404(request, code)
    if not may(request.actor, "vte.fill", offer.authors_where):
        raise Http404(_("Aucune mission VTE ne porte ce code."))
    initial = {
        "contract": offer.contract,
        "months": offer.months,
        "level": offer.level,
        "alternance_aid": offer.alternance_aid,
        "version": offer.version,
    }
    form = HiringForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return attempt(
            lambda: declare_hiring(
                by=request.actor,
                now=timezone.now(),
                offer=offer,
                hiring=form.hiring(),
                version=form.cleaned_data["version"],
            ),
            done=lambda made: link(request, "vte_mission", made.code),
            refused=lambda told: _hiring_page(request, offer, form, told, CONFLICT),
        )
    return _hiring_page(request, offer, form, "", BAD if form.is_bound else 200)


def _hiring_page(
    request: ActorRequest, offer: Offer, form: HiringForm, problem: str, status: int
) -> HttpResponse:
    context = {
        "offer": offer,
        "form": form,
        "problem": problem,
        "breadcrumb": trail(
            request,
            (offer.shown_title, link(request, "vte_mission", offer.code)),
            _("Déclarer l’embauche"),
        ),
    }
    return render(request, "vte/hiring.html", context, status=status)


@require_POST
def ask(request: ActorRequest, code: str, aid: str) -> HttpResponse:
    """Ask for an aid."""
    offer = offer_or_404(request, code)
    if aid not in AIDS:
        raise Http404(_("Cette aide n’existe pas."))
    return attempt(
        lambda: ask_aid(by=request.actor, now=timezone.now(), offer=offer, kind=aid),
        done=lambda _made: f"{link(request, 'vte_mission', offer.code)}#aides",
        refused=lambda told: offer_page(request, offer, problem=told, status=CONFLICT),
    )
