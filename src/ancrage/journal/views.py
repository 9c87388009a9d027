"""The journal's pages: what was done, by whom, and how to check it."""

import datetime as dt
from pathlib import Path
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.journal import checker as checking
from ancrage.journal.export import export_lines
from ancrage.journal.policy import rights
from ancrage.journal.queries import Asked, head, narrowed, shown_to, visible_to
from ancrage.kernel.rights import Actor
from ancrage.ui.links import link

PAGE_SIZE = 50


def journal(request: HttpRequest) -> HttpResponse:
    """The entries that the reader may see, newest first, narrowed as it is asked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    names = ("action", "objet", "auteur", "depuis", "jusqu", "lieu")
    asked = {name: request.GET.get(name, "").replace("\x00", "").strip() for name in names}
    entries = narrowed(
        visible_to(actor).order_by("-number"),
        Asked(
            action=asked["action"],
            reference=asked["objet"],
            author=asked["auteur"],
            since=_day(asked["depuis"]),
            until=_day(asked["jusqu"]),
            place=asked["lieu"],
        ),
    )
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    number, last = head()
    context = {
        "page": page,
        "entries": shown_to(actor, page.object_list),
        "asked": asked,
        "is_narrowed": any(asked.values()),
        "query": urlencode(asked),
        "commands": sorted((r.label, r.action) for r in rights().rights.values() if r.writes),
        "head_number": number,
        "head_hash": last,
        "may_export": rights().decide(actor, "journal.export") is not None,
        "breadcrumb": [(_("Journal"), "")],
    }
    return render(request, "journal/journal.html", context)


def _day(told: str) -> dt.date | None:
    """A day as forms send it; what is no day, or has no next one, narrows nothing."""
    try:
        day = dt.date.fromisoformat(told)
    except ValueError:
        return None
    return day if dt.date.min < day < dt.date.max else None


def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry: what changed, and what chains it to the one before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = visible_to(actor).filter(pk=number).first()
    if found is None:
        raise Http404
    context = {
        "shown": shown_to(actor, [found])[0],
        "breadcrumb": [(_("Journal"), link(request, "journal")), (str(number), "")],
    }
    return render(request, "journal/entry.html", context)


def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole chain as JSON lines, without personal data nor what is private."""
    lines = export_lines(with_private=False, with_personal=False)
    response = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="journal.jsonl"'
    return response


def checker(request: HttpRequest) -> HttpResponse:
    """The script that checks an export, to be kept and run elsewhere."""
    text = Path(checking.__file__).read_text(encoding="utf-8")
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verifier_journal.py"'
    return response
