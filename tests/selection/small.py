"""Small countries, and the identification redone on them without any of the engine's code."""

import itertools
from dataclasses import dataclass

from hypothesis import strategies as st

from ancrage.selection.engine.model import Country, Quota, Rules, Thresholds, Unit


@dataclass(frozen=True)
class Group:
    """A group with its figures, computed one member at a time."""

    members: frozenset[int]
    region: str
    industrial: int
    total: int
    population: int
    intensity: float
    cohesion: float
    value: float


def make_rules(**changes) -> Rules:
    """Rules that hold nothing back, with these changes."""
    usual = {
        "name": "essai",
        "title": "Essai",
        "territories": 2,
        "members_max": 3,
        "thresholds": Thresholds(),
        "weight_intensity": 0.5,
        "weight_cohesion": 1.0,
    }
    return Rules(**(usual | changes))


def path_country(jobs, regions=None) -> Country:
    """Units in a row; `jobs` are their (industrial, total) jobs."""
    regions = regions or ["01"] * len(jobs)
    units = tuple(
        Unit(f"{i:09d}", f"U{i}", regions[i], "z", 30, industrial, total)
        for i, (industrial, total) in enumerate(jobs)
    )
    return Country(units, tuple((i, i + 1) for i in range(len(units) - 1)), "path")


def grid_country(rows: int, columns: int, *, seed: int = 7, regions: int = 2) -> Country:
    """A grid with one diagonal in each square (planar), and figures that look drawn by lot."""
    count = rows * columns
    state = seed

    def draw(low: int, high: int) -> int:
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return low + (state >> 33) % (high - low)

    units = []
    for i in range(count):
        total = draw(40, 400)
        units.append(
            Unit(
                siren=f"{i:09d}",
                name=f"U{i}",
                region=f"{1 + (i % columns) * regions // columns:02d}",
                employment_zone=f"z{i // columns // 2}{i % columns // 2}",
                population=draw(10, 90),
                industrial_jobs=draw(2, 20) * total // 100,
                total_jobs=total,
            )
        )
    steps = ((0, 1), (1, 0), (1, 1))
    pairs = [
        (r * columns + c, (r + dr) * columns + c + dc)
        for r in range(rows)
        for c in range(columns)
        for dr, dc in steps
        if r + dr < rows and c + dc < columns
    ]
    return Country(tuple(units), tuple(sorted(pairs)), f"grid {rows} {columns} {seed}")


@st.composite
def countries(draw, *, smallest: int = 3, largest: int = 9) -> Country:
    """Random small countries: some jobs unknown, some ties, two regions, three zones."""
    count = draw(st.integers(smallest, largest))
    units = []
    for i in range(count):
        total = draw(st.sampled_from([0, 20, 40, 50, 100]))
        known = draw(st.integers(0, 9)) > 0
        units.append(
            Unit(
                siren=f"{i:09d}",
                name=f"U{i}",
                region=draw(st.sampled_from(["01", "02"])),
                employment_zone=draw(st.sampled_from(["za", "zb", "zc"])),
                population=draw(st.sampled_from([10, 25, 40, 80])),
                industrial_jobs=total * draw(st.integers(0, 10)) // 20 if known else None,
                total_jobs=total if known else None,
            )
        )
    units.append(Unit("999999999", "Ailleurs", "09", "zz", 5000, 100, 400))
    pairs = [(a, b) for a, b in itertools.combinations(range(count), 2) if b - a in (1, 3)]
    kept = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1))
    return Country(tuple(units), tuple(sorted(kept)), "random")


def feasible_groups(country: Country, rules: Rules) -> dict[frozenset[int], Group]:
    """Every set of at most K units, tried one by one."""
    near: dict[int, set[int]] = {i: set() for i in range(len(country.units))}
    for a, b in country.adjacency:
        near[a].add(b)
        near[b].add(a)
    found = {}
    for size in range(1, rules.members_max + 1):
        for members in itertools.combinations(range(len(country.units)), size):
            group = _group(country, rules, members, near)
            if group is not None:
                found[group.members] = group
    return found


def best_selection(country: Country, rules: Rules) -> float | None:
    """The largest total value of any allowed selection, every one of them tried; None if none."""
    groups = list(feasible_groups(country, rules).values())
    best = None
    for chosen in itertools.combinations(groups, rules.territories):
        if allowed(country, rules, chosen):
            value = sum(group.value for group in chosen)
            best = value if best is None else max(best, value)
    return best


def allowed(country: Country, rules: Rules, chosen) -> bool:
    """Whether these groups, feasible one by one, are a selection that the rules allow."""
    members = [i for group in chosen for i in group.members]
    if len(members) != len(set(members)) or len(chosen) != rules.territories:
        return False
    sirens = {country.units[i].siren for i in members}
    lists = {frozenset(country.units[i].siren for i in group.members) for group in chosen}
    if not rules.include <= sirens or sirens & rules.exclude or not set(rules.impose) <= lists:
        return False
    for region in {u.region for u in country.units}:
        known = any(u.jobs_known for u in country.units if u.region == region)
        quota = rules.quotas.get(region, rules.each_region if known else Quota())
        count = sum(group.region == region for group in chosen)
        if count < quota.at_least or (quota.at_most is not None and count > quota.at_most):
            return False
    national = sum(u.industrial_jobs for u in country.units if u.jobs_known)
    return sum(group.industrial for group in chosen) >= rules.coverage_min * national


def _group(country: Country, rules: Rules, members, near) -> Group | None:
    units = [country.units[i] for i in members]
    if any(not u.jobs_known or u.siren in rules.exclude for u in units):
        return None
    reached, waiting = {members[0]}, [members[0]]
    while waiting:
        for other in near[waiting.pop()] & set(members) - reached:
            reached.add(other)
            waiting.append(other)
    if len(reached) != len(members):
        return None
    known = [u for u in country.units if u.jobs_known]
    share = sum(u.industrial_jobs for u in known) / sum(u.total_jobs for u in known)
    industrial = sum(u.industrial_jobs for u in units)
    total = sum(u.total_jobs for u in units)
    population = sum(u.population for u in units)
    intensity = industrial / total / share if total else 0.0
    jobs_by_region: dict[str, int] = {}
    jobs_by_zone: dict[str, int] = {}
    for u in units:
        jobs_by_region[u.region] = jobs_by_region.get(u.region, 0) + u.industrial_jobs
        jobs_by_zone[u.employment_zone] = jobs_by_zone.get(u.employment_zone, 0) + u.total_jobs
    region = min(jobs_by_region, key=lambda code: (-jobs_by_region[code], code))
    cohesion = max(jobs_by_zone.values()) / total if total else 0.0
    limits = rules.regional_thresholds.get(region, rules.thresholds)
    own = [u.industrial_jobs / u.total_jobs / share if u.total_jobs else 0.0 for u in units]
    passes = (
        limits.population_min <= population <= limits.population_max
        and intensity >= limits.intensity_min
        and industrial >= limits.industrial_jobs_min
        and min(own) >= limits.member_intensity_min
    )
    if not passes:
        return None
    value = industrial * intensity**rules.weight_intensity * cohesion**rules.weight_cohesion
    given = sum(u.industrial_jobs * rules.bonus.get(u.siren, 0) for u in units)
    value *= 1 + (given / industrial if industrial else 0)
    return Group(
        frozenset(members), region, industrial, total, population, intensity, cohesion, value
    )
