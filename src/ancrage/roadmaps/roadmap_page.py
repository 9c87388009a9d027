"""What the page of a roadmap shows beside its lists: where the work lands, when, what others do."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.geography import outlines
from ancrage.geography.map_figures import close_up
from ancrage.geography.models import Intercommunality
from ancrage.geography.queries import TerritoryRow
from ancrage.geography.rules.drawing import Box, disc, to_sheet
from ancrage.people.middleware import ActorRequest
from ancrage.roadmaps.definitions import words
from ancrage.roadmaps.portfolio_table import FOLLOWED_LIST, PUBLISHED
from ancrage.roadmaps.queries.portfolio import Listed
from ancrage.roadmaps.queries.roadmap import RoadmapSheets, commune_names, is_placed
from ancrage.roadmaps.rules.periods import first_day, last_day, period_words
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.maps import LegendItem, MapFigure, Shape
from ancrage.ui.timelines import Span, Timeline, timeline

CLASSES = ((0, "map-neighbour"), (2, "map-c1"), (5, "map-c2"), (10, "map-c3"))
MANY = "map-c4"
POINTS = {"recruter": "map-q1", "innover": "map-q2", "attirer": "map-q3", "simplifier": "map-q4"}
BARS = {"recruter": "chart-s1", "innover": "chart-s2", "attirer": "chart-s3"}
OTHER = "chart-s4"
RADIUS = 1 / 90
"""Of a point, as a share of the width of the map."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one sheet lands, in words."""

    listed: Listed
    communes: str
    intercommunalities: str
    point: str


@dataclass(frozen=True)
class Land:
    """Where the sheets of a roadmap land: read once, for the map and for its table."""

    held: RoadmapSheets
    row: TerritoryRow
    communes: Mapping[str, tuple[str, str]]
    names: Mapping[str, str]

    def sirens(self, one: Listed) -> list[str]:
        """The intercommunalités of a sheet: named, or those of its communes."""
        of_communes = (self.communes.get(code, ("", ""))[1] for code in _codes(one.row.communes))
        named = _codes(one.row.intercommunalities)
        return list(dict.fromkeys(siren for siren in (*named, *of_communes) if siren))

    def places(self) -> Iterator[Place]:
        for one in filter(is_placed, self.held.kept):
            row = one.row
            point = f"{row.latitude:.4f} ; {row.longitude:.4f}" if row.latitude is not None else ""
            yield Place(
                one,
                ", ".join(self.communes.get(c, (c, ""))[0] for c in _codes(row.communes)),
                ", ".join(self.names.get(siren, siren) for siren in self.sirens(one)),
                point.replace(".", ","),
            )


def land_of(held: RoadmapSheets, row: TerritoryRow) -> Land:
    """One query; two when some land outside the territory."""
    communes = commune_names(held.kept)
    names = {member.code: member.name for member in row.members}
    land = Land(held, row, communes, names)
    others = {siren for one in held.kept for siren in land.sirens(one)} - names.keys()
    if others:
        found = Intercommunality.objects.filter(siren__in=others).order_by()
        names |= dict(found.values_list("siren", "name"))
    return land


def _codes(bars: str) -> list[str]:
    return [code for code in bars.split("|") if code]


def roadmap_map(
    request: ActorRequest | None, land: Land, *, source: str, today: dt.date, simulated: bool
) -> MapFigure:
    """The territory close up: its intercommunalités by the number of sheets, points over them."""
    row = land.row
    sirens = [*row.whole_sirens, *row.partial_sirens]
    box = outlines.extent(sirens)
    title = _("%(name)s : où se font les actions") % {"name": row.name}
    day = french_date(today)
    shapes = [*_areas(request, land, sirens), *_points(request, land, box)]
    return close_up(
        box=box,
        edge=outlines.territory_path(sirens, "detail"),
        shapes=shapes,
        title=title,
        legend=tuple(_legend(shapes)),
        legend_title=_("Fiches par intercommunalité ; points : là où une fiche en donne un"),
        source=source,
        as_of=day,
        citation=_("Carte « %(title)s », %(day)s. Source : %(source)s. Présenté par Ancrage.")
        % {"title": title, "day": day, "source": source},
        svg_url=link(request, "roadmap_map", row.version, row.code, "svg"),
        png_url=link(request, "roadmap_map", row.version, row.code, "png"),
        table_id="lieux",
        simulated=simulated,
    )


