"""Small countries, written for a test."""

import csv

from hypothesis import strategies as st

COLUMNS = ("siren", "name", "longitude", "latitude", "industrial_jobs")


def write_pack(directory, rows):
    """`rows`: tuples in the order of COLUMNS."""
    directory.mkdir(exist_ok=True)
    with (directory / "epci.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return directory


LINE = [
    ("A", "CC d’Amont", 2.0, 46.0, 1000),
    ("B", "CA de Brive", 2.5, 46.0, 4000),
    ("C", "CC du Causse", 3.0, 46.0, 500),
    ("D", "CU de Dole", 5.0, 47.0, 2000),
    ("E", "Métropole d’Est", 5.4, 47.0, 3000),
    ("F", "CC de l’Île", 55.5, -21.1, 700),
    ("G", "CC du Large", 45.2, -12.8, ""),
]
"""Two towns near each other and their neighbour, two others, an island; one with unknown jobs."""


@st.composite
def countries(draw, least=3, most=9):
    """Rows of a random country; the first has jobs, so that there is something to serve."""
    count = draw(st.integers(least, most))
    spot = st.tuples(st.integers(-50, 80), st.integers(420, 510))
    spots = draw(st.lists(spot, min_size=count, max_size=count, unique=True))
    rows = []
    for place, (longitude, latitude) in enumerate(spots):
        jobs = draw(st.one_of(st.integers(0, 30), st.just("")))
        jobs = 10 if place == 0 else jobs
        rows.append((f"s{place}", f"CC {place}", longitude / 10, latitude / 10, jobs))
    return rows


def as_dicts(rows):
    """The rows as csv.DictReader reads them."""
    return [dict(zip(COLUMNS, map(str, row), strict=True)) for row in rows]
