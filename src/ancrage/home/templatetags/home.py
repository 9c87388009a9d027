"""What only the gathering pages need in their templates."""

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from ancrage.home.calendar.definitions import kinds
from ancrage.home.calendar.rules import Dated
from ancrage.home.calendar.table import hour_of
from ancrage.home.search import Hit
from ancrage.selection.engine.explanation import UnitExplanation
from ancrage.ui import formats
from ancrage.ui.links import link

register = template.Library()


@register.simple_tag(takes_context=True)
def hit_url(context: Context, hit: Hit) -> str:
    """The page of something found, at the date of this page."""
    name, *codes = hit.page
    return link(context.get("request"), name, *codes, **dict(hit.query))


@register.simple_tag(takes_context=True)
def dated_url(context: Context, one: Dated) -> str:
    """The page of an entry of the calendar, at the date of this page; "" without one."""
    return link(context.get("request"), *one.page) if one.page else ""


@register.filter
def hours(one: Dated) -> str:
    """« 14 h 30 – 16 h 00 » of an entry of the calendar; "" for what has no hour."""
    return hour_of(one)


@register.filter
def kind_label(kind: str) -> str:
    """The name of a kind of the calendar, for many."""
    return kinds()[kind].label


@register.filter
def kind_one(kind: str) -> str:
    """The name of a kind of the calendar, for one."""
    return kinds()[kind].one


@register.simple_tag
def loss_interval(why: UnitExplanation, objective: float | None) -> str:
    """What the whole list would lose, in per cent of its value, at least and at most."""
    if not objective or why.loss_min is None:
        return formats.UNKNOWN
    least = formats.percent(max(why.loss_min, 0) / objective, 2)
    if why.loss_max is None:
        return _("au moins %(least)s") % {"least": least}
    most = formats.percent(why.loss_max / objective, 2)
    return _("de %(least)s à %(most)s") % {"least": least, "most": most}
