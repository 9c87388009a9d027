"""A person as an actor: with the roles held on a day, delegations included."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.utils.timezone import localdate

from ancrage.kernel.rights import Actor, Holding, Scope, ScopeKind, Where
from ancrage.people.models import Person, RoleHolding


def actor_of(person: Person, *, on: dt.date, seen_by: str = "") -> Actor:
    """The person with the roles held on that day. One query.

    The role of a deputy or delegate holds as long as the one that it stands in for.
    """
    held = person.holdings.filter(in_force(on)).select_related(
        "organisation", "stands_in_for__person"
    )
    holdings = tuple(
        _holding(row)
        for row in held
        if row.stands_in_for is None or is_in_force(row.stands_in_for, on)
    )
    return Actor(person.reference, person.name, holdings, seen_by)


def actor_named(email: str, *, on: dt.date | None = None) -> Actor | None:
    """The person of an e-mail address with today's roles; None without an open account."""
    person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    return actor_of(person, on=on or localdate()) if person else None


def in_force(day: dt.date) -> Q:
    """The roles held on a day."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))


def is_in_force(row: RoleHolding, day: dt.date) -> bool:
    """Whether a role that is already loaded is held on a day."""
    return row.since <= day and (row.until is None or day <= row.until)


def _holding(row: RoleHolding) -> Holding:
    return Holding(
        role=row.role,
        scope=Scope(ScopeKind(row.scope_kind), row.scope_code),
        organisation=row.organisation.name if row.organisation else "",
        since=row.since,
        until=row.until,
        stands_in_for=row.stands_in_for.person.reference if row.stands_in_for else "",
    )


def names_of(references: Iterable[str]) -> dict[str, str]:
    """The names of people by reference; one query. Those erased or unknown are left out."""
    wanted = set(references)
    if not wanted:
        return {}
    found = Person.objects.filter(reference__in=wanted, erased_at=None)
    return {person.reference: person.name for person in found}


def holders(
    *, role: str, where: Where, on: dt.date, with_stand_ins: bool = True
) -> list[RoleHolding]:
    """Who holds a role on something that `where` touches, or on the nation, on a day.

    One query. Holders in their own name come first; deputies and delegates after, when asked.
    """
    scopes = Q(scope_kind=ScopeKind.NATION.value)
    for kind in ScopeKind:
        scopes |= Q(scope_kind=kind.value, scope_code__in=where.touched(kind))
    found = RoleHolding.objects.filter(
        scopes, in_force(on), role=role, person__is_active=True, person__erased_at=None
    ).select_related("person", "organisation", "stands_in_for")
    if not with_stand_ins:
        found = found.filter(stands_in_for=None)
    alive = [r for r in found if r.stands_in_for is None or is_in_force(r.stands_in_for, on)]
    return sorted(alive, key=lambda row: (row.stands_in_for_id is not None, row.pk))
