"""Regimes of State aid as dated data: ceilings, rates, windows, conditions, with their sources."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from ancrage.catalogue.rules.basket import Certainty, Source
from ancrage.kernel.text import typeset

SIZES = ("small", "medium", "large")
EVERYBODY, ROAD_FREIGHT = "everybody", "road_freight"


class Kind(StrEnum):
    """How a regime limits an aid."""

    CEILING = "ceiling"
    INTENSITY = "intensity"
    NONE = "none"
    UNHELD = "unheld"


@dataclass(frozen=True, slots=True)
class Window:
    """The time over which aids add up: `fiscal` years (the current one and those before), or
    `rolling`, day to day."""

    kind: str
    years: int
    article: str


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount in cents that aids of the regimes `counts` may not pass together. `at_most`: what
    it may be instead, for the reason that `doubt` tells. `scope`: of whom it is asked."""

    code: str
    label: str
    cents: int
    at_most: int
    doubt: str
    counts: frozenset[str]
    scope: str
    article: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What only a person can answer. `points`: what a yes adds to the rate, 0 for a condition that
    must be met. `sizes`: of which companies it is asked."""

    code: str
    question: str
    article: str
    sizes: frozenset[str]
    points: int


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the company declares before a grant; after `until` the register tells it."""

    article: str
    covers: str
    until: dt.date | None
    then: str


@dataclass(frozen=True, slots=True)
class Version:
    """A regime as it holds from a day to another, both included. `rates`: per cent of the eligible
    costs by size, None: not held; `zones`: the same by zone of regional aid. `conditions` must all
    be answered yes; `freight_conditions` are asked of who carries goods by road; `bonuses` may
    raise a rate."""

    regime: str
    kind: Kind
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    text: str
    certainty: Certainty
    article: str
    window: Window | None
    limits: tuple[Limit, ...]
    threshold: Limit | None
    rates: Mapping[str, int | None] | None
    zones: Mapping[str, Mapping[str, int]] | None
    rate_most: int
    rate_doubt: str
    eligible_most: int | None
    eligible_doubt: str
    conditions: tuple[Condition, ...]
    freight_conditions: tuple[Condition, ...]
    bonuses: tuple[Condition, ...]
    declaration: Declaration | None
    notes: tuple[str, ...]

    @property
    def questions(self) -> tuple[Condition, ...]:
        """All that a form asks a person."""
        return (*self.conditions, *self.freight_conditions, *self.bonuses)

    @property
    def counts(self) -> frozenset[str]:
        """The regimes whose aids its ceilings add up; none when it has no ceiling."""
        return frozenset().union(*(limit.counts for limit in self.limits))

    def holds(self, day: dt.date) -> bool:
        """Whether it is in force that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Regime:
    """A regime and its versions, the oldest first."""

    code: str
    name: str
    kind: Kind
    versions: tuple[Version, ...]

    def on(self, day: dt.date) -> Version | None:
        """The version in force on a day; None: none that we hold."""
        return next((version for version in self.versions if version.holds(day)), None)


@dataclass(frozen=True, slots=True)
class LinkKind:
    """What binds two companies: « A » `says` « B ». `groups`: they are one undertaking."""

    code: str
    label: str
    says: str
    article: str
    groups: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of the project: how near in days two sources tell one aid, how old a declaration and
    the register's file may be."""

    duplicate_days: int
    declaration_days: int
    register_days: int


@dataclass(frozen=True, slots=True)
class Regimes:
    """All that a check needs of the data: regimes, kinds of links, sources, settings."""

    by_code: Mapping[str, Regime]
    kinds: Mapping[str, LinkKind]
    sources: Mapping[str, Source]
    settings: Settings

    def name(self, code: str) -> str:
        """What a regime is called; the code itself when we do not know it."""
        return self.by_code[code].name if code in self.by_code else code


