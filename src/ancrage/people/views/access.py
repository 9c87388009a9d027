"""Asking for access, and answering who asks."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.people.actions.access import (
    AccessRefusedError,
    grant_access,
    refuse_access,
    request_access,
    withdraw_request,
)
from ancrage.people.actions.accounts import AccountRefusedError
from ancrage.people.actions.roles import RoleRefusedError
from ancrage.people.forms import GrantForm, RefuseForm, RequestForm, RoleChoiceForm
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries.access import ShownRequest, find_request, requests_of
from ancrage.people.queries.invitations import invitation_of
from ancrage.people.roles import RoleKind, role_kinds
from ancrage.people.views.invitations import INVITED
from ancrage.people.views.roles import Trail, form_page
from ancrage.ui.links import link

REFUSALS = (AccessRefusedError, RoleRefusedError, AccountRefusedError)
fill_in = require_http_methods(["GET", "HEAD", "POST"])


@fill_in
def request_form(request: ActorRequest) -> HttpResponse:
    """Ask for a role: first which, then on what and why. Who came by an invitation goes back to
    it: that is how a person that the site did not know signs in for the first time.
    """
    key = request.session.pop(INVITED, "")
    if key and request.method == "GET" and invitation_of(key, now=timezone.now()) is not None:
        return redirect("invitation", key)
    title = _("Demander un accès")
    trail: Trail = [(_("Mes rôles"), link(request, "my_roles")), (title, "")]
    asked = request.POST.get("role") or request.GET.get("role", "")
    kind = role_kinds().get(asked)
    if kind is None:
        return _roles(request, title, trail)
    form = RequestForm(request.POST or None, kind=kind)
    if form.is_valid():
        try:
            request_access(
                by=request.actor,
                now=timezone.now(),
                role=kind.code,
                scope=form.scope,
                organisation_name=form.cleaned_data["organisation"],
                message=form.cleaned_data["message"],
            )
            return redirect(link(request, "access_requests"))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    facts = [(_("Rôle"), kind.label), (_("Ce qu’il permet"), kind.meaning)]
    kept = {"role": kind.code}
    return form_page(
        request, form, title, trail, facts=facts, kept=kept, submit=_("Envoyer la demande")
    )


def _roles(request: ActorRequest, title: str, trail: Trail) -> HttpResponse:
    """The roles with what each is for, to choose from."""
    kinds: list[RoleKind] = list(role_kinds().values())
    context = {
        "kinds": kinds,
        "form": RoleChoiceForm(kinds=kinds),
        "title": title,
        "mine": [shown for shown in requests_of(request.actor) if shown.is_mine],
        "breadcrumb": trail,
    }
    return render(request, "people/access_request.html", context)


@require_http_methods(["GET", "HEAD"])
def request_list(request: ActorRequest) -> HttpResponse:
    """One's own requests, and those that one may answer."""
    found = requests_of(request.actor)
    context = {
        "to_answer": [s for s in found if s.is_waiting and s.may_answer],
        "mine": [s for s in found if s.is_mine],
        "others": [s for s in found if not s.is_mine and not (s.is_waiting and s.may_answer)],
        "breadcrumb": [(_("Demandes d’accès"), "")],
    }
    return render(request, "people/access_requests.html", context)


@require_http_methods(["GET", "HEAD"])
def decide(request: ActorRequest, reference: str) -> HttpResponse:
    """One request, and for who may answer it, the two answers."""
    return _decision_page(request, _shown_or_404(request, reference))


@require_POST
def grant(request: ActorRequest, reference: str) -> HttpResponse:
    """Give the role that was asked for."""
    shown = _shown_or_404(request, reference)
    form = _grant_form(shown, request.POST)
    if form.is_valid():
        try:
            grant_access(
                by=request.actor,
                now=timezone.now(),
                request=shown.request,
                term=form.term,
                organisation=form.organisation,
                reason=form.cleaned_data["reason"],
            )
            return redirect(link(request, "access_requests"))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    return _decision_page(request, shown, grant_form=form)


@require_POST
def refuse(request: ActorRequest, reference: str) -> HttpResponse:
    """Refuse what was asked for, with a reason."""
    shown = _shown_or_404(request, reference)
    form = RefuseForm(request.POST, prefix="refus")
    if form.is_valid():
        try:
            refuse_access(
                by=request.actor,
                now=timezone.now(),
                request=shown.request,
                reason=form.cleaned_data["reason"],
            )
            return redirect(link(request, "access_requests"))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    return _decision_page(request, shown, refuse_form=form)


@require_POST
def withdraw(request: ActorRequest, reference: str) -> HttpResponse:
    """Take one's own request back; one that is answered stays as it is."""
    shown = _shown_or_404(request, reference)
    if shown.is_waiting:
        withdraw_request(by=request.actor, now=timezone.now(), request=shown.request)
    return redirect(link(request, "access_requests"))


def _shown_or_404(request: ActorRequest, reference: str) -> ShownRequest:
    shown = find_request(request.actor, reference)
    if shown is None:
        raise Http404
    return shown


def _grant_form(shown: ShownRequest, data: QueryDict | None = None) -> GrantForm:
    return GrantForm(
        data,
        kind=role_kinds()[shown.request.role],
        today=timezone.localdate(),
        told=shown.request.organisation_name,
        prefix="accord",
    )


def _decision_page(
    request: ActorRequest,
    shown: ShownRequest,
    *,
    grant_form: GrantForm | None = None,
    refuse_form: RefuseForm | None = None,
) -> HttpResponse:
    answers = shown.is_waiting and shown.may_answer
    context = {
        "shown": shown,
        "kind": role_kinds()[shown.request.role],
        "grant_form": (grant_form or _grant_form(shown)) if answers else None,
        "refuse_form": (refuse_form or RefuseForm(prefix="refus")) if answers else None,
        "breadcrumb": [
            (_("Demandes d’accès"), link(request, "access_requests")),
            (shown.request.person.name, ""),
        ],
    }
    status = 422 if grant_form or refuse_form else 200
    return render(request, "people/access_decide.html", context, status=status)
