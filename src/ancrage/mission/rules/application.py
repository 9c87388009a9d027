"""The application: its fields, and what is still missing before it can be submitted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.kernel.text import typeset

IDENTIFICATION, REGION, APPLICATION = "identification", "region", "application"
ORIGINS = {
    IDENTIFICATION: "tirée d’une identification",
    REGION: "proposée par une Région",
    APPLICATION: "candidature d’intercommunalités",
}
FIRST_STATE = {IDENTIFICATION: "admissible", REGION: "draft", APPLICATION: "draft"}
"""A territory that an identification found has passed the rules: nothing is left to be checked."""
LONGEST = 4000
MEMBERS = 20
"""The most intercommunalités of one candidate: the largest official territory had so many."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the form. `rows` 0: one line. `personal`: a name, which can be erased."""

    name: str
    label: str
    help: str
    required: frozenset[str]
    rows: int
    length: int
    personal: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that go together."""

    code: str
    label: str
    help: str
    fields: tuple[Field, ...]


def read_sections(document: Iterable[Mapping[str, Any]]) -> tuple[Section, ...]:
    """The form, from its data file."""
    return tuple(
        Section(
            code=told["code"],
            label=typeset(told["label"]),
            help=typeset(told["help"]),
            fields=tuple(_field(line) for line in told["fields"]),
        )
        for told in document
    )


def _field(line: Mapping[str, Any]) -> Field:
    return Field(
        name=line["name"],
        label=typeset(line["label"]),
        help=typeset(line.get("help", "")),
        required=frozenset(line["required"]),
        rows=line.get("rows", 0),
        length=line.get("length", LONGEST),
        personal=line.get("personal", False),
    )


def missing(
    *,
    sections: Iterable[Section],
    origin: str,
    answers: Mapping[str, str],
    members: int,
    letters: int,
) -> dict[str, str]:
    """What the origin asks for and is not there: the label of each by the name of its field."""
    lacking = {} if members else {"perimeter": "au moins une intercommunalité"}
    for section in sections:
        for field in section.fields:
            if origin in field.required and not answers.get(field.name, "").strip():
                lacking[field.name] = f"« {field.label} »"
    if origin == APPLICATION and not letters:
        lacking["files"] = "une lettre d’engagement"
    return {name: typeset(label) for name, label in lacking.items()}
