"""What the identification adds to the pages of an intercommunalité and of a territory."""

from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.geography.models import Intercommunality, Territory
from ancrage.geography.panels import Panel
from ancrage.selection.engine.explanation import UnitExplanation
from ancrage.selection.engine.model import IdentifiedTerritory
from ancrage.selection.losses import loss_view
from ancrage.selection.origins import origins
from ancrage.selection.proof import proof_of
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.runs import Run, current_run, run_behind
from ancrage.ui.middleware import DatedRequest


def why_not_us(request: HttpRequest, place: Intercommunality) -> Panel | None:
    """« Pourquoi pas nous ? » on the page of an intercommunalité (a part of Paris has none)."""
    run = current_run(on=cast(DatedRequest, request).as_at.date)
    if run is None:
        return None
    view = loss_view(run, place.siren, loaded_country(), now=timezone.now())
    if view is None or view.why is None:
        return None
    context = {"run": run, "view": view, "frequency": run.frequencies.get(place.siren)}
    return Panel(_("Pourquoi pas nous ?"), "selection/parts/why_not_us.html", context)


def identified(request: HttpRequest, territory: Territory) -> Panel | None:
    """The value and the proof on the page of a territory that an identification found."""
    run = run_behind(territory.version)
    found = run.territories.get(territory.code) if run else None
    if run is None or found is None:
        return None
    context = {
        "run": run,
        "territory": found,
        "share": found.value / run.result.objective if run.result.objective else None,
        "members": _members(run, found),
        "proof": proof_of(run),
        "told": origins(),
        "adapted": run.version is not None and run.version.pk != territory.version_id,
    }
    return Panel(_("Comment il a été identifié"), "selection/parts/identified.html", context)


def _members(
    run: Run, territory: IdentifiedTerritory
) -> list[tuple[str, str, UnitExplanation | None]]:
    """SIREN, name and explanation of each member, by decreasing industrial jobs.

    The name is "" when another year of intercommunalités, without this one, was loaded since.
    """
    names = {unit.siren: unit.name for unit in loaded_country().units}
    return [(siren, names.get(siren, ""), run.why(siren)) for siren in territory.members]
