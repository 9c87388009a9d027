"""Readings: given to experts, written apart, locked. Nothing is told of one before both are in.

The entry of the first reading that is locked holds only the hash of its marks (`seal`); that of
the second opens both, so that anybody can check that the first did not change in between.
"""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.chain import canonical, digest
from ancrage.kernel.rights import Actor
from ancrage.mission.access import are_open, expert_where
from ancrage.mission.actions.missions import locked_mission
from ancrage.mission.actions.notices import follow_candidate, follow_readings
from ancrage.mission.actions.parts import locked_candidate, put_aside, reading_reference
from ancrage.mission.definitions import workflows
from ancrage.mission.models import Candidate, Expert, Mission, Reading
from ancrage.mission.queries.missions import declarations, experts_of, free_experts, grid_of
from ancrage.mission.queries.readings import active_readings, loads, reading_facts
from ancrage.mission.rules.sharing import Reader, Share, share_out
from ancrage.people.queries import names_of

KIND = "reading"


class ReadingRefusedError(ValueError):
    """A reading that cannot be given, kept or locked so; the message is one French sentence."""


class StaleReadingError(ValueError):
    """The reading was saved elsewhere since it was read."""


@dataclass(frozen=True, slots=True)
class Written:
    """What an expert writes: marks (None: unknown) and comments by criterion, and a summary."""

    marks: Mapping[str, int | None] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""


@command("mission.assign")
def assign_readings(
    *, by: Actor, now: dt.datetime, candidate: Candidate, experts: Sequence[Expert]
) -> list[Reading]:
    """Give the readings that a candidate lacks to experts without a conflict.

    ReadingRefusedError.
    """
    held = locked_candidate(candidate=candidate)
    allow()
    made = _assign(held, experts, now)
    record(
        kind="candidate",
        reference=held.reference,
        label=held.shown_name,
        says=_("Lectures confiées : %(name)s") % {"name": held.shown_name},
        after={"readers": [reading.expert.person for reading in made]},
        personal=_named(made),
    )
    return made


@command("mission.share")
def share_readings(*, by: Actor, now: dt.datetime, mission: Mission) -> tuple[int, list[int]]:
    """Give every candidate the readings that it lacks, loads alike.

    Returns how many readings were given, and the numbers of the candidates that still lack some.
    ReadingRefusedError when none could be given.
    """
    held = locked_mission(mission)
    allow()
    experts = {str(expert.pk): expert for expert in experts_of(held)}
    candidates = list(held.candidates.select_for_update().filter(state="admissible"))
    shared = _shared(held, experts, candidates)
    if not shared.pairs:
        raise ReadingRefusedError(
            _("Aucune lecture à confier : toutes le sont, ou les experts n’ont pas déclaré.")
        )
    made = []
    for candidate in candidates:
        chosen = [experts[code] for code in shared.pairs.get(candidate.number, ())]
        candidate.mission = held
        made += _assign(candidate, chosen, now) if chosen else []
    record(
        kind="mission",
        reference=held.code,
        label=held.name,
        says=_("Lectures réparties : %(count)d") % {"count": len(made)},
        after={f"{r.candidate.number}.{r.seat}": r.expert.person for r in made},
        personal=_named(made),
    )
    return len(made), list(shared.lacking)


@command("mission.set_aside")
def set_aside_reading(*, by: Actor, now: dt.datetime, reading: Reading, reason: str) -> Reading:
    """Make a reading no longer count, and say why: it has to be given to somebody else."""
    candidate = locked_candidate(candidate=reading.candidate)
    held = _locked(reading, candidate)
    allow()
    _step(held, "set_aside", now, reason)
    put_aside(readings=Reading.objects.filter(pk=held.pk), reason=reason.strip())
    follow_candidate(candidate=candidate, now=now)
    record(
        kind=KIND,
        reference=reading_reference(reading=held),
        label=candidate.shown_name,
        says=_("Lecture écartée : %(name)s") % {"name": candidate.shown_name},
        before={"reader": held.expert.person, "state": held.state},
        details={"reason": reason.strip()},
    )
    held.refresh_from_db()
    return held


@unjournalled("un brouillon : seul le verrouillage est un acte, et tait les notes jusque-là")
@command("mission.score")
def save_reading(
    *, by: Actor, now: dt.datetime, reading: Reading, version: int, written: Written
) -> Reading:
    """Keep an expert's marks as they are. ReadingRefusedError, StaleReadingError."""
    candidate = locked_candidate(candidate=reading.candidate)
    held = _locked(reading, candidate)
    allow(expert_where(held.expert.person))
    unchanged()
    state = _step(held, "save", now)
    if held.version != version:
        raise StaleReadingError(
            _("Cette lecture a été enregistrée ailleurs depuis que vous l’avez ouverte.")
        )
    _check(candidate.mission, written)
    held.marks, held.comments = dict(written.marks), _clean(written.comments)
    held.summary = written.summary.strip()
    held.state, held.saved_at = state, now
    held.version += 1
    held.save()
    return held


