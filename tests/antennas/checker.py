"""Checks a plan as `ancrage antennas` writes it, sharing no code with the engine.

Distances by the spherical law through vectors, not by the haversine formula.
"""

import csv
import math
from itertools import combinations

RADIUS = 6371.0088
CLOSE = 1e-3
"""Kilometres: distances are rounded to the decimetre by the engine."""


def read_rows(directory):
    with (directory / "epci.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kilometres(a, b):
    """Between two rows of epci.csv."""
    first, second = _vector(a), _vector(b)
    cross = math.hypot(
        first[1] * second[2] - first[2] * second[1],
        first[2] * second[0] - first[0] * second[2],
        first[0] * second[1] - first[1] * second[0],
    )
    dot = sum(x * y for x, y in zip(first, second, strict=True))
    return RADIUS * math.atan2(cross, dot)


def _vector(row):
    longitude, latitude = (
        math.radians(float(row["longitude"])),
        math.radians(float(row["latitude"])),
    )
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
    )


def jobs_of(row):
    return int(row["industrial_jobs"] or 0)


def value(rows, hosts, *, objective, radius_km):
    """What these hosts (SIRENs) are worth: jobs covered, or mean km."""
    there = [row for row in rows if row["siren"] in hosts]
    nearest = {row["siren"]: min(kilometres(row, host) for host in there) for row in rows}
    if objective == "coverage":
        return sum(jobs_of(row) for row in rows if nearest[row["siren"]] <= radius_km)
    total = sum(map(jobs_of, rows))
    return sum(jobs_of(row) * nearest[row["siren"]] for row in rows) / total


def best(rows, *, count, objective, radius_km=None, kept=(), excluded=()):
    """The best value over every choice of hosts, all tried."""
    able = [row["siren"] for row in rows if row["siren"] not in excluded]
    values = [
        value(rows, hosts, objective=objective, radius_km=radius_km)
        for hosts in combinations(able, count)
        if set(kept) <= set(hosts)
    ]
    return max(values) if objective == "coverage" else min(values)


def check_plan(*, rows, document, count, objective, radius_km=None, capacity=None):
    """Everything that is wrong with the document, in words."""
    wrong = []
    known = {row["siren"]: row for row in rows}
    hosts = document["hosts"]
    if len(hosts) != count or len(set(hosts)) != count or not set(hosts) <= known.keys():
        wrong.append("hosts")
    if not set(document["assignments"].values()) <= set(hosts):
        wrong.append("assigned to who is no host")
    apart = {s: kilometres(known[s], known[h]) for s, h in document["assignments"].items()}
    if capacity is None:
        wrong += _unlimited_faults(known, document, apart)
    else:
        wrong += _capacity_faults(known, document, capacity)
    covered = [s for s in apart if radius_km is not None and apart[s] <= radius_km]
    if document["covered_jobs"] != sum(jobs_of(known[s]) for s in covered):
        wrong.append("covered_jobs")
    told = document["covered_jobs"] if objective == "coverage" else document["mean_km"]
    if document["objective"] != told:
        wrong.append("objective")
    served = sum(jobs_of(known[s]) for s in apart)
    mean = sum(jobs_of(known[s]) * km for s, km in apart.items()) / served if served else 0
    if abs(mean - document["mean_km"]) > CLOSE:
        wrong.append("mean_km")
    return wrong


def _unlimited_faults(known, document, apart):
    if apart.keys() != known.keys():
        yield "not all are assigned"
    for siren, km in apart.items():
        if km > min(kilometres(known[siren], known[h]) for h in document["hosts"]) + CLOSE:
            yield f"{siren} is not at its nearest host"


def _capacity_faults(known, document, capacity):
    for host in document["hosts"]:
        served = sum(jobs_of(known[s]) for s, h in document["assignments"].items() if h == host)
        if served > capacity:
            yield f"{host} serves {served}"
