"""The made-up people of the demonstration, with their organisations and their roles."""

import datetime as dt
from typing import Any

from ancrage.geography.models import TerritoryMember
from ancrage.kernel.rights import Scope, host
from ancrage.people.actions.accounts import add_organisation, open_account
from ancrage.people.actions.roles import Term, grant_role
from ancrage.people.models import Organisation, Person
from ancrage.people.personas import described
from ancrage.people.roles import role_kinds

SINCE = dt.date(2018, 11, 22)


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Open the accounts of the personas that are not there, with roles on the programme's list."""
    known = set(Person.objects.filter(is_demonstration=True).values_list("email", flat=True))
    for told in described():
        if told["email"] not in known:
            _seed_one(told, now, perimeter)


def _seed_one(told: dict[str, Any], now: dt.datetime, perimeter: str) -> None:
    kind, code, name = told["organisation"]
    organisation = add_organisation(
        by=host(), now=now, kind=kind, code=code, name=name, is_demonstration=True
    )
    given, family = told["name"]
    person = open_account(
        by=host(),
        now=now,
        email=told["email"],
        given_name=given,
        family_name=family,
        is_demonstration=True,
    )
    for role in told["roles"]:
        _grant(person, organisation, role, now, perimeter)


def _grant(
    person: Person,
    organisation: Organisation,
    role: dict[str, str],
    now: dt.datetime,
    perimeter: str,
) -> None:
    code = role.get("scope", "")
    if "like" in role:
        code = territory_holding(role["like"], perimeter)
        if not code:
            return
    grant_role(
        by=host(),
        now=now,
        person=person,
        role=role["role"],
        scope=Scope(role_kinds()[role["role"]].scope, code),
        organisation=organisation,
        term=Term(SINCE),
    )


def territory_holding(siren: str, perimeter: str) -> str:
    """« programme:code » of the territory that holds an intercommunalité; "" when none does."""
    held = TerritoryMember.objects.filter(
        intercommunality_id=siren, territory__version__perimeter_id=perimeter
    ).select_related("territory")
    found = held.order_by("territory__version__valid_from").last()
    return f"{perimeter}:{found.territory.code}" if found else ""
