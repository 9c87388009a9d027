"""Candidates: picked from an identification, proposed by a Region, applied for; their drafts."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor, Where
from ancrage.mission.access import authors_where
from ancrage.mission.actions.missions import MissionRefusedError, locked_mission
from ancrage.mission.actions.notices import follow_interests
from ancrage.mission.actions.parts import locked_candidate
from ancrage.mission.definitions import sections
from ancrage.mission.models import Candidate, Mission
from ancrage.mission.queries.candidates import mission_facts
from ancrage.mission.queries.places import all_regions, main_region, places_of
from ancrage.mission.rules.application import (
    APPLICATION,
    FIRST_STATE,
    IDENTIFICATION,
    MEMBERS,
    REGION,
    Field,
)
from ancrage.mission.rules.guards import GUARDS
from ancrage.selection.models import Identification


class StaleDraftError(ValueError):
    """The draft was saved by somebody else, or elsewhere, since it was read."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is saved: the answers that are given, and the perimeter unless it is None."""

    answers: Mapping[str, str] = field(default_factory=dict)
    members: Sequence[str] | None = None


@command("mission.pick")
def pick_candidates(
    *,
    by: Actor,
    now: dt.datetime,
    mission: Mission,
    identification: Identification,
    codes: Iterable[str],
) -> list[Candidate]:
    """Take territories of a kept identification as candidates. MissionRefusedError.

    Those that are candidates already, with the same members, are passed over.
    """
    held = locked_mission(mission)
    allow()
    _demand_open(held, now, with_time=False)
    fresh = _fresh(held, identification, codes)
    made = [
        _make(
            held,
            by,
            now,
            origin=IDENTIFICATION,
            name=told["name"],
            members=told["members"],
            source=identification,
        )
        for told in fresh
    ]
    follow_interests(mission=held, now=now)
    record(
        kind="mission",
        reference=held.code,
        label=held.name,
        says=_("Candidats tirés d’une identification : %(count)d") % {"count": len(made)},
        after={str(c.number): {"name": c.name, "members": c.members} for c in made},
        details={"identification": identification.code},
    )
    return made


def _fresh(
    mission: Mission, identification: Identification, codes: Iterable[str]
) -> list[dict[str, Any]]:
    """The territories asked for that are not candidates yet, as the run tells them."""
    found = {told["code"]: told for told in identification.result["territories"]}
    wanted = list(dict.fromkeys(codes))
    unknown = [code for code in wanted if code not in found]
    if unknown or not wanted:
        told = unknown[0] if unknown else ""
        raise MissionRefusedError(
            _("Choisissez des territoires de cette identification (%s).") % told
            if told
            else _("Choisissez au moins un territoire.")
        )
    taken = [set(c.members) for c in mission.candidates.filter(origin=IDENTIFICATION)]
    fresh = [found[code] for code in wanted if set(found[code]["members"]) not in taken]
    if not fresh:
        raise MissionRefusedError(_("Ces territoires sont déjà candidats."))
    return fresh


@command("mission.apply")
def start_application(
    *, by: Actor, now: dt.datetime, mission: Mission, name: str = ""
) -> Candidate:
    """Begin the application of intercommunalités; whoever begins it writes it."""
    held = locked_mission(mission)
    allow(Where(people=frozenset({by.reference})))
    return _begin(held, by, now, origin=APPLICATION, name=name)


@command("mission.propose")
def propose_candidate(
    *, by: Actor, now: dt.datetime, mission: Mission, region: str, name: str = ""
) -> Candidate:
    """Begin a Region's proposal of a territory."""
    held = locked_mission(mission)
    allow(Where(regions=frozenset({region})))
    return _begin(held, by, now, origin=REGION, name=name, proposed_by=region)


