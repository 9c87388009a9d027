"""What an identification gives each region, and why a region has no more."""

import math
from collections import Counter
from dataclasses import dataclass

from ancrage.geography.models import Region
from ancrage.geography.queries import regions
from ancrage.selection.engine.explanation import UnitExplanation, UnitStatus
from ancrage.selection.engine.model import Country, IdentifiedTerritory, Quota, Rules, Unit
from ancrage.selection.engine.programme import region_quotas
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.runs import Run

CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region in an identification: what the rules ask for, what it got.

    `industrial_jobs` are those of its territories (which may hold intercommunalités of another
    region); `regional_jobs` those of the whole region, None if unknown; `relaxed` why it has
    thresholds of its own, "" if it has none.
    """

    region: Region
    quota: Quota
    territories: tuple[IdentifiedTerritory, ...]
    industrial_jobs: int
    regional_jobs: int | None
    relaxed: str

    @property
    def got(self) -> int:
        return len(self.territories)

    @property
    def is_bound(self) -> bool:
        """Whether it has no more than the least that the rules ask for, or all that they allow."""
        return self.got == self.quota.at_most or (0 < self.got == self.quota.at_least)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An intercommunalité that could be in a territory and is not, with what that would cost."""

    unit: Unit
    why: UnitExplanation


@dataclass(frozen=True, slots=True)
class RegionExplanation:
    """What the list gives a region and why not more.

    `candidates`: its intercommunalités that could have been in, smallest loss first.
    `out_of_reach`: how many of its intercommunalités can be in no territory under the rules;
    `unknown`: how many have unknown jobs; `objective`: value of the whole list.
    """

    run: Run
    row: RegionRow
    candidates: tuple[Candidate, ...]
    chosen: int
    alternatives: int
    out_of_reach: int
    unknown: int
    objective: float | None

    @property
    def can_have(self) -> bool:
        """Whether anything is known to judge: a region of unknown jobs alone can have nothing."""
        return bool(self.chosen or self.alternatives or self.out_of_reach)


@dataclass(frozen=True, slots=True)
class ReasonCounts:
    """How many intercommunalités stand where; `width`: median interval over the objective."""

    chosen: int
    alternatives: int
    threshold: int
    excluded: int
    unknown: int
    width: float | None


def reason_counts(run: Run) -> ReasonCounts | None:
    """Count the explanation's answers; None without an explanation."""
    if run.explanation is None:
        return None
    counts = Counter(why.status for why in run.explanation.units.values())
    return ReasonCounts(
        chosen=counts[UnitStatus.CHOSEN],
        alternatives=counts[UnitStatus.ALTERNATIVE],
        threshold=counts[UnitStatus.THRESHOLD],
        excluded=counts[UnitStatus.EXCLUDED],
        unknown=counts[UnitStatus.UNKNOWN_JOBS],
        width=run.explanation.median_width_share,
    )


def region_names() -> dict[str, str]:
    """The regions in law, by code; one query."""
    return {region.code: region.name for region in regions()}


def region_rows(run: Run, country: Country) -> list[RegionRow]:
    """Every region of the country with its number of territories, by name; one query."""
    rules = run.result.rules
    quotas = region_quotas(country, rules)
    present = {unit.region for unit in country.units}
    return [
        _row(run, country, region, quotas.get(region.code, Quota()), rules)
        for region in regions()
        if region.code in present
    ]


def region_explanation(*, run: Run, region: str) -> RegionExplanation | None:
    """Why an identification gives a region what it gives; None for a region without figures."""
    country = loaded_country()
    rows = {row.region.code: row for row in region_rows(run, country)}
    if region not in rows or run.explanation is None:
        return None
    units = [unit for unit in country.units if unit.region == region]
    known = run.explanation.units  # without those of another year of intercommunalités
    reasons = [(unit, known[unit.siren]) for unit in units if unit.siren in known]
    counts = {status: sum(why.status == status for _, why in reasons) for status in UnitStatus}
    return RegionExplanation(
        run=run,
        row=rows[region],
        candidates=tuple(_by_loss(reasons)[:CANDIDATES]),
        chosen=counts[UnitStatus.CHOSEN],
        alternatives=counts[UnitStatus.ALTERNATIVE],
        out_of_reach=counts[UnitStatus.THRESHOLD] + counts[UnitStatus.EXCLUDED],
        unknown=counts[UnitStatus.UNKNOWN_JOBS],
        objective=run.result.objective,
    )


def _by_loss(reasons: list[tuple[Unit, UnitExplanation]]) -> list[Candidate]:
    """The alternatives, smallest loss first: by what is built (upper end), then by the bound."""
    found = [Candidate(unit, why) for unit, why in reasons if why.status == UnitStatus.ALTERNATIVE]
    return sorted(found, key=lambda c: (_or_infinite(c.why.loss_max), c.why.loss_min or 0))


def _or_infinite(value: float | None) -> float:
    return math.inf if value is None else value


def _row(run: Run, country: Country, region: Region, quota: Quota, rules: Rules) -> RegionRow:
    got = tuple(t for t in run.result.territories if t.region == region.code)
    jobs = [u.industrial_jobs for u in country.units if u.region == region.code]
    known = [count for count in jobs if count is not None]
    return RegionRow(
        region=region,
        quota=quota,
        territories=got,
        industrial_jobs=sum(territory.industrial_jobs for territory in got),
        regional_jobs=sum(known) if known else None,
        relaxed=rules.reasons.get(f"regions.{region.code}", ""),
    )
