"""Components and French formats, loaded in every template."""

from datetime import date
from typing import Any

from django import template
from django.forms import BoundField, Select
from django.template.context import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BlockNode
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from ancrage.kernel import text as text_rules
from ancrage.kernel.quality import Quality
from ancrage.ui import formats, links
from ancrage.ui.charts import BarChart, Chart
from ancrage.ui.figures import QUALITY_LABELS, QUALITY_MEANINGS, Figure
from ancrage.ui.interval_charts import IntervalChart
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
    rendered = BlockNode(name, template.NodeList()).render(context)
    return mark_safe(" ".join(strip_tags(rendered).split()))  # noqa: S308 escaped by its block


@register.filter
def number(value: float | str | None, decimals: int = 0) -> str:
    return formats.number(_figure(value), decimals)


@register.filter
def percent(share: float | str | None, decimals: int = 1) -> str:
    return formats.percent(_figure(share), decimals)


@register.filter
def km2(area: float | str | None, decimals: int = 0) -> str:
    return formats.with_unit(_figure(area), "km²", decimals)


@register.filter(is_safe=True)
def contracted(text: str) -> str:
    """`text` with « de » and « à » as they are before a name (`kernel.text.contracted`)."""
    return text_rules.contracted(text)


@register.filter
def frdate(day: date | str | None) -> str:
    """A day as « 1er juin 2021 »; a text is read as AAAA-MM-JJ."""
    if isinstance(day, str):
        day = date.fromisoformat(day) if day else None
    return formats.french_date(day)


def _figure(value: float | str | None) -> float | None:
    """A template gives "" for what it does not have: that is not known either."""
    return None if value is None or value == "" else float(value)


@register.inclusion_tag(f"{COMPONENTS}/figure.html")
def figure(figure: Figure, cite: bool = True) -> dict[str, object]:  # noqa: FBT001, FBT002 a tag's argument
    return {"figure": figure, "cite": cite}


@register.simple_tag
def figure_inline(figure: Figure) -> SafeString:
    return _inline("figure_inline", figure=figure)


@register.simple_tag
def quality_badge(quality: str) -> SafeString:
    known = Quality(quality)
    label, meaning = QUALITY_LABELS[known], QUALITY_MEANINGS[known]
    return _inline("quality_badge", quality=known.value, label=label, meaning=meaning)


@register.simple_tag
def badge(text: str, kind: str = "") -> SafeString:
    """A word set apart; `kind` is "", info, success, warning or error."""
    return _inline("badge", text=text, kind=kind)


def _inline(name: str, **context: object) -> SafeString:
    """A component that stands in a sentence: no line break before the full stop."""
    return mark_safe(render_to_string(f"{COMPONENTS}/{name}.html", context).strip())  # noqa: S308 a template


@register.inclusion_tag(f"{COMPONENTS}/citation.html")
def citation(text: str, label: str = "") -> dict[str, Any]:
    return {"text": text, "label": label}


@register.inclusion_tag(f"{COMPONENTS}/data_table.html", takes_context=True)
def data_table(context: Context, table: Table) -> dict[str, object]:
    return {"table": table, "request": context.get("request")}


@register.simple_tag(takes_context=True)
def chart(context: Context, chart: Chart | BarChart | IntervalChart) -> SafeString:
    if isinstance(chart, IntervalChart):
        return _inline("interval_chart", chart=chart)
    if isinstance(chart, BarChart):
        return _inline("bar_chart", chart=chart)
    request = context.get("request")
    path = links.with_query(request, request.path if request else "", graphique=chart.key)
    return _inline("chart", chart=chart, csv_url=path)


@register.simple_tag
def field(field: BoundField) -> SafeString:
    """A form's field with its label, its help and its errors, tied to it for screen readers."""
    if field.use_fieldset:
        return _inline("field_choices", field=field)
    described = [f"{field.auto_id}-aide"] if field.help_text else []
    described += [f"{field.auto_id}-erreur"] if field.errors else []
    described_by: dict[str, str | bool] = {}
    if described:
        described_by["aria-describedby"] = " ".join(described)
    if getattr(field.field.widget, "input_type", "") == "checkbox":
        return _inline("field_checkbox", field=field, widget=field.as_widget(attrs=described_by))
    css = "fr-select" if isinstance(field.field.widget, Select) else "fr-input"
    optional = not field.field.required and not getattr(field.form, "all_optional", False)
    widget = field.as_widget(attrs={"class": css, **described_by})
    return _inline("field", field=field, widget=widget, optional=optional)
