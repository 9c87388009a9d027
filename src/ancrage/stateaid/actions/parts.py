"""What the actions of State aid share: refusals, verdicts written, and those that a thing learnt
changes."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.funding.models import Dossier
from ancrage.journal.command import unjournalled
from ancrage.kernel.identifiers import read_siren
from ancrage.people.actions.numbering import take_numbers
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.documents import asked_document, read_verdict, verdict_document
from ancrage.stateaid.models import Check, CheckCounter, Declaration, Undertaking
from ancrage.stateaid.queries.asking import Question
from ancrage.stateaid.queries.checks import to_revise
from ancrage.stateaid.queries.facts import companies_of
from ancrage.stateaid.rules.model import Answer, Verdict
from ancrage.stateaid.rules.revising import revise

PART = "une partie de la commande, qui en laisse la trace"
ACCEPTED = ("accepted_at", "accepted_by", "accepted_reason")
MOST = 10**15
"""Cents that an amount never passes, as in the ledger."""


class StateAidRefusedError(ValueError):
    """What cannot be done; the message is one French sentence."""


def checked_siren(text: str) -> str:
    """A SIREN without spaces. StateAidRefusedError when it cannot be one."""
    found = read_siren(text)
    if found is None:
        raise StateAidRefusedError(_("Ce SIREN est faux : vérifiez ses neuf chiffres."))
    return found


def checked_reason(text: str) -> str:
    """A reason, which is asked for. StateAidRefusedError."""
    if not text.strip():
        raise StateAidRefusedError(_("Dites pourquoi."))
    return text.strip()


def checked_source(text: str) -> str:
    """Where something is known from, which is asked for. StateAidRefusedError."""
    if not text.strip():
        raise StateAidRefusedError(_("Dites d’où vous le savez : un acte, un registre, une date."))
    return text.strip()[:300]


def check_regime(code: str) -> None:
    """StateAidRefusedError when no regime has this code."""
    if code not in regimes().by_code:
        raise StateAidRefusedError(_("Le régime « %s » n’est pas connu.") % code)


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict, on what it is given, by whom and when."""

    author: str
    now: dt.datetime
    question: Question
    verdict: Verdict

    def fields(self) -> dict[str, Any]:
        """What a check keeps of it."""
        asked, verdict = self.question.asked, self.verdict
        return {
            "siren": asked.siren,
            "regime": asked.regime,
            "amount_cents": self.question.amount,
            "cents": asked.cents,
            "granted_on": asked.on,
            "answer": verdict.answer,
            "most": verdict.most,
            "asked": asked_document(asked),
            "verdict": verdict_document(verdict),
            "author": self.author,
            "made_at": self.now,
        }


@unjournalled(PART)
def write_check(
    *,
    given: Given,
    financer: str,
    name: str = "",
    dossier: Dossier | None = None,
    granted: int | None = None,
    is_demonstration: bool = False,
) -> Check:
    """Keep a verdict, with its code: « V-2026-000123 »."""
    siren = given.question.asked.siren
    return Check.objects.create(
        code=_new_code(given.now),
        name=name or companies_of([siren])[siren].name,
        dossier=dossier,
        financer=financer,
        granted_cents=granted,
        is_demonstration=is_demonstration or _is_made_up(siren, dossier),
        **given.fields(),
    )


def _is_made_up(siren: str, dossier: Dossier | None) -> bool:
    """Whether a verdict is about a made-up dossier, or without one, about a company of which
    something is made up."""
    if dossier is not None:
        return dossier.is_demonstration
    held = (Undertaking, Declaration, Dossier)
    return any(one.objects.filter(siren=siren, is_demonstration=True).exists() for one in held)


@unjournalled(PART)
def write_revision(*, given: Given, held: Check, granted: int | None = None) -> Check:
    """Keep a new verdict that revises another, which stays as it was; it says what changed.

    `granted`: cents granted upon it; None: what was upon the other. An acceptance is kept where
    that grant follows from it.
    """
    is_accepted = granted is not None and given.verdict.answer == Answer.UNKNOWN
    accepted = {name: getattr(held, name) for name in ACCEPTED} if is_accepted else {}
    return Check.objects.create(
        code=_new_code(given.now),
        name=held.name,
        dossier=held.dossier,
        financer=held.financer,
        revises=held,
        told="\n".join(revise(read_verdict(held), given.verdict).sentences),
        granted_cents=held.granted_cents if granted is None else granted,
        is_demonstration=held.is_demonstration,
        **accepted,
        **given.fields(),
    )


def _new_code(now: dt.datetime) -> str:
    year = localdate(now).year
    (number,) = take_numbers(counter=CheckCounter, year=year)
    return f"V-{year}-{number:06d}"


@unjournalled(PART)
def revise_concerned(
    *, author: str, now: dt.datetime, sirens: Collection[str] | None
) -> list[Check]:
    """Revise the verdicts whose answer is another one since something was learnt of these
    companies, or of any; the new ones."""
    return [
        write_revision(given=Given(author, now, one.question, one.verdict), held=one.check)
        for one in to_revise(sirens)
    ]


def revisions_told(made: Collection[Check]) -> dict[str, list[str]]:
    """Verdicts revised, as an entry of the journal tells them."""
    told = [f"{one.revises.code} → {one.code} ({one.answer})" for one in made if one.revises]
    return {"revised": told} if told else {}
