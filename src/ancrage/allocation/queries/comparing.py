"""Scenarios side by side: what each project and each territory gets in each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ancrage.allocation.models import Line, Scenario
from ancrage.allocation.queries.problems import plan_of
from ancrage.allocation.queries.scenarios import is_current

Key = Callable[[Line], tuple[str, str]]
MOST = 4
"""Scenarios of one comparison, at most."""


@dataclass(frozen=True, slots=True)
class Side:
    """A scenario of a comparison."""

    scenario: Scenario
    cents: int
    served: int
    objective: float | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What a project, or a territory, gets in each scenario; None where it is not in it."""

    code: str
    name: str
    cents: tuple[int | None, ...]

    @property
    def spread(self) -> int:
        """Cents between the scenario that gives it the most and the one that gives the least."""
        told = [value or 0 for value in self.cents]
        return max(told) - min(told)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows by decreasing spread, then by code."""

    sides: tuple[Side, ...]
    projects: tuple[Row, ...]
    territories: tuple[Row, ...]


def comparison_of(scenarios: Sequence[Scenario]) -> Comparison:
    """These scenarios side by side. One query."""
    rank = {scenario.pk: place for place, scenario in enumerate(scenarios)}
    lines = list(Line.objects.filter(scenario__in=list(rank)).order_by("rank"))
    return Comparison(
        sides=tuple(_side(one, [x for x in lines if x.scenario_id == one.pk]) for one in scenarios),
        projects=_rows(lines, rank, lambda line: (line.code, line.name)),
        territories=_rows(lines, rank, lambda line: (line.territory, line.territory_name)),
    )


def _side(scenario: Scenario, lines: Sequence[Line]) -> Side:
    plan = plan_of(scenario)
    return Side(
        scenario,
        cents=sum(line.granted or 0 for line in lines),
        served=sum(1 for line in lines if line.granted),
        objective=plan.objective if plan and plan.grants else None,
        is_current=is_current(scenario),
    )


def _rows(lines: Iterable[Line], rank: dict[int, int], key: Key) -> tuple[Row, ...]:
    names: dict[str, str] = {}
    sums: dict[str, list[int | None]] = {}
    for line in lines:
        code, name = key(line)
        names[code] = names.get(code) or name
        held = sums.setdefault(code, [None] * len(rank))
        place = rank[line.scenario_id]
        held[place] = (held[place] or 0) + (line.granted or 0)
    rows = [Row(code, names[code], tuple(cents)) for code, cents in sums.items()]
    return tuple(sorted(rows, key=lambda row: (-row.spread, row.code)))
