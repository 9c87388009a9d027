"""Who has to be told of what is open today, and in which circle each of them stands."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from ancrage.inbox.models import Addressee, Item
from ancrage.inbox.parameters import rhythms
from ancrage.inbox.queries.addressing import reaches
from ancrage.inbox.rules import Circle
from ancrage.kernel.rights import Actor, Holding, Scope, ScopeKind
from ancrage.people.models import Person, RoleHolding
from ancrage.people.queries.actors import in_force, is_in_force


@dataclass
class Recipient:
    """Somebody, the roles that he holds among those addressed, and the circle of each item."""

    person: Person
    holdings: list[Holding] = field(default_factory=list)
    circles: dict[int, Circle] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return Actor(self.person.reference, self.person.name, tuple(self.holdings))

    def join(self, item: int, circle: Circle) -> None:
        """Stand in the closest circle."""
        self.circles[item] = min(circle, self.circles.get(item, circle))


def open_items(*, now: dt.datetime) -> list[Item]:
    """What waits, and what was told lately, with the addressees. Two queries."""
    kept = rhythms(on=timezone.localtime(now).date())
    known_from = now - dt.timedelta(days=kept.known_days)
    wanted = Q(kind=Item.TODO) | Q(kind=Item.KNOW, asked_at__gte=known_from)
    begun = Item.objects.filter(wanted, settled_at=None, asked_at__lte=now)
    return list(begun.prefetch_related("addressees"))


def recipients(*, items: Sequence[Item], on: dt.date) -> list[Recipient]:
    """Those to whom these items are addressed on a day. Two queries.

    Holders in their own name and their delegates stand in the first circle, deputies in the
    second; deputies take the first when nobody stands there.
    """
    found: dict[str, Recipient] = {}
    rows = _holdings(items, on)
    for item in items:
        for addressee in item.addressees.all():
            for row, holding in rows.get(addressee.role, ()):
                circle = _circle(addressee, row)
                if circle is not None and reaches(addressee, holding):
                    _recipient(found, row.person).join(item.pk, circle)
    for row, holding in (pair for pairs in rows.values() for pair in pairs):
        if row.person.reference in found:
            found[row.person.reference].holdings.append(holding)
    _join_named(found, items)
    _bring_deputies_forward(found.values())
    return sorted(found.values(), key=lambda one: one.person.pk)


def _circle(addressee: Addressee, row: RoleHolding) -> Circle | None:
    is_deputy = row.stands_in_for_id is not None and not row.is_delegation
    if addressee.after_days is not None:
        return None if is_deputy else Circle.ABOVE
    return Circle.DEPUTIES if is_deputy else Circle.HOLDERS


def _holdings(items: Iterable[Item], on: dt.date) -> dict[str, list[tuple[RoleHolding, Holding]]]:
    roles = {a.role for item in items for a in item.addressees.all()} - {""}
    held = RoleHolding.objects.filter(
        in_force(on), role__in=roles, person__is_active=True, person__erased_at=None
    ).select_related("person", "organisation", "stands_in_for__person")
    found = defaultdict(list)
    for row in held:
        if row.stands_in_for is None or is_in_force(row.stands_in_for, on):
            found[row.role].append((row, _holding(row)))
    return found


def _holding(row: RoleHolding) -> Holding:
    return Holding(
        role=row.role,
        scope=Scope(ScopeKind(row.scope_kind), row.scope_code),
        organisation=row.organisation.name if row.organisation else "",
        stands_in_for=row.stands_in_for.person.reference if row.stands_in_for else "",
    )


def _recipient(found: dict[str, Recipient], person: Person) -> Recipient:
    return found.setdefault(person.reference, Recipient(person))


def _join_named(found: dict[str, Recipient], items: Iterable[Item]) -> None:
    """Those whom an item names by their reference."""
    named = defaultdict(list)
    for item in items:
        for addressee in item.addressees.all():
            if addressee.reference:
                named[addressee.reference].append(item.pk)
    people = Person.objects.filter(reference__in=named, is_active=True, erased_at=None)
    for person in people:
        for item_pk in named[person.reference]:
            _recipient(found, person).join(item_pk, Circle.HOLDERS)


def _bring_deputies_forward(people: Iterable[Recipient]) -> None:
    """An item that nobody of the first circle holds any more is the deputies' own."""
    told = list(people)
    first = {
        item for one in told for item, circle in one.circles.items() if circle == Circle.HOLDERS
    }
    for one in told:
        for item, circle in one.circles.items():
            if circle == Circle.DEPUTIES and item not in first:
                one.circles[item] = Circle.HOLDERS
