"""spopt's regionalisations, cut to feasible territories.

AZP and WardSpatial divide the whole country into regions alike in industrial intensity, knowing
nothing of thresholds. What they draw is then used as favourably as can be: of all the groups
that may be a territory, those that lie inside one of the drawn regions are kept, and HiGHS
chooses the best N of them under the same rules. Where the rules have no list among them, the
regional numbers and the coverage floor are dropped, then as many territories as there are.
"""

import time
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from libpysal.weights import W
from scipy.sparse.csgraph import connected_components
from spopt.region import AZP, WardSpatial

from ancrage.selection.engine.groups import Pool, enumerate_groups
from ancrage.selection.engine.model import Country, Quota, Rules
from ancrage.selection.engine.plain import solve_plain
from ancrage.selection.engine.programme import build_programme

SEED = 2018
PEERS = ("AZP", "WardSpatial")


def captured(*, name: str, country: Country, rules: Rules) -> dict[str, Any]:
    """The value that a peer's regions hold once cut to feasible territories."""
    started = time.perf_counter()
    labels = _labels(name, country, rules.members_max)
    drawn = time.perf_counter() - started
    pool = enumerate_groups(country=country, rules=rules)
    padded = np.append(labels, -1)[pool.members]
    first = padded[:, :1]
    kept = pool.subset(((padded == first) | (padded == -1)).all(axis=1))
    chosen, relaxed = _best(country, rules, kept)
    return {
        "seconds": time.perf_counter() - started,
        "drawing": drawn,
        "regions": int(labels.max() + 1),
        "groups": len(kept),
        "territories": len(chosen),
        "relaxed": relaxed,
        "objective": float(kept.value[chosen].sum()),
        "covered": int(kept.industrial[chosen].sum()),
    }


def _labels(name: str, country: Country, members: int) -> np.ndarray[Any, Any]:
    """The region of each unit, drawn in each connected part by itself; −1 for unknown jobs."""
    known = [position for position, unit in enumerate(country.units) if unit.jobs_known]
    place = {position: row for row, position in enumerate(known)}
    pairs = [(place[a], place[b]) for a, b in country.adjacency if a in place and b in place]
    near: dict[int, list[int]] = {row: [] for row in range(len(known))}
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    graph = W(near, silence_warnings=True).sparse
    _, part = connected_components(graph, directed=False)
    labels = np.full(len(country.units), -1)
    following = 0
    for number in range(part.max() + 1):
        rows = np.flatnonzero(part == number)
        drawn = _drawn(name, country, [known[row] for row in rows], near, rows, members)
        labels[[known[row] for row in rows]] = drawn + following
        following += int(drawn.max()) + 1
    return labels


def _drawn(
    name: str,
    country: Country,
    positions: list[int],
    near: dict[int, list[int]],
    rows: np.ndarray[Any, Any],
    members: int,
) -> np.ndarray[Any, Any]:
    """The regions of one connected part, as many as leave `members` units in each."""
    count = round(len(rows) / members)
    if count <= 1:
        return np.zeros(len(rows), dtype=int)
    local = {int(row): i for i, row in enumerate(rows)}
    weights = W({local[int(r)]: [local[n] for n in near[int(r)]] for r in rows})
    units = [country.units[position] for position in positions]
    intensity = [(u.industrial_jobs or 0) / max(1, u.total_jobs or 0) for u in units]
    table = pd.DataFrame({"intensity": intensity})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if name == "AZP":
            model = AZP(table, weights, ["intensity"], n_clusters=count, random_state=SEED)
        else:
            model = WardSpatial(table, weights, ["intensity"], n_clusters=count)
        model.solve()
    _, labels = np.unique(np.asarray(model.labels_), return_inverse=True)
    return labels


def _best(country: Country, rules: Rules, pool: Pool) -> tuple[np.ndarray[Any, Any], str]:
    """The best choice among these groups, and which rules had to be dropped."""
    free = replace(rules, each_region=Quota(), quotas={}, coverage_min=0)
    for asked, relaxed in ((rules, ""), (free, "regions, coverage")):
        programme = build_programme(country=country, rules=asked, pool=pool)
        outcome = solve_plain(programme=programme)
        if outcome.chosen is not None:
            return outcome.chosen, relaxed
    lower = programme.common_lower.copy()
    lower[0] = 0
    outcome = solve_plain(programme=replace(programme, common_lower=lower))
    return outcome.chosen, "regions, coverage, number"
