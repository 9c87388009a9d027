"""The tables of the identification: what each column says, and of what quality it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.geography.outlines import geometry_geojson
from ancrage.kernel.quality import Quality
from ancrage.selection.engine.comparison import Difference
from ancrage.selection.engine.model import Country, IdentifiedTerritory, Unit
from ancrage.selection.map_figures import frequency_class, territory_url
from ancrage.selection.origins import Origins
from ancrage.selection.queries.runs import Run
from ancrage.selection.queries.summary import RegionRow
from ancrage.selection.wording import quota_words
from ancrage.ui.links import link
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.tables import Column, Filter, Table, build_table

ESTIMATE = Quality.ESTIMATE


def territories_table(
    request: DatedRequest, run: Run, country: Country, regions: Mapping[str, str], told: Origins
) -> Table:
    """The territories found, with their files (CSV, XLSX, GeoJSON)."""
    names = {unit.siren: unit.name for unit in country.units}

    def members(territory: IdentifiedTerritory) -> str:
        return " ; ".join(names.get(siren, siren) for siren in territory.members)

    return build_table(
        request,
        rows=run.result.territories,
        columns=[*_naming(request, run, regions, members), *_measuring()],
        filters=[_region_filter(run, regions)],
        search=lambda t: f"{t.code} {t.name} {members(t)} {' '.join(t.members)}",
        caption=_("Territoires identifiés (simulés) : %(title)s") % {"title": run.title},
        filename=f"identification-{run.code}-simule",
        source=told.source,
        as_of=told.as_of,
        default_sort="code",
        geometry=lambda t: geometry_geojson(t.members),
    )


def _naming(
    request: DatedRequest,
    run: Run,
    regions: Mapping[str, str],
    members: Callable[[IdentifiedTerritory], str],
) -> list[Column]:
    """Which territory, where, made of whom."""
    return [
        Column("code", _("Code (simulé)"), lambda t: t.code),
        Column(
            "territoire",
            _("Territoire (simulé)"),
            lambda t: t.name,
            link=lambda t: territory_url(request, run, t.code),
        ),
        Column("region", _("Région"), lambda t: regions.get(t.region, t.region)),
        Column("membres", _("Membres"), lambda t: len(t.members), numeric=True),
        Column("intercommunalites", _("Intercommunalités"), members, default=False, sortable=False),
        Column("sirens", _("SIREN"), lambda t: " ".join(t.members), default=False, sortable=False),
    ]


def _measuring() -> list[Column]:
    """The figures of a territory and its value."""
    return [
        _count("emplois_industriels", _("Emplois industriels"), lambda t: t.industrial_jobs),
        _count("emplois", _("Emplois, tous secteurs"), lambda t: t.total_jobs, default=False),
        Column("population", _("Population"), lambda t: t.population, numeric=True),
        _ratio("intensite", _("Intensité industrielle"), lambda t: t.intensity),
        _ratio("cohesion", _("Cohésion"), lambda t: t.cohesion),
        _count("valeur", _("Valeur"), lambda t: t.value),
    ]


def _region_filter(run: Run, regions: Mapping[str, str]) -> Filter:
    held = {territory.region for territory in run.result.territories}
    choices = [(code, name) for code, name in regions.items() if code in held]
    return Filter("region_code", _("Région"), lambda t: t.region, choices, all_label=_("Toutes"))


def regions_table(
    request: DatedRequest, run: Run, rows: Sequence[RegionRow], told: Origins
) -> Table:
    """What the rules ask for in each region, and what it got."""
    columns = [
        Column(
            "nom",
            _("Région"),
            lambda r: r.region.name,
            link=lambda r: link(request, "region", r.region.code),
        ),
        Column("regle", _("Ce que demandent les règles"), lambda r: quota_words(r.quota)),
        Column("obtenus", _("Territoires obtenus (simulé)"), lambda r: r.got, numeric=True),
        _count(
            "emplois_territoires",
            _("Emplois industriels de ses territoires"),
            lambda r: r.industrial_jobs,
        ),
        _count("emplois_region", _("Emplois industriels de la région"), lambda r: r.regional_jobs),
        Column("seuils", _("Seuils propres à la région"), lambda r: bool(r.relaxed)),
    ]
    return build_table(
        request,
        rows=rows,
        columns=columns,
        caption=_("Les régions : règle et résultat (simulé)"),
        filename=f"identification-{run.code}-regions-simule",
        source=told.source,
        as_of=told.as_of,
        page_size=0,
        prefix="r-",
    )


@dataclass(frozen=True, slots=True)
class FrequencyRow:
    """An intercommunalité and how often it is chosen (0 to 1)."""

    unit: Unit
    frequency: float
    is_chosen: bool


def robustness_table(
    request: DatedRequest, run: Run, country: Country, regions: Mapping[str, str], told: Origins
) -> Table:
    """Every intercommunalité with its frequency: what the map shows, in words."""
    frequencies = run.frequencies
    rows = [
        FrequencyRow(unit, frequencies[unit.siren], unit.siren in run.holders)
        for unit in country.units
        if unit.siren in frequencies
    ]
    columns = [
        Column(
            "nom",
            _("Intercommunalité"),
            lambda r: r.unit.name,
            link=_place(request, lambda r: r.unit.siren),
        ),
        Column("siren", _("SIREN"), lambda r: r.unit.siren, default=False),
        Column(
            "region",
            _("Région"),
            lambda r: regions.get(r.unit.region, r.unit.region),
            filterable=True,
        ),
        Column(
            "frequence",
            _("Choisie dans… des tirages (simulé)"),
            lambda r: r.frequency,
            percent=True,
        ),
        Column(
            "classe",
            _("Classe"),
            lambda r: str(frequency_class(r.frequency).label),
            filterable=True,
        ),
        Column("choisie", _("Dans la liste"), lambda r: r.is_chosen, filterable=True),
        _count("emplois_industriels", _("Emplois industriels"), lambda r: r.unit.industrial_jobs),
    ]
    return build_table(
        request,
        rows=rows,
        columns=columns,
        search=lambda r: f"{r.unit.name} {r.unit.siren}",
        caption=_("Fréquence de choix de chaque intercommunalité (simulé)"),
        filename=f"identification-{run.code}-robustesse-simule",
        source=told.source,
        as_of=told.as_of,
        default_sort="-frequence",
    )


def differences_table(
    request: DatedRequest,
    *,
    rows: Sequence[Difference],
    regions: Mapping[str, str],
    told: Origins,
    caption: str,
    prefix: str,
    why: Callable[[Difference], str] | None,
) -> Table:
    """The intercommunalités that one list has and the other has not; `why`: in words."""
    columns = [
        Column(
            "nom", _("Intercommunalité"), lambda d: d.name, link=_place(request, lambda d: d.siren)
        ),
        Column("siren", _("SIREN"), lambda d: d.siren, default=False),
        Column("region", _("Région"), lambda d: regions.get(d.region, d.region), filterable=True),
        Column("territoire", _("Territoire"), lambda d: d.territory),
        _count("emplois_industriels", _("Emplois industriels"), lambda d: d.industrial_jobs),
        Column("population", _("Population"), lambda d: d.population, numeric=True),
    ]
    if why:
        columns.append(
            Column("pourquoi", _("Pourquoi les règles ne la choisissent pas"), why, sortable=False)
        )
    return build_table(
        request,
        rows=rows,
        columns=columns,
        search=lambda d: f"{d.name} {d.siren} {d.territory}",
        caption=caption,
        filename=f"comparaison-{prefix}simule",
        source=told.source,
        as_of=told.as_of,
        default_sort="-emplois_industriels",
        page_size=20,
        prefix=prefix,
    )


def _count(
    key: str, label: str, value: Callable[..., float | None], *, default: bool = True
) -> Column:
    """A column of jobs, or of a value made of them: estimates."""
    return Column(key, label, value, numeric=True, quality=ESTIMATE, default=default)


def _ratio(key: str, label: str, value: Callable[..., float | None]) -> Column:
    return Column(key, label, value, numeric=True, decimals=2, quality=ESTIMATE)


def _place(request: DatedRequest, siren: Callable[..., str]) -> Callable[..., str]:
    return lambda row: link(request, "intercommunality", siren(row))
