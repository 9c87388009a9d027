"""The rules taken one by one: each can be dropped, and the others kept.

A demand has the dotted name under which the rule file and `--set` know it. Units put in or out
are one demand each: `include.200000172`, `exclude.200000172`, `impose.1` (the first group).
What a region inherits from the rule for every region stays one demand, `regions.each.…`.
"""

from collections.abc import Collection
from dataclasses import replace

from ancrage.selection.engine.model import Country, Quota, Rules, Thresholds
from ancrage.selection.engine.programme import region_quotas
from ancrage.selection.engine.shapes import thresholds_of
from ancrage.selection.engine.vocabulary import THRESHOLDS
from ancrage.selection.engine.wording import NBSP, number, threshold_figure

FREE = Thresholds()
"""What each threshold becomes once dropped."""


def demands(*, country: Country, rules: Rules) -> dict[str, str]:
    """Every rule that can be dropped: its dotted name, and what it asks, in French.

    The most particular come first: a conflict is told with them when it can be.
    """
    counts: dict[str, str] = {}
    for code, quota in region_quotas(country, rules).items():
        counts.update(_counts(rules, code, quota))
    every = {name: told for name, told in counts.items() if name.startswith("regions.each")}
    named = {name: told for name, told in counts.items() if name not in every}
    for region in [None, *_regions(country)]:
        named.update(_thresholds(rules, region))
    return named | _listed(country, rules) | every | _national(rules)


def _listed(country: Country, rules: Rules) -> dict[str, str]:
    place = {unit.siren: f"{unit.name} ({unit.siren})" for unit in country.units}
    named = {f"include.{siren}": f"{place[siren]} retenue" for siren in sorted(rules.include)}
    named |= {f"exclude.{siren}": f"{place[siren]} écartée" for siren in sorted(rules.exclude)}
    return named | {
        f"impose.{rank}": f"groupe imposé {' + '.join(sorted(group))}"
        for rank, group in enumerate(rules.impose, 1)
    }


def _national(rules: Rules) -> dict[str, str]:
    named = {"territories": f"{number(rules.territories)} territoires en tout"}
    if rules.coverage_min > 0:
        share = number(100 * rules.coverage_min, 1).removesuffix(",0")
        named["coverage.min"] = f"au moins {share}{NBSP}% des emplois industriels couverts"
    return named


def keep_only(*, country: Country, rules: Rules, names: Collection[str]) -> Rules:
    """The same rules with these demands only (`territories` apart: see `free_number`)."""
    national = _kept_thresholds(rules, None, names)
    regional = {code: _kept_thresholds(rules, code, names) for code in _regions(country)}
    return replace(
        rules,
        thresholds=national,
        regional_thresholds={code: own for code, own in regional.items() if own != national},
        each_region=Quota(),
        quotas={
            code: _kept_quota(rules, code, quota, names)
            for code, quota in region_quotas(country, rules).items()
        },
        coverage_min=rules.coverage_min if "coverage.min" in names else 0,
        include=frozenset(siren for siren in rules.include if f"include.{siren}" in names),
        exclude=frozenset(siren for siren in rules.exclude if f"exclude.{siren}" in names),
        impose=tuple(
            group for rank, group in enumerate(rules.impose, 1) if f"impose.{rank}" in names
        ),
    )


def least_name(code: str, quota: Quota) -> str:
    """Which rule says how many territories the region has at least."""
    if quota.inherited:
        return "regions.each.at_least"
    return f"regions.{code}.{'exactly' if _is_exact(quota) else 'at_least'}"


def most_name(rules: Rules, code: str, quota: Quota) -> str:
    """Which rule says how many territories the region has at most."""
    if not _is_exact(quota) and quota.at_most == rules.each_region.at_most:
        return "regions.each.at_most"
    return f"regions.{code}.{'exactly' if _is_exact(quota) else 'at_most'}"


def _is_exact(quota: Quota) -> bool:
    return quota.at_least == quota.at_most and not quota.inherited


def threshold_name(rules: Rules, region: str | None, name: str) -> str:
    """Which rule sets this threshold there: the national one, or the region's own."""
    field = THRESHOLDS[name]
    own = getattr(thresholds_of(rules, region or ""), field)
    same = region is None or own == getattr(rules.thresholds, field)
    return name if same else f"regions.{region}.{name}"


def _regions(country: Country) -> list[str]:
    return sorted({unit.region for unit in country.units})


def _counts(rules: Rules, code: str, quota: Quota) -> dict[str, str]:
    least, most = least_name(code, quota), most_name(rules, code, quota)
    where = "dans chaque région" if least.startswith("regions.each") else f"dans la région {code}"
    there = "dans chaque région" if most.startswith("regions.each") else f"dans la région {code}"
    if least == most:
        return {least: f"{_territories(quota.at_least)} {where}"}
    named = {}
    if quota.at_least > 0:
        named[least] = f"au moins {_territories(quota.at_least)} {where}"
    if quota.at_most is not None:
        named[most] = f"au plus {_territories(quota.at_most)} {there}"
    return named


def _territories(count: int) -> str:
    return f"{number(count)} territoire{'s' if count > 1 else ''}"


def _thresholds(rules: Rules, code: str | None) -> dict[str, str]:
    own = rules.thresholds if code is None else thresholds_of(rules, code)
    named = {}
    for name, field in THRESHOLDS.items():
        value = getattr(own, field)
        if value != getattr(FREE, field):
            dotted = threshold_name(rules, code, name)
            where = f" (région {code})" if dotted != name else ""
            named[dotted] = f"{_asked(name, value)}{where}"
    return named


def _asked(name: str, value: float) -> str:
    sign = "≤" if name.endswith(".max") else "≥"
    what = {
        "population.min": "population",
        "population.max": "population",
        "intensity.min": "intensité",
        "industrial_jobs.min": "emplois industriels",
        "members.intensity.min": "intensité de chaque membre",
    }[name]
    return f"{what} {sign} {threshold_figure(name, value)}".replace(" ≥ ", f" ≥{NBSP}")


def _kept_thresholds(rules: Rules, code: str | None, names: Collection[str]) -> Thresholds:
    own = rules.thresholds if code is None else thresholds_of(rules, code)
    dropped = {
        field: getattr(FREE, field)
        for name, field in THRESHOLDS.items()
        if threshold_name(rules, code, name) not in names
    }
    return replace(own, **dropped)


def _kept_quota(rules: Rules, code: str, quota: Quota, names: Collection[str]) -> Quota:
    return Quota(
        quota.at_least if least_name(code, quota) in names else 0,
        quota.at_most if most_name(rules, code, quota) in names else None,
    )
