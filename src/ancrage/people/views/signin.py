"""The ways of signing in; in the demonstration, choosing a persona; looking as somebody else."""

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.people.actions.looking import look_as
from ancrage.people.middleware import SEEN_AS, ActorRequest
from ancrage.people.models import Person
from ancrage.people.personas import personas
from ancrage.people.signin.forms import PasswordForm
from ancrage.people.signin.middleware import EXPIRED
from ancrage.people.signin.provider import is_configured
from ancrage.people.signin.sessions import BACKEND, safe_next


@require_http_methods(["GET", "HEAD"])
def sign_in(request: ActorRequest) -> HttpResponse:
    """The ways of signing in that this installation has."""
    has_session = bool(request.session.session_key)
    is_expired = has_session and request.session.pop(EXPIRED, False)
    told = _("Votre session a pris fin : connectez-vous à nouveau.") if is_expired else ""
    return sign_in_page(request, target=safe_next(request, request.GET.get("next", "")), told=told)


def sign_in_page(
    request: ActorRequest,
    *,
    target: str,
    form: forms.Form | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of the ways of signing in, with what is to be told of an attempt."""
    context = {
        "provider": settings.OIDC_NAME if is_configured() else "",
        "form": (form or PasswordForm()) if settings.LOCAL_ACCOUNTS else None,
        "may_forget": settings.MAIL_LEAVES,
        "personas": personas() if settings.ANCRAGE_DEMO else [],
        "next": target,
        "told": told,
        "breadcrumb": [(_("Se connecter"), "")],
    }
    return render(request, "people/sign_in.html", context, status=status)


@require_POST
def choose_persona(request: ActorRequest) -> HttpResponse:
    """In the demonstration only: become one of its people."""
    reference = request.POST.get("persona", "")
    person = Person.objects.filter(reference=reference, is_demonstration=True).first()
    if not settings.ANCRAGE_DEMO or person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    return redirect(safe_next(request, request.POST.get("next", "")))


@require_POST
def start_looking(request: ActorRequest, reference: str) -> HttpResponse:
    """See the site as this person."""
    person = Person.objects.filter(reference=reference, erased_at=None).first()
    if person is None:
        raise Http404
    look_as(by=request.looking_actor, now=timezone.now(), person=person)
    request.session[SEEN_AS] = person.reference
    return redirect("home")


@require_POST
def stop_looking(request: ActorRequest) -> HttpResponse:
    """Be oneself again."""
    request.session.pop(SEEN_AS, None)
    return redirect("home")
