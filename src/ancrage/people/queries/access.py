"""Requests for access: whose they are, who answers them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from ancrage.journal.policy import rights
from ancrage.kernel.rights import Actor, Reach, Scope, ScopeKind, Where
from ancrage.people.giving import may_give, where_of
from ancrage.people.models import AccessRequest
from ancrage.people.queries.actors import holders, names_of
from ancrage.people.queries.scopes import named
from ancrage.people.roles import role_kinds, role_label

READ = "people.read_access_requests"
NATIONALS = ("national", "administrator")
COPILOT = "copilot"


def deciders(role: str, where: Where, *, on: dt.date) -> list[str]:
    """The roles to which a request goes: the region's for its own, else the national team.

    When nobody copilots the region on that day, the national team answers in its place.
    """
    given_by = role_kinds()[role].given_by
    regional = COPILOT in given_by and where.regions
    if regional and holders(role=COPILOT, where=Where(regions=where.regions), on=on):
        return [COPILOT]
    return [code for code in NATIONALS if code in given_by]


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A request in words; `may_answer` when the reader may grant or refuse it."""

    request: AccessRequest
    scope_label: str
    decided_by: str
    may_answer: bool
    is_mine: bool

    @property
    def role_label(self) -> str:
        return role_label(self.request.role)

    @property
    def is_waiting(self) -> bool:
        return self.request.state == AccessRequest.WAITING


def requests_of(actor: Actor) -> list[ShownRequest]:
    """One's own requests and those that one may answer or read, the newest first."""
    found = _shown(actor, AccessRequest.objects.filter(person__erased_at=None))
    reads = reads_all(actor)
    return [shown for shown in found if shown.is_mine or shown.may_answer or reads]


def find_request(actor: Actor, reference: str) -> ShownRequest | None:
    """A request that the actor may know of, by its reference."""
    found = AccessRequest.objects.filter(person__erased_at=None, reference=reference)
    shown = next(iter(_shown(actor, found)), None)
    if shown is None or shown.is_mine or shown.may_answer or reads_all(actor):
        return shown
    return None


def reads_all(actor: Actor) -> bool:
    """Whether the actor reads every request, whoever answers it."""
    right = rights().rights.get(READ)
    return right is not None and any(right.who.get(r) == Reach.ANY for r in actor.roles)


def _shown(actor: Actor, found: QuerySet[AccessRequest]) -> list[ShownRequest]:
    rows = list(found.select_related("person"))
    scopes = {row.pk: Scope(ScopeKind(row.scope_kind), row.scope_code) for row in rows}
    told = named(scopes.values())
    names = names_of(row.decided_by for row in rows if row.decided_by)
    return [
        ShownRequest(
            request=row,
            scope_label=told[scopes[row.pk]].name,
            decided_by=names.get(row.decided_by, ""),
            may_answer=row.person.reference != actor.reference
            and may_give(
                actor, row.role, where_of(scopes[row.pk], regions=told[scopes[row.pk]].regions)
            ),
            is_mine=row.person.reference == actor.reference,
        )
        for row in rows
    ]
