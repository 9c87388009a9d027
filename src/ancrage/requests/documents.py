"""Requests as the API and the command line give them: no internal note, no link."""

from typing import Any

from ancrage.kernel.rights import Actor
from ancrage.people.queries import names_of
from ancrage.requests.access import Access
from ancrage.requests.definitions import state_of
from ancrage.requests.models import Document, ServiceRequest
from ancrage.requests.queries.outcomes import OutcomeRow
from ancrage.requests.queries.requests import documents_of, thread_of
from ancrage.requests.rules.outcomes import PLACES, Tally

PLAIN = (
    *("code", "state", "outcome", "measure", "measure_name", "basket", "operator"),
    *("operator_name", "programme", "territory", "territory_name", "place", "commune"),
    *("asked_by", "cost", "asked_amount", "granted_amount", "sent_on", "acknowledged_on"),
    *("decided_on", "delivered_on", "due", "revision", "origin", "is_demonstration"),
)
PRIVATE = ("company_name", "siret", "number")
DETAILS = ("purpose", "reason", "facts", "verdict")


def request_document(request: ServiceRequest, actor: Actor) -> dict[str, Any]:
    """A request in a list, as much as somebody may see of it."""
    is_outline = Access(actor, request).is_outline
    return {
        **{name: getattr(request, name) for name in PLAIN},
        **{name: None if is_outline else getattr(request, name) for name in PRIVATE},
        "state_label": state_of(request.state).label,
        "regions": sorted(request.region_codes),
        "is_outline": is_outline,
    }


def detail_document(request: ServiceRequest, actor: Actor) -> dict[str, Any]:
    """A request in full, with its thread and its files."""
    told = request_document(request, actor)
    is_outline = told["is_outline"]
    return {
        **told,
        **{name: None if is_outline else getattr(request, name) for name in DETAILS},
        "wanted_on": request.wanted_on,
        "judged_on": request.judged_on,
        "messages": None if is_outline else _messages(request),
        "documents": None if is_outline else [file_document(d) for d in documents_of(request)],
    }


def _messages(request: ServiceRequest) -> list[dict[str, Any]]:
    held = thread_of(request)
    names = names_of({message.author for message in held} - {""})
    return [
        {
            "side": message.side,
            "author": names.get(message.author, ""),
            "written_at": message.written_at,
            "text": message.text,
        }
        for message in held
    ]


def file_document(document: Document) -> dict[str, Any]:
    """A file joined to a request, without its content."""
    file = document.file
    return {
        "id": document.pk,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "side": document.side,
    }


def tally_document(told: Tally) -> dict[str, Any]:
    """Counts and delays."""
    return {
        "asked": told.asked,
        "granted": told.granted,
        "delivered": told.delivered,
        "refused": told.refused,
        "withdrawn": told.withdrawn,
        "pending": told.pending,
        "n": told.timed,
        "undated": told.undated,
        "median": told.median,
        "ninetieth": told.ninetieth,
        "oldest_pending": told.oldest,
    }


def outcome_document(row: OutcomeRow) -> dict[str, Any]:
    """The counts of one operator's measure."""
    return {
        "operator": row.operator,
        "operator_name": row.operator_name,
        "measure": row.measure,
        "measure_name": row.measure_name,
        "whole": tally_document(row.whole),
        **{place: tally_document(row.tallies[place]) for place in PLACES},
    }
