"""The file that an operator takes away, fills and sends back: its requests under our headings."""

from collections.abc import Callable, Mapping

from ancrage.requests.definitions import state_of, words
from ancrage.requests.models import ServiceRequest
from ancrage.requests.words import INVENTED_SOURCE, SOURCE, in_euros
from ancrage.ui.exports import Cell, Sheet

CELLS: Mapping[str, Callable[[ServiceRequest], Cell]] = {
    "code": lambda r: r.code,
    "number": lambda r: r.number,
    "measure": lambda r: r.measure_name,
    "state": lambda r: state_of(r.state).label,
    "company": lambda r: r.company_name,
    "siret": lambda r: r.siret,
    "commune_code": lambda r: r.commune,
    "commune": lambda r: r.commune_name,
    "purpose": lambda r: r.purpose,
    "cost": lambda r: in_euros(r.cost),
    "asked_amount": lambda r: in_euros(r.asked_amount),
    "granted_amount": lambda r: in_euros(r.granted_amount),
    "sent_on": lambda r: r.sent_on,
    "acknowledged_on": lambda r: r.acknowledged_on,
    "decided_on": lambda r: r.decided_on,
    "delivered_on": lambda r: r.delivered_on,
    "reason": lambda r: r.reason if r.outcome == "refused" else "",
}
"""The columns of the file: what each holds, by field."""


def operator_sheet(requests: list[ServiceRequest], *, operator: str) -> Sheet:
    """The requests of an operator as its file."""
    headings = [words().headings[field] for field in CELLS]
    rows = [[read(request) for read in CELLS.values()] for request in requests]
    invented = any(request.is_demonstration for request in requests)
    states = ", ".join(state_of(code).label for code in words().states.values())
    notes = [
        ("Mode d’emploi", "Remplissez l’état, le numéro, les dates, les montants, le motif."),
        ("Cellule vide", "Elle ne change rien : rien n’est effacé par une cellule vide."),
        ("États", ", ".join(dict.fromkeys(states.split(", ")))),
    ]
    return Sheet(
        title=f"Sollicitations adressées à {operator}",
        headings=headings,
        rows=rows,
        source=INVENTED_SOURCE if invented else SOURCE,
        notes=notes,
    )
