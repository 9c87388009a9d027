"""The sentences, made from the figures alone."""

import datetime as dt
import math

import numpy as np
import pytest

from ancrage.evidence import foreseen, words
from ancrage.evidence.foreseen import million
from ancrage.evidence.rules.comparisons import (
    Comparison,
    Difference,
    Kind,
    Lack,
    Stratified,
    compare,
)
from ancrage.evidence.rules.files import OUTSIDE, held_at
from ancrage.evidence.rules.forecast import Ahead, History, Trial
from ancrage.evidence.rules.forecast import Rules as ForecastRules
from ancrage.evidence.rules.intervals import Estimate, Interval
from ancrage.evidence.rules.samples import sample
from ancrage.ui.formats import THIN
from tests.evidence.made import ON, RULES, several

NONE = sample(held_at([], on=ON).files, maturity=365)
WHO = "Chez Bpifrance"


def told(kind, value, low, high, *, p=0.2, adjusted=0.5, counts=(212, 530)):
    return Difference(kind, *counts, Estimate(value, Interval(low, high)), p, adjusted)


RATE = told(Kind.RATE, 0.04, -0.01, 0.0949)
DELAY = told(Kind.DELAY, -12.0, -20.0, -4.0, p=0.001, adjusted=0.01)
AMOUNT = told(Kind.AMOUNT, 0.5, 0.1, 1.2, p=0.03, adjusted=0.2)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace(THIN, " ")


def sentences(*differences: Difference) -> list[str]:
    held = Comparison(NONE, NONE, *differences)
    return [plain(one) for one in words.place_sentences(held, subject=WHO, level=0.95)]


def summary(*differences: Difference) -> str:
    return plain(words.summary(Comparison(NONE, NONE, *differences), subject=WHO, level=0.95))


def test_each_difference_has_its_sentence():
    who = "Chez Bpifrance, les demandes venues des territoires ont été"
    assert sentences(RATE, DELAY, AMOUNT) == [
        f"{who} accordées 4 points plus souvent (de −1 à +9 ; 212 et 530 dossiers) : "
        "la différence n’est pas établie.",
        f"{who} décidées 12 jours plus vite (de −20 à −4 ; 212 et 530 dossiers) : "
        "la différence est établie.",
        f"{who} accordées pour des montants typiques plus élevés de 50 % "
        "(de +10 à +120 ; 212 et 530 dossiers) : la différence se verrait seule, mais n’est pas "
        "établie parmi toutes celles que l’on compare.",
    ]


def test_the_one_sentence_says_what_is_established_what_is_not_what_is_not_known():
    few = Difference(Kind.AMOUNT, 3, 5, lack=Lack.FEW)
    assert summary(RATE, DELAY, few) == (
        "Chez Bpifrance, les demandes venues des territoires ont été décidées 12 jours plus vite ; "
        "aucune différence n’est établie pour le taux d’accord ; "
        "on ne peut pas comparer le montant typique accordé."
    )
    assert summary(RATE, told(Kind.DELAY, 0, -1, 1), AMOUNT) == (
        "Chez Bpifrance, aucune différence n’est établie entre les territoires et le reste."
    )


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        (told(Kind.RATE, 0.012, -0.01, 0.03), "accordées 1,2 point plus souvent (de −1,0 à +3,0"),
        (told(Kind.RATE, -0.2, -0.4, 0.0), "accordées 20 points moins souvent (de −40 à 0"),
        (told(Kind.RATE, 0.0, -0.2, 0.2), "accordées aussi souvent (de −20 à +20"),
        (told(Kind.DELAY, 1.0, -2.0, 5.0), "décidées 1 jour plus lentement (de −2 à +5"),
        (told(Kind.DELAY, 0.0, 0.0, 0.0), "décidées aussi vite (de 0 à 0"),
        (told(Kind.DELAY, 9.0, -math.inf, 20.0), "plus lentement (de on ne sait à +20"),
        (told(Kind.AMOUNT, -0.25, -0.4, -0.1), "moins élevés de 25 % (de −40 à −10"),
    ],
)
def test_what_differs_is_said_in_its_unit(difference, said):
    others = {Kind.RATE: RATE, Kind.DELAY: DELAY, Kind.AMOUNT: AMOUNT} | {
        difference.kind: difference
    }
    assert said in " ".join(sentences(*others.values()))


def test_what_cannot_be_compared_is_told_with_its_numbers():
    few = compare(
        sample(held_at(several(5), on=ON).files, maturity=365),
        sample(held_at(several(9, place=OUTSIDE), on=ON).files, maturity=365),
        rules=RULES,
    )
    said = words.place_sentences(few, subject=WHO, level=0.95)
    assert said == [f"{WHO}, trop peu de cas pour comparer (5 et 9 dossiers)."]
    late = Difference(Kind.DELAY, 30, 40, lack=Lack.PENDING)
    same = Difference(Kind.AMOUNT, 30, 40, lack=Lack.SAME)
    assert sentences(RATE, late, same)[1:] == [
        f"{WHO}, délai médian : d’un côté, moins de la moitié des dossiers est décidée "
        "(30 et 40 dossiers).",
        f"{WHO}, montant typique accordé : de chaque côté tous les montants sont égaux, il n’y a "
        "rien à comparer (30 et 40 dossiers).",
    ]


def test_amounts_foreseen_are_written_short():
    said = [plain(million(cents)) for cents in (1_234_567_890, 4_500_000, None)]
    assert said == ["12,3 M€", "45 k€", "inconnu"]


@pytest.mark.parametrize(("value", "said"), [(0.0094, "+0,9 point ("), (0.02, "+2,0 points (")])
def test_like_compared_to_like_counts_points_as_one_speaks(value, said):
    held = Stratified(Estimate(value, Interval(-0.01, 0.03)), 0.4, 23, 3600, 2706)
    assert f"l’écart de taux d’accord est de {said}" in plain(words.like_sentence(held))


def ahead(horizon: int, *, tries: int, is_told: bool) -> Ahead:
    """A quarter after the third of 2026."""
    trial = Trial(np.zeros(tries), 1.0, 2.0, 2.0)
    return Ahead(2026 * 4 + 2 + horizon, horizon, 2e8, 1e8, 3e8, trial, is_told)


def test_a_forecast_says_which_quarters_are_not_foreseen_and_why():
    quarters = [
        ahead(1, tries=20, is_told=False),
        ahead(2, tries=20, is_told=True),
        ahead(3, tries=2, is_told=False),
    ]
    none = History(0, np.zeros(0), np.zeros((0, 0)))
    rules = ForecastRules(dt.date(2018, 1, 1), "essai", "essai", 0.8, 4, 8, 8)
    one = foreseen.Foreseen(("", ""), "paid", none, quarters)
    assert plain(foreseen.sentence(one, rules)) == (
        "Paiements, fourchettes à 80 % : 1er trimestre 2027, 2,0 M€ (de 1,0 M€ à 3,0 M€). "
        "Rien n’est prévu pour le 4e trimestre 2026 : sur le passé, une méthode naïve y fait aussi "
        "bien. Rien n’est prévu pour le 2e trimestre 2027 : trop peu d’essais sur le passé (2, "
        "il en faut 8)."
    )
