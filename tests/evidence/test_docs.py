"""The reference says by what names the data go."""

from dataclasses import fields
from pathlib import Path

import ancrage
from ancrage.evidence.definitions import comparison_rules, forecast_rules, published_findings
from tests.evidence.made import ON

PAGE = Path(ancrage.__file__).parents[2] / "docs" / "reference" / "evidence.md"


def test_every_parameter_is_told():
    text = PAGE.read_text()
    told = {"valid_from", "source", "reason", "horizon"}
    for rules in (comparison_rules(ON), forecast_rules(ON)):
        assert rules.source
        assert rules.reason
        for field in fields(rules):
            assert field.name in told or f"`{field.name}`" in text, field.name


def test_rules_hold_before_their_first_day():
    assert comparison_rules(ON.replace(year=2000)) == comparison_rules(ON)


def test_what_others_found_has_its_source():
    for one in published_findings():
        assert one.source
        assert one.url.startswith("https://")
