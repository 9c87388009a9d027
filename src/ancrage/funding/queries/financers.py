"""Financers: their names, whose they are, who answers for them."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.catalogue.queries import versions
from ancrage.funding.access import REGION, financer_where
from ancrage.journal.policy import may, rights
from ancrage.kernel.rights import Actor, Reach, Scope, ScopeKind
from ancrage.kernel.text import fold
from ancrage.people.models import RoleHolding
from ancrage.people.queries import named_scopes, scope_labels
from ancrage.people.queries.actors import in_force

NATIONAL, REFERENT, COPILOT = "national", "referent", "copilot"
STATES = {"etat": "État", "europe": "Union européenne"}
"""Financers that are no operator's nor a region's: the national team answers for them."""


def financer_names(codes: Collection[str]) -> dict[str, str]:
    """The names of financers by code: the basket's for its operators; the code of one that is not
    known."""
    operators = versions()[-1].operators
    known = STATES | {code: held.name for code, held in operators.items()}
    scopes = {code: _scope(code) for code in codes if code not in known}
    named = scope_labels(scopes.values())
    return {code: known.get(code) or named[scopes[code]] for code in codes}


def financer_name(financer: str) -> str:
    """The name of one financer."""
    return financer_names([financer])[financer]


def financers() -> list[tuple[str, str]]:
    """Every financer, by code and name: the basket's operators, regional councils, Europe."""
    operators = {code: one.name for held in versions() for code, one in held.operators.items()}
    regions = {f"{REGION}{one.code}": one.label for one in named_scopes(ScopeKind.REGION)}
    return sorted((operators | regions | STATES).items(), key=lambda pair: fold(pair[1]))


def financers_for(actor: Actor, action: str) -> list[tuple[str, str]]:
    """The financers for which somebody may do something."""
    return [pair for pair in financers() if may(actor, action, financer_where(pair[0]))]


def _scope(financer: str) -> Scope:
    if financer.startswith(REGION):
        return Scope(ScopeKind.REGION, financer.removeprefix(REGION))
    return Scope(ScopeKind.OPERATOR, financer)


def owner_role(financer: str) -> str:
    """The role of who answers for a financer's figures."""
    if financer in STATES:
        return NATIONAL
    return COPILOT if financer.startswith(REGION) else REFERENT


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for a financer: a role, and the names of those who hold it on a day.

    `is_hole`: nobody holds it, so that the national team has it.
    """

    role: str
    names: tuple[str, ...]
    is_hole: bool

    @property
    def says(self) -> str:
        if self.is_hole:
            return _("équipe nationale, faute de référent")
        return ", ".join(self.names) or _("équipe nationale")


def owners_of(financers: Iterable[str], *, on: dt.date) -> dict[str, Owner]:
    """Who answers for each financer on a day: one query, however many they are."""
    wanted = {code: (owner_role(code), _scope(code).code) for code in sorted(set(financers))}
    named: dict[tuple[str, str], dict[str, None]] = {}
    rows = RoleHolding.objects.filter(
        in_force(on),
        role__in={role for role, _code in wanted.values()} - {NATIONAL},
        scope_code__in={code for _role, code in wanted.values()},
        stands_in_for=None,
        person__is_active=True,
        person__erased_at=None,
    )
    for row in rows.select_related("person").order_by("pk"):
        named.setdefault((row.role, row.scope_code), {})[row.person.name] = None
    return {code: _owner(key[0], tuple(named.get(key, ()))) for code, key in wanted.items()}


def _owner(role: str, names: tuple[str, ...]) -> Owner:
    is_hole = role != NATIONAL and not names
    return Owner(NATIONAL if is_hole else role, names, is_hole)


def financers_of(actor: Actor, action: str) -> frozenset[str] | None:
    """The financers for which somebody has a right; None for all of them."""
    right = rights().rights.get(action)
    if right is None or (right.private and actor.seen_by):
        return frozenset()
    found = set()
    for holding in actor.held:
        reach = right.who.get(holding.role)
        if reach is None:
            continue
        if reach == Reach.ANY or holding.scope.kind == ScopeKind.NATION:
            return None
        if holding.scope.kind == ScopeKind.OPERATOR:
            found.add(holding.scope.code)
        if holding.scope.kind == ScopeKind.REGION:
            found.add(f"{REGION}{holding.scope.code}")
    return frozenset(found)
