"""Inviting people with their roles, from a table or one by one; what becomes of their links."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import Actor, Where
from ancrage.people.actions.accounts import ensure_organisation, open_account
from ancrage.people.actions.roles import grant_role
from ancrage.people.delays import delays_at
from ancrage.people.giving import where_of
from ancrage.people.invitation_links import key_of, mark_of
from ancrage.people.invited_rows import InvitedRow
from ancrage.people.models import Invitation, Person, RoleHolding, new_reference
from ancrage.people.queries.invitations import (
    InvitationState,
    Outcome,
    has_come,
    in_words,
    key_hash,
    plan_of,
    scope_of,
    shown_state,
    state_of,
)
from ancrage.people.queries.scopes import regions_of
from ancrage.people.telling import write_message


class InvitationRefusedError(ValueError):
    """An invitation that cannot be used or changed so; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Invited:
    """What a table did: people invited, roles given, rows that were done already."""

    batch: str
    invited: int
    given: int
    held: int


@command("people.invite")
def invite(
    *,
    by: Actor,
    now: dt.datetime,
    rows: Sequence[InvitedRow],
    file: str = "",
    file_digest: str = "",
) -> Invited:
    """Open the accounts, give the roles, send the links: all rows or none. InputRefused.

    What is done already is left as it is, so that the same table may be brought in again.
    """
    allow(_whole(rows))
    plan = plan_of(by, rows, file=file)
    if plan.problems:
        raise InputRefused(plan.problems)
    held = len(plan.of(Outcome.HELD))
    if not plan.changes:
        unchanged()
        return Invited("", 0, 0, held)
    batch = new_reference()
    invented = _is_invented(by)
    given: dict[Person, list[RoleHolding]] = {}
    for row in plan.of(Outcome.INVITED, Outcome.GIVEN):
        person, holding = _give(by, now, row, is_demonstration=invented)
        given.setdefault(person, []).append(holding)
    links = [_send(person, roles, batch, by, now) for person, roles in given.items()]
    _record(batch, rows, given, links, file_digest)
    return Invited(batch, sum(links), sum(map(len, given.values())), held)


def _whole(rows: Sequence[InvitedRow]) -> Where:
    """All that the rows touch."""
    parts = [where_of(row.scope, regions=row.regions) for row in rows]
    kinds = ("regions", "territories", "operators", "companies")
    return Where(**{k: frozenset().union(*(getattr(p, k) for p in parts)) for k in kinds})


def _is_invented(by: Actor) -> bool:
    """Whether who acts is made up: so are those whom he invites."""
    return Person.objects.filter(reference=by.reference, is_demonstration=True).exists()


def _give(
    by: Actor, now: dt.datetime, row: InvitedRow, *, is_demonstration: bool
) -> tuple[Person, RoleHolding]:
    person = open_account(
        by=by,
        now=now,
        email=row.email,
        given_name=row.given_name,
        family_name=row.family_name,
        is_demonstration=is_demonstration,
    )
    holding = grant_role(
        by=by,
        now=now,
        person=person,
        role=row.role,
        scope=row.scope,
        organisation=ensure_organisation(by=by, now=now, choice=row.organisation),
        term=row.term,
        is_told=has_come(person),
    )
    return person, holding


def _send(
    person: Person, roles: Sequence[RoleHolding], batch: str, by: Actor, now: dt.datetime
) -> bool:
    """Send a link to who has none; False for who has an account, or an open link already."""
    if has_come(person):
        return False
    waiting = person.invitations.filter(accepted_at=None, cancelled_at=None).first()
    if waiting is not None and waiting.expires_at > now:
        waiting.holdings.add(*roles)
        return False
    if waiting is None:
        reference = new_reference()
        waiting = Invitation.objects.create(
            reference=reference,
            person=person,
            batch=batch,
            key_hash=key_hash(key_of(reference, 1)),
            invited_by=by.reference,
            invited_at=now,
            sent_at=now,
            expires_at=_expiry(now),
        )
        waiting.holdings.add(*roles)
        _write(waiting, now)
    else:
        waiting.holdings.add(*roles)
        _renew(waiting, now)
    return True


def _record(
    batch: str,
    rows: Sequence[InvitedRow],
    given: dict[Person, list[RoleHolding]],
    links: Sequence[bool],
    file_digest: str,
) -> None:
    salt = secrets.token_hex(16)
    count = len(given)
    says = ngettext("%(n)d personne invitée", "%(n)d personnes invitées", count) % {"n": count}
    record(
        kind="invitation",
        reference=batch,
        says=says,
        details={
            "people": sorted(person.reference for person in given),
            "links": sum(links),
            "digest": file_digest,
            "rows": [row.digest(salt) for row in rows],
        },
        personal={"rows_salt": salt},
    )


@command("people.send_invitation_again")
def send_again(*, by: Actor, now: dt.datetime, invitation: Invitation) -> Invitation:
    """Send a new link, which takes the place of the one before. InvitationRefusedError."""
    held = _locked(invitation)
    allow(_touched(held))
    _check_open(held, now)
    _renew(held, now)
    record(
        kind="invitation",
        reference=held.reference,
        says=_("Invitation renvoyée"),
        details={"people": [held.person.reference], "sent": held.sent_count},
        personal={"person_name": held.person.name},
    )
    return held


