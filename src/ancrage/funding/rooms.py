"""The pages of money and of what is told from it, for who may enter them."""

from django.utils.translation import gettext_lazy as _

from ancrage.people.context import page_link
from ancrage.people.middleware import ActorRequest
from ancrage.ui.context import PageLink

ROOMS = (
    ("statements", _("Annoncé et retracé")),
    ("envelopes", _("Enveloppes")),
    ("allocations", _("Répartition d’une enveloppe")),
    ("dossiers", _("Dossiers d’aide")),
    ("entries", _("Écritures")),
    ("accounts", _("Comptes")),
    ("state_aid", _("Aides d’État")),
    ("money_checks", _("Contrôles")),
    ("money_imports", _("Fichiers des financeurs")),
    ("reconciliation", _("Rapprochement")),
    ("returns", _("Déclarations semestrielles")),
    ("priority", _("La priorité a-t-elle eu lieu ?")),
    ("forecast", _("Prévisions")),
    ("open_data", _("Données ouvertes")),
)
"""Addresses by name: a capability above that is not there has no entry."""


def rooms(request: ActorRequest) -> list[PageLink]:
    """Those that somebody may enter."""
    found = (page_link(request, request.actor, name, label) for name, label in ROOMS)
    return [page for page in found if page is not None]
