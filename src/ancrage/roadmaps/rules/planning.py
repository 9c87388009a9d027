"""What files would do to the sheets of a territory: which is which, what changes, what is wrong."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ancrage.kernel.text import fold, typeset
from ancrage.roadmaps.rules.content import Change, Content, changed, changes
from ancrage.roadmaps.rules.fields import Form
from ancrage.roadmaps.rules.filed import Fault, Filed, Money, Note, joined
from ancrage.roadmaps.rules.funding import Line

NEW, CHANGED, SAME, FAULTY = "new", "changed", "same", "faulty"
BY_CODE, BY_REFERENCE, BY_TITLE = "code", "reference", "title"
CLOSED = frozenset({"closed", "refused"})
IDENTITY = {"milestones": ("title",), "indicators": ("indicator", "label")}
"""What tells a row of a file from another one of the sheet, by field."""


@dataclass(frozen=True, slots=True)
class Held:
    """A sheet of the territory, as far as files are compared to it."""

    code: str
    content: Mapping[str, Any]
    plan: tuple[Line, ...] = ()
    state: str = "idea"
    is_private: bool = False
    is_deleted: bool = False

    def told(self, name: str) -> str:
        return str(self.content.get(name, ""))


@dataclass(frozen=True, slots=True)
class Planned:
    """A line and what it does. `how`: what its sheet was found by; `money`: the amounts that
    differ from those told until now, with these in cents; `cells`: where each change comes from."""

    filed: Filed
    kind: str
    code: str = ""
    how: str = ""
    content: Content = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    money: tuple[tuple[Money, int], ...] = ()

    @property
    def title(self) -> str:
        return str(self.content.get("title", "") or self.filed.title)


@dataclass(frozen=True, slots=True)
class Plan:
    """What files would do: lines at fault do nothing."""

    rows: tuple[Planned, ...]
    faults: tuple[Fault, ...] = ()

    def of(self, kind: str) -> list[Planned]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(self.of(kind)) for kind in (NEW, CHANGED, SAME, FAULTY)}

    @property
    def has_changes(self) -> bool:
        return any(row.kind in {NEW, CHANGED} for row in self.rows)

    @property
    def all_faults(self) -> list[Fault]:
        """Those of files first, then line by line."""
        return [*self.faults, *(fault for row in self.rows for fault in row.filed.faults)]

    @property
    def notes(self) -> list[tuple[Filed, Note]]:
        """What is to be confirmed, of the lines that do something."""
        return [
            (row.filed, note)
            for row in self.rows
            if row.kind in {NEW, CHANGED}
            for note in row.filed.notes
        ]


@dataclass(frozen=True)
class Sheets:
    """The sheets of a territory by what files tell them by."""

    by_code: Mapping[str, Held]
    by_reference: Mapping[str, list[Held]]
    by_title: Mapping[str, list[Held]]


def sheets_of(held: Iterable[Held]) -> Sheets:
    """The sheets by code, reference and title; those of the bin by code alone."""
    by_code, references, titles = {}, defaultdict(list), defaultdict(list)
    for sheet in held:
        by_code[sheet.code] = sheet
        if sheet.is_deleted:
            continue
        if sheet.told("reference"):
            references[fold(sheet.told("reference"))].append(sheet)
        titles[fold(sheet.told("title"))].append(sheet)
    return Sheets(by_code, references, titles)


def planned(
    lines: Sequence[Filed], *, held: Iterable[Held], form: Form, faults: Sequence[Fault] = ()
) -> Plan:
    """What lines would do to the sheets of a territory. The lines themselves are left as they are.

    Lines of the same sheet are told apart; the second one is at fault.
    """
    sheets = sheets_of(held)
    seen: dict[tuple[str, str], Filed] = {}
    rows = []
    for one in joined([_copied(line) for line in lines]):
        found, how = _found(one, sheets)
        _check_twice(one, found, seen)
        rows.append(_planned(one, found, how, form))
    return Plan(tuple(rows), tuple(faults))


def _copied(line: Filed) -> Filed:
    return replace(
        line,
        values=dict(line.values),
        origins=dict(line.origins),
        money=list(line.money),
        notes=list(line.notes),
        faults=list(line.faults),
    )


def _found(one: Filed, sheets: Sheets) -> tuple[Held | None, str]:
    """The sheet that a line is about, and how it was found; None for a new one."""
    if one.code:
        held = sheets.by_code.get(one.code)
        if held is not None and held.is_deleted:
            one.blame(
                "Code Ancrage", "cette fiche est à la corbeille.", "Rétablissez-la.", one.code
            )
            return None, ""
        if held is not None:
            return held, BY_CODE
        text = f"« {one.code} » n’est pas une fiche de ce territoire : cherchée par sa référence."
        one.notes.append(Note("Code Ancrage", typeset(text)))
    if one.reference and (among := sheets.by_reference.get(fold(one.reference))):
        if len(among) == 1:
            return among[0], BY_REFERENCE
        codes = ", ".join(sheet.code for sheet in among)
        what = "plusieurs fiches du territoire ont cette référence."
        one.blame("Référence", what, f"Donnez le code : {codes}.", one.reference)
        return None, ""
    return _by_title(one, sheets)


def _by_title(one: Filed, sheets: Sheets) -> tuple[Held | None, str]:
    """By title and owner; by title alone when the line tells no owner."""
    among = sheets.by_title.get(fold(one.title), []) if one.title else []
    if one.owner:
        among = [s for s in among if fold(s.told("owner_name")) in {fold(one.owner), ""}]
    named = [s for s in among if not (one.reference and s.told("reference"))]
    if len(named) > 1:
        codes = ", ".join(sheet.code for sheet in named)
        what = "plusieurs fiches du territoire ont cet intitulé."
        one.blame("Intitulé", what, f"Donnez la référence, ou le code : {codes}.", one.title)
        return None, ""
    if named:
        return named[0], BY_TITLE
    if among:
        known = among[0]
        text = f"Même intitulé que {known.code}, de référence {known.told('reference')} : nouvelle."
        one.notes.append(Note("Intitulé", typeset(text)))
    return None, ""


def _check_twice(one: Filed, found: Held | None, seen: dict[tuple[str, str], Filed]) -> None:
    names = [("sheet", found.code)] if found else []
    if one.reference:
        names.append(("reference", fold(one.reference)))
    elif one.title:
        names.append(("title", f"{fold(one.title)}\n{fold(one.owner)}"))
    for name in names:
        first = seen.setdefault(name, one)
        if first is not one:
            same = "la même référence" if name[0] == "reference" else "la même fiche"
            where = first.place if first.file == one.file else f"{first.file}, {first.place}"
            what = f"{same} est déjà dite : {where}."
            column = "Référence" if one.reference else "Intitulé"
            one.blame(column, what, "Gardez-en une, ou distinguez-les.", one.reference or one.title)
            return


def _planned(one: Filed, found: Held | None, how: str, form: Form) -> Planned:
    before: Mapping[str, Any] = found.content if found else {}
    made, cells = _keyed(one, before)
    content = changed(before, made)
    if not content.get("title") and not one.faults:
        one.blame("Intitulé", "l’intitulé manque.", "Écrivez-le : c’est le nom de l’action.")
    told = changes(before, content)
    money = _money(one, found.plan if found else ())
    if found and found.state in CLOSED and (told or money):
        one.blame("Intitulé", f"{found.code} est close.", "Reprenez-la d’abord, sur sa page.")
    if found and one.is_private not in {None, found.is_private}:
        text = f"{found.code} : un fichier ne change pas la réserve d’une fiche déjà là."
        one.notes.append(Note("Réservée", typeset(text)))
    _check_order(content, one, form)
    if one.faults:
        return Planned(one, FAULTY, found.code if found else "", how)
    kind = NEW if found is None else CHANGED if told or money else SAME
    code = found.code if found else ""
    origins = {path: cells[path] for path in told if cells.get(path)}
    return Planned(one, kind, code, how, content, told, origins, money)


def _check_order(content: Content, one: Filed, form: Form) -> None:
    if {"starts", "ends"} & one.values.keys():
        starts, ends = content.get("starts", ""), content.get("ends", "")
        if starts and ends and ends[:4] < starts[:4]:
            label = form.field("ends").label
            one.blame(label, "l’action finit avant de commencer.", "Vérifiez les deux dates.", ends)


def _money(one: Filed, plan: Sequence[Line]) -> tuple[tuple[Money, int], ...]:
    """The amounts that differ from those told until now."""
    held = {
        (fold(line.financer), line.year, stage): (line, cents)
        for line in plan
        for stage in ("asked", "promised", "granted", "paid")
        if (cents := line.at(stage))
    }
    found, seen = [], set()
    for money in one.money:
        if money.key in seen:
            what = f"{money.financer}, {money.year} : ce montant est dit deux fois."
            one.blame("Plan de financement", what, "Gardez-en un, ou faites-en la somme.")
            continue
        seen.add(money.key)
        line, cents = held.get(money.key, (None, 0))
        named = replace(money, financer=line.financer, kind=line.kind) if line else money
        if cents != money.cents:
            found.append((named, cents))
    return tuple(found)


def _keyed(one: Filed, before: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Values and cells by the paths of the sheet: rows of the file take the keys of its rows."""
    values: dict[str, Any] = {}
    cells: dict[str, str] = {}
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for path, value in one.values.items():
        if "." not in path:
            values[path], cells[path] = value, one.origins.get(path, "")
        else:
            code, key, column = path.split(".")
            rows.setdefault(code, {}).setdefault(key, {})[column] = value
    for code, told in rows.items():
        free = dict(before.get(code, {}))
        for passing, row in told.items():
            key = _key_of(code, row, free, before.get(code, {}), values)
            for column, value in row.items():
                values[f"{code}.{key}.{column}"] = value
                cells[f"{code}.{key}.{column}"] = one.origins.get(f"{code}.{passing}.{column}", "")
    return values, cells


def _key_of(
    code: str,
    row: Mapping[str, Any],
    free: dict[str, Any],
    held: Mapping[str, Any],
    made: Mapping[str, Any],
) -> str:
    """The key of the row of the sheet that a row of the file is, taken from `free`; else a new
    one."""
    for key, other in free.items():
        if _identity(code, row) == _identity(code, other):
            free.pop(key)
            return key
    taken = {*held, *(path.split(".")[1] for path in made if path.startswith(f"{code}."))}
    number = 1
    while f"{code[0]}{number}" in taken:
        number += 1
    return f"{code[0]}{number}"


def _identity(code: str, row: Mapping[str, Any]) -> object:
    """What tells a row from another; all that it says when it has no name."""
    named = next((row[column] for column in IDENTITY[code] if row.get(column)), "")
    return fold(str(named)) or tuple(sorted((c, str(v)) for c, v in row.items() if v))
