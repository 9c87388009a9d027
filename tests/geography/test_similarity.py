"""Territories alike: the nearest by structure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.geography.rules.similarity import Structure, nearest

TOWN = Structure(population=50_000, density=100, intensity=1.5, cohesion=1.0, trend=0.05)
TWIN = Structure(population=51_000, density=101, intensity=1.5, cohesion=1.0, trend=0.05)
CITY = Structure(population=900_000, density=2_000, intensity=0.6, cohesion=0.9, trend=0.2)
VALLEY = Structure(population=20_000, density=20, intensity=2.5, cohesion=0.6, trend=-0.2)
ALL = {"town": TOWN, "twin": TWIN, "city": CITY, "valley": VALLEY}


def test_the_twin_comes_first():
    found = nearest(code="town", structures=ALL)
    assert found[0].code == "twin"
    assert found[0].distance < 0.05
    assert all(n.distance > 1 for n in found[1:])


def test_only_as_many_as_asked():
    assert len(nearest(code="town", structures=ALL, count=1)) == 1


def test_an_unknown_structure_has_no_neighbour():
    assert nearest(code="elsewhere", structures=ALL) == ()


def test_a_measure_that_all_share_does_not_count():
    """`cohesion` and the rest are equal: only the populations (a factor of ten) tell apart."""
    alike = {
        code: Structure(population=p, density=10, intensity=1, cohesion=1, trend=0)
        for code, p in (("a", 1_000), ("b", 10_000), ("c", 100_000))
    }
    found = nearest(code="a", structures=alike)
    assert [n.code for n in found] == ["b", "c"]
    assert found[1].distance == pytest.approx(2 * found[0].distance)


structures = st.builds(
    Structure,
    population=st.floats(1, 1e7),
    density=st.floats(0.1, 1e5),
    intensity=st.floats(0, 10),
    cohesion=st.floats(0, 1),
    trend=st.floats(-1, 5),
)


@given(st.lists(structures, min_size=2, max_size=8))
def test_distances_are_symmetric_and_ordered(found):
    held = {str(i): s for i, s in enumerate(found)}
    mine = nearest(code="0", structures=held, count=len(held))
    assert [n.distance for n in mine] == sorted(n.distance for n in mine)
    for other in mine:
        back = nearest(code=other.code, structures=held, count=len(held))
        here = next(n for n in back if n.code == "0")
        assert here.distance == pytest.approx(other.distance)
