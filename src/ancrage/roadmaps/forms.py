"""The form of a sheet, made from the list of its fields: what is shown, what was typed.

The name of an input is the path of its value in the content: « title », « milestones.m1.due ».
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from ancrage.kernel.problems import InputRefused
from ancrage.roadmaps.actions.writing import read_values
from ancrage.roadmaps.definitions import form
from ancrage.roadmaps.models import Comment
from ancrage.roadmaps.rules import fields as kinds
from ancrage.roadmaps.rules.content import Conflict, Content, flat, is_empty
from ancrage.roadmaps.rules.fields import Field
from ancrage.roadmaps.rules.values import KEY, Reader
from ancrage.roadmaps.rules.written import CHECKED, Labels, as_typed, in_words

Typed = str | list[str]
"""A value as a form posts it; a list for what is ticked."""
KEEP, REMOVE, ASKED = "keep.", "remove", "conflict"
MINE, THEIRS, BOTH = "mine", "theirs", "both"
JOINED = frozenset({kinds.TEXT, kinds.LIST, kinds.CODES})
"""The kinds of which two values may be kept one after the other."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the codes that may be chosen."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """What two people wrote in one place: theirs and mine, in words, and what either is typed."""

    path: str
    label: str
    theirs: str
    mine: str
    typed_theirs: Typed
    typed_both: Typed | None


@dataclass(frozen=True, slots=True)
class Input:
    """An input with what stands in it, and what is wrong with it."""

    path: str
    field: Field
    typed: Typed
    options: tuple[Option, ...] = ()
    fault: str = ""
    conflict: ShownConflict | None = None
    remarks: tuple[Comment, ...] = ()
    origin: str = ""

    @property
    def id(self) -> str:
        return "f-" + self.path.replace(".", "-")

    @property
    def widget(self) -> str:
        """Which of the five inputs: text, lines, choice, checks, line."""
        if self.field.kind in {kinds.TEXT, kinds.CHOICE}:
            return self.field.kind
        if self.field.kind == kinds.CODES and self.field.of in CHECKED:
            return "checks"
        return "lines" if self.field.kind in {kinds.LIST, kinds.CODES} else "line"

    @property
    def chosen_words(self) -> str:
        """The labels of what is ticked."""
        return " · ".join(option.label for option in self.options if option.chosen)

    @property
    def describes(self) -> str:
        """The ids of what tells more of it, for screen readers."""
        told = {"aide": self.field.help, "erreur": self.fault}
        return " ".join(f"{self.id}-{name}" for name, text in told.items() if text)


@dataclass(frozen=True, slots=True)
class InputRow:
    """The inputs of one row; `is_new`: a blank one, to add a row."""

    key: str
    code: str
    inputs: tuple[Input, ...]
    number: int
    is_new: bool = False
    is_removed: bool = False

    @property
    def path(self) -> str:
        return f"{self.code}.{self.key}"


@dataclass(frozen=True, slots=True)
class InputGroup:
    """A field of the form: its input, or its rows and the model of a new one."""

    field: Field
    input: Input | None = None
    rows: tuple[InputRow, ...] = ()
    model: InputRow | None = None


@dataclass(frozen=True)
class SheetForm:
    """What a form of a sheet shows: a content, over it what was typed and refused."""

    content: Content
    labels: Labels
    vocabularies: Mapping[str, Mapping[str, str]]
    typed: Mapping[str, Typed] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    conflicts: Mapping[str, ShownConflict] = field(default_factory=dict)
    remarks: Mapping[str, list[Comment]] = field(default_factory=dict)
    cells: Mapping[str, Any] = field(default_factory=dict)
    blank: str = "new"

    def sections(self) -> list[tuple[str, str, list[InputGroup]]]:
        """(code, label, fields) of each section."""
        return [
            (section.code, section.label, [self._group(one) for one in section.fields])
            for section in form().sections
        ]

    def _group(self, one: Field) -> InputGroup:
        if one.kind != kinds.ROWS:
            return InputGroup(one, self._input(one.code, one, self.content.get(one.code)))
        rows = self.content.get(one.code, {})
        typed_keys = [p.split(".")[1] for p in self.typed if p.startswith(f"{one.code}.")]
        keys = dict.fromkeys([*sorted(rows, key=lambda key: _when(rows[key])), *typed_keys])
        held = [
            self._row(one, key, rows.get(key, {}), number) for number, key in enumerate(keys, 1)
        ]
        if self.blank not in keys:
            held.append(self._row(one, self.blank, {}, len(held) + 1, is_new=True))
        return InputGroup(one, rows=tuple(held), model=self._row(one, "KEY", {}, 0, is_new=True))

    def _row(
        self, one: Field, key: str, row: Mapping[str, Any], number: int, *, is_new: bool = False
    ) -> InputRow:
        inputs = tuple(
            self._input(f"{one.code}.{key}.{column.code}", column, row.get(column.code))
            for column in one.columns
        )
        return InputRow(key, one.code, inputs, number, is_new)

    def _input(self, path: str, one: Field, value: Any) -> Input:  # noqa: ANN401 whatever it holds
        typed = self.typed[path] if path in self.typed else as_typed(one, value, self.labels)
        chosen = set(typed) if isinstance(typed, list) else {typed}
        choices = self.vocabularies.get(one.of, {})
        return Input(
            path=path,
            field=one,
            typed=typed,
            options=tuple(Option(c, label, c in chosen) for c, label in choices.items()),
            fault=self.faults.get(path, ""),
            conflict=self.conflicts.get(path),
            remarks=tuple(self.remarks.get(path, ())),
            origin=str(self.cells[path][1]) if path in self.cells else "",
        )


