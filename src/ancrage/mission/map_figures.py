"""The maps of a mission: its candidates in the country, one candidate and what is around it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.geography import outlines
from ancrage.geography.map_figures import close_up, national_map
from ancrage.geography.models import Intercommunality
from ancrage.mission.models import Candidate, Mission
from ancrage.mission.queries.overview import CandidateRow
from ancrage.mission.rules.application import ORIGINS
from ancrage.mission.words import state_of
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.maps import LegendItem, MapFigure, Shape

CSS = {"identification": "map-q1", "region": "map-q2", "application": "map-q3"}
SELECTED, NEIGHBOUR = "map-selected", "map-neighbour"


def candidates_map(
    request: ActorRequest, mission: Mission, rows: Sequence[CandidateRow], *, table_id: str
) -> MapFigure:
    """Every candidate with a perimeter, coloured by its origin."""
    shapes = tuple(
        Shape(
            str(row.candidate.number),
            outlines.territory_path(row.candidate.members, "overview"),
            row.candidate.shown_name,
            CSS[row.candidate.origin],
            link(request, "mission_candidate", mission.code, row.candidate.number),
            state_of("candidate", row.candidate.state).label,
        )
        for row in rows
        if row.places and row.candidate.state not in {"withdrawn", "inadmissible"}
    )
    said = _said(_("Candidats : %(name)s") % {"name": mission.name}, mission, mission.created_at)
    return national_map(
        shapes=shapes,
        legend=tuple(LegendItem(CSS[code], label) for code, label in ORIGINS.items()),
        legend_title=_("Origine"),
        table_id=table_id,
        simulated=mission.is_demonstration,
        svg_url=link(None, "mission_map", mission.code, "svg"),
        png_url=link(None, "mission_map", mission.code, "png"),
        title=said.title,
        source=said.source,
        as_of=said.as_of,
        citation=said.citation,
    )


def candidate_map(
    request: ActorRequest,
    candidate: Candidate,
    places: Sequence[Intercommunality],
    around: Sequence[Intercommunality],
    *,
    table_id: str = "",
) -> MapFigure:
    """A candidate's perimeter and the intercommunalités that touch it."""
    mission = candidate.mission
    sirens = [place.siren for place in places]
    title = _("Périmètre : %(name)s") % {"name": candidate.shown_name}
    said = _said(title, mission, candidate.saved_at)
    name = "mission_candidate_map"
    return close_up(
        box=outlines.extent(sirens),
        shapes=(
            *_shapes(request, around, NEIGHBOUR, _("voisine")),
            *_shapes(request, places, SELECTED, _("dans le périmètre")),
        ),
        edge=outlines.territory_path(sirens, "detail"),
        legend=(
            LegendItem(SELECTED, _("dans le périmètre")),
            LegendItem(NEIGHBOUR, _("intercommunalité voisine")),
        ),
        table_id=table_id,
        simulated=mission.is_demonstration,
        svg_url=link(None, name, mission.code, candidate.number, "svg"),
        png_url=link(None, name, mission.code, candidate.number, "png"),
        title=said.title,
        source=said.source,
        as_of=said.as_of,
        citation=said.citation,
    )


def _shapes(
    request: ActorRequest, places: Iterable[Intercommunality], css: str, value: str
) -> Iterable[Shape]:
    paths = outlines.intercommunality_paths("detail")
    for place in places:
        if place.siren in paths:
            url = link(request, "intercommunality", place.siren)
            yield Shape(place.siren, paths[place.siren], place.name, css, url, value)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the map of a mission, or of one of its candidates, says beside its drawing."""

    title: str
    source: str
    as_of: str

    @property
    def citation(self) -> str:
        return _("Carte « %(title)s », %(day)s. Source : %(source)s. Présenté par Ancrage.") % {
            "title": self.title,
            "day": self.as_of,
            "source": self.source,
        }


def _said(title: str, mission: Mission, day: dt.datetime) -> _Said:
    source = _("mission « %(name)s »") % {"name": mission.name}
    return _Said(title, source, french_date(day.date()))
