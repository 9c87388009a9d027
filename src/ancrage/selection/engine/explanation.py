"""Why each intercommunalité is in a territory, or is not, and what it would cost to have it.

Four answers to "why not us?": its jobs are unknown; no group that holds it can pass the
thresholds (which, by how much); the rules exclude it; or it could be in, and the best solution
that holds it loses some value. That loss is given as an interval which surely contains

    loss(u) = (best value under the rules) − (best value of a solution that holds u)

(see losses.py), and exactly on demand by `exact_loss`, which solves again with the unit forced in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median
from typing import Any

import numpy as np

from ancrage.selection.engine.contributions import Contribution, contributions
from ancrage.selection.engine.figures import IntArray
from ancrage.selection.engine.groups import Pool, enumerate_groups
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.losses import Loss, losses
from ancrage.selection.engine.model import Country, IdentifiedTerritory, Progress, Result, Rules
from ancrage.selection.engine.programme import build_programme
from ancrage.selection.engine.shortfalls import Shortfall, shortfalls


class UnitStatus(StrEnum):
    """Where an intercommunalité stands in a result."""

    CHOSEN = "chosen"
    UNKNOWN_JOBS = "unknown_jobs"
    THRESHOLD = "threshold"
    EXCLUDED = "excluded"
    ALTERNATIVE = "alternative"


@dataclass(frozen=True, slots=True)
class UnitExplanation:
    """The explanation of one intercommunalité.

    `territory` (a code) and `brings` when chosen; `fails` when no group can hold it;
    `loss_min` and `loss_max`, in the unit of the value, when it could be in. `loss_max` is None
    when no solution that holds it was built (both are when there is no solution at all), and
    `best_group` (SIRENs) is the territory that would hold it in the solution behind `loss_max`.
    """

    siren: str
    status: UnitStatus
    territory: str | None = None
    brings: Contribution | None = None
    fails: tuple[Shortfall, ...] = ()
    loss_min: float | None = None
    loss_max: float | None = None
    best_group: tuple[str, ...] | None = None

    def document(self) -> dict[str, Any]:
        """The same, JSON-ready."""
        return {
            "status": str(self.status),
            "territory": self.territory,
            "brings": self.brings.document() if self.brings else None,
            "fails": [shortfall.document() for shortfall in self.fails],
            "loss_min": self.loss_min,
            "loss_max": self.loss_max,
            "best_group": list(self.best_group) if self.best_group else None,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of every intercommunalité, by SIREN.

    `median_width` is the median of loss_max − loss_min over the alternatives (None without any
    closed interval), in the unit of the value; `median_width_share` the same over the objective.
    """

    units: Mapping[str, UnitExplanation]
    median_width: float | None
    median_width_share: float | None


@dataclass(frozen=True, slots=True)
class ExactLoss:
    """What having a unit costs, by solving again with it forced in.

    `loss` = objective − the new objective, and the exact loss lies in [`loss_min`, `loss_max`]
    (the gaps of both results). `territory` would hold the unit; `arriving` and `leaving` are the
    territories of the new list and of the old one that the other has not, `joining` and
    `dropped` the SIRENs that come in and go out. All None or empty when `feasible` is False: no
    list holds the unit under these rules.
    """

    siren: str
    feasible: bool
    loss: float | None
    loss_min: float | None
    loss_max: float | None
    territory: IdentifiedTerritory | None
    arriving: tuple[IdentifiedTerritory, ...]
    leaving: tuple[IdentifiedTerritory, ...]
    joining: tuple[str, ...]
    dropped: tuple[str, ...]


def explain(
    *,
    country: Country,
    rules: Rules,
    result: Result,
    pool: Pool | None = None,
    progress: Progress | None = None,
) -> Explanation:
    """Explain every intercommunalité of the country under a result of these rules.

    `pool` saves the enumeration when it has already been made for the same rules.
    """
    tell = progress or (lambda _phrase, _share: None)
    tell("groupes possibles", 0.0)
    pool = enumerate_groups(country=country, rules=rules) if pool is None else pool
    place = {unit.siren: position for position, unit in enumerate(country.units)}
    units = _settled(country, rules, result)
    reachable = set(np.unique(pool.members).tolist())
    left = [place[siren] for siren in place if siren not in units]
    tell("seuils", 0.1)
    absent = [unit for unit in left if unit not in reachable]
    for unit, fails in shortfalls(country=country, rules=rules, absent=absent).items():
        siren = country.units[unit].siren
        units[siren] = UnitExplanation(siren, UnitStatus.THRESHOLD, fails=fails)
    alternatives = [unit for unit in left if unit in reachable]
    found = _losses(country, rules, result, pool, alternatives, tell)
    for unit in alternatives:
        siren = country.units[unit].siren
        units[siren] = _alternative(country, siren, found.get(unit))
    tell("explication", 1.0)
    return _summed({siren: units[siren] for siren in place}, result)


