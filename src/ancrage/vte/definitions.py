"""The data files of the VTE, read once: schemes, sizes, delays, claims, words, the workflow."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.catalogue.queries import vocabulary
from ancrage.catalogue.rules.basket import Source
from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset
from ancrage.kernel.workflow import Workflow, read_workflows
from ancrage.vte.rules.guards import GUARDS, Facts
from ancrage.vte.rules.schemes import Scheme, read_schemes, read_sources
from ancrage.vte.rules.size import Limits, read_limits

DATA = files("ancrage.vte") / "data"
MEASURE = "vte"
"""The code of the measure in the catalogue's versions."""
OPERATOR = "bpifrance"
"""Who runs it there: the scope of the referents who check the missions."""
SCHEMES = ("label", "territory", "green")
AIDS = ("territory", "green")


@dataclass(frozen=True, slots=True)
class Delays:
    """How long a check may take, and a mission be shown, in days."""

    check_days: int
    shown_days: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that somebody gave in public, with what it counts."""

    value: int
    at_least: bool
    what: str
    counted_on: str
    counted: str
    source: Source

    @property
    def written(self) -> str:
        """« plus de 330 »."""
        return f"plus de {self.value}" if self.at_least else str(self.value)


@lru_cache(maxsize=1)
def sources() -> dict[str, Source]:
    """Where it is all read."""
    return read_sources(_read("sources.yaml"))


@lru_cache(maxsize=1)
def schemes() -> dict[str, Scheme]:
    """The label and the aids, by code."""
    documents = {code: _read(f"rules/{code}.yaml") for code in SCHEMES}
    return read_schemes(documents, facts=vocabulary())


@lru_cache(maxsize=1)
def workflow() -> Workflow[Facts]:
    """What may be done with a mission, by whom, in which state."""
    return read_workflows(_read("workflow.yaml"), guards=GUARDS)["offer"]


@lru_cache(maxsize=1)
def claims() -> tuple[Claim, ...]:
    """What others have counted."""
    return tuple(_claim(line) for line in _read("claims.yaml"))


def _claim(line: Mapping[str, Any]) -> Claim:
    words = {name: typeset(line[name]) for name in ("what", "counted_on", "counted")}
    return Claim(line["value"], line["at_least"], **words, source=sources()[line["source"]])


def sizes_on(day: dt.date) -> Mapping[str, Any]:
    """The definition of sizes in force on a day; the first one for an earlier day."""
    return _in_force(_read("sizes.yaml"), day)


def limits_on(day: dt.date) -> tuple[Limits, ...]:
    """The limits of each size on a day, the smallest first."""
    return read_limits(sizes_on(day)["sizes"])


def delays_on(day: dt.date) -> Delays:
    """The delays in force on a day."""
    held = _in_force(_read("delays.yaml"), day)
    return Delays(held["check_days"], held["shown_days"])


def ceiling_on(day: dt.date) -> str:
    """The ceiling of de minimis aid on a day, in words."""
    held = _in_force(_read("minimis.yaml"), day)
    source = sources()[held["source"]].title
    return typeset(f"{euros(held['cents'])} sur {held['period']} ({source})")


def ceiling_cents(day: dt.date) -> int:
    """The ceiling of de minimis aid on a day."""
    return int(_in_force(_read("minimis.yaml"), day)["cents"])


def choices(name: str) -> dict[str, str]:
    """What a field of the form offers: the form's own words, or the catalogue's."""
    own = _read("choices.yaml")
    if name in own:
        return {str(code): typeset(label) for code, label in own[name].items()}
    return dict(vocabulary()[name].choices)


def level_words(level: int | None) -> str:
    """A level after the baccalauréat: « bac + 3 »."""
    if level is None:
        return ""
    return choices("levels").get(str(level), typeset(f"bac + {level}"))


def _in_force(held: Sequence[Mapping[str, Any]], day: dt.date) -> Mapping[str, Any]:
    begun = [entry for entry in held if entry["valid_from"] <= day]
    return begun[-1] if begun else held[0]


@lru_cache(maxsize=16)
def _read(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    return yaml.safe_load(DATA.joinpath(name).read_text(encoding="utf-8"))
