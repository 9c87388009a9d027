"""Invitations: what a table would do, where each stands, whom a link is for."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.journal.policy import rights
from ancrage.kernel.problems import Problem
from ancrage.kernel.rights import Actor, Reach, Scope, ScopeKind
from ancrage.people.giving import may_give, where_of
from ancrage.people.invited_rows import HEADINGS, ROLE, SCOPE, InvitedRow
from ancrage.people.models import Invitation, Person, RoleHolding
from ancrage.people.queries.scopes import scope_labels, territories_in
from ancrage.people.roles import role_label

READ = "people.read_invitations"


class Outcome(StrEnum):
    """What a row will do."""

    INVITED = "invited"
    GIVEN = "given"
    HELD = "held"


OUTCOMES = {
    Outcome.INVITED: gettext_lazy("rôle donné, invitation envoyée"),
    Outcome.GIVEN: gettext_lazy("rôle donné ; la personne a déjà un compte"),
    Outcome.HELD: gettext_lazy("déjà fait : rien ne change"),
}


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row and what it will do."""

    row: InvitedRow
    outcome: Outcome

    @property
    def role_label(self) -> str:
        return role_label(self.row.role)

    @property
    def in_words(self) -> str:
        return str(OUTCOMES[self.outcome])


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table will do, or the faults for which nothing is done."""

    rows: tuple[PlannedRow, ...]
    problems: tuple[Problem, ...]

    def of(self, *outcomes: Outcome) -> list[InvitedRow]:
        return [planned.row for planned in self.rows if planned.outcome in outcomes]

    @property
    def changes(self) -> bool:
        return bool(self.of(Outcome.INVITED, Outcome.GIVEN))


def plan_of(by: Actor, rows: Sequence[InvitedRow], *, file: str) -> Plan:
    """What these rows will do if the actor asks for it now. Three queries."""
    addresses = {row.email for row in rows}
    people = {p.email: p for p in Person.objects.filter(email__in=addresses)}
    held: dict[int, list[RoleHolding]] = {}
    for holding in RoleHolding.objects.filter(person__in=people.values(), stands_in_for=None):
        held.setdefault(holding.person_id, []).append(holding)
    planned, problems = [], []
    for row in rows:
        problem = _not_his_to_give(by, row, people.get(row.email), file)
        if problem is not None:
            problems.append(problem)
            continue
        person = people.get(row.email)
        planned.append(
            PlannedRow(row, _outcome(row, person, held.get(person.pk if person else 0, [])))
        )
    return Plan(tuple(planned), tuple(problems))


def _not_his_to_give(
    by: Actor, row: InvitedRow, person: Person | None, file: str
) -> Problem | None:
    where = where_of(row.scope, regions=row.regions)
    if person is not None and person.reference == by.reference:
        what = _("personne ne se donne un rôle à soi-même.")
        return Problem(file, row.row, HEADINGS[ROLE], what, _("Retirez cette ligne."))
    if person is not None and not person.is_active:
        what = _("ce compte est fermé.")
        return Problem(file, row.row, HEADINGS[ROLE], what, _("Voyez un administrateur."))
    if may_give(by, row.role, where):
        return None
    what = _("« %(role)s » sur « %(scope)s » n’est pas le vôtre à donner.") % {
        "role": role_label(row.role),
        "scope": row.scope_label,
    }
    return Problem(file, row.row, HEADINGS[SCOPE], what, _("Retirez cette ligne."))


def _outcome(row: InvitedRow, person: Person | None, held: Iterable[RoleHolding]) -> Outcome:
    for holding in held:
        same = (holding.role, holding.scope_kind, holding.scope_code)
        ends = holding.until
        if same == (row.role, row.scope.kind.value, row.scope.code) and (
            (ends is None or ends >= row.term.since)
            and (row.term.until is None or holding.since <= row.term.until)
        ):
            return Outcome.HELD
    return Outcome.GIVEN if person is not None and has_come(person) else Outcome.INVITED


def has_come(person: Person) -> bool:
    """Whether somebody has signed in to this account, or has a way to."""
    return bool(person.last_login or person.subject or person.has_usable_password())


class InvitationState(StrEnum):
    """Where an invitation stands."""

    SENT = "sent"
    SENT_AGAIN = "sent_again"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"


STATES = {
    InvitationState.SENT: gettext_lazy("envoyée"),
    InvitationState.SENT_AGAIN: gettext_lazy("renvoyée"),
    InvitationState.EXPIRED: gettext_lazy("expirée"),
    InvitationState.ACCEPTED: gettext_lazy("acceptée"),
    InvitationState.CANCELLED: gettext_lazy("annulée"),
}


def state_of(invitation: Invitation, now: dt.datetime) -> InvitationState:
    """Where it stands at that moment."""
    if invitation.cancelled_at is not None:
        return InvitationState.CANCELLED
    if invitation.accepted_at is not None:
        return InvitationState.ACCEPTED
    if invitation.expires_at <= now:
        return InvitationState.EXPIRED
    again = invitation.sent_count > 1
    return InvitationState.SENT_AGAIN if again else InvitationState.SENT


def shown_state(invitation: Invitation, now: dt.datetime) -> InvitationState:
    """As `state_of`; who came to his account without the link has accepted all the same."""
    state = state_of(invitation, now)
    if state == InvitationState.CANCELLED or not has_come(invitation.person):
        return state
    return InvitationState.ACCEPTED


@dataclass(frozen=True, slots=True)
class ShownInvitation:
    """An invitation with its roles in words."""

    invitation: Invitation
    state: InvitationState
    roles: tuple[str, ...]

    @property
    def person(self) -> Person:
        return self.invitation.person

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])

    @property
    def is_open(self) -> bool:
        """Whether it may still be sent again or cancelled."""
        return self.state not in {InvitationState.ACCEPTED, InvitationState.CANCELLED}


def visible_to(actor: Actor) -> QuerySet[Invitation]:
    """The invitations that the actor may know of: his region's and his own, or all."""
    found = Invitation.objects.filter(person__erased_at=None)
    right = rights().rights.get(READ)
    seen = Q(pk=None)
    for holding in actor.held if right else ():
        reach = right.who.get(holding.role) if right else None
        if reach in {Reach.ANY, Reach.OUTLINE}:
            return found
        if reach == Reach.OWN:
            seen |= _in_region(holding.scope.code) | Q(invited_by=actor.reference)
    return found.filter(pk__in=Invitation.objects.filter(seen).values("pk"))


