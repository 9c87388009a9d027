"""Escalation: what waited too long with somebody comes to those above him too."""

import datetime as dt
from collections.abc import Iterable

from ancrage.inbox.models import Addressee, Item
from ancrage.inbox.parameters import above, ladder_for
from ancrage.inbox.rules import Circle, Step, reached
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.people.queries import regions_of
from ancrage.people.roles import role_kinds

SERVICE = "le temps qui passe, selon l’échelle de relance : personne n’agit"


def steps_reached(item: Item, *, on: dt.date) -> list[Step]:
    """The steps of its ladder that an item has reached on a day."""
    steps = ladder_for(code=item.ladder, since=item.since).steps if item.ladder else ()
    return reached(steps=steps, since=item.since, due=item.due, on=on)


@unjournalled(SERVICE)
def widen(*, items: Iterable[Item], on: dt.date) -> bool:
    """Bring what waited too long to those above: it is in their lists from then on.

    False when there was nothing to bring.
    """
    added = [addressee for item in items for addressee in _above(item, on)]
    Addressee.objects.bulk_create(added, ignore_conflicts=True)
    return bool(added)


def _above(item: Item, on: dt.date) -> list[Addressee]:
    step = next((one for one in steps_reached(item, on=on) if one.tell == Circle.ABOVE), None)
    addressees = list(item.addressees.all())
    if step is None or any(one.after_days is not None for one in addressees):
        return []
    held = {(one.role, one.scope_kind, one.scope_code) for one in addressees}
    told = [above()[one.role] for one in addressees if one.role in above()]
    roles = dict.fromkeys([*told, *filter(None, [item.above])])
    days = (on - item.since).days if step.after is None else step.after
    return [
        Addressee(
            item=item,
            role=role,
            scope_kind=scope.kind.value,
            scope_code=scope.code,
            after_days=days,
        )
        for role in roles
        for scope in _scopes(role, item)
        if (role, scope.kind.value, scope.code) not in held
    ]


def _scopes(role: str, item: Item) -> list[Scope]:
    """The scopes of the role that the item touches; a territory is in its regions."""
    kind = role_kinds()[role].scope
    if kind == ScopeKind.NATION:
        return [Scope()]
    codes = set(item.where.get(kind.value, ()))
    if kind == ScopeKind.REGION and not codes:
        held = [Scope(ScopeKind.TERRITORY, code) for code in item.where.get("territory", ())]
        codes = {region for regions in regions_of(held).values() for region in regions}
    return [Scope(kind, code) for code in sorted(codes)]
