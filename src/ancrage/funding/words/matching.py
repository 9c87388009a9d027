"""Reconciliation and returns in French: amounts, sources, how a payment was matched."""

from django.utils.translation import gettext as _

from ancrage.funding.models import Match
from ancrage.kernel.quality import Quality

INVENTED = (
    "Démonstration : ces paiements, ces dossiers et leurs montants sont inventés. Ils ne disent "
    "rien de ce que font les financeurs."
)
SOURCE = "Ancrage, grand livre : fichiers et saisies des financeurs"
INVENTED_SOURCE = "Ancrage, démonstration : paiements et dossiers inventés"


def source_of(*, invented: bool) -> str:
    """Where figures come from, in words."""
    return INVENTED_SOURCE if invented else SOURCE


def quality_of(*, invented: bool) -> Quality:
    """How far figures can be trusted: what financers declare."""
    return Quality.SIMULATED if invented else Quality.DECLARED


def as_typed(cents: int) -> str:
    """An amount as one types it in a form: « 12500,50 »."""
    whole, rest = divmod(cents, 100)
    return f"{whole},{rest:02d}" if rest else str(whole)


def how_matched(match: Match, names: dict[str, str]) -> str:
    """« suggestion acceptée (poids 105) par Thomas Keller »."""
    told = str(match.get_how_display())
    weight = _(" (poids %d)") % match.score if match.score is not None else ""
    name = names.get(match.author, "")
    return f"{told}{weight}" + (_(" par %s") % name if name else "")
