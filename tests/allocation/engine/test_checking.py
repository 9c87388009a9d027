"""Each broken rule is found, by its code; what is absurd is refused with its cause."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.allocation.engine.checking import faults
from ancrage.allocation.engine.checks import ProblemRefusedError, check_problem
from ancrage.allocation.engine.model import (
    Eligibility,
    Exclusion,
    Fairness,
    Limit,
    Objective,
    Place,
    Problem,
    Project,
    Rate,
    Rules,
)
from ancrage.allocation.engine.solve import solve

from .bruteforce import allowed, holds, problems

PROJECTS = (
    Project("A", asked=1_000, minimum=400, eligible=1_500, territory="T1", maturity=2),
    Project("B", asked=1_000, mode="whole", eligible=2_000, territory="T2", maturity=2),
    Project(
        "C", asked=900, mode="stepped", steps=(300, 900), eligible=2_000, territory="T2", maturity=2
    ),
    Project("D", asked=500, eligible=1_000, room=200, maturity=0, requires=("C",)),
    Project("E", asked=500, eligible=None, maturity=3),
)
RULES = Rules(
    envelope=2_500,
    reserve=500,
    limits=(Limit("L2", "Part de T2", {"territory": "T2"}, floor=300, ceiling=1_200),),
    rates=(Rate("taux", "Taux", most=0.5),),
    eligibility=(Eligibility("mûr", "Maturité", maturity=1),),
    exclusions=(Exclusion("seul", "Un seul", ("A", "B")),),
    fairness=Fairness(least_per_job=10, ratio=2.0),
    held={"E": 0},
)
PROBLEM = Problem(PROJECTS, RULES, {"T1": Place(jobs=40), "T2": Place(jobs=40)})
SOUND = (700, 0, 900, 0, 0)


def test_a_sound_plan_has_no_fault() -> None:
    assert faults(PROBLEM, SOUND) == []


@pytest.mark.parametrize(
    ("grants", "told"),
    [
        ((1_200, 0, 900, 0, 0), "12\u00a0€ pour 10\u00a0€ demandés"),
        ((300, 0, 300, 0, 0), "moins que son minimum utile"),
        ((-1, 0, 900, 0, 0), "négatif"),
        ((0, 900, 0, 0, 0), "en tout ou rien"),
        ((700, 0, 400, 0, 0), "l’un de ses paliers"),
        ((700, 0, 900, 300, 0), "aides d’État"),
        ((800, 0, 900, 0, 0), "règle Taux"),
        ((700, 0, 900, 0, 100), "coût éligible n’est pas connu"),
        ((700, 0, 900, 100, 0), "pas éligible selon « Maturité"),
        ((700, 0, 900, 0, 100), "son montant est fixé"),
        ((700, 1_000, 900, 0, 0), "26\u00a0€ accordés pour 20\u00a0€"),
        ((700, 0, 0, 0, 0), "sous le plancher"),
        ((0, 1_000, 900, 0, 0), "au-dessus du plafond"),
        ((700, 0, 0, 100, 0), "dépend du projet C"),
        ((700, 1_000, 0, 0, 0), "Règle Un seul"),
        ((0, 0, 900, 0, 0), "par emploi"),
        ((400, 0, 900, 0, 0), "plus de 2.0 fois"),
        ((1, 2), "2 montants pour 5 projets"),
    ],
)
def test_each_broken_rule_is_found(grants: tuple[int, ...], told: str) -> None:
    assert any(told in fault for fault in faults(PROBLEM, grants)), faults(PROBLEM, grants)


@settings(max_examples=150, deadline=None)
@given(problem=problems(), data=st.data())
def test_the_checker_agrees_with_the_rules_told_simply(
    problem: Problem, data: st.DataObject
) -> None:
    grants = [data.draw(st.sampled_from(allowed(project))) for project in problem.projects]
    assert (faults(problem, grants) == []) == holds(problem, grants)


def _with(**rules: object) -> Problem:
    return replace(PROBLEM, rules=replace(RULES, **rules))  # type: ignore[arg-type]


def _and(*projects: Project) -> Problem:
    return replace(PROBLEM, projects=(*PROJECTS, *projects))


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (replace(PROBLEM, projects=()), "Aucun projet"),
        (_and(Project("A", asked=10)), "Projet A\u00a0: ce code est donné à 2 projets"),
        (_and(Project("F", asked=-10)), "Projet F\u00a0: le montant demandé est négatif"),
        (_and(Project("F", asked=0)), "le montant demandé est nul"),
        (_and(Project("F", asked=10, minimum=20)), "dépasse le montant demandé"),
        (_and(Project("F", asked=10**14)), "dépasse cent milliards"),
        (_and(Project("F", asked=10, eligible=-1)), "le coût éligible est négatif"),
        (_and(Project("F", asked=10, result=float("nan"))), "le résultat n’est pas un nombre"),
        (_and(Project("F", asked=10, requires=("Z",))), "dépend du projet Z, qui n’existe pas"),
        (_and(Project("F", asked=10, requires=("F",))), "Dépendances en boucle\u00a0: F → F"),
        (
            _and(
                Project("F", asked=10, requires=("G",)),
                Project("G", asked=10, requires=("H", "A")),
                Project("H", asked=10, requires=("F",)),
            ),
            "F → G → H → F",
        ),
        (_and(Project("F", asked=10, mode="stepped")), "n’en donne aucun"),
        (_and(Project("F", asked=10, mode="stepped", steps=(5, 20))), "le palier 20"),
        (_with(envelope=0, reserve=0), "L’enveloppe est nulle"),
        (_with(reserve=5_000), "La réserve dépasse l’enveloppe"),
        (_with(objective=Objective(result=float("nan"))), "le poids «\u00a0result\u00a0»"),
        (_with(limits=(Limit("L", "L", {}, floor=5, ceiling=4),)), "sous le plancher"),
        (_with(limits=(Limit("L", "L", {"pays": "F"}),)), "«\u00a0pays\u00a0» n’est pas"),
        (_with(limits=(Limit("L", "L"), Limit("L", "M"))), "Règle L\u00a0: ce code"),
        (_with(rates=(Rate("R", "R", most=1.5),)), "de 0 à 1, non 1.5"),
        (_with(exclusions=(Exclusion("X", "X", ("A", "Z")),)), "le projet Z n’existe pas"),
        (_with(held={"Z": 5}), "Montant fixé pour le projet Z"),
        (_with(held={"B": 5}), "Montant fixé pour le projet B"),
        (_with(fairness=Fairness(ratio=0.5)), "un rapport est d’au moins 1"),
        (_with(fairness=Fairness(ratio=2.0, worst_first=True)), "il faut choisir"),
    ],
)
def test_what_is_absurd_is_refused_with_its_cause(problem: Problem, told: str) -> None:
    with pytest.raises(ProblemRefusedError) as refused:
        solve(problem)
    assert any(told in fault for fault in refused.value.faults), refused.value.faults


def test_a_sound_problem_is_not_refused() -> None:
    assert check_problem(PROBLEM) == []
