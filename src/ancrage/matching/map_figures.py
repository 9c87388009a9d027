"""The map of coverage: each territory by what is found of the measures that are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.geography import outlines
from ancrage.geography.map_figures import national_map
from ancrage.matching.queries.coverage import CoverageRow
from ancrage.matching.queries.places import Held
from ancrage.matching.rules.coverage import State
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link
from ancrage.ui.maps import LegendItem, MapFigure, Shape

COVERED, DOUBLES, EMPTY = "map-c5", "map-q5", "map-none"
SHARES = ((0.25, "map-c4"), (0.5, "map-c2"), (1.0, "map-c0"))
"""Up to which share of holes, the class of a territory that has some."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A territory and how its measures are covered."""

    territory: Held
    holes: int
    doubles: int
    total: int

    @property
    def css(self) -> str:
        if self.holes == self.total:
            return EMPTY
        if self.holes:
            share = self.holes / self.total
            return next(css for most, css in SHARES if share <= most)
        return DOUBLES if self.doubles else COVERED

    @property
    def says(self) -> str:
        held = ngettext("%d mesure", "%d mesures", self.total) % self.total
        told = [_("%s en tout") % held]
        if self.holes:
            told.append(_("%d sans référent") % self.holes)
        if self.doubles:
            told.append(_("%d avec un doublon") % self.doubles)
        return ", ".join(told)


def counted(rows: Sequence[CoverageRow]) -> list[Counted]:
    """The rows by territory."""
    by_place: dict[str, list[CoverageRow]] = {}
    for row in rows:
        by_place.setdefault(row.territory.scope, []).append(row)
    return [
        Counted(
            held[0].territory,
            sum(1 for row in held if row.state == State.HOLE),
            sum(1 for row in held if row.state == State.DOUBLE),
            len(held),
        )
        for held in by_place.values()
    ]


def coverage_map(
    request: ActorRequest,
    rows: Sequence[CoverageRow],
    *,
    source: str,
    as_of: str,
    query: str,
    table_id: str = "",
    simulated: bool = False,
) -> MapFigure:
    """The territories of the rows, by what is found; `query` is that of the page."""
    shapes = tuple(
        Shape(
            held.territory.scope.replace(":", "-"),
            outlines.territory_path(held.territory.sirens, "overview"),
            held.territory.name,
            held.css,
            link(request, "territory_needs", held.territory.version, held.territory.code),
            held.says,
        )
        for held in counted(rows)
    )
    title = _("Qui répond, territoire par territoire")
    tail = f"?{query}" if query else ""
    return national_map(
        shapes=shapes,
        legend=(
            LegendItem(COVERED, _("un référent pour chaque mesure")),
            LegendItem(DOUBLES, _("aucun trou, un doublon au moins")),
            LegendItem(SHARES[0][1], _("des trous, au plus un quart")),
            LegendItem(SHARES[1][1], _("plus d’un quart, au plus la moitié")),
            LegendItem(SHARES[2][1], _("plus de la moitié")),
            LegendItem(EMPTY, _("aucun référent")),
        ),
        legend_title=_("Mesures affichées dans le tableau"),
        table_id=table_id,
        simulated=simulated,
        svg_url=link(None, "coverage_map", "svg") + tail,
        png_url=link(None, "coverage_map", "png") + tail,
        title=title,
        source=source,
        as_of=as_of,
        citation=_("Carte « %(title)s », %(day)s. Source : %(source)s. Présenté par Ancrage.")
        % {"title": title, "day": as_of, "source": source},
    )
