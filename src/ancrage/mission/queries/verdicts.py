"""A candidate's perimeter before the rules of its mission: what keeps it from being a territory."""

from dataclasses import dataclass

from ancrage.mission.models import Candidate
from ancrage.selection.engine.rules import rules_from_document
from ancrage.selection.engine.scoring import Candidate as Perimeter
from ancrage.selection.engine.scoring import obstacles
from ancrage.selection.queries.country import loaded_country


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rules by their title, and in words those that the perimeter does not hold."""

    title: str
    code: str
    broken: list[str]


def verdict_of(candidate: Candidate) -> Verdict | None:
    """None without rules or without a perimeter. One query."""
    base = candidate.mission.base
    if base is None or not candidate.members:
        return None
    held = Perimeter("x", candidate.shown_name, tuple(candidate.members))
    rules = rules_from_document(base.rules)
    found = obstacles(country=loaded_country(), rules=rules, candidates=[held])
    return Verdict(base.title, base.code, [check.says for check in found["x"]])
