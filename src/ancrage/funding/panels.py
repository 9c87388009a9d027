"""Where a later capability adds a section to the page of a dossier: see `roadmaps/panels.py`."""

from collections.abc import Callable

from ancrage.funding.access import Access
from ancrage.geography.panels import Panel
from ancrage.people.middleware import ActorRequest

DossierPanel = Callable[[ActorRequest, Access], Panel | None]
_panels: list[DossierPanel] = []


def register_dossier_panel(panel: DossierPanel) -> DossierPanel:
    """Add a section to every dossier's page; a second registration changes nothing."""
    if panel not in _panels:
        _panels.append(panel)
    return panel


def dossier_panels(request: ActorRequest, access: Access) -> list[Panel]:
    """The sections of a dossier's page, for whoever reads it."""
    found = (panel(request, access) for panel in _panels)
    return [panel for panel in found if panel is not None]
