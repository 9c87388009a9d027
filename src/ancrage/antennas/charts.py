"""What each further antenna brings, as a chart with its table."""

from django.utils.translation import gettext as _

from ancrage.antennas.engine.model import Objective
from ancrage.antennas.queries.sitings import Seen
from ancrage.antennas.siting_page import SOURCE, computed_on
from ancrage.ui.charts import Chart, Series, histogram


def curve_chart(seen: Seen) -> Chart | None:
    """The curve that is kept; None when it has not been computed."""
    plans = seen.curve
    if not plans:
        return None
    covering = seen.question.objective is Objective.COVERAGE
    label = _("Emplois dans le rayon") if covering else _("Distance moyenne")
    values = [plan.covered_jobs if covering else plan.mean_km for plan in plans]
    return histogram(
        _("Ce qu’apporte chaque antenne de plus"),
        [str(plan.question.count) for plan in plans],
        [Series(label, values)],
        unit=_("emplois (estimation)") if covering else _("km (estimation)"),
        bin_heading=_("Antennes"),
        decimals=0 if covering else 1,
        source=SOURCE,
        as_of=computed_on(seen.record),
        key="courbe",
    )
