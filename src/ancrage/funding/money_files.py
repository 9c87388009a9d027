"""The files that financers take away: the model to fill, their dossiers, their lines at fault."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Max, Sum
from django.http import HttpResponse
from django.utils.translation import gettext as _

from ancrage.funding.definitions import money_words
from ancrage.funding.models import CommitmentLine, Dossier, Entry, MoneyImport
from ancrage.funding.queries.financers import financer_name
from ancrage.funding.queries.importing import dossiers_of
from ancrage.funding.queries.previews import Preview
from ancrage.funding.queries.reading import read_table
from ancrage.kernel.chunks import in_chunks
from ancrage.kernel.text import typeset
from ancrage.ui.exports import Cell, Sheet, csv_response, ods_response, xlsx_response

WRITES: Mapping[str, Callable[[Sheet, str], HttpResponse]] = {
    "xlsx": xlsx_response,
    "ods": ods_response,
    "csv": csv_response,
}
SOURCE = "Ancrage, grand livre des aides"
INVENTED = "Démonstration : données inventées"
OUTCOMES = {"granted": "accordé", "refused": "refusé", "withdrawn": "retiré"}
CLOSED = ("refused", "withdrawn")
UNFILLED = ("code", "department", "envelope")
"""What the export does not tell: the code tells the dossier, the commune its department."""
Facts = Mapping[str, Any]


def _plain(name: str) -> Callable[[Dossier, Facts], Cell]:
    return lambda dossier, facts: getattr(dossier, name)


def _euros(name: str) -> Callable[[Dossier, Facts], Cell]:
    return lambda dossier, facts: in_euros(getattr(dossier, name) or None)


def _gross(stage: str) -> Callable[[Dossier, Facts], Cell]:
    return lambda dossier, facts: in_euros(facts.get(stage, (0, None))[0] or None)


def _last(stage: str) -> Callable[[Dossier, Facts], Cell]:
    return lambda dossier, facts: facts.get(stage, (0, None))[1]


def _asked(dossier: Dossier, facts: Facts) -> Cell:
    """What was asked: all of it once it was refused, else what is not withdrawn."""
    if dossier.outcome in CLOSED:
        return in_euros(facts.get("requested", (0, None))[0] or None)
    return in_euros(dossier.asked_cents + dossier.instruction_cents or None)


def in_euros(cents: int | None) -> Cell:
    """Cents as a number of euros, without decimals that it has not."""
    if cents is None:
        return None
    return cents // 100 if cents % 100 == 0 else cents / 100


CELLS: Mapping[str, Callable[[Dossier, Facts], Cell]] = {
    "code": _plain("code"),
    "number": _plain("number"),
    "year": _plain("year"),
    "siret": _plain("siret"),
    "siren": _plain("siren"),
    "beneficiary": _plain("beneficiary"),
    "measure": _plain("measure"),
    "scheme": _plain("scheme_name"),
    "purpose": _plain("purpose"),
    "commune_code": _plain("commune"),
    "commune": _plain("commune_name"),
    "announced_amount": _euros("announced_cents"),
    "asked_on": _plain("asked_on"),
    "asked_amount": _asked,
    "instructed_on": _plain("instructed_on"),
    "instruction_amount": _euros("instruction_cents"),
    "state": lambda d, facts: OUTCOMES.get(d.outcome, ""),
    "decided_on": _plain("decided_on"),
    "granted_amount": _gross("granted"),
    "eligible_amount": lambda d, facts: in_euros(d.eligible_cents),
    "commitment": lambda d, facts: " ; ".join(facts["commitments"]),
    "decommitted_on": _last("decommitted"),
    "decommitted_amount": _gross("decommitted"),
    "ordered_on": _last("ordered"),
    "ordered_amount": lambda d, facts: in_euros(facts["ordered_or_paid"] or None),
    "paid_on": _last("paid"),
    "paid_amount": _gross("paid"),
    "recovered_on": _last("recovered"),
    "recovered_amount": _gross("recovered"),
    "project": lambda d, facts: d.project.code if d.project else "",
    "project_amount": lambda d, facts: in_euros(d.project.total_cents) if d.project else None,
    "sheet": _plain("sheet"),
    "request": _plain("request"),
    "aid_basis": _plain("aid_basis"),
    "reserved": lambda d, facts: "oui" if d.is_reserved else "",
}
"""The columns of the export: what each holds, by field, in the order of our headings."""


def template() -> Sheet:
    """The table to fill: our headings, and how cells are written."""
    words = money_words().headings
    headings = [heading for field, heading in words.items() if field != "code"]
    notes = [
        ("Une ligne", typeset("Un dossier, avec ses montants jusqu’à l’arrêté du fichier ; ou un "
                              "paiement, avec son numéro et sa date.")),
        ("Cellule vide", "Elle ne change rien."),
        ("Obligatoire", "Un numéro de dossier ou d’engagement, et au moins un montant."),
        (words["siret"], "Quatorze chiffres ; à défaut, les neuf du SIREN."),
        (words["commune_code"], "Le code INSEE du lieu du projet : il dit le territoire."),
        (words["state"], "Accordé, refusé, retiré, en instruction."),
        (words["commitment"], "Celui de la comptabilité ; il peut couvrir plusieurs dossiers."),
        (words["project"], "Le même pour tous les financeurs d’un projet."),
    ]  # fmt: skip
    return Sheet(_("Dossiers d’aide à reprendre"), headings, [], notes=notes)


def dossiers_sheet(financer: str, *, day: dt.date) -> Sheet:
    """The dossiers of a financer as a file that reads back the same."""
    held = list(dossiers_of(financer))
    facts = _facts([dossier.pk for dossier in held])
    words = money_words().headings
    is_invented = any(dossier.is_demonstration for dossier in held)
    return Sheet(
        _("Dossiers de %s") % financer_name(financer),
        [words[name] for name in CELLS],
        [[read(one, facts[one.pk]) for read in CELLS.values()] for one in held],
        source=INVENTED if is_invented else SOURCE,
        as_of=day.isoformat(),
    )


def _facts(pks: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What entries and commitments say of dossiers: (cents, last day) by stage; numbers."""
    found: dict[int, dict[str, Any]] = {pk: {"commitments": [], "ordered_or_paid": 0} for pk in pks}
    for chunk in in_chunks(pks):
        sums = Entry.objects.filter(dossier__in=chunk).order_by()
        for pk, stage, cents, day in sums.values_list("dossier_id", "stage").annotate(
            Sum("cents"), Max("event_on")
        ):
            found[pk or 0][stage] = (cents, day)
        lines = CommitmentLine.objects.filter(dossier__in=chunk).select_related("commitment")
        for line in lines.order_by("pk"):
            held = found[line.dossier_id]
            held["ordered_or_paid"] += line.ordered + line.paid + line.recovered
            if line.commitment.number:
                held["commitments"].append(line.commitment.number)
    return found


def errors_sheet(held: MoneyImport, preview: Preview, *, today: dt.date) -> Sheet:
    """The lines at fault as the file writes them, the message beside each, to mend and send again.

    Our column is left aside when it comes back.
    """
    content = bytes(held.file.content.data)
    table, _apart = read_table(name=held.name, content=content, on=today)
    messages: dict[int, list[str]] = {}
    for fault in preview.faults:
        if fault.row is not None:
            messages.setdefault(fault.row, []).append(
                typeset(f"{fault.column} : {fault.what} {fault.advice}".strip(" :"))
            )
    rows = [_faulty_row(messages[row], row, table.headings, cells)
            for row, cells in table.rows if row in messages]  # fmt: skip
    return Sheet(
        _("Lignes à corriger"), [_("À corriger"), _("Ligne d’origine"), *table.headings], rows
    )


def _faulty_row(
    messages: Iterable[str], row: int, headings: Sequence[str], cells: Sequence[str]
) -> list[Cell]:
    padded = [*cells, *[""] * (len(headings) - len(cells))]
    return ["\n".join(messages), row, *padded[: len(headings)]]
