"""How the pages, the API and the command line say what was found."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ancrage.catalogue.rules.basket import Basket, Measure
from ancrage.catalogue.rules.eligibility import Outcome
from ancrage.matching.queries.coverage import Referent
from ancrage.matching.rules.coverage import State
from ancrage.matching.rules.matching import Result


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a word, and the kind of badge that shows it."""

    label: str | Promise
    kind: str


OUTCOMES: Mapping[Outcome, Badge] = {
    Outcome.YES: Badge(gettext_lazy("à portée"), "success"),
    Outcome.UNKNOWN: Badge(gettext_lazy("à préciser"), "info"),
    Outcome.NO: Badge(gettext_lazy("pas en l’état"), ""),
}
STATES: Mapping[State, Badge] = {
    State.ONE: Badge(gettext_lazy("un référent"), "success"),
    State.HOLE: Badge(gettext_lazy("personne"), "error"),
    State.DOUBLE: Badge(gettext_lazy("doublon"), "warning"),
}
RANKS = {
    1: gettext_lazy("pour cette mesure, sur ce territoire"),
    2: gettext_lazy("pour ses mesures, sur ce territoire"),
    3: gettext_lazy("pour cette mesure, dans la région"),
    4: gettext_lazy("pour ses mesures, dans la région"),
    5: gettext_lazy("pour cette mesure, en France"),
    6: gettext_lazy("pour ses mesures, en France"),
}
"""How close a referent is, by rank."""


def operator_name(measure: Measure, basket: Basket) -> str:
    """Who runs a measure; « inconnu » when no source says."""
    held = basket.operators.get(measure.operator)
    return held.name if held else _("inconnu")


def answering_words(result: Result, referents: list[Referent] | None, *, named: bool) -> str:
    """Who answers, in a sentence; with names for those who may read them."""
    if not result.measure.operator:
        return _("Qui répond est inconnu : aucune source ne nomme l’opérateur.")
    if referents is None or result.answered.referents is None:
        return _("Qui répond dépend du territoire.")
    if not referents:
        return _("Personne n’est désigné ici : la demande ira à l’opérateur.")
    if named:
        told = " ; ".join(f"{r.name}, {RANKS[r.rank]}" for r in referents)
        return f"{told}." if len(referents) == 1 else _("Plusieurs référents : %s.") % told
    return ngettext(
        "Un référent est désigné (%(how)s).",
        "%(count)d référents sont désignés (%(how)s) : l’opérateur doit dire lequel répond.",
        len(referents),
    ) % {"count": len(referents), "how": RANKS[referents[0].rank]}


def delay_words(result: Result) -> str:
    """How long it should take, and how long it really takes."""
    days, answered = result.measure.days, result.answered
    should = _("%d jours") % days if days is not None else _("inconnu")
    if answered.median_days is None:
        really = _("inconnu")
    else:
        counted = ngettext("%d demande", "%d demandes", answered.count) % answered.count
        really = _("%(days)d jours en médiane, sur %(counted)s") % {
            "days": round(answered.median_days),
            "counted": counted,
        }
        if settings.ANCRAGE_DEMO:
            really = _("%s, inventé pour la démonstration") % really
    return _("Délai prévu : %(should)s. Délai constaté : %(really)s.") % {
        "should": should,
        "really": really,
    }
