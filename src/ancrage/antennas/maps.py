"""The maps: a plan (hosts, what each serves), the antennas as they are."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from ancrage.antennas.definitions import workflows
from ancrage.antennas.engine.model import Objective, Plan
from ancrage.antennas.models import Antenna, Siting
from ancrage.antennas.siting_page import SOURCE, PlaceLine, computed_on
from ancrage.geography import outlines
from ancrage.geography.map_figures import national_map
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import french_date, with_unit
from ancrage.ui.links import link
from ancrage.ui.maps import LegendItem, MapFigure, Shape

HOST, COVERED, BEYOND = "map-q2", "map-c3", "map-c0"
STEPS = ((25.0, "map-c5"), (50.0, "map-c4"), (100.0, "map-c3"), (200.0, "map-c1"))
"""Kilometres up to which each class goes; beyond the last: BEYOND."""
STATES = {"planned": "map-q1", "open": "map-q3", "closed": "map-neighbour"}


def plan_map(
    request: ActorRequest,
    siting: Siting,
    plan: Plan,
    lines: Sequence[PlaceLine],
    urls: Mapping[str, str],
    *,
    table_id: str = "",
) -> MapFigure:
    """Each intercommunalité by how it is served; each is linked to what trying it would change."""
    paths = outlines.intercommunality_paths("overview")
    shapes = tuple(
        Shape(
            line.place.siren,
            paths[line.place.siren],
            line.place.name,
            _css(plan, line),
            urls.get(line.place.siren, ""),
            _said(line),
        )
        for line in sorted(lines, key=lambda line: line.is_host)
        if line.place.siren in paths
    )
    title = _("Implantation : %(name)s") % {"name": siting.name}
    return national_map(
        shapes=shapes,
        legend=_legend(plan),
        legend_title=_("Intercommunalités"),
        table_id=table_id,
        simulated=True,
        svg_url=link(None, "siting_map", siting.code, "svg"),
        png_url=link(None, "siting_map", siting.code, "png"),
        title=title,
        source=SOURCE,
        as_of=computed_on(siting),
        citation=_citation(title, computed_on(siting), SOURCE),
    )


def antennas_map(
    request: ActorRequest, antennas: Sequence[Antenna], hosts: Mapping[str, str], *, table_id: str
) -> MapFigure:
    """The hosts of the antennas, by their state."""
    paths = outlines.intercommunality_paths("overview")
    states = workflows()["antenna"].states
    shapes = tuple(
        Shape(
            antenna.code,
            paths[antenna.host],
            antenna.name,
            STATES[antenna.state],
            link(request, "antenna", antenna.code),
            f"{hosts.get(antenna.host, antenna.host)}, {states[antenna.state].label}",
        )
        for antenna in antennas
        if antenna.host in paths
    )
    day = max((antenna.moved_at for antenna in antennas), default=None)
    as_of = french_date(day.date()) if day else ""
    simulated = any(antenna.is_demonstration for antenna in antennas)
    source = _("Ancrage, démonstration") if simulated else _("Ancrage")
    title = _("Antennes locales des centres d’accélération")
    return national_map(
        shapes=shapes,
        legend=tuple(LegendItem(css, states[code].label) for code, css in STATES.items()),
        legend_title=_("Antennes"),
        table_id=table_id,
        simulated=simulated,
        svg_url=link(None, "antennas_map", "svg"),
        png_url=link(None, "antennas_map", "png"),
        title=title,
        source=source,
        as_of=as_of,
        citation=_citation(title, as_of, source),
    )


def _css(plan: Plan, line: PlaceLine) -> str:
    if line.is_host:
        return HOST
    if plan.question.objective is Objective.COVERAGE:
        return COVERED if line.is_covered else BEYOND
    if line.kilometres is None:
        return BEYOND
    return next((css for most, css in STEPS if line.kilometres <= most), BEYOND)


def _said(line: PlaceLine) -> str:
    if line.is_host:
        return _("hôte d’une antenne")
    if line.host is None or line.kilometres is None:
        return _("servie par aucune antenne")
    apart = with_unit(line.kilometres, "km", 1)
    told = _("à %(km)s de %(host)s") % {"km": apart, "host": line.host.name}
    return told if line.is_covered else told + _(", hors du rayon")


def _legend(plan: Plan) -> tuple[LegendItem, ...]:
    host = LegendItem(HOST, _("hôte d’une antenne"))
    if plan.question.objective is Objective.COVERAGE:
        radius = with_unit(plan.question.radius_km, "km", 1)
        return (
            host,
            LegendItem(COVERED, _("à %s au plus d’une antenne") % radius),
            LegendItem(BEYOND, _("plus loin, ou sans place")),
        )
    steps = [LegendItem(css, _("à %d km au plus") % most) for most, css in STEPS]
    return (host, *steps, LegendItem(BEYOND, _("plus loin")))


def _citation(title: str, day: str, source: str) -> str:
    return _("Carte « %(title)s », %(day)s. Source : %(source)s. Présenté par Ancrage.") % {
        "title": title,
        "day": day,
        "source": source,
    }
