"""Measures, signals and grounds for the tests of the rules."""

import datetime as dt
from dataclasses import replace

from ancrage.catalogue.queries import vocabulary
from ancrage.catalogue.rules.basket import Amount, Certainty, Measure
from ancrage.catalogue.rules.eligibility import read_criteria
from ancrage.catalogue.rules.implied import implied_criteria
from ancrage.matching import definitions
from ancrage.matching.rules.matching import (
    TANDEM,
    Answered,
    Asker,
    Ground,
    NeedSaid,
    Result,
    Spoken,
    ranked,
)
from ancrage.matching.rules.signals import Place, Signal, Use

DAY = dt.date(2026, 11, 23)
NEED = NeedSaid("recruter", "Recruter", "real", "réel", TANDEM)
SIGNAL = Signal(
    code="essai",
    valid_from=dt.date(2018, 1, 1),
    need="recruter",
    label="Essai",
    figure="essai",
    rises=1,
    use=Use.ORDER,
    place=Place.BASIN,
    because="{value} des projets sont difficiles dans le bassin",
    caution="",
    source="",
)
TERRITORY = Asker(
    {"in_territory": True, "region": "84", "day": DAY},
    ("territory", "intercommunality", "company"),
    "84",
)
COMPANY = Asker({"day": DAY}, ("company",))


def measure(code: str = "m", *, criteria: object = (), **changes) -> Measure:
    """A measure that a territory may ask for, unless told otherwise."""
    usual = {
        "code": code,
        "needs": ("recruter",),
        "name": f"Mesure {code}",
        "operator": "bpifrance",
        "open_to": frozenset({"territory"}),
        "certainty": Certainty.REPORTED,
    }
    own = read_criteria(criteria, facts=vocabulary())
    return implied_criteria(Measure(**(usual | changes)), own=own, facts=vocabulary())


def ground(**answered: Answered) -> Ground:
    return Ground(DAY, definitions.parameters(DAY), vocabulary(), answered)


def spoken(points: int = 3, *, speaks_for: frozenset[str] = frozenset()) -> Spoken:
    signal = replace(SIGNAL, measures=speaks_for)
    return Spoken(signal, "62 %", "signe d’un besoin plus fort que chez 9 de ses 12", points)


def rank(*measures, need=NEED, asker=TERRITORY, signals=(), on=None) -> list[Result]:
    return ranked(measures, need=need, asker=asker, spoken=signals, ground=on or ground())


def codes(results) -> list[str]:
    return [result.measure.code for result in results]


AID = Amount(label="Aide", cents=400_000, per="par embauche")
