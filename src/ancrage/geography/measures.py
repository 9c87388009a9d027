"""What the pages of a place say about it: each measure with its unit, source, quality, caution.

Sources, vintages and cautions come from the pack's own definitions. A share or a ratio of
estimates is an estimate; an evolution is only ever computed from exact counts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.geography.models import FigureDefinition, Intercommunality
from ancrage.geography.queries.totals import Totals
from ancrage.kernel.quality import Quality
from ancrage.kernel.text import typeset
from ancrage.ui.figures import Figure

Value = Callable[[Totals, Totals], float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a place, as computed from its totals and the country's.

    `columns`: the pack's columns it rests on, the first giving source, vintage and quality.
    `as_percent`: a share or a change, shown times one hundred. `additive`: a sum over members, so
    that a member left out makes it a lower bound. `floor`: the source itself counts too little.
    `compared`: may stand beside the region's and the country's.
    """

    key: str
    label: str | Promise
    unit: str | Promise
    columns: tuple[str, ...]
    value: Value
    decimals: int = 0
    as_percent: bool = False
    additive: bool = True
    floor: bool = False
    compared: bool = True


def _total(name: str) -> Value:
    return lambda here, country: getattr(here, name)


MEASURES = (
    Measure(
        "population",
        gettext_lazy("Population"),
        gettext_lazy("habitants"),
        ("population",),
        _total("population"),
    ),
    Measure(
        "density",
        gettext_lazy("Densité"),
        gettext_lazy("hab./km²"),
        ("population", "area_km2"),
        _total("density"),
        additive=False,
    ),
    Measure(
        "industrial_jobs",
        gettext_lazy("Emplois industriels"),
        gettext_lazy("emplois salariés"),
        ("industrial_jobs",),
        _total("industrial_jobs"),
    ),
    Measure(
        "total_jobs",
        gettext_lazy("Emplois, tous secteurs"),
        gettext_lazy("emplois salariés"),
        ("total_jobs",),
        _total("total_jobs"),
    ),
    Measure(
        "industrial_share",
        gettext_lazy("Part de l’industrie dans l’emploi"),
        "%",
        ("industrial_jobs", "total_jobs"),
        _total("industrial_share"),
        decimals=1,
        as_percent=True,
        additive=False,
    ),
    Measure(
        "intensity",
        gettext_lazy("Intensité industrielle"),
        gettext_lazy("fois la part nationale"),
        ("industrial_jobs", "total_jobs"),
        lambda here, country: here.intensity(country),
        decimals=2,
        additive=False,
    ),
    Measure(
        "private_jobs_2014",
        gettext_lazy("Emplois privés 2014"),
        gettext_lazy("emplois salariés"),
        ("private_jobs_2014",),
        _total("private_jobs_2014"),
    ),
    Measure(
        "private_jobs_2019",
        gettext_lazy("Emplois privés 2019"),
        gettext_lazy("emplois salariés"),
        ("private_jobs_2019",),
        _total("private_jobs_2019"),
    ),
    Measure(
        "private_jobs_2024",
        gettext_lazy("Emplois privés 2024"),
        gettext_lazy("emplois salariés"),
        ("private_jobs_2024",),
        _total("private_jobs_2024"),
    ),
    Measure(
        "private_trend",
        gettext_lazy("Évolution de l’emploi privé, 2014-2024"),
        "%",
        ("private_jobs_2024", "private_jobs_2014"),
        _total("private_trend"),
        decimals=1,
        as_percent=True,
        additive=False,
    ),
    Measure(
        "private_trend_recent",
        gettext_lazy("Évolution de l’emploi privé, 2019-2024"),
        "%",
        ("private_jobs_2024", "private_jobs_2019"),
        _total("private_trend_recent"),
        decimals=1,
        as_percent=True,
        additive=False,
    ),
    Measure(
        "hiring_projects",
        gettext_lazy("Projets de recrutement dans les métiers industriels"),
        gettext_lazy("projets"),
        ("hiring_projects",),
        _total("hiring_projects"),
        floor=True,
    ),
    Measure(
        "hard_hiring_projects",
        gettext_lazy("Projets jugés difficiles, métiers industriels"),
        gettext_lazy("projets"),
        ("hard_hiring_projects",),
        _total("hard_hiring_projects"),
        floor=True,
    ),
    Measure(
        "brownfields_count",
        gettext_lazy("Friches recensées"),
        gettext_lazy("sites"),
        ("brownfields_count",),
        _total("brownfields_count"),
        floor=True,
        compared=False,
    ),
    Measure(
        "brownfields_reconverted_count",
        gettext_lazy("Friches déjà reconverties"),
        gettext_lazy("sites"),
        ("brownfields_reconverted_count",),
        _total("brownfields_reconverted_count"),
        floor=True,
        compared=False,
    ),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


class FigureBook:
    """Makes figures that carry what the pack says about them."""

    def __init__(self, definitions: Iterable[FigureDefinition], *, table: str = "epci") -> None:
        self._all = {(d.table, d.column): d for d in definitions}
        self._held = {d.column: d for (name, _c), d in self._all.items() if name == table}

    def figure(
        self, measure: Measure, here: Totals, country: Totals, *, partial: bool = False
    ) -> Figure:
        """A measure of a place; `partial`: some of the place's members are not in `here`."""
        value = measure.value(here, country)
        if value is not None and measure.as_percent:
            value *= 100
        missing = partial or not here.incomplete.isdisjoint(measure.columns)
        return Figure(
            value=value,
            label=str(measure.label),
            unit=str(measure.unit),
            as_of=self._as_of(measure, whole_only=partial and not measure.additive),
            source=self.source(measure),
            quality=self.quality(measure) if value is not None else Quality.UNKNOWN,
            decimals=measure.decimals,
            lower_bound=value is not None and (measure.floor or (measure.additive and missing)),
        )

    def _as_of(self, measure: Measure, *, whole_only: bool) -> str:
        """The vintage, and on what a share rests when some members are left out of it."""
        vintage = self.vintage(measure)
        return _("%(day)s, membres entiers seulement") % {"day": vintage} if whole_only else vintage

    def column(
        self, table: str, column: str, value: float | None, label: str, decimals: int = 0
    ) -> Figure:
        """A figure taken as it is from one column of the pack."""
        definition = self._all.get((table, column))
        return Figure(
            value=value,
            label=label,
            unit=definition.unit if definition else "",
            as_of=definition.vintage if definition else "",
            source=definition.source.producer if definition and definition.source else "",
            quality=Quality(definition.quality) if definition else Quality.UNKNOWN,
            decimals=decimals,
        )

    def quality(self, measure: Measure) -> Quality:
        """The weakest of its columns; two exact columns make a derived figure."""
        held = {self._quality(column) for column in measure.columns}
        if Quality.ESTIMATE in held:
            return Quality.ESTIMATE
        return Quality.DERIVED if len(measure.columns) > 1 else held.pop()

    def _quality(self, column: str) -> Quality:
        definition = self._held.get(column)
        return Quality(definition.quality) if definition else Quality.UNKNOWN

    def vintage(self, measure: Measure) -> str:
        held = (self._held.get(column) for column in reversed(measure.columns))
        return " / ".join(dict.fromkeys(d.vintage for d in held if d and d.vintage))

    def source(self, measure: Measure) -> str:
        held = [self._held.get(column) for column in measure.columns]
        names = dict.fromkeys(d.source.producer for d in held if d and d.source)
        return ", ".join(names)

    def caution(self, measure: Measure) -> str:
        definition = self._held.get(measure.columns[0])
        return typeset(definition.caution) if definition else ""


def dated(book: FigureBook, keys: Iterable[str]) -> list[str]:
    """« Emplois industriels : fin 2023 »: the vintage of each measure, by its name."""
    told = ((str(BY_KEY[key].label), book.vintage(BY_KEY[key])) for key in keys)
    return [
        # « Population de référence 2023 » already says of what it is.
        vintage if vintage.startswith(label.lower()) else f"{label.lower()}\u00a0: {vintage}"
        for label, vintage in told
        if vintage
    ]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure of a place beside its region's and the country's (None: not to be compared)."""

    here: Figure
    region: Figure | None
    country: Figure | None
    caution: str


@dataclass(frozen=True, slots=True)
class Caution:
    """What must be known of some figures of a place: said once for all those that share it."""

    figures: list[Figure]
    text: str


def cautions(lines: Iterable[Comparison]) -> list[Caution]:
    """The cautions of a comparison's lines, in their order."""
    held: dict[str, list[Figure]] = {}
    for line in lines:
        held.setdefault(line.caution, []).append(line.here)
    return [Caution(figures, text) for text, figures in held.items()]


def comparisons(
    *, book: FigureBook, here: Totals, region: Totals, country: Totals, partial: bool = False
) -> list[Comparison]:
    """Every measure of a place beside its region and the country."""
    return [
        Comparison(
            here=book.figure(measure, here, country, partial=partial),
            region=book.figure(measure, region, country) if measure.compared else None,
            country=book.figure(measure, country, country) if measure.compared else None,
            caution=book.caution(measure),
        )
        for measure in MEASURES
    ]


HEADLINE = ("population", "industrial_jobs", "industrial_share", "intensity", "private_trend")


def headline(
    *, book: FigureBook, here: Totals, country: Totals, partial: bool = False
) -> list[Figure]:
    """The few figures that a page opens with."""
    return [book.figure(BY_KEY[key], here, country, partial=partial) for key in HEADLINE]


def unemployment_figures(*, book: FigureBook, places: Iterable[Intercommunality]) -> list[Figure]:
    """The rate of each employment zone that the places are mainly in: the zone's, not theirs."""
    zones = {p.employment_zone.code: p.employment_zone for p in places if p.employment_zone}
    return [
        book.column(
            "employment_zones",
            "unemployment_rate_2022",
            None if zone.unemployment_rate_2022 is None else float(zone.unemployment_rate_2022),
            _("Chômage au sens du recensement, zone d’emploi %(zone)s") % {"zone": zone.name},
            decimals=1,
        )
        for _code, zone in sorted(zones.items())
    ]


def jobs_caution(qualities: Iterable[str]) -> str:
    """What a reader must know of the job estimates of these intercommunalités."""
    held = set(qualities)
    if "unknown" in held:
        return _("Emplois inconnus à Mayotte : ni estimation ni zéro.")
    if "zone-spread" in held:
        return _(
            "Outre-mer : le total de la zone d’emploi est réparti selon l’emploi privé de tous les "
            "secteurs ; l’estimation ne dit rien de l’industrie à l’intérieur de la zone."
        )
    return _(
        "Emplois industriels et totaux : estimations calées sur les totaux des zones d’emploi, "
        "à 10 % près environ pour une intercommunalité ordinaire."
    )
