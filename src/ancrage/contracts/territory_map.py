"""The map of a territory, for the annex of an act and for its page."""

from ancrage.contracts.queries.lands import Land
from ancrage.geography import outlines
from ancrage.geography.map_figures import close_up
from ancrage.geography.place_maps import list_source, map_citation
from ancrage.ui.formats import french_date
from ancrage.ui.map_file import standalone
from ancrage.ui.maps import LegendItem, MapFigure, Shape

FONT = "Libertinus Serif"
"""The one with accents that typst carries."""
MEMBER = "map-selected"


def territory_figure(land: Land) -> MapFigure:
    """A territory's outline with its intercommunalités."""
    sirens = list(land.members)
    paths = outlines.intercommunality_paths("detail")
    shapes = [
        Shape(siren, paths[siren], name, MEMBER)
        for siren, name in land.members.items()
        if siren in paths
    ]
    title = f"Le territoire : {land.name}"
    source = list_source(land.version)
    return close_up(
        box=outlines.extent(sirens),
        edge=outlines.territory_path(sirens, "detail"),
        shapes=shapes,
        title=title,
        legend=(LegendItem(MEMBER, "intercommunalité du territoire"),),
        source=source,
        as_of=french_date(land.version.valid_from),
        citation=map_citation(title, land.version, source),
        simulated=land.version.is_simulated,
    )


def territory_svg(land: Land) -> str:
    """The same as a picture that stands alone."""
    return standalone(territory_figure(land), font=FONT)
