"""The data files of State aid hold together."""

import datetime as dt
from itertools import pairwise

import pytest

from ancrage.stateaid.definitions import (
    default_layout,
    link_choices,
    method,
    regime_choices,
    regimes,
)
from ancrage.stateaid.rules.groups import MERGER, SPLIT
from ancrage.stateaid.rules.intensities import HIGHEST
from ancrage.stateaid.rules.needs import VEHICLES
from ancrage.stateaid.rules.regimes import SIZES, Kind

REGIMES = regimes()
VERSIONS = [version for regime in REGIMES.by_code.values() for version in regime.versions]
EACH = pytest.mark.parametrize("version", VERSIONS, ids=lambda v: f"{v.regime} {v.valid_from}")


@EACH
def test_each_version_has_its_source_and_known_regimes(version):
    assert version.source in REGIMES.sources
    for limit in version.limits:
        assert limit.counts <= REGIMES.by_code.keys()
        assert version.regime in limit.counts
        assert limit.article.startswith(("règlement", "RGEC"))
        assert 0 < limit.cents <= limit.at_most
        assert bool(limit.doubt) == (limit.cents < limit.at_most)


@EACH
def test_each_version_has_what_its_kind_needs(version):
    assert bool(version.limits) == (version.kind == Kind.CEILING)
    assert bool(version.window) == (version.kind == Kind.CEILING)
    assert bool(version.declaration) == (version.kind == Kind.CEILING)
    if version.kind == Kind.INTENSITY:
        assert (version.rates is None) != (version.zones is None)
        for rates in (version.zones or {"": version.rates}).values():
            assert set(rates) == set(SIZES)
    if version.kind in (Kind.CEILING, Kind.INTENSITY):
        assert HIGHEST in {bonus.code for bonus in version.bonuses}
    if any(limit.scope != "everybody" for limit in version.limits):
        assert VEHICLES in {condition.code for condition in version.freight_conditions}


@pytest.mark.parametrize("regime", REGIMES.by_code.values(), ids=lambda regime: regime.code)
def test_versions_follow_each_other_without_a_gap(regime):
    for before, after in pairwise(regime.versions):
        assert before.valid_to + dt.timedelta(days=1) == after.valid_from


def test_links_say_what_they_are():
    assert {MERGER, SPLIT} < link_choices().keys()
    assert [code for code, kind in REGIMES.kinds.items() if not kind.groups] == [SPLIT]


def test_choices_are_those_of_the_data():
    assert regime_choices()["de_minimis"] == "De minimis (règlement général)"
    assert regime_choices().keys() == REGIMES.by_code.keys()


def test_every_rating_has_a_margin_for_every_collateral():
    held = method()
    assert held.margins.keys() == held.ratings.keys()
    for margins in held.margins.values():
        assert margins.keys() == held.collaterals.keys()
        assert margins["high"] < margins["normal"] < margins["low"]


def test_the_layout_of_the_register_holds_what_the_law_asks():
    required = {field.field for field in default_layout() if field.required}
    assert {"siren", "cents", "granted_on", "financer", "instrument", "nace"} <= required
