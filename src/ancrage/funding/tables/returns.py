"""Returns as tables: the list, the lines of one, what differs between two."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.matching_definitions import return_workflow
from ancrage.funding.models import Return
from ancrage.funding.queries.returns import ReturnRow
from ancrage.funding.rules.halves import read_half
from ancrage.funding.rules.returns import CENTS, LABELS, Difference, Figures, Line
from ancrage.funding.words.matching import source_of
from ancrage.requests.words import in_euros
from ancrage.ui.columns import Value
from ancrage.ui.formats import french_date, number
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Table

SHOWN = frozenset(
    ("received", "granted_files", "refused_files", "pending", "requested", "granted", "paid")
)
"""The fields that a table shows at first; the others are a choice of columns away."""


def returns_table(request: HttpRequest, rows: Sequence[ReturnRow], *, today: dt.date) -> Table:
    """Every return: whose, of when, where it stands, who certified it."""
    return Table(
        request,
        rows=rows,
        columns=(
            Column(
                "declaration",
                _("Déclaration"),
                lambda row: f"{row.held.financer_name}, {half_label(row.held.half)}",
                link=lambda row: link(request, "return", row.held.financer, row.held.half),
            ),
            Column("etat", _("État"), _state),
            Column("echeance", _("À certifier avant le"), lambda row: row.held.due),
            Column("retard", _("En retard"), lambda row: row.is_late),
            Column("par", _("Certifiée par"), _certified_by),
            Column("le", _("Certifiée le"), _certified_on),
            Column("version", _("Version"), lambda row: row.version.rank if row.version else None),
        ),
        filters=(
            Filter("financeur", _("Financeur"), lambda row: row.held.financer_name),
            Filter("semestre", _("Semestre"), lambda row: half_label(row.held.half)),
            Filter("etats", _("État"), _state),
            Filter("retards", _("En retard"), lambda row: _("oui") if row.is_late else _("non")),
        ),
        search=lambda row: f"{row.held.financer_name} {half_label(row.held.half)} {row.held.half}",
        caption=_("Déclarations, par financeur et par semestre"),
        filename="declarations",
        source=source_of(invented=any(row.held.is_demonstration for row in rows)),
        as_of=french_date(today),
    )


def _state(row: ReturnRow) -> str:
    return return_workflow().states[row.held.state].label


def _certified_by(row: ReturnRow) -> str:
    return f"{row.version.certified_name}, {row.version.certified_as}" if row.version else ""


def _certified_on(row: ReturnRow) -> dt.date | None:
    return row.version.certified_at.date() if row.version else None


def lines_table(request: HttpRequest, held: Return, figures: Figures) -> Table:
    """A line for each measure, and the whole first."""
    whole = Line("", _("Toutes les mesures"), figures.whole)
    return Table(
        request,
        rows=[whole, *figures.lines],
        columns=(
            Column("mesure", _("Mesure"), lambda line: line.name or _("sans mesure")),
            *(_column(field) for field in LABELS),
        ),
        caption=_("Ce que dit le grand livre, mesure par mesure"),
        filename=f"declaration-{held.half}",
        source=source_of(invented=held.is_demonstration),
        as_of=french_date(figures.as_of),
    )


def _column(field: str) -> Column:
    return Column(
        field.replace("_", ""),
        LABELS[field],
        _reader(field),
        unit="€" if field in CENTS else "",
        numeric=True,
        decimals=2 if field in CENTS else 0,
        default=field in SHOWN,
    )


def _reader(field: str) -> Callable[[Line], Value]:
    if field in CENTS:
        return lambda line: in_euros(getattr(line.tally, field))
    return lambda line: getattr(line.tally, field)


def differences_table(
    request: HttpRequest, found: Sequence[Difference], *, before: str, after: str, prefix: str
) -> Table:
    """What differs between two returns, figure by figure."""
    return Table(
        request,
        rows=found,
        columns=(
            Column(
                "mesure",
                _("Mesure"),
                lambda one: (
                    (one.name or _("sans mesure")) if one.measure else _("Toutes les mesures")
                ),
            ),
            Column("chiffre", _("Chiffre"), lambda one: one.label),
            Column("avant", before, lambda one: written(one, one.before)),
            Column("apres", after, lambda one: written(one, one.after)),
        ),
        caption=_("De « %(before)s » à « %(after)s »") % {"before": before, "after": after},
        filename="differences",
        prefix=prefix,
    )


def written(one: Difference, value: int | None) -> str:
    """A figure of a difference as it is read."""
    if value is None:
        return _("inconnu")
    if not one.is_cents:
        return number(value)
    return f"−{euros(-value)}" if value < 0 else euros(value)


def cell(field: str, value: int | None) -> str:
    """A figure of a line as a paper writes it."""
    return written(Difference("", "", field, None, None), value)


def half_label(code: str) -> str:
    """« 1er semestre 2026 »."""
    half = read_half(code)
    return half.label if half else code
