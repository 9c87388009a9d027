"""People for the tests: somebody who holds a role somewhere, signed in."""

import datetime as dt

from django.test import Client
from django.utils import timezone

from ancrage.kernel.rights import Actor, Scope, host
from ancrage.kernel.text import fold
from ancrage.people.actions.accounts import open_account
from ancrage.people.actions.roles import Term, grant_role
from ancrage.people.models import Organisation, Person
from ancrage.people.queries import actor_of
from ancrage.people.roles import role_kinds

HOST = host()
LONG_AGO = dt.date(2018, 1, 1)
FOR_LONG = Term(LONG_AGO)


def person(
    role: str = "",
    *,
    code: str = "",
    name: str = "",
    organisation: Organisation | None = None,
    since: dt.date = LONG_AGO,
    until: dt.date | None = None,
    demonstration: bool = False,
) -> Person:
    """Somebody who holds `role` on the scope `code` ("84", "programme:code"…); a new one each time.

    Without a role, somebody who can only sign in.
    """
    given = name or role or "sans rôle"
    made = open_account(
        by=HOST,
        now=timezone.now(),
        email=f"{fold(f'{given} {code} {Person.objects.count()}').replace(' ', '-')}@essai.example",
        given_name=given.title(),
        family_name="Essai",
        is_demonstration=demonstration,
    )
    if role:
        give(made, role, code, organisation=organisation, term=Term(since, until))
    return made


def give(
    made: Person,
    role: str,
    code: str = "",
    *,
    organisation: Organisation | None = None,
    term: Term = FOR_LONG,
) -> None:
    """Give one more role to somebody."""
    grant_role(
        by=HOST,
        now=timezone.now(),
        person=made,
        role=role,
        scope=Scope(role_kinds()[role].scope, code),
        organisation=organisation,
        term=term,
    )


def actor(role: str = "", *, code: str = "", on: dt.date | None = None, **more) -> Actor:
    """Somebody who holds a role, as an actor."""
    return actor_of(person(role, code=code, **more), on=on or timezone.localdate())


def sign_in(client: Client, somebody: Person) -> Client:
    """The client, signed in as somebody."""
    client.force_login(somebody, backend="django.contrib.auth.backends.ModelBackend")
    return client
