"""The measures of the basket that capabilities beside it serve here from end to end."""

from ancrage.kernel.text import typeset
from ancrage.ui.services import register_service

SERVED = (
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
"""The measure, what serves it, its page, what one does there."""


def register_served() -> None:
    """Say so to the basket's pages."""
    for measure, title, route, text in SERVED:
        register_service(measure, typeset(title), route, typeset(text))
