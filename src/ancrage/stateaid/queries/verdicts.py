"""Verdicts on what is asked, from what is known: several at once cost few queries."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.models import Check
from ancrage.stateaid.queries.asking import Question
from ancrage.stateaid.queries.facts import Facts, facts_of
from ancrage.stateaid.rules.checking import check
from ancrage.stateaid.rules.model import Aid, Answer, Asked, Origin, Verdict


def facts_for(asked: Iterable[Asked], *, known_on: dt.date | None = None) -> Facts:
    """What verdicts on these need to know."""
    held = list(asked)
    sirens = {one.siren for one in held}
    communes = {one.commune for one in held if one.commune}
    projects = {one.project for one in held if one.project}
    return facts_of(sirens, communes=communes, projects=projects, known_on=known_on)


def verdicts_for(asked: Sequence[Asked], *, known_on: dt.date | None = None) -> list[Verdict]:
    """A verdict on each, alone: none counts what another asks."""
    known = facts_for(asked, known_on=known_on)
    return [_verdict(one, known) for one in asked]


def verdict_on(question: Question, facts: Facts, *, more: Sequence[Aid] = ()) -> Verdict:
    """The verdict on one. `more`: aid that is not in the ledger yet, of the same batch.

    An amount that only bounds its gross grant equivalent proves a yes, never a no.
    """
    verdict = _verdict(question.asked, facts, more)
    if not question.is_bound or verdict.answer != Answer.NO:
        return verdict
    missing = _("Équivalent-subvention brut : conditions ou taux de référence de cette aide")
    return replace(verdict, answer=Answer.UNKNOWN, most=None, missing=(*verdict.missing, missing))


def _verdict(asked: Asked, facts: Facts, more: Sequence[Aid] = ()) -> Verdict:
    known = facts.around(asked.siren, asked.project)
    return check(
        asked,
        company=known.company(asked.siren, asked.on),
        aids=[*known.aids, *more],
        links=known.links,
        tables=known.tables,
        regimes=regimes(),
        known_on=known.known_on,
    )


def verdict_again(held: Check, question: Question, facts: Facts) -> Verdict:
    """The verdict that the same grant would be given today, its own amount left out of the aid
    received once it is in the ledger."""
    return verdict_on(question, _without(held, facts))


def _without(held: Check, facts: Facts) -> Facts:
    """The facts less what was granted after this check."""
    if held.granted_cents is None or held.dossier is None:
        return facts
    code, aids = held.dossier.code, []
    for aid in facts.aids:
        is_own = aid.origin == Origin.LEDGER and aid.code.partition("@")[0] == code
        if is_own and aid.granted_on == held.granted_on and aid.cents is not None:
            left = max(aid.cents - held.cents, 0)
            aids += [replace(aid, cents=left)] if left else []
        else:
            aids.append(aid)
    return replace(facts, aids=aids)
