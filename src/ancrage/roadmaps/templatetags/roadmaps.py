"""Amounts and states as the pages of roadmaps write them."""

from django import template

from ancrage.catalogue.rules.facts import euros
from ancrage.roadmaps.definitions import state_of
from ancrage.roadmaps.models import ActionSheet
from ancrage.ui.formats import UNKNOWN

register = template.Library()


@register.filter
def cents(amount: int | None) -> str:
    """« 12 500 € »; « inconnu » when nothing is told."""
    return UNKNOWN if amount is None else euros(amount)


@register.filter
def state_label(sheet: ActionSheet) -> str:
    """Where a sheet stands, in words."""
    return state_of(sheet.state).label


@register.filter
def state_badge(sheet: ActionSheet) -> str:
    """The kind of the badge that shows it."""
    return state_of(sheet.state).badge
