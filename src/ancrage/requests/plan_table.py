"""What a file would do, line by line, and its faults: tables to look through before confirming."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.kernel.problems import Problem
from ancrage.kernel.text import typeset
from ancrage.requests.definitions import state_of, words
from ancrage.requests.queries.filing import CHANGED, NEW, SAME, Plan, Planned
from ancrage.requests.words import amount, where_words
from ancrage.ui.formats import french_date
from ancrage.ui.tables import Column, Table

KINDS = {
    NEW: gettext_lazy("nouvelle"),
    CHANGED: gettext_lazy("modifiée"),
    SAME: gettext_lazy("inchangée"),
}
AMOUNTS = frozenset({"cost", "asked_amount", "granted_amount"})
NAMES: Mapping[str, str] = {
    "company_name": "company",
    "territory": "commune",
}


def plan_table(request: HttpRequest, plan: Plan) -> Table:
    """The lines of a file and what each does; those that change something come first."""
    order = {CHANGED: 0, NEW: 1, SAME: 2}
    rows = sorted(plan.rows, key=lambda row: (order[row.kind], row.filed.row))
    return Table(
        request,
        rows=rows,
        columns=(
            Column("ligne", _("Ligne"), lambda row: row.filed.row, numeric=True),
            Column("effet", _("Effet"), lambda row: str(KINDS[row.kind]), filterable=True),
            Column("code", _("Sollicitation"), lambda row: row.made.code),
            Column("numero", _("Numéro de dossier"), lambda row: row.made.number),
            Column("mesure", _("Mesure"), lambda row: row.made.measure_name, filterable=True),
            Column("entreprise", _("Entreprise"), lambda row: row.made.company_name),
            Column("lieu", _("Lieu"), lambda row: where_words(row.made)),
            Column("etat", _("État"), lambda row: state_of(row.made.state).label, filterable=True),
            Column("changements", _("Ce qui change"), changes_in_words, sortable=False),
        ),
        search=lambda row: f"{row.made.number} {row.made.company_name} {row.made.code}",
        caption=_("Ce que le fichier fera"),
        filename="apercu-reprise",
    )


def problems_table(request: HttpRequest, problems: Sequence[Problem]) -> Table:
    """Every fault of a file, where it is, and what to do."""
    return Table(
        request,
        rows=problems,
        columns=(
            Column("ligne", _("Ligne"), lambda p: p.row),
            Column("colonne", _("Colonne"), lambda p: p.column or "", filterable=True),
            Column("faute", _("Faute"), lambda p: p.what[:1].upper() + p.what[1:]),
            Column("faire", _("Que faire"), lambda p: p.advice),
        ),
        search=lambda p: f"{p.what} {p.column}",
        caption=_("Fautes, dans l’ordre du fichier"),
        filename="fautes-reprise",
        prefix="faute_",
    )


def changes_in_words(row: Planned) -> str:
    """« État : en instruction → accordée ; Montant accordé (€) : inconnu → 12 500 € »."""
    told = (
        f"{_heading(name)} : {_written(name, before)} → {_written(name, after)}"
        for name, (before, after) in row.changes.items()
    )
    return typeset(" ; ".join(told))


def _heading(name: str) -> str:
    return words().headings.get(NAMES.get(name, name), name)


def _written(name: str, value: object) -> str:
    if name in AMOUNTS:
        return amount(value if isinstance(value, int) else None)
    if isinstance(value, dt.date):
        return french_date(value)
    if name == "state" and value:
        return state_of(str(value)).label
    return str(value) if value not in (None, "") else _("vide")
