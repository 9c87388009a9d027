"""Giving a role and ending it; a deputy; a delegation with an end."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import NATION, Actor, Scope, ScopeKind, Where
from ancrage.people.models import Organisation, Person, RoleHolding
from ancrage.people.roles import role_kinds, role_label


class RoleRefusedError(ValueError):
    """A role that cannot be given or ended so; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Term:
    """From a day to a day, both included; no end when `until` is None."""

    since: dt.date
    until: dt.date | None = None


@command("people.grant_role")
def grant_role(
    *,
    by: Actor,
    now: dt.datetime,
    person: Person,
    role: str,
    scope: Scope = NATION,
    organisation: Organisation | None = None,
    term: Term,
    regions: frozenset[str] = frozenset(),
) -> RoleHolding:
    """Give a role to a person on a scope, for a term. RoleRefusedError.

    `regions` are those that a territory's scope is in: a region gives the roles of its own
    territories.
    """
    allow(_where(scope, regions))
    _check_role(role, scope, organisation, term)
    held = RoleHolding.objects.filter(
        person=person, role=role, scope_kind=scope.kind, scope_code=scope.code
    )
    if any(_overlap(row, term) for row in held):
        raise RoleRefusedError(_("Cette personne tient déjà ce rôle sur cette période."))
    made = RoleHolding.objects.create(
        person=person,
        organisation=organisation,
        role=role,
        scope_kind=scope.kind,
        scope_code=scope.code,
        since=term.since,
        until=term.until,
    )
    record(
        kind="person",
        reference=person.reference,
        says=_("Rôle donné : %(role)s") % {"role": role_label(role)},
        after=_told(made),
        personal={"person_name": person.name},
    )
    return made


@command("people.end_role")
def end_role(
    *,
    by: Actor,
    now: dt.datetime,
    holding: RoleHolding,
    last_day: dt.date,
    reason: str,
    regions: frozenset[str] = frozenset(),
) -> RoleHolding:
    """End a role on a day, which is the last that it is held. RoleRefusedError."""
    held = RoleHolding.objects.select_for_update().select_related("person").get(pk=holding.pk)
    allow(_where(Scope(ScopeKind(held.scope_kind), held.scope_code), regions))
    if last_day < held.since:
        raise RoleRefusedError(_("Un rôle ne peut pas finir avant d’avoir commencé."))
    before = _told(held)
    held.until = last_day
    held.save(update_fields=["until"])
    record(
        kind="person",
        reference=held.person.reference,
        says=_("Fin d’un rôle : %(role)s") % {"role": role_label(held.role)},
        before=before,
        after=_told(held),
        details={"reason": reason},
        personal={"person_name": held.person.name},
    )
    return held


@command("people.stand_in")
def stand_in(
    *,
    by: Actor,
    now: dt.datetime,
    holding: RoleHolding,
    person: Person,
    term: Term,
    is_delegation: bool,
    regions: frozenset[str] = frozenset(),
) -> RoleHolding:
    """Have a person stand in for the holder of a role: a deputy, or a delegate with an end.

    RoleRefusedError when the end is missing, outlives the role, or the person holds it already.
    """
    held = RoleHolding.objects.select_for_update().select_related("person").get(pk=holding.pk)
    scope = Scope(ScopeKind(held.scope_kind), held.scope_code)
    where = _where(scope, regions)
    allow(Where(**(asdict(where) | {"people": frozenset({held.person.reference})})))
    _check_stand_in(held, person, term, is_delegation=is_delegation)
    made = RoleHolding.objects.create(
        person=person,
        organisation=held.organisation,
        role=held.role,
        scope_kind=held.scope_kind,
        scope_code=held.scope_code,
        since=term.since,
        until=term.until,
        stands_in_for=held,
        is_delegation=is_delegation,
    )
    says = _("Délégation : %(role)s") if is_delegation else _("Suppléance : %(role)s")
    record(
        kind="person",
        reference=person.reference,
        says=says % {"role": role_label(held.role)},
        after=_told(made),
        details={"stands_in_for": held.person.reference},
        personal={"person_name": person.name, "stands_in_for_name": held.person.name},
    )
    return made


def _check_role(role: str, scope: Scope, organisation: Organisation | None, term: Term) -> None:
    kind = role_kinds().get(role)
    if kind is None:
        raise RoleRefusedError(_("Le rôle « %s » n’existe pas.") % role)
    if scope.kind != kind.scope or bool(scope.code) == (scope.kind == ScopeKind.NATION):
        raise RoleRefusedError(
            _("Le rôle « %(role)s » ne se tient pas sur ce périmètre.") % {"role": kind.label}
        )
    if organisation and organisation.kind not in kind.organisations:
        raise RoleRefusedError(
            _("Le rôle « %(role)s » ne se tient pas au nom de « %(organisation)s ».")
            % {"role": kind.label, "organisation": organisation.name}
        )
    if term.until and term.until < term.since:
        raise RoleRefusedError(_("La fin précède le début."))


def _check_stand_in(held: RoleHolding, person: Person, term: Term, *, is_delegation: bool) -> None:
    if held.stands_in_for_id is not None:
        raise RoleRefusedError(_("Qui remplace ne peut pas se faire remplacer à son tour."))
    if person.pk == held.person_id:
        raise RoleRefusedError(_("Une personne ne se remplace pas elle-même."))
    if is_delegation and term.until is None:
        raise RoleRefusedError(_("Une délégation a une fin : donnez son dernier jour."))
    if term.until and term.until < term.since:
        raise RoleRefusedError(_("La fin précède le début."))
    if term.since < held.since or (held.until and (not term.until or term.until > held.until)):
        raise RoleRefusedError(_("Le remplacement sortirait des dates du rôle remplacé."))
    if any(_overlap(row, term) for row in held.stand_ins.filter(person=person)):
        raise RoleRefusedError(_("Cette personne remplace déjà sur cette période."))


def _overlap(row: RoleHolding, term: Term) -> bool:
    begins_before_end = term.until is None or row.since <= term.until
    return begins_before_end and (row.until is None or term.since <= row.until)


def _where(scope: Scope, regions: frozenset[str]) -> Where:
    held = frozenset({scope.code})
    return Where(
        regions=held if scope.kind == ScopeKind.REGION else regions,
        territories=held if scope.kind == ScopeKind.TERRITORY else frozenset(),
        operators=held if scope.kind == ScopeKind.OPERATOR else frozenset(),
        companies=held if scope.kind == ScopeKind.COMPANY else frozenset(),
    )


def _told(row: RoleHolding) -> dict[str, Any]:
    return {
        "role": row.role,
        "scope": str(Scope(ScopeKind(row.scope_kind), row.scope_code)),
        "organisation": row.organisation.name if row.organisation else "",
        "since": row.since,
        "until": row.until,
    }
