"""Where one sheet lands: what is drawn, in which picture, with which date and source."""

import re

import pytest

from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.queries.registers import HOMES, INTERCOMMUNALITIES
from ancrage.roadmaps.sheet_map import sheet_map
from tests.roadmaps.world import NOW


@pytest.mark.parametrize(
    ("content", "drawn"),
    [
        ({"point": "46.06,6.58"}, {"point"}),
        ({"communes": ["74081"]}, {"200033116"}),
        ({"communes": ["74081"], "intercommunalities": ["200023372"]}, {"200033116", "200023372"}),
        ({"point": "48.85,2.35", "intercommunalities": ["200023372"]}, {"point", "200023372"}),
        ({"communes": ["99999"], "intercommunalities": ["000000000"]}, None),
        ({}, None),
    ],
)
def test_the_map_shows_where_the_work_lands(rf, content, drawn):
    """Whatever is drawn is in the picture, and says its date and its source."""
    request = rf.get("/")
    request.as_at = None
    named = {
        HOMES: {"74081": "200033116"},
        INTERCOMMUNALITIES: {"200033116": "CC Cluses", "200023372": "CC Chamonix"},
    }
    sheet = ActionSheet(code="F-2026-000001")
    figure = sheet_map(request, sheet, content, named, as_of=NOW.date())
    assert (figure and {shape.code for shape in figure.shapes}) == drawn
    if figure is None:
        return
    assert figure.as_of.replace("\N{NO-BREAK SPACE}", " ") == "23 novembre 2026"
    assert figure.source == "fiche action F-2026-000001"
    assert len(figure.legend) == len({shape.css for shape in figure.shapes})
    left, top, width, height = map(float, figure.view_box.split())
    for shape in figure.shapes:
        x, y = map(float, re.match(r"M\s*(-?[\d.]+)[ ,](-?[\d.]+)", shape.path).groups())
        assert left <= x <= left + width
        assert top <= y <= top + height
