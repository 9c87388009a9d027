"""The steps of a sheet, from its submission to its closing: each is a line of the workflow."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, unjournalled
from ancrage.kernel.rights import Actor
from ancrage.roadmaps.access import where_of, writers_where
from ancrage.roadmaps.actions.notices import follow_sheet, tell_writers
from ancrage.roadmaps.actions.parts import (
    PART,
    fill_columns,
    fill_money,
    locked_sheet,
    record_sheet,
    today,
)
from ancrage.roadmaps.definitions import workflow
from ancrage.roadmaps.models import ActionSheet, SheetVersion
from ancrage.roadmaps.queries.sheets import content_at, facts_of, plan_of_sheet
from ancrage.roadmaps.rules.funding import Line, Plan

SUBMITTED = frozenset({"submit", "take_back", "revise"})
DECIDED = frozenset({"validate", "postpone", "refuse", "accept", "decline"})
LED = frozenset({"start", "suspend", "finish", "close", "abandon", "reopen"})
"""The steps of the workflow by the command that makes them."""


@command("roadmaps.submit")
def submit_sheet(
    *, by: Actor, now: dt.datetime, sheet: ActionSheet, verb: str = "submit"
) -> ActionSheet:
    """Submit a sheet, or its new version, to the committee; or take it back. StepRefusedError.

    `verb`: one of SUBMITTED.
    """
    held = locked_sheet(sheet)
    allow(writers_where(held))
    _move(held, verb, now)
    if verb == "revise":
        held.proposed = held.revision
    if verb in {"submit", "revise"}:
        held.submitted_on = today(now)
    return _done(held, verb, now)


@command("roadmaps.decide")
def decide_sheet(
    *,
    by: Actor,
    now: dt.datetime,
    sheet: ActionSheet,
    verb: str,
    reason: str = "",
    decision: str = "",
) -> ActionSheet:
    """Enter what the committee decided: what it validates is frozen as a version.

    `verb`: one of DECIDED. `decision`: where it is recorded. StepRefusedError.
    """
    held = locked_sheet(sheet)
    allow(where_of(held))
    _move(held, verb, now, reason)
    held.decided_on = today(now)
    if verb in {"validate", "accept"}:
        freeze(held=held, by=by, decision=decision.strip()[:500], now=now)
    if verb in {"accept", "decline"}:
        held.proposed = None
    done = _done(held, verb, now, reason)
    tell_writers(sheet=done, verb=verb, now=now)
    return done


@command("roadmaps.lead")
def lead_sheet(
    *, by: Actor, now: dt.datetime, sheet: ActionSheet, verb: str, reason: str = ""
) -> ActionSheet:
    """Say where the action stands, by one of the steps LED. StepRefusedError."""
    held = locked_sheet(sheet)
    allow(writers_where(held))
    _move(held, verb, now, reason)
    held.proposed = None
    return _done(held, verb, now, reason)


@unjournalled(PART)
def freeze(*, held: ActionSheet, by: Actor, decision: str, now: dt.datetime) -> SheetVersion:
    """Keep the sheet as it was submitted as its next version."""
    revision, plan = held.proposed or held.revision, plan_of_sheet(held)
    held.version += 1
    made = SheetVersion(
        sheet=held,
        number=held.version,
        revision=revision,
        content=content_at(held, revision),
        decided_on=today(now),
        decided_by=by.reference,
        decision=decision,
    )
    with_plan(made, plan).save()
    return made


def with_plan(version: SheetVersion, plan: Plan) -> SheetVersion:
    """The version with its funding lines, and all the columns that lists read."""
    version.plan = [_line(line) for line in plan.lines]
    fill_columns(version, version.content, version.sheet)
    fill_money(version, plan)
    return version


def _line(line: Line) -> dict[str, object]:
    names = ("financer", "kind", "year", "asked", "promised", "granted", "paid")
    return {name: getattr(line, name) for name in names}


def _move(held: ActionSheet, verb: str, now: dt.datetime, reason: str = "") -> None:
    held.state = workflow().after(verb, state=held.state, facts=facts_of(held), reason=reason)
    held.reason, held.moved_at = reason.strip(), now


def _done(held: ActionSheet, verb: str, now: dt.datetime, reason: str = "") -> ActionSheet:
    held.save()
    follow_sheet(sheet=held, now=now)
    step = workflow().steps[verb]
    record_sheet(
        held,
        _("Fiche action, « %s »") % step.label,
        after={"state": held.state, "version": held.version},
        details={"reason": reason} if reason else {},
    )
    return held


GROUPS: Mapping[str, tuple[Callable[..., ActionSheet], frozenset[str]]] = {
    "submit": (submit_sheet, SUBMITTED),
    "decide": (decide_sheet, DECIDED),
    "lead": (lead_sheet, LED),
}
"""The commands by the end of their rights, and the steps that each makes."""
