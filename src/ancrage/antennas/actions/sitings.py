"""Every write of the scenarios of siting: made, moved, computed, given up, adopted."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from ancrage.antennas.engine.checks import check
from ancrage.antennas.engine.documents import question_document
from ancrage.antennas.engine.model import NoPlanError, Question
from ancrage.antennas.models import Siting
from ancrage.antennas.queries.places import loaded_ground
from ancrage.antennas.queries.sitings import Seen, is_awaited, where_of
from ancrage.jobs import queue
from ancrage.jobs.actions import NotPendingError, cancel_job
from ancrage.jobs.models import Job
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor, Where
from ancrage.kernel.text import typeset

KIND = "siting"
PLAN_JOB, CURVE_JOB = "antennas.plan", "antennas.curve"
WAITING_JOBS = 5
NAME_LENGTH = 120


class SitingRefusedError(ValueError):
    """What was asked cannot be done to the scenario; the message is one French sentence."""


class SitingChangedError(SitingRefusedError):
    """Somebody else changed the scenario since it was read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a scenario is called, and what it asks. `minutes`: what the radius was made from."""

    name: str
    question: Question
    note: str = ""
    minutes: float | None = None

    def told(self) -> dict[str, Any]:
        """As the journal holds it."""
        return {"name": self.name, "minutes": self.minutes, **question_document(self.question)}


@command("antennas.create_siting")
def create_siting(
    *, by: Actor, now: dt.datetime, wanted: Wanted, is_demonstration: bool = False
) -> Siting:
    """Start a scenario. SitingRefusedError when nothing could answer it."""
    allow(Where(people=frozenset({by.reference})))
    fields = _fields(wanted)
    code = f"{slugify(wanted.name)[:40].strip('-') or 'implantation'}-{secrets.token_hex(5)}"
    made = Siting(
        code=code,
        owner=by.reference,
        created_at=now,
        changed_at=now,
        is_demonstration=is_demonstration,
        **fields,
    )
    made.save(force_insert=True)
    _record(made, _("Scénario d’implantation créé"), after=wanted.told())
    return made


@command("antennas.edit_siting")
def edit_siting(
    *, by: Actor, now: dt.datetime, siting: Siting, wanted: Wanted, revision: int | None = None
) -> Siting:
    """Ask something else; `revision` is the one that was read. The old plan stays, as such."""
    held = _allowed(siting)
    if revision is not None and revision != held.revision:
        raise SitingChangedError(_("Ce scénario a été modifié entre-temps : relisez-le."))
    if is_awaited(held.job, now=now) or is_awaited(held.curve_job, now=now):
        raise SitingRefusedError(_("Un calcul est en cours : attendez sa fin, ou annulez-le."))
    before, fields = wanted_of(held).told(), _fields(wanted)
    if all(getattr(held, name) == value for name, value in fields.items()):
        unchanged()
        return held
    if fields["question"] != held.question:
        held.job = held.curve_job = held.curve = None
    for name, value in fields.items():
        setattr(held, name, value)
    held.revision += 1
    held.changed_at = now
    held.save()
    _record(held, _("Scénario d’implantation modifié"), before=before, after=wanted.told())
    return held


@command("antennas.run_siting")
def run_siting(*, by: Actor, now: dt.datetime, siting: Siting) -> Siting:
    """Have the plan computed in the background; one that answers already is kept.

    SitingRefusedError; `jobs.queue.QueueFullError` when too many wait.
    """
    held = _allowed(siting)
    if is_awaited(held.job, now=now) or Seen(held).is_current(loaded_ground()):
        unchanged()
        return held
    _check(Seen(held).question)
    held.job = _queued(held, PLAN_JOB, now)
    held.save(update_fields=["job"])
    _record(held, _("Calcul d’implantation demandé"), after=held.question)
    return held


@command("antennas.run_curve")
def run_curve(*, by: Actor, now: dt.datetime, siting: Siting) -> Siting:
    """Have the trade-off curve computed in the background, and kept."""
    held = _allowed(siting)
    if is_awaited(held.curve_job, now=now) or held.curve:
        unchanged()
        return held
    held.curve_job = _queued(held, CURVE_JOB, now)
    held.save(update_fields=["curve_job"])
    _record(held, _("Courbe du nombre d’antennes demandée"), after=held.question)
    return held


@command("antennas.cancel_siting")
def cancel_siting(*, by: Actor, now: dt.datetime, siting: Siting) -> Siting:
    """Give up what is being computed. SitingRefusedError when nothing is."""
    held = _allowed(siting)
    pending = [job for job in (held.job, held.curve_job) if is_awaited(job, now=now)]
    if not pending:
        raise SitingRefusedError(_("Aucun calcul n’est en cours."))
    try:
        for job in pending:
            cancel_job(job_id=job.pk, now=now)  # type: ignore[union-attr]
    except NotPendingError as refusal:
        raise SitingRefusedError(_("Aucun calcul n’est en cours.")) from refusal
    _record(held, _("Calcul d’implantation annulé"))
    return held


def wanted_of(siting: Siting) -> Wanted:
    """What a scenario is called and asks now."""
    return Wanted(siting.name, Seen(siting).question, siting.note, siting.minutes)


def _fields(wanted: Wanted) -> Mapping[str, Any]:
    name = typeset(" ".join(wanted.name.split()))
    if not name:
        raise SitingRefusedError(_("Donnez un nom au scénario."))
    if len(name) > NAME_LENGTH:
        raise SitingRefusedError(_("Le nom dépasse %d caractères.") % NAME_LENGTH)
    _check(wanted.question)
    return {
        "name": name,
        "note": typeset(wanted.note.strip()),
        "question": question_document(wanted.question),
        "minutes": wanted.minutes,
    }


def _check(question: Question) -> None:
    try:
        check(question, loaded_ground().places)
    except NoPlanError as refusal:
        raise SitingRefusedError(str(refusal)) from refusal


def _queued(siting: Siting, kind: str, now: dt.datetime) -> Job:
    return queue.enqueue(
        kind=kind,
        key=f"{kind}:{siting.code}:{siting.revision}",
        arguments={"siting": siting.code},
        now=now,
        limit=WAITING_JOBS,
    )


def _allowed(siting: Siting) -> Siting:
    held = Siting.objects.select_for_update(of=("self",)).select_related("job", "curve_job")
    found = held.get(pk=siting.pk)
    allow(where_of(found))
    return found


def _record(siting: Siting, says: str, **more: Any) -> None:  # noqa: ANN401 the journal's
    record(
        kind=KIND,
        reference=siting.code,
        label=siting.name,
        says=f"{says}\N{NO-BREAK SPACE}: {siting.name}",
        **more,
    )
