"""What people write for an act, read and checked: dates, words, choices, sheets, commitments."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from ancrage.contracts.rules.blocks import CHOICE, COMMITMENTS, DATE, SHEETS, ActField
from ancrage.kernel.text import typeset
from ancrage.roadmaps.rules.periods import read_period

MOST_SHEETS, MOST_COMMITMENTS, LINE = 200, 50, 500
Written = str | list[str] | list[dict[str, str]]


class UnfitChoiceError(ValueError):
    """What cannot be kept of a field; the message is one French sentence."""


def read_choice(field: ActField, told: Any) -> Written:  # noqa: ANN401 whatever a caller sends
    """A value as it is kept; empty for nothing. UnfitChoiceError."""
    if told in (None, "", []):
        return [] if field.kind in {SHEETS, COMMITMENTS} else ""
    if field.kind == SHEETS:
        return _codes(field, told)
    if field.kind == COMMITMENTS:
        return _commitments(field, told)
    if not isinstance(told, str):
        raise UnfitChoiceError(typeset(f"« {field.label} » : écrivez du texte."))
    text = told.replace("\x00", "").replace("\r\n", "\n").strip()
    if field.kind == DATE:
        return _day(field, text)
    if field.kind == CHOICE and text not in (field.options or {}):
        raise UnfitChoiceError(typeset(f"« {field.label} » : choisissez dans la liste."))
    if len(text) > field.most:
        raise UnfitChoiceError(typeset(f"« {field.label} » : pas plus de {field.most} caractères."))
    return typeset(text)


def check_dates(choices: Mapping[str, Any]) -> None:
    """UnfitChoiceError when the act would end before it starts."""
    starts, ends = choices.get("starts_on", ""), choices.get("ends_on", "")
    if starts and ends and ends < starts:
        raise UnfitChoiceError("La fin ne peut pas venir avant le début.")


def _day(field: ActField, text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as fault:
        raise UnfitChoiceError(typeset(f"« {field.label} » : ce n’est pas une date.")) from fault


def _codes(field: ActField, told: Any) -> list[str]:  # noqa: ANN401 as above
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise UnfitChoiceError(typeset(f"« {field.label} » : donnez des codes de fiches."))
    if len(told) > MOST_SHEETS:
        raise UnfitChoiceError(typeset(f"« {field.label} » : pas plus de {MOST_SHEETS}."))
    return sorted(set(told))


def _commitments(field: ActField, told: Any) -> list[dict[str, str]]:  # noqa: ANN401 as above
    if not isinstance(told, list) or not all(isinstance(row, Mapping) for row in told):
        raise UnfitChoiceError(typeset(f"« {field.label} » : donnez des lignes « who, what, by »."))
    rows = [_commitment(field, row) for row in told if any(row.get(k) for k in ("who", "what"))]
    if len(rows) > MOST_COMMITMENTS:
        raise UnfitChoiceError(typeset(f"« {field.label} » : pas plus de {MOST_COMMITMENTS}."))
    return _with_keys(rows)


def _commitment(field: ActField, row: Mapping[str, Any]) -> dict[str, str]:
    held = {name: " ".join(str(row.get(name) or "").split()) for name in ("key", "who", "what")}
    if not held["who"] or not held["what"]:
        raise UnfitChoiceError(typeset(f"« {field.label} » : dites qui fait quoi."))
    if any(len(text) > LINE for text in held.values()):
        raise UnfitChoiceError(typeset(f"« {field.label} » : {LINE} caractères par ligne au plus."))
    by = str(row.get("by") or "").strip()
    try:
        held["by"] = read_period(by) if by else ""
    except ValueError as fault:
        raise UnfitChoiceError(typeset(f"« {field.label} » : « {by} » – {fault}")) from fault
    return {name: typeset(text) for name, text in held.items()}


def _with_keys(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Each row with a key of its own, that it keeps from one writing to the next."""
    held = list(rows)
    taken = {row["key"] for row in held if row["key"]}
    free = (f"c{number}" for number in range(1, 10 * MOST_COMMITMENTS))
    seen: set[str] = set()
    for row in held:
        if not row["key"] or row["key"] in seen:
            row["key"] = next(key for key in free if key not in taken)
            taken.add(row["key"])
        seen.add(row["key"])
    return held
