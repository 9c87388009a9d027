"""What waits for whom in a mission: told to the lists « À faire » as parts of the commands.

Each of these looks at how things are and asks for what is to be done; what no longer is, is
settled. So a command that brings something elsewhere has nothing to remember.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ancrage.inbox.actions import ask, inform, settle
from ancrage.inbox.queries.waiting import open_causes
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import NOWHERE, Where
from ancrage.mission.access import are_open, where_of
from ancrage.mission.models import Candidate, Expert, Interest, Mission, Reading
from ancrage.mission.queries.readings import active_readings, settled_rows
from ancrage.mission.rules.application import IDENTIFICATION

PART = "une étape d’une commande, qui en laisse la trace"
DECLARABLE = ("submitted", "admissible")
AWAITED = (Reading.ASSIGNED, Reading.DRAFT)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to be done, by the holders of a role or by people."""

    title: str
    why: str
    page: str
    role: str | None = None
    where: Where = NOWHERE
    people: tuple[str, ...] = field(default=())


@unjournalled(PART)
def follow_candidate(*, candidate: Candidate, now: dt.datetime) -> None:
    """Ask for what a candidate waits for, and for its readings; settle the rest."""
    mission, readings = candidate.mission, active_readings(candidate)
    wanted = _wanted(candidate, readings) if mission.state == "open" else {}
    prefix = f"mission:{candidate.reference}:"
    _sync(candidate, prefix, {prefix + step: held for step, held in wanted.items()}, now)
    follow_readings(candidate=candidate, now=now)


@unjournalled(PART)
def follow_readings(*, candidate: Candidate, now: dt.datetime) -> None:
    """Ask the readers of a candidate for their readings, as long as they count and are not in."""
    mission = candidate.mission
    is_read = candidate.state == "admissible" and mission.state == "open"
    awaited = candidate.readings.filter(state__in=AWAITED).select_related("expert")
    prefix = f"mission.reading:{candidate.reference}:"
    wanted = {
        f"{prefix}{reading.pk}": Wanted(
            title=_("Lire et noter « %(name)s »") % {"name": candidate.shown_name},
            why=_("Cette lecture vous est confiée dans la mission « %(mission)s ».")
            % {"mission": mission.name},
            page="mission_reading",
            people=(reading.expert.person,),
        )
        for reading in (awaited if is_read else ())
    }
    _sync(candidate, prefix, wanted, now)


@unjournalled(PART)
def follow_interests(*, mission: Mission, now: dt.datetime) -> None:
    """Ask the experts who have not declared on every candidate to do so."""
    prefix = f"mission.interests:{mission.code}:"
    waiting, late = open_causes(prefix), _undeclared(mission)
    for cause in waiting - {f"{prefix}{expert.pk}" for expert in late}:
        settle(cause=cause, now=now)
    for expert in late:
        if f"{prefix}{expert.pk}" in waiting:
            continue
        ask(
            cause=f"{prefix}{expert.pk}",
            title=_("Déclarer vos intérêts : %(mission)s") % {"mission": mission.name},
            why=_("Des candidats attendent votre déclaration ; n’en avoir aucun se déclare aussi."),
            url_name="mission_interests",
            url_args=[mission.code],
            reference=expert.person,
            since=now,
            due=mission.readings_until,
            now=now,
        )


@unjournalled(PART)
def tell_authors(*, candidate: Candidate, now: dt.datetime, told: str) -> None:
    """Tell a decision to those who wrote a candidate, and to the regions that it touches."""
    regions = Where(regions=where_of(candidate).regions)
    author = None if candidate.origin == IDENTIFICATION else candidate.author
    if author is None and not regions.regions:
        return
    inform(
        cause=f"mission:{candidate.reference}:{candidate.state}:{candidate.version}",
        title=told,
        why=_("Mission « %(mission)s ».") % {"mission": candidate.mission.name},
        url_name="mission_candidate",
        url_args=[candidate.mission_id, candidate.number],
        role="copilot" if regions.regions else None,
        where=regions,
        reference=author,
        now=now,
    )


@unjournalled(PART)
def follow_mission(*, mission: Mission, now: dt.datetime) -> None:
    """Bring every list up to date with a mission: opened, closed, or an expert less."""
    for candidate in mission.candidates.all():
        candidate.mission = mission
        follow_candidate(candidate=candidate, now=now)
    follow_interests(mission=mission, now=now)


def _wanted(candidate: Candidate, readings: list[Reading]) -> dict[str, Wanted]:
    """What a candidate waits for in its state, by step: one thing at most."""
    name = {"name": candidate.shown_name}
    if candidate.state == "submitted":
        title = _("Dire si la candidature « %(name)s » est recevable") % name
        why = _("Elle est déposée et complète.")
        return {"admit": Wanted(title, why, "mission_candidate", role="national")}
    if candidate.state == "draft" and candidate.reason:
        title = _("Compléter la candidature « %(name)s »") % name
        why = _("L’équipe nationale demande un complément.")
        return {"complete": Wanted(title, why, "mission_edit", people=(candidate.author,))}
    if candidate.state != "admissible" or not are_open(readings):
        return {}
    if all(row.is_settled for row in settled_rows(candidate, readings)):
        title = _("Arrêter la note de « %(name)s »") % name
        why = _("Les deux lectures sont là, et aucun désaccord ne reste à régler.")
        return {"conclude": Wanted(title, why, "mission_candidate", role="national")}
    title = _("Régler les désaccords sur « %(name)s »") % name
    why = _("Les deux lectures sont ouvertes : vos notes diffèrent au-delà de la tolérance.")
    people = tuple(reading.expert.person for reading in readings)
    return {"settle": Wanted(title, why, "mission_readings", people=people)}


def _undeclared(mission: Mission) -> list[Expert]:
    """The experts who have still to declare on some candidate."""
    if mission.state != "open":
        return []
    candidates = mission.candidates.filter(state__in=DECLARABLE)
    asked = set(candidates.values_list("pk", flat=True))
    told = Interest.objects.filter(candidate__in=asked).values_list("expert", "candidate")
    declared: dict[int, set[int]] = {}
    for expert, candidate in told:
        declared.setdefault(expert, set()).add(candidate)
    held = mission.experts.filter(dismissed_at=None)
    return [expert for expert in held if asked - declared.get(expert.pk, set())]


def _sync(candidate: Candidate, prefix: str, wanted: dict[str, Wanted], now: dt.datetime) -> None:
    """Ask for what is wanted and does not wait yet; settle what waits and is not wanted."""
    waiting = open_causes(prefix)
    for cause in waiting - wanted.keys():
        settle(cause=cause, now=now)
    for cause, held in wanted.items():
        if cause in waiting:
            continue
        ask(
            cause=cause,
            title=held.title,
            why=held.why,
            url_name=held.page,
            url_args=[candidate.mission_id, candidate.number],
            role=held.role,
            where=held.where,
            reference=held.people,
            since=now,
            due=candidate.mission.readings_until,
            now=now,
        )
