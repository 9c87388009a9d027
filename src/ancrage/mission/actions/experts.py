"""Experts: appointed, dismissed; what they declare of their interests."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import NOWHERE, Actor
from ancrage.mission.access import expert_where
from ancrage.mission.actions.missions import MissionRefusedError, locked_mission
from ancrage.mission.actions.notices import (
    follow_candidate,
    follow_interests,
    follow_mission,
)
from ancrage.mission.actions.parts import put_aside
from ancrage.mission.definitions import disciplines
from ancrage.mission.models import Candidate, Expert, Interest, Mission, Reading
from ancrage.people.models import Person
from ancrage.people.queries import holders, names_of


class InterestRefusedError(ValueError):
    """A declaration that cannot be taken so; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What an expert says of one candidate."""

    has_conflict: bool
    reason: str = ""


@command("mission.appoint")
def appoint_expert(
    *, by: Actor, now: dt.datetime, mission: Mission, person: Person, discipline: str
) -> Expert:
    """Appoint somebody who has the role of expert, for a discipline. MissionRefusedError."""
    held = locked_mission(mission)
    allow()
    if held.state == "closed":
        raise MissionRefusedError(_("Une mission close ne change plus."))
    if discipline not in disciplines():
        raise MissionRefusedError(_("La discipline « %s » n’existe pas.") % discipline)
    able = holders(role="expert", where=NOWHERE, on=localdate(now))
    if person.pk not in {row.person_id for row in able}:
        raise MissionRefusedError(
            _("Cette personne n’a pas le rôle d’expert : donnez-le-lui d’abord.")
        )
    before = Expert.objects.filter(mission=held, person=person.reference).first()
    if before and before.dismissed_at is None and before.discipline == discipline:
        unchanged()
        return before
    made, _is_new = Expert.objects.update_or_create(
        mission=held,
        person=person.reference,
        defaults={"discipline": discipline, "appointed_at": now, "dismissed_at": None},
    )
    follow_interests(mission=held, now=now)
    record(
        kind="mission",
        reference=held.code,
        label=held.name,
        says=_("Expert nommé : %s") % disciplines()[discipline],
        after={"person": person.reference, "discipline": discipline},
        personal={"person_name": person.name},
    )
    return made


@command("mission.dismiss")
def dismiss_expert(*, by: Actor, now: dt.datetime, expert: Expert, reason: str) -> Expert:
    """End an appointment; the expert's readings that are still under way no longer count.

    MissionRefusedError.
    """
    locked_mission(expert.mission)
    held = Expert.objects.select_for_update().select_related("mission").get(pk=expert.pk)
    allow()
    if held.dismissed_at is not None or held.mission.state == "closed":
        raise MissionRefusedError(_("Cet expert a déjà quitté la mission, ou elle est close."))
    if not reason.strip():
        raise MissionRefusedError(_("Donnez la raison du départ."))
    held.dismissed_at = now
    held.save(update_fields=["dismissed_at"])
    mine = Reading.objects.filter(expert=held, candidate__state="admissible")
    aside = put_aside(readings=mine.exclude(state=Reading.SET_ASIDE), reason=reason.strip())
    follow_mission(mission=held.mission, now=now)
    record(
        kind="mission",
        reference=held.mission.code,
        label=held.mission.name,
        says=_("Fin de la mission d’un expert"),
        before={"person": held.person},
        details={"reason": reason.strip(), "set_aside": aside},
        personal={"person_name": names_of([held.person]).get(held.person, "")},
    )
    return held


@command("mission.declare_interests")
def declare_interests(
    *, by: Actor, now: dt.datetime, expert: Expert, declared: Mapping[int, Declared]
) -> list[Interest]:
    """Keep what an expert declares of candidates, by their numbers; none is a declaration too.

    A conflict sets aside the reading that the expert had, if its score is not concluded.
    InterestRefusedError.
    """
    mission = locked_mission(expert.mission)
    held = Expert.objects.select_for_update().get(pk=expert.pk)
    allow(expert_where(held.person))
    if held.dismissed_at is not None or mission.state == "closed":
        raise InterestRefusedError(
            _("Vous n’êtes plus expert de cette mission, ou elle est close.")
        )
    candidates = _declarable(mission, declared)
    known = {interest.candidate_id: interest for interest in held.interests.all()}
    changes, aside, kept = {}, [], []
    for number, candidate in candidates.items():
        told, before = declared[number], known.get(candidate.pk)
        if before and (before.has_conflict, before.reason) == (told.has_conflict, told.reason):
            continue
        kept.append(_keep(held, candidate, told, now))
        changes[str(number)] = {"conflict": told.has_conflict, "reason": told.reason}
        if told.has_conflict:
            mine = candidate.readings.filter(expert=held).exclude(state=Reading.SET_ASIDE)
            aside += put_aside(readings=mine, reason=_("conflit d’intérêts déclaré"))
    if not changes:
        unchanged()
        return []
    for candidate in candidates.values() if aside else ():
        candidate.mission = mission
        follow_candidate(candidate=candidate, now=now)
    follow_interests(mission=mission, now=now)
    record(
        kind="mission",
        reference=mission.code,
        label=mission.name,
        says=_("Intérêts déclarés pour %(count)d candidats") % {"count": len(changes)},
        after=changes,
        details={"expert": held.person, "set_aside": aside},
    )
    return kept


def _declarable(mission: Mission, declared: Mapping[int, Declared]) -> dict[int, Candidate]:
    found = {
        candidate.number: candidate
        for candidate in mission.candidates.select_for_update()
        .filter(number__in=declared)
        .exclude(state__in=("draft", "withdrawn"))
    }
    unknown = sorted(declared.keys() - found.keys())
    if unknown:
        raise InterestRefusedError(_("Le candidat %d n’existe pas.") % unknown[0])
    for number, candidate in found.items():
        told = declared[number]
        if told.has_conflict and not told.reason.strip():
            raise InterestRefusedError(
                _("Dites en quelques mots le lien que vous avez avec « %s ».")
                % candidate.shown_name
            )
        if candidate.state in {"scored", "closed"} and told.has_conflict:
            raise InterestRefusedError(
                _("La note de « %s » est arrêtée : signalez le conflit à l’équipe nationale.")
                % candidate.shown_name
            )
    return found


def _keep(expert: Expert, candidate: Candidate, told: Declared, now: dt.datetime) -> Interest:
    fields = {
        "has_conflict": told.has_conflict,
        "reason": told.reason.strip(),
        "declared_at": now,
    }
    return Interest.objects.update_or_create(expert=expert, candidate=candidate, defaults=fields)[0]