def _when(row: Mapping[str, Any]) -> tuple[bool, str]:
    """Rows by their days; those without one last, as they came."""
    return (not row.get("due"), str(row.get("due", "")))


def blank_key(*parts: object) -> str:
    """The key of the blank row that a form offers: nobody else's form has the same."""
    return sha256("|".join(map(str, parts)).encode()).hexdigest()[:10]


def posted(data: QueryDict) -> dict[str, Typed]:
    """What a form sent, by path: what is no path of a sheet is left out."""
    found: dict[str, Typed] = {}
    for name in data:
        held = field_at(name)
        if held is None:
            continue
        texts = [text.replace("\x00", "").replace("\r\n", "\n") for text in data.getlist(name)]
        is_ticked = held.kind == kinds.CODES and held.of in CHECKED
        found[name] = [text for text in texts if text] if is_ticked else texts[-1]
    return found


def field_at(path: str) -> Field | None:
    """The field of a path; None when it is no path of a sheet."""
    code, _dot, rest = path.partition(".")
    if bool(rest) != (code in ROWS) or (rest and not ROW_PATH.fullmatch(rest)):
        return None
    try:
        return form().field(path)
    except KeyError:
        return None


ROWS = frozenset(one.code for one in form() if one.kind == kinds.ROWS)
ROW_PATH = re.compile(rf"{KEY.pattern}\.[a-z_]+")


def typed_anew(
    told: Mapping[str, Typed], *, base: Content, labels: Labels, removed: Iterable[str]
) -> dict[str, Typed]:
    """What was typed since the form was shown; rows that were removed are emptied."""
    held = flat(base)
    found = {path: value for path, value in told.items() if not _same(path, value, held, labels)}
    for row in removed:
        found = {path: value for path, value in found.items() if not path.startswith(f"{row}.")}
        found |= {path: "" for path in held if path.startswith(f"{row}.")}
    return found


def _same(path: str, value: Typed, held: Mapping[str, Any], labels: Labels) -> bool:
    one = form().field(path)
    shown = as_typed(one, held.get(path), labels)
    if isinstance(shown, list):
        return sorted(shown) == sorted(value)
    return shown.strip() == str(value).strip()


def apart(reader: Reader, told: Mapping[str, Typed]) -> tuple[dict[str, Typed], dict[str, str]]:
    """What is understood, and by path why the rest is not: one fault stops nothing else."""
    good: dict[str, Typed] = {}
    faults: dict[str, str] = {}
    for path, value in told.items():
        if path == "title" and not str(value).strip():
            faults[path] = _("Une fiche garde toujours un intitulé.")
            continue
        try:
            read_values(reader, form(), {path: value})
        except InputRefused as refusal:
            faults[path] = refusal.problems[0].advice
        else:
            good[path] = value
    return good, faults


def shown_conflicts(
    conflicts: Iterable[Conflict], told: Mapping[str, Typed], labels: Labels
) -> dict[str, ShownConflict]:
    """Conflicts as the form shows them, by path."""
    return {one.path: _shown(one, told[one.path], labels) for one in conflicts}


def _shown(one: Conflict, mine: Typed, labels: Labels) -> ShownConflict:
    held = form().field(one.path)
    theirs = as_typed(held, one.theirs, labels)
    return ShownConflict(
        path=one.path,
        label=form().label(one.path),
        theirs="" if is_empty(one.theirs) else in_words(held, one.theirs, labels),
        mine=_mine(held, mine, labels),
        typed_theirs=theirs,
        typed_both=joined(held, theirs, mine) if held.kind in JOINED else None,
    )


def _mine(one: Field, typed: Typed, labels: Labels) -> str:
    """What was typed, as one reads it."""
    known = labels.get(one.of, {})
    if isinstance(typed, list):
        return ", ".join(known.get(code, code) for code in typed)
    return known.get(typed, typed) if one.kind == kinds.CHOICE else typed


def joined(one: Field, theirs: Typed, mine: Typed) -> Typed:
    """Both values, one after the other; what is in both is told once."""
    if isinstance(theirs, list):
        return list(dict.fromkeys([*theirs, *mine]))
    if one.kind == kinds.TEXT:
        return "\n\n".join(text for text in (theirs, str(mine)) if text)
    lines = [*theirs.splitlines(), *str(mine).splitlines()]
    return "\n".join(dict.fromkeys(line for line in lines if line.strip()))


def chosen(
    told: Mapping[str, Typed], data: QueryDict, *, base: Content, labels: Labels
) -> tuple[dict[str, Typed], list[Conflict]]:
    """What was typed, once each clash shown is settled by its choice; those without one are left.

    `base`: the content at the revision that the form showed, so what the others wrote.
    """
    kept, left = dict(told), []
    held = flat(base)
    for path in data.getlist(ASKED):
        one = field_at(path)
        if one is None or path not in told:
            continue
        choice = data.get(f"{KEEP}{path}", "")
        theirs = as_typed(one, held.get(path), labels)
        if choice == THEIRS:
            kept[path] = theirs
        elif choice == BOTH and one.kind in JOINED:
            kept[path] = joined(one, theirs, told[path])
        elif choice != MINE and not _same(path, told[path], held, labels):
            del kept[path]
            left.append(Conflict(path, None, held.get(path), told[path]))
    return kept, left


def fresh(
    *, before: Content, after: Content, but: Iterable[str], labels: Labels
) -> Iterator[tuple[str, Typed]]:
    """What others wrote from a content to another, as forms show it."""
    old, new, mine = flat(before), flat(after), set(but)
    for path in dict.fromkeys([*old, *new]):
        one = field_at(path)
        if one is not None and path not in mine and old.get(path) != new.get(path):
            yield path, as_typed(one, new.get(path), labels)
