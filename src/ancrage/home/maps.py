"""The map of the home page: the programme's list in force, as identified or as adapted since."""

import datetime as dt

from ancrage.geography import place_maps, queries
from ancrage.geography.measures import FigureBook
from ancrage.geography.models import PerimeterVersion
from ancrage.selection.map_figures import territories_map
from ancrage.selection.origins import Origins
from ancrage.selection.queries.runs import Run
from ancrage.ui.maps import MapFigure
from ancrage.ui.middleware import DatedRequest


def adapted_list(
    run: Run | None, lists: list[PerimeterVersion], *, on: dt.date
) -> PerimeterVersion | None:
    """Among the lists at hand, the one in force on a day, if it is not the one identified."""
    if run is None or run.version is None:
        return None
    versions = [v for v in lists if v.perimeter_id == run.version.perimeter_id]
    held = queries.in_force(versions, on=on)
    return held if held and held.pk != run.version.pk else None


def home_map(
    request: DatedRequest, run: Run, told: Origins, adapted: PerimeterVersion | None
) -> MapFigure:
    """The territories of the list in force, coloured by industrial jobs (estimates)."""
    if adapted is None:
        return territories_map(request, run, told)
    return place_maps.territories_map(
        request,
        version=adapted,
        rows=queries.territory_rows(adapted),
        table_id="",
        colouring=place_maps.COLOURINGS["industrial_jobs"],
        book=FigureBook(queries.figure_definitions()),
    )
