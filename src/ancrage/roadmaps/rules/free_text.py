"""Milestones, indicators and financings in one cell: as we write them, or as people do."""

import re
from collections.abc import Mapping
from typing import Protocol

from ancrage.files.rules.cells import UnreadableError
from ancrage.kernel.text import typeset
from ancrage.roadmaps.rules.fields import Field, Form
from ancrage.roadmaps.rules.financers import Financers
from ancrage.roadmaps.rules.periods import read_period
from ancrage.roadmaps.rules.row_text import Labels, is_written, lines_of, read_line
from ancrage.roadmaps.rules.values import MOST_ROWS, Reader

PLAN = "funding"
PLAN_LABELS = {
    "financer": "Financeur",
    "kind": "Nature",
    "year": "Année",
    "asked": "Demandé",
    "promised": "Promis",
    "granted": "Accordé",
    "paid": "Payé",
}
APART = re.compile(r"\s*(?::|\s[–—-]\s|\()\s*")
COUNTED = re.compile(r"(\d[\d\s]*(?:,\d+)?)\s+(\D{3,})")
AMOUNT = re.compile(
    r"(.+?)\s*(?::|\s[–—-]|=)\s*([\d][\d\s.,]*\s*(?:[kKmM]?\s?€?|[kM]?euros?))\s*(.*)"
)


class Tools(Protocol):
    """What reads: the form, the values, the financers."""

    @property
    def form(self) -> Form: ...
    @property
    def reader(self) -> Reader: ...
    @property
    def financers(self) -> Financers: ...


def labels_of(field: Field) -> Labels:
    """The columns of a field's rows."""
    return Labels(field.columns[0].code, {one.code: one.label for one in field.columns})


def plan_labels() -> Labels:
    """The columns of a funding plan."""
    return Labels("financer", PLAN_LABELS)


def read_rows(text: str, *, of: str, by: Tools) -> list[dict[str, str]]:
    """The rows of a cell, their columns as text. UnreadableError."""
    labels = plan_labels() if of == PLAN else labels_of(by.form.field(of))
    found = []
    for line in lines_of(text):
        if is_written(line):
            try:
                row = read_line(line, labels)
            except LookupError as fault:
                told = ", ".join(labels.labels.values())
                raise UnreadableError(
                    typeset(f"« {fault.args[0]} » n’est pas une colonne : {told}.")
                ) from fault
        else:
            row = _free(line, of, by)
        found.append(row)
    if len(found) > MOST_ROWS:
        raise UnreadableError(f"Pas plus de {MOST_ROWS} lignes.")
    return found


def _free(line: str, of: str, by: Tools) -> dict[str, str]:
    if of == PLAN:
        return _financing(line, by.financers)
    return _milestone(line) if of == "milestones" else _indicator(line, by.reader)


def _milestone(line: str) -> dict[str, str]:
    """« Permis déposé : juin 2027 », « juin 2027 – permis déposé », « Permis (T3 2027) »."""
    parts = [part.strip(" )") for part in APART.split(line) if part.strip(" )")]
    for place in (-1, 0):
        due = _period(parts[place]) if len(parts) > 1 else ""
        if due:
            rest = [part for rank, part in enumerate(parts) if rank != place % len(parts)]
            return {"title": " – ".join(rest), "due": due}
    return {"title": line}


def _period(text: str) -> str:
    try:
        return read_period(text)
    except UnreadableError:
        return ""


def _indicator(line: str, reader: Reader) -> dict[str, str]:
    """« Emplois créés : 12 », « 12 emplois créés », « Nombre de visiteurs »."""
    label, _colon, told = (part.strip() for part in line.partition(":"))
    target = re.fullmatch(r"\+?(\d[\d\s]*(?:[,.]\d+)?)\s*(\D*)", told)
    counted = COUNTED.fullmatch(line)
    if target:
        row = {"label": label, "target": target[1].strip(), "unit": target[2].strip(" .")}
    elif counted and not told:
        row = {"label": counted[2].strip(" ."), "target": counted[1].strip()}
    else:
        row = {"label": line}
    code = reader.vocabularies["indicators"].read(row["label"])
    if code:
        row = {"indicator": code, "target": row.get("target", "")}
    return {name: value for name, value in row.items() if value}


def _financing(line: str, financers: Financers) -> dict[str, str]:
    """« Région 2027 : 20 000 € », « État (FNADT) : 50 k€ accordé »."""
    told = AMOUNT.fullmatch(line)
    named = financers.heading(f"{told[1]} {told[3]}", is_sure=True) if told else None
    if told is None or named is None:
        raise UnreadableError(
            typeset(
                "Écrivez une ligne par financeur : « Région | Année : 2027 | Demandé : 20 000 € »."
            )
        )
    row: Mapping[str, str] = {
        "financer": named.financer,
        "year": str(named.year or ""),
        named.stage: told[2],
    }
    return {name: value for name, value in row.items() if value}
