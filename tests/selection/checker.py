"""An independent judge of results: everything is recomputed from the CSV in plain Python.

Nothing is imported from the engine: the definitions are written a second time, from the rules'
vocabulary, so that a mistake of the engine cannot hide behind itself.
"""

import csv
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

TOLERANCE = 1e-9
THRESHOLDS = {
    "population.min": 0.0,
    "population.max": math.inf,
    "intensity.min": 0.0,
    "industrial_jobs.min": 0.0,
    "members.intensity.min": 0.0,
}


class Pack:
    """The two files, as read by the csv module."""

    def __init__(self, directory):
        with (directory / "epci.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.name = {row["siren"]: row["name"] for row in rows}
        self.region = {row["siren"]: row["region"] for row in rows}
        self.zone = {row["siren"]: row["employment_zone"] for row in rows}
        self.population = {row["siren"]: int(row["population"] or 0) for row in rows}
        known = [row for row in rows if row["industrial_jobs"] and row["total_jobs"]]
        self.industrial = {row["siren"]: int(row["industrial_jobs"]) for row in known}
        self.total = {row["siren"]: int(row["total_jobs"]) for row in known}
        self.neighbours = {siren: set() for siren in self.name}
        with (directory / "epci_adjacency.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                self.neighbours[row["siren_a"]].add(row["siren_b"])
                self.neighbours[row["siren_b"]].add(row["siren_a"])
        self.national_jobs = sum(self.industrial.values())
        self.share = self.national_jobs / sum(self.total.values())

    def intensity(self, group):
        total = sum(self.total[siren] for siren in group)
        return sum(self.industrial[siren] for siren in group) / total / self.share if total else 0.0

    def figures(self, group, rules):
        """What the vocabulary says of a group, under the names of the result document."""
        industrial = sum(self.industrial[siren] for siren in group)
        total = sum(self.total[siren] for siren in group)
        zones, regions = Counter(), Counter()
        for siren in group:
            zones[self.zone[siren]] += self.total[siren]
            regions[self.region[siren]] += self.industrial[siren]
        cohesion = max(zones.values()) / total if total else 0.0
        intensity = self.intensity(group)
        weights = rules.get("weights", {})
        bonus = rules.get("bonus", {})
        counted = sum(self.industrial[siren] * (1 + bonus.get(siren, 0)) for siren in group)
        value = counted * intensity ** weights.get("intensity", 0)
        return {
            "region": min(regions, key=lambda code: (-regions[code], code)),
            "industrial_jobs": industrial,
            "total_jobs": total,
            "population": sum(self.population[siren] for siren in group),
            "intensity": intensity,
            "cohesion": cohesion,
            "value": value * cohesion ** weights.get("cohesion", 0),
        }

    def is_connected(self, group):
        group = set(group)
        seen, waiting = set(), [next(iter(group))]
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                waiting += self.neighbours[here] & group
        return seen == group

    def failures(self, group, rules) -> Iterator[str]:
        """Why a group may not be a territory."""
        if any(siren not in self.industrial for siren in group):
            yield "jobs: a member is not in the data, or its jobs are unknown"
            return
        if not 1 <= len(group) <= rules["members"]["max"]:
            yield "size: too many members"
        if not self.is_connected(group):
            yield "connected: the members do not hold together"
        found = self.figures(group, rules)
        limit = {key: threshold(rules, found["region"], key) for key in THRESHOLDS}
        if min(self.intensity([siren]) for siren in group) < limit["members.intensity.min"]:
            yield "members.intensity.min: a member is too little industrial"
        if found["population"] < limit["population.min"]:
            yield "population.min: too few inhabitants"
        if found["population"] > limit["population.max"]:
            yield "population.max: too many inhabitants"
        if found["intensity"] < limit["intensity.min"]:
            yield "intensity.min: too little industrial"
        if found["industrial_jobs"] < limit["industrial_jobs.min"]:
            yield "industrial_jobs.min: too few industrial jobs"


def lookup(rules: Mapping, key: str):
    """A rule by its dotted name; None when the document does not have it."""
    for part in key.split("."):
        rules = rules.get(part, {}) if isinstance(rules, Mapping) else {}
    return None if isinstance(rules, Mapping) else rules


def threshold(rules: Mapping, region: str, key: str) -> float:
    own = lookup(rules.get("regions", {}).get(region, {}), key)
    value = lookup(rules, key) if own is None else own
    return THRESHOLDS[key] if value is None else float(value)


def check_result(*, directory: Path, document: Mapping, rules: Mapping | None = None) -> list[str]:
    """Everything that is wrong with a result; each fault begins with the name of what it breaks.

    `rules` are those that were asked for, nested as in a rule file (else the document's own).
    """
    rules = document["rules"] if rules is None else rules
    pack = Pack(directory)
    groups = [territory["members"] for territory in document["territories"]]
    return [
        *_territory_faults(pack, document, rules),
        *choice_faults(pack, groups, rules),
        *number_faults(pack, groups, rules),
        *_proof_faults(pack, document, rules),
    ]


def _territory_faults(pack, document, rules) -> Iterator[str]:
    for territory in document["territories"]:
        faults = list(pack.failures(territory["members"], rules))
        yield from (f"{fault} ({territory['code']})" for fault in faults)
        if any(fault.startswith("jobs") for fault in faults):
            continue
        for key, value in pack.figures(territory["members"], rules).items():
            told = territory[key]
            same = told == value if isinstance(value, str) else _close(told, value)
            if not same:
                yield f"{key}: {told} is told, {value} found ({territory['code']})"
    for key in ("code", "name"):
        told = [territory[key] for territory in document["territories"]]
        if len(set(told)) < len(told):
            yield f"{key}: two territories have the same"


def choice_faults(pack, groups, rules) -> Iterator[str]:
    times = Counter(siren for group in groups for siren in group)
    for siren, count in times.items():
        if count > 1:
            yield f"disjoint: {siren} is {count} times in the list"
    for siren in rules.get("include", ()):
        if siren not in times:
            yield f"include: {siren} is left out"
    for siren in rules.get("exclude", ()):
        if siren in times:
            yield f"exclude: {siren} is in the list"
    for imposed in rules.get("impose", ()):
        if set(imposed) not in [set(group) for group in groups]:
            yield f"impose: {imposed} is no territory"


def number_faults(pack, groups, rules) -> Iterator[str]:
    if len(groups) != rules["territories"]:
        yield f"territories: {len(groups)} instead of {rules['territories']}"
    known = [[siren for siren in group if siren in pack.industrial] for group in groups]
    counts = Counter(pack.figures(group, rules)["region"] for group in known if group)
    for region, (least, most) in quotas(pack, rules).items():
        if not least <= counts[region] <= most:
            yield f"regions: {counts[region]} in {region}, not in {least} to {most}"
    covered = sum(pack.industrial[siren] for group in known for siren in group)
    if covered < (lookup(rules, "coverage.min") or 0) * pack.national_jobs * (1 - 1e-12):
        yield f"coverage.min: {covered / pack.national_jobs} is too little"


def quotas(pack: Pack, rules: Mapping) -> dict[str, tuple[float, float]]:
    """The fewest and the most territories of each region that has a rule."""
    each = rules.get("regions", {}).get("each", {})
    usual = {"at_least": each.get("at_least", 0), "at_most": each.get("at_most", math.inf)}
    found = {pack.region[siren]: dict(usual) for siren in pack.industrial}
    free = {"at_least": 0, "at_most": math.inf}
    for region, own in rules.get("regions", {}).items():
        if region != "each" and {"exactly", "at_least", "at_most"} & set(own):
            both = found.get(region, free)
            both = {key: own.get("exactly", both[key]) for key in both}
            found[region] = both | {key: own[key] for key in both if key in own}
    return {region: (quota["at_least"], quota["at_most"]) for region, quota in found.items()}


def _proof_faults(pack, document, rules) -> Iterator[str]:
    objective, bound, gap = (document[key] for key in ("objective", "bound", "gap"))
    if not document["territories"]:
        return
    value = sum(territory["value"] for territory in document["territories"])
    if not _close(objective, value):
        yield f"objective: {objective} is told, {value} found"
    if bound < objective * (1 - TOLERANCE):
        yield f"bound: {bound} is below the objective {objective}"
    if abs(gap - (bound - objective) / objective) > 1e-12:
        yield f"gap: {gap} is not that of {bound} and {objective}"
    if document["status"] == "optimal" and gap > rules.get("gap", 1e-4) + 1e-12:
        yield f"status: optimal with a gap of {gap}"
    jobs = sum(territory["industrial_jobs"] for territory in document["territories"])
    told = document["coverage"]
    if told["industrial_jobs"] != jobs or not _close(told["share"], jobs / pack.national_jobs):
        yield f"coverage: {told} is told, {jobs} jobs found"


def _close(told: float, value: float) -> bool:
    return math.isclose(told, value, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def feasible_groups(pack: Pack, rules: Mapping) -> list[frozenset[str]]:
    """Every group that may be a territory, by trying all (for a handful of units)."""
    sirens = sorted(pack.industrial)
    sizes = range(1, rules["members"]["max"] + 1)
    tried = (group for size in sizes for group in combinations(sirens, size))
    return [frozenset(group) for group in tried if not any(pack.failures(group, rules))]
