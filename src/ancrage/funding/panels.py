"""Where a later capability adds to the pages of money: a section to that of a dossier, a step to
that of an envelope; see `roadmaps/panels.py`."""

from collections.abc import Callable

from ancrage.funding.access import Access
from ancrage.funding.models import Envelope
from ancrage.geography.panels import Panel
from ancrage.people.middleware import ActorRequest
from ancrage.ui.context import PageLink

DossierPanel = Callable[[ActorRequest, Access], Panel | None]
EnvelopeStep = Callable[[ActorRequest, Envelope], PageLink | None]
_panels: list[DossierPanel] = []
_steps: list[EnvelopeStep] = []


def register_dossier_panel(panel: DossierPanel) -> DossierPanel:
    """Add a section to every dossier's page; a second registration changes nothing."""
    if panel not in _panels:
        _panels.append(panel)
    return panel


def dossier_panels(request: ActorRequest, access: Access) -> list[Panel]:
    """The sections of a dossier's page, for whoever reads it."""
    found = (panel(request, access) for panel in _panels)
    return [panel for panel in found if panel is not None]


def register_envelope_step(step: EnvelopeStep) -> EnvelopeStep:
    """Offer what to do with an envelope on its page; a second registration changes nothing."""
    if step not in _steps:
        _steps.append(step)
    return step


def envelope_steps(request: ActorRequest, envelope: Envelope) -> list[PageLink]:
    """What somebody may do with an envelope elsewhere."""
    found = (step(request, envelope) for step in _steps)
    return [step for step in found if step is not None]
