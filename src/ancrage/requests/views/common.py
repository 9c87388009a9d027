"""What the pages of the requests share."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ancrage.files.rules.kinds import FileRefusedError
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.middleware import ActorRequest
from ancrage.requests.access import Access
from ancrage.requests.actions.parts import RequestRefusedError
from ancrage.requests.models import ServiceRequest
from ancrage.requests.queries.requests import find_request
from ancrage.ui.links import link

CONFLICT, BAD = 409, 422
REFUSALS = (RequestRefusedError, StepRefusedError, FileRefusedError)


def request_or_404(request: ActorRequest, code: str) -> ServiceRequest:
    """The request of the address, if the reader may know of it."""
    found = find_request(request.actor, code)
    if found is None:
        raise Http404(_("Cette sollicitation n’existe pas."))
    return found


def full_or_404(request: ActorRequest, code: str) -> ServiceRequest:
    """The request of the address, if the reader may read it in full."""
    found = request_or_404(request, code)
    if Access(request.actor, found).is_outline:
        raise Http404(_("Cette sollicitation n’existe pas."))
    return found


def said(request: ActorRequest, name: str) -> str:
    """A field of the form that was sent, as typed."""
    return request.POST.get(name, "").replace("\x00", "")


def revision_of(request: ActorRequest) -> int | None:
    """The revision that the page showed."""
    told = said(request, "revision")
    return int(told) if told.isdecimal() and len(told) < 10 else None


def trail(request: ActorRequest, *steps: tuple[str, str] | str) -> list[tuple[str, str]]:
    """The breadcrumb under the list of requests."""
    found = [(_("Sollicitations"), link(request, "requests"))]
    return [*found, *((step, "") if isinstance(step, str) else step for step in steps)]


def attempt(
    act: Callable[[], Any], *, done: Callable[[], str], refused: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Do something; go to `done`'s address, or show the page again with what was refused."""
    try:
        act()
    except REFUSALS as refusal:
        return refused(str(refusal))
    except InputRefused as refusal:
        return refused(" ".join(f"{p.what} {p.advice}" for p in refusal.problems))
    return redirect(done())
