"""From two readings to one score: cases with a pencil, then properties."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ancrage.kernel.problems import InputRefused
from ancrage.mission.definitions import grid_documents, shipped_grids
from ancrage.mission.rules.grid import Criterion, Grid, read_grid
from ancrage.mission.rules.marks import (
    Agreed,
    disagrees,
    faults_of,
    may_agree_on,
    reading_score,
    score_of,
    settled,
)

CASES = yaml.safe_load((Path(__file__).parent / "grid_cases.yaml").read_text(encoding="utf-8"))
ANCHORS = ("rien", "peu", "moyen", "bien", "tout")


def criterion(code: str, weight: int) -> Criterion:
    return Criterion(code, code.title(), weight, "définition", ANCHORS, "source", "")


SMALL = Grid(
    code="petite",
    title="Petite grille",
    dated="2026-01-01",
    status="proposal",
    origin="essai",
    lowest=0,
    highest=4,
    labels=ANCHORS,
    explained=frozenset({0, 4}),
    criteria=(criterion("identity", 3), criterion("roadmap", 2), criterion("industry", 1)),
)
CODES = [held.code for held in SMALL.criteria]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    rows = settled(
        grid=SMALL,
        first=case["first"],
        second=case["second"],
        tolerance=case["tolerance"],
        agreed={code: Agreed(mark) for code, mark in case.get("agreed", {}).items()},
        kept=frozenset(case.get("kept", ())),
    )
    score = score_of(grid=SMALL, rows=rows)
    waiting = [row.criterion.code for row in rows if not row.is_settled]
    assert waiting == case["disagreements"]
    assert score.value == (None if case["score"] is None else Decimal(case["score"]))
    assert score.known == Fraction(case["known"])


marks = st.fixed_dictionaries({code: st.none() | st.integers(0, 4) for code in CODES})
known_marks = st.fixed_dictionaries({code: st.integers(0, 4) for code in CODES})
tolerances = st.integers(0, 4)


def total(first, second, tolerance=1, agreed=None):
    rows = settled(grid=SMALL, first=first, second=second, tolerance=tolerance, agreed=agreed or {})
    return score_of(grid=SMALL, rows=rows)


@given(marks, marks, tolerances)
def test_who_reads_first_changes_nothing(first, second, tolerance):
    assert total(first, second, tolerance) == total(second, first, tolerance)


@given(marks, marks)
def test_a_score_is_from_zero_to_a_hundred_and_rests_on_what_is_known(first, second):
    score = total(first, second)
    known = [c.weight for c in SMALL.criteria if not first[c.code] is second[c.code] is None]
    assert score.known == Fraction(sum(known), 6)
    assert (score.value is None) == (not known)
    assert score.value is None or 0 <= score.value <= 100


@given(known_marks, known_marks)
def test_a_score_stands_between_those_of_the_worst_and_best_marks(first, second):
    worst = {code: min(first[code], second[code]) for code in CODES}
    best = {code: max(first[code], second[code]) for code in CODES}
    low, high = (reading_score(grid=SMALL, marks=m).value for m in (worst, best))
    assert low <= total(first, second).value <= high


@given(known_marks, known_marks, st.sampled_from(CODES))
def test_a_better_mark_never_lowers_a_score(first, second, code):
    better = first | {code: min(first[code] + 1, 4)}
    assert total(first, second).value <= total(better, second).value


@given(known_marks, known_marks, st.sampled_from(CODES), st.integers(0, 4))
def test_an_agreed_mark_alone_counts_for_its_criterion(first, second, code, mark):
    others = {first[code], second[code]}
    agreed = {code: Agreed(mark)}
    as_if = total(first | {code: mark}, second | {code: mark})
    assert total(first, second, agreed=agreed).value == as_if.value
    allowed = may_agree_on(grid=SMALL, first=first[code], second=second[code], mark=mark)
    assert allowed == (min(others) <= mark <= max(others))


@given(st.none() | st.integers(0, 4), st.none() | st.integers(0, 4), tolerances)
def test_disagreement_is_symmetric_and_shrinks_with_the_tolerance(a, b, tolerance):
    held = disagrees(first=a, second=b, tolerance=tolerance)
    assert held == disagrees(first=b, second=a, tolerance=tolerance)
    assert held or not disagrees(first=a, second=b, tolerance=tolerance + 1)
    assert not disagrees(first=a, second=a, tolerance=0)


@given(marks)
def test_two_equal_readings_give_the_score_of_one(first):
    assert total(first, first) == reading_score(grid=SMALL, marks=first)


def test_an_unknown_mark_may_only_be_agreed_on_when_one_reader_did_not_know():
    assert may_agree_on(grid=SMALL, first=None, second=2, mark=None)
    assert may_agree_on(grid=SMALL, first=None, second=2, mark=2)
    assert not may_agree_on(grid=SMALL, first=None, second=2, mark=3)
    assert not may_agree_on(grid=SMALL, first=1, second=3, mark=None)
    assert not may_agree_on(grid=SMALL, first=0, second=4, mark=5)


@pytest.mark.parametrize(
    ("told", "comment", "fault"),
    [
        ({}, "", "Donnez une note"),
        ({"identity": 5}, "", "La note va de 0 à 4."),
        ({"identity": True}, "", "La note va de 0 à 4."),
        ({"identity": None}, "", "ce qui manque"),
        ({"identity": 0}, "  ", "La note 0 demande un commentaire."),
        ({"identity": 4}, "", "La note 4 demande un commentaire."),
        ({"identity": 4}, "parce que", ""),
        ({"identity": None}, "pas de dossier", ""),
        ({"identity": 2}, "", ""),
    ],
)
def test_what_keeps_a_reading_from_being_locked(told, comment, fault):
    rest = {"roadmap": 2, "industry": 2}
    found = faults_of(grid=SMALL, marks=rest | told, comments={"identity": comment})
    assert found.keys() == ({"identity"} if fault else set())
    assert fault in found.get("identity", "")


def test_the_shipped_grids_hold_together_and_say_where_they_come_from():
    for grid in shipped_grids():
        assert len({held.code for held in grid.criteria}) == len(grid.criteria) >= 4
        for held in grid.criteria:
            assert len(set(held.anchors)) == len(grid.marks)
            assert held.source
            assert held.address.startswith("https://")
        assert not grid.is_proposal or "Aucune formule de notation publiée" in grid.origin


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"origin": ""}, "manque"),
        ({"scale": {"lowest": 4, "highest": 4, "labels": ["x"]}}, "bornes"),
        ({"scale": {"lowest": 0, "highest": 4, "labels": ["x"]}}, "un mot par note"),
        ({"explained": [9]}, "hors de l’échelle"),
        ({"status": "official"}, "proposal"),
    ],
)
def test_a_grid_at_fault_says_where(change, said):
    document = grid_documents()["proposition-2026"] | change
    with pytest.raises(InputRefused, match=said):
        read_grid(document)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weight": 0}, "poids"),
        ({"anchors": ["un"]}, "un repère en mots par note"),
        ({"source": ""}, "source"),
        ({"code": "actors"}, "deux fois"),
    ],
)
def test_a_criterion_at_fault_is_named(change, said):
    document = grid_documents()["proposition-2026"]
    first, *rest = document["criteria"]
    with pytest.raises(InputRefused, match=said):
        read_grid(document | {"criteria": [first | change, *rest]})