def exact_loss(
    *,
    country: Country,
    rules: Rules,
    result: Result,
    siren: str,
    pool: Pool | None = None,
    gap: float = 1e-6,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> ExactLoss:
    """Solve again with this unit forced in. Raises ValueError if the result has no solution."""
    if result.objective is None or result.bound is None:
        message = "sans liste de territoires, il n’y a pas de perte à mesurer"
        raise ValueError(message)
    forced = replace(rules, include=rules.include | {siren}, exclude=rules.exclude - {siren})
    new = identify(
        country=country,
        rules=forced,
        gap=gap,
        time_limit=time_limit,
        progress=progress,
        pool=None if siren in rules.exclude else pool,
    )
    if new.objective is None or new.bound is None:
        return ExactLoss(siren, False, None, None, None, None, (), (), (), ())  # noqa: FBT003
    return ExactLoss(
        siren=siren,
        feasible=True,
        loss=result.objective - new.objective,
        loss_min=max(0.0, max(result.objective, new.objective) - new.bound),
        loss_max=max(0.0, result.bound - new.objective),
        territory=next(t for t in new.territories if siren in t.members),
        **_swapped(result, new),
    )


def explanation_document(explanation: Explanation) -> dict[str, Any]:
    """The explanation, JSON-ready."""
    return {
        "units": {siren: unit.document() for siren, unit in explanation.units.items()},
        "median_width": explanation.median_width,
        "median_width_share": explanation.median_width_share,
    }


def explanation_from_document(document: Mapping[str, Any]) -> Explanation:
    """The explanation behind a document written by `explanation_document`."""
    return Explanation(
        units={siren: _unit(siren, unit) for siren, unit in document["units"].items()},
        median_width=document["median_width"],
        median_width_share=document["median_width_share"],
    )


def _unit(siren: str, unit: Mapping[str, Any]) -> UnitExplanation:
    brings = unit["brings"]
    return UnitExplanation(
        siren=siren,
        status=UnitStatus(unit["status"]),
        territory=unit["territory"],
        brings=Contribution(**{**brings, "needed_for": tuple(brings["needed_for"])})
        if brings
        else None,
        fails=tuple(Shortfall(**shortfall) for shortfall in unit["fails"]),
        loss_min=unit["loss_min"],
        loss_max=unit["loss_max"],
        best_group=tuple(unit["best_group"]) if unit["best_group"] else None,
    )


def _settled(country: Country, rules: Rules, result: Result) -> dict[str, UnitExplanation]:
    """The units that need no search: chosen, of unknown figures, or excluded."""
    settled = {
        unit.siren: UnitExplanation(unit.siren, UnitStatus.UNKNOWN_JOBS)
        for unit in country.units
        if not unit.jobs_known or unit.population is None
    }
    settled |= {siren: UnitExplanation(siren, UnitStatus.EXCLUDED) for siren in rules.exclude}
    for territory in result.territories:
        brings = contributions(country=country, rules=rules, territory=territory)
        for siren, brought in brings.items():
            chosen = UnitStatus.CHOSEN
            settled[siren] = UnitExplanation(siren, chosen, territory.code, brought)
    return settled


def _losses(
    country: Country,
    rules: Rules,
    result: Result,
    pool: Pool,
    units: list[int],
    tell: Progress,
) -> dict[int, Loss]:
    """The intervals of these units; none when there is no solution to compare with."""
    tell("coût de chaque alternative", 0.2)
    if not result.territories or result.bound is None or not units:
        return {}
    programme = build_programme(country=country, rules=rules, pool=pool)
    chosen = chosen_rows(country=country, pool=pool, result=result)
    return losses(
        programme=programme,
        chosen=chosen,
        bound=result.bound,
        units=units,
        tell=lambda share: tell("coût de chaque alternative", 0.2 + 0.8 * share),
    )


def chosen_rows(*, country: Country, pool: Pool, result: Result) -> IntArray:
    """The rows of the pool that are the result's territories. Raises ValueError if one is not."""
    place = {unit.siren: position for position, unit in enumerate(country.units)}
    wanted = {frozenset(place[siren] for siren in t.members) for t in result.territories}
    inside = np.isin(pool.members, [unit for group in wanted for unit in group])
    likely = np.flatnonzero((inside | (pool.members == pool.units)).all(axis=1))
    rows = [row for row in likely.tolist() if frozenset(pool.group(row)) in wanted]
    if len(rows) != len(wanted):
        message = "le résultat ne vient pas de ces données et de ces règles"
        raise ValueError(message)
    return np.array(rows, dtype=np.int64)


def _alternative(country: Country, siren: str, loss: Loss | None) -> UnitExplanation:
    if loss is None:
        return UnitExplanation(siren, UnitStatus.ALTERNATIVE)
    group = tuple(country.units[unit].siren for unit in loss.group) if loss.group else None
    return UnitExplanation(
        siren,
        UnitStatus.ALTERNATIVE,
        loss_min=loss.least,
        loss_max=loss.most,
        best_group=group,
    )


def _summed(units: Mapping[str, UnitExplanation], result: Result) -> Explanation:
    widths = [
        unit.loss_max - unit.loss_min
        for unit in units.values()
        if unit.loss_max is not None and unit.loss_min is not None
    ]
    width = median(widths) if widths else None
    share = width / result.objective if width is not None and result.objective else None
    return Explanation(units=units, median_width=width, median_width_share=share)


def _swapped(old: Result, new: Result) -> dict[str, Any]:
    """Which territories and units the two lists do not share."""
    before = {frozenset(territory.members): territory for territory in old.territories}
    after = {frozenset(territory.members): territory for territory in new.territories}
    inside, outside = frozenset().union(*after), frozenset().union(*before)
    return {
        "arriving": tuple(after[group] for group in after if group not in before),
        "leaving": tuple(before[group] for group in before if group not in after),
        "joining": tuple(sorted(inside - outside)),
        "dropped": tuple(sorted(outside - inside)),
    }
