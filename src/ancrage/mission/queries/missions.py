"""Missions and their experts."""

from collections.abc import Iterable

from ancrage.kernel.rights import Actor
from ancrage.mission.models import Candidate, Expert, Interest, Mission
from ancrage.mission.rules.grid import Grid, read_grid

OPEN = "open"
UNDECIDED = ("submitted", "admissible")
"""The states of a candidate that a mission cannot be closed with."""


def missions() -> list[Mission]:
    """Every mission, the most recent first."""
    return list(Mission.objects.defer("grid"))


def find_mission(code: str) -> Mission | None:
    """A mission by its code, with its experts; None when there is none. Two queries."""
    held = Mission.objects.select_related("base").prefetch_related("experts")
    return held.filter(pk=code).first()


def grid_of(mission: Mission) -> Grid:
    """The grid that the mission keeps."""
    return read_grid(mission.grid, file=mission.code)


def experts_of(mission: Mission) -> list[Expert]:
    """Those who are appointed and have not left."""
    return [expert for expert in mission.experts.all() if expert.dismissed_at is None]


def expert_of(mission: Mission, actor: Actor) -> Expert | None:
    """The actor's own appointment; None when he has none, or has left."""
    if not actor.is_person:
        return None
    mine = (expert for expert in experts_of(mission) if expert.person == actor.reference)
    return next(mine, None)


def interests_of(expert: Expert) -> dict[int, Interest]:
    """What an expert declared, by candidate."""
    return {interest.candidate_id: interest for interest in expert.interests.all()}


def declarations(mission: Mission) -> dict[tuple[int, int], Interest]:
    """Every declaration of a mission, by expert and candidate."""
    held = Interest.objects.filter(candidate__mission=mission)
    return {(interest.expert_id, interest.candidate_id): interest for interest in held}


def undecided(mission: Mission) -> int:
    """How many candidates still wait for a decision or a score."""
    return Candidate.objects.filter(mission=mission, state__in=UNDECIDED).count()


def free_experts(
    experts: Iterable[Expert], declared: dict[tuple[int, int], Interest], candidate: Candidate
) -> list[Expert]:
    """The experts who declared that they have no conflict with a candidate."""
    found = []
    for expert in experts:
        interest = declared.get((expert.pk, candidate.pk))
        if interest is not None and not interest.has_conflict:
            found.append(expert)
    return found
