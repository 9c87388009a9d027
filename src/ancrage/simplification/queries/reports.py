"""Reports, as far as somebody may know of them, and what their steps look at."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from ancrage.journal.policy import rights
from ancrage.kernel.bars import barred
from ancrage.kernel.rights import Actor, Reach, ScopeKind
from ancrage.simplification.access import (
    AUTHORS,
    READ,
    REGIONAL,
    SHOWN,
    TANDEM,
    Access,
    access,
)
from ancrage.simplification.definitions import authorities
from ancrage.simplification.models import Attachment, BlockReport, Question
from ancrage.simplification.rules.guards import Facts
from ancrage.simplification.rules.reporting import missing

DRAFT = "draft"
PUBLIC = Q(is_private=False, case__published_at__isnull=False, state__in=SHOWN)


def visible_to(actor: Actor) -> "QuerySet[BlockReport]":
    """The reports that somebody may know of. One query, whatever the roles."""
    wanted = PUBLIC | _own(actor) | Q(state__in=SHOWN, case__in=asked_of(actor).values("case"))
    if _reads_all(actor):
        wanted |= ~Q(state=DRAFT)
    for region in _regions(actor):
        wanted |= ~Q(state=DRAFT) & Q(is_private=False, regions__contains=barred(region))
    return with_case(BlockReport.objects.filter(wanted))


def own_reports(actor: Actor) -> "QuerySet[BlockReport]":
    """Those of the territories and companies that the actor speaks for."""
    return with_case(BlockReport.objects.filter(_own(actor)))


def with_case(reports: "QuerySet[BlockReport]") -> "QuerySet[BlockReport]":
    """With what a reader's access to each hangs on. One query more."""
    return reports.select_related("case", "wanted").prefetch_related("case__questions")


def asked_of(actor: Actor) -> "QuerySet[Question]":
    """The questions put to the authorities that the actor speaks for."""
    wanted = Q(pk=None)
    for kind in authorities().values():
        if kind.scope == ScopeKind.NATION:
            wanted |= Q(authority=kind.code) if kind.role in actor.roles else Q(pk=None)
        else:
            wanted |= Q(authority=kind.code, scope__in=actor.codes(kind.scope, role=kind.role))
    return Question.objects.filter(wanted)


def find_report(actor: Actor, number: int) -> BlockReport | None:
    """A report that the actor may know of; None for the others, as if they were not there."""
    return visible_to(actor).filter(number=number).first()


def access_to(actor: Actor, report: BlockReport) -> Access:
    """How much of a report that was read with its case the actor may read."""
    questions = report.case.questions.all() if report.case is not None else ()
    return access(actor, report, questions)


def attachments_of(report: BlockReport) -> list[Attachment]:
    return list(report.attachments.select_related("file"))


def report_facts(report: BlockReport, *, today: dt.date) -> Facts:
    """What the steps of a report look at."""
    return Facts(
        today=today,
        missing=tuple(missing(report.told).values()),
        is_private=report.is_private,
        case_state=report.case.state if report.case is not None else "",
    )


def with_effects(reports: Iterable[int]) -> "QuerySet[BlockReport]":
    """Reports with all that their territories said of the effect. Two queries."""
    return BlockReport.objects.filter(pk__in=reports).prefetch_related(Prefetch("effects"))


def _own(actor: Actor) -> Q:
    territories = {c for r in TANDEM for c in actor.codes(ScopeKind.TERRITORY, role=r)}
    companies = actor.codes(ScopeKind.COMPANY, role="company")
    ours = Q(territory__in=territories) & (Q(company="") | ~Q(state=DRAFT))
    return ours | Q(company__in=companies) & ~Q(company="")


def _reads_all(actor: Actor) -> bool:
    line = rights().rights.get(READ)
    far = {Reach.ANY, Reach.OUTLINE}
    return line is not None and any(line.who.get(h.role) in far for h in actor.held)


def _regions(actor: Actor) -> list[str]:
    return sorted({c for role in REGIONAL for c in actor.codes(ScopeKind.REGION, role=role)})


def writes_for(actor: Actor) -> bool:
    """Whether the actor speaks for a territory or a company."""
    return not AUTHORS.isdisjoint(actor.roles)
