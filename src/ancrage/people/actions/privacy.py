"""Personal data: a person is erased; what was kept long enough goes."""

import datetime as dt

from axes.models import AccessAttempt
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.actions import erase_personal
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.journal.models import JournalEntry
from ancrage.kernel.rights import Actor, Where
from ancrage.people.actions.roles import is_last_administrator
from ancrage.people.models import Person, RoleHolding, SecondFactor
from ancrage.people.privacy import registered, retention_rules
from ancrage.people.queries.privacy import OVERDUE, entries_naming, overdue_accounts


class PrivacyRefusedError(ValueError):
    """A person who cannot be erased; the message is one French sentence."""


@command("people.erase_person")
def erase_person(*, by: Actor, now: dt.datetime, person: Person, reason: str) -> Person:
    """Erase a person: only the reference is left. PrivacyRefusedError.

    The names in the journal's entries by or about him go; the entries, and their chain, stay.
    """
    held = Person.objects.select_for_update().get(pk=person.pk)
    allow(Where(people=frozenset({held.reference})))
    _check(by, held, reason, localdate(now))
    emptied = {
        kind: data.erase(reference=held.reference, now=now) for kind, data in registered().items()
    }
    erased = erase_personal(numbers=entries_naming(held))
    roles = _end_roles(held, localdate(now))
    for rows in (held.tokens, held.invitations, held.access_requests):
        rows.all().delete()
    SecondFactor.objects.filter(person=held).delete()
    AccessAttempt.objects.filter(username=held.email or "").delete()
    _empty(held, now)
    record(
        kind="person",
        reference=held.reference,
        says=_("Personne effacée"),
        details={
            "reason": reason.strip(),
            "entries": erased,
            "roles": roles,
            "emptied": {kind: count for kind, count in emptied.items() if count},
        },
    )
    return held


@command("people.apply_retention")
def apply_retention(*, by: Actor, now: dt.datetime) -> dict[str, int]:
    """Take away what was kept for as long as its rule says; returns how much of each kind."""
    allow()
    done: dict[str, int] = {}
    for rule in retention_rules(on=localdate(now)):
        before = rule.before(now)
        if before is not None:
            count = _expire(by, now, rule.code, before)
            if count:
                done[rule.code] = count
    if not done:
        unchanged()
        return done
    record(
        kind="retention",
        reference=localdate(now).isoformat(),
        says=_("Durées de conservation appliquées"),
        details={"done": done},
    )
    return done


def _expire(by: Actor, now: dt.datetime, kind: str, before: dt.datetime) -> int:
    data = registered().get(kind)
    if data is not None:
        return data.expire(before=before) if data.expire else 0
    if kind not in OVERDUE:
        return 0
    if kind == "account":
        reason = _("Durée de conservation écoulée.")
        found = list(overdue_accounts(before=before))
        for person in found:
            erase_person(by=by, now=now, person=person, reason=reason)
        return len(found)
    rows = OVERDUE[kind](before)
    if rows.model is JournalEntry:
        return erase_personal(numbers=list(rows.values_list("pk", flat=True)))
    count = rows.count()
    rows.delete()
    return count


def _check(by: Actor, held: Person, reason: str, today: dt.date) -> None:
    if held.erased_at is not None:
        raise PrivacyRefusedError(_("Cette personne est déjà effacée."))
    if by.reference == held.reference:
        raise PrivacyRefusedError(_("Personne ne s’efface soi-même : voyez un administrateur."))
    if not reason.strip():
        raise PrivacyRefusedError(_("Dites pourquoi la personne est effacée."))
    if is_last_administrator(held, after=today):
        raise PrivacyRefusedError(_("C’est le dernier administrateur : donnez d’abord ce rôle."))


def _end_roles(held: Person, today: dt.date) -> int:
    """Roles under way end today, with those who stand in for him; those to come are taken away."""
    own = RoleHolding.objects.filter(Q(person=held) | Q(stands_in_for__person=held))
    own.filter(since__gt=today).delete()
    return own.filter(Q(until=None) | Q(until__gt=today)).update(until=today)


def _empty(held: Person, now: dt.datetime) -> None:
    held.email, held.subject, held.last_login = None, None, None
    held.given_name = held.family_name = ""
    held.is_active, held.erased_at = False, now
    held.set_unusable_password()
    held.save()
