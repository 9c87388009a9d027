"""Cases: like reports are gathered, put together, taken apart again; a case ends."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor, Where
from ancrage.simplification.access import SHOWN, Access, case_where
from ancrage.simplification.actions.notices import ask_effects, follow_report, tell_authors
from ancrage.simplification.actions.parts import (
    PART,
    BlockRefusedError,
    demand_version,
    locked_case,
    locked_report,
    move_case,
    move_report,
    next_number,
    trait_case,
)
from ancrage.simplification.definitions import needs, parameters_at
from ancrage.simplification.models import BlockCase, BlockReport
from ancrage.simplification.queries.reports import access_to
from ancrage.simplification.rules.guards import ANSWERED, OPEN_TO_REPORTS
from ancrage.simplification.rules.reporting import LINE, TEXT, is_legifrance

KIND = "block_case"


@dataclass(frozen=True, slots=True)
class Written:
    """A case in words that may be published: no company, no figure of one."""

    title: str
    summary: str
    rule: str
    need: str = "simplify"
    reference: str = ""
    url: str = ""

    def document(self) -> dict[str, str]:
        return {name: text.strip() for name, text in asdict(self).items()}


@command("simplification.gather")
def gather_case(
    *,
    by: Actor,
    now: dt.datetime,
    written: Written,
    reports: Sequence[BlockReport],
    region: str = "",
    is_demonstration: bool = False,
) -> BlockCase:
    """Make a case of one report or more. `region`: the matter is within it, and it conducts it.

    InputRefused, BlockRefusedError, StepRefusedError.
    """
    allow(Where(regions=frozenset(filter(None, [region]))))
    if not reports:
        raise BlockRefusedError(_("Choisissez au moins un signalement."))
    held = [_readable(by, report) for report in reports]
    if region and any(region not in report.region_codes for report in held):
        raise BlockRefusedError(_("Un des signalements n’est pas de cette région."))
    made = BlockCase(
        number=next_number(BlockCase),
        region=region,
        gathered_by=by.reference,
        gathered_at=now,
        moved_at=now,
        is_demonstration=is_demonstration,
    )
    _write(made, written)
    for report in held:
        _put(report, made, now)
    _record(
        made,
        _("Cas ouvert"),
        after={**written.document(), "region": region},
        details={"reports": [report.number for report in held]},
    )
    return made


@command("simplification.amend")
def amend_case(
    *, by: Actor, now: dt.datetime, case: BlockCase, version: int, written: Written
) -> BlockCase:
    """Write a case anew. The words of the reports do not change. StaleBlockError, InputRefused."""
    held = locked_case(case=case)
    allow(case_where(held))
    demand_version(held, version)
    if held.state in {"closed", "dissolved"}:
        raise BlockRefusedError(_("Ce cas est fini : il ne s’écrit plus."))
    before = {name: getattr(held, name) for name in Written.__slots__}
    if before == written.document():
        unchanged()
        return held
    held.version += 1
    _write(held, written)
    _record(held, _("Cas récrit"), before=before, after=written.document())
    return held


@command("simplification.group")
def group_report(
    *, by: Actor, now: dt.datetime, case: BlockCase, report: BlockReport
) -> BlockReport:
    """Add a report to a case; it keeps its own words. StepRefusedError when somebody just did."""
    target = locked_case(case=case)
    allow(case_where(target))
    held = _readable(by, report)
    if target.region and target.region not in held.region_codes:
        raise BlockRefusedError(_("Ce signalement n’est pas de la région du cas."))
    _put(held, target, now)
    _record(target, _("Signalement réuni au cas"), details={"report": held.number})
    return held


@command("simplification.ungroup")
def ungroup_report(*, by: Actor, now: dt.datetime, report: BlockReport, reason: str) -> BlockReport:
    """Take a report out of its case, and say why: it waits again. StepRefusedError."""
    held = locked_report(report=report)
    case = held.case
    if case is None:
        raise BlockRefusedError(_("Ce signalement n’est dans aucun cas."))
    allow(case_where(case))
    _readable(by, held)
    move_report(held=held, verb="ungroup", now=now, reason=reason)
    _leave(held, now)
    tell_authors(
        reports=[held],
        cause=f"simplification:{held.number}:ungrouped:{held.version}",
        title=_("Votre signalement n° %(number)d est sorti de son cas") % {"number": held.number},
        now=now,
    )
    _record(
        case, _("Signalement sorti du cas"), details={"report": held.number, "reason": held.reason}
    )
    return held


@command("simplification.close")
def close_case(*, by: Actor, now: dt.datetime, case: BlockCase, reason: str) -> BlockCase:
    """End a case whose answer has had its effect. StepRefusedError."""
    return _decide(case, "close", now, reason, _("Cas clos"))


@command("simplification.reopen")
def reopen_case(*, by: Actor, now: dt.datetime, case: BlockCase, reason: str) -> BlockCase:
    """Open a case again: an authority may be asked anew. StepRefusedError."""
    return _decide(case, "reopen", now, reason, _("Cas rouvert"))


@command("simplification.dissolve")
def dissolve_case(*, by: Actor, now: dt.datetime, case: BlockCase, reason: str) -> BlockCase:
    """Undo a case that nobody was asked about: its reports wait again. StepRefusedError."""
    held = locked_case(case=case)
    allow(case_where(held))
    before = move_case(held=held, verb="dissolve", now=now, reason=reason)
    freed = list(BlockReport.objects.select_for_update().filter(case=held, state__in=SHOWN))
    for report in freed:
        report.state, report.moved_at = "reported", now
        _leave(report, now)
    _record(
        held,
        _("Cas dissous"),
        before=before,
        after={"state": held.state},
        details={"reason": held.reason, "reports": [report.number for report in freed]},
    )
    return held


STEPS = {"close": close_case, "reopen": reopen_case, "dissolve": dissolve_case}
"""The command of each step that needs no more than a reason."""


@unjournalled(PART)
def joined(*, report: BlockReport, case: BlockCase, verb: str, now: dt.datetime) -> bool:
    """Put a report in a case, which may be answered already; False when it takes no more."""
    if case.state not in OPEN_TO_REPORTS:
        return False
    report.case = case
    move_report(held=report, verb=verb, now=now)
    if case.state == "granted":
        report.follow_up_on = follow_up_day(now)
        report.save(update_fields=["follow_up_on"])
        ask_effects(reports=[report], now=now)
    if case.state in ANSWERED:
        tell_authors(
            reports=[report],
            cause=f"simplification:{report.number}:answer:{report.version}",
            title=_("Le cas n° %(number)d a déjà une réponse") % {"number": case.number},
            now=now,
        )
    return True


def follow_up_day(now: dt.datetime) -> dt.date:
    """Until when the effect of an answer of that day is to be told."""
    today = localdate(now)
    return today + dt.timedelta(days=parameters_at(today).follow_up_days)


def _readable(by: Actor, report: BlockReport) -> BlockReport:
    """The report as it is now, if the actor may read it whole; else it is not there."""
    held = locked_report(report=report)
    if access_to(by, held) != Access.FULL:
        raise BlockRefusedError(_("Aucun signalement ne porte ce numéro."))
    return held


def _put(report: BlockReport, case: BlockCase, now: dt.datetime) -> None:
    if not joined(report=report, case=case, verb="group", now=now):
        raise BlockRefusedError(_("Ce cas n’est plus ouvert aux signalements."))
    follow_report(report=report, now=now)
    tell_authors(
        reports=[report],
        cause=f"simplification:{report.number}:grouped:{report.version}",
        title=_("Le blocage n° %(number)d est réuni au cas n° %(case)d")
        % {"number": report.number, "case": case.number},
        now=now,
    )


def _leave(report: BlockReport, now: dt.datetime) -> None:
    report.case, report.wanted = None, None
    report.effect, report.effect_on, report.follow_up_on = "", None, None
    report.save()
    follow_report(report=report, now=now)


def _decide(case: BlockCase, verb: str, now: dt.datetime, reason: str, says: str) -> BlockCase:
    held = locked_case(case=case)
    allow(case_where(held))
    before = move_case(held=held, verb=verb, now=now, reason=reason)
    _record(held, says, before=before, after={"state": held.state}, details={"reason": held.reason})
    return held


def _write(case: BlockCase, written: Written) -> None:
    found = dict(_faults(written))
    if found:
        raise InputRefused(Problem("cas", None, name, what, "") for name, what in found.items())
    for name, text in written.document().items():
        setattr(case, name, text)
    trait_case(case)
    case.save()


def _faults(written: Written) -> list[tuple[str, str]]:
    told = written.document()
    found = [(n, _("À remplir.")) for n in ("title", "summary", "rule") if not told[n]]
    lengths = {"title": LINE, "summary": TEXT, "rule": TEXT, "reference": LINE, "url": 300}
    found += [(n, _("Au plus %d caractères.") % m) for n, m in lengths.items() if len(told[n]) > m]
    if told["need"] not in needs():
        found.append(("need", _("Choisissez un besoin de la liste.")))
    if told["url"] and not is_legifrance(told["url"]):
        found.append(("url", _("Donnez l’adresse d’une page de Légifrance.")))
    return found


def _record(case: BlockCase, says: str, **change: dict[str, Any]) -> None:
    """What is told of a case names its reports by their numbers alone; it is withheld as theirs."""
    record(
        kind=KIND,
        reference=case.reference_code,
        label=_("Cas n° %(number)d") % {"number": case.number},
        says=says,
        private=True,
        **change,
    )
