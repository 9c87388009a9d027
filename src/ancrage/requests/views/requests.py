"""One request: what is asked, where it stands, the thread, the files, what may be done."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.catalogue.queries import vocabulary
from ancrage.files.limits import limits_at
from ancrage.files.responses import file_response
from ancrage.files.rules.words import accepted_in_words, accepted_suffixes
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import names_of
from ancrage.requests.access import Access
from ancrage.requests.actions.links import revoke_links
from ancrage.requests.actions.parts import RequestRefusedError
from ancrage.requests.actions.steps import STEPS
from ancrage.requests.actions.thread import (
    attach_document,
    detach_document,
    write_message,
    write_note,
)
from ancrage.requests.answers import answered
from ancrage.requests.definitions import delays_at, state_of
from ancrage.requests.forms import AnswerForm
from ancrage.requests.models import Document, Message, ServiceRequest
from ancrage.requests.queries.judging import as_value
from ancrage.requests.queries.links import live_links
from ancrage.requests.queries.referents import answering
from ancrage.requests.queries.requests import documents_of, notes_of, thread_of
from ancrage.requests.rules.deadlines import WAITS_FOR
from ancrage.requests.views.common import (
    CONFLICT,
    attempt,
    full_or_404,
    request_or_404,
    revision_of,
    said,
    trail,
)
from ancrage.requests.words import INVENTED, amount, offered, timeline, where_words
from ancrage.ui.links import link


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """The page of a request."""
    return request_page(request, request_or_404(request, code))


def request_page(
    request: ActorRequest, held: ServiceRequest, *, problem: str = "", about: str = ""
) -> HttpResponse:
    """The page, with what was refused when something was: `about` says which of its forms."""
    access = Access(request.actor, held)
    today = timezone.localdate()
    context = {
        "held": held,
        "access": access,
        "state": state_of(held.state),
        "where": where_words(held),
        "is_late": held.state in WAITS_FOR and held.is_late(today),
        "waits_for": dict(Message.SIDES).get(WAITS_FOR.get(held.state, ""), ""),
        "amounts": _amounts(held),
        "timeline": list(timeline(held)),
        "steps": offered(access, today=today),
        "delays": delays_at(held.sent_on or today),
        "invented": INVENTED if held.is_demonstration else "",
        "problem": problem,
        "about": about,
        "typed": request.POST if problem else {},
        "breadcrumb": trail(request, held.code),
    }
    if not access.is_outline:
        context |= _private(access)
    return render(request, "requests/request.html", context, status=CONFLICT if problem else 200)


def _amounts(held: ServiceRequest) -> list[tuple[str, str]]:
    """What it costs, what is asked, and once it is granted, what is."""
    told = [
        (_("Dépense prévue"), amount(held.cost)),
        (_("Montant demandé"), amount(held.asked_amount)),
    ]
    if held.outcome == "granted":
        told.append((_("Montant accordé"), amount(held.granted_amount)))
    return told


def _private(access: Access) -> Mapping[str, Any]:
    """What only those who read it in full see."""
    held, today = access.request, timezone.localdate()
    messages, documents = thread_of(held), documents_of(held)
    notes = notes_of(held) if access.reads_notes else []
    authors = {held.author, *(m.author for m in messages), *(n.author for n in notes)}
    return {
        "names": names_of(authors - {""}),
        "facts": facts_in_words(held),
        "findings": held.verdict,
        "messages_of": messages,
        "notes": notes,
        "documents": documents,
        "answering": answering(held, on=today) if not held.is_draft else None,
        "may_write": access.may("requests.write") and held.state not in {"draft", "closed"},
        "may_attach": access.may("requests.attach") and held.state != "closed",
        "may_note": access.may("requests.note"),
        "may_revoke": access.may("requests.revoke_links"),
        "links": live_links(held, now=timezone.now()),
        "accepted": accepted_in_words(limits_at(today)),
        "suffixes": accepted_suffixes(),
    }


def facts_in_words(held: ServiceRequest) -> list[tuple[str, str]]:
    """What is known, in words."""
    known = vocabulary()
    return [
        (known[code].label, known[code].written(as_value(known[code], value)))
        for code, value in held.facts.items()
        if code in known
    ]


def step_view(verb: str) -> Callable[..., HttpResponse]:
    """The address of one step of the workflow: POST makes it, or says why not."""

    @require_POST
    def step(request: ActorRequest, code: str) -> HttpResponse:
        held = full_or_404(request, code)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            told = next(iter(form.errors.values()))[0]
            return request_page(request, held, problem=str(told), about=verb)
        more = answered(verb, form.cleaned_data) | {"revision": revision_of(request)}
        return attempt(
            lambda: STEPS[verb](by=request.actor, now=timezone.now(), request=held, **more),
            done=lambda: link(request, "request", code),
            refused=lambda told: request_page(request, held, problem=told, about=verb),
        )

    return step


@require_POST
def write(request: ActorRequest, code: str) -> HttpResponse:
    """Write to the other side."""
    held = full_or_404(request, code)
    text = said(request, "text")
    return attempt(
        lambda: write_message(by=request.actor, now=timezone.now(), request=held, text=text),
        done=lambda: link(request, "request", code) + "#echanges",
        refused=lambda told: request_page(request, held, problem=told, about="write"),
    )


@require_POST
def note(request: ActorRequest, code: str) -> HttpResponse:
    """Note something for one's own operator."""
    held = full_or_404(request, code)
    text = said(request, "text")
    return attempt(
        lambda: write_note(by=request.actor, now=timezone.now(), request=held, text=text),
        done=lambda: link(request, "request", code) + "#notes",
        refused=lambda told: request_page(request, held, problem=told, about="note"),
    )


@require_POST
def attach(request: ActorRequest, code: str) -> HttpResponse:
    """Join a file."""
    held = full_or_404(request, code)

    def act() -> None:
        given = request.FILES.get("file")
        if given is None:
            raise RequestRefusedError(_("Choisissez d’abord un fichier."))
        attach_document(
            by=request.actor,
            now=timezone.now(),
            request=held,
            name=given.name or "",
            content=given.read(),
        )

    return attempt(
        act,
        done=lambda: link(request, "request", code) + "#pieces",
        refused=lambda told: request_page(request, held, problem=told, about="attach"),
    )


@require_POST
def detach(request: ActorRequest, code: str, piece: int) -> HttpResponse:
    """Take a file out."""
    held = full_or_404(request, code)
    document = document_or_404(held, piece)
    return attempt(
        lambda: detach_document(by=request.actor, now=timezone.now(), document=document),
        done=lambda: link(request, "request", code) + "#pieces",
        refused=lambda told: request_page(request, held, problem=told, about="attach"),
    )


@require_GET
def document(request: ActorRequest, code: str, piece: int) -> HttpResponse:
    """A file of a request, for those who read it in full."""
    return file_response(document_or_404(full_or_404(request, code), piece).file)


def document_or_404(held: ServiceRequest, piece: int) -> Document:
    """A file of a request by its number."""
    found = held.documents.select_related("file__content").filter(pk=piece).first()
    if found is None:
        raise Http404(_("Cette pièce n’existe pas."))
    found.request = held
    return found


@require_POST
def revoke(request: ActorRequest, code: str) -> HttpResponse:
    """Close the signed links of a request."""
    held = full_or_404(request, code)
    return attempt(
        lambda: revoke_links(by=request.actor, now=timezone.now(), request=held),
        done=lambda: link(request, "request", code) + "#liens",
        refused=lambda told: request_page(request, held, problem=told, about="revoke"),
    )
