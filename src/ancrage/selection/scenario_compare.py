"""What one list wins or loses against another: value, coverage, regions."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.kernel.quality import Quality
from ancrage.selection.origins import Origins
from ancrage.selection.proof import computed_on
from ancrage.selection.queries.runs import Run
from ancrage.ui.figures import Figure
from ancrage.ui.formats import THIN, number


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A measure of both lists, and what the second wins (+) or loses (−), in words."""

    measure: str
    first: Figure
    second: Figure
    difference: str


@dataclass(frozen=True, slots=True)
class RegionGain:
    """A region's number of territories and their industrial jobs in both lists."""

    name: str
    first: int
    second: int
    jobs_first: int
    jobs_second: int

    @property
    def territories(self) -> str:
        return signed(self.second - self.first)

    @property
    def jobs(self) -> str:
        return signed(self.jobs_second - self.jobs_first)


def same_weights(first: Run, second: Run) -> bool:
    """Whether the values of two lists are of the same kind: only then do they compare."""
    here, there = first.result.rules, second.result.rules
    return (here.weight_intensity, here.weight_cohesion) == (
        there.weight_intensity,
        there.weight_cohesion,
    )


def totals(first: Run, second: Run, told: Origins) -> list[TotalRow]:
    """Value, coverage, people and numbers, side by side."""
    rows = [
        _row(
            _("Part des emplois industriels du pays"),
            *(told.share(run.result.covered_share, "") for run in (first, second)),
            unit="point",
            decimals=2,
        ),
        _row(
            _("Emplois industriels"),
            *(
                told.figure("industrial_jobs", run.result.covered_industrial_jobs, "")
                for run in (first, second)
            ),
        ),
        _row(
            _("Population"),
            *(told.figure("population", _people(run), "") for run in (first, second)),
        ),
        _row(_("Territoires"), *(_count(run) for run in (first, second))),
    ]
    if same_weights(first, second):
        rows.insert(0, _value_row(first, second))
    return rows


def region_gains(first: Run, second: Run, names: Mapping[str, str]) -> list[RegionGain]:
    """The regions whose territories are not worth the same in both lists, by name."""
    counts = [Counter(t.region for t in run.result.territories) for run in (first, second)]
    jobs: list[Counter[str]] = [Counter(), Counter()]
    for side, run in zip(jobs, (first, second), strict=True):
        for territory in run.result.territories:
            side[territory.region] += territory.industrial_jobs
    found = [
        RegionGain(
            names.get(code, code), counts[0][code], counts[1][code], jobs[0][code], jobs[1][code]
        )
        for code in {*counts[0], *counts[1]}
    ]
    moved = [g for g in found if (g.first, g.jobs_first) != (g.second, g.jobs_second)]
    return sorted(moved, key=lambda gain: gain.name)


def signed(value: float | None, decimals: int = 0) -> str:
    """« + 12 », « − 3 », « = » when nothing changes."""
    if value is None:
        return number(None)
    if round(value, decimals) == 0:
        return "="
    told = number(abs(value), decimals)
    return f"{'+' if value > 0 else '−'}{THIN}{told}"


def _row(
    measure: str, first: Figure, second: Figure, *, unit: str = "", decimals: int = 0
) -> TotalRow:
    gap = None if first.value is None or second.value is None else second.value - first.value
    told = signed(gap, decimals)
    many = "s" if gap is not None and abs(gap) >= 2 else ""
    return TotalRow(
        measure, first, second, f"{told}{THIN}{unit}{many}" if unit and told != "=" else told
    )


def _value_row(first: Run, second: Run) -> TotalRow:
    """The objective: weighted jobs, which are estimates; the difference also in per cent."""
    row = _row(_("Valeur de la liste (objectif)"), _value(first), _value(second), decimals=1)
    here, there = first.result.objective, second.result.objective
    if not here or there is None or row.difference == "=":
        return row
    share = signed(100 * (there - here) / here, 2)
    return TotalRow(row.measure, row.first, row.second, f"{row.difference} ({share}{THIN}%)")


def _value(run: Run) -> Figure:
    return Figure(
        run.result.objective,
        "",
        _("emplois pondérés"),
        as_of=computed_on(run),
        quality=Quality.DERIVED,
        decimals=1,
    )


def _count(run: Run) -> Figure:
    return Figure(len(run.result.territories), "", quality=Quality.SIMULATED)


def _people(run: Run) -> int:
    return sum(territory.population for territory in run.result.territories)
