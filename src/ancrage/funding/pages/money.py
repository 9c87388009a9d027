"""What the money page shows: sums, lines, map, chart of what an address looks at."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from ancrage.funding.definitions import statements
from ancrage.funding.pages.filters import filters_of, kept_fields, said_filters
from ancrage.funding.pages.map import COLOURED, RATIOS, Colour, colour_of, money_map
from ancrage.funding.queries.cuts import address_of, look_of
from ancrage.funding.queries.lines import Land, MoneyLine, land_at, lines_of
from ancrage.funding.queries.names import KnownNames, read_names
from ancrage.funding.queries.totals import Whole, whole_of
from ancrage.funding.rooms import rooms
from ancrage.funding.rules.axes import AXES, OF_PLACE, Axis
from ancrage.funding.rules.cuts import (
    GRANTED,
    PAID,
    REQUESTED,
    UNMATCHED,
    Keys,
    Look,
    Sums,
    unknowns,
)
from ancrage.funding.rules.wording import SIMULATED, Where, sentences, spoken
from ancrage.funding.tables.money import (
    KEYS,
    MILLION,
    amount_figure,
    chain_table,
    entries_url,
    lines_table,
)
from ancrage.funding.words.money import source_of
from ancrage.people.middleware import ActorRequest
from ancrage.ui.charts import Chart, Series, histogram
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.maps import MapFigure
from ancrage.ui.tables import Table

TERRITORY = AXES["territoire"]
HEADLINE = (REQUESTED, GRANTED, PAID, UNMATCHED)
UNKNOWN_LABELS = {
    "place": "Le lieu",
    "measure": "La mesure",
    "need": "Le besoin",
    "scheme": "Le dispositif",
    "region": "La région",
}


@dataclass(frozen=True)
class MoneyPage:
    """What an address looks at, read once."""

    request: ActorRequest
    look: Look
    axes: tuple[Axis, ...]
    notices: tuple[str, ...]

    @property
    def day(self) -> dt.date:
        return self.request.as_at.date

    @cached_property
    def whole(self) -> Whole:
        return whole_of(self.look)

    @property
    def sums(self) -> Sums:
        return self.whole.sums

    @property
    def has_map(self) -> bool:
        """Whether the lines are territories and nothing more."""
        return self.axes == (TERRITORY,)

    @cached_property
    def land(self) -> Land:
        return land_at(self.day) if self.has_map else Land(None, {})

    @cached_property
    def names(self) -> KnownNames:
        return read_names()

    @cached_property
    def lines(self) -> list[MoneyLine]:
        return lines_of(self.look, self.axes, land=self.land, known=self.names)

    @property
    def source(self) -> str:
        return source_of(is_invented=self.sums.is_invented)

    @property
    def as_of(self) -> str:
        """The day of the figures, and that as known on which they are."""
        day = french_date(self.day)
        if self.look.known_on is None:
            return day
        told = _("%(day)s, tel que connu le %(known)s")
        return told % {"day": day, "known": french_date(self.look.known_on)}

    def figure(self, total: str) -> Figure:
        """A total with its day, its source and its quality."""
        return amount_figure(
            str(KEYS[total][1]),
            self.sums.at(total),
            as_of=self.as_of,
            source=self.source,
            is_invented=self.sums.is_invented,
        )

    def url(self, name: str = "money", *args: object, **changes: object) -> str:
        """A page of money that looks at the same, in the same way."""
        kept = address_of(self.look) | kept_fields(self.request)
        return link(self.request, name, *args, **(kept | changes))

    def closer(self, line: MoneyLine) -> str:
        """The page of a line: a territory's own, else this one, that looks at the line alone."""
        if self.has_map and line.place is not None and self.land.version is not None:
            return link(self.request, "territory_money", self.land.version.pk, line.place.code)
        other = "mesure" if self.axes[0].code != "mesure" else "territoire"
        return link(self.request, "money", **address_of(line.look), par=other)

    @cached_property
    def table(self) -> Table:
        return lines_table(
            self.request,
            self.lines,
            self.axes,
            self.sums,
            source=self.source,
            as_of=self.as_of,
            closer=self.closer,
        )

    @cached_property
    def colour(self) -> Colour:
        return colour_of(self.request)

    @property
    def map(self) -> MapFigure | None:
        if not self.has_map:
            return None
        return money_map(
            self.request,
            self.land,
            self.lines,
            self.colour,
            source=self.source,
            as_of=self.as_of,
            is_invented=self.sums.is_invented,
            table_id=self.table.element_id,
            file_url=lambda kind: self.url("money_map", kind),
        )


