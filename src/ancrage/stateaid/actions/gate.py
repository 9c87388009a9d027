"""Grants checked as they enter the ledger: none passes a ceiling, none is unknown unseen."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.utils.timezone import localdate

from ancrage.funding.actions.posting import LedgerRefusedError, Posting
from ancrage.funding.models import Dossier
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import Actor
from ancrage.stateaid.actions.checking import question_on
from ancrage.stateaid.actions.parts import (
    PART,
    Given,
    StateAidRefusedError,
    write_check,
    write_revision,
)
from ancrage.stateaid.models import Check
from ancrage.stateaid.queries.asking import Question
from ancrage.stateaid.queries.checks import last_of
from ancrage.stateaid.queries.facts import Facts
from ancrage.stateaid.queries.received import NO_AID
from ancrage.stateaid.queries.verdicts import facts_for, verdict_on
from ancrage.stateaid.refusing import refusal_of
from ancrage.stateaid.rules.model import Aid, Answer, Origin


@unjournalled(PART)
def state_aid_gate(by: Actor, now: dt.datetime, postings: Sequence[Posting]) -> None:
    """Give a verdict on each grant under a regime, in their order, each counting those before; the
    head of the ledger is locked. LedgerRefusedError for a no, or an unknown that nobody accepted
    for at least this amount."""
    dossiers = _checked_dossiers(postings)
    if not dossiers:
        return
    asked = [
        _question(dossiers[one.dossier.pk], one)
        for one in postings
        if one.dossier is not None and one.dossier.pk in dossiers
    ]
    facts = facts_for(one.asked for _dossier, one in asked)
    before: list[Aid] = []
    seen: set[int] = set()
    for rank, (dossier, one) in enumerate(asked):
        is_first = dossier.pk not in seen
        question = one if is_first else replace(one, asked=replace(one.asked, number=""))
        seen.add(dossier.pk)
        more = [aid for aid in before if _concerns(aid, question, facts)]
        verdict = verdict_on(question, facts, more=more)
        _pass(dossier, Given(by.reference, now, question, verdict))
        before.append(_as_aid(dossier, question, now, rank))


def _concerns(aid: Aid, question: Question, facts: Facts) -> bool:
    """Whether a grant of the batch may count for another: one undertaking, or the same costs."""
    asked = question.asked
    is_linked = facts.cluster_of(aid.siren) == facts.cluster_of(asked.siren)
    return is_linked or aid.project == asked.project


def _checked_dossiers(postings: Sequence[Posting]) -> dict[int, Dossier]:
    """The dossiers of these grants that are told to be State aid, as they are now."""
    keys = {one.dossier.pk for one in postings if one.dossier is not None}
    held = Dossier.objects.filter(pk__in=keys).exclude(aid_basis__in=("", NO_AID))
    return {one.pk: one for one in held.select_related("project", "aid_terms")}


def _question(dossier: Dossier, posting: Posting) -> tuple[Dossier, Question]:
    try:
        return dossier, question_on(dossier, cents=posting.cents, on=posting.event_on)
    except StateAidRefusedError as refusal:
        raise LedgerRefusedError(f"{dossier.code} : {refusal}") from refusal


@unjournalled(PART)
def _pass(dossier: Dossier, given: Given) -> None:
    """Keep the verdict that lets a grant pass. LedgerRefusedError."""
    question, verdict = given.question, given.verdict
    last = last_of(dossier)
    waiting = last if last is not None and last.granted_cents is None else None
    accepted = waiting if waiting is not None and _is_accepted(waiting, question) else None
    if verdict.answer != Answer.YES and (verdict.answer == Answer.NO or accepted is None):
        raise LedgerRefusedError(refusal_of(dossier, verdict, question.asked.cents))
    if waiting is not None and _is_of(waiting, question):
        if waiting.answer == verdict.answer:
            waiting.granted_cents = question.amount
            waiting.save(update_fields=["granted_cents"])
        else:
            write_revision(given=given, held=waiting, granted=question.amount)
    elif verdict.answer == Answer.UNKNOWN and accepted is not None:
        write_revision(given=given, held=accepted, granted=question.amount)
    else:
        write_check(
            given=given,
            financer=dossier.financer,
            dossier=dossier,
            name=dossier.beneficiary,
            granted=question.amount,
        )


def _is_of(waiting: Check, question: Question) -> bool:
    """Whether a check asked about this very grant."""
    asked = question.asked
    told = (waiting.regime, waiting.amount_cents, waiting.granted_on)
    return told == (asked.regime, question.amount, asked.on)


def _is_accepted(waiting: Check, question: Question) -> bool:
    """Whether somebody accepted that this be granted, that day or later, or less of it."""
    asked = question.asked
    return (
        waiting.accepted_at is not None
        and waiting.regime == asked.regime
        and waiting.amount_cents >= question.amount
        and waiting.granted_on <= asked.on
    )


def _as_aid(dossier: Dossier, question: Question, now: dt.datetime, rank: int) -> Aid:
    """A grant of this batch, as those after it count it."""
    asked = question.asked
    return Aid(
        code=f"{dossier.code}+{rank}",
        siren=asked.siren,
        granted_on=asked.on,
        cents=None if question.is_bound else asked.cents,
        regime=asked.regime,
        origin=Origin.LEDGER,
        recorded_on=localdate(now),
        financer=dossier.financer_name,
        project=asked.project,
        number=f"{dossier.code}+{rank}",
    )
