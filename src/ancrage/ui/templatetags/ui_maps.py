"""The tag that puts a map in a page."""

from django import template

from ancrage.ui.maps import MapFigure

register = template.Library()


@register.inclusion_tag("ui/map.html", name="map")
def map_(figure: MapFigure) -> dict[str, object]:
    return {"figure": figure}
