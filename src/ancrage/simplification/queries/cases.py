"""Cases, as far as somebody may know of them, with their questions; and what is like them."""

import datetime as dt

from django.db.models import Count, Q, QuerySet

from ancrage.journal.policy import rights
from ancrage.kernel.rights import Actor, Reach, ScopeKind
from ancrage.simplification.access import READ, REGIONAL, SHOWN, Access
from ancrage.simplification.definitions import parameters_at
from ancrage.simplification.models import BlockCase, BlockReport, Question
from ancrage.simplification.queries.reports import access_to, own_reports, visible_to, with_case
from ancrage.simplification.rules.guards import OPEN_TO_REPORTS, Facts
from ancrage.simplification.rules.likeness import (
    Like,
    Traits,
    matched,
    most_alike,
    search_words,
)

PUBLISHED = Q(published_at__isnull=False)


def cases_of(actor: Actor) -> "QuerySet[BlockCase]":
    """The cases that somebody may know of, with their questions. Two queries."""
    wanted = PUBLISHED | Q(pk__in=own_reports(actor).values("case"))
    if _conducts_all(actor):
        wanted |= Q(pk__isnull=False)
    regions = {c for role in REGIONAL for c in actor.codes(ScopeKind.REGION, role=role)}
    wanted |= Q(region__in=regions) & ~Q(region="")
    return BlockCase.objects.filter(wanted).prefetch_related("questions")


def find_case(actor: Actor, number: int) -> BlockCase | None:
    """A case that the actor may know of; None for the others, as if they were not there."""
    return cases_of(actor).filter(number=number).first()


def published_cases() -> "QuerySet[BlockCase]":
    """What everybody reads."""
    return BlockCase.objects.filter(PUBLISHED).prefetch_related("questions")


def reports_in(actor: Actor, case: BlockCase) -> list[tuple[BlockReport, Access]]:
    """The reports of a case that the actor may know of, and how much of each."""
    held = visible_to(actor).filter(case=case, state__in=SHOWN).order_by("number")
    return [(report, access_to(actor, report)) for report in held]


def public_reports(cases: "QuerySet[BlockCase]") -> "QuerySet[BlockReport]":
    """The reports of some published cases that everybody reads."""
    return BlockReport.objects.filter(case__in=cases, state__in=SHOWN, is_private=False)


def waiting_question(case: BlockCase) -> Question | None:
    """The question that has no answer yet; there is one at most."""
    return next((q for q in case.questions.all() if q.answered_at is None), None)


def last_question(case: BlockCase) -> Question | None:
    return max(case.questions.all(), key=lambda question: question.number, default=None)


def case_facts(case: BlockCase, *, today: dt.date) -> Facts:
    """What the steps of a case look at. One query, besides the questions."""
    untold = Q(state__in=SHOWN, effect__in=("", "too_early"))
    held = BlockReport.objects.filter(case=case, state__in=SHOWN)
    counted = held.aggregate(all=Count("pk"), untold=Count("pk", filter=untold))
    due = held.filter(untold).order_by("-follow_up_on").values_list("follow_up_on", flat=True)
    return Facts(
        today=today,
        case_state=case.state,
        was_asked=case.is_published,
        reports=counted["all"],
        untold=counted["untold"] if case.state == "granted" else 0,
        follow_up_on=due.first() if counted["untold"] else None,
    )


def search_cases(asked: str) -> list[tuple[BlockCase, tuple[str, ...]]]:
    """The published cases that hold words of a question, best first, with these words."""
    words = search_words(asked)
    if not words:
        return []
    wanted = Q()
    for word in words:
        wanted |= Q(words__contains=f" {word}")
    found = [
        (case, matched(words, case.words.split())) for case in published_cases().filter(wanted)
    ]
    return sorted(found, key=lambda pair: -len(pair[1]))


def like_cases(actor: Actor, report: BlockReport, *, today: dt.date) -> list[Like[BlockCase]]:
    """The cases most like a block that a report may join, among those that the actor knows."""
    held = cases_of(actor).filter(state__in=OPEN_TO_REPORTS)
    kept = parameters_at(today)
    return most_alike(
        report.traits,
        ((case, case.traits) for case in held),
        kept.thresholds,
        most=kept.shown,
        said=report.spoken,
    )


def like_reports(actor: Actor, report: BlockReport, *, today: dt.date) -> list[Like[BlockReport]]:
    """The reports that wait and are most like one, for who gathers them. Two queries.

    All are compared by their stored words; the few that are shown are then read whole.
    """
    kept = parameters_at(today)
    held = visible_to(actor).filter(state="reported").exclude(pk=report.pk)
    rows = held.prefetch_related(None).select_related(None).values_list("pk", "words", "citations")
    others = ((pk, Traits(frozenset(w.split()), frozenset(c))) for pk, w, c in rows)
    said = report.spoken
    found = most_alike(report.traits, others, kept.thresholds, most=kept.shown, said=said)
    whole = with_case(BlockReport.objects.filter(pk__in=[like.thing for like in found]))
    by_pk = {one.pk: one for one in whole}
    return [Like(by_pk[like.thing], like.likeness) for like in found]


def _conducts_all(actor: Actor) -> bool:
    line = rights().rights.get(READ)
    far = {Reach.ANY, Reach.OUTLINE}
    return line is not None and any(line.who.get(h.role) in far for h in actor.held)
