"""Charts say the same as their table, and an unknown figure is never drawn as zero."""

import csv
import io
from itertools import pairwise

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from ancrage.ui import charts
from ancrage.ui.charts import Bar, Series
from tests.ui.gallery import JOBS, SHARES, SIZES


def shapes(chart, kind):
    return [shape for shape in chart.shapes if shape.kind == kind]


def render(chart):
    return engines["django"].from_string("{% chart c %}").render({"c": chart})


def test_columns_are_as_tall_as_their_figures():
    columns = {shape.label: float(shape.y2) for shape in shapes(SIZES, "rect")}
    assert columns["Notre calcul, 4 : 90\u202fterritoires"] == pytest.approx(
        3 * columns["Liste de 2020, 3 : 30\u202fterritoires"], abs=0.2
    )
    assert len(columns) == 9


def test_the_twin_holds_every_figure():
    assert SIZES.headings == [
        "Intercommunalités", "Notre calcul (territoires)", "Liste de 2020 (territoires)",
    ]  # fmt: skip
    assert SIZES.written_rows[3] == ["4", "90", "inconnu"]
    html = render(SIZES)
    assert html.count('<td class="a-num">') == 10
    assert 'role="img"' in html
    assert "Urssaf et Insee, reconstitution" in html


def test_the_twin_downloads(client):
    response = client.get("/?graphique=tailles")
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[4] == ["4", "90", "inconnu", "Urssaf et Insee, reconstitution", "2023"]
    assert client.get("/?graphique=autre")["Content-Type"].startswith("text/html")
    assert client.get("/?graphique=")["Content-Type"].startswith("text/html")


def test_an_unknown_year_is_a_hole():
    drawn = [s for s in shapes(JOBS, "line") if s.css == "chart-s1 chart-line"]
    assert len(drawn) == 11
    assert len([s for s in shapes(JOBS, "circle") if s.css == "chart-s1"]) == 13


def test_bars_compare_with_the_reference():
    ours, region, unknown = SHARES.rows
    assert ours.width == "100.000%"
    assert region.width == "39.078%"
    assert (unknown.width, unknown.written) == ("0.000%", "inconnu")
    assert SHARES.reference == "France : 12,3\u202f%"
    assert 'class="chart-reference"' in render(SHARES)


def test_bars_of_nothing():
    nothing = charts.bars("Rien", [Bar("a", None), Bar("b", 0)])
    assert [row.width for row in nothing.rows] == ["0.000%", "0.000%"]
    assert "Rien" in render(nothing)


@given(st.floats(1e-3, 1e9))
def test_the_scale_holds_the_greatest_and_is_even(top):
    chart = charts.histogram("x", ["a"], [Series("s", [top])], unit="u", bin_heading="b")
    (column,) = shapes(chart, "rect")
    assert charts.TOP - 0.1 <= float(column.y) < charts.HEIGHT - charts.BOTTOM
    grid = [float(line.y) for line in shapes(chart, "line")]
    steps = [before - after for before, after in pairwise(grid)]
    assert 3 <= len(grid) <= 6
    assert max(steps) - min(steps) <= 0.2


def test_series_must_fit_the_places():
    with pytest.raises(ValueError, match="one figure per place"):
        charts.lines("x", ["2020"], [Series("s", [1, 2])], unit="u")
    with pytest.raises(ValueError, match="one to 4 series"):
        charts.lines("x", ["2020"], [], unit="u")
    with pytest.raises(ValueError, match="one to 4 series"):
        charts.lines("x", ["2020"], [Series("s", [1])] * 5, unit="u")


def test_coordinates_are_not_written_in_french():
    assert "," not in "".join(shape.x + shape.y + shape.x2 + shape.y2 for shape in SIZES.shapes)
