"""Which payment goes with which dossier, which dossier with which request: suggestions, reasons.

A suggestion is the sum of what speaks for it and against it, each in a sentence. A person decides.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.rules.numbers import SHORTEST, Likeness, likeness, one_apart
from ancrage.kernel.text import fold, long_date, typeset


@dataclass(frozen=True, slots=True)
class Weight:
    """What a reason weighs, and why so much."""

    weight: int
    reason: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """The weights in force from a day. `near_permille`: of an amount; `rare`: an amount that more
    dossiers share tells nothing; `margin`: by how much a sure suggestion is ahead of the next.
    `ages`: limits in days. `idle_words`: words of a name that tell nothing."""

    valid_from: dt.date
    source: str
    reason: str
    threshold: int
    sure: int
    margin: int
    near_days: int
    near_permille: int
    name_percent: int
    rare: int
    shown: int
    ages: tuple[int, ...]
    idle_words: frozenset[str]
    weights: Mapping[str, Weight]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one thing. Amounts in cents; "" and None: not known.

    `amounts`: those that another's may equal. `room`: what can still be paid. `begun`: the day
    before which it cannot be paid.
    """

    key: str
    financer: str = ""
    number: str = ""
    commitments: tuple[str, ...] = ()
    siret: str = ""
    siren: str = ""
    amounts: tuple[int, ...] = ()
    room: int | None = None
    day: dt.date | None = None
    begun: dt.date | None = None
    year: int | None = None
    name: str = ""
    purpose: str = ""
    communes: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    territory: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence and what it weighs; below zero, it speaks against."""

    code: str
    weight: int
    says: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A candidate with its reasons, the heaviest first. `is_tied`: another weighs as much.

    `is_sure`: enough is known, it can be paid, and nothing else comes near.
    """

    key: str
    score: int
    reasons: tuple[Reason, ...]
    is_tied: bool = False
    is_sure: bool = False


Found = tuple[str, float, str] | None
"""The code of a reason, the share of its weight (0 to 1), its sentence."""


def read_parameters(told: Mapping[str, Any]) -> Parameters:
    """A set of parameters that a data file tells. ValueError for a reason without a rule."""
    weights = {code: Weight(**held) for code, held in told["weights"].items()}
    if weights.keys() != CODES:
        raise ValueError(f"matching: {', '.join(sorted(weights.keys() ^ CODES))}")
    held: dict[str, Any] = {**told, "weights": weights, "ages": tuple(told["ages"])}
    held["idle_words"] = frozenset(told["idle_words"].split())
    for name in ("source", "reason"):
        held[name] = typeset(told[name])
    return Parameters(**held)


def suggestions(
    one: Known,
    candidates: Iterable[Known],
    parameters: Parameters,
    *,
    refused: Collection[str] = (),
) -> list[Suggestion]:
    """The candidates that weigh enough, the heaviest first; none of those that were refused.

    The same things give the same list, whatever the order of the candidates.
    """
    found = []
    rooms = {}
    for other in candidates:
        if other.key in refused or other.key in rooms:
            continue
        rooms[other.key] = other.room
        reasons = compare(one, other, parameters)
        score = sum(reason.weight for reason in reasons)
        if score >= parameters.threshold:
            found.append(Suggestion(other.key, score, tuple(reasons)))
    found.sort(key=lambda held: (-held.score, held.key))
    return [_placed(held, found, rooms, one, parameters) for held in found]


def _placed(
    held: Suggestion,
    found: Sequence[Suggestion],
    rooms: Mapping[str, int | None],
    one: Known,
    parameters: Parameters,
) -> Suggestion:
    """The suggestion among the others: tied, sure."""
    near = [s for s in found[:2] if s.key != held.key]
    tied = any(s.score == held.score for s in found if s.key != held.key)
    room, asked = rooms[held.key], one.amounts[0] if one.amounts else 0
    sure = (
        held.key == found[0].key
        and held.score >= parameters.sure
        and (room is None or room >= asked)
        and all(held.score - s.score >= parameters.margin for s in near)
    )
    return Suggestion(held.key, held.score, held.reasons, is_tied=tied, is_sure=sure)


def compare(one: Known, other: Known, parameters: Parameters) -> list[Reason]:
    """What speaks for and against two things being one, the heaviest first."""
    found = []
    for rule in RULES:
        told = rule(one, other, parameters)
        if told is not None:
            code, share, says = told
            weight = round(parameters.weights[code].weight * share)
            found.append(Reason(code, weight, typeset(says)))
    return sorted(found, key=lambda reason: (-abs(reason.weight), reason.code))


def _commitment(one: Known, other: Known, _parameters: Parameters) -> Found:
    told = {likeness(a, b): b for a in one.commitments for b in other.commitments}
    if Likeness.SAME in told:
        return "commitment", 1, f"Même numéro d’engagement : {told[Likeness.SAME]}."
    alike_one = told.get(Likeness.ZEROS) or told.get(Likeness.PREFIX)
    if alike_one is None:
        return None
    return "commitment_alike", 1, f"Même engagement, aux zéros ou au préfixe près : {alike_one}."


