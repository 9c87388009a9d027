"""Why a grant does not enter the ledger, in words: the sum, the ceiling, what to do."""

from django.utils.translation import gettext as _

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.models import Dossier
from ancrage.kernel.text import typeset
from ancrage.stateaid.rules.model import Answer, Verdict


def refusal_of(dossier: Dossier, verdict: Verdict) -> str:
    """What is told to who grants."""
    told = [f"{dossier.code} :", *verdict.reasons]
    if verdict.answer == Answer.NO:
        told.append(_most_words(verdict.most))
    else:
        told.append(_("L’aide d’État ne peut pas être vérifiée : il manque"))
        told.append(" ; ".join(verdict.missing) + ".")
        told.append(_("Complétez-le, ou acceptez la vérification de ce dossier avec une raison."))
    return typeset(" ".join(told))


def _most_words(most: int | None) -> str:
    if most is None:
        return ""
    if most <= 0:
        return _("Rien ne peut être accordé ce jour-là sous ce régime.")
    return _("Accordez %s au plus.") % euros(most)
