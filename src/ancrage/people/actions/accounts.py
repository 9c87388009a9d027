"""Opening accounts: people and their organisations."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.identifiers import read_siret
from ancrage.kernel.rights import Actor
from ancrage.people.models import Organisation, Person


class AccountRefusedError(ValueError):
    """An account or an organisation that cannot be opened so; the message is one sentence."""


@command("people.open_account")
def open_account(
    *,
    by: Actor,
    now: dt.datetime,
    email: str,
    given_name: str,
    family_name: str,
    is_demonstration: bool = False,
) -> Person:
    """Open a person's account; the one that has the address already is given back as it is."""
    allow()
    clean = email.strip().lower()
    held = Person.objects.filter(email=clean).first()
    if held is not None:
        unchanged()
        return held
    person = Person(
        email=clean,
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        is_demonstration=is_demonstration,
        created_at=now,
    )
    person.set_unusable_password()
    person.save()
    record(
        kind="person",
        reference=person.reference,
        says=_("Compte ouvert"),
        personal={"person_name": person.name, "email": clean},
    )
    return person


@command("people.add_organisation")
def add_organisation(
    *,
    by: Actor,
    now: dt.datetime,
    kind: str,
    code: str,
    name: str,
    siret: str = "",
    is_demonstration: bool = False,
) -> Organisation:
    """Add an organisation, or give back the one of this kind and code. AccountRefusedError."""
    allow()
    held = Organisation.objects.filter(kind=kind, code=code).first()
    if held is not None:
        unchanged()
        return held
    if kind not in dict(Organisation.KINDS):
        raise AccountRefusedError(_("La nature « %s » est inconnue.") % kind)
    clean = read_siret(siret) if siret else ""
    if clean is None:
        raise AccountRefusedError(
            _("Le SIRET « %s » est faux : vérifiez ses quatorze chiffres.") % siret
        )
    made = Organisation.objects.create(
        kind=kind, code=code, name=name, siret=clean, is_demonstration=is_demonstration
    )
    record(
        kind="organisation",
        reference=f"{kind}:{code}",
        label=name,
        says=_("Organisation ajoutée"),
        after={"name": name, "siret": clean},
    )
    return made
