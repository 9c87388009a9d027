"""Amounts as the pages of money write them."""

from django import template

from ancrage.funding.words.money import signed
from ancrage.ui.formats import UNKNOWN

register = template.Library()


@register.filter
def cents(amount: int | None) -> str:
    """« 12 500 € », « −3,50 € »; « inconnu » when nothing is told."""
    return UNKNOWN if amount is None else signed(amount)
