"""The people of the demonstration, whom a visitor may become: made up, and said to be."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.people.models import Person


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody of the demonstration and what he comes for."""

    person: Person
    title: str
    comes_for: str


@lru_cache(maxsize=1)
def described() -> list[dict[str, Any]]:
    """The data file: who they are, what they hold, what they come for, in its order."""
    text = (files("ancrage.people") / "data" / "personas.yaml").read_text(encoding="utf-8")
    told: list[dict[str, Any]] = yaml.safe_load(text)
    return told


def personas() -> list[Persona]:
    """Those of the data file who are in the database. One query."""
    people = {p.email: p for p in Person.objects.filter(is_demonstration=True, erased_at=None)}
    return [
        Persona(people[told["email"]], told["title"], told["comes_for"])
        for told in described()
        if told["email"] in people
    ]
