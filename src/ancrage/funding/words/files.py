"""Imports of financers' files in words and tables: what lines do, faults, what was inferred."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.funding.definitions import chart, money_words
from ancrage.funding.queries.previews import CORRECTED, Grouped, Preview, Row, Sum
from ancrage.funding.rules.filed import Fault
from ancrage.funding.rules.plan import CHANGED, LOOSE, MADE, SAME
from ancrage.kernel.text import typeset
from ancrage.ui.tables import Column, Table

EFFECTS = {
    MADE: gettext_lazy("nouveau"),
    CHANGED: gettext_lazy("mis à jour"),
    SAME: gettext_lazy("inchangé"),
    LOOSE: gettext_lazy("paiement à rattacher"),
}
PLACES = {
    "inside": gettext_lazy("dans un territoire"),
    "outside": gettext_lazy("hors territoire"),
    "unknown": gettext_lazy("lieu inconnu"),
}
FEW = 10
"""Up to so many lines are read at a glance: a table needs no search."""
ORDER = {CHANGED: 0, LOOSE: 1, MADE: 2, SAME: 3}


def rows_table(request: HttpRequest, preview: Preview) -> Table:
    """Each dossier, each payment to match, and what becomes of it; what changes first."""
    rows = sorted(preview.rows, key=lambda row: ORDER[row.kind])
    return Table(
        request,
        rows=rows,
        columns=(
            Column("ligne", _("Ligne"), lambda row: row.row),
            Column("dossier", _("Dossier"), lambda row: row.name),
            Column("effet", _("Effet"), lambda row: str(EFFECTS[row.kind]), filterable=True),
            Column("dit", _("Ce qui est passé"), lambda row: row.says, sortable=False),
            Column("lieu", _("Lieu"), _place, filterable=True),
            Column("code", _("Code"), _code),
        ),
        controls=len(rows) > FEW,
        search=lambda row: f"{row.name} {row.code} {row.says}",
        caption=_("Ce que le fichier fera, dossier par dossier"),
        filename="apercu-fichier-financier",
    )


def _place(row: Row) -> str:
    return row.territory or str(PLACES[row.place])


def _code(row: Row) -> str:
    return f"{row.code} ({_('par')} {row.how})" if row.code else ""


def faults_table(request: HttpRequest, faults: Sequence[Fault]) -> Table:
    """Every fault: where it is, what it holds, what to do."""
    return Table(
        request,
        rows=faults,
        columns=(
            Column("ligne", _("Ligne"), lambda f: f.row, numeric=False),
            Column("colonne", _("Colonne"), lambda f: f.column, filterable=True),
            Column("valeur", _("Valeur"), lambda f: f.value),
            Column("faute", _("Faute"), lambda f: f.what[:1].upper() + f.what[1:]),
            Column("faire", _("Que faire"), lambda f: f.advice),
        ),
        controls=len(faults) > FEW,
        search=lambda f: f"{f.what} {f.column} {f.value}",
        caption=_("Fautes, dans l’ordre du fichier"),
        filename="fautes-fichier-financier",
        prefix="faute_",
    )


def notes_table(request: HttpRequest, notes: Sequence[Grouped]) -> Table:
    """What was inferred, the same inferences together, to be confirmed."""
    return Table(
        request,
        rows=notes,
        columns=(
            Column("deduit", _("Ce qui a été déduit"), lambda one: _capital(one.text)),
            Column("colonne", _("Colonne"), lambda one: one.column),
            Column("lignes", _("Lignes"), lambda one: one.count, numeric=True),
            Column("exemple", _("Par exemple"), _example),
        ),
        controls=False,
        caption=_("Ce qui a été déduit, à confirmer"),
        filename="deductions-fichier-financier",
        prefix="note_",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _example(one: Grouped) -> str:
    told = f" : {one.example}" if one.example else ""
    return typeset(_("ligne %(row)d") % {"row": one.row} + told)


def sums_table(request: HttpRequest, sums: Sequence[Sum]) -> Table:
    """What the file posts at each stage, inside and outside the territories."""
    return Table(
        request,
        rows=sums,
        columns=(
            Column("stade", _("Stade"), lambda s: stage_label(s.stage)),
            Column("nombre", _("Écritures"), lambda s: s.count, numeric=True),
            *(
                Column(name, label, _cents(name), unit="€", decimals=2, numeric=True)
                for name, label in (
                    ("cents", _("Montant")),
                    ("inside", _("Dans un territoire")),
                    ("outside", _("Hors territoire")),
                    ("unknown", _("Lieu inconnu")),
                )
            ),
        ),
        controls=False,
        caption=_("Ce que le fichier passe au grand livre, par stade"),
        filename="totaux-fichier-financier",
        prefix="total_",
    )


def _cents(name: str):  # type: ignore[no-untyped-def] # noqa: ANN202
    return lambda one: getattr(one, name) / 100


def stage_label(stage: str) -> str:
    """A stage in words; what is taken out of it as an error."""
    head, _sep, rest = stage.partition(":")
    if head == CORRECTED:
        return _("%s, erreur corrigée") % chart().label(rest)
    return chart().label(stage)


def field_options() -> list[tuple[str, str]]:
    """What a column may be."""
    return [("", _("ne pas reprendre")), *money_words().headings.items()]
