"""A report, from its draft to its withdrawal: each function is a line of the workflow."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.journal.policy import granted
from ancrage.kernel.bars import to_bars
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor, Scope, ScopeKind, Where
from ancrage.people.queries.scopes import named
from ancrage.simplification.access import authors_where, where_of
from ancrage.simplification.actions.cases import joined
from ancrage.simplification.actions.notices import follow_report, tell_authors
from ancrage.simplification.actions.parts import (
    BlockRefusedError,
    demand_version,
    locked_case,
    locked_report,
    move_report,
    next_number,
    trait_report,
)
from ancrage.simplification.definitions import needs, proposals
from ancrage.simplification.models import BlockCase, BlockReport
from ancrage.simplification.rules.reporting import Told, faults

KIND = "block"


@command("simplification.start")
def start_report(
    *,
    by: Actor,
    now: dt.datetime,
    territory: str,
    told: Told,
    company: str = "",
    wanted: BlockCase | None = None,
    is_demonstration: bool = False,
) -> BlockReport:
    """Begin a report of a territory, or of a company in it. InputRefused, BlockRefusedError."""
    scope = Scope(ScopeKind.TERRITORY, territory)
    allow(
        Where(companies=frozenset({company}))
        if company
        else Where(territories=frozenset({territory}))
    )
    place = named([scope])[scope]
    if not place.regions:
        raise BlockRefusedError(_("Aucun territoire du programme ne porte ce code."))
    made = BlockReport(
        number=next_number(BlockReport),
        territory=territory,
        territory_name=place.name,
        regions=to_bars(place.regions),
        company=company,
        author=by.reference,
        wanted=wanted,
        created_at=now,
        moved_at=now,
        is_demonstration=is_demonstration,
    )
    _write(made, told, now)
    _record(made, _("Signalement commencé"), after={"territory": territory})
    return made


@unjournalled("un brouillon : seul son signalement est un acte")
@command("simplification.edit")
def save_report(
    *, by: Actor, now: dt.datetime, report: BlockReport, version: int, told: Told
) -> BlockReport:
    """Keep a draft. InputRefused, StaleBlockError, BlockRefusedError."""
    held = locked_report(report=report)
    allow(authors_where(held))
    unchanged()
    if held.state != "draft":
        raise BlockRefusedError(_("Ce blocage est signalé : il ne s’écrit plus."))
    demand_version(held, version)
    held.version += 1
    _write(held, told, now)
    return held


@command("simplification.submit")
def submit_report(*, by: Actor, now: dt.datetime, report: BlockReport) -> BlockReport:
    """Report the block; it joins at once the case that its authors chose, if it still takes any."""
    held = locked_report(report=report)
    _allow_authors(by, held, "simplification.submit")
    held.reported_at = now
    before = move_report(held=held, verb="submit", now=now)
    details: dict[str, object] = {}
    if held.wanted_id:
        case = locked_case(case=BlockCase(pk=held.wanted_id))
        if joined(report=held, case=case, verb="join", now=now):
            details["case"] = case.number
    follow_report(report=held, now=now)
    _record(
        held,
        _("Blocage signalé"),
        before=before,
        after={"state": held.state, **held.told.document()},
        details=details,
    )
    return held


@command("simplification.join")
def join_case(*, by: Actor, now: dt.datetime, report: BlockReport, case: BlockCase) -> BlockReport:
    """Join a case with one's report: its answer will serve it too. StepRefusedError."""
    held = locked_report(report=report)
    _allow_authors(by, held, "simplification.join")
    target = locked_case(case=case)
    before = {"state": held.state}
    if not joined(report=held, case=target, verb="join", now=now):
        raise BlockRefusedError(_("Ce cas n’est plus ouvert aux signalements."))
    follow_report(report=held, now=now)
    _record(
        held,
        _("Signalement joint à un cas"),
        before=before,
        after={"state": held.state, "case": target.number},
    )
    return held


@command("simplification.return")
def return_report(*, by: Actor, now: dt.datetime, report: BlockReport, reason: str) -> BlockReport:
    """Give a report back to its authors, to be completed."""
    return _decide(report, "return", now, reason, _("Complément demandé"))


@command("simplification.set_aside")
def set_aside_report(
    *, by: Actor, now: dt.datetime, report: BlockReport, reason: str
) -> BlockReport:
    """Say that a report is no block that an authority could be asked about, and why."""
    return _decide(report, "set_aside", now, reason, _("Signalement écarté"))


@command("simplification.withdraw")
def withdraw_report(
    *, by: Actor, now: dt.datetime, report: BlockReport, reason: str
) -> BlockReport:
    """Withdraw a report, for those who made it; not once an authority is asked."""
    held = locked_report(report=report)
    _allow_authors(by, held, "simplification.withdraw")
    before = move_report(held=held, verb="withdraw", now=now, reason=reason)
    follow_report(report=held, now=now)
    _record(
        held,
        _("Signalement retiré"),
        before=before,
        after={"state": held.state},
        details={"reason": held.reason},
    )
    return held


@command("simplification.disclose")
def disclose_report(*, by: Actor, now: dt.datetime, report: BlockReport) -> BlockReport:
    """Let everybody read a reserved report, for those who made it. It cannot be taken back."""
    held = locked_report(report=report)
    _allow_authors(by, held, "simplification.disclose")
    move_report(held=held, verb="disclose", now=now)
    held.is_private = False
    held.save(update_fields=["is_private"])
    follow_report(report=held, now=now)
    _record(held, _("Réserve levée"), before={"private": True}, after={"private": False})
    return held


STEPS: dict[str, Callable[..., BlockReport]] = {
    "submit": submit_report,
    "return": return_report,
    "set_aside": set_aside_report,
    "withdraw": withdraw_report,
    "disclose": disclose_report,
}
"""The command of each step that needs no more than a reason."""


def _write(report: BlockReport, told: Told, now: dt.datetime) -> None:
    found = faults(told, needs=needs(), kinds=proposals())
    if found:
        raise InputRefused(Problem("signalement", None, n, what, "") for n, what in found.items())
    for name, value in told.document().items():
        setattr(report, name, value)
    trait_report(report)
    report.saved_at = now
    report.save()


def _decide(
    report: BlockReport, verb: str, now: dt.datetime, reason: str, says: str
) -> BlockReport:
    held = locked_report(report=report)
    allow(where_of(held))
    before = move_report(held=held, verb=verb, now=now, reason=reason)
    follow_report(report=held, now=now)
    number = {"says": says, "number": held.number}
    tell_authors(
        reports=[held],
        cause=f"simplification:{held.number}:{held.state}:{held.version}",
        title=_("%(says)s : blocage n° %(number)d") % number,
        now=now,
    )
    _record(
        held,
        says,
        before=before,
        after={"state": held.state},
        details={"reason": held.reason},
    )
    return held


def _allow_authors(by: Actor, report: BlockReport, right: str) -> None:
    """Its authors alone; the entry is then told to all that the report touches."""
    granted(by, right, authors_where(report))
    allow(where_of(report))


def _record(report: BlockReport, says: str, **change: Mapping[str, object]) -> None:
    record(
        kind=KIND,
        reference=report.reference_code,
        label=_("Blocage n° %(number)d") % {"number": report.number},
        says=says,
        private=True,
        **change,
    )
