"""What becomes of who signs in with the provider: recognised, bound to an account, or new."""

import datetime as dt
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.rights import Actor
from ancrage.people.actions.accounts import AccountRefusedError, read_address
from ancrage.people.models import Person
from ancrage.people.rules.names import clean_name
from ancrage.people.signin.backend import Identity

STATES = "oidc_states"
"""Where mozilla-django-oidc keeps the sign-ins under way, in the visitor's session."""
STATE_SECONDS = 3600


class IdentityRefusedError(ValueError):
    """Somebody known to the provider who cannot come in; the message is one French sentence."""


@command("people.recognise")
def recognise(*, by: Actor, now: dt.datetime, identity: Identity) -> Person:
    """The person of an identity that was verified: the account that has it, else the one opened
    beforehand with its address, else a new one without role. IdentityRefusedError.
    """
    allow()
    held = _find(subject=identity.subject)
    if held is not None:
        _check_open(held)
        unchanged()
        return held
    try:
        address = read_address(identity.email)
    except AccountRefusedError as fault:
        raise IdentityRefusedError(_("Votre identité n’a pas d’adresse électronique.")) from fault
    held = _find(email=address)
    return _open(identity, address, now) if held is None else _bind(held, identity)


@unjournalled("Une connexion en cours n’est pas un acte.")
def take_sign_in(*, session_key: str | None, state: str, now: dt.datetime) -> dict[str, Any] | None:
    """Take, once, what a sign-in with the provider keeps in the session where it began.

    None when there is no such sign-in here, it has served already, or it is too old.
    """
    with transaction.atomic():
        row = Session.objects.select_for_update().filter(session_key=session_key or "").first()
        if row is None:
            return None
        session = SessionStore(session_key)
        taken: dict[str, Any] | None = session.get(STATES, {}).pop(state, None)
        if taken is None:
            return None
        session.save()
    return taken if now.timestamp() - taken["added_on"] <= STATE_SECONDS else None


def _find(**known: str) -> Person | None:
    return Person.objects.select_for_update().filter(**known).first()


def _open(identity: Identity, address: str, now: dt.datetime) -> Person:
    person = Person(
        subject=identity.subject,
        email=address,
        given_name=clean_name(identity.given_name),
        family_name=clean_name(identity.family_name),
        created_at=now,
    )
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as fault:  # the same identity came in twice at once
        held = _find(subject=identity.subject)
        if held is None:
            raise IdentityRefusedError(
                _("Votre compte vient d’être ouvert : recommencez.")
            ) from fault
        unchanged()
        return held
    _record(person, _("Compte ouvert à la première connexion"))
    return person


def _bind(held: Person, identity: Identity) -> Person:
    _check_open(held)
    if held.subject == identity.subject:  # the same identity came in meanwhile
        unchanged()
        return held
    if held.is_demonstration or held.subject:
        raise IdentityRefusedError(
            _(
                "L’adresse %s est celle d’un compte lié à une autre identité. "
                "Écrivez à l’équipe nationale pour qu’elle corrige ce compte."
            )
            % held.email
        )
    held.subject = identity.subject
    held.given_name = held.given_name or clean_name(identity.given_name)
    held.family_name = held.family_name or clean_name(identity.family_name)
    held.save(update_fields=["subject", "given_name", "family_name"])
    _record(held, _("Compte lié à l’identité de la personne"))
    return held


def _check_open(person: Person) -> None:
    if not person.is_active or person.erased_at is not None:
        raise IdentityRefusedError(_("Ce compte est fermé. Écrivez à l’équipe nationale."))


def _record(person: Person, says: str) -> None:
    record(
        kind="person",
        reference=person.reference,
        says=says,
        personal={"person_name": person.name, "email": person.email},
    )
