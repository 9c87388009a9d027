"""The one-page form of a signed link: what is asked, and the answer, without signing in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ancrage.people.middleware import ActorRequest
from ancrage.requests.actions.links import ANSWERS, Answer, answer_by_link
from ancrage.requests.definitions import state_of, workflow
from ancrage.requests.forms import AnswerForm
from ancrage.requests.models import ServiceRequest
from ancrage.requests.queries.links import Opened, opened_by
from ancrage.requests.queries.requests import documents_of, thread_of
from ancrage.requests.views.common import CONFLICT, REFUSALS, revision_of, said
from ancrage.requests.views.requests import facts_in_words
from ancrage.requests.words import INVENTED, amount, where_words

GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: ActorRequest, token: str) -> HttpResponse:
    """Read the request, answer it once: nothing changes before the answer is sent."""
    opened = opened_by(token, now=timezone.now())
    if opened is None:
        return _private(render(request, "requests/by_link_gone.html", _trail(), status=GONE))
    if request.method != "POST":
        return _page(request, opened)
    return _answered(request, opened, token)


def _answered(request: ActorRequest, opened: Opened, token: str) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, opened, problem=str(next(iter(form.errors.values()))[0]))
    told = form.cleaned_data
    given = Answer(said(request, "verb"), told["reason"], told["number"], told["amount"])
    try:
        made = answer_by_link(
            by=opened.actor,
            now=timezone.now(),
            token=token,
            answer=given,
            revision=revision_of(request),
        )
    except REFUSALS as refusal:
        return _page(request, opened, problem=str(refusal))
    context = {"held": made, "state": state_of(made.state), **_trail()}
    return _private(render(request, "requests/by_link_done.html", context))


def _page(request: ActorRequest, opened: Opened, *, problem: str = "") -> HttpResponse:
    held = opened.request
    context = {
        "held": held,
        "state": state_of(held.state),
        "where": where_words(held),
        "referent": opened.actor.name,
        "expires": timezone.localdate(opened.link.expires_at),
        "answers": _answers(held),
        "cost": amount(held.cost),
        "asked_amount": amount(held.asked_amount),
        "facts": facts_in_words(held),
        "messages_of": thread_of(held),
        "documents": documents_of(held),
        "problem": problem,
        "typed": request.POST,
        "chosen": said(request, "verb"),
        "invented": INVENTED if held.is_demonstration else "",
        **_trail(),
    }
    status = CONFLICT if problem else 200
    return _private(render(request, "requests/by_link.html", context, status=status))


def _answers(held: ServiceRequest) -> list[tuple[str, str]]:
    """The answers that are possible in this state, in the order of the workflow."""
    steps = workflow().from_state(held.state)
    return [(step.verb, step.label) for step in steps if step.verb in ANSWERS]


def _trail() -> dict[str, object]:
    return {"breadcrumb": [(_("Répondre à une sollicitation"), "")]}


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes nowhere else, and is kept nowhere."""
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
