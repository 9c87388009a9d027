"""State aid in words: what a verdict says at once, regimes, companies, what is made up."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.kernel.text import contracted, typeset
from ancrage.requests.words import amount
from ancrage.roadmaps.definitions import words
from ancrage.stateaid.definitions import regime_choices
from ancrage.stateaid.rules.model import Answer, Origin, Verdict
from ancrage.ui.formats import french_date, percent

_SIREN = re.compile(r"\b\d{9}\b")
SOURCE = "Ancrage, grand livre, déclarations des entreprises, registre national"
INVENTED_SOURCE = "Ancrage, démonstration : entreprises, aides et verdicts inventés"
INVENTED = (
    "Démonstration : ces entreprises, ces aides et ces verdicts sont inventés. Ils ne disent rien "
    "de ce qu’une entreprise a reçu."
)
ANSWERS = {
    Answer.YES: (gettext_lazy("OUI"), "success", gettext_lazy("Cette aide peut être accordée.")),
    Answer.NO: (
        gettext_lazy("NON"),
        "error",
        gettext_lazy("Cette aide ne peut pas être accordée pour ce montant."),
    ),
    Answer.UNKNOWN: (
        gettext_lazy("INCONNU"),
        "warning",
        gettext_lazy("Ce qui est connu ne permet pas de répondre."),
    ),
}
"""A verdict: its word, the kind of its badge, what it means."""
ORIGINS = {
    Origin.LEDGER: gettext_lazy("grand livre"),
    Origin.DECLARED: gettext_lazy("déclarée par l’entreprise"),
    Origin.REGISTER: gettext_lazy("registre national"),
}


def source_of(*, is_invented: bool) -> str:
    """What a list or a document says of where it comes from."""
    return typeset(INVENTED_SOURCE if is_invented else SOURCE)


def invented(*, is_invented: bool) -> str:
    """The sentence that stands above what is made up; "" above what is not."""
    return typeset(INVENTED) if is_invented else ""


def answer_word(answer: str) -> str:
    """« OUI », « NON », « INCONNU »."""
    return str(ANSWERS[Answer(answer)][0])


def regime_label(code: str) -> str:
    """A regime in words; « régime inconnu » when it is not told."""
    known = words("aid_bases") | regime_choices()
    return known.get(code, code) or _("régime inconnu")


def listed(parts: Iterable[str]) -> str:
    """Several things in one cell or one line."""
    return typeset(" ; ".join(parts))


def company_label(siren: str, name: str) -> str:
    """« Verrerie Inventée (SIREN 780129987) »."""
    told = _("SIREN %s") % siren
    return f"{name} ({told})" if name else told


def with_names(text: str, names: Mapping[str, str]) -> str:
    """A sentence with the name of each company that it tells by its SIREN, where it is known."""
    return contracted(_SIREN.sub(lambda found: _named(found[0], names), text))


def _named(siren: str, names: Mapping[str, str]) -> str:
    return f"{names[siren]} ({siren})" if names.get(siren) else siren


def sums(verdict: Verdict, cents: int) -> str:
    """The one sentence with the sums: « Plafond 300 000 €, déjà reçu 298 000 € par l’entreprise
    unique du 27 novembre 2023 au 26 novembre 2026, reste 2 000 €, demandé 12 000 € : non.
    Accordez 2 000 € au plus. » What is not known is left out; `cents` is what was asked."""
    told = ", ".join([*_known(verdict), _("demandé %s") % amount(cents)])
    answer = answer_word(verdict.answer).lower()
    whole = f"{told[:1].upper()}{told[1:]} : {answer}. {_advice(verdict)}"
    return typeset(whole.strip())


def _known(verdict: Verdict) -> list[str]:
    """The ceiling, what was received, what is left, the intensity."""
    told = []
    if verdict.ceiling is not None:
        told.append(_("plafond %s") % amount(verdict.ceiling))
    if verdict.used is not None:
        received = {"used": amount(verdict.used), "window": window(verdict.window)}
        told.append(_("déjà reçu %(used)s par l’entreprise unique%(window)s") % received)
    if verdict.room is not None:
        told.append(_("reste %s") % amount(verdict.room))
    if verdict.intensity is not None and verdict.highest is not None:
        shares = {"share": percent(verdict.intensity), "most": percent(verdict.highest)}
        told.append(_("intensité %(share)s pour %(most)s au plus") % shares)
    return told


def window(days: tuple[dt.date, dt.date] | None) -> str:
    """« du 27 novembre 2023 au 26 novembre 2026 », with a space before; "" when there is none."""
    if days is None:
        return ""
    told = {"first": french_date(days[0]), "last": french_date(days[1])}
    return _(" du %(first)s au %(last)s") % told


def _advice(verdict: Verdict) -> str:
    """What may be granted instead of what is refused."""
    if verdict.answer != Answer.NO or verdict.most is None:
        return ""
    if verdict.most <= 0:
        return _("Rien ne peut être accordé sous ce régime.")
    return _("Accordez %s au plus.") % amount(verdict.most)
