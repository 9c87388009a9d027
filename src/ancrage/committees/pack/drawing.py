"""The maps of a pack: territories by their number of sheets, or where a roadmap's sheets land."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.committees.pack.content import Picture
from ancrage.committees.pack.frame import Frame
from ancrage.geography import outlines
from ancrage.geography.map_figures import close_up, national_map
from ancrage.geography.models import PerimeterVersion
from ancrage.geography.queries import TerritoryRow, territory_rows
from ancrage.kernel.rights import ScopeKind
from ancrage.roadmaps.portfolio_table import INVENTED_SOURCE
from ancrage.roadmaps.queries.roadmap import roadmap_sheets
from ancrage.roadmaps.roadmap_page import land_of, roadmap_map
from ancrage.ui.formats import number
from ancrage.ui.links import link
from ancrage.ui.map_file import standalone
from ancrage.ui.maps import LegendItem, MapFigure, Shape
from ancrage.ui.papers import FONT

CLASSES = ((0, "map-none"), (2, "map-c1"), (5, "map-c2"), (10, "map-c3"), (20, "map-c4"))
MANY = "map-c6"
MOST_NAMED = 5


def territories_map(frame: Frame, *, measure: str, counts: Mapping[str, int], twin: str) -> Picture:
    """The territories of the perimeter, each by its count; `twin`: the table that says the same."""
    title = _("%(measure)s\N{NO-BREAK SPACE}: %(name)s") % {
        "measure": measure,
        "name": frame.reach.name,
    }
    shapes = tuple(_shapes(frame, counts))
    told = {
        "title": title,
        "legend": tuple(_legend(shapes)),
        "legend_title": _("Nombre de fiches de chaque territoire"),
        "source": frame.source,
        "as_of": frame.as_of,
        "citation": _("Présenté par Ancrage."),
    }
    if frame.reach.kind == ScopeKind.REGION:
        drawn = close_up(
            box=outlines.region_extent(frame.reach.code),
            edge=outlines.region_paths("detail").get(frame.reach.code, ""),
            shapes=shapes,
            **told,  # type: ignore[arg-type]
        )
    else:
        drawn = national_map(shapes=shapes, **told)  # type: ignore[arg-type]
    alt = _alt(frame, title, counts, twin)
    return _picture(frame, drawn, alt, frame.sheets_url())


def _shapes(frame: Frame, counts: Mapping[str, int]) -> Iterator[Shape]:
    level = "detail" if frame.reach.kind == ScopeKind.REGION else "overview"
    for one in frame.territories:
        path = outlines.territory_path(one.sirens, level)  # type: ignore[arg-type]
        if path:
            count = counts.get(one.scope, 0)
            css = next((css for most, css in CLASSES if count <= most), MANY)
            said = ngettext("%d fiche", "%d fiches", count) % count
            yield Shape(one.scope, path, one.name, css, value=said)


def _legend(shapes: tuple[Shape, ...]) -> Iterator[LegendItem]:
    drawn = {shape.css for shape in shapes}
    labels = {
        "map-none": _("aucune"),
        "map-c1": _("1 ou 2"),
        "map-c2": _("3 à 5"),
        "map-c3": _("6 à 10"),
        "map-c4": _("11 à 20"),
        MANY: _("plus de 20"),
    }
    yield from (LegendItem(css, label) for css, label in labels.items() if css in drawn)


def _alt(frame: Frame, title: str, counts: Mapping[str, int], twin: str) -> str:
    """What the map shows, in words: how many have some, which have most, where the rest is."""
    held = [(one.name, counts.get(one.scope, 0)) for one in frame.territories]
    some = sorted((pair for pair in held if pair[1]), key=lambda pair: (-pair[1], pair[0]))
    most = ", ".join(f"{name} ({count})" for name, count in some[:MOST_NAMED])
    told = [
        _(
            "Carte des territoires\N{NO-BREAK SPACE}: %(title)s. %(some)s territoires sur %(all)s "
            "en ont au moins une."
        )
        % {"title": title, "some": number(len(some)), "all": number(len(held))}
    ]
    if most:
        told.append(_("Ceux qui en ont le plus\N{NO-BREAK SPACE}: %s.") % most)
    told.append(
        _("Les chiffres sont dans le tableau «\N{NO-BREAK SPACE}%s\N{NO-BREAK SPACE}».") % twin
    )
    return " ".join(told)


def territory_map(frame: Frame) -> Picture | None:
    """Where the sheets of a roadmap land, as its page draws it; None when there are none."""
    row = _row(frame)
    held = roadmap_sheets(frame.reader, frame.reach.code, frame.reach.where, today=frame.day)
    if row is None or not held.sheets:
        return None
    version = PerimeterVersion.objects.get(pk=row.version)
    drawn = roadmap_map(
        None,
        land_of(held, row),
        source=frame.source,
        today=frame.day,
        simulated=version.is_simulated or frame.source == INVENTED_SOURCE,
    )
    alt = _(
        "Carte «\N{NO-BREAK SPACE}%(title)s\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}: les "
        "intercommunalités du territoire par nombre de fiches, et les points où une fiche en "
        "donne un. %(placed)s fiches sur %(all)s disent un lieu."
    ) % {
        "title": drawn.title,
        "placed": number(len(held.kept) - held.placeless),
        "all": number(len(held.kept)),
    }
    address = link(None, "roadmap", row.version, row.code) + "#carte"
    return _picture(frame, drawn, alt, address)


def _row(frame: Frame) -> TerritoryRow | None:
    """The territory on the list of the day."""
    if not frame.territories:
        return None
    held = frame.territories[0]
    version = PerimeterVersion.objects.get(pk=held.version)
    return next((row for row in territory_rows(version) if row.code == held.code), None)


def _picture(frame: Frame, drawn: MapFigure, alt: str, address: str) -> Picture:
    svg = standalone(drawn, font=FONT, captioned=False)
    return Picture(drawn.title, alt, svg, frame.as_of, frame.source, address)
