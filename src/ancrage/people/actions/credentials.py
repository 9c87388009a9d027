"""Local accounts: the password, the second factor, its recovery codes, and beginning again."""

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unjournalled
from ancrage.kernel.rights import Actor, Where
from ancrage.people.models import Person, SecondFactor
from ancrage.people.rules.second_factor import clean_code, code_hash, matching_step, without_code
from ancrage.people.signin.links import is_good_link, password_path
from ancrage.people.signin.secrets import SealError, new_recovery_codes, seal, unseal


class CredentialRefusedError(ValueError):
    """A password or a code that is refused; the messages are French sentences."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


@command("people.choose_password")
def choose_password(
    *,
    by: Actor,
    now: dt.datetime,
    person: Person,
    password: str,
    link: str = "",
    current: str = "",
) -> Person:
    """Choose one's password, by a link of one use or by the password in use.

    CredentialRefusedError when the link has served, or the password is too weak. The sessions
    opened with the former password end.
    """
    held = _locked(person)
    allow(_self(held))
    if not (is_good_link(held, link) if link else held.check_password(current)):
        told = (
            _("Ce lien a déjà servi, ou il est trop ancien.")
            if link
            else _("Le mot de passe actuel n’est pas le bon.")
        )
        raise CredentialRefusedError(told)
    try:
        validate_password(password, held)
    except ValidationError as fault:
        raise CredentialRefusedError(*fault.messages) from fault
    held.set_password(password)
    held.save(update_fields=["password"])
    _record(held, _("Mot de passe choisi"))
    return held


@command("people.enrol_second_factor")
def enrol_second_factor(
    *, by: Actor, now: dt.datetime, person: Person, secret: str, code: str
) -> list[str]:
    """Take a telephone as second factor, in place of the former one if any; gives recovery codes.

    They are shown once: only their hashes are kept. CredentialRefusedError when the code is wrong.
    """
    held = _locked(person)
    allow(_self(held))
    step = matching_step(secret=secret, code=clean_code(code), at=now, last=0)
    if step is None:
        raise CredentialRefusedError(
            _("Ce code n’est pas le bon : vérifiez l’heure du téléphone, puis recopiez le suivant.")
        )
    codes = new_recovery_codes()
    SecondFactor.objects.update_or_create(
        person=held,
        defaults={
            "secret": seal(secret),
            "last_step": step,
            "recovery_hashes": [code_hash(one) for one in codes],
            "enrolled_at": now,
        },
    )
    _record(held, _("Second facteur enregistré"))
    return codes


@command("people.renew_recovery_codes")
def renew_recovery_codes(*, by: Actor, now: dt.datetime, person: Person, code: str) -> list[str]:
    """Give new recovery codes, in place of those that are left, against a good code.

    CredentialRefusedError when the code is wrong.
    """
    held = _locked(person)
    allow(_self(held))
    if not _use(held, code, now):
        raise CredentialRefusedError(_("Ce code n’est pas le bon, ou il a déjà servi."))
    codes = new_recovery_codes()
    factor = held.second_factor
    factor.recovery_hashes = [code_hash(one) for one in codes]
    factor.save(update_fields=["recovery_hashes"])
    _record(held, _("Codes de secours renouvelés"))
    return codes


@command("people.renew_sign_in")
def renew_sign_in(*, by: Actor, now: dt.datetime, person: Person, reason: str) -> str:
    """Take away a password and a second factor that are lost; gives the path of a link of one use.

    The person chooses others by it. The sessions that are open end. CredentialRefusedError.
    """
    held = _locked(person)
    allow(_self(held))
    if not reason.strip():
        raise CredentialRefusedError(_("Dites pourquoi."))
    if held.is_demonstration or not held.is_active or held.erased_at is not None:
        raise CredentialRefusedError(
            _("Ce compte est fermé ou n’est pas celui d’une vraie personne.")
        )
    held.set_unusable_password()
    held.save(update_fields=["password"])
    SecondFactor.objects.filter(person=held).delete()
    record(
        kind="person",
        reference=held.reference,
        says=_("Nouveau lien de connexion donné"),
        details={"reason": reason.strip()},
        personal={"person_name": held.name},
    )
    return password_path(held)


@unjournalled("Une connexion ne change rien à ce qui est décidé.")
def use_code(*, person: Person, code: str, now: dt.datetime) -> bool:
    """Use a code of the telephone or a recovery code: good once, then never again."""
    with transaction.atomic():
        return _use(_locked(person), code, now)


def _use(held: Person, code: str, now: dt.datetime) -> bool:
    factor = SecondFactor.objects.select_for_update().filter(person=held).first()
    if factor is None:
        return False
    typed = clean_code(code)
    left = without_code(factor.recovery_hashes, typed)
    if left is not None:
        factor.recovery_hashes = left
        factor.save(update_fields=["recovery_hashes"])
        return True
    try:
        secret = unseal(factor.secret)
    except SealError as fault:
        raise CredentialRefusedError(
            _("Votre second facteur ne peut plus être lu : demandez un nouveau lien de connexion.")
        ) from fault
    step = matching_step(secret=secret, code=typed, at=now, last=factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    factor.save(update_fields=["last_step"])
    return True


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)


def _self(person: Person) -> Where:
    return Where(people=frozenset({person.reference}))


def _record(person: Person, says: str) -> None:
    record(
        kind="person",
        reference=person.reference,
        says=says,
        personal={"person_name": person.name},
    )
