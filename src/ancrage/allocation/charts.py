"""What a plan gives, drawn: the needs served, the territories that get the least for each job."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ancrage.allocation.models import Scenario
from ancrage.allocation.queries.parts import Part
from ancrage.allocation.tables import day_of, lines_of_part, part_name, source_of
from ancrage.allocation.words import Labels
from ancrage.people.middleware import ActorRequest
from ancrage.ui.charts import Bar, BarChart, Chart, Series, bars, histogram

LEAST_SHOWN = 12
MILLION = 100_000_000  # cents


def needs_chart(scenario: Scenario, parts: Sequence[Part], labels: Labels) -> Chart | None:
    """What is asked and what is given for each need; None without a need."""
    held = [part for part in parts if part.code]
    if not held:
        return None
    return histogram(
        _("Demandé et attribué, par besoin"),
        [part_name(part, "need", labels) for part in held],
        [
            Series(_("Demandé"), [part.asked / MILLION for part in held]),
            Series(_("Attribué"), [part.granted / MILLION for part in held]),
        ],
        unit=_("millions d’euros"),
        bin_heading=_("Besoin"),
        decimals=2,
        source=source_of(scenario),
        as_of=day_of(scenario),
        key="besoins",
    )


def least_chart(
    request: ActorRequest, scenario: Scenario, parts: Sequence[Part], labels: Labels
) -> BarChart | None:
    """The territories that get the least for each industrial job, beside what all get together.

    None when fewer than two have known jobs.
    """
    known = [part for part in parts if part.jobs]
    if len(known) < 2:
        return None
    least = sorted(known, key=lambda part: (part.per_job or 0, part.code))[:LEAST_SHOWN]
    mean = sum(part.granted for part in known) / sum(part.jobs or 0 for part in known)
    items = [
        Bar(
            part_name(part, "territory", labels),
            (part.per_job or 0) / 100,
            lines_of_part(request, scenario, "territory", part),
        )
        for part in least
    ]
    return bars(
        _("Les territoires les moins bien servis, par emploi industriel (estimation)"),
        items,
        unit="€",
        decimals=2,
        reference=(_("ensemble de ces territoires"), mean / 100),
        source=source_of(scenario),
        as_of=day_of(scenario),
    )
