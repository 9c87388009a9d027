"""Signing in with the OpenID provider, and leaving it."""

import logging
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login, logout
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ancrage.people.actions.identities import IdentityRefusedError, recognise, take_sign_in
from ancrage.people.middleware import ActorRequest
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.people.signin.backend import FromProvider, Identity, ToProvider
from ancrage.people.signin.provider import ProviderDownError, find_provider, is_configured
from ancrage.people.signin.sessions import BACKEND, ID_TOKEN, LEAVING, leave_state, safe_next
from ancrage.people.signin.tokens import TokenRefusedError

log = logging.getLogger(__name__)


@never_cache
@require_GET
def provider_sign_in(request: ActorRequest) -> HttpResponse:
    """Send the browser to the provider."""
    if not is_configured():
        raise Http404
    try:
        response: HttpResponse = ToProvider.as_view()(request)
    except ProviderDownError as fault:
        return _down(request, fault)
    return response


@never_cache
@require_GET
def provider_return(request: ActorRequest) -> HttpResponse:
    """Who comes back from the provider: signed in, or told why not. Each return serves once."""
    if not is_configured():
        raise Http404
    asked, now = request.GET, timezone.now()
    begun = take_sign_in(
        session_key=request.session.session_key, state=asked.get("state", ""), now=now
    )
    if begun is None:
        return _refuse(request, _("Cette connexion a expiré ou a déjà servi : recommencez."), 400)
    if "error" in asked:
        log.info("the provider returns %s", asked["error"])
        return _refuse(request, _("Vous n’êtes pas connecté : la connexion a été arrêtée."), 400)
    # What the session held of this sign-in is gone from the database: go on from there.
    request.session = request.session.__class__(request.session.session_key)
    try:
        identity = _identity(request, begun["nonce"], begun["code_verifier"])
        person = recognise(by=request.actor, now=now, identity=identity)
    except ProviderDownError as fault:
        return _down(request, fault)
    except (TokenRefusedError, SuspiciousOperation) as fault:
        log.warning("identity refused: %s", fault)
        return _refuse(request, _("La réponse reçue n’a pas pu être vérifiée : recommencez."), 400)
    except IdentityRefusedError as refusal:
        return _refuse(request, str(refusal), 403)
    return _enter(request, person, identity)


def _identity(request: ActorRequest, nonce: str, code_verifier: str) -> Identity:
    issuer = request.GET.get("iss", settings.OIDC_ISSUER)
    if issuer != settings.OIDC_ISSUER:
        raise TokenRefusedError(f"answered by {issuer!r}")
    return FromProvider().identity(request, nonce=nonce, code_verifier=code_verifier)


def _enter(request: ActorRequest, person: Person, identity: Identity) -> HttpResponse:
    target = request.session.pop("oidc_login_next", None) or ""
    login(request, person, backend=BACKEND)
    request.session[ID_TOKEN] = identity.id_token
    if not actor_of(person, on=timezone.localdate()).holdings:
        return redirect("access_request")
    return redirect(safe_next(request, target))


@never_cache
@require_POST
def sign_out(request: ActorRequest) -> HttpResponse:
    """Close the session here, then the provider's when it was opened there.

    A form may lead nowhere but to this site (`form-action`), and the provider sends on to whom it
    likes: a page of ours in between leads there.
    """
    id_token = request.session.get(ID_TOKEN)
    logout(request)
    if not id_token or not is_configured():
        return redirect("home")
    try:
        door = find_provider().end_session
    except ProviderDownError:
        door = ""
    if not door:
        return redirect("signed_out")
    asked = {
        "id_token_hint": id_token,
        "state": leave_state(request),
        "post_logout_redirect_uri": request.build_absolute_uri(reverse("signed_out")),
    }
    context = {
        "url": f"{door}?{urlencode(asked)}",
        "provider": settings.OIDC_NAME,
        "breadcrumb": [(_("Déconnexion"), "")],
    }
    return render(request, "people/signin/leaving.html", context)


@never_cache
@require_GET
def signed_out(request: ActorRequest) -> HttpResponse:
    """Who left the provider comes back here."""
    state = request.session.pop(LEAVING, "") if request.session.session_key else ""
    context = {
        "provider": settings.OIDC_NAME if state and state == request.GET.get("state") else "",
        "breadcrumb": [(_("Déconnexion"), "")],
    }
    return render(request, "people/signin/signed_out.html", context)


def _down(request: ActorRequest, fault: ProviderDownError) -> HttpResponse:
    log.error("the provider is down: %s", fault)
    told = _("%s ne répond pas. Rien n’est perdu : réessayez dans quelques minutes.")
    return _refuse(request, told % settings.OIDC_NAME, 503)


def _refuse(request: ActorRequest, told: str, status: int) -> HttpResponse:
    context = {
        "told": told,
        "provider": settings.OIDC_NAME,
        "has_local": settings.LOCAL_ACCOUNTS,
        "breadcrumb": [(_("Se connecter"), reverse("sign_in")), (_("Connexion refusée"), "")],
    }
    return render(request, "people/signin/refused.html", context, status=status)
