"""What the requests hold about a person: what he asked, wrote, noted, and was sent."""

from typing import Any

from ancrage.requests.models import Message, Note, ServiceRequest, SignedLink


def requests_about(reference: str) -> dict[str, list[dict[str, Any]]]:
    """All of it, as JSON would."""
    asked = ServiceRequest.objects.filter(author=reference)
    messages = Message.objects.filter(author=reference).select_related("request")
    notes = Note.objects.filter(author=reference).select_related("request")
    links = SignedLink.objects.filter(person=reference).select_related("request")
    return {
        "requests": [{"code": r.code, "at": r.created_at.isoformat()} for r in asked],
        "messages": [
            {"request": m.request.code, "at": m.written_at.isoformat(), "text": m.text}
            for m in messages
        ],
        "notes": [
            {"request": n.request.code, "at": n.written_at.isoformat(), "text": n.text}
            for n in notes
        ],
        "links": [{"request": k.request.code, "at": k.made_at.isoformat()} for k in links],
    }
