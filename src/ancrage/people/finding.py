"""What the API and the command line are told in words: the one thing that it names."""

from django.utils.translation import gettext as _

from ancrage.people.fields import not_one
from ancrage.people.models import Person
from ancrage.people.queries.organisations import OrganisationBook, OrganisationChoice
from ancrage.people.queries.scopes import NamedScope, find_scopes
from ancrage.people.roles import RoleKind, role_kinds


class UnclearError(ValueError):
    """A name that tells nothing known, or several things; the message is one French sentence."""


def named_kind(role: str) -> RoleKind:
    """The role of a code. UnclearError."""
    kind = role_kinds().get(role)
    if kind is None:
        raise UnclearError(_("Le rôle « %s » n’existe pas.") % role)
    return kind


def named_scope(role: str, text: str) -> NamedScope:
    """The scope that a text names, for a role. UnclearError."""
    found = find_scopes(named_kind(role).scope, text)
    if len(found) != 1:
        raise UnclearError(not_one(text, [named.label for named in found]))
    return found[0]


def named_organisation(role: str, text: str) -> OrganisationChoice | None:
    """The organisation that a text names, for a role; None for no text. UnclearError."""
    if not text.strip():
        return None
    found = OrganisationBook().find(named_kind(role).organisations, text)
    if len(found) != 1:
        raise UnclearError(not_one(text, [choice.label for choice in found]))
    return found[0]


def person_at(email: str) -> Person:
    """The person of an address, with an open account. UnclearError."""
    found = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None:
        raise UnclearError(_("Personne n’a de compte ouvert à cette adresse."))
    return found