@unjournalled("un brouillon : seul son dépôt est un acte")
@command("mission.edit")
def save_application(
    *, by: Actor, now: dt.datetime, candidate: Candidate, version: int, draft: Draft
) -> Candidate:
    """Keep a draft. InputRefused, StaleDraftError, MissionRefusedError; nothing is lost of it."""
    held = locked_candidate(candidate=candidate)
    allow(authors_where(held))
    unchanged()
    if held.state != "draft":
        raise MissionRefusedError(_("Cette candidature est déposée : elle ne s’écrit plus."))
    if held.version != version:
        raise StaleDraftError(
            _("Ce brouillon a été enregistré ailleurs depuis que vous l’avez ouvert.")
        )
    known = {f.name: f for section in sections() for f in section.fields}
    _check(draft, known)
    for name, text in draft.answers.items():
        target = held.tandem if known[name].personal else held.answers
        target[name] = text.replace("\r\n", "\n").strip()
    held.name = held.answers.pop("name", held.name)
    if draft.members is not None:
        _set_perimeter(held, draft.members)
    held.version += 1
    held.saved_at = now
    held.save()
    return held


def _begin(
    mission: Mission,
    by: Actor,
    now: dt.datetime,
    *,
    origin: str,
    name: str,
    proposed_by: str = "",
) -> Candidate:
    _demand_open(mission, now, with_time=True)
    made = _make(mission, by, now, origin=origin, name=name.strip()[:120], proposed_by=proposed_by)
    record(
        kind="candidate",
        reference=made.reference,
        label=mission.name,
        says=_("Candidature commencée"),
        after={"origin": origin},
    )
    return made


def _demand_open(mission: Mission, now: dt.datetime, *, with_time: bool) -> None:
    facts = mission_facts(mission, today=localdate(now))
    guards = ("mission_open", "in_time") if with_time else ("mission_open",)
    told = next(filter(None, (GUARDS[name](facts) for name in guards)), "")
    if told:
        raise MissionRefusedError(told)


def _make(
    mission: Mission,
    by: Actor,
    now: dt.datetime,
    *,
    origin: str,
    name: str,
    members: Sequence[str] = (),
    source: Identification | None = None,
    proposed_by: str = "",
) -> Candidate:
    last = mission.candidates.aggregate(last=Max("number"))["last"] or 0
    made = Candidate(
        mission=mission,
        number=last + 1,
        origin=origin,
        state=FIRST_STATE[origin],
        name=name,
        author=by.reference,
        proposed_by=proposed_by,
        source=source,
        created_at=now,
        saved_at=now,
        moved_at=now,
        submitted_at=now if origin == IDENTIFICATION else None,
    )
    _set_perimeter(made, members)
    made.save()
    return made


def _set_perimeter(candidate: Candidate, members: Sequence[str]) -> None:
    wanted = list(dict.fromkeys(members))
    places = places_of(wanted)
    unknown = sorted(set(wanted) - {place.siren for place in places})
    fault = partial(Problem, "candidature", None, "perimeter")
    if unknown:
        what = _("aucune intercommunalité ne porte le SIREN « %s ».") % unknown[0]
        raise InputRefused([fault(what, _("Cherchez-la par son nom."))])
    if len(places) > MEMBERS:
        what = _("le périmètre dépasse %d intercommunalités.") % MEMBERS
        raise InputRefused([fault(what, _("Retirez-en."))])
    candidate.members = [place.siren for place in places]
    candidate.region = main_region(places) or candidate.proposed_by
    candidate.regions = "|".join(all_regions(places))


def _check(draft: Draft, known: Mapping[str, Field]) -> None:
    faults = []
    for name, text in draft.answers.items():
        if name not in known:
            what = _("le champ « %s » n’existe pas.") % name
            faults.append(Problem("candidature", None, name, what, _("Retirez-le.")))
        elif len(text) > known[name].length:
            what = _("« %(label)s » dépasse %(length)d caractères.") % {
                "label": known[name].label,
                "length": known[name].length,
            }
            faults.append(Problem("candidature", None, name, what, _("Raccourcissez-le.")))
    if faults:
        raise InputRefused(faults)
