"""Outlines: projected where geodesy says, joined as neighbours are, small enough for a page."""

import gzip
import json
import re

import numpy as np
import pytest
import shapely

from ancrage.geography import outlines
from ancrage.geography.map_figures import close_up, national_map
from ancrage.geography.pack import EMBEDDED
from ancrage.geography.rules.drawing import INSETS, SHEET, Box, to_sheet
from ancrage.geography.rules.path_data import path_data
from ancrage.geography.rules.projection import lambert93, local_plane
from ancrage.geography.rules.topojson import decode
from ancrage.ui.map_drawing import Drawing
from ancrage.ui.maps import LegendItem, Shape

FAUCIGNY = "200000172"
SAID = {"legend": (LegendItem("map-selected", "choisi"),), "source": "IGN", "as_of": "en 2026"}


def points(path: str) -> list[list[tuple[float, float]]]:
    """Follow path data back to the rings that it draws."""
    rings = []
    for start, steps in re.findall(r"M(\S+? ?\S+?)l([^zM]*)", path):
        deltas = np.array(re.findall(r"-?\d+", steps), dtype=int).reshape(-1, 2)
        origin = np.array(re.findall(r"-?\d+", start), dtype=int)
        rings.append(np.vstack([origin, origin + np.cumsum(deltas, axis=0)]))
    return rings


def area(path: str) -> float:
    return sum(shapely.Polygon(ring).area for ring in points(path))


@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [  # computed by PROJ, EPSG:4326 to EPSG:2154
        (3, 46.5, 700_000.0, 6_600_000.0),
        (2.2945, 48.8584, 648_237.302, 6_862_271.682),
        (-4.4861, 48.3904, 146_632.979, 6_836_262.327),
        (9.4509, 42.6973, 1_228_644.138, 6_199_127.370),
        (-1.4748, 43.4929, 338_093.536, 6_276_236.597),
    ],
)
def test_lambert93_agrees_with_proj(longitude, latitude, x, y):
    projected = lambert93(np.array([[longitude, latitude]]))
    assert projected[0] == pytest.approx((x, y), abs=0.002)


def test_local_plane_measures_in_metres_from_its_centre():
    plane = local_plane(np.array([[55.5, -21.0], [55.5, -20.0]]), longitude=55.5, latitude=-21)
    assert plane[0] == pytest.approx((0, 0))
    assert plane[1] == pytest.approx((0, 111_195), abs=1)


def test_decode_joins_arcs_and_reverses_the_negative_ones():
    document = {
        "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
        "arcs": [
            [[0, 0], [4, 0]],
            [[4, 0], [0, 4], [-4, 0], [0, -4]],
            [[0, 0], [0, -4], [4, 0], [0, 4]],
        ],
        "objects": {
            "places": {
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "properties": {"code": "a"}},
                    {"type": "MultiPolygon", "arcs": [[[2, ~0]]], "properties": {"code": "b"}},
                ]
            }
        },
    }
    shapes = decode(document, layer="places", key="code", project=lambda degrees: degrees)
    assert shapes["a"].bounds == (10, 20, 12, 22)
    assert shapes["b"].bounds == (10, 18, 12, 20)
    assert shapely.coverage_union(shapes["a"], shapes["b"]).area == 8


def test_path_data_is_relative_whole_and_closed():
    square = shapely.box(1.2, 2.4, 11, 12)
    assert path_data(square) == "M11 2l0 10-10 0 0-10z"


def test_path_data_leaves_small_parts_out_but_never_the_largest():
    islets = shapely.MultiPolygon([shapely.box(0, 0, 3, 3), shapely.box(10, 10, 12, 12)])
    assert path_data(islets, smallest=100).count("M") == 1
    assert path_data(islets).count("M") == 2


def test_every_intercommunality_of_the_pack_has_a_path():
    sirens = {
        feature["properties"]["siren"]
        for feature in json.loads((EMBEDDED / "epci.topojson").read_bytes())["objects"]["epci"][
            "geometries"
        ]
    }
    for level in ("overview", "detail"):
        paths = outlines.intercommunality_paths(level)
        assert paths.keys() == sirens
        assert len(paths) == 1255
        assert all(path.startswith("M") and path.endswith("z") for path in paths.values())


def test_paths_are_light():
    overview = "".join(outlines.intercommunality_paths().values())
    detail = "".join(outlines.intercommunality_paths("detail").values())
    assert len(gzip.compress(overview.encode())) < 150_000
    assert len(overview) < 0.6 * len(detail)


