"""Who may have what: the cases that a lawyer can read, and that they leave no rule unproved."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ancrage.catalogue.queries import shipped_versions, vocabulary
from ancrage.catalogue.rules.basket import Measure
from ancrage.catalogue.rules.eligibility import KINDS, TESTS, Criterion, Outcome, judge, outcome_of
from ancrage.catalogue.rules.facts import Facts
from ancrage.catalogue.rules.parts import a_text
from ancrage.kernel.text import typeset

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
GROUPS = [group for file in FILES for group in yaml.safe_load(file.read_text(encoding="utf-8"))]
ANSWERS = {"éligible": Outcome.YES, "refusé": Outcome.NO, "à préciser": Outcome.UNKNOWN}
HELD = {
    (version.code, measure.code): measure
    for version in shipped_versions()
    for measure in version.measures.values()
    if measure.criteria or any(amount.criteria for amount in measure.amounts)
}


def measure_of(version: str, code: str) -> Measure:
    (held,) = [one for one in shipped_versions() if one.code == version]
    return held.measures[code]


def facts_of(group: dict[str, Any], case: dict[str, Any]) -> Facts:
    told = group["base"] | case.get("with", {})
    assert set(case.get("without", [])) <= told.keys(), case["says"]
    facts = {name: value for name, value in told.items() if name not in case.get("without", [])}
    assert all(vocabulary()[name].accepts(value) for name, value in facts.items()), facts
    return facts


def in_versions(group: dict[str, Any]) -> list[str]:
    holding = [version for version, code in HELD if code == group["measure"]]
    return group.get("versions", holding)


CASES = [
    pytest.param(version, group, case, id=f"{version} {group['measure']} {case['says']}")
    for group in GROUPS
    for version in in_versions(group)
    for case in group["cases"]
]


@pytest.mark.parametrize(("version", "group", "case"), CASES)
def test_the_case_is_answered_as_told(
    version: str, group: dict[str, Any], case: dict[str, Any]
) -> None:
    measure, facts = measure_of(version, group["measure"]), facts_of(group, case)
    verdict = measure.judge(facts)
    assert verdict.outcome == ANSWERS[case["answer"]], [f.says for f in verdict.findings]
    refused = [finding.criterion.requires for finding in verdict.of(Outcome.NO)]
    assert refused == [typeset(because) for because in case.get("because", [])]
    assert verdict.missing == case.get("missing", [])
    if "amounts" in case:
        granted = [amount.label for amount in amounts_granted(measure, facts)]
        assert granted == [a_text(label) for label in case["amounts"]]


def amounts_granted(measure: Measure, facts: Facts) -> list[Any]:
    return [a for a in measure.own_amounts if judge(a.criteria, facts).is_eligible]


def all_facts(version: str, code: str) -> list[Facts]:
    return [
        facts_of(group, case)
        for group in GROUPS
        if group["measure"] == code and version in in_versions(group)
        for case in group["cases"]
    ]


def with_parts(criterion: Criterion) -> Iterator[Criterion]:
    yield criterion
    for part in criterion.parts:
        yield from with_parts(part)


RULES = [
    pytest.param(version, code, criteria, id=f"{version} {code} {number}")
    for (version, code), measure in HELD.items()
    for number, criteria in enumerate([measure.criteria, *(a.criteria for a in measure.amounts)])
    if criteria
]


@pytest.mark.parametrize(("version", "code", "criteria"), RULES)
def test_every_criterion_is_met_refused_and_left_open_by_some_case(
    version: str, code: str, criteria: tuple[Criterion, ...]
) -> None:
    facts = all_facts(version, code)
    for criterion in (part for one in criteria for part in with_parts(one)):
        found = {outcome_of(criterion, told) for told in facts}
        assert found == set(Outcome), f"{criterion.requires}: only {sorted(found)}"


@pytest.mark.parametrize(("version", "code", "criteria"), RULES)
def test_every_criterion_decides_alone_in_some_case(
    version: str, code: str, criteria: tuple[Criterion, ...]
) -> None:
    facts = all_facts(version, code)
    for criterion in criteria:
        others = [other for other in criteria if other is not criterion]
        decides = any(
            outcome_of(criterion, told) == Outcome.NO and judge(others, told).is_eligible
            for told in facts
        )
        assert decides, f"never decisive: {criterion.requires}"


def test_every_kind_of_test_serves_in_a_version() -> None:
    used = {
        part.check.test
        for measure in HELD.values()
        for criteria in (measure.criteria, *(a.criteria for a in measure.amounts))
        for one in criteria
        for part in with_parts(one)
        if part.check
    }
    assert used == set(TESTS) == set(KINDS)
