"""Opening and correcting accounts: people and their organisations."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ancrage.geography.models import Intercommunality, Region
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.identifiers import read_siret
from ancrage.kernel.rights import Actor, Where
from ancrage.people.models import Organisation, Person
from ancrage.people.queries.organisations import OrganisationChoice
from ancrage.people.rules.names import clean_code, clean_name

NAME_LENGTH = 100


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
    """Open a person's account; the one that has the address already is given back as it is.

    AccountRefusedError when the address is none.
    """
    allow()
    clean = read_address(email)
    held = Person.objects.filter(email=clean).first()
    if held is not None:
        unchanged()
        return held
    person = Person(
        email=clean,
        given_name=_read_name(given_name),
        family_name=_read_name(family_name),
        is_demonstration=is_demonstration,
        created_at=now,
    )
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # opened by somebody else in the meantime
        unchanged()
        return Person.objects.get(email=clean)
    record(
        kind="person",
        reference=person.reference,
        says=_("Compte ouvert"),
        personal={"person_name": person.name, "email": clean},
    )
    return person


@command("people.correct_person")
def correct_person(
    *,
    by: Actor,
    now: dt.datetime,
    person: Person,
    given_name: str,
    family_name: str,
    email: str,
) -> Person:
    """Correct a person's name and address. AccountRefusedError when the address is another's."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    allow(Where(people=frozenset({held.reference})))
    if held.erased_at is not None:
        raise AccountRefusedError(_("Cette personne est effacée."))
    clean = read_address(email)
    if Person.objects.exclude(pk=held.pk).filter(email=clean).exists():
        raise AccountRefusedError(_("Une autre personne a déjà cette adresse."))
    before = (held.given_name, held.family_name, held.email)
    after = (_read_name(given_name), _read_name(family_name), clean)
    if before == after:
        unchanged()
        return held
    held.given_name, held.family_name, held.email = after
    held.save(update_fields=["given_name", "family_name", "email"])
    record(
        kind="person",
        reference=held.reference,
        says=_("Identité corrigée"),
        personal={"person_name": held.name, "email": clean, "before": list(before)},
    )
    return held


@command("people.add_organisation")
def add_organisation(
    *,
    by: Actor,
    now: dt.datetime,
    kind: str,
    name: str,
    code: str = "",
    siret: str = "",
    is_demonstration: bool = False,
) -> Organisation:
    """Add an organisation, or give back the one of this kind and code. AccountRefusedError.

    A company’s code is its SIRET, checked. Those of the demonstration are made up: their codes are
    not looked for among the official ones.
    """
    allow()
    clean = _read_siret(siret)
    if kind == Organisation.COMPANY and clean and not is_demonstration:
        code = clean
    held = Organisation.objects.filter(kind=kind, code=code).first()
    if held is not None:
        unchanged()
        return held
    if not is_demonstration:
        _check_organisation(kind, code, name, clean)
    made = Organisation.objects.create(
        kind=kind,
        code=code,
        name=clean_name(name),
        siret=clean,
        is_demonstration=is_demonstration,
    )
    record(
        kind="organisation",
        reference=f"{kind}:{code}",
        label=made.name,
        says=_("Organisation ajoutée : %s") % made.name,
        after={"name": made.name, "siret": clean},
    )
    return made


@unjournalled("ajouter une organisation est une commande, qui en laisse la trace")
def ensure_organisation(
    *, by: Actor, now: dt.datetime, choice: OrganisationChoice | None
) -> Organisation | None:
    """The organisation that somebody chose; one that only the official lists name is added."""
    if choice is None:
        return None
    held = Organisation.objects.filter(kind=choice.kind, code=choice.code).first()
    return held or add_organisation(
        by=by, now=now, kind=choice.kind, code=choice.code, name=choice.name, siret=choice.siret
    )


def read_address(text: str) -> str:
    """An e-mail address as it is kept. AccountRefusedError when it is none."""
    clean = text.strip().lower()
    try:
        validate_email(clean)
    except ValidationError as fault:
        raise AccountRefusedError(
            _("« %s » n’est pas une adresse électronique.") % text.strip()[:80]
        ) from fault
    return clean


def _read_name(text: str) -> str:
    clean = clean_name(text)
    if len(clean) > NAME_LENGTH:
        raise AccountRefusedError(_("Un nom a cent caractères au plus."))
    return clean


def _read_siret(text: str) -> str:
    if not text.strip():
        return ""
    clean = read_siret(text)
    if clean is None:
        raise AccountRefusedError(
            _("Le SIRET « %s » est faux : vérifiez ses quatorze chiffres.") % text.strip()[:40]
        )
    return clean


def _check_organisation(kind: str, code: str, name: str, siret: str) -> None:
    if kind not in dict(Organisation.KINDS):
        raise AccountRefusedError(_("La nature « %s » est inconnue.") % kind)
    if not clean_name(name):
        raise AccountRefusedError(_("Donnez le nom de l’organisation."))
    if kind == Organisation.COMPANY and not siret:
        raise AccountRefusedError(_("Donnez le SIRET de l’entreprise : quatorze chiffres."))
    if kind in {Organisation.REGION, Organisation.PREFECTURE}:
        if not Region.objects.filter(pk=code).exists():
            raise AccountRefusedError(_("Aucune région ne porte le code « %s ».") % code)
    elif kind == Organisation.INTERCOMMUNALITY:
        if not Intercommunality.objects.filter(pk=code).exists():
            raise AccountRefusedError(_("Aucune intercommunalité ne porte le SIREN « %s ».") % code)
    elif not clean_code(code):
        raise AccountRefusedError(
            _("Donnez un code en lettres minuscules, chiffres et tirets : « bpifrance ».")
        )
