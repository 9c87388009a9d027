"""The public pages of a mission: all of them, one with its candidates, its grid."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.geography import queries as places
from ancrage.geography.measures import FigureBook
from ancrage.geography.models import Perimeter
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, ScopeKind, Where
from ancrage.mission.map_figures import candidates_map
from ancrage.mission.models import Candidate, Expert, Interest, Mission, Reading
from ancrage.mission.queries.candidates import visible_to
from ancrage.mission.queries.missions import (
    expert_of,
    experts_of,
    grid_of,
    missions,
)
from ancrage.mission.queries.overview import candidate_rows
from ancrage.mission.rules.use import read_use
from ancrage.mission.tables import candidates_table
from ancrage.mission.views.common import mission_or_404, trail
from ancrage.mission.words import discipline_words, state_of
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import names_of
from ancrage.selection.queries.summary import region_names
from ancrage.ui.maps import download

UNDECLARABLE = ("draft", "withdrawn", "inadmissible", "scored", "closed")


@dataclass(frozen=True, slots=True)
class Door:
    """Something that the reader may do from here. `count`: how many wait, if that is known."""

    label: str
    url_name: str
    count: int = 0


def index(request: ActorRequest) -> HttpResponse:
    """Every mission."""
    held = missions()
    seen = Q(candidates__state="draft")
    counted = Mission.objects.annotate(n=Count("candidates", filter=~seen))
    counts = dict(counted.values_list("pk", "n"))
    context = {
        "missions": [
            (m, state_of("mission", m.state), n) for m in held for n in (dict(counts)[m.pk],)
        ],
        "may_prepare": may(request.actor, "mission.prepare"),
        "breadcrumb": trail(request)[:1],
    }
    return render(request, "mission/missions.html", context)


def show(request: ActorRequest, code: str) -> HttpResponse:
    """One mission: what it is for, its rules, who may do what, its candidates."""
    mission = mission_or_404(code)
    rows = candidate_rows(list(visible_to(request.actor, mission)))
    table = candidates_table(
        request,
        mission=mission,
        rows=rows,
        regions=region_names(),
        book=FigureBook(places.figure_definitions()),
        country=places.country_totals().country,
    )
    file = table.response()
    if file:
        return file
    expert = expert_of(mission, request.actor)
    today = timezone.localdate()
    context = {
        "mission": mission,
        "state": state_of("mission", mission.state),
        "grid": grid_of(mission),
        "programme": Perimeter.objects.filter(pk=mission.programme).first(),
        "use": read_use(mission.use).in_words() if mission.use is not None else [],
        "experts": _experts(request.actor, mission),
        "doors": doors(request.actor, mission, expert),
        "readings": _readings(expert) if expert else [],
        "is_late": bool(mission.applications_until and today > mission.applications_until),
        "drafts": _drafts(request.actor, mission),
        "table": table,
        "map": candidates_map(request, mission, rows, table_id=table.element_id)
        if any(row.places for row in rows)
        else None,
        "breadcrumb": [*trail(request), (mission.name, "")],
    }
    return render(request, "mission/mission.html", context)


@require_GET
def map_file(request: ActorRequest, code: str, kind: str) -> HttpResponse:
    """The map of the candidates that the reader may see, to be taken away."""
    mission = mission_or_404(code)
    rows = candidate_rows(list(visible_to(request.actor, mission)))
    drawn = candidates_map(request, mission, rows, table_id="")
    return download(drawn, kind=kind, filename=f"candidats-{code}")


def grid(request: ActorRequest, code: str) -> HttpResponse:
    """The grid of a mission, and what is known of where it comes from."""
    mission = mission_or_404(code)
    held = grid_of(mission)
    context = {
        "mission": mission,
        "grid": held,
        "criteria": [
            (criterion, list(zip(held.marks, held.labels, criterion.anchors, strict=True)))
            for criterion in held.criteria
        ],
        "total": sum(criterion.weight for criterion in held.criteria),
        "breadcrumb": trail(request, mission, None, _("Grille de lecture")),
    }
    return render(request, "mission/grid.html", context)


def doors(actor: Actor, mission: Mission, expert: Expert | None) -> list[Door]:
    """What the reader may do with a mission."""
    found = []
    if mission.state == "open" and actor.is_person and not actor.seen_by:
        if actor.codes(ScopeKind.REGION, role="copilot"):
            found.append(Door(_("Proposer un territoire de ma région"), "mission_propose"))
        found.append(Door(_("Candidater avec des intercommunalités"), "mission_apply"))
    if expert is not None and mission.state == "open":
        left = undeclared(mission, expert)
        found.append(Door(_("Déclarer mes intérêts"), "mission_interests", left))
    if may(actor, "mission.amend"):
        found.append(Door(_("Conduire la mission"), "mission_conduct"))
    if may(actor, "mission.read_interests", Where()):
        found.append(Door(_("Déclarations d’intérêts"), "mission_declarations"))
    return found


def undeclared(mission: Mission, expert: Expert) -> int:
    """How many candidates an expert has still to declare on."""
    declared = Interest.objects.filter(expert=expert).values("candidate")
    asked = mission.candidates.exclude(state__in=UNDECLARABLE)
    return asked.exclude(pk__in=declared).count()


def _experts(actor: Actor, mission: Mission) -> list[tuple[str, str]]:
    """(name, discipline) of the experts; without the name for those who may not read it."""
    held = experts_of(mission)
    named = names_of(e.person for e in held) if may(actor, "mission.read_experts") else {}
    return [(named.get(e.person, ""), discipline_words(e.discipline)) for e in held]


def _readings(expert: Expert) -> list[Reading]:
    held = expert.readings.exclude(state=Reading.SET_ASIDE).select_related("candidate")
    return [(r, state_of("reading", r.state)) for r in held.order_by("candidate__number")]  # type: ignore[misc]


def _drafts(actor: Actor, mission: Mission) -> list[dt.datetime]:
    """When the drafts that are being written were begun, for those who may count them."""
    if not may(actor, "mission.count_drafts"):
        return []
    held = Candidate.objects.filter(mission=mission, state="draft").order_by("created_at")
    return list(held.values_list("created_at", flat=True))
