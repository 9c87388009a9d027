"""Signed links of one use, by which somebody chooses a password.

A link is worth nothing once a password was chosen, once somebody signed in, or after some days.
"""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

from ancrage.people.models import Person


class _Links(PasswordResetTokenGenerator):
    key_salt = "ancrage.people.signin.links"


_links = _Links()


def password_path(person: Person) -> str:
    """The address, on this site, where the person chooses a password."""
    return reverse("choose_password", args=[person.reference, _links.make_token(person)])


def is_good_link(person: Person, token: str) -> bool:
    """Whether the link was made for the person and is still of use."""
    return _links.check_token(person, token)
