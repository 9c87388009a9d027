"""Choosing a change, step by step: all that was chosen is in the address, until it is added."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ancrage.adaptation import actions
from ancrage.adaptation.figures import effects_of_move
from ancrage.adaptation.lists import codes_used
from ancrage.adaptation.maps import Change, MapTexts, before_and_after
from ancrage.adaptation.models import Amendment
from ancrage.adaptation.queries.amendments import open_to
from ancrage.adaptation.queries.towns import holders_of_commune
from ancrage.adaptation.rules.choosing import Asked, Chooser
from ancrage.adaptation.rules.moves import out_of_reach
from ancrage.adaptation.sheet import Sheet
from ancrage.adaptation.tables import changes_table
from ancrage.adaptation.views.common import amendment_or_404, revision_in, simulated, trail
from ancrage.adaptation.views.drafting import GET_POST, conflict
from ancrage.adaptation.words import KINDS, Speaker
from ancrage.people.middleware import ActorRequest
from ancrage.selection.engine.amending import Move, MoveRefused
from ancrage.selection.engine.applying import apply_move
from ancrage.ui.links import link


@require_http_methods(GET_POST)
def move(request: ActorRequest, code: str) -> HttpResponse:
    """Choose a change and see what it does (GET), then add it (POST)."""
    found = amendment_or_404(request, code)
    if not any(way.verb.code == "edit" for way in open_to(request.actor, found)):
        raise Http404
    sheet = Sheet(found)
    chooser = _chooser(request, sheet)
    made = chooser.move()
    if request.method == "POST" and made is not None:
        return _add(request, sheet, chooser, made)
    return _page(request, sheet, chooser, made)


def _chooser(request: ActorRequest, sheet: Sheet) -> Chooser:
    told = request.POST if request.method == "POST" else request.GET
    kind = told.get("genre", "")
    asked = Asked(
        kind=kind if kind in KINDS else "",
        territory=told.get("territoire", "").strip(),
        other=told.get("avec", "").strip(),
        members=tuple(told.getlist("membre")),
        name=" ".join(told.get("nom", "").split()),
        search=told.get("q", "").strip()[:100],
    )
    return Chooser(
        country=sheet.country,
        territories=sheet.stages[-1],
        region=sheet.amendment.region_id,
        used=frozenset(codes_used(sheet.amendment.programme_id)),
        asked=asked,
        towns=holders_of_commune(asked.search),
    )


def _add(request: ActorRequest, sheet: Sheet, chooser: Chooser, made: Move) -> HttpResponse:
    code = sheet.amendment.code
    try:
        actions.add_move(
            by=request.actor,
            now=timezone.now(),
            code=code,
            move=made,
            revision=revision_in(request),
        )
    except actions.StaleAmendmentError as stale:
        typed = Speaker(sheet.country).move(made, sheet.stages[-1])
        return conflict(request, stale.held, typed=typed)
    except (actions.AmendmentRefusedError, MoveRefused) as refusal:
        return _page(request, sheet, chooser, made, problem=str(refusal), status=422)
    return redirect(f"{link(request, 'amendment', code)}#changements")


def _page(
    request: ActorRequest,
    sheet: Sheet,
    chooser: Chooser,
    made: Move | None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    found, asked = sheet.amendment, chooser.asked
    context = {
        "amendment": found,
        "chooser": chooser,
        "asked": asked,
        "kinds": [(kind, *words) for kind, words in KINDS.items()],
        "kind_label": KINDS[asked.kind][0] if asked.kind else "",
        "kept": _kept(asked),
        "problem": problem,
        "simulated": simulated(found),
        "breadcrumb": trail(request, found, _("Ajouter un changement")),
    }
    if made is not None:
        context |= _shown(request, sheet, made, problem)
    return render(request, "adaptation/move.html", context, status=status)


def _kept(asked: Asked) -> list[tuple[str, str]]:
    """What was chosen, to be sent along."""
    told = [("genre", asked.kind), ("territoire", asked.territory), ("avec", asked.other)]
    return [(key, value) for key, value in told if value]


def _shown(request: ActorRequest, sheet: Sheet, made: Move, problem: str) -> dict[str, object]:
    """What a change does, or why it cannot be made."""
    before = sheet.stages[-1]
    said = Speaker(sheet.country).move(made, before)
    try:
        after = apply_move(country=sheet.country, territories=before, move=made)
    except MoveRefused as refusal:
        return {"said": said, "problem": problem or str(refusal)}
    told = out_of_reach(
        country=sheet.country,
        region=sheet.amendment.region_id,
        before=before,
        after=after,
        move=made,
    )
    if told:
        return {"said": said, "problem": problem or told}
    change = Change(before, after)
    table = changes_table(request, change, Speaker(sheet.country))
    return {
        "said": said,
        "is_ready": True,
        "effects": effects_of_move(sheet, before, after),
        "table": table,
        "maps": _maps(sheet.amendment, sheet, change, table.element_id),
    }


def _maps(found: Amendment, sheet: Sheet, change: Change, table_id: str) -> object:
    texts = MapTexts(
        version=found.base,
        titles=(_("Avant ce changement"), _("Après ce changement")),
        urls=("", ""),
        table_id=table_id,
    )
    return before_and_after(country=sheet.country, change=change, texts=texts)
