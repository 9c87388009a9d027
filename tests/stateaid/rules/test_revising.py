"""What is learnt after a verdict, by cases."""

from dataclasses import replace

import pytest

from ancrage.stateaid.rules.revising import revise
from tests.stateaid.rules.told import ANSWERS, cases, spaced, world

TOLD = [pytest.param(case, id=case["titre"]) for case in cases("revises")]


@pytest.mark.parametrize("case", TOLD)
def test_each_case(case):
    before = world(case)
    old, new = before.verdict(), replace(before, known_on=case["su_ensuite"]).verdict()
    assert old.answer == ANSWERS[case["réponse"]]
    assert new.answer == ANSWERS[case["ensuite"]]
    revision = revise(old, new)
    assert revision.changed == bool(case["dit"])
    told = spaced("\n".join(revision.sentences))
    for wanted in case["dit"]:
        assert wanted in told


def test_what_leaves_is_told_too():
    case = cases("revises")[0]
    before = world(case)
    old, new = before.verdict(), replace(before, known_on=case["su_ensuite"]).verdict()
    told = spaced("\n".join(revise(new, old).sentences))
    assert "Sort de l’entreprise unique : 000000002" in told
    assert "Aide qui ne compte plus : l’aide de 290 000 €" in told
