"""What the page of a territory says of its needs: where to read them."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.geography.models import Territory
from ancrage.geography.panels import Panel


def needs_panel(_request: HttpRequest, territory: Territory) -> Panel:
    """A way to the page of needs; it costs no query."""
    title, template = _("Besoins et réponses"), "matching/parts/panel.html"
    return Panel(title, template, {"territory": territory})
