"""Amounts as the pages of contracts write them."""

from django import template

from ancrage.catalogue.rules.facts import euros

register = template.Library()


@register.filter
def cents(amount: int) -> str:
    """« 12 500 € »."""
    return euros(amount)


@register.filter
def signed_cents(amount: int) -> str:
    """« + 12 500 € », « − 500 € », « 0 € »."""
    if not amount:
        return euros(0)
    sign = "+" if amount > 0 else "\N{MINUS SIGN}"
    return f"{sign}\N{NO-BREAK SPACE}{euros(abs(amount))}"
