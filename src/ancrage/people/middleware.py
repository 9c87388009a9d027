"""Who asks (`request.actor`), and whether the table of rights opens the door that is asked for."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone

from ancrage.journal.policy import NotAllowedError, rights
from ancrage.kernel.rights import API, SITE, VISITOR, Actor
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.ui.middleware import DatedRequest

SEEN_AS = "seen_as"
"""The session's key for the reference of the person that somebody looks at the site as."""


class ActorRequest(DatedRequest):
    """A request that went through `ActorMiddleware`.

    `actor` is who asks; when somebody looks as another person, it is that person, read-only,
    and `looking_actor` is who really looks.
    """

    actor: Actor
    looking_actor: Actor


def actor_in(request: HttpRequest) -> Actor:
    """Who asks, in a request that went through `ActorMiddleware`."""
    return cast(ActorRequest, request).actor


VISITOR_HERE = replace(VISITOR, through=SITE)
TokenReader = Callable[[HttpRequest, dt.datetime], Actor | None]
_token_readers: list[TokenReader] = []


def register_token_reader(read: TokenReader) -> None:
    """Say how the API knows who asks; the last registration holds."""
    _token_readers[:] = [read]


class ActorMiddleware:
    """Sets `request.actor`, and refuses every door that the table does not open.

    The API knows people by their tokens alone: a session's cookie is no right there, so that no
    other site can use it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = cast(ActorRequest, request)
        if request.path.startswith("/api/"):
            asked.looking_actor = asked.actor = _by_token(request)
        else:
            asked.looking_actor = _by_session(request)
            asked.actor = _seen_by(asked.looking_actor, request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Let pass who has the address's right somewhere; ask a visitor who he is."""
        match = request.resolver_match
        method = "GET" if request.method == "HEAD" else request.method or "GET"
        action = rights().route_action(match.view_name if match else "", method)
        actor = actor_in(request)
        if action is not None and rights().may_enter(actor, action):
            return None
        if request.path.startswith("/api/"):
            return _api_refusal(actor)
        if actor.is_person or action is None:
            raise Http404
        target = f"{reverse('sign_in')}?{urlencode({'next': request.get_full_path()})}"
        return HttpResponseRedirect(target)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Not yours and not there are the same answer."""
        if isinstance(exception, NotAllowedError):
            raise Http404 from exception


def _api_refusal(actor: Actor) -> HttpResponse:
    """A problem document: who has no token is told so; for the others nothing is there."""
    status = 404 if actor.is_person else 401
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": "" if actor.is_person else "Donnez un jeton : Authorization: Bearer …",
        "errors": [],
    }
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _by_session(request: HttpRequest) -> Actor:
    """Who the session's cookie says; without one, nothing is read."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return VISITOR_HERE
    if SESSION_KEY not in request.session:
        return VISITOR_HERE
    person = get_user(request)
    if not isinstance(person, Person) or not person.is_active:
        return VISITOR_HERE
    request.user = person
    return replace(actor_of(person, on=timezone.localdate()), through=SITE)


def _seen_by(looking: Actor, request: HttpRequest) -> Actor:
    """The person that somebody looks at the site as, if he still may; else himself."""
    reference = request.session.get(SEEN_AS) if looking.is_person else None
    if not reference or not rights().may_enter(looking, "people.look_as"):
        return looking
    person = Person.objects.filter(reference=reference, erased_at=None).first()
    if person is None:
        return looking
    return actor_of(person, on=timezone.localdate(), seen_by=looking.reference)


def _by_token(request: HttpRequest) -> Actor:
    """Who a token of the API says."""
    found = _token_readers[0](request, timezone.now()) if _token_readers else None
    return replace(found or VISITOR, through=API)
