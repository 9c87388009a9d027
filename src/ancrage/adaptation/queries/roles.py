"""Roles held on territories that moves take off the list: somebody has to give them anew."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from ancrage.adaptation.maps import Change
from ancrage.adaptation.models import Amendment
from ancrage.kernel.rights import ScopeKind
from ancrage.people.models import RoleHolding
from ancrage.people.roles import role_label


@dataclass(frozen=True, slots=True)
class ToReassign:
    """A territory that goes, and the roles held on it; names for those who work on it."""

    name: str
    code: str
    roles: list[str]


def roles_to_reassign(
    amendment: Amendment, change: Change, *, on: dt.date, with_names: bool
) -> list[ToReassign]:
    """The territories that disappear, with the roles held there on a day or later.

    One query when some do.
    """
    gone = {c.code: c.before for c in change.territories if c.after is None and c.before}
    if not gone:
        return []
    scopes = {f"{amendment.programme_id}:{code}": code for code in gone}
    held = RoleHolding.objects.filter(
        Q(until=None) | Q(until__gte=on),
        scope_kind=ScopeKind.TERRITORY.value,
        scope_code__in=scopes,
    ).select_related("person")
    found: dict[str, list[RoleHolding]] = {code: [] for code in gone}
    for holding in held:
        found[scopes[holding.scope_code]].append(holding)
    return [
        ToReassign(gone[code].name, code, _told(rows, with_names=with_names))
        for code, rows in found.items()
    ]


def _told(rows: Iterable[RoleHolding], *, with_names: bool) -> list[str]:
    if with_names:
        return [f"{role_label(row.role)} ({row.person.name})" for row in rows]
    return sorted(role_label(row.role) for row in rows)
