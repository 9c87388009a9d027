"""What the API of people asks and answers: official codes, no internal number."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from ancrage.geography.schemas import Day
from ancrage.kernel.rights import Holding, Right
from ancrage.people.invited_rows import HEADINGS
from ancrage.people.models import Organisation, Person
from ancrage.people.queries.access import ShownRequest
from ancrage.people.queries.directory import HeldRole
from ancrage.people.queries.invitations import ShownInvitation
from ancrage.people.queries.tokens import ShownToken

Line = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]


class PersonOut(Schema):
    """Somebody, by an opaque reference."""

    reference: str
    name: str
    email: str | None


class OrganisationOut(Schema):
    kind: str
    code: str
    name: str
    siret: str


class ScopeOut(Schema):
    """What a role is held on: `nation` has no code; a territory's is « programme:code »."""

    kind: str
    code: str
    name: str


class RoleOut(Schema):
    """A role that somebody holds."""

    reference: str
    person: PersonOut
    role: str
    label: str
    scope: ScopeOut
    organisation: OrganisationOut | None
    since: dt.date
    until: dt.date | None
    state: str
    stands_in_for: str | None
    is_delegation: bool


class PersonDetailOut(PersonOut):
    roles: list[RoleOut]


class MeHolding(Schema):
    role: str
    scope_kind: str
    scope_code: str
    organisation: str


class MeOut(Schema):
    """Who asks, with what the token carries."""

    reference: str
    name: str
    may_write: bool
    roles: list[MeHolding]


class GiveIn(Schema):
    """A role to give: the scope by its code or its name, the organisation likewise."""

    role: Line
    scope: Line = ""
    organisation: Line = ""
    since: Day
    until: Day | None = None


class RoleEndIn(Schema):
    last_day: Day
    reason: Text


class StandInIn(Schema):
    """Who stands in, by his address; a delegation has an end."""

    email: Line
    since: Day
    until: Day | None = None
    is_delegation: bool = True


class CorrectIn(Schema):
    given_name: Line = ""
    family_name: Line
    email: Line


class OrganisationIn(Schema):
    """An organisation to add; a company's code is its SIRET."""

    kind: Line
    name: Line
    code: Line = ""
    siret: Line = ""


class PersonReasonIn(Schema):
    reason: Text


class InvitedIn(Schema):
    """One role of one person to invite, as a row of the table: texts, as people write them."""

    email: Line
    given: Line = ""
    family: Line
    role: Line
    scope: Line = ""
    organisation: Line = ""
    number: Line = ""
    since: Line = ""
    until: Line = ""

    def cells(self) -> dict[str, str]:
        """By the headings of the table."""
        return {heading: str(getattr(self, key)) for key, heading in HEADINGS.items()}


class InviteIn(Schema):
    """Rows to bring in, all or none; `dry_run`: say what it would do, do nothing."""

    rows: Annotated[list[InvitedIn], Field(min_length=1, max_length=2000)]
    dry_run: bool = False


class InviteOut(Schema):
    done: bool
    invited: int
    given: int
    held: int


class InvitationOut(Schema):
    reference: str
    person: PersonOut
    roles: list[str]
    state: str
    sent_at: dt.datetime
    sent_count: int
    expires_at: dt.datetime


class AccessIn(Schema):
    """A role that somebody asks for."""

    role: Line
    scope: Line = ""
    organisation: Line = ""
    message: Text = ""


class GrantIn(Schema):
    organisation: Line = ""
    since: Day
    until: Day | None = None
    reason: Text = ""


class AccessOut(Schema):
    reference: str
    person: PersonOut
    role: str
    scope_name: str
    organisation: str
    message: str
    state: str
    asked_at: dt.datetime
    decided_at: dt.datetime | None
    reason: str


class TokenIn(Schema):
    """A key to make: `roles` are references of one's roles; None: all that one asks with."""

    name: Line
    expires_on: Day
    may_write: bool = False
    roles: list[Line] | None = None
    organisation: Line = ""


class TokenOut(Schema):
    reference: str
    name: str
    person: PersonOut
    organisation: str | None
    use: str
    roles: list[str]
    may_write: bool
    state: str
    created_at: dt.datetime
    expires_on: dt.date
    last_used_at: dt.datetime | None


class MadeTokenOut(TokenOut):
    """With the key itself, this once."""

    key: str


class RetentionOut(Schema):
    """How long a kind of personal data is kept; `days` None: nothing is done for it here."""

    code: str
    label: str
    holds: str
    purpose: str
    basis: str
    days: int | None
    after: str
    then: str
    valid_from: dt.date


class RightOut(Schema):
    """A line of the table of rights: who may, and how far."""

    action: str
    label: str
    writes: bool
    private: bool
    condition: str
    who: dict[str, str]


def person_out(person: Person) -> PersonOut:
    return PersonOut(reference=person.reference, name=person.name, email=person.email)


def organisation_out(organisation: Organisation) -> OrganisationOut:
    return OrganisationOut(
        kind=organisation.kind,
        code=organisation.code,
        name=organisation.name,
        siret=organisation.siret,
    )


def role_out(row: HeldRole) -> RoleOut:
    held = row.holding
    scope = ScopeOut(kind=row.scope.kind.value, code=row.scope.code, name=row.scope_label)
    replaced = row.stands_in_for
    return RoleOut(
        reference=held.reference,
        person=person_out(row.person),
        role=held.role,
        label=row.role_label,
        scope=scope,
        organisation=organisation_out(row.organisation) if row.organisation else None,
        since=held.since,
        until=held.until,
        state=row.state.value,
        stands_in_for=replaced.reference if replaced else None,
        is_delegation=held.is_delegation,
    )


def me_holding(holding: Holding) -> MeHolding:
    return MeHolding(
        role=holding.role,
        scope_kind=holding.scope.kind.value,
        scope_code=holding.scope.code,
        organisation=holding.organisation,
    )


def invitation_out(shown: ShownInvitation) -> InvitationOut:
    held = shown.invitation
    return InvitationOut(
        reference=held.reference,
        person=person_out(held.person),
        roles=list(shown.roles),
        state=shown.state.value,
        sent_at=held.sent_at,
        sent_count=held.sent_count,
        expires_at=held.expires_at,
    )


def access_out(shown: ShownRequest) -> AccessOut:
    held = shown.request
    return AccessOut(
        reference=held.reference,
        person=person_out(held.person),
        role=held.role,
        scope_name=shown.scope_label,
        organisation=held.organisation_name,
        message=held.message,
        state=held.state,
        asked_at=held.asked_at,
        decided_at=held.decided_at,
        reason=held.reason,
    )


def token_told(shown: ShownToken) -> dict[str, Any]:
    """A key as the API tells it, without its secret."""
    held = shown.token
    return {
        "reference": held.reference,
        "name": held.name,
        "person": person_out(held.person),
        "organisation": held.organisation.name if held.organisation else None,
        "use": held.use,
        "roles": list(shown.roles),
        "may_write": held.may_write,
        "state": shown.state.value,
        "created_at": held.created_at,
        "expires_on": held.expires_on,
        "last_used_at": held.last_used_at,
    }


def right_out(right: Right) -> RightOut:
    return RightOut(
        action=right.action,
        label=right.label,
        writes=right.writes,
        private=right.private,
        condition=right.condition,
        who={role: reach.value for role, reach in right.who.items()},
    )
