"""Signing in by a local account: a password, then a second factor."""

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.people.actions.credentials import (
    CredentialRefusedError,
    enrol_second_factor,
    use_code,
)
from ancrage.people.middleware import ActorRequest
from ancrage.people.models import Person
from ancrage.people.queries.credentials import person_of
from ancrage.people.signin import sessions
from ancrage.people.signin.forms import CodeForm, FirstCodeForm, PasswordForm
from ancrage.people.signin.secrets import new_secret, qr_code, seal, spaced, unseal
from ancrage.people.signin.slowing import count_failure, must_wait
from ancrage.people.views.signin import sign_in_page

TOO_MANY = 429


@never_cache
@sensitive_post_parameters("password")
@require_POST
def local_sign_in(request: ActorRequest) -> HttpResponse:
    """The first step: the same answer whether the account exists or not."""
    if not settings.LOCAL_ACCOUNTS:
        raise Http404
    form = PasswordForm(request.POST)
    target = sessions.safe_next(request, request.POST.get("next", ""))
    if not form.is_valid():
        return sign_in_page(request, target=target, form=form)
    account = form.cleaned_data["email"].lower()
    person = authenticate(request, email=account, password=form.cleaned_data["password"])
    if isinstance(person, Person) and person.erased_at is None:
        sessions.begin(request, person, target=target, now=timezone.now())
        return redirect("second_factor")
    if must_wait(request, account):
        return _wait(request, target)
    form.add_error(None, _("Adresse ou mot de passe inexact."))
    return sign_in_page(request, target=target, form=form)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_factor(request: ActorRequest) -> HttpResponse:
    """The second step: a code of the telephone, or a recovery code."""
    now = timezone.now()
    person = sessions.pending(request, now=now)
    if person is None:
        return redirect("sign_in")
    if not hasattr(person, "second_factor"):
        return redirect("enrol_second_factor")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if must_wait(request, str(person.email)):
            return _wait(request, "")
        if code_is_good(request, person, form):
            return redirect(sessions.complete(request, person))
    context = {"form": form, "breadcrumb": [(_("Se connecter"), "")]}
    return render(request, "people/signin/second_factor.html", context)


def code_is_good(request: ActorRequest, person: Person, form: forms.Form) -> bool:
    """Use the code of a form, up; a wrong one is counted, and said at its field."""
    try:
        if use_code(person=person, code=form.cleaned_data["code"], now=timezone.now()):
            return True
    except CredentialRefusedError as refusal:
        form.add_error("code", list(refusal.sentences))
        return False
    count_failure(request, str(person.email))
    form.add_error("code", _("Ce code n’est pas le bon, ou il a déjà servi."))
    return False


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def enrol_factor(request: ActorRequest) -> HttpResponse:
    """Take a telephone: at the first sign-in, or in place of another after a good code."""
    person = _enrolling(request)
    if person is None:
        return redirect("sign_in")
    kept = request.session.setdefault(sessions.SECRET, seal(new_secret()))
    secret = unseal(kept)
    form = FirstCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if must_wait(request, str(person.email)):
            return _wait(request, "")
        codes = _enrol(request, person, secret, form)
        if codes:
            return recovery_page(request, person, codes)
    context = {
        "form": form,
        "secret": spaced(secret),
        "image": qr_code(secret=secret, account=str(person.email)),
        "breadcrumb": [(_("Second facteur"), "")],
    }
    return render(request, "people/signin/enrol.html", context)


def recovery_page(request: ActorRequest, person: Person, codes: list[str]) -> HttpResponse:
    """The recovery codes, shown this once; who was signing in is signed in."""
    is_signing_in = sessions.PENDING in request.session
    request.session.pop(sessions.REPLACING, None)
    target = sessions.complete(request, person) if is_signing_in else ""
    context = {"codes": codes, "target": target, "breadcrumb": [(_("Codes de secours"), "")]}
    return render(request, "people/signin/recovery_codes.html", context)


def _enrol(request: ActorRequest, person: Person, secret: str, form: forms.Form) -> list[str]:
    try:
        return enrol_second_factor(
            by=sessions.himself(person),
            now=timezone.now(),
            person=person,
            secret=secret,
            code=form.cleaned_data["code"],
        )
    except CredentialRefusedError as refusal:
        count_failure(request, str(person.email))
        form.add_error("code", list(refusal.sentences))
        return []


def _enrolling(request: ActorRequest) -> Person | None:
    """Who may take a telephone now."""
    now = timezone.now()
    person = sessions.pending(request, now=now)
    if person is not None:
        return None if hasattr(person, "second_factor") else person
    if request.actor.is_person and request.actor.may_write:
        may_replace = sessions.may_replace(request, now=now)
        return person_of(request.actor) if may_replace else None
    return None


def _wait(request: ActorRequest, target: str) -> HttpResponse:
    """Too many attempts failed: whoever it is begins again, later."""
    request.session.pop(sessions.PENDING, None)
    told = _("Trop d’essais ont échoué : réessayez dans %d minutes.") % sessions.wait_minutes()
    return sign_in_page(request, target=target, told=told, status=TOO_MANY)
