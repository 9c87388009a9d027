"""The conditions of the steps: each says in one sentence what keeps a step from being made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset
from ancrage.roadmaps.rules.content import is_empty
from ancrage.roadmaps.rules.fields import Form


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions look at. `gap`: what the funding plan lacks, in cents."""

    missing: tuple[str, ...] = ()
    gap: int | None = 0
    is_changed: bool = False
    is_proposed: bool = False
    observed: bool = True


def missing(form: Form, content: Mapping[str, Any]) -> tuple[str, ...]:
    """The labels of what the committee needs and the sheet has not; and an aid basis for a firm."""
    lacking = [field.label for field in form if field.needed and is_empty(content.get(field.code))]
    if content.get("owner_kind") == "company" and is_empty(content.get("aid_basis")):
        lacking.append(form.field("aid_basis").label)
    place = ("communes", "intercommunalities", "point")
    if all(is_empty(content.get(code)) for code in place):
        lacking.append(form.field("communes").label)
    return tuple(lacking)


def observed(content: Mapping[str, Any]) -> bool:
    """Whether what came of each indicator is told."""
    rows = content.get("indicators", {}).values()
    return all(not is_empty(row.get("observed")) for row in rows)


def _complete(facts: Facts) -> str:
    if not facts.missing:
        return ""
    return typeset(f"Il manque : {', '.join(facts.missing)}.")


def _balanced(facts: Facts) -> str:
    if facts.gap is None or facts.gap == 0:
        return ""
    word = "manque" if facts.gap > 0 else "dépasse de"
    return typeset(
        f"Le plan de financement n’est pas équilibré : il {word} {euros(abs(facts.gap))}."
    )


def _changed(facts: Facts) -> str:
    return "" if facts.is_changed else "Rien n’a changé depuis la version validée."


def _proposed(facts: Facts) -> str:
    return "" if facts.is_proposed else "Aucune nouvelle version n’est soumise."


def _results_told(facts: Facts) -> str:
    return "" if facts.observed else "Dites d’abord ce qui est réalisé pour chaque indicateur."


GUARDS: dict[str, Callable[[Facts], str]] = {
    "complete": _complete,
    "balanced": _balanced,
    "changed": _changed,
    "proposed": _proposed,
    "results_told": _results_told,
}
"""The conditions by the names that workflow.yaml gives them."""
