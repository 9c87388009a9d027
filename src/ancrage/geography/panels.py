"""Where a later capability adds a section to the pages of a place.

`selection` explains why an intercommunalité was chosen or not: geography cannot import it, so it
offers a registration, called once at start-up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest

from ancrage.geography.models import Intercommunality, Territory


@dataclass(frozen=True, slots=True)
class Panel:
    """A section of a page: its title, and the template that shows it (which sees `panel`)."""

    title: str
    template: str
    context: Mapping[str, object] = field(default_factory=dict)


IntercommunalityPanel = Callable[[HttpRequest, Intercommunality], Panel | None]
TerritoryPanel = Callable[[HttpRequest, Territory], Panel | None]

_intercommunality_panels: list[IntercommunalityPanel] = []
_territory_panels: list[TerritoryPanel] = []


def register_intercommunality_panel(panel: IntercommunalityPanel) -> IntercommunalityPanel:
    """Add a section to every intercommunalité's page; a second registration changes nothing."""
    if panel not in _intercommunality_panels:
        _intercommunality_panels.append(panel)
    return panel


def register_territory_panel(panel: TerritoryPanel) -> TerritoryPanel:
    """Add a section to every territory's page; a second registration changes nothing."""
    if panel not in _territory_panels:
        _territory_panels.append(panel)
    return panel


def intercommunality_panels(
    *, request: HttpRequest, intercommunality: Intercommunality
) -> list[Panel]:
    found = (panel(request, intercommunality) for panel in _intercommunality_panels)
    return [panel for panel in found if panel is not None]


def territory_panels(*, request: HttpRequest, territory: Territory) -> list[Panel]:
    found = (panel(request, territory) for panel in _territory_panels)
    return [panel for panel in found if panel is not None]
