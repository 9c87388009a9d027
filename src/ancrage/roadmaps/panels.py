"""Where a later capability adds a section to the page of a sheet.

`funding` shows what its ledger traces of a sheet: roadmaps cannot import it, so they offer a
registration, called once at start-up.
"""

from collections.abc import Callable

from django.http import HttpRequest

from ancrage.geography.panels import Panel
from ancrage.roadmaps.models import ActionSheet, SheetColumns

SheetPanel = Callable[[HttpRequest, ActionSheet, SheetColumns], Panel | None]
"""A section of a sheet; the columns are those that its reader reads: the sheet’s as it is being
written, or of the version that was validated."""
_panels: list[SheetPanel] = []


def register_sheet_panel(panel: SheetPanel) -> SheetPanel:
    """Add a section to every sheet's page; a second registration changes nothing."""
    if panel not in _panels:
        _panels.append(panel)
    return panel


def sheet_panels(request: HttpRequest, sheet: ActionSheet, read: SheetColumns) -> list[Panel]:
    """The sections of a sheet's page, for whoever reads it."""
    found = (panel(request, sheet, read) for panel in _panels)
    return [panel for panel in found if panel is not None]
