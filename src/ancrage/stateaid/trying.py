"""A verdict that is not kept: what a check would answer, to who may ask for it."""

import datetime as dt

from ancrage.funding.access import financer_where
from ancrage.funding.models import Dossier
from ancrage.journal.policy import granted
from ancrage.kernel.rights import Actor
from ancrage.stateaid.actions.checking import question_of, question_on
from ancrage.stateaid.queries.asking import Question
from ancrage.stateaid.queries.verdicts import facts_for, verdict_on
from ancrage.stateaid.rules.model import Asked, Verdict

CHECK = "stateaid.check_grant"


def try_grant(by: Actor, *, financer: str, asked: Asked) -> Verdict:
    """On a grant that no dossier holds. NotAllowedError; StateAidRefusedError."""
    granted(by, CHECK, financer_where(financer))
    return _verdict(question_of(asked))


def try_dossier(by: Actor, *, dossier: Dossier, cents: int, on: dt.date) -> Verdict:
    """On a grant to a dossier of the ledger. NotAllowedError; StateAidRefusedError."""
    granted(by, CHECK, financer_where(dossier.financer))
    return _verdict(question_on(dossier, cents=cents, on=on))


def _verdict(question: Question) -> Verdict:
    return verdict_on(question, facts_for([question.asked]))