def read_page(request: ActorRequest, *, today: dt.date) -> MoneyPage:
    """What the address asks for; what it asks for that is not is said."""
    at = request.as_at
    look, faults = look_of(request.GET, until=at.date if at.explicit else None, today=today)
    axes = []
    for name in ("par", "puis"):
        asked = request.GET.get(name, "")
        if asked in AXES:
            axes.append(AXES[asked])
        elif asked:
            faults.append(_("« %s » n’est pas une façon de ranger l’argent.") % asked[:40])
    chosen = tuple(dict.fromkeys(axes)) or (TERRITORY,)
    return MoneyPage(request, look, chosen, tuple(faults))


def context_of(page: MoneyPage, chart: Chart | None) -> dict[str, object]:
    """What the page shows."""
    request, sums = page.request, page.sums
    made = sum(line.sums.at(GRANTED) for line in page.lines)
    return {
        "page": page,
        "rooms": rooms(request),
        "simulated": SIMULATED if sums.is_invented else "",
        "sentences": sentences(sums, where_of(page.whole), day=page.day),
        "announced": statements()[0],
        "figures": [
            (page.figure(total), entries_url(request, page.look, total)) for total in HEADLINE
        ],
        "chain": chain_table(request, sums, page.look, source=page.source, as_of=page.as_of),
        "unknown": [
            (_(UNKNOWN_LABELS[one.name]), spoken(one.cents), one)
            for one in unknowns(sums, page.whole.blanks, GRANTED)
        ],
        "chart": chart,
        "table": page.table,
        "map": page.map,
        **_ways(page),
        "filters": filters_of(page.look, page.names, day=page.day),
        "looked": said_filters(page.look, page.names, page.land, url=page.url),
        "kept": [*address_of(page.look).items()],
        "kept_view": [*kept_fields(request).items()],
        "made": spoken(made),
        "is_whole": made == sums.at(GRANTED),
        "is_placed": any(OF_PLACE in axis.fields for axis in page.axes),
        "breadcrumb": [(_("Argent"), "")],
    }


def _ways(page: MoneyPage) -> dict[str, object]:
    """How else the same money can be shown: axes, what colours the map."""
    first, *then = page.axes
    return {
        "axes": [
            (axis, page.url(par=axis.code, puis=None), axis == first) for axis in AXES.values()
        ],
        "second": [(axis, axis in then) for axis in AXES.values() if axis != first],
        "first": first,
        "colours": [(*KEYS[total], total == page.colour.total) for total in COLOURED],
        "ratios": [(code, told[1], code == page.colour.ratio) for code, told in RATIOS.items()],
    }


def where_of(whole: Whole) -> Where:
    """Where what is granted lands."""
    inside, unknown = whole.inside.at(GRANTED), whole.blanks[OF_PLACE].at(GRANTED)
    return Where(inside, whole.sums.at(GRANTED) - inside - unknown, unknown)


def years_chart(page: MoneyPage) -> Chart | None:
    """What was asked, granted, paid each year; None when nothing is told.

    Before what was taken back since, which a year may hold more of than it gives.
    """
    found = page.whole.years
    if not found:
        return None
    told = [int(key) for (key,) in found]
    years = range(min(told), max(told) + 1)
    series = [
        Series(str(KEYS[stage][1]), [_millions(found, year, stage) for year in years])
        for stage in (REQUESTED, GRANTED, PAID)
    ]
    return histogram(
        _("Demandé, accordé, payé chaque année, avant dégagements et reversements"),
        [str(year) for year in years],
        series,
        unit=_("millions d’euros"),
        bin_heading=_("Année"),
        decimals=2,
        source=page.source,
        as_of=page.as_of,
        key="annees",
    )


def _millions(found: Mapping[Keys, Sums], year: int, stage: str) -> float:
    """What a year holds at a stage, in millions of euros."""
    held = found.get((str(year),))
    return held.gross.get(stage, 0) / MILLION if held else 0.0
