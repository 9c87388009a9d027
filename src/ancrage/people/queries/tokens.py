"""Keys of the API: whose they are, and who comes with one."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.policy import rights
from ancrage.kernel.rights import Actor, Holding, Reach, Scope, ScopeKind
from ancrage.people.models import ApiToken, Organisation, RoleHolding
from ancrage.people.queries.actors import actor_of, in_force
from ancrage.people.queries.directory import HeldRole, State, in_words
from ancrage.people.queries.scopes import scope_labels
from ancrage.people.roles import role_label

READ = "people.read_tokens"
PREFIX = "ancrage"
NOBODY = hashlib.sha256(b"nobody").hexdigest()
"""What is compared when no key has the reference, so that it takes as long."""


class TokenState(StrEnum):
    """Whether a key still opens something."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


def secret_hash(secret: str) -> str:
    """What is kept of a key's secret: it is random and long, so that one hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def written_key(reference: str, secret: str) -> str:
    """The key as its owner writes it in a request."""
    return f"{PREFIX}_{reference}_{secret}"


def token_of(key: str, *, on: dt.date, use: str = ApiToken.API) -> ApiToken | None:
    """The key for this use that is written so, if it opens something on that day."""
    prefix, _mark, rest = key.partition("_")
    reference, _mark, secret = rest.partition("_")
    found = None
    if prefix == PREFIX and reference.isalnum() and reference.isascii():
        rows = ApiToken.objects.select_related("person", "organisation")
        found = rows.filter(reference=reference, use=use).first()
    same = hmac.compare_digest(found.secret_hash if found else NOBODY, secret_hash(secret))
    if found is None or not same:
        return None
    opens = state_of(found, on) == TokenState.ACTIVE and found.person.is_active
    return found if opens and found.person.erased_at is None else None


def state_of(token: ApiToken, day: dt.date) -> TokenState:
    """Whether it still opens something on a day."""
    if token.revoked_at is not None:
        return TokenState.REVOKED
    return TokenState.EXPIRED if token.expires_on < day else TokenState.ACTIVE


def actor_with(token: ApiToken, *, on: dt.date) -> Actor:
    """Who comes with a key: its person, with those of his roles of that day that it carries.

    A role that ended, or that its person was relieved of, is carried no more.
    """
    whole = actor_of(token.person, on=on)
    carried = {_same(row) for row in token.holdings.all()}
    held = tuple(holding for holding in whole.holdings if _key(holding) in carried)
    return replace(whole, holdings=held, read_only=not token.may_write)


def _same(row: RoleHolding) -> tuple[object, ...]:
    return (row.role, row.scope_kind, row.scope_code, row.since)


def _key(holding: Holding) -> tuple[object, ...]:
    scope = holding.scope
    return (holding.role, scope.kind.value, scope.code, holding.since)


def carriable(actor: Actor, *, on: dt.date) -> list[HeldRole]:
    """The roles that a key of the actor may carry: those with which he asks."""
    held = {_key(holding) for holding in actor.holdings}
    rows = RoleHolding.objects.filter(in_force(on), person__reference=actor.reference)
    return [
        row
        for row in in_words(rows, on=on)
        if row.state == State.HELD and _same(row.holding) in held
    ]


def organisations_of(actor: Actor, *, on: dt.date) -> list[Organisation]:
    """Those on behalf of which the actor holds a role on a day."""
    held = RoleHolding.objects.filter(in_force(on), person__reference=actor.reference)
    return list(Organisation.objects.filter(pk__in=held.values("organisation")))


@dataclass(frozen=True, slots=True)
class ShownToken:
    """A key in words, without its secret, which nobody has but its owner."""

    token: ApiToken
    state: TokenState
    roles: tuple[str, ...]
    is_mine: bool

    @property
    def state_label(self) -> str:
        return {
            TokenState.ACTIVE: _("actif"),
            TokenState.EXPIRED: _("expiré"),
            TokenState.REVOKED: _("révoqué"),
        }[self.state]

    @property
    def is_active(self) -> bool:
        return self.state == TokenState.ACTIVE


def visible_to(actor: Actor, *, on: dt.date) -> QuerySet[ApiToken]:
    """One's own keys, those of one's organisations; every key for who watches over them."""
    found = ApiToken.objects.filter(person__erased_at=None)
    right = rights().rights.get(READ)
    if right is None:
        return found.none()
    if any(right.who.get(role) == Reach.ANY for role in actor.roles):
        return found
    ours = [organisation.pk for organisation in organisations_of(actor, on=on)]
    return found.filter(Q(person__reference=actor.reference) | Q(organisation__in=ours))


def shown(actor: Actor, found: Iterable[ApiToken], *, now: dt.datetime) -> list[ShownToken]:
    """Keys as a page shows them."""
    rows = list(found)
    held = {row.pk: list(row.holdings.all()) for row in rows}
    scopes = {_scope(h) for holdings in held.values() for h in holdings}
    labels = scope_labels(scopes)
    return [
        ShownToken(
            row,
            state_of(row, localdate(now)),
            tuple(f"{role_label(h.role)}, {labels[_scope(h)]}" for h in held[row.pk]),
            row.person.reference == actor.reference,
        )
        for row in rows
    ]


def tokens_of(actor: Actor, *, now: dt.datetime) -> list[ShownToken]:
    """The keys that the actor may know of, one's own first."""
    found = visible_to(actor, on=localdate(now)).select_related("person", "organisation")
    rows = shown(actor, found.prefetch_related("holdings"), now=now)
    return sorted(rows, key=lambda row: (not row.is_mine, not row.is_active))


def find_token(actor: Actor, reference: str, *, now: dt.datetime) -> ApiToken | None:
    """A key that the actor may know of."""
    return visible_to(actor, on=localdate(now)).filter(reference=reference).first()


def _scope(row: RoleHolding) -> Scope:
    return Scope(ScopeKind(row.scope_kind), row.scope_code)