def test_every_place_is_drawn_on_the_sheet():
    rings = np.vstack(
        [p for path in outlines.intercommunality_paths().values() for p in points(path)]
    )
    assert rings.min() >= 0
    assert rings[:, 0].max() <= SHEET.width
    assert rings[:, 1].max() <= SHEET.height


def test_overseas_places_stand_in_their_frame_and_corsica_in_its_sea():
    for inset in INSETS:
        frame = inset.frame
        for x, y in np.vstack(points(outlines.region_paths()[inset.code])):
            assert frame.x < x < frame.x + frame.width
            assert frame.y < y < frame.y + frame.height
    bastia = to_sheet(np.array([[9.4509, 42.6973]]))[0]
    assert bastia == pytest.approx((11_666.4, 9_228.7), abs=0.1)


def test_two_neighbours_make_one_outline_without_their_border():
    paths = outlines.intercommunality_paths()
    one, other = _neighbours_of(FAUCIGNY)[0], FAUCIGNY
    together = outlines.territory_path([one, other])
    assert together.count("M") == 1
    assert len(together) < len(paths[one]) + len(paths[other])
    assert area(together) == pytest.approx(area(paths[one]) + area(paths[other]), rel=0.001)


def _neighbours_of(siren: str) -> list[str]:
    lines = (EMBEDDED / "epci_adjacency.csv").read_text().splitlines()[1:]
    pairs = [line.split(",") for line in lines]
    return [
        b if a == siren else a for a, b, border in pairs if siren in (a, b) and float(border) > 5
    ]


def test_a_territory_without_outline_is_an_empty_path():
    assert outlines.territory_path([]) == ""
    assert outlines.territory_path(["not a siren"]) == ""
    alone = outlines.territory_path(["not a siren", FAUCIGNY])
    assert area(alone) == area(outlines.intercommunality_paths()[FAUCIGNY])


def test_regions_cover_the_country_and_do_not_overlap():
    regions = outlines.region_paths()
    assert len(regions) == 18
    assert sum(map(area, regions.values())) == pytest.approx(area(outlines.land_path()), rel=0.005)
    assert outlines.region_borders().count("z") == 0


def test_a_box_sees_its_region_and_not_the_frames_over_the_sea():
    seen = outlines.within(outlines.region_extent("53"))
    brittany = outlines.territory_path(seen)
    assert FAUCIGNY not in seen
    assert "243500139" in seen  # Rennes Métropole
    assert all(x > INSETS[0].frame.x + 100 for x, _ in np.vstack(points(brittany)))
    mayotte = outlines.within(outlines.region_extent("06"))
    assert len(mayotte) == 5
    with pytest.raises(KeyError):
        outlines.region_extent("99")


def test_extent_surrounds_the_members_and_is_never_higher_than_wide():
    box = outlines.extent([FAUCIGNY])
    for x, y in np.vstack(points(outlines.intercommunality_paths()[FAUCIGNY])):
        assert box.x < x < box.x + box.width
        assert box.y < y < box.y + box.height
    assert box.width >= box.height >= 250
    assert outlines.extent(["not a siren"]) == SHEET
    assert str(Box(1.4, 2.6, 3, 4)) == "1 3 3 4"


def test_geojson_is_in_degrees_and_turns_as_the_standard_says():
    geometry = outlines.geometry_geojson([FAUCIGNY])
    shape = shapely.from_geojson(json.dumps(geometry))
    assert shape.bounds == pytest.approx((6.43, 46.04, 6.43, 46.04), abs=0.3)
    assert shapely.is_ccw(shapely.get_parts(shape)[0].exterior)
    assert outlines.geometry_geojson(["not a siren"]) is None


def test_national_map_lays_land_region_borders_and_overseas_frames():
    shape = Shape(FAUCIGNY, outlines.territory_path([FAUCIGNY]), "Faucigny", "map-selected")
    figure = national_map(title="Carte", shapes=[shape], citation="Ancrage", **SAID)
    assert [line.css for line in figure.outlines] == ["map-land", "map-region"]
    assert [frame.label for frame in figure.frames] == [inset.label for inset in INSETS]
    assert figure.drawing.size == (SHEET.width, SHEET.height)


def test_close_up_shows_only_its_box():
    box = outlines.extent([FAUCIGNY])
    edge = outlines.territory_path([FAUCIGNY], "detail")
    figure = close_up(title="Carte", box=box, shapes=[], edge=edge, citation="Ancrage", **SAID)
    assert figure.view_box == str(box)
    assert figure.outlines[-1].path == edge
    assert isinstance(figure.drawing, Drawing)
    assert len(figure.outlines[0].path) < len(outlines.land_path("detail")) / 5
