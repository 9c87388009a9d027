"""The steps of a candidate, from its draft to its score: each is a line of the workflow."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.journal.command import allow, command, record
from ancrage.journal.policy import granted
from ancrage.kernel.chain import canonical, digest
from ancrage.kernel.rights import Actor
from ancrage.mission.access import authors_where, where_of
from ancrage.mission.actions.notices import follow_candidate, follow_interests, tell_authors
from ancrage.mission.actions.parts import locked_candidate
from ancrage.mission.definitions import workflows
from ancrage.mission.models import Candidate
from ancrage.mission.queries.candidates import candidate_facts
from ancrage.mission.queries.missions import grid_of
from ancrage.mission.queries.readings import active_readings, settled_rows
from ancrage.mission.rules.marks import score_of

KIND = "candidate"
TOLD = {
    "admit": gettext_lazy("Candidature recevable : « %(name)s »"),
    "refuse": gettext_lazy("Candidature irrecevable : « %(name)s »"),
    "conclude": gettext_lazy("Note arrêtée : « %(name)s »"),
    "reopen": gettext_lazy("Notation rouverte : « %(name)s »"),
}
"""What is told to those who wrote a candidate, and to its regions."""


@command("mission.submit")
def submit_candidate(*, by: Actor, now: dt.datetime, candidate: Candidate) -> Candidate:
    """Submit an application; the national team then says whether it is admissible."""
    held = locked_candidate(candidate=candidate)
    _allow_authors(by, held, "mission.submit")
    held.submitted_at = now
    before = _step(held, "submit", now)
    content = {"name": held.name, "members": held.members, "answers": held.answers}
    personal = {name: text for name, text in held.tandem.items() if text}
    record(
        kind=KIND,
        reference=held.reference,
        label=held.shown_name,
        says=_("Candidature déposée : %s") % held.shown_name,
        before=before,
        after={"state": held.state, **content},
        details={"digest": digest(canonical(content))},
        personal=personal or None,
        private=True,
    )
    return held


@command("mission.return")
def return_candidate(
    *, by: Actor, now: dt.datetime, candidate: Candidate, reason: str
) -> Candidate:
    """Give an application back to its authors, to be completed."""
    return _decide(candidate, "return", now, reason, _("Complément demandé"))


@command("mission.admit")
def admit_candidate(*, by: Actor, now: dt.datetime, candidate: Candidate) -> Candidate:
    """Say that a candidate is admissible: two experts will read it."""
    return _decide(candidate, "admit", now, "", _("Candidature recevable"))


@command("mission.refuse")
def refuse_candidate(
    *, by: Actor, now: dt.datetime, candidate: Candidate, reason: str
) -> Candidate:
    """Say that a candidate is not admissible, and why."""
    return _decide(candidate, "refuse", now, reason, _("Candidature irrecevable"))


@command("mission.withdraw")
def withdraw_candidate(
    *, by: Actor, now: dt.datetime, candidate: Candidate, reason: str
) -> Candidate:
    """Withdraw a candidate, for those who wrote it."""
    held = locked_candidate(candidate=candidate)
    _allow_authors(by, held, "mission.withdraw")
    return _moved(held, "withdraw", now, reason, _("Candidature retirée"))


@command("mission.conclude")
def conclude_candidate(*, by: Actor, now: dt.datetime, candidate: Candidate) -> Candidate:
    """Settle a candidate's score, once both readings are in and every disagreement is settled."""
    held = locked_candidate(candidate=candidate)
    allow(where_of(held))
    grid = grid_of(held.mission)
    before = _step(held, "conclude", now)
    score = score_of(grid=grid, rows=settled_rows(held, active_readings(held)))
    held.score, held.score_known = score.value, float(score.known)
    held.save(update_fields=["score", "score_known"])
    record(
        kind=KIND,
        reference=held.reference,
        label=held.shown_name,
        says=_("Note arrêtée : %(name)s, %(score)s sur 100")
        % {"name": held.shown_name, "score": str(held.score).replace(".", ",")},
        before=before,
        after={"state": held.state, "score": held.score, "known": held.score_known},
    )
    return held


@command("mission.reopen")
def reopen_candidate(
    *, by: Actor, now: dt.datetime, candidate: Candidate, reason: str
) -> Candidate:
    """Open a settled score again, and say why: it no longer counts until it is settled anew."""
    held = locked_candidate(candidate=candidate)
    allow(where_of(held))
    score, held.score, held.score_known = held.score, None, None
    return _moved(held, "reopen", now, reason, _("Notation rouverte"), score=score)


STEPS: dict[str, Callable[..., Candidate]] = {
    "submit": submit_candidate,
    "return": return_candidate,
    "admit": admit_candidate,
    "refuse": refuse_candidate,
    "conclude": conclude_candidate,
    "reopen": reopen_candidate,
    "withdraw": withdraw_candidate,
}
"""The command of each step of the workflow."""


def _decide(candidate: Candidate, verb: str, now: dt.datetime, reason: str, says: str) -> Candidate:
    held = locked_candidate(candidate=candidate)
    allow(where_of(held))
    return _moved(held, verb, now, reason, says)


def _moved(
    held: Candidate,
    verb: str,
    now: dt.datetime,
    reason: str,
    says: str,
    **before: Any,  # noqa: ANN401 whatever the journal holds
) -> Candidate:
    told = before | _step(held, verb, now, reason)
    record(
        kind=KIND,
        reference=held.reference,
        label=held.shown_name,
        says=f"{says}\N{NO-BREAK SPACE}: {held.shown_name}",
        before=told,
        after={"state": held.state},
        details={"reason": held.reason} if held.reason else None,
    )
    return held


def _step(held: Candidate, verb: str, now: dt.datetime, reason: str = "") -> dict[str, str]:
    """Bring a candidate to the state that follows; returns the one before. StepRefusedError."""
    before = held.state
    facts = candidate_facts(held, today=localdate(now))
    held.state = workflows()["candidate"].after(verb, state=before, facts=facts, reason=reason)
    held.reason, held.moved_at = reason.strip(), now
    held.version += 1
    held.save()
    follow_candidate(candidate=held, now=now)
    if verb != "admit":  # its experts have been asked since it was submitted
        follow_interests(mission=held.mission, now=now)
    if verb in TOLD:
        tell_authors(candidate=held, now=now, told=str(TOLD[verb]) % {"name": held.shown_name})
    return {"state": before}


def _allow_authors(by: Actor, candidate: Candidate, right: str) -> None:
    """Its authors alone; the entry is then told to all the regions that the candidate touches."""
    granted(by, right, authors_where(candidate))
    allow(where_of(candidate))
