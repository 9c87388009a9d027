"""Small data packs, written for a test."""

import csv

from hypothesis import strategies as st

COLUMNS = (
    "siren",
    "name",
    "region",
    "population",
    "industrial_jobs",
    "total_jobs",
    "employment_zone",
)


def write_csv(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def write_pack(directory, units, pairs):
    """`units`: tuples in the order of COLUMNS; `pairs`: couples of SIRENs."""
    directory.mkdir(exist_ok=True)
    write_csv(directory / "epci.csv", COLUMNS, units)
    write_csv(directory / "epci_adjacency.csv", ("siren_a", "siren_b"), pairs)
    return directory


def chain(directory):
    """Six units in a row, A to F; the last one's jobs are unknown; two regions."""
    units = [
        ("A", "CC d'Amont", "01", 30_000, 3000, 10_000, "z1"),
        ("B", "CA de Brive", "01", 50_000, 4000, 20_000, "z1"),
        ("C", "CC du Causse", "01", 20_000, 500, 5000, "z2"),
        ("D", "CU Dole Agglomération", "02", 40_000, 2000, 8000, "z2"),
        ("E", "Métropole d'Est", "02", 90_000, 1000, 30_000, "z3"),
        ("F", "CC de Fin", "03", 10_000, "", "", "z3"),
    ]
    return write_pack(directory, units, ["AB", "BC", "CD", "DE", "EF"])


@st.composite
def countries(draw, most=7):
    """Units and pairs of a random country: a tree, so that it holds together, and more borders.

    The first unit has known jobs and region 01, which the rules may name.
    """
    count = draw(st.integers(3, most))
    sirens = [f"s{place}" for place in range(count)]
    units = []
    for siren in sirens:
        total = draw(st.integers(1, 60)) * 100
        industrial = draw(st.integers(0, total // 100)) * 100 if siren != "s0" else total
        jobs = (industrial, total) if siren == "s0" or draw(st.integers(0, 9)) else ("", "")
        region = "01" if siren == "s0" else draw(st.sampled_from(["01", "02"]))
        zone = draw(st.sampled_from("xyz"))
        units.append((siren, siren, region, draw(st.integers(1, 40)) * 1000, *jobs, zone))
    pairs = {(sirens[draw(st.integers(0, i - 1))], sirens[i]) for i in range(1, count)}
    more = st.tuples(st.sampled_from(sirens), st.sampled_from(sirens))
    pairs |= {(a, b) for a, b in draw(st.sets(more, max_size=count)) if a < b}
    return units, sorted(pairs)


@st.composite
def rules(draw, sirens, pairs):
    """Rules as a document, most of them loose enough to leave a choice."""
    chosen = st.sets(st.sampled_from(sirens), max_size=1).map(sorted)
    low = draw(st.sampled_from([0, 0, 5000, 20_000]))
    document = {
        "territories": draw(st.integers(1, 3)),
        "members": {
            "max": draw(st.integers(1, 3)),
            "intensity": {"min": draw(st.sampled_from([0, 0, 0.3, 0.8]))},
        },
        "population": {"min": low, "max": draw(st.sampled_from([40_000, 80_000, 200_000]))},
        "intensity": {"min": draw(st.sampled_from([0, 0.5, 0.9]))},
        "industrial_jobs": {"min": draw(st.sampled_from([0, 0, 300]))},
        "coverage": {"min": draw(st.sampled_from([0, 0, 0.2, 0.5]))},
        "weights": {
            "intensity": draw(st.sampled_from([0, 0.5, 1])),
            "cohesion": draw(st.sampled_from([0, 1])),
        },
        "gap": 0,
        "bonus": draw(
            st.dictionaries(st.sampled_from(sirens), st.sampled_from([0.1, 1]), max_size=2)
        ),
        "include": draw(chosen),
        "regions": draw(_regions()),
    }
    imposed = draw(st.sampled_from([[], [], [], [list(draw(st.sampled_from(pairs)))]]))
    kept = {*document["include"], *(siren for group in imposed for siren in group)}
    excluded = [siren for siren in draw(chosen) if siren not in kept]
    return document | {"impose": imposed, "exclude": excluded}


def _regions():
    counts = st.sampled_from([{}, {"at_least": 1}, {"at_most": 1}, {"exactly": 1}])
    loose = st.sampled_from([{}, {"intensity": {"min": 0}}, {"population": {"min": 0}}])
    own = st.builds(lambda count, threshold: count | threshold, counts, loose)
    each = st.sampled_from([{}, {}, {"at_least": 1}])
    return st.fixed_dictionaries({"each": each, "01": own})