def _in_region(code: str) -> Q:
    regional = Q(holdings__scope_kind=ScopeKind.REGION.value, holdings__scope_code=code)
    return regional | Q(
        holdings__scope_kind=ScopeKind.TERRITORY.value,
        holdings__scope_code__in=list(territories_in([code])),
    )


def in_words(found: QuerySet[Invitation], *, now: dt.datetime) -> list[ShownInvitation]:
    """Invitations as a page shows them, the newest first."""
    rows = list(
        found.select_related("person").prefetch_related(
            Prefetch("holdings", RoleHolding.objects.order_by("pk"))
        )
    )
    scopes = {scope_of(h) for row in rows for h in row.holdings.all()}
    labels = scope_labels(scopes)
    return [
        ShownInvitation(
            row,
            shown_state(row, now),
            tuple(f"{role_label(h.role)}, {labels[scope_of(h)]}" for h in row.holdings.all()),
        )
        for row in rows
    ]


def scope_of(holding: RoleHolding) -> Scope:
    """What a role is held on."""
    return Scope(ScopeKind(holding.scope_kind), holding.scope_code)


def find_invitation(actor: Actor, reference: str) -> Invitation | None:
    """An invitation that the actor may know of, by its reference."""
    return visible_to(actor).select_related("person").filter(reference=reference).first()


def key_hash(key: str) -> str:
    """What is kept of a link's key."""
    return hashlib.sha256(key.encode()).hexdigest()


def invitation_of(key: str, *, now: dt.datetime) -> Invitation | None:
    """The open invitation whose link has this key; None when it was used, cancelled or is over."""
    found = (
        Invitation.objects.select_related("person")
        .filter(key_hash=key_hash(key), accepted_at=None, cancelled_at=None)
        .first()
    )
    return found if found is not None and found.expires_at > now else None
