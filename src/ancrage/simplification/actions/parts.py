"""What several commands do as a part of themselves."""

import datetime as dt
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import unjournalled
from ancrage.simplification.definitions import outcomes, workflows
from ancrage.simplification.models import BlockCase, BlockReport
from ancrage.simplification.queries.cases import case_facts
from ancrage.simplification.queries.reports import report_facts
from ancrage.simplification.rules.likeness import citations_of, words_of

PART = "une partie d’une commande, qui en laisse la trace"


class BlockRefusedError(ValueError):
    """What cannot be done with a block or a case; the message is one French sentence."""


class StaleBlockError(BlockRefusedError):
    """It was changed by somebody else, or elsewhere, since it was read."""


@unjournalled("une simple lecture, que rien ne change avant la fin de la commande")
def locked_report(*, report: BlockReport) -> BlockReport:
    """The report as it is now, with its case, kept from other changes."""
    held = BlockReport.objects.select_for_update().get(pk=report.pk)
    if held.case_id:
        held.case = locked_case(case=BlockCase(pk=held.case_id))
    return held


@unjournalled("une simple lecture, que rien ne change avant la fin de la commande")
def locked_case(*, case: BlockCase) -> BlockCase:
    """The case as it is now, kept from other changes."""
    return BlockCase.objects.select_for_update().prefetch_related("questions").get(pk=case.pk)


def next_number(model: type[BlockReport] | type[BlockCase]) -> int:
    """The number that follows the last one. Who makes one at the same time waits."""
    model.objects.select_for_update().order_by("-number").first()
    return int(model.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def demand_version(held: BlockReport | BlockCase, version: int) -> None:
    """StaleBlockError when it was saved since that version was read."""
    if held.version != version:
        raise StaleBlockError(
            _("Cela a été modifié ailleurs depuis que vous l’avez ouvert : relisez, puis reprenez.")
        )


@unjournalled(PART)
def move_report(
    *, held: BlockReport, verb: str, now: dt.datetime, reason: str = ""
) -> dict[str, Any]:
    """Bring a report to the state that follows; returns the one before. StepRefusedError."""
    before = held.state
    facts = report_facts(held, today=localdate(now))
    held.state = workflows()["report"].after(verb, state=before, facts=facts, reason=reason)
    held.reason, held.moved_at = reason.strip(), now
    held.version += 1
    held.save()
    return {"state": before}


@unjournalled(PART)
def move_case(*, held: BlockCase, verb: str, now: dt.datetime, reason: str = "") -> dict[str, Any]:
    """Bring a case to the state that follows; returns the one before. StepRefusedError."""
    before = held.state
    facts = case_facts(held, today=localdate(now))
    held.state = workflows()["case"].after(verb, state=before, facts=facts, reason=reason)
    held.reason, held.moved_at = reason.strip(), now
    held.version += 1
    held.save()
    return {"state": before}


def trait_report(report: BlockReport) -> None:
    """Set what of a report is compared with others."""
    report.words = " ".join(sorted(words_of(report.title, report.rule)))
    report.citations = sorted(citations_of(report.reference, report.url, report.rule))


def trait_case(case: BlockCase) -> None:
    """Set what of a case is compared and searched: its own words, and those of its answers."""
    answers = [f"{q.answer} {outcomes().get(q.outcome, '')}" for q in _answered(case)]
    held = words_of(case.title, case.summary, case.rule, *answers)
    case.words = f" {' '.join(sorted(held))}"
    case.citations = sorted(citations_of(case.reference, case.url, case.rule))


def _answered(case: BlockCase) -> list[Any]:
    return [q for q in case.questions.all() if q.answered_at] if case.pk else []