def _areas(request: ActorRequest | None, land: Land, sirens: Sequence[str]) -> Iterator[Shape]:
    counts = Counter(siren for one in land.held.kept for siren in land.sirens(one))
    paths = outlines.intercommunality_paths("detail")
    for siren in dict.fromkeys([*sirens, *counts]):
        if siren in paths:
            said = ngettext("%d fiche", "%d fiches", counts[siren]) % counts[siren]
            yield Shape(
                siren,
                paths[siren],
                land.names.get(siren, siren),
                next((css for most, css in CLASSES if counts[siren] <= most), MANY),
                link(request, "intercommunality", siren),
                said,
            )


def _points(request: ActorRequest | None, land: Land, box: Box) -> Iterator[Shape]:
    import numpy as np  # noqa: PLC0415 only for the points

    located = [one for one in land.held.kept if one.row.latitude is not None]
    if not located:
        return
    degrees = np.array([(one.row.longitude, one.row.latitude) for one in located])
    radius = box.width * RADIUS
    for one, (x, y) in zip(located, to_sheet(degrees), strict=True):
        yield Shape(
            one.sheet.code,
            disc(x, y, radius),
            one.row.title,
            POINTS.get(one.row.need, "map-q5"),
            link(request, "sheet", one.sheet.code),
            words("needs").get(one.row.need, _("besoin non dit")),
        )


def _legend(shapes: Sequence[Shape]) -> Iterator[LegendItem]:
    drawn = {shape.css for shape in shapes}
    labels = {
        "map-neighbour": _("aucune fiche"),
        "map-c1": _("1 ou 2 fiches"),
        "map-c2": _("3 à 5"),
        "map-c3": _("6 à 10"),
        MANY: _("plus de 10"),
        **{css: words("needs")[need] for need, css in POINTS.items()},
        "map-q5": _("besoin non dit"),
    }
    yield from (LegendItem(css, label) for css, label in labels.items() if css in drawn)


def roadmap_timeline(
    request: ActorRequest, held: RoadmapSheets, *, source: str, today: dt.date
) -> Timeline:
    """The calendar of the sheets, by their beginning."""
    spans = [_span(request, one) for one in held.kept]
    title = _("Calendrier des actions")
    drawn = {one.row.need for one in held.kept}
    legend = [(BARS.get(n, OTHER), label) for n, label in words("needs").items() if n in drawn]
    return timeline(
        title, spans, today=today, legend=legend, source=source, as_of=french_date(today)
    )


def _span(request: ActorRequest, one: Listed) -> Span:
    content = one.content
    rows = content.get("milestones", {}).values()
    dated = [(last_day(row["due"]), bool(row.get("done"))) for row in rows if row.get("due")]
    starts, ends = content.get("starts"), content.get("ends")
    return Span(
        label=one.row.title,
        start=first_day(starts) if starts else None,
        end=last_day(ends) if ends else None,
        says=" – ".join(period_words(told) for told in (starts, ends) if told),
        url=link(request, "sheet", one.sheet.code),
        marks=sorted(dated),
        marks_say=_marks_say(len(dated), sum(is_done for _day, is_done in dated)),
        css=BARS.get(one.row.need, OTHER),
    )


def _marks_say(count: int, done: int) -> str:
    if not count:
        return ""
    told = ngettext("%d jalon", "%d jalons", count) % count
    return f"{told}, {ngettext('%d fait', '%d faits', done) % done}" if done else told


def list_url(request: ActorRequest, held: RoadmapSheets, scope: str, **more: str) -> str:
    """The list of what the roadmap shows; narrowed, the one that makes a total of it."""
    shown = PUBLISHED if held.lens.is_published else FOLLOWED_LIST
    return link(request, "sheets", liste=shown, territoire=scope, **more)
