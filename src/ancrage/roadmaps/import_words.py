"""Imports in words and tables: what columns may be, what lines do, faults, the file to mend."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset
from ancrage.roadmaps.definitions import form, words
from ancrage.roadmaps.exporting import Names, text_of
from ancrage.roadmaps.rules import fields as kinds
from ancrage.roadmaps.rules import recognising as targets
from ancrage.roadmaps.rules.filed import Fault, Filed, Note
from ancrage.roadmaps.rules.funding import STAGES
from ancrage.roadmaps.rules.periods import period_words
from ancrage.roadmaps.rules.planning import (
    BY_CODE,
    BY_REFERENCE,
    BY_TITLE,
    CHANGED,
    FAULTY,
    NEW,
    SAME,
    Plan,
    Planned,
)
from ancrage.ui.exports import Sheet
from ancrage.ui.tables import Column, Table

KINDS = {
    NEW: gettext_lazy("créée"),
    CHANGED: gettext_lazy("modifiée"),
    SAME: gettext_lazy("inchangée"),
    FAULTY: gettext_lazy("à corriger"),
}
HOW = {
    "": "",
    BY_CODE: gettext_lazy("son code"),
    BY_REFERENCE: gettext_lazy("sa référence"),
    BY_TITLE: gettext_lazy("son intitulé et son porteur"),
}
PAGES = {
    targets.SHEETS: gettext_lazy("une fiche par ligne"),
    targets.FUNDING: gettext_lazy("un financement par ligne"),
    targets.MILESTONES: gettext_lazy("un jalon par ligne"),
    targets.INDICATORS: gettext_lazy("un indicateur par ligne"),
    "": gettext_lazy("ne pas reprendre"),
}
ROW_LABELS = {
    targets.CODE: gettext_lazy("Code Ancrage de la fiche"),
    "sheet_reference": gettext_lazy("Référence de la fiche"),
    "sheet_title": gettext_lazy("Intitulé de la fiche"),
    "financer": gettext_lazy("Financeur"),
    "kind": gettext_lazy("Nature du financeur"),
    "year": gettext_lazy("Année"),
    "stage": gettext_lazy("Stade"),
    "amount": gettext_lazy("Montant"),
}
MOST_NUMBERED = 3
LONG = 120
FEW = 10
"""Up to so many lines are read at a glance: a table needs no search."""
Options = list[tuple[str, list[tuple[str, str]]]]


def target_options(kind: str, present: Iterable[str]) -> Options:
    """What a column of a page may be, by groups. `present`: what columns are already."""
    if kind != targets.SHEETS:
        return [("", [("", _("ne pas reprendre")), *_row_options(kind)])]
    own = [(code, label) for code, label in targets.OWN.items()]
    own.append((targets.YEAR, _("Année des montants")))
    groups: Options = [("", [("", _("ne pas reprendre")), *own])]
    groups += [
        (section.label, [(f.code, f.label) for f in section.fields]) for section in form().sections
    ]
    money = [(f"funding.{s}", _("%s, du financeur que dit le titre") % _stage(s)) for s in STAGES]
    groups.append((_("Montants"), money))
    numbered = _numbered(present)
    groups.append((_("Financeurs numérotés"), [(t, target_label(t)) for t in numbered["financer"]]))
    groups.append((_("Jalons numérotés"), [(t, target_label(t)) for t in numbered["milestones"]]))
    common = [
        (f"indicators.{code}.{name}", f"{label}, {form().field('indicators').column(name).label}")
        for code, label in words("indicators").items()
        for name in ("target", "baseline", "observed")
    ]
    groups.append((_("Indicateurs communs"), common))
    return groups


def _row_options(kind: str) -> list[tuple[str, str]]:
    if not kind:
        return []
    whose = [targets.CODE, "sheet_reference", "sheet_title"]
    return [(code, target_label(code, kind)) for code in (*whose, *targets.OF_ROWS[kind])]


def _numbered(present: Iterable[str]) -> dict[str, list[str]]:
    numbers = {
        int(p.split(".")[1]) for p in present if p.split(".")[1:2] and p.split(".")[1].isdigit()
    }
    ranks = range(1, max([MOST_NUMBERED, *numbers]) + 1)
    financer = [f"financer.{n}.{p}" for n in ranks for p in ("name", "amount", "year", "stage")]
    milestones = [f"milestones.{n}.{p}" for n in ranks for p in ("title", "due", "done")]
    return {"financer": financer, "milestones": milestones}


def target_label(target: str, kind: str = targets.SHEETS) -> str:
    """A target in words."""
    if kind in targets.ROWS:
        return _row_label(target, kind)
    head, *rest = target.split(".")
    if head == "financer":
        parts = {"name": _("nom"), "amount": _("montant"), "year": _("année"), "stage": _("stade")}
        return _("Financeur %(n)s : %(part)s") % {"n": rest[0], "part": parts[rest[1]]}
    number = words("indicators").get(rest[0], rest[0])
    return f"{form().field(head).label} {number}, {form().field(target).label}"


def _row_label(target: str, kind: str) -> str:
    if target in STAGES:
        return _stage(target)
    known = ROW_LABELS.get(target)
    return str(known) if known else form().field(kind).column(target).label


def _stage(stage: str) -> str:
    return _("Montant %s") % words("stages")[stage]


def _found(rows: Sequence[Planned]) -> Sequence[Column]:
    """Which sheets lines are about, when some are there already."""
    if not any(row.code for row in rows):
        return ()
    return (
        Column("code", _("Code"), lambda row: row.code),
        Column("par", _("Retrouvée par"), lambda row: str(HOW[row.how])),
    )


def plan_table(request: HttpRequest, plan: Plan, names: Names) -> Table:
    """Each line and what it does, those that change something first."""
    order = {CHANGED: 0, NEW: 1, SAME: 2, FAULTY: 3}
    rows = sorted(plan.rows, key=lambda row: order[row.kind])
    return Table(
        request,
        rows=rows,
        columns=(
            Column("intitule", _("Intitulé"), lambda row: row.title),
            Column("effet", _("Fiche"), lambda row: str(KINDS[row.kind]), filterable=True),
            *_found(rows),
            Column("lu", _("Ce qui est lu"), lambda row: read_words(row, names), sortable=False),
            Column("place", _("Où"), lambda row: place_of(row.filed)),
        ),
        controls=len(rows) > FEW,
        search=lambda row: f"{row.title} {row.code} {row.filed.reference}",
        caption=_("Ce que les fichiers feront, fiche par fiche"),
        filename="apercu-reprise",
    )


def faults_table(request: HttpRequest, faults: Sequence[Fault]) -> Table:
    """Every fault: where it is, what it holds, what to do."""
    return Table(
        request,
        rows=faults,
        columns=(
            Column("fichier", _("Fichier"), lambda f: f.file, filterable=True),
            Column("feuille", _("Feuille"), lambda f: f.page),
            Column("ligne", _("Ligne"), lambda f: f.row),
            Column("colonne", _("Colonne"), lambda f: f.column, filterable=True),
            Column("valeur", _("Valeur"), lambda f: f.value),
            Column("faute", _("Faute"), lambda f: f.what[:1].upper() + f.what[1:]),
            Column("faire", _("Que faire"), lambda f: f.advice),
        ),
        controls=len(faults) > FEW,
        search=lambda f: f"{f.what} {f.column} {f.value}",
        caption=_("Fautes, dans l’ordre des fichiers"),
        filename="fautes-reprise",
        prefix="faute_",
    )


def notes_table(request: HttpRequest, notes: Sequence[tuple[Filed, Note]]) -> Table:
    """What was inferred, to be confirmed."""
    return Table(
        request,
        rows=notes,
        columns=(
            Column("place", _("Où"), lambda one: place_of(one[0])),
            Column("fiche", _("Fiche"), lambda one: one[0].title or one[0].reference),
            Column("colonne", _("Colonne"), lambda one: one[1].column, filterable=True),
            Column("deduit", _("Ce qui a été déduit"), lambda one: one[1].text),
        ),
        controls=len(notes) > FEW,
        search=lambda one: f"{one[0].title} {one[1].text}",
        caption=_("Ce qui a été déduit, à confirmer"),
        filename="deductions-reprise",
        prefix="note_",
    )


def place_of(filed: Filed) -> str:
    """« fichier.xlsx · Feuil1, ligne 12 »."""
    if filed.file.lower().endswith(".docx"):
        return filed.file
    return f"{filed.file} · {filed.place}"


def read_words(row: Planned, names: Names) -> str:
    """« Coût total : 21 667 € ; Début : inconnu → mars 2027 », in the order of the form."""
    is_new = row.kind == NEW
    told: dict[str, list[str]] = {}
    for path, pair in sorted(row.changes.items(), key=lambda one: _rank(one[0])):
        if not (is_new and path == "title"):
            whole, *rest = path.split(".")
            label = form().field(whole).label
            told.setdefault(label, []).append(_change(path, pair, names, is_new=is_new, rest=rest))
    said = [f"{label} : {', '.join(parts)}" for label, parts in told.items()]
    said += [
        f"{money.financer}, {money.year}, {words('stages')[money.stage]} : "
        + (f"{euros(held)} → " if held else "")
        + euros(money.cents)
        for money, held in row.money
    ]
    return typeset(" ; ".join(said))


def _rank(path: str) -> tuple[int, str]:
    """The place of a path in the form; rows stay together."""
    whole, *rest = path.split(".")
    return [field.code for field in form()].index(whole), ".".join(rest[:1])


def _change(
    path: str, pair: tuple[Any, Any], names: Names, *, is_new: bool, rest: Sequence[str]
) -> str:
    """What a path holds, or its change; a column of a row that is there already is named."""
    before, after = (value_words(path, value, names) for value in pair)
    if is_new:
        return after
    named = f"{form().field(path).label} " if rest else ""
    return f"{named}{before or _('vide')} → {after}"


def value_words(path: str, value: Any, names: Names) -> str:  # noqa: ANN401 as it is kept
    """A value as people read it, cut when it is long."""
    field = form().field(path)
    if value is None:
        return ""
    if field.kind == kinds.EUROS:
        return euros(value)
    if field.kind == kinds.PERIOD:
        return period_words(value)
    told = text_of(field, value, names).replace("\n", ", ")
    return told if len(told) <= LONG else f"{told[:LONG]}…"


def errors_sheet(rows: Sequence[Filed], faults: Sequence[Fault]) -> Sheet:
    """The lines at fault as their files write them, the message beside each, to mend and send
    again. Our two columns are left aside when it comes back."""
    titles: Mapping[str, None] = {heading: None for one in rows for heading in one.cells}
    headings = [_("À corriger"), _("Fichier d’origine"), *titles]
    lines = [
        [
            "\n".join(_message(fault) for fault in one.faults),
            place_of(one),
            *(one.cells.get(heading, "") for heading in titles),
        ]
        for one in rows
    ]
    notes = [(fault.place, _message(fault)) for fault in faults]
    return Sheet(_("Lignes à corriger"), headings, lines, notes=notes)


def _message(fault: Fault) -> str:
    held = f" « {fault.value} »" if fault.value else ""
    where = f"{fault.column} : " if fault.column else ""
    return typeset(f"{where}{fault.what}{held} {fault.advice}".strip())
