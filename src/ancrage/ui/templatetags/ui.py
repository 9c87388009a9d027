"""Components and French formats, loaded in every template."""

from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader_tags import BlockNode
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from ancrage.kernel.quality import Quality
from ancrage.ui import formats, links
from ancrage.ui.figures import QUALITY_LABELS, QUALITY_MEANINGS, Figure
from ancrage.ui.tables import Table

register = template.Library()
COMPONENTS = "ui/components"


@register.simple_tag(takes_context=True)
def link(context: Context, name: str, *args: object, **query: object) -> str:
    """The address of a page of the site, at the date of this page."""
    return links.link(context.get("request"), name, *args, **query)


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> SafeString:
    """The text of a block of the page, without its markup, to say it a second time."""
    rendered = BlockNode(name, template.NodeList()).render(context)  # type: ignore[attr-defined]
    return mark_safe(" ".join(strip_tags(rendered).split()))  # noqa: S308 escaped by its block


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    return formats.number(value, decimals)


@register.filter
def percent(share: float | None, decimals: int = 1) -> str:
    return formats.percent(share, decimals)


@register.filter
def km2(area: float | None, decimals: int = 0) -> str:
    return formats.with_unit(area, "km²", decimals)


@register.filter
def frdate(day: date | datetime | str | None) -> str:
    return formats.french_date(
        date.fromisoformat(day) if isinstance(day, str) and day else day or None
    )  # type: ignore[arg-type]


@register.inclusion_tag(f"{COMPONENTS}/figure.html")
def figure(figure: Figure, cite: bool = True) -> dict[str, object]:  # noqa: FBT001, FBT002 a tag's argument
    return {"figure": figure, "cite": cite}


@register.inclusion_tag(f"{COMPONENTS}/figure_inline.html")
def figure_inline(figure: Figure) -> dict[str, object]:
    return {"figure": figure}


@register.inclusion_tag(f"{COMPONENTS}/quality_badge.html")
def quality_badge(quality: str) -> dict[str, object]:
    known = Quality(quality)
    return {
        "quality": known.value,
        "label": QUALITY_LABELS[known],
        "meaning": QUALITY_MEANINGS[known],
    }


@register.inclusion_tag(f"{COMPONENTS}/citation.html")
def citation(text: str, label: str = "") -> dict[str, Any]:
    return {"text": text, "label": label}


@register.inclusion_tag(f"{COMPONENTS}/data_table.html", takes_context=True)
def data_table(context: Context, table: Table) -> dict[str, object]:
    return {"table": table, "request": context.get("request")}