def _number(one: Known, other: Known, _parameters: Parameters) -> Found:
    told = f"{one.number} et {other.number}."
    return {
        Likeness.SAME: ("number", 1, f"Même numéro de dossier : {other.number}."),
        Likeness.ZEROS: ("number_alike", 1, f"Même numéro, aux zéros près : {told}"),
        Likeness.PREFIX: ("number_alike", 1, f"Même numéro, au préfixe près : {told}"),
        Likeness.ONE_APART: ("number_near", 1, f"Numéros à un signe près : {told}"),
        Likeness.NONE: None,
    }[likeness(one.number, other.number)]


def _company(one: Known, other: Known, _parameters: Parameters) -> Found:
    if one.siret and one.siret == other.siret:
        return "siret", 1, f"Même SIRET : {one.siret}."
    if not one.siren or not other.siren:
        return None
    if one.siren == other.siren:
        return "siren", 1, f"Même entreprise, SIREN {one.siren}."
    return "siren_differs", 1, f"Autre entreprise : SIREN {one.siren} et {other.siren}."


def _amount(one: Known, other: Known, parameters: Parameters) -> Found:
    if not one.amounts or not other.amounts:
        return None
    same = sorted(set(one.amounts) & set(other.amounts))
    if same:
        return "amount", 1, f"Montant égal : {euros(same[-1])}."
    pairs = [(abs(a - b), a, b) for a in one.amounts for b in other.amounts]
    gap, mine, theirs = min(pairs)
    if gap * 1000 <= parameters.near_permille * max(mine, theirs):
        return "amount_near", 1, f"Montant proche : {euros(mine)} et {euros(theirs)}."
    return None


def _room(one: Known, other: Known, _parameters: Parameters) -> Found:
    if other.room is None or not one.amounts:
        return None
    left = euros(other.room)
    if one.amounts[0] <= other.room:
        return "amount_within", 1, f"Le montant tient dans ce qui reste à payer : {left}."
    return "amount_beyond", 1, f"Il n’y reste que {left} à payer."


def _date(one: Known, other: Known, parameters: Parameters) -> Found:
    if one.day and other.begun and one.day < other.begun:
        told = f"{long_date(one.day)} et {long_date(other.begun)}"
        return "date_before", 1, f"Payé avant la décision : {told}."
    if not one.day or not other.day:
        return None
    days = abs((one.day - other.day).days)
    return ("date", 1, f"Dates proches : {days} jours.") if days <= parameters.near_days else None


def _year(one: Known, other: Known, _parameters: Parameters) -> Found:
    is_same = one.year is not None and one.year == other.year
    return ("year", 1, f"Même exercice : {one.year}.") if is_same else None


def _name(one: Known, other: Known, parameters: Parameters) -> Found:
    share = alike(one.name, other.name, parameters.idle_words)
    if share * 100 < parameters.name_percent:
        return None
    words = "Même nom" if share == 1 else "Noms proches"
    told = other.name if share == 1 else f"{one.name} et {other.name}"
    return "name", share, f"{words} : {told}."


def _purpose(one: Known, other: Known, parameters: Parameters) -> Found:
    share = alike(one.purpose, other.purpose, parameters.idle_words)
    if share * 100 < parameters.name_percent:
        return None
    return "purpose", share, f"Objets proches : {other.purpose}."


def alike(one: str, other: str, idle: frozenset[str] = frozenset()) -> float:
    """The share of the words of two names that are common, from 0 to 1; a word one letter apart
    counts for half."""
    left, right = (frozenset(fold(name).split()) - idle for name in (one, other))
    if not left or not right:
        return 0.0
    common = left & right
    rest = [(a, b) for a in left - common for b in right - common if _typo(a, b)]
    near = min(len({a for a, _ in rest}), len({b for _, b in rest}))
    whole = len(left | right) - near
    return (len(common) + near / 2) / whole


def _typo(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST and one_apart(one, other)


def _commune(one: Known, other: Known, _parameters: Parameters) -> Found:
    same = sorted(set(one.communes) & set(other.communes))
    return ("commune", 1, f"Même commune : {same[0]}.") if same else None


def _territory(one: Known, other: Known, _parameters: Parameters) -> Found:
    is_same = one.territory and one.territory == other.territory
    return ("territory", 1, "Même territoire.") if is_same else None


def _measure(one: Known, other: Known, _parameters: Parameters) -> Found:
    same = sorted(set(one.measures) & set(other.measures))
    return ("measure", 1, f"Même mesure : {same[0]}.") if same else None


def _sheet(one: Known, other: Known, _parameters: Parameters) -> Found:
    is_same = one.sheet and one.sheet == other.sheet
    return ("sheet", 1, f"Même fiche action : {one.sheet}.") if is_same else None


RULES: tuple[Callable[[Known, Known, Parameters], Found], ...] = (
    *(_commitment, _number, _company, _amount, _room, _date, _year),
    *(_name, _purpose, _commune, _territory, _measure, _sheet),
)
CODES = frozenset(
    (
        *("commitment", "commitment_alike", "number", "number_alike", "number_near"),
        *("siret", "siren", "siren_differs", "amount", "amount_near", "amount_within"),
        *("amount_beyond", "date", "date_before", "year", "name", "purpose", "commune"),
        *("territory", "measure", "sheet"),
    )
)
"""Every reason that a rule may give."""
