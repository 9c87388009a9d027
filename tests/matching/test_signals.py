"""Signals: where a figure stands, what it suggests, and what the data file may say."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.catalogue.definitions import shipped_baskets
from ancrage.geography.provenance import read_provenance
from ancrage.kernel.quality import Quality
from ancrage.matching import definitions
from ancrage.matching.figures import MEASURES, UNEMPLOYMENT
from ancrage.matching.rules.signals import Use, signals_at, stand, suggested

DAY = dt.date(2026, 11, 23)
PARAMETERS = definitions.parameters(DAY)
VALUES = st.lists(st.floats(-100, 100, allow_nan=False), min_size=1, max_size=15)


def standing(value, others, rises=1):
    return stand(value=value, others=others, rises=rises, bands=PARAMETERS.bands)


def test_where_a_figure_stands_in_the_direction_of_the_need():
    assert standing(5, [1, 2, 3, 4]).points == 3
    assert standing(5, [1, 2, 3, 4], rises=-1).points == 0
    assert standing(-5, [1, 2, 3, 4], rises=-1).points == 3
    assert standing(2.5, [1, 2, 3, 4]).points == 2
    assert "chez 4 de ses 4" in standing(5, [1, 2, 3, 4]).says
    assert "chez aucun de ses 2" in standing(0, [1, 2]).says


def test_all_equal_is_the_middle_and_the_unknown_does_not_count():
    assert standing(3, [3, 3, 3]).points == 2
    assert "égal chez 3" in standing(3, [3, 3, 3]).says
    assert standing(None, [1]) is None
    assert standing(1, [None, None]) is None
    assert standing(2, [None, 1]).others == 1


@given(
    others=VALUES, value=st.floats(-100, 100), more=st.floats(0, 50), rises=st.sampled_from([1, -1])
)
def test_a_stronger_figure_never_has_fewer_points(others, value, more, rises):
    weak, strong = standing(value, others, rises), standing(value + more * rises, others, rises)
    assert strong.points >= weak.points


def test_the_level_that_signals_suggest():
    def level(*points):
        return suggested(points, thresholds=PARAMETERS.suggested)

    assert level() == ""
    assert level(3, 3) == "pressing"
    assert level(3, 1) == "real"
    assert level(0, 1) == "low"


def test_the_latest_line_of_a_code_holds():
    (first, *_rest) = definitions.signals(DAY)
    later = first.__class__(
        **{n: getattr(first, n) for n in first.__slots__} | {"valid_from": dt.date(2026, 1, 1)}
    )
    assert signals_at([first, later], DAY) == [later]
    assert signals_at([first, later], dt.date(2025, 1, 1)) == [first]
    assert signals_at([first], dt.date(2000, 1, 1)) == []


@pytest.fixture(scope="module")
def qualities():
    """The quality of each column of the embedded pack."""
    from importlib.resources import files  # noqa: PLC0415

    problems = []
    directory = files("ancrage.geography") / "data" / "france-2026"
    note = read_provenance(directory=directory, problems=problems)
    assert problems == []
    return {f.column: f.quality for f in note.figures if f.table == "epci"}


@pytest.mark.parametrize("signal", definitions.signals(DAY), ids=lambda signal: signal.code)
def test_a_signal_obeys_what_its_figure_may_be_used_for(signal, qualities):
    """What the data's notes forbid: evolutions of estimates, an order by recorded brownfields."""
    columns = () if signal.figure == UNEMPLOYMENT else MEASURES[signal.figure].columns
    if signal.is_evolution:
        assert {qualities[column] for column in columns} == {Quality.EXACT}
    if any("brownfields" in column for column in columns):
        assert signal.use == Use.SHOW
    if any("hiring" in column for column in columns):
        assert "bassin" in signal.label
        assert "au moins" in signal.because
    if "hard_hiring_projects" in columns:
        assert "minorant" in signal.caution
    assert signal.source
    assert signal.caution
    assert "{value}" in signal.because


def test_signals_speak_of_needs_and_measures_that_are_in_the_basket():
    known = {code for basket in shipped_baskets() for code in basket.measures}
    needs = {code for basket in shipped_baskets() for code in basket.needs}
    for signal in definitions.signals(DAY):
        assert signal.need in needs
        assert sorted(signal.measures - known) == []


def test_every_level_and_certainty_has_its_points():
    assert PARAMETERS.points.need.keys() == definitions.levels().keys()
    assert [band.share for band in PARAMETERS.bands][-1] == 0
    assert {level for _least, level in PARAMETERS.suggested} <= definitions.levels().keys()