@command("people.cancel_invitation")
def cancel_invitation(*, by: Actor, now: dt.datetime, invitation: Invitation) -> Invitation:
    """Close a link that was not used, and take back the roles given with it.

    InvitationRefusedError once it is accepted or cancelled.
    """
    held = _locked(invitation)
    where = _touched(held)
    allow(where)
    _check_open(held, now)
    taken = _take_back(held)
    held.key_hash, held.cancelled_at = None, now
    held.save(update_fields=["key_hash", "cancelled_at"])
    record(
        kind="invitation",
        reference=held.reference,
        says=_("Invitation annulée"),
        details={"people": [held.person.reference], "roles": taken},
        personal={"person_name": held.person.name},
    )
    return held


@command("people.accept_invitation")
def accept_invitation(*, by: Actor, now: dt.datetime, invitation: Invitation) -> Invitation:
    """Use a link, once signed in: the roles invited to are this person's.

    Who signed in with another account than the one opened for him keeps his own: the roles move
    to it, and the account that nobody ever used is emptied. InvitationRefusedError.
    """
    allow(Where(people=frozenset({by.reference})))
    held = _locked(invitation)
    if state_of(held, now) not in {InvitationState.SENT, InvitationState.SENT_AGAIN}:
        raise InvitationRefusedError(_("Ce lien a déjà servi, ou n’est plus valable."))
    invited = held.person
    person = Person.objects.select_for_update().get(reference=by.reference)
    if person.pk != invited.pk and has_come(invited):
        raise InvitationRefusedError(_("Cette invitation est au nom d’une autre personne."))
    if person.pk != invited.pk and by.reference == held.invited_by:
        raise InvitationRefusedError(_("Personne n’accepte l’invitation qu’il a envoyée."))
    held.person, held.key_hash, held.accepted_at = person, None, now
    held.save(update_fields=["person", "key_hash", "accepted_at"])
    if person.pk != invited.pk:
        _move(invited, person, now)
    record(
        kind="invitation",
        reference=held.reference,
        says=_("Invitation acceptée"),
        details={"people": sorted({person.reference, invited.reference})},
    )
    return held


def _move(invited: Person, person: Person, now: dt.datetime) -> None:
    """The roles of an account that nobody used go to the one that its person has already."""
    for row in list(invited.holdings.all()):
        same = person.holdings.filter(
            role=row.role,
            scope_kind=row.scope_kind,
            scope_code=row.scope_code,
            stands_in_for=row.stands_in_for,
        )
        if any(_meets(row, other) for other in same):
            row.delete()
        else:
            row.person = person
            row.save(update_fields=["person"])
    invited.invitations.update(person=person)
    invited.access_requests.all().delete()
    invited.given_name = invited.family_name = ""
    invited.email, invited.is_active, invited.erased_at = None, False, now
    invited.save()


def _meets(one: RoleHolding, other: RoleHolding) -> bool:
    begins = other.until is None or one.since <= other.until
    return begins and (one.until is None or other.since <= one.until)


def _take_back(invitation: Invitation) -> list[str]:
    """Take away the roles given with an invitation: nobody ever used them; the journal has them."""
    rows = list(invitation.holdings.select_for_update().order_by("pk"))
    for row in rows:
        row.delete()
    return [f"{row.role} {scope_of(row)}" for row in rows]


def _renew(invitation: Invitation, now: dt.datetime) -> None:
    """A new key takes the place of the one before."""
    invitation.sent_count += 1
    invitation.key_hash = key_hash(key_of(invitation.reference, invitation.sent_count))
    invitation.sent_at, invitation.expires_at = now, _expiry(now)
    invitation.save(update_fields=["sent_count", "key_hash", "sent_at", "expires_at"])
    _write(invitation, now)


def _expiry(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(days=delays_at(localdate(now)).invitation_days)


def _write(invitation: Invitation, now: dt.datetime) -> None:
    person = invitation.person
    shown = in_words(Invitation.objects.filter(pk=invitation.pk), now=now)[0]
    context = {
        "name": person.name,
        "roles": shown.roles,
        "link": mark_of(invitation.reference, invitation.sent_count),
        "expires": localdate(invitation.expires_at),
        "site": settings.SITE_URL,
    }
    write_message(
        reference=person.reference,
        address=person.email or "",
        subject=_("Ancrage : vous êtes invité à tenir un rôle"),
        text=render_to_string("people/mail/invitation.txt", context),
        now=now,
    )


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=invitation.pk)


def _touched(invitation: Invitation) -> Where:
    """All that the roles of an invitation touch."""
    scopes = {scope_of(row) for row in invitation.holdings.all()}
    regions = regions_of(scopes)
    parts = [where_of(scope, regions=regions[scope]) for scope in scopes]
    return Where(
        regions=frozenset().union(*(part.regions for part in parts)),
        territories=frozenset().union(*(part.territories for part in parts)),
    )


def _check_open(invitation: Invitation, now: dt.datetime) -> None:
    state = shown_state(invitation, now)
    if state == InvitationState.ACCEPTED:
        raise InvitationRefusedError(
            _("La personne est déjà venue : pour lui retirer un rôle, mettez-y fin.")
        )
    if state == InvitationState.CANCELLED:
        raise InvitationRefusedError(_("Cette invitation est annulée : invitez à nouveau."))
