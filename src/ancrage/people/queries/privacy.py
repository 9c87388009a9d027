"""All that is held about one person, and what has been held for too long."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from ancrage.journal.models import JournalEntry
from ancrage.journal.words import kind_word
from ancrage.kernel.chain import canonical, written_instant
from ancrage.kernel.rights import PERSON, Scope, ScopeKind
from ancrage.people.models import (
    AccessRequest,
    ApiToken,
    Invitation,
    Person,
    RoleHolding,
    SecondFactor,
)
from ancrage.people.privacy import registered, retention_rules


def export_of(person: Person, *, now: dt.datetime) -> dict[str, Any]:
    """Everything that is held about a person, as JSON holds it."""
    return {
        "exported_at": written_instant(now),
        "person": _person(person),
        "roles": [_role(row) for row in person.holdings.select_related("organisation")],
        "invitations": [_invitation(row) for row in person.invitations.all()],
        "access_requests": [_request(row) for row in person.access_requests.all()],
        "tokens": [_token(row) for row in person.tokens.all()],
        "journal": list(_journal(person)),
        **{kind: held.export(person.reference) for kind, held in registered().items()},
    }


def _person(person: Person) -> dict[str, Any]:
    factor = SecondFactor.objects.filter(person=person).first()
    return {
        "reference": person.reference,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "proconnect_subject": person.subject,
        "is_active": person.is_active,
        "created_at": _instant(person.created_at),
        "last_login": _instant(person.last_login),
        "second_factor_enrolled_at": _instant(factor.enrolled_at if factor else None),
    }


def _role(row: RoleHolding) -> dict[str, Any]:
    return {
        "role": row.role,
        "scope": str(Scope(ScopeKind(row.scope_kind), row.scope_code)),
        "organisation": row.organisation.name if row.organisation else None,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
        "is_delegation": row.is_delegation,
        "stands_in": row.stands_in_for_id is not None,
    }


def _invitation(row: Invitation) -> dict[str, Any]:
    names = ("invited_at", "sent_at", "expires_at", "accepted_at", "cancelled_at")
    return {name: _instant(getattr(row, name)) for name in names} | {"sent_count": row.sent_count}


def _request(row: AccessRequest) -> dict[str, Any]:
    return {
        "role": row.role,
        "scope": str(Scope(ScopeKind(row.scope_kind), row.scope_code)),
        "organisation": row.organisation_name,
        "message": row.message,
        "state": row.state,
        "asked_at": _instant(row.asked_at),
        "decided_at": _instant(row.decided_at),
        "reason": row.reason,
    }


def _token(row: ApiToken) -> dict[str, Any]:
    names = ("created_at", "last_used_at", "revoked_at")
    told = {name: _instant(getattr(row, name)) for name in names}
    return {
        "reference": row.reference,
        "name": row.name,
        "use": row.get_use_display(),
        "may_write": row.may_write,
        "expires_on": row.expires_on.isoformat(),
        **told,
    }


def _journal(person: Person) -> Iterator[dict[str, Any]]:
    """His acts, and the entries that are about him or name him: of their names, only his own."""
    own = Q(actor=person.reference) | Q(kind=PERSON, reference=person.reference)
    own |= Q(pk__in=entries_naming(person))
    for entry in JournalEntry.objects.filter(own):
        yield {
            "number": entry.number,
            "at": _instant(entry.at),
            "as": entry.role,
            "command": entry.command,
            "says": entry.says,
            "about": f"{kind_word(entry.kind)} {entry.label or entry.reference}",
            "by_this_person": entry.actor == person.reference,
            "personal": _his(entry.personal or {}, person),
        }


def _his(personal: dict[str, Any], person: Person) -> dict[str, Any]:
    """What an entry's personal part says of him: a value that is his, or his among several."""
    his = [person.name, person.email]
    told = {}
    for key, value in personal.items():
        held = [one for one in value if one in his] if isinstance(value, list) else value
        if held and (isinstance(held, list) or held in his):
            told[key] = held
    return told


def _instant(value: dt.datetime | None) -> str | None:
    return written_instant(value) if value else None


def entries_naming(person: Person) -> list[int]:
    """The entries that hold a personal part by, about or with a person.

    Found by his reference (who did it, on whom, in what changed), and by his name and address in
    the personal part itself, for who was named there before he had an account.
    """
    marks = [mark for mark in (person.email, f"{person.given_name} {person.family_name}") if mark]
    named = [
        canonical(mark)[1:-1].casefold() for mark in marks if len(mark.split()) > 1 or "@" in mark
    ]
    rows = JournalEntry.objects.filter(personal__isnull=False)
    fields = ("number", "actor", "reference", "change", "personal")
    return [
        number
        for number, actor, reference, change, personal in rows.values_list(*fields).iterator(2000)
        if person.reference in (actor, reference)
        or person.reference in canonical(change)
        or any(mark in canonical(personal).casefold() for mark in named)
    ]


def overdue_accounts(*, before: dt.datetime) -> QuerySet[Person]:
    """The accounts that nobody has used nor held a role with since then."""
    day = localdate(before)
    held = RoleHolding.objects.filter(Q(until=None) | Q(until__gte=day))
    waiting = Invitation.objects.filter(accepted_at=None, cancelled_at=None, expires_at__gte=before)
    used = Q(last_login=None) | Q(last_login__lt=before)
    found = Person.objects.filter(used, erased_at=None, created_at__lt=before)
    return found.exclude(pk__in=held.values("person")).exclude(pk__in=waiting.values("person"))


def _overdue_invitations(before: dt.datetime) -> QuerySet[Invitation]:
    closed = Q(accepted_at__lt=before) | Q(cancelled_at__lt=before) | Q(expires_at__lt=before)
    return Invitation.objects.filter(closed)


def _overdue_tokens(before: dt.datetime) -> QuerySet[ApiToken]:
    over = Q(expires_on__lt=localdate(before)) | Q(revoked_at__lt=before)
    return ApiToken.objects.filter(over)


OVERDUE: dict[str, Callable[[dt.datetime], QuerySet[Any]]] = {
    "account": lambda before: overdue_accounts(before=before),
    "invitation": _overdue_invitations,
    "access_request": lambda before: AccessRequest.objects.filter(decided_at__lt=before),
    "token": _overdue_tokens,
    "attempt": lambda before: AccessAttempt.objects.filter(attempt_time__lt=before),
    "session": lambda before: Session.objects.filter(expire_date__lt=before),
    "journal": lambda before: JournalEntry.objects.filter(at__lt=before, personal__isnull=False),
}
"""What is held of each of our kinds for longer than that."""


def overdue_counts(*, now: dt.datetime) -> dict[str, int]:
    """How much of each of our kinds has been held for too long."""
    counts = {}
    for rule in retention_rules(on=localdate(now)):
        before = rule.before(now)
        if before is not None and rule.code in OVERDUE:
            counts[rule.code] = OVERDUE[rule.code](before).count()
    return counts
