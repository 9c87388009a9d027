"""The made-up people of the demonstration, with their organisations and their roles."""

import datetime as dt
from importlib.resources import files
from typing import Any

import yaml
from django.utils.timezone import localdate

from ancrage.geography.models import TerritoryMember
from ancrage.kernel.rights import Scope, host
from ancrage.people.actions.access import request_access
from ancrage.people.actions.accounts import add_organisation, open_account
from ancrage.people.actions.invitations import invite
from ancrage.people.actions.roles import Term, grant_role
from ancrage.people.invited_rows import InvitedRow
from ancrage.people.models import Organisation, Person
from ancrage.people.personas import described
from ancrage.people.queries import actor_named, actor_of, regions_of, scope_label
from ancrage.people.queries.organisations import OrganisationChoice
from ancrage.people.roles import role_kinds

SINCE = dt.date(2018, 11, 22)


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Open the accounts of the personas that are not there, with roles on the programme's list."""
    known = set(Person.objects.filter(is_demonstration=True).values_list("email", flat=True))
    for told in described():
        if told["email"] not in known:
            _seed_one(told, now, perimeter)
    _invite(now, perimeter)
    _ask(now, perimeter)


def _guests() -> dict[str, Any]:
    text = (files("ancrage.people") / "data" / "guests.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.safe_load(text)
    return told


def _invite(now: dt.datetime, perimeter: str) -> None:
    """Have the region invite people, once."""
    told = _guests()
    by = actor_named(told["invited_by"], on=localdate(now))
    rows = [_invited_row(one, rank, perimeter, now) for rank, one in enumerate(told["invited"], 1)]
    placed = [row for row in rows if row is not None]
    if by is not None and placed:
        invite(by=by, now=now, rows=placed)


def _invited_row(
    told: dict[str, Any], rank: int, perimeter: str, now: dt.datetime
) -> InvitedRow | None:
    code = territory_holding(told["like"], perimeter)
    if not code:
        return None
    scope = Scope(role_kinds()[told["role"]].scope, code)
    kind, number, name = told["organisation"]
    add_organisation(by=host(), now=now, kind=kind, code=number, name=name, is_demonstration=True)
    return InvitedRow(
        row=rank,
        email=told["email"],
        given_name=told["name"][0],
        family_name=told["name"][1],
        role=told["role"],
        scope=scope,
        scope_label=scope_label(scope),
        regions=regions_of([scope])[scope],
        organisation=OrganisationChoice(kind, number, name),
        term=Term(localdate(now)),
    )


def _ask(now: dt.datetime, perimeter: str) -> None:
    """Have somebody without a role ask for one, once."""
    for told in _guests()["asking"]:
        code = territory_holding(told["like"], perimeter)
        if not code or Person.objects.filter(email=told["email"]).exists():
            continue
        given, family = told["name"]
        person = open_account(
            by=host(),
            now=now,
            email=told["email"],
            given_name=given,
            family_name=family,
            is_demonstration=True,
        )
        request_access(
            by=actor_of(person, on=localdate(now)),
            now=now,
            role=told["role"],
            scope=Scope(role_kinds()[told["role"]].scope, code),
            organisation_name=told["organisation_name"],
            message=told["message"],
        )


def _seed_one(told: dict[str, Any], now: dt.datetime, perimeter: str) -> None:
    kind, code, name, *siret = told["organisation"]
    organisation = add_organisation(
        by=host(),
        now=now,
        kind=kind,
        code=code,
        name=name,
        siret="".join(siret),
        is_demonstration=True,
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
