"""The figures of ours that stand beside what was announced."""

import datetime as dt

from django.db.models import Sum
from django.utils.translation import gettext as _

from ancrage.funding.queries.totals import whole_of
from ancrage.funding.rules.cuts import GRANTED, Look
from ancrage.funding.tables.money import amount_figure
from ancrage.funding.words.money import source_of
from ancrage.geography.measures import FigureBook
from ancrage.geography.models import EmploymentZone
from ancrage.kernel.quality import Quality
from ancrage.selection.origins import Origins
from ancrage.selection.queries.runs import Run
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date

ANNOUNCED_REGION = "84"


def measured_figures(run: Run | None, told: Origins) -> dict[str, Figure]:
    """By the name that a claim uses: industrial jobs of the country, and what was identified."""
    figures = {"jobs": _national_jobs(told.book)}
    if run is None or run.result.objective is None:
        return figures
    share = told.share(
        run.result.covered_share, _("Part des emplois industriels du pays, liste simulée")
    )
    in_region = sum(t.region == ANNOUNCED_REGION for t in run.result.territories)
    return figures | {
        "territories": _count(run, len(run.result.territories), _("Territoires identifiés")),
        "region_84": _count(run, in_region, _("Territoires en Auvergne-Rhône-Alpes")),
        "share": share,
    }


def traced_money(*, on: dt.date, is_past: bool) -> Figure | None:
    """What the ledger traces as granted in the territories; None while it holds nothing there.

    `is_past`: the day is one that a reader chose. One query.
    """
    sums = whole_of(Look(place="inside", until=on if is_past else None)).sums
    if not sums.count:
        return None
    return amount_figure(
        _("Accordé dans les territoires"),
        sums.at(GRANTED),
        as_of=french_date(on),
        source=source_of(is_invented=sums.is_invented),
        is_invented=sums.is_invented,
    )


def _count(run: Run, value: int, label: str) -> Figure:
    return Figure(
        value=value,
        label=label,
        unit=_("territoires"),
        as_of=_("calcul du %(day)s") % {"day": french_date(run.record.created_at.date())},
        source=_("identification Ancrage, règles « %(rules)s »") % {"rules": run.title},
        quality=Quality.SIMULATED,
    )


def _national_jobs(book: FigureBook) -> Figure:
    """Exact: the zones' totals, not the sum of what was estimated below them."""
    total = EmploymentZone.objects.aggregate(total=Sum("industrial_jobs_2023"))["total"]
    label = _("Emplois industriels, France sans Mayotte")
    return book.column("employment_zones", "industrial_jobs_2023", total, label)
