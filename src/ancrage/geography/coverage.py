"""How much of the country an official list or a programme's list covers.

Whole members only are counted, so the shares of a list with other members are lower bounds.
The share of industrial jobs rests on estimates; it is never set beside a share announced for
another list.
"""

from django.utils.translation import gettext as _

from ancrage.geography.measures import BY_KEY, FigureBook
from ancrage.geography.queries import ListSummary
from ancrage.kernel.quality import Quality
from ancrage.ui.figures import Figure


def coverage_figures(summary: ListSummary, book: FigureBook) -> dict[str, Figure]:
    """The list's parts of the country's industrial jobs, population and private jobs, in %."""
    shares = {
        "industrial_jobs": (_("Part des emplois industriels"), summary.industrial_jobs_share),
        "population": (_("Part de la population"), summary.population_share),
        "private_jobs_2024": (_("Part des emplois privés 2024"), summary.private_jobs_share),
    }
    return {
        key: _share(key, label, share, book, lower_bound=summary.lower_bound)
        for key, (label, share) in shares.items()
    }


def _share(
    key: str, label: str, share: float | None, book: FigureBook, *, lower_bound: bool
) -> Figure:
    measure = BY_KEY[key]
    exact = book.quality(measure) == Quality.EXACT
    return Figure(
        value=None if share is None else share * 100,
        label=label,
        unit="%",
        as_of=book.vintage(measure),
        source=book.source(measure),
        quality=Quality.DERIVED if exact else book.quality(measure),
        decimals=1,
        lower_bound=lower_bound and share is not None,
    )
