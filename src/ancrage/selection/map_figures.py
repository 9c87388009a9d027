"""The maps of the identification: territories found, how firm they are, how they differ."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.geography.outlines import (
    intercommunality_paths,
    land_path,
    region_borders,
    territory_path,
)
from ancrage.geography.rules.drawing import INSETS
from ancrage.selection.engine.model import Country, IdentifiedTerritory
from ancrage.selection.origins import Origins
from ancrage.selection.queries.runs import Run
from ancrage.ui.formats import french_date, number, percent
from ancrage.ui.links import link
from ancrage.ui.maps import Frame, LegendItem, MapFigure, Outline, Shape
from ancrage.ui.middleware import DatedRequest

JOBS = (0, 5_000, 10_000, 15_000, 20_000, 30_000, 50_000)
"""Lower ends of the classes of industrial jobs, one colour each."""


@dataclass(frozen=True, slots=True)
class FrequencyClass:
    """Intercommunalités chosen in at least this share of the draws (0 to 1)."""

    css: str
    at_least: float
    label: str | Promise


FREQUENCIES = (
    FrequencyClass("map-c6", 0.95, gettext_lazy("noyau ferme : 95 % des tirages ou plus")),
    FrequencyClass("map-c4", 0.5, gettext_lazy("frange contestable : de 50 à 95 %")),
    FrequencyClass("map-c2", 0.05, gettext_lazy("frange contestable : de 5 à 50 %")),
    FrequencyClass("map-c0", 1e-9, gettext_lazy("presque jamais : moins de 5 %")),
    FrequencyClass("map-none", 0, gettext_lazy("jamais choisie")),
)
"""The firm core, the contestable edge in two classes, and the rest."""


def frequency_class(frequency: float) -> FrequencyClass:
    """The class of a frequency (0 to 1)."""
    return next(held for held in FREQUENCIES if frequency >= held.at_least)


def territories_map(
    request: DatedRequest, run: Run, told: Origins, *, table_id: str = ""
) -> MapFigure:
    """The territories found, coloured by industrial jobs (estimates)."""
    shapes = tuple(_territory_shape(request, run, t) for t in run.result.territories)
    return _figure(
        title=_("Territoires identifiés : %(title)s") % {"title": run.title},
        shapes=shapes,
        legend=[(f"map-c{i}", _jobs_label(i)) for i in range(len(JOBS))],
        legend_title=_("Emplois industriels (estimation)"),
        run=run,
        told=told,
        urls=_files(request, "identification_map", run.code),
        table_id=table_id,
    )


def robustness_map(
    request: DatedRequest, run: Run, country: Country, told: Origins, *, table_id: str = ""
) -> MapFigure:
    """Every intercommunalité, coloured by how often it is chosen when the figures vary."""
    frequencies = run.frequencies
    paths = intercommunality_paths("overview")
    shapes = tuple(
        Shape(
            unit.siren,
            paths[unit.siren],
            unit.name,
            frequency_class(frequencies[unit.siren]).css,
            link(request, "intercommunality", unit.siren),
            _("choisie dans %(share)s des tirages")
            % {"share": percent(frequencies[unit.siren], 0)},
        )
        for unit in country.units
        if unit.siren in paths and unit.siren in frequencies
    )
    return _figure(
        title=_("Noyau ferme et frange contestable : %(title)s") % {"title": run.title},
        shapes=shapes,
        legend=[(held.css, str(held.label)) for held in FREQUENCIES],
        legend_title=_("Fréquence de choix"),
        run=run,
        told=told,
        urls=_files(request, "identification_robustness_map", run.code),
        table_id=table_id,
    )


def difference_map(
    request: DatedRequest,
    *,
    run: Run,
    country: Country,
    told: Origins,
    title: str,
    names: tuple[str, str],
    sides: tuple[Collection[str], Collection[str]],
    urls: tuple[str, str],
    table_id: str,
) -> MapFigure:
    """The intercommunalités of both lists, of the first only, of the second only."""
    first, second = sides
    labels = (
        _("dans les deux"),
        _("seulement dans « %(list)s »") % {"list": names[0]},
        _("seulement dans « %(list)s »") % {"list": names[1]},
    )
    paths = intercommunality_paths("overview")
    shapes = []
    for unit in country.units:
        inside = (unit.siren in first, unit.siren in second)
        if any(inside) and unit.siren in paths:
            place = 0 if all(inside) else 1 if inside[0] else 2
            url = link(request, "intercommunality", unit.siren)
            css = f"map-q{place + 1}"
            shapes.append(Shape(unit.siren, paths[unit.siren], unit.name, css, url, labels[place]))
    return _figure(
        title=title,
        shapes=tuple(shapes),
        legend=[(f"map-q{place + 1}", label) for place, label in enumerate(labels)],
        legend_title=_("Intercommunalités entières"),
        run=run,
        told=told,
        urls=urls,
        table_id=table_id,
    )


def territory_url(request: DatedRequest, run: Run, code: str) -> str:
    """The page of a territory, when a programme's list started from this run; else ""."""
    if run.version is None:
        return ""
    return link(request, "territory", run.version.code, code)


def _territory_shape(request: DatedRequest, run: Run, territory: IdentifiedTerritory) -> Shape:
    place = max(i for i, low in enumerate(JOBS) if territory.industrial_jobs >= low)
    jobs = _("%(jobs)s emplois industriels (estimation)") % {
        "jobs": number(territory.industrial_jobs)
    }
    return Shape(
        territory.code,
        territory_path(territory.members, "overview"),
        territory.name,
        f"map-c{place}",
        territory_url(request, run, territory.code),
        jobs,
    )


def _jobs_label(place: int) -> str:
    low = number(JOBS[place])
    if place == len(JOBS) - 1:
        return _("%(low)s ou plus") % {"low": low}
    high = number(JOBS[place + 1])
    if place == 0:
        return _("moins de %(high)s") % {"high": high}
    return _("de %(low)s à moins de %(high)s") % {"low": low, "high": high}


def _files(request: DatedRequest, name: str, *args: str) -> tuple[str, str]:
    return link(request, name, *args, "svg"), link(request, name, *args, "png")


def _figure(
    *,
    title: str,
    shapes: tuple[Shape, ...],
    legend: Sequence[tuple[str, str]],
    legend_title: str,
    run: Run,
    told: Origins,
    urls: tuple[str, str],
    table_id: str,
) -> MapFigure:
    day = french_date(run.record.created_at.date())
    as_of = _("calcul du %(day)s ; %(vintages)s") % {
        "day": day,
        "vintages": told.as_of,
    }
    return MapFigure(
        title=title,
        shapes=shapes,
        outlines=(Outline(land_path(), "map-land"), Outline(region_borders(), "map-region")),
        legend=tuple(LegendItem(css, label) for css, label in legend),
        legend_title=legend_title,
        source=told.source,
        as_of=as_of,
        citation=_(
            "Carte « %(title)s », liste simulée, %(as_of)s. Source : %(source)s. "
            "Présenté par Ancrage."
        )
        % {"title": title, "as_of": as_of, "source": told.source},
        svg_url=urls[0],
        png_url=urls[1],
        table_id=table_id,
        frames=tuple(
            Frame(i.label, i.frame.x, i.frame.y, i.frame.width, i.frame.height) for i in INSETS
        ),
        simulated=True,
    )
