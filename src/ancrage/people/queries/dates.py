"""Since when a territory has its two leads, for the road of the territory."""

import datetime as dt

from django.db.models import Min

from ancrage.kernel.rights import ScopeKind
from ancrage.people.models import RoleHolding
from ancrage.people.roles import role_kinds


def tandems_since(*, by: dt.date, scope: str = "") -> dict[str, tuple[dt.date, bool]]:
    """(first day on which both roles of the tandem were held, whether somebody is made up), by the
    scope code of the territory; of one alone with `scope`. One query, that names nobody."""
    roles = {kind.code for kind in role_kinds().values() if kind.tandem}
    rows = RoleHolding.objects.filter(
        role__in=roles, scope_kind=ScopeKind.TERRITORY.value, since__lte=by, stands_in_for=None
    )
    rows = rows.filter(scope_code=scope) if scope else rows
    first: dict[str, dict[str, tuple[dt.date, bool]]] = {}
    told = rows.order_by().values_list("scope_code", "role", "person__is_demonstration")
    for code, role, is_invented, since in told.annotate(first=Min("since")):
        held = first.setdefault(code, {})
        held[role] = min(held.get(role, (since, is_invented)), (since, is_invented))
    return {
        code: (max(on for on, _made in held.values()), any(made for _on, made in held.values()))
        for code, held in first.items()
        if held.keys() == roles
    }
