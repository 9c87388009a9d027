"""Asking something of people, telling them something: called inside the commands that cause it.

    ask(
        cause=f"amendment:{amendment.pk}:decide",   # stable: the same is never asked twice
        title=_("Décider de la modification « … »"),
        why=_("La Région propose d’ajouter une intercommunalité."),
        url_name="amendment", url_args=[amendment.pk],
        role="copilot", where=Where(regions=frozenset({"84"})),
        since=now, due=None, now=now,
    )
    settle(cause=f"amendment:{amendment.pk}:decide", now=now)

Whoever holds the role on the day of reading has it in his list, deputies and delegates too. The
title and the reason are read by all of them, and mailed: nothing private to a tandem there, and
no personal data.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ancrage.inbox.models import Addressee, Item
from ancrage.inbox.parameters import ladder_for
from ancrage.inbox.tasks import send_now
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import NOWHERE, Scope, ScopeKind, Where
from ancrage.people.roles import role_kinds

PART = "une étape d’une commande, qui en laisse la trace"
Several = str | Iterable[str] | None


@unjournalled(PART)
@transaction.atomic
def ask(  # noqa: PLR0913 all that a list and a message tell
    *,
    cause: str,
    title: str,
    why: str,
    url_name: str,
    url_args: Sequence[str | int] = (),
    role: Several = None,
    where: Where = NOWHERE,
    reference: Several = None,
    since: dt.date | dt.datetime,
    due: dt.date | dt.datetime | None = None,
    urgent: bool = False,
    ladder: str = "default",
    above: str = "",
    now: dt.datetime,
) -> Item:
    """Put something to do in the lists of those who hold `role` on `where`, or of a person.

    `role` and `reference` may be several. Nothing changes while the cause waits already; once
    settled, the same cause may be asked again. `above`: the role to which it goes when it waits
    too long with a person; of roles, data says it. ValueError when it is for nobody; KeyError for a
    ladder that is not in `data/ladders.yaml`.
    """
    ladder_for(code=ladder, since=_day(since))
    return _open(
        Item(
            cause=cause,
            kind=Item.TODO,
            title=title,
            why=why,
            url_name=url_name,
            url_args=list(url_args),
            where=where.document(),
            since=_day(since),
            due=_day(due) if due else None,
            urgent=urgent,
            ladder=ladder,
            above=above,
            asked_at=now,
        ),
        _addressed(role, where, reference),
    )


@unjournalled(PART)
@transaction.atomic
def inform(
    *,
    cause: str,
    title: str,
    why: str,
    url_name: str,
    url_args: Sequence[str | int] = (),
    role: Several = None,
    where: Where = NOWHERE,
    reference: Several = None,
    urgent: bool = False,
    now: dt.datetime,
) -> Item:
    """Tell something that asks for nothing; each marks it as read. The same cause is told once."""
    return _open(
        Item(
            cause=cause,
            kind=Item.KNOW,
            title=title,
            why=why,
            url_name=url_name,
            url_args=list(url_args),
            where=where.document(),
            since=_day(now),
            urgent=urgent,
            asked_at=now,
        ),
        _addressed(role, where, reference),
    )


@unjournalled(PART)
def settle(*, cause: str, now: dt.datetime) -> bool:
    """What was asked is done or no longer wanted: it leaves every list. False when none waited."""
    waiting = Item.objects.filter(cause=cause, kind=Item.TODO, settled_at=None)
    return waiting.update(settled_at=now) > 0


def _open(item: Item, addressees: list[Addressee]) -> Item:
    """Keep the item with its addressees, or give back the one of its cause that waits."""
    reverse(item.url_name, args=item.url_args)
    told = {f.name: getattr(item, f.name) for f in Item._meta.fields if not f.primary_key}
    held, is_new = Item.objects.get_or_create(
        cause=told.pop("cause"), settled_at=told.pop("settled_at"), defaults=told
    )
    if is_new:
        for addressee in addressees:
            addressee.item = held
        Addressee.objects.bulk_create(addressees)
        if held.urgent:
            send_now.enqueue()
    return held


def _addressed(role: Several, where: Where, reference: Several) -> list[Addressee]:
    roles, references = _several(role), _several(reference)
    scopes = [(code, scope) for code in roles for scope in _scopes(code, where)]
    found = [Addressee(role=r, scope_kind=s.kind.value, scope_code=s.code) for r, s in scopes]
    found += [Addressee(reference=held) for held in references]
    if not found:
        raise ValueError(f"for nobody: {roles or 'no role'} on {where}")
    return found


def _scopes(role: str, where: Where) -> list[Scope]:
    """The scopes on which the role is held, among what is touched."""
    kind = role_kinds()[role].scope
    if kind == ScopeKind.NATION:
        return [Scope()]
    return [Scope(kind, code) for code in sorted(where.touched(kind))]


def _several(told: Several) -> list[str]:
    return list(dict.fromkeys([told] if isinstance(told, str) else told or ()))


def _day(told: dt.date | dt.datetime) -> dt.date:
    return timezone.localtime(told).date() if isinstance(told, dt.datetime) else told
