"""The page of a territory's roadmap, its map, its writing, the reports that are asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ancrage.geography import queries as geography
from ancrage.geography.models import Territory
from ancrage.journal.policy import may
from ancrage.kernel.rights import Where
from ancrage.matching.queries.diagnosis import Diagnosis, diagnosis_of
from ancrage.matching.queries.places import scope_of
from ancrage.people.middleware import ActorRequest
from ancrage.roadmaps.access import roadmap_where
from ancrage.roadmaps.actions.following import REPORTED, call_reports
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.actions.roadmaps import write_roadmap
from ancrage.roadmaps.definitions import indicator_units, words
from ancrage.roadmaps.models import Roadmap
from ancrage.roadmaps.portfolio_table import (
    INVENTED,
    INVENTED_SOURCE,
    KEPT,
    PUBLIC_SOURCE,
    SOURCE,
)
from ancrage.roadmaps.queries.roadmap import Money, RoadmapSheets, like_sheets, roadmap_sheets
from ancrage.roadmaps.queries.sheets import find_roadmap
from ancrage.roadmaps.roadmap_forms import CallForm, RoadmapForm
from ancrage.roadmaps.roadmap_page import Land, land_of, list_url, roadmap_map, roadmap_timeline
from ancrage.ui.formats import french_date, number
from ancrage.ui.links import link
from ancrage.ui.maps import MapFigure, download

UNFIT, CONFLICT = 422, 409
WRITE, CALL, START, IMPORT = (
    "roadmaps.write_roadmap",
    "roadmaps.call_reports",
    "roadmaps.start",
    "roadmaps.import",
)


@dataclass(frozen=True)
class Subject:
    """The territory of an address, its scope code, what its roadmap touches."""

    territory: Territory
    scope: str

    def where(self, regions: Iterable[str] = ()) -> Where:
        """What its roadmap touches, in the regions of its members."""
        held = frozenset({self.territory.region_id, *regions})
        return Where(territories=frozenset({self.scope}), regions=held)

    def url(self, request: ActorRequest, name: str = "roadmap", **query: object) -> str:
        return link(request, name, self.territory.version_id, self.territory.code, **query)

    def trail(self, request: ActorRequest) -> list[tuple[str, str]]:
        version = self.territory.version
        page = link(request, "territory", version.code, self.territory.code)
        return [
            (version.marked_name, link(request, "territories", liste=version.code)),
            (self.territory.name, page),
        ]


def subject_or_404(version: str, code: str) -> Subject:
    """The territory of a programme that an address names."""
    territory = geography.find_territory(version=version, code=code)
    scope = scope_of(territory) if territory else ""
    if territory is None or not scope:
        raise Http404(_("Aucun territoire d’un programme ne porte ces codes."))
    return Subject(territory, scope)


def read(request: ActorRequest, subject: Subject) -> tuple[Diagnosis, RoadmapSheets]:
    """The diagnosis of a territory and its sheets, as their reader may read them."""
    today = timezone.localdate()
    diagnosis = diagnosis_of(subject.territory, actor=request.actor, day=today)
    where = subject.where(diagnosis.row.regions)
    return diagnosis, roadmap_sheets(request.actor, subject.scope, where, today=today)


def read_sheets(request: ActorRequest, subject: Subject) -> RoadmapSheets:
    """The sheets alone, for what shows nothing else. Three queries."""
    begun = find_roadmap(subject.scope)
    where = subject.where(begun.region_codes if begun else ())
    return roadmap_sheets(request.actor, subject.scope, where, today=timezone.localdate())


def source_of(held: RoadmapSheets) -> str:
    """Where what is shown of a roadmap comes from."""
    if held.roadmap and held.roadmap.is_demonstration:
        return INVENTED_SOURCE
    return PUBLIC_SOURCE if held.lens.is_published else SOURCE


@require_GET
def show(request: ActorRequest, version: str, code: str) -> HttpResponse:
    """The roadmap as its reader may read it."""
    subject = subject_or_404(version, code)
    today = timezone.localdate()
    diagnosis, held = read(request, subject)
    source = source_of(held)
    land = land_of(held, diagnosis.row)
    where = subject.where(diagnosis.row.regions)
    asked = request.GET.get("demandes", "")
    context = {
        "territory": subject.territory,
        "held": held,
        "roadmap": held.roadmap,
        "diagnosis": diagnosis,
        "whole": held.totals[-1] if held.totals else None,
        "totals": _total_links(request, held, subject.scope),
        "financers": _money_links(request, held, subject.scope, "financeur", held.by_financer),
        "years": _money_links(request, held, subject.scope, "budget", held.by_year),
        "needs": words("needs"),
        "map": _map(request, subject, land, source) if held.sheets else None,
        "places": list(land.places()),
        "list_url": list_url(request, held, subject.scope),
        "at_risk_url": list_url(request, held, subject.scope, etat=KEPT, suivi="risque"),
        "source": source,
        "as_of": french_date(today),
        "placeless_url": list_url(request, held, subject.scope, etat=KEPT, lieu="sans"),
        "timeline": roadmap_timeline(request, held, source=source, today=today),
        "alike": _alike(diagnosis),
        "alike_names": diagnosis.alike,
        "invented": INVENTED if source == INVENTED_SOURCE else "",
        "called": int(asked) if asked.isdecimal() and len(asked) < 6 else None,
        "may_write": may(request.actor, WRITE, where),
        "may_call": held.roadmap is not None and may(request.actor, CALL, where),
        "may_start": may(request.actor, START, where),
        "may_import": may(request.actor, IMPORT, where),
        "breadcrumb": [*subject.trail(request), (_("Feuille de route"), "")],
    }
    return render(request, "roadmaps/roadmap.html", context)


def _map(request: ActorRequest, subject: Subject, land: Land, source: str) -> MapFigure:
    is_simulated = subject.territory.version.is_simulated
    return roadmap_map(
        request, land, source=source, today=timezone.localdate(), simulated=is_simulated
    )


def _total_links(request: ActorRequest, held: RoadmapSheets, scope: str) -> list[Any]:
    """Each total with the list that makes it."""
    found = []
    for total in held.totals:
        need = {"besoin": total.code} if total.code in words("needs") else {}
        is_told = bool(need) or total is held.totals[-1]
        found.append((total, list_url(request, held, scope, etat=KEPT, **need) if is_told else ""))
    return found


def _money_links(
    request: ActorRequest, held: RoadmapSheets, scope: str, key: str, rows: Sequence[Money]
) -> list[tuple[Money, str]]:
    """Each line of money with the list of its sheets."""
    return [(one, list_url(request, held, scope, etat=KEPT, **{key: one.name})) for one in rows]


def _alike(diagnosis: Diagnosis) -> list[Any]:
    """What like territories do for each need: (need, sheets with their results in words)."""
    programme = diagnosis.scope.partition(":")[0]
    found = like_sheets([f"{programme}:{row.code}" for row in diagnosis.alike])
    return [
        (need, [(one, [_result(row) for row in one.results]) for one in found.get(code, [])])
        for code, need in words("needs").items()
    ]


def _result(row: Mapping[str, str]) -> dict[str, str]:
    code = row.get("indicator", "")
    return {
        "label": words("indicators").get(code, row.get("label", "")),
        "unit": row.get("unit") or indicator_units().get(code, ""),
        "observed": row["observed"],
        "target": row.get("target", ""),
    }


@require_GET
def map_file(request: ActorRequest, version: str, code: str, kind: str) -> HttpResponse:
    """The map as a file."""
    subject = subject_or_404(version, code)
    diagnosis, held = read(request, subject)
    land = land_of(held, diagnosis.row)
    drawn = _map(request, subject, land, source_of(held))
    return download(drawn, kind=kind, filename=f"feuille-de-route-{subject.territory.code}")


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ActorRequest, version: str, code: str) -> HttpResponse:
    """Write the strategy and the axes; what somebody else wrote meanwhile is shown beside."""
    subject = subject_or_404(version, code)
    held = find_roadmap(subject.scope)
    where = roadmap_where(held) if held else subject.where()
    if not may(request.actor, WRITE, where):
        raise Http404
    initial = {"strategy": held.strategy, "revision": held.revision} if held else {"revision": 0}
    form = RoadmapForm(request.POST.dict() or None, axes=held.axes if held else (), initial=initial)
    status, theirs = 200, None
    if form.is_bound:
        status = UNFIT
        if form.is_valid():
            try:
                write_roadmap(
                    by=request.actor,
                    now=timezone.now(),
                    scope=subject.scope,
                    revision=form.cleaned_data["revision"],
                    strategy=form.cleaned_data["strategy"],
                    axes=form.axes,
                )
                return redirect(subject.url(request))
            except SheetRefusedError as refusal:
                form.add_error(None, str(refusal))
                status, theirs = CONFLICT, _theirs(form, held)
    context = {
        "form": form,
        "theirs": theirs,
        "territory": subject.territory,
        "back": subject.url(request),
        "breadcrumb": [
            *subject.trail(request),
            (_("Feuille de route"), subject.url(request)),
            (_("Écrire la stratégie et les axes"), ""),
        ],
    }
    return render(request, "roadmaps/roadmap_write.html", context, status=status)


def _theirs(form: RoadmapForm, held: Roadmap | None) -> Roadmap | None:
    """What was saved meanwhile; the form then writes over it, since it was seen."""
    if held is None or form.cleaned_data["revision"] == held.revision:
        return None
    form.data = {**form.data, "revision": str(held.revision)}
    return held


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: ActorRequest, version: str, code: str) -> HttpResponse:
    """Ask for a report on each action under way, before a committee."""
    subject = subject_or_404(version, code)
    held = find_roadmap(subject.scope)
    if held is None or not may(request.actor, CALL, roadmap_where(held)):
        raise Http404
    form, status = CallForm(request.POST or None, today=timezone.localdate()), 200
    if form.is_bound:
        status = UNFIT
        if form.is_valid():
            try:
                count = call_reports(
                    by=request.actor,
                    now=timezone.now(),
                    roadmap=held,
                    committee_on=form.cleaned_data["committee_on"],
                )
                return redirect(subject.url(request, demandes=count))
            except SheetRefusedError as refusal:
                form.add_error("committee_on", str(refusal))
                status = CONFLICT
    title = _("Demander les points d’avancement")
    trail = [*subject.trail(request), (_("Feuille de route"), subject.url(request)), (title, "")]
    count = held.sheets.filter(state__in=REPORTED, deleted_at=None).count()
    context = {
        "form": form,
        "title": title,
        "facts": [
            (_("Territoire"), held.territory_name),
            (_("Actions à suivre"), number(count)),
        ],
        "submit": _("Demander"),
        "back": subject.url(request),
        "breadcrumb": trail,
    }
    return render(request, "people/form.html", context, status=status)
