"""What an act still waits for, in sentences, and who can do it where."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset

ACCEPTED = frozenset({"validated", "running", "suspended", "done", "closed"})
"""The states of a sheet that the committee validated and that nobody gave up."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the data: for which kinds of act, who can fulfil it, `at` which door.

    `roles`: those that must be held, of the condition that asks for some.
    """

    code: str
    label: str
    acts: tuple[str, ...]
    who: tuple[str, ...]
    at: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetFact:
    """A sheet that is to enter the act. `gap`: what the plan of its validated version lacks, in
    cents; None when the total cost is unknown."""

    code: str
    title: str
    state: str
    state_label: str
    version: int
    gap: int | None


@dataclass(frozen=True, slots=True)
class Situation:
    """What the conditions look at. `held`: the roles that somebody holds on the territory;
    `labels`: the roles in words; `is_changed` None: the act changes no other."""

    held: frozenset[str]
    labels: dict[str, str]
    has_strategy: bool
    sheets: tuple[SheetFact, ...] = ()
    is_changed: bool | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that lacks. `subject`: the code of the sheet that it is about, "" for none."""

    condition: Condition
    sentence: str
    subject: str = ""


def missing(conditions: Iterable[Condition], kind: str, situation: Situation) -> list[Missing]:
    """All that an act of a kind lacks, in the order of the data."""
    return [
        Missing(condition, typeset(sentence), subject)
        for condition in conditions
        if kind in condition.acts
        for sentence, subject in CHECKS[condition.code](condition, situation)
    ]


Found = Iterator[tuple[str, str]]


def _governance(condition: Condition, situation: Situation) -> Found:
    for role in condition.roles:
        if role not in situation.held:
            label = situation.labels.get(role, role)
            yield f"Personne ne tient le rôle « {label} » sur le territoire.", ""


def _strategy(_condition: Condition, situation: Situation) -> Found:
    if not situation.has_strategy:
        yield "La stratégie du territoire n’est pas écrite, ou n’a pas d’axe.", ""


def _chosen(_condition: Condition, situation: Situation) -> Found:
    if not situation.sheets:
        yield "Aucune fiche action n’entre au contrat.", ""


def _validated(_condition: Condition, situation: Situation) -> Found:
    for one in situation.sheets:
        if not one.version:
            told = f"La fiche {one.code}, « {one.title} », n’est pas validée : {one.state_label}."
            yield told, one.code
        elif one.state not in ACCEPTED:
            told = f"La fiche {one.code}, « {one.title} », ne tient plus : {one.state_label}."
            yield told, one.code


def _balanced(_condition: Condition, situation: Situation) -> Found:
    for one in situation.sheets:
        if one.version and one.gap != 0:
            yield f"Fiche {one.code}, « {one.title} » : {_lacks(one.gap)}.", one.code


def _lacks(gap: int | None) -> str:
    if gap is None:
        return "son coût total est inconnu"
    word = "manque" if gap > 0 else "dépasse de"
    return f"le plan de financement validé n’est pas équilibré, il {word} {euros(abs(gap))}"


def _changed(_condition: Condition, situation: Situation) -> Found:
    if situation.is_changed is False:
        yield "Cet avenant ne change ni engagement, ni date, ni montant.", ""


CHECKS: dict[str, Callable[[Condition, Situation], Found]] = {
    "governance": _governance,
    "strategy": _strategy,
    "chosen": _chosen,
    "validated": _validated,
    "balanced": _balanced,
    "changed": _changed,
}
"""What is looked at, by the codes that preconditions.yaml gives."""
