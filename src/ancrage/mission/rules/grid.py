"""A scoring grid: what is marked, on which scale, with what anchors, and how much it weighs.

A grid is dated data, read from YAML and checked whole; a mission keeps the one it was opened with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.text import typeset


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is marked. `anchors` say in words what each mark of the scale means here."""

    code: str
    label: str
    weight: int
    definition: str
    anchors: tuple[str, ...]
    source: str
    address: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A version of the grid. `explained`: the marks that need a comment, as « inconnu » does."""

    code: str
    title: str
    dated: str
    status: str
    origin: str
    lowest: int
    highest: int
    labels: tuple[str, ...]
    explained: frozenset[int]
    criteria: tuple[Criterion, ...]

    @property
    def marks(self) -> tuple[int, ...]:
        """The marks of the scale, from the lowest."""
        return tuple(range(self.lowest, self.highest + 1))

    @property
    def is_proposal(self) -> bool:
        """Whether it is our own, and not a published one."""
        return self.status == "proposal"

    def criterion(self, code: str) -> Criterion | None:
        """The criterion of a code; None when the grid has none."""
        return next((held for held in self.criteria if held.code == code), None)


TEXTS = ("code", "title", "dated", "status", "origin")
STATUSES = ("proposal", "published")


def read_grid(document: Mapping[str, Any], *, file: str = "grille") -> Grid:
    """A grid from its document. InputRefused with every fault found."""
    faults: list[tuple[str, str, str]] = []
    asked = (*TEXTS, "scale", "explained", "criteria")
    faults += [(name, "manque.", "Ajoutez-le.") for name in asked if not document.get(name)]
    if not faults:
        faults += _scale_faults(document)
    if not faults:
        faults += _criteria_faults(document)
    if faults:
        raise InputRefused(Problem(file, None, *fault) for fault in faults)
    scale = document["scale"]
    return Grid(
        **{name: typeset(str(document[name]).strip()) for name in TEXTS},
        lowest=scale["lowest"],
        highest=scale["highest"],
        labels=tuple(scale["labels"]),
        explained=frozenset(document["explained"]),
        criteria=tuple(_criterion(told) for told in document["criteria"]),
    )


def _criterion(told: Mapping[str, Any]) -> Criterion:
    return Criterion(
        code=told["code"],
        label=typeset(told["label"]),
        weight=told["weight"],
        definition=typeset(told["definition"].strip()),
        anchors=tuple(typeset(text.strip()) for text in told["anchors"]),
        source=typeset(told["source"]),
        address=told.get("address", ""),
    )


def _scale_faults(document: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    faults = []
    scale = document["scale"]
    lowest, highest = scale.get("lowest"), scale.get("highest")
    if not (isinstance(lowest, int) and isinstance(highest, int) and 0 <= lowest < highest):
        return [("scale", "n’a pas deux bornes entières croissantes.", "Exemple : 0 et 4.")]
    if len(scale.get("labels", ())) != highest - lowest + 1:
        faults.append(("scale", "n’a pas un mot par note.", "Donnez-en un pour chacune."))
    if not set(document["explained"]) <= set(range(lowest, highest + 1)):
        faults.append(("explained", "nomme une note hors de l’échelle.", "Retirez-la."))
    if document["status"] not in STATUSES:
        faults.append(("status", "n’est ni « proposal » ni « published ».", "Choisissez."))
    return faults


def _criteria_faults(document: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    scale, faults, seen = document["scale"], [], set()
    count = scale["highest"] - scale["lowest"] + 1
    for place, told in enumerate(document["criteria"], start=1):
        name = str(told.get("code") or f"critère {place}")
        lacking = [k for k in ("code", "label", "definition", "source") if not told.get(k)]
        if lacking:
            faults.append((name, f"n’a pas : {', '.join(lacking)}.", "Complétez-le."))
        weight = told.get("weight")
        if not isinstance(weight, int) or weight < 1:
            faults.append((name, "n’a pas de poids entier d’au moins 1.", "Donnez-le."))
        if len(told.get("anchors", ())) != count:
            faults.append((name, "n’a pas un repère en mots par note.", "Écrivez-les tous."))
        if name in seen:
            faults.append((name, "est là deux fois.", "Retirez l’un des deux."))
        seen.add(name)
    return faults
