"""Passwords and second factors: choosing by a link, changing, beginning again."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ancrage.people.actions.credentials import (
    CredentialRefusedError,
    choose_password,
    renew_recovery_codes,
    renew_sign_in,
)
from ancrage.people.middleware import ActorRequest
from ancrage.people.models import Person
from ancrage.people.queries.credentials import person_of
from ancrage.people.signin import sessions
from ancrage.people.signin.forms import (
    AddressForm,
    ChangePasswordForm,
    CodeForm,
    NewPasswordForm,
    ReasonForm,
)
from ancrage.people.signin.links import is_good_link
from ancrage.people.signin.slowing import count_failure, must_wait
from ancrage.people.tasks import send_password_link
from ancrage.people.views.local import code_is_good, recovery_page

TOO_MANY = 429


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def choose_by_link(request: ActorRequest, reference: str, token: str) -> HttpResponse:
    """Choose a password by a link of one use, then give or take a second factor."""
    person = Person.objects.filter(reference=reference, is_active=True, erased_at=None).first()
    if person is None or not is_good_link(person, token):
        return _page(request, "link_used", _("Lien de connexion"), status=410)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            held = choose_password(
                by=sessions.himself(person),
                now=timezone.now(),
                person=person,
                password=form.cleaned_data["password"],
                link=token,
            )
        except CredentialRefusedError as refusal:
            form.refuse(refusal.sentences)
        else:
            target = sessions.safe_next(request, request.GET.get("next", ""))
            sessions.begin(request, held, target=target, now=timezone.now())
            return redirect("second_factor")
    return _page(request, "new_password", _("Choisir un mot de passe"), form=form, who=person.email)


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten_password(request: ActorRequest) -> HttpResponse:
    """Ask for a link by mail: the same answer whether the account exists or not."""
    if not (settings.LOCAL_ACCOUNTS and settings.MAIL_LEAVES):
        raise Http404
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.cleaned_data["email"].lower()
        asking = f"mot de passe oublié {account}"
        if must_wait(request, asking):
            told = _("Trop de demandes : réessayez dans %d minutes.") % sessions.wait_minutes()
            form.add_error(None, told)
            return _page(request, "forgotten", _("Mot de passe oublié"), status=TOO_MANY, form=form)
        count_failure(request, asking)
        send_password_link.enqueue(account)
        return _page(request, "link_sent", _("Mot de passe oublié"))
    return _page(request, "forgotten", _("Mot de passe oublié"), form=form)


@never_cache
@require_GET
def my_sign_in(request: ActorRequest) -> HttpResponse:
    """How one signs in, and what may be changed of it."""
    return _my_sign_in(request, _me(request))


@never_cache
@sensitive_post_parameters("current", "password", "again")
@require_http_methods(["GET", "POST"])
def change_password(request: ActorRequest) -> HttpResponse:
    """Change one's password against the one in use; the other sessions end."""
    person = _me(request)
    if not person.has_usable_password():
        raise Http404
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _change(request, person, form):
        return redirect("my_sign_in")
    return _page(request, "change_password", _("Changer de mot de passe"), form=form, mine=True)


@never_cache
@sensitive_post_parameters("code")
@require_POST
def renew_codes(request: ActorRequest) -> HttpResponse:
    """Give new recovery codes against a good code."""
    person, form = _me(request), CodeForm(request.POST)
    if form.is_valid() and _may_try(request, person, form):
        try:
            codes = renew_recovery_codes(
                by=request.actor,
                now=timezone.now(),
                person=person,
                code=form.cleaned_data["code"],
            )
        except CredentialRefusedError as refusal:
            count_failure(request, str(person.email))
            form.add_error("code", list(refusal.sentences))
        else:
            return recovery_page(request, person, codes)
    return _my_sign_in(request, person, renewing=form)


@never_cache
@sensitive_post_parameters("code")
@require_POST
def replace_factor(request: ActorRequest) -> HttpResponse:
    """Take another telephone against a good code."""
    person, form = _me(request), CodeForm(request.POST)
    if form.is_valid() and _may_try(request, person, form) and code_is_good(request, person, form):
        sessions.allow_replacing(request, now=timezone.now())
        return redirect("enrol_second_factor")
    return _my_sign_in(request, person, replacing=form)


@never_cache
@require_http_methods(["GET", "POST"])
def give_link(request: ActorRequest, reference: str) -> HttpResponse:
    """For an administrator: take away what somebody lost, and show the link to give him."""
    person = Person.objects.filter(reference=reference, erased_at=None).first()
    if person is None:
        raise Http404
    form, title = ReasonForm(request.POST or None), _("Redonner un lien de connexion")
    if request.method == "POST" and form.is_valid():
        try:
            path = renew_sign_in(
                by=request.actor,
                now=timezone.now(),
                person=person,
                reason=form.cleaned_data["reason"],
            )
        except CredentialRefusedError as refusal:
            form.add_error(None, list(refusal.sentences))
        else:
            url = request.build_absolute_uri(path)
            return _page(request, "given_link", title, url=url, person=person)
    return _page(request, "give_link", title, form=form, person=person)


def _me(request: ActorRequest) -> Person:
    """Who asks, for himself: who looks as another has nothing to do there."""
    person = person_of(request.actor)
    if person is None or not request.actor.may_write:
        raise Http404
    return person


def _may_try(request: ActorRequest, person: Person, form: forms.Form) -> bool:
    if not must_wait(request, str(person.email)):
        return True
    told = _("Trop d’essais ont échoué : réessayez dans %d minutes.") % sessions.wait_minutes()
    form.add_error(None, told)
    return False


def _change(request: ActorRequest, person: Person, form: ChangePasswordForm) -> bool:
    """Whether the password was changed; else the form says why."""
    if not _may_try(request, person, form):
        return False
    if not person.check_password(form.cleaned_data["current"]):
        count_failure(request, str(person.email))
        form.add_error("current", _("Ce mot de passe n’est pas le bon."))
        return False
    try:
        held = choose_password(
            by=request.actor,
            now=timezone.now(),
            person=person,
            password=form.cleaned_data["password"],
            current=form.cleaned_data["current"],
        )
    except CredentialRefusedError as refusal:
        form.refuse(refusal.sentences)
        return False
    sessions.keep_open(request, held)
    return True


def _my_sign_in(
    request: ActorRequest,
    person: Person,
    *,
    renewing: forms.Form | None = None,
    replacing: forms.Form | None = None,
) -> HttpResponse:
    factor = getattr(person, "second_factor", None)
    context: dict[str, Any] = {
        "provider": settings.OIDC_NAME if person.subject else "",
        "has_password": person.has_usable_password(),
        "factor": factor,
        "left": len(factor.recovery_hashes) if factor else 0,
        "renewing": renewing or CodeForm(auto_id="renouveler_%s"),
        "replacing": replacing or CodeForm(auto_id="remplacer_%s"),
    }
    return _page(request, "my_sign_in", _("Ma connexion"), **context)


def _page(
    request: ActorRequest,
    name: str,
    title: str,
    *,
    status: int = 200,
    mine: bool = False,
    **context: Any,  # noqa: ANN401 - whatever the page shows
) -> HttpResponse:
    trail = [(_("Ma connexion"), reverse("my_sign_in"))] if mine else []
    held = {"title": title, "breadcrumb": [*trail, (title, "")], **context}
    return render(request, f"people/signin/{name}.html", held, status=status)
