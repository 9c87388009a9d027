"""The page of an amendment."""

from itertools import zip_longest

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.adaptation.figures import effects_of
from ancrage.adaptation.maps import MapTexts, before_and_after
from ancrage.adaptation.models import Amendment, DecisionRecord
from ancrage.adaptation.places import where_asked
from ancrage.adaptation.queries.amendments import (
    awaits,
    objections_in,
    open_to,
    visible_to,
)
from ancrage.adaptation.queries.roles import roles_to_reassign
from ancrage.adaptation.rules.workflow import Transition
from ancrage.adaptation.sheet import Sheet
from ancrage.adaptation.tables import changes_table
from ancrage.adaptation.timeline import knows_names, timeline
from ancrage.adaptation.views.common import amendment_or_404, simulated, trail
from ancrage.adaptation.words import Speaker
from ancrage.adaptation.workflow import state_of
from ancrage.files.responses import file_response
from ancrage.journal.policy import may, rights
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link
from ancrage.ui.maps import MapFigure, download

EDIT = "edit"
FORMS = {"approve": "amendment_decide", "reject": "amendment_decide"}
"""The address of the page where a verb is confirmed, when it is not its own."""


def amendment(request: ActorRequest, code: str) -> HttpResponse:
    """Where it stands, what it changes, what that costs, who decided, what can be done."""
    found = amendment_or_404(request, code)
    sheet = Sheet(found)
    table = changes_table(request, sheet.change, Speaker(sheet.country))
    ways = open_to(request.actor, found)
    told, lines = knows_names(request.actor, found), timeline(request.actor, found)
    effects = effects_of(sheet) if found.moves else None
    context = {
        "amendment": found,
        "sheet": sheet,
        "state": state_of(found.state),
        "is_awaited": awaits(request.actor, found),
        "may_edit": any(way.verb.code == EDIT for way in ways),
        "buttons": _buttons(request, found, ways),
        "lines": lines,
        "effects": effects,
        "changes": list(zip_longest(sheet.said, effects.steps if effects else ())),
        "table": table,
        "maps": maps_of(sheet, table_id=table.element_id),
        "others": [r for r in found.regions.all() if r.code != found.region_id],
        "objections": objections_in(found, [line.step for line in lines]),
        "roles": roles_to_reassign(found, sheet.change, on=request.as_at.date, with_names=told),
        "tells_names": told,
        "may_copy": _may_copy(request, found),
        "followed_by": visible_to(request.actor).filter(follows=found) if found.result_id else (),
        "journal_url": _journal_url(request, found),
        "simulated": simulated(found),
        "breadcrumb": trail(request, None, found.title),
    }
    return table.response() or render(request, "adaptation/amendment.html", context)


def _buttons(
    request: ActorRequest, found: Amendment, ways: list[Transition]
) -> list[tuple[str, str]]:
    """(label, address) of the pages where each step is confirmed; both opinions have one page."""
    shown: dict[str, str] = {}
    for verb in (way.verb for way in ways if way.verb.code != EDIT):
        url = link(request, FORMS.get(verb.code, f"amendment_{verb.code}"), found.code)
        told = _("Consigner la décision du comité régional") if verb.code in FORMS else verb.label
        shown.setdefault(url, told)
    return [(label, url) for url, label in shown.items()]


def _may_copy(request: ActorRequest, found: Amendment) -> bool:
    """Whether what was turned down may serve as the start of another."""
    if found.result_id or not state_of(found.state).final:
        return False
    return may(request.actor, "adaptation.draft", where_asked(found, "adaptation.draft"))


def _journal_url(request: ActorRequest, found: Amendment) -> str:
    """Its entries, for who reads the journal."""
    if not found.was_submitted or not rights().may_enter(request.actor, "journal.read"):
        return ""
    return link(request, "journal", objet=found.code)


def maps_of(sheet: Sheet, *, table_id: str = "") -> tuple[MapFigure, MapFigure] | None:
    """Before and after; None when there is nothing to draw."""
    code = sheet.amendment.code
    urls = (link(None, "amendment_map", code, side, "svg") for side in SIDES)
    texts = MapTexts(
        version=sheet.amendment.base,
        titles=(
            _("Avant : %(title)s") % {"title": sheet.amendment.title},
            _("Après : %(title)s") % {"title": sheet.amendment.title},
        ),
        urls=tuple(url.removesuffix(".svg") for url in urls),  # type: ignore[arg-type]
        table_id=table_id,
    )
    return before_and_after(country=sheet.country, change=sheet.change, texts=texts)


SIDES = ("avant", "apres")


def map_file(request: ActorRequest, code: str, side: str, kind: str) -> HttpResponse:
    """One of the two maps as a file."""
    found = maps_of(Sheet(amendment_or_404(request, code)))
    if found is None or side not in SIDES:
        raise Http404
    return download(found[SIDES.index(side)], kind=kind, filename=f"modification-{code}-{side}")


def record_file(request: ActorRequest, code: str, step: int) -> HttpResponse:
    """The signed record of a committee's decision, for those who work on the amendment."""
    found = amendment_or_404(request, code)
    if not knows_names(request.actor, found):
        raise Http404
    record = DecisionRecord.objects.filter(step=step, step__amendment=found).first()
    if record is None or record.file is None:
        raise Http404
    return file_response(record.file)
