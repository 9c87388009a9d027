"""Writing a sheet: the whole form, and its autosave, which sends what changed as JSON.

Nothing typed is lost: what is understood is written, what is not stays on the form with its
fault, and where two people wrote in one place both texts are shown until somebody chooses.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.people.middleware import ActorRequest
from ancrage.roadmaps.actions.writing import Written, write_sheet
from ancrage.roadmaps.definitions import form, words
from ancrage.roadmaps.forms import (
    REMOVE,
    SheetForm,
    ShownConflict,
    Typed,
    apart,
    blank_key,
    chosen,
    field_at,
    fresh,
    posted,
    shown_conflicts,
    typed_anew,
)
from ancrage.roadmaps.queries.pages import Opened, by_field
from ancrage.roadmaps.queries.registers import (
    names_in,
    offered_on,
    reader_for,
    territory_names,
)
from ancrage.roadmaps.queries.sheets import content_at
from ancrage.roadmaps.rules.content import Content
from ancrage.roadmaps.rules.guards import missing
from ancrage.roadmaps.rules.written import Labels
from ancrage.roadmaps.shown import VOCABULARIES, labels_with
from ancrage.roadmaps.views.common import (
    BAD,
    CONFLICT,
    REFUSALS,
    clock,
    number_in,
    sheet_step,
    trail,
    written_or_404,
)
from ancrage.roadmaps.views.sheets import CLOSED, missing_fields
from ancrage.ui.links import link

UNREAD = gettext_lazy("Cette page est trop ancienne : rechargez-la.")


@dataclass
class Editing:
    """One edition of a sheet: over what is kept, what was typed and is not written yet."""

    request: ActorRequest
    held: Opened
    typed: Mapping[str, Typed] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    conflicts: Mapping[str, ShownConflict] = field(default_factory=dict)
    problem: str = ""
    status: int = 200

    @property
    def sheet_form(self) -> SheetForm:
        sheet = self.held.sheet
        offers = offered_on(self.held.day)
        return SheetForm(
            content=sheet.content,
            labels=form_labels([sheet.content], self.held, offers),
            vocabularies={name: words(name) for name in VOCABULARIES} | offers,
            typed=self.typed,
            faults=self.faults,
            conflicts=self.conflicts,
            remarks=by_field(self.held.comments),
            cells=sheet.cells,
            blank=blank_key(sheet.code, sheet.revision, self.request.actor.reference),
        )


def form_labels(
    contents: Iterable[Content], held: Opened, offers: Mapping[str, Mapping[str, str]]
) -> Labels:
    """The labels of what contents name."""
    return labels_with({**names_in(contents, day=held.day), **offers})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ActorRequest, code: str) -> HttpResponse:
    """The form of a sheet; posted whole where the autosave does not run."""
    held = written_or_404(request, code)
    if held.sheet.state in CLOSED:
        return redirect(link(request, "sheet", code))
    if request.method != "POST":
        return _page(Editing(request, held))
    return _written(Editing(request, held))


def _written(editing: Editing) -> HttpResponse:
    request, held = editing.request, editing.held
    told, revision = posted(request.POST), number_in(request, "revision")
    try:
        base = content_at(held.sheet, revision)
    except LookupError:
        return _refused(editing, told, str(UNREAD))
    labels = form_labels([held.sheet.content, base], held, offered_on(held.day))
    removed = request.POST.getlist(REMOVE)
    anew = typed_anew(told, base=base, labels=labels, removed=removed)
    kept, left = chosen(anew, request.POST, base=base, labels=labels)
    good, faults = apart(reader_for(held.sheet.scope, day=held.day), kept)
    try:
        done = _write(editing, revision, good)
    except REFUSALS as refusal:
        return _refused(editing, told, str(refusal))
    held.sheet = done.sheet
    editing.conflicts = shown_conflicts([*done.conflicts, *left], anew, labels)
    editing.faults = faults
    editing.typed = {path: anew[path] for path in (*faults, *editing.conflicts)}
    if not editing.typed:
        name = "sheet" if "finish" in request.POST else "sheet_edit"
        return redirect(link(request, name, held.sheet.code))
    editing.status = CONFLICT if editing.conflicts else BAD
    return _page(editing)


def _write(editing: Editing, revision: int, values: Mapping[str, Typed]) -> Written:
    return write_sheet(
        by=editing.request.actor,
        now=timezone.now(),
        sheet=editing.held.sheet,
        revision=revision,
        values=values,
    )


def _refused(editing: Editing, told: Mapping[str, Typed], problem: str) -> HttpResponse:
    """The form again, with all that was typed."""
    editing.typed, editing.problem, editing.status = told, problem, CONFLICT
    return _page(editing)


def _page(editing: Editing) -> HttpResponse:
    request, held = editing.request, editing.held
    sheet = held.sheet
    context = {
        "sheet": sheet,
        "sections": editing.sheet_form.sections(),
        "missing": missing_fields(missing(form(), sheet.content)),
        "axes": sheet.roadmap.axes,
        "places": ", ".join(sorted(territory_names(sheet.scope).values())),
        "drafts": f"{sheet.code}:{request.actor.reference}",
        "has_faults": bool(editing.faults),
        "has_conflicts": bool(editing.conflicts),
        "problem": editing.problem,
        "breadcrumb": trail(request, sheet_step(request, held), _("Écrire")),
    }
    return render(request, "roadmaps/edit.html", context, status=editing.status)


@require_POST
def save(request: ActorRequest, code: str) -> HttpResponse:
    """Write what the page sends on its own: {"revision": 3, "values": {"title": "…"}}."""
    held = written_or_404(request, code)
    sent = _document(request)
    if sent is None:
        return JsonResponse({"problem": _("Cet envoi n’est pas lisible.")}, status=400)
    revision, told = sent
    try:
        base = content_at(held.sheet, revision)
    except LookupError:
        return JsonResponse({"problem": str(UNREAD)}, status=CONFLICT)
    good, faults = apart(reader_for(held.sheet.scope, day=held.day), told)
    try:
        done = _write(Editing(request, held), revision, good)
    except REFUSALS as refusal:
        return JsonResponse({"problem": str(refusal)}, status=CONFLICT)
    return JsonResponse(_answer(request, held, done, base, told, faults))


def _answer(
    request: ActorRequest,
    held: Opened,
    done: Written,
    base: Content,
    told: Mapping[str, Typed],
    faults: Mapping[str, str],
) -> dict[str, object]:
    """What became of each path, what others wrote, what the committee still lacks."""
    content = done.sheet.content
    labels = form_labels([content, base], held, offered_on(held.day))
    conflicts = shown_conflicts(done.conflicts, told, labels)
    lacking = {"missing": missing_fields(missing(form(), content))}
    return {
        "revision": done.sheet.revision,
        "at": clock(timezone.now()),
        "saved": [path for path in told if path not in faults and path not in conflicts],
        "faults": dict(faults),
        "conflicts": {
            path: {
                "html": render_to_string("roadmaps/parts/conflict.html", {"conflict": one}),
                "theirs": one.typed_theirs,
                "both": one.typed_both,
            }
            for path, one in conflicts.items()
        },
        "fresh": dict(fresh(before=base, after=content, but=told, labels=labels)),
        "missing": render_to_string("roadmaps/parts/missing.html", lacking, request),
    }


def _document(request: ActorRequest) -> tuple[int, dict[str, Typed]] | None:
    """The revision and the values by path; None when what is sent is something else."""
    try:
        sent = json.loads(request.body)
        revision, values = sent["revision"], sent["values"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(revision, int) or not isinstance(values, dict):
        return None
    told = {path: _cleaned(value) for path, value in values.items() if field_at(path)}
    return revision, {path: value for path, value in told.items() if value is not None}


def _cleaned(value: object) -> Typed | None:
    if isinstance(value, str):
        return value.replace("\x00", "").replace("\r\n", "\n")
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [one.replace("\x00", "") for one in value]
    return None
