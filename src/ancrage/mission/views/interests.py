"""Interests: an expert declares them, for every candidate; the national team reads them all."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ancrage.journal.policy import may
from ancrage.kernel.workflow import State
from ancrage.mission.actions.experts import Declared, declare_interests
from ancrage.mission.models import Candidate, Expert, Interest, Mission
from ancrage.mission.queries.missions import declarations, expert_of, experts_of, interests_of
from ancrage.mission.views.common import CONFLICT, attempt, mission_or_404, said, trail
from ancrage.mission.words import discipline_words, state_of
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import names_of
from ancrage.ui.links import link

HIDDEN = ("draft", "withdrawn")
YES, NO = "oui", "non"


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate with what was declared, or typed and refused."""

    candidate: Candidate
    state: State
    told: str
    reason: str

    @property
    def is_settled(self) -> bool:
        """Whether its score is concluded: a conflict then goes to the national team."""
        return self.candidate.state in {"scored", "closed"}


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: ActorRequest, code: str) -> HttpResponse:
    """One line for each candidate: no interest, or a conflict and its reason."""
    mission = mission_or_404(code)
    expert = expert_of(mission, request.actor)
    if expert is None:
        raise Http404
    expert.mission = mission
    if request.method != "POST":
        return _page(request, mission, expert)
    declared = {
        number: Declared(
            has_conflict=told == YES,
            reason=said(request, f"reason-{number}") if told == YES else "",
        )
        for number in mission.candidates.values_list("number", flat=True)
        if (told := said(request, f"conflict-{number}")) in {YES, NO}
    }
    return attempt(
        lambda: declare_interests(
            by=request.actor, now=timezone.now(), expert=expert, declared=declared
        ),
        done=lambda: link(request, "mission_interests", code) + "#declarations",
        refused=lambda told: _page(request, mission, expert, problem=told),
    )


def _page(
    request: ActorRequest, mission: Mission, expert: Expert, *, problem: str = ""
) -> HttpResponse:
    held = interests_of(expert)
    candidates = list(mission.candidates.exclude(state__in=HIDDEN))
    lines = [_line(request, candidate, held.get(candidate.pk)) for candidate in candidates]
    context = {
        "mission": mission,
        "discipline": discipline_words(expert.discipline),
        "lines": lines,
        "left": sum(not line.told for line in lines),
        "problem": problem,
        "is_closed": mission.state == "closed",
        "breadcrumb": trail(request, mission, None, _("Mes intérêts")),
    }
    return render(request, "mission/interests.html", context, status=CONFLICT if problem else 200)


def _line(request: ActorRequest, candidate: Candidate, held: Interest | None) -> Line:
    """What was typed comes before what is kept, so that a refusal loses nothing."""
    told, reason = "", ""
    if held is not None:
        told, reason = (YES if held.has_conflict else NO), held.reason
    if request.method == "POST":
        told = said(request, f"conflict-{candidate.number}")
        reason = said(request, f"reason-{candidate.number}")
    return Line(candidate, state_of("candidate", candidate.state), told, reason)


@require_GET
def declared(request: ActorRequest, code: str) -> HttpResponse:
    """What every expert declared of every candidate."""
    mission = mission_or_404(code)
    if not may(request.actor, "mission.read_interests"):
        raise Http404
    experts = experts_of(mission)
    names, held = names_of(e.person for e in experts), declarations(mission)
    candidates = list(mission.candidates.exclude(state__in=HIDDEN))
    context = {
        "mission": mission,
        "experts": [(names.get(e.person, ""), discipline_words(e.discipline)) for e in experts],
        "rows": [(c, [held.get((e.pk, c.pk)) for e in experts]) for c in candidates],
        "conflicts": [
            (names.get(e.person, ""), c, interest)
            for c in candidates
            for e in experts
            if (interest := held.get((e.pk, c.pk))) is not None and interest.has_conflict
        ],
        "breadcrumb": trail(request, mission, None, _("Déclarations d’intérêts")),
    }
    return render(request, "mission/declarations.html", context)