@command("mission.lock_reading")
def lock_reading(*, by: Actor, now: dt.datetime, reading: Reading) -> Reading:
    """Lock a reading for good; once both of a candidate are, they open. StepRefusedError."""
    candidate = locked_candidate(candidate=reading.candidate)
    held = _locked(reading, candidate)
    allow(expert_where(held.expert.person))
    held.state = _step(held, "lock", now)
    held.locked_at, held.salt = now, secrets.token_hex(16)
    held.seal = digest(canonical(sealed_part(reading=held)))
    held.save()
    both = active_readings(candidate)
    opened = are_open(both)
    follow_candidate(candidate=candidate, now=now)
    says = _("Seconde lecture verrouillée, les deux s’ouvrent : %(name)s")
    if not opened:
        says = _("Lecture verrouillée : %(name)s")
    record(
        kind=KIND,
        reference=reading_reference(reading=held),
        label=candidate.shown_name,
        says=says % {"name": candidate.shown_name},
        after={"seal": held.seal},
        details={"opened": [_opened(r) for r in both]} if opened else None,
    )
    return held


def sealed_part(*, reading: Reading) -> dict[str, Any]:
    """What a reading's seal is the hash of, once canonical: a checker makes it again from here."""
    comments = canonical({"comments": reading.comments, "summary": reading.summary})
    return {"marks": reading.marks, "comments": digest(comments), "salt": reading.salt}


def _opened(reading: Reading) -> dict[str, Any]:
    told = {"reader": reading.expert.person, "seat": reading.seat, "seal": reading.seal}
    return told | sealed_part(reading=reading)


def _assign(candidate: Candidate, experts: Sequence[Expert], now: dt.datetime) -> list[Reading]:
    readings = active_readings(candidate)
    seats = sorted({1, 2} - {reading.seat for reading in readings})
    if candidate.state != "admissible" or candidate.mission.state != "open":
        raise ReadingRefusedError(_("« %s » n’est pas en lecture.") % candidate.shown_name)
    if not seats:
        raise ReadingRefusedError(_("« %s » a déjà ses deux lectures.") % candidate.shown_name)
    if not experts or len(experts) > len(seats):
        raise ReadingRefusedError(
            _("Choisissez un expert pour chaque lecture qui manque à « %s ».")
            % candidate.shown_name
        )
    declared = declarations(candidate.mission)
    able = {
        expert.pk for expert in free_experts(experts_of(candidate.mission), declared, candidate)
    }
    readers = {reading.expert_id for reading in readings}
    for expert in experts:
        if expert.pk in readers:
            raise ReadingRefusedError(_("Les deux lectures vont à deux experts différents."))
        if expert.pk not in able:
            raise ReadingRefusedError(
                _("Cet expert n’a pas déclaré n’avoir aucun conflit avec « %s ».")
                % candidate.shown_name
            )
        readers.add(expert.pk)
    made = [
        Reading.objects.create(candidate=candidate, expert=expert, seat=seat, assigned_at=now)
        for seat, expert in zip(seats, experts, strict=False)
    ]
    follow_readings(candidate=candidate, now=now)
    return made


def _shared(mission: Mission, experts: Mapping[str, Expert], candidates: list[Candidate]) -> Share:
    declared = declarations(mission)
    held = loads(candidates)
    counts = dict.fromkeys(experts, 0)
    for readings in held.values():
        for reading in readings:
            if str(reading.expert_id) in counts:
                counts[str(reading.expert_id)] += 1
    return share_out(
        readers=[Reader(code, expert.discipline, counts[code]) for code, expert in experts.items()],
        free={
            c.number: frozenset(
                str(expert.pk) for expert in free_experts(experts.values(), declared, c)
            )
            for c in candidates
        },
        held={c.number: tuple(str(r.expert_id) for r in held[c.pk]) for c in candidates},
    )


def _locked(reading: Reading, candidate: Candidate) -> Reading:
    held = Reading.objects.select_for_update().select_related("expert").get(pk=reading.pk)
    held.candidate = candidate
    return held


def _step(reading: Reading, verb: str, now: dt.datetime, reason: str = "") -> str:
    facts = reading_facts(reading, today=localdate(now))
    return workflows()["reading"].after(verb, state=reading.state, facts=facts, reason=reason)


def _check(mission: Mission, written: Written) -> None:
    """What no draft may hold: marks out of the scale, or on criteria that are not there."""
    grid = grid_of(mission)
    for code, mark in written.marks.items():
        if grid.criterion(code) is None:
            raise ReadingRefusedError(_("Le critère « %s » n’est pas dans la grille.") % code)
        if mark is not None and (isinstance(mark, bool) or mark not in grid.marks):
            raise ReadingRefusedError(
                _("La note va de %(low)d à %(high)d.") % {"low": grid.lowest, "high": grid.highest}
            )


def _clean(comments: Mapping[str, str]) -> dict[str, str]:
    return {code: text.strip() for code, text in comments.items() if text.strip()}


def _named(readings: Sequence[Reading]) -> dict[str, Any]:
    return {"readers": names_of(reading.expert.person for reading in readings)}
