"""What the API and the command line say of missions: the same facts, ready for JSON."""

from typing import Any

from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor
from ancrage.mission.dossier import dossier_of
from ancrage.mission.models import Candidate, Effect, Expert, Mission, Reading
from ancrage.mission.queries.candidates import attachments_of, lacking
from ancrage.mission.queries.missions import declarations, experts_of, grid_of
from ancrage.mission.queries.readings import settled_rows
from ancrage.mission.rules.marks import reading_score, score_of
from ancrage.mission.rules.use import read_use
from ancrage.people.queries import names_of


def mission_document(mission: Mission) -> dict[str, Any]:
    """A mission, without its candidates."""
    return {
        "code": mission.code,
        "name": mission.name,
        "purpose": mission.purpose,
        "programme": mission.programme,
        "state": mission.state,
        "grid": mission.grid["code"],
        "tolerance": mission.tolerance,
        "base": mission.base_id or "",
        "applications_until": mission.applications_until,
        "readings_until": mission.readings_until,
        "use": mission.use,
        "use_in_words": read_use(mission.use).in_words() if mission.use is not None else [],
        "opened_at": mission.opened_at,
        "closed_at": mission.closed_at,
        "is_demonstration": mission.is_demonstration,
    }


def expert_documents(actor: Actor, mission: Mission) -> list[dict[str, Any]]:
    """The experts; who may not read their names has their disciplines alone."""
    held = experts_of(mission)
    named = may(actor, "mission.read_experts")
    names = names_of(expert.person for expert in held) if named else {}
    return [
        {
            "id": expert.pk if named else None,
            "name": names.get(expert.person, ""),
            "discipline": expert.discipline,
        }
        for expert in held
    ]


def grid_document(mission: Mission) -> dict[str, Any]:
    """The grid with its criteria."""
    grid = grid_of(mission)
    return {
        "code": grid.code,
        "title": grid.title,
        "dated": grid.dated,
        "status": grid.status,
        "origin": grid.origin,
        "lowest": grid.lowest,
        "highest": grid.highest,
        "explained": sorted(grid.explained),
        "criteria": [
            {
                "code": c.code,
                "label": c.label,
                "weight": c.weight,
                "definition": c.definition,
                "anchors": list(c.anchors),
                "source": c.source,
                "address": c.address,
            }
            for c in grid.criteria
        ],
    }


def candidate_document(candidate: Candidate) -> dict[str, Any]:
    """What everybody may know of a candidate that is no draft."""
    return {
        "mission": candidate.mission_id,
        "number": candidate.number,
        "name": candidate.name,
        "origin": candidate.origin,
        "state": candidate.state,
        "reason": candidate.reason,
        "members": candidate.members,
        "region": candidate.region,
        "regions": sorted(candidate.region_codes),
        "submitted_at": candidate.submitted_at,
        "score": None if candidate.score is None else float(candidate.score),
        "score_known": candidate.score_known,
    }


def dossier_document(actor: Actor, candidate: Candidate) -> dict[str, Any]:
    """The private file as far as the actor may read it."""
    dossier = dossier_of(actor, candidate)
    answers = candidate.answers | candidate.tandem if dossier.is_full else None
    return {
        "access": dossier.access.value,
        "answers": answers,
        "files": [file_document(piece) for piece in dossier.files] if dossier.is_full else None,
        "file_count": dossier.file_count if dossier.is_full or dossier.is_outline else None,
    }


def draft_document(candidate: Candidate) -> dict[str, Any]:
    """A draft, for its authors, with what it still lacks."""
    return candidate_document(candidate) | {
        "version": candidate.version,
        "answers": {"name": candidate.name, **candidate.answers, **candidate.tandem},
        "files": [file_document(piece) for piece in attachments_of(candidate)],
        "missing": lacking(candidate),
    }


def file_document(piece: Any) -> dict[str, Any]:  # noqa: ANN401 an Attachment
    """A file of an application."""
    return {
        "id": piece.pk,
        "kind": piece.kind,
        "name": piece.file.name,
        "size": piece.file.size,
        "sha256": piece.file.sha256,
    }


def reading_document(reading: Reading) -> dict[str, Any]:
    """One's own reading."""
    return {
        "id": reading.pk,
        "seat": reading.seat,
        "state": reading.state,
        "version": reading.version,
        "marks": reading.marks,
        "comments": reading.comments,
        "summary": reading.summary,
        "locked_at": reading.locked_at,
        "seal": reading.seal,
    }


def comparison_document(
    candidate: Candidate, readings: list[Reading], *, is_outline: bool
) -> dict[str, Any]:
    """Two open readings side by side; in outline, that they exist and since when."""
    grid = grid_of(candidate.mission)
    heads: list[dict[str, Any]] = [
        {"seat": r.seat, "locked_at": r.locked_at, "seal": r.seal} for r in readings
    ]
    if is_outline:
        return {"readings": heads, "criteria": None, "score": None, "remarks": None}
    names = names_of(reading.expert.person for reading in readings)
    for head, reading in zip(heads, readings, strict=True):
        score = reading_score(grid=grid, marks=reading.marks)
        head["reader"] = names.get(reading.expert.person, "")
        head["comments"] = reading.comments
        head["summary"] = reading.summary
        head["score"] = None if score.value is None else float(score.value)
    rows = settled_rows(candidate, readings)
    total = score_of(grid=grid, rows=rows).value
    return {
        "readings": heads,
        "criteria": [
            {
                "code": row.criterion.code,
                "first": row.first,
                "second": row.second,
                "disagrees": row.disagrees,
                "is_settled": row.is_settled,
                "mark": None if row.mark is None else float(row.mark),
            }
            for row in rows
        ],
        "score": None if total is None else float(total),
        "remarks": [
            {"text": remark.text, "written_at": remark.written_at}
            for remark in candidate.remarks.all()
        ],
    }


def interest_documents(mission: Mission) -> list[dict[str, Any]]:
    """What every expert declared of every candidate."""
    held, numbers = declarations(mission), dict(mission.candidates.values_list("pk", "number"))
    people = {expert.pk: expert for expert in mission.experts.all()}
    names = names_of(expert.person for expert in people.values())
    return [
        {
            "expert": names.get(people[expert].person, ""),
            "candidate": numbers[candidate],
            "conflict": interest.has_conflict,
            "reason": interest.reason,
            "declared_at": interest.declared_at,
        }
        for (expert, candidate), interest in held.items()
    ]


def expert_document(expert: Expert) -> dict[str, Any]:
    """An appointment."""
    return {"id": expert.pk, "person": expert.person, "discipline": expert.discipline}


def effect_document(effect: Effect | None) -> dict[str, Any]:
    """The last effect; `state` is its job's, "none" when none was asked for."""
    if effect is None:
        return {"state": "none", "number": None, "error": "", "changes": None}
    job = effect.job
    return {
        "state": "done" if effect.changes else job.state if job else "none",
        "number": effect.number,
        "asked_at": effect.asked_at,
        "error": job.error if job else "",
        "without_scores": effect.without_scores_id,
        "with_scores": effect.with_scores_id,
        "use": effect.use,
        "changes": effect.changes,
    }
