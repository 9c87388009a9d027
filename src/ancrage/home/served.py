"""What the basket's pages lead to: what serves a measure here, and what serves them all."""

from ancrage.kernel.text import typeset
from ancrage.ui.services import register_service

SERVED = (
    (
        "",
        "Que peut obtenir mon entreprise ?",
        "company_needs",
        "Quelques réponses, et chaque mesure examinée, condition par condition.",
    ),
    (
        "",
        "Qui répond ?",
        "coverage",
        "Pour chaque mesure et chaque territoire : un référent, personne, ou plusieurs.",
    ),
    (
        "",
        "Ce qui est demandé et accordé",
        "request_outcomes",
        "Par opérateur et mesure : combien, en combien de temps, dans et hors des territoires.",
    ),
    (
        "antennes-acceleration",
        "Antennes des centres d’accélération",
        "antennas",
        "Où elles sont, où en ouvrir, et réserver une place.",
    ),
    (
        "france-experimentation",
        "Simplifier : signaler une règle qui bloque",
        "blocks",
        "Chercher un cas semblable, signaler le sien, suivre la réponse de l’autorité.",
    ),
)
"""The measure (none for all of them), what serves it, its page, what one does there."""


def register_served() -> None:
    """Say so to the basket's pages."""
    for measure, title, route, text in SERVED:
        register_service(measure, typeset(title), route, typeset(text))
