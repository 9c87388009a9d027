"""The verdicts that were given: who reads them, which is the last, which would change now."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import Combinable

from ancrage.funding.models import Dossier, Entry
from ancrage.funding.rules.entries import GRANTED
from ancrage.kernel.chunks import in_chunks
from ancrage.kernel.rights import Actor
from ancrage.stateaid.access import visible_checks
from ancrage.stateaid.models import Check
from ancrage.stateaid.queries.asking import Question, asked_again
from ancrage.stateaid.queries.facts import linked_to
from ancrage.stateaid.queries.tables import tables_at
from ancrage.stateaid.queries.verdicts import facts_for, verdict_again
from ancrage.stateaid.rules.model import Verdict


def _undoing(
    dossier: int | OuterRef,
    on: dt.date | OuterRef,
    cents: int | Combinable,
    since: dt.datetime | OuterRef,
) -> "QuerySet[Entry]":
    """What undid a grant of a day, entered since a verdict let it in; `cents`: below zero."""
    held = Entry.objects.filter(dossier=dossier, stage=GRANTED, event_on=on, cents=cents)
    return held.filter(reverses__entered_at__gte=since).order_by("pk")


def with_undoing(rows: "QuerySet[Check]") -> "QuerySet[Check]":
    """The same, each with whether what was granted after it was undone: `is_undone`."""
    undone = _undoing(
        OuterRef("dossier"),
        OuterRef("granted_on"),
        -OuterRef("granted_cents"),
        OuterRef("made_at"),
    )
    return rows.annotate(is_undone=Exists(undone))


def everything() -> "QuerySet[Check]":
    """Every verdict, the last first, with what a page shows of it."""
    return Check.objects.select_related("dossier", "revises", "revised_by")


def visible_to(actor: Actor) -> "QuerySet[Check]":
    """The verdicts that somebody reads, the last first."""
    return visible_checks(actor).select_related("dossier", "revises", "revised_by")


def find_check(actor: Actor, code: str) -> Check | None:
    """A verdict that somebody reads; None when there is none, or it is not his."""
    return visible_to(actor).filter(code=code).first()


def current(rows: "QuerySet[Check]") -> "QuerySet[Check]":
    """Those that no later one revises."""
    return rows.filter(revised_by=None)


def last_of(dossier: Dossier) -> Check | None:
    """The last verdict on a dossier."""
    return current(everything()).filter(dossier=dossier).first()


def chain_of(check: Check) -> list[Check]:
    """A verdict with those that it revises and those that revise it, the first first."""
    held = [check]
    while held[0].revises is not None:
        held.insert(0, held[0].revises)
    while (later := Check.objects.filter(revises=held[-1]).first()) is not None:
        held.append(later)
    return held


def undoing_of(check: Check) -> Entry | None:
    """The entry that undid the grant of a check; None while it stands, or when there was none."""
    if check.granted_cents is None or check.dossier_id is None:
        return None
    cents = -check.granted_cents
    return _undoing(check.dossier_id, check.granted_on, cents, check.made_at).first()


@dataclass(frozen=True, slots=True)
class Stale:
    """A verdict whose answer would not be the same today, and what it would be."""

    check: Check
    question: Question
    verdict: Verdict


def to_revise(sirens: Collection[str] | None = None) -> list[Stale]:
    """The last verdicts whose answer would change now: on these companies and all that a link
    joined to them, or on all companies."""
    held = current(Check.objects.select_related("dossier__project", "dossier__aid_terms"))
    if sirens is None:
        return _stale(held.order_by("pk"))
    found: list[Stale] = []
    for chunk in in_chunks(sorted(linked_to(sirens))):
        found += _stale(held.filter(siren__in=chunk).order_by("pk"))
    return found


def _stale(rows: Iterable[Check]) -> list[Stale]:
    held = list(rows)
    tables = tables_at()
    asked = [asked_again(one, tables) for one in held]
    facts = facts_for(one.asked for one in asked)
    found = [
        Stale(one, question, verdict_again(one, question, facts))
        for one, question in zip(held, asked, strict=True)
    ]
    return [one for one in found if one.verdict.answer != one.check.answer]
