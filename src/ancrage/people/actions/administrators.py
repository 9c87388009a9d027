"""The first administrator: made by who runs the machine, since nobody else could."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import NATION, Actor
from ancrage.people.actions.accounts import open_account
from ancrage.people.actions.roles import ADMINISTRATOR, Term, grant_role, overlapping
from ancrage.people.models import Person, RoleHolding
from ancrage.people.queries.actors import in_force


class AdministratorRefusedError(ValueError):
    """An administrator that cannot be made so; the message is one French sentence."""


@command("people.create_administrator")
def create_administrator(
    *,
    by: Actor,
    now: dt.datetime,
    email: str,
    given_name: str,
    family_name: str,
    today: dt.date,
    another: bool = False,
) -> Person:
    """Open an account, or find the one of this address, and have it administer the site.

    AdministratorRefusedError when the site has an administrator already and `another` is not said.
    """
    allow()
    term = Term(today)
    held = RoleHolding.objects.filter(
        in_force(today), role=ADMINISTRATOR, person__is_active=True, person__is_demonstration=False
    )
    if held.exists() and not another:
        raise AdministratorRefusedError(
            _("Le site a déjà un administrateur : il peut en nommer d’autres. Sinon : --another.")
        )
    person = open_account(
        by=by, now=now, email=email, given_name=given_name, family_name=family_name
    )
    if overlapping(person, ADMINISTRATOR, NATION, term):
        raise AdministratorRefusedError(_("Cette personne administre déjà le site."))
    grant_role(by=by, now=now, person=person, role=ADMINISTRATOR, term=term)
    record(
        kind="person",
        reference=person.reference,
        says=_("Administrateur nommé par l’exploitant du site"),
        personal={"person_name": person.name, "email": person.email},
    )
    return person