def read_regimes(
    document: Mapping[str, Any],
    *,
    conditions: Mapping[str, Any],
    bonuses: Mapping[str, Any],
) -> dict[str, Regime]:
    """The regimes that the data files tell, by code. KeyError: a condition that is not told."""
    asked = {code: _condition(code, told) for code, told in {**conditions, **bonuses}.items()}
    return {code: _regime(code, told, asked) for code, told in document.items()}


def read_kinds(document: Mapping[str, Any]) -> dict[str, LinkKind]:
    """The kinds of links, by code."""
    return {
        code: LinkKind(
            code, typeset(told["label"]), typeset(told["says"]), told["article"], told["groups"]
        )
        for code, told in document.items()
    }


def read_settings(document: Sequence[Mapping[str, Any]]) -> Settings:
    """The settings of the project in their last version."""
    held = document[-1]
    return Settings(held["duplicate_days"], held["declaration_days"], held["register_days"])


def _regime(code: str, told: Mapping[str, Any], asked: Mapping[str, Condition]) -> Regime:
    kind = Kind(told["kind"])
    versions = tuple(_version(code, kind, each, asked) for each in told["versions"])
    return Regime(code, typeset(told["name"]), kind, versions)


def _version(
    code: str, kind: Kind, told: Mapping[str, Any], asked: Mapping[str, Condition]
) -> Version:
    text = told["text"]

    def conditions(name: str) -> tuple[Condition, ...]:
        held = (asked[condition] for condition in told.get(name, ()))
        return tuple(replace(each, article=_cited(text, each.article)) for each in held)

    return Version(
        regime=code,
        kind=kind,
        valid_from=told["valid_from"],
        valid_to=told["valid_to"],
        source=told["source"],
        text=text,
        certainty=Certainty(told["certainty"]),
        article=_cited(text, told.get("article", "")),
        window=_window(text, told["window"]) if "window" in told else None,
        limits=tuple(_limit(text, each) for each in told.get("limits", ())),
        threshold=_threshold(text, told["threshold"], code) if "threshold" in told else None,
        rates=told.get("rates"),
        zones=told.get("zones"),
        rate_most=told.get("rate_most", 100),
        rate_doubt=typeset(told.get("rate_doubt", "")),
        eligible_most=told.get("eligible_most"),
        eligible_doubt=typeset(told.get("eligible_doubt", "")),
        conditions=conditions("conditions"),
        freight_conditions=conditions("freight_conditions"),
        bonuses=conditions("bonuses"),
        declaration=_declaration(text, told["declaration"]) if "declaration" in told else None,
        notes=tuple(typeset(note) for note in told.get("notes", ())),
    )


def _cited(text: str, article: str) -> str:
    """An article with its text, unless it names another."""
    return f"{text}, {article}" if article.startswith("art.") else article


def _window(text: str, told: Mapping[str, Any]) -> Window:
    return Window(told["kind"], told["years"], _cited(text, told["article"]))


def _limit(text: str, told: Mapping[str, Any]) -> Limit:
    return Limit(
        code=told["code"],
        label=typeset(told["label"]),
        cents=told["cents"],
        at_most=told.get("at_most", told["cents"]),
        doubt=typeset(told.get("doubt", "")),
        counts=frozenset(told["counts"]),
        scope=told.get("scope", EVERYBODY),
        article=_cited(text, told["article"]),
    )


def _threshold(text: str, told: Mapping[str, Any], regime: str) -> Limit:
    label = "Seuil au-delà duquel l’aide doit être notifiée à la Commission"
    return _limit(text, {"code": "notification", "label": label, "counts": [regime], **told})


def _condition(code: str, told: Mapping[str, Any]) -> Condition:
    sizes = frozenset(told.get("sizes", SIZES))
    return Condition(code, typeset(told["question"]), told["article"], sizes, told.get("points", 0))


def _declaration(text: str, told: Mapping[str, Any]) -> Declaration:
    return Declaration(
        article=_cited(text, told["article"]),
        covers=told["covers"],
        until=told.get("until"),
        then=_cited(text, told.get("then", "")),
    )
