"""Intervals drawn side by side: where they stand, what is not known, what has no bound."""

import math

from django.template import Context, Template

from ancrage.ui.interval_charts import Spread, intervals

ITEMS = [
    Spread("Bpifrance", 4.0, -1.0, 9.0, "+4 (de −1 à +9)", "/priorite/bpifrance/"),
    Spread("ADEME", None, None, None, "trop peu de cas"),
    Spread("État", 2.0, -math.inf, 3.0, "+2 (de on ne sait à +3)"),
]


def share(text: str) -> float:
    return float(text.removesuffix("%"))


def test_places_across_are_on_one_scale_with_zero():
    chart = intervals("Écarts", ITEMS, zero="aucun écart")
    first, unknown, open_one = chart.rows
    # from −1 to 9, a twentieth of room on each side: 11 in all
    assert share(chart.zero_at) == round(1.5 / 11 * 100, 3)
    assert [share(x) for x in (first.begins, first.at, first.ends)] == [4.545, 50.0, 95.455]
    assert (unknown.at, unknown.begins, unknown.written) == ("", "", "trop peu de cas")
    assert share(open_one.begins) == 0


def test_nothing_known_still_has_its_zero():
    chart = intervals("Rien", [ITEMS[1]], zero="aucun écart")
    assert share(chart.zero_at) == 50


def test_the_drawing_is_its_own_table():
    chart = intervals("Écarts", ITEMS, zero="aucun écart", source="Essai")
    page = Template("{% chart chart %}").render(Context({"chart": chart}))
    for item in ITEMS:
        assert item.label in page
        assert item.written in page
    assert page.count("<circle") == 2
    assert 'href="/priorite/bpifrance/"' in page
    assert "style=" not in page
