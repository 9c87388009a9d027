"""Why a grant does not enter the ledger, in words: the sum, the ceiling, what to do."""

from django.utils.translation import gettext as _

from ancrage.funding.models import Dossier
from ancrage.kernel.text import typeset
from ancrage.stateaid.rules.model import Answer, Verdict
from ancrage.stateaid.words import sums


def refusal_of(dossier: Dossier, verdict: Verdict, cents: int) -> str:
    """What is told to who grants these cents: what refuses, then the sums; the check of the
    dossier tells the law and all that was counted."""
    if verdict.answer == Answer.NO:
        told = [*verdict.reasons[:1], sums(verdict, cents)]
    else:
        told = [
            _("L’aide d’État ne peut pas être vérifiée : il manque"),
            " ; ".join(verdict.missing) + ".",
            _("Complétez-le, ou acceptez la vérification de ce dossier avec une raison."),
        ]
    return typeset(" ".join([f"{dossier.code} :", *told]))
