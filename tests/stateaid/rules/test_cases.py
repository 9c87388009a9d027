"""Checks of State aid, by cases that a lawyer can read (tests/stateaid/cases)."""

import pytest

from tests.stateaid.rules.told import ANSWERS, NAMES, cases, cents, spaced, world

FILES = ("fenetre", "groupe", "sources", "couts")
TOLD = [
    pytest.param(case, id=f"{name} : {case['titre']}") for name in FILES for case in cases(name)
]


@pytest.mark.parametrize("case", TOLD)
def test_each_case(case):
    verdict = world(case).verdict()
    assert verdict.answer == ANSWERS[case["réponse"]], (verdict.reasons, verdict.missing)
    if "plus" in case:
        assert verdict.most == cents(case["plus"])
    assert bool(verdict.missing) == (case["réponse"] == "inconnu")
    for wanted in case.get("manque", ()):
        assert any(wanted in spaced(what) for what in verdict.missing), verdict.missing
    if "groupe" in case:
        assert [NAMES[siren] for siren in verdict.group] == case["groupe"]


@pytest.mark.parametrize("case", TOLD)
def test_each_case_says_what_a_lawyer_needs(case):
    assert case["titre"]
    assert case["texte"]
    assert case["pourquoi"]
