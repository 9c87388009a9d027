"""The table to fill when inviting: its headings, and rows of example that are plainly such."""

import csv
import io

from ancrage.people.invited_rows import HEADINGS
from ancrage.people.roles import role_label
from ancrage.ui.exports import Sheet

EXAMPLES = (
    (
        "prenom.nom@exemple.fr",
        "Prénom",
        "Nom",
        "elected_lead",
        "Nom du territoire",
        "Nom de l’intercommunalité",
        "SIREN",
        "01/01/2026",
        "",
    ),
    (
        "nom.prenom@exemple.fr",
        "Prénom",
        "Nom",
        "industrial_lead",
        "Nom du territoire",
        "Nom de l’entreprise",
        "SIRET",
        "01/01/2026",
        "31/12/2028",
    ),
    (
        "referent@exemple.fr",
        "Prénom",
        "Nom",
        "referent",
        "Nom de l’opérateur",
        "",
        "",
        "",
        "",
    ),
)


def model_csv() -> str:
    """The model as a French spreadsheet opens it by a double click."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([HEADINGS.values(), *_rows()])
    return f"\ufeff{buffer.getvalue()}"


def _rows() -> list[tuple[str, ...]]:
    return [(*row[:3], role_label(row[3]), *row[4:]) for row in EXAMPLES]


def model_sheet() -> Sheet:
    """The model as a workbook, with how to fill it on its second sheet."""
    notes = [
        ("Mode d’emploi", "Une ligne pour chaque rôle d’une personne. Remplacez les exemples."),
        (
            "Du, Au",
            "JJ/MM/AAAA. Sans date « Du », le rôle commence aujourd’hui ; « Au » vide : sans fin.",
        ),
        ("Territoire, région ou opérateur", "Le nom comme sur le site, ou le code."),
        ("SIREN ou SIRET", "SIREN d’une intercommunalité, SIRET d’une entreprise."),
    ]
    return Sheet("Modèle d’invitations", list(HEADINGS.values()), _rows(), notes=notes)
