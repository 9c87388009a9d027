"""What two lists share and what each has alone, as the pages show it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.selection import tables
from ancrage.selection.engine.comparison import Comparison, Difference, TerritoryList
from ancrage.selection.engine.model import Country
from ancrage.selection.map_figures import difference_map
from ancrage.selection.origins import Origins
from ancrage.selection.queries.runs import Run
from ancrage.selection.wording import why_words
from ancrage.ui.figures import Figure
from ancrage.ui.links import link
from ancrage.ui.maps import MapFigure
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.tables import Table


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """A measure of the overlap: both lists, what they share, and what each has alone."""

    measure: str
    first: Figure
    second: Figure
    both: Figure


def overlap(found: Comparison, told: Origins) -> list[OverlapRow]:
    """What both lists share, in intercommunalités, industrial jobs and population."""
    sides = (
        (found.totals_first, found.first.lower_bound),
        (found.totals_second, found.second.lower_bound),
        (found.both, found.first.lower_bound or found.second.lower_bound),
    )

    def row(measure: str, key: str, attribute: str) -> OverlapRow:
        figures = [
            told.figure(key, getattr(totals, attribute), measure, lower_bound=bound)
            for totals, bound in sides
        ]
        return OverlapRow(measure, *figures)

    counts = [
        Figure(totals.intercommunalities, _("Intercommunalités entières"), lower_bound=bound)
        for totals, bound in sides
    ]
    return [
        OverlapRow(_("Intercommunalités entières"), *counts),
        row(_("Emplois industriels"), "industrial_jobs", "industrial_jobs"),
        row(_("Population"), "population", "population"),
    ]


@dataclass(frozen=True, slots=True)
class Sides:
    """A page that compares two lists: what it needs to draw and to tell the differences."""

    request: DatedRequest
    found: Comparison
    told: Origins
    names: Mapping[str, str]

    def first_alone(self, lacking: Run | None) -> Table:
        """What the first list has alone; `lacking`: the run that explains why it has not."""
        caption = _("Dans « %(list)s » seulement") % {"list": self.found.first.label}
        return self._table(self.found.only_first, caption, "a-", lacking)

    def second_alone(self, lacking: Run | None) -> Table:
        """What the second list has alone."""
        caption = _("Dans « %(list)s » seulement") % {"list": self.found.second.label}
        return self._table(self.found.only_second, caption, "b-", lacking)

    def _table(
        self, rows: Sequence[Difference], caption: str, prefix: str, lacking: Run | None
    ) -> Table:
        return tables.differences_table(
            self.request,
            rows=rows,
            regions=self.names,
            told=self.told,
            caption=caption,
            prefix=prefix,
            why=_reasons(lacking) if lacking else None,
        )

    def map(
        self, *, run: Run, country: Country, address: tuple[str, ...], table_id: str = ""
    ) -> MapFigure:
        """The map of what both have and each has alone; `address`: URL name and its codes."""
        names = (self.found.first.label, self.found.second.label)
        name, *codes = address
        return difference_map(
            self.request,
            run=run,
            country=country,
            told=self.told,
            title=_("%(first)s et %(second)s") % {"first": names[0], "second": names[1]},
            names=names,
            sides=(_sirens(self.found.first), _sirens(self.found.second)),
            urls=(
                link(self.request, name, *codes, "svg"),
                link(self.request, name, *codes, "png"),
            ),
            table_id=table_id,
        )


def _sirens(listed: TerritoryList) -> set[str]:
    return {siren for members in listed.territories.values() for siren in members}


def _reasons(run: Run) -> Callable[[Difference], str] | None:
    """Why a run has not chosen an intercommunalité, in words; None without an explanation."""
    explanation, objective = run.explanation, run.result.objective
    if explanation is None:
        return None
    units = explanation.units  # without those of another year of intercommunalités

    def why(difference: Difference) -> str:
        found = units.get(difference.siren)
        return why_words(found, objective) if found else ""

    return why
