"""Signing in and out; in the demonstration, choosing a persona; looking as somebody else."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.people.actions.looking import look_as
from ancrage.people.middleware import SEEN_AS, ActorRequest
from ancrage.people.models import Person
from ancrage.people.personas import personas

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "HEAD"])
def sign_in(request: ActorRequest) -> HttpResponse:
    """The ways of signing in that this installation has."""
    context = {
        "personas": personas() if settings.ANCRAGE_DEMO else [],
        "next": safe_next(request, request.GET.get("next", "")),
        "breadcrumb": [(_("Se connecter"), "")],
    }
    return render(request, "people/sign_in.html", context)


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
def sign_out(request: ActorRequest) -> HttpResponse:
    """Close the session."""
    logout(request)
    return redirect("home")


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


def safe_next(request: ActorRequest, asked: str) -> str:
    """Where to go once signed in: an address of this site, else the first page."""
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(asked, hosts, require_https=request.is_secure())
    return asked if asked and safe else reverse("home")
