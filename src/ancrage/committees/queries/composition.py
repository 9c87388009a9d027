"""Who sits: the committee of a meeting as its region set it, who may fill each seat."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ancrage.committees.access import committee_where
from ancrage.committees.definitions import bodies_at
from ancrage.committees.models import Composition, Meeting
from ancrage.committees.rules.composition import Body, Holder, Seat, configured, seated
from ancrage.kernel.rights import ScopeKind, Where
from ancrage.people.models import RoleHolding
from ancrage.people.queries.actors import holders
from ancrage.people.roles import role_kinds


@dataclass(frozen=True, slots=True)
class Chair:
    """A seat with those who may fill it: (reference, name, whether he stands in)."""

    seat: Seat
    people: tuple[tuple[str, str, bool], ...]


def body_of(meeting: Meeting, day: dt.date) -> Body:
    """The committee of a meeting: as kept when its members were called, else as it is set."""
    rule = bodies_at(day)[meeting.body]
    if meeting.seats:
        seats = tuple(Seat(**told) for told in meeting.seats)
        return Body(**{**_fields(rule), "seats": seats})
    return set_body(meeting.body, sorted(meeting.region_codes), day)


def _fields(rule: Body) -> dict[str, Any]:
    names = ("code", "label", "scope", "chair", "quorum", "after_contract")
    return {name: getattr(rule, name) for name in names}


def set_body(code: str, regions: Sequence[str], day: dt.date) -> Body:
    """A committee as the rule and its region set it on a day; of a territory in several regions,
    as the rule alone does. One query."""
    rule = bodies_at(day)[code]
    held = composition_at(code, regions[0], day) if len(regions) == 1 else None
    if held is None:
        return rule
    added = [Seat(**told) for told in held.added]
    known = {seat.code for seat in rule.seats}
    return configured(rule, left_out=[c for c in held.left_out if c in known], added=added)


def composition_at(body: str, region: str, day: dt.date) -> Composition | None:
    """What a region changed of a committee, in force on a day; None when it did nothing."""
    held = Composition.objects.filter(body=body, region=region, valid_from__lte=day)
    return held.order_by("-valid_from").first()


def kept_seats(body: Body) -> list[dict[str, Any]]:
    """The seats as a meeting keeps them."""
    return [asdict(seat) for seat in body.seats]


def chairs_of(meeting: Meeting, body: Body, day: dt.date) -> list[Chair]:
    """Every seat with those who may fill it on a day. A query for each role that sits."""
    where, rows = committee_where(meeting), []
    for role in sorted({seat.role for seat in body.seats if seat.role}):
        rows += _holders(role, where, day)
    names = {row.person.reference: row.person.name for row in rows}
    told = [Holder(r.person.reference, r.role, r.stands_in_for_id is not None) for r in rows]
    apart = {(one.person, one.role): one.stands_in for one in told}
    fill: Mapping[str, tuple[str, ...]] = seated(body, told)
    return [
        Chair(
            seat, tuple((p, names[p], apart[p, seat.role]) for p in dict.fromkeys(fill[seat.code]))
        )
        for seat in body.seats
    ]


def _holders(role: str, where: Where, day: dt.date) -> list[RoleHolding]:
    """Those who hold a role on what a committee is held on. Operators sit wherever they answer,
    and the nation's everywhere."""
    if role_kinds()[role].scope == ScopeKind.OPERATOR:
        held = RoleHolding.objects.filter(role=role, person__is_active=True)
        codes = frozenset(held.values_list("scope_code", flat=True))
        return holders(role=role, where=Where(operators=codes), on=day)
    return holders(role=role, where=where, on=day)


def member_roles(meeting: Meeting) -> list[str]:
    """The roles that a meeting is told to: those that sit, and who prepares it."""
    kinds = role_kinds()
    roles = {seat["role"] for seat in meeting.seats if seat["role"]}
    return sorted(role for role in roles if kinds[role].scope != ScopeKind.OPERATOR)


def seats_of(person: str, chairs: Iterable[Chair]) -> list[Seat]:
    """The seats that somebody may fill."""
    return [one.seat for one in chairs if any(p == person for p, _name, _in in one.people)]
