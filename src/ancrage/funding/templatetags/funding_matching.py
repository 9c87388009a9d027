"""Amounts as the pages of reconciliation and of returns write them."""

from django import template

from ancrage.catalogue.rules.facts import euros as in_words
from ancrage.funding.words.matching import as_typed

register = template.Library()


@register.filter
def euros(cents: int) -> str:
    """« 12 500 € »."""
    return in_words(cents)


@register.filter
def typed(cents: int) -> str:
    """« 12500,50 »: as one types it in a form."""
    return as_typed(cents)
