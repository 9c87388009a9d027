"""What a measure brings in money, in words."""

from ancrage.catalogue.rules.basket import Amount
from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset


def amount_words(amount: Amount) -> str:
    """« Aide VTE (4 000 € par VTE) »."""
    told = _told(amount)
    detail = f"{told} {amount.per}".strip()
    return typeset(f"{amount.label} ({detail})" if detail else amount.label)


def _told(amount: Amount) -> str:
    if amount.cents is not None:
        return euros(amount.cents)
    if amount.rate is not None:
        return f"{amount.rate * 100:g} %".replace(".", ",")
    if amount.least_cents is not None and amount.most_cents is not None:
        return f"de {euros(amount.least_cents)} à {euros(amount.most_cents)}"
    if amount.most_cents is not None:
        return f"{euros(amount.most_cents)} au plus"
    return f"{euros(amount.least_cents)} au moins" if amount.least_cents is not None else ""
