"""What becomes of a condition: its owner answers, the committee lifts it or gives it up."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.access import committee_where, condition_where
from ancrage.committees.actions.notices import follow_condition
from ancrage.committees.definitions import workflows
from ancrage.committees.models import Condition
from ancrage.committees.rules.guards import Facts
from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor

LIFTS = frozenset({"lift", "send_back", "drop"})


@command("committees.answer")
def answer_condition(
    *, by: Actor, now: dt.datetime, condition: Condition, answer: str
) -> Condition:
    """Say what was done to fill a condition. StepRefusedError."""
    held = _locked(condition)
    allow(condition_where(held))
    before = held.state
    _move(held, "answer", now, answer)
    held.answer, held.answered_at, held.answered_by = answer.strip(), now, by.reference
    return _done(held, before, "answer", now)


@command("committees.lift")
def lift_condition(
    *, by: Actor, now: dt.datetime, condition: Condition, verb: str = "lift", reason: str = ""
) -> Condition:
    """Lift a condition, ask for it again, or give it up. `verb`: one of LIFTS. StepRefusedError."""
    held = _locked(condition)
    allow(committee_where(held.item.meeting))
    before = held.state
    _move(held, verb, now, reason)
    held.reason = reason.strip()
    if held.state in {"lifted", "dropped"}:
        held.ended_at, held.ended_by = now, by.reference
    return _done(held, before, verb, now)


def _locked(condition: Condition) -> Condition:
    return (
        Condition.objects.select_for_update(of=("self",))
        .select_related("item__meeting")
        .get(pk=condition.pk)
    )


def _move(held: Condition, verb: str, now: dt.datetime, reason: str) -> None:
    flow = workflows()["condition"]
    held.state = flow.after(verb, state=held.state, facts=Facts(localdate(now)), reason=reason)


def _done(held: Condition, before: str, verb: str, now: dt.datetime) -> Condition:
    held.save()
    follow_condition(condition=held, now=now)
    step = workflows()["condition"].steps[verb]
    record(
        kind="condition",
        reference=held.reference,
        label=held.item.meeting.code,
        says=_("Condition d’un comité, « %(step)s » : réunion %(code)s")
        % {"step": step.label, "code": held.item.meeting.code},
        before={"state": before},
        after={"state": held.state},
        details={"answer": held.answer, "reason": held.reason},
        private=True,
    )
    return held
