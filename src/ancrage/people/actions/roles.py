"""Giving a role and ending it; a deputy; a delegation with an end."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import HOST, NATION, Actor, Scope, ScopeKind
from ancrage.people.giving import may_end, may_give, where_of
from ancrage.people.models import Organisation, Person, RoleHolding
from ancrage.people.queries.scopes import scope_label
from ancrage.people.roles import role_kinds, role_label
from ancrage.people.telling import inform_person
from ancrage.ui.formats import french_date

ADMINISTRATOR = "administrator"


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
    is_told: bool = True,
) -> RoleHolding:
    """Give a role to a person on a scope, for a term. RoleRefusedError.

    `is_told` False when the person learns of it otherwise, by the message that invites him.
    """
    where = where_of(scope)
    allow(where)
    _check_role(role, scope, organisation, term)
    if by.reference == person.reference:
        raise RoleRefusedError(_("Personne ne se donne un rôle à soi-même : demandez-le."))
    if not may_give(by, role, where):
        raise RoleRefusedError(_("Le rôle « %s » n’est pas le vôtre à donner.") % role_label(role))
    held = Person.objects.select_for_update().get(pk=person.pk)
    if held.erased_at is not None or not held.is_active:
        raise RoleRefusedError(_("Ce compte est fermé."))
    if overlapping(held, role, scope, term):
        raise RoleRefusedError(_("Cette personne tient déjà ce rôle sur cette période."))
    made = RoleHolding.objects.create(
        person=held,
        organisation=organisation,
        role=role,
        scope_kind=scope.kind.value,
        scope_code=scope.code,
        since=term.since,
        until=term.until,
    )
    record(
        kind="person",
        reference=held.reference,
        says=_("Rôle donné : %(role)s") % {"role": role_label(role)},
        after=told(made),
        personal={"person_name": held.name},
    )
    if is_told and by.reference != HOST:
        _tell_given(made, _("Un rôle vous est donné : %(role)s (%(scope)s)"), now)
    return made


@command("people.end_role")
def end_role(
    *, by: Actor, now: dt.datetime, holding: RoleHolding, last_day: dt.date, reason: str
) -> RoleHolding:
    """End a role on a day, the last that it is held; who stands in ends with it. RoleRefusedError.

    Everybody ends his own roles, and the deputies and delegations that he gave.
    """
    held = _locked(holding)
    scope = scope_of(held)
    mine = {held.person.reference}
    if held.stands_in_for is not None:
        mine.add(held.stands_in_for.person.reference)
    where = where_of(scope, *mine)
    allow(where)
    if not may_end(by, held, where):
        raise RoleRefusedError(_("Ce rôle n’est pas le vôtre à retirer."))
    _check_end(by, held, last_day, reason)
    before = told(held)
    held.until = last_day
    held.save(update_fields=["until"])
    ended = _end_stand_ins(held, last_day)
    record(
        kind="person",
        reference=held.person.reference,
        says=_("Fin d’un rôle : %(role)s") % {"role": role_label(held.role)},
        before=before,
        after=told(held),
        details={"reason": reason.strip(), "stand_ins": ended},
        personal={"person_name": held.person.name},
    )
    if by.reference not in {HOST, held.person.reference}:
        title = _("Un de vos rôles prend fin : %(role)s (%(scope)s)")
        why = _("Son dernier jour est le %s.") % french_date(last_day)
        _tell(held, f"ended:{last_day}", title, why, now)
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
) -> RoleHolding:
    """Have a person stand in for the holder of a role: a deputy, or a delegate with an end.

    RoleRefusedError when the end is missing, outlives the role, or the person holds it already.
    """
    held = _locked(holding)
    scope = scope_of(held)
    allow(where_of(scope, held.person.reference))
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
        after=told(made),
        details={"stands_in_for": held.person.reference},
        personal={"person_name": person.name, "stands_in_for_name": held.person.name},
    )
    _tell_given(made, _("Vous remplacez quelqu’un : %(role)s (%(scope)s)"), now)
    return made


def overlapping(person: Person, role: str, scope: Scope, term: Term) -> RoleHolding | None:
    """The same role that the person holds in his own name on a part of the term."""
    held = RoleHolding.objects.filter(
        person=person,
        role=role,
        scope_kind=scope.kind.value,
        scope_code=scope.code,
        stands_in_for=None,
    )
    return next((row for row in held if _overlap(row, term)), None)


def scope_of(row: RoleHolding) -> Scope:
    """What a role is held on."""
    return Scope(ScopeKind(row.scope_kind), row.scope_code)


def told(row: RoleHolding) -> dict[str, Any]:
    """A role as the journal writes it."""
    return {
        "role": row.role,
        "scope": str(scope_of(row)),
        "organisation": row.organisation.name if row.organisation else "",
        "since": row.since,
        "until": row.until,
    }


def is_last_administrator(person: Person, *, after: dt.date) -> bool:
    """Whether nobody else with an open account administers the site beyond a day."""
    held = Q(role=ADMINISTRATOR, stands_in_for=None, since__lte=after)
    held &= Q(until=None) | Q(until__gt=after)
    open_ones = RoleHolding.objects.filter(held, person__is_active=True, person__erased_at=None)
    holders = set(open_ones.values_list("person", flat=True))
    return holders <= {person.pk} and bool(holders)


def _locked(holding: RoleHolding) -> RoleHolding:
    rows = RoleHolding.objects.select_for_update(of=("self",))
    return rows.select_related("person", "organisation", "stands_in_for__person").get(pk=holding.pk)


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


def _check_end(by: Actor, held: RoleHolding, last_day: dt.date, reason: str) -> None:
    if not reason.strip():
        raise RoleRefusedError(_("Dites pourquoi le rôle prend fin."))
    if last_day < held.since:
        raise RoleRefusedError(_("Un rôle ne peut pas finir avant d’avoir commencé."))
    if held.until is not None and last_day > held.until:
        raise RoleRefusedError(
            _("Ce rôle finit déjà le %s : donnez-en un nouveau pour le prolonger.")
            % french_date(held.until)
        )
    is_own = held.role == ADMINISTRATOR and held.stands_in_for is None
    if is_own and by.reference != HOST and is_last_administrator(held.person, after=last_day):
        raise RoleRefusedError(_("C’est le dernier administrateur : donnez d’abord ce rôle."))


def _check_stand_in(held: RoleHolding, person: Person, term: Term, *, is_delegation: bool) -> None:
    if held.stands_in_for_id is not None:
        raise RoleRefusedError(_("Qui remplace ne peut pas se faire remplacer à son tour."))
    if person.pk == held.person_id:
        raise RoleRefusedError(_("Une personne ne se remplace pas elle-même."))
    if person.erased_at is not None or not person.is_active:
        raise RoleRefusedError(_("Ce compte est fermé."))
    if is_delegation and term.until is None:
        raise RoleRefusedError(_("Une délégation a une fin : donnez son dernier jour."))
    if term.until and term.until < term.since:
        raise RoleRefusedError(_("La fin précède le début."))
    if term.since < held.since or (held.until and (not term.until or term.until > held.until)):
        raise RoleRefusedError(_("Le remplacement sortirait des dates du rôle remplacé."))
    if any(_overlap(row, term) for row in held.stand_ins.filter(person=person)):
        raise RoleRefusedError(_("Cette personne remplace déjà sur cette période."))


def _end_stand_ins(held: RoleHolding, last_day: dt.date) -> list[str]:
    """Those who stand in for an ended role stop with it; returns their references."""
    beyond = held.stand_ins.filter(Q(until=None) | Q(until__gt=last_day)).select_related("person")
    ended = list(beyond)
    for row in ended:
        row.until = max(row.since, last_day)
        row.save(update_fields=["until"])
    return sorted(row.person.reference for row in ended)


def _overlap(row: RoleHolding, term: Term) -> bool:
    begins_before_end = term.until is None or row.since <= term.until
    return begins_before_end and (row.until is None or term.since <= row.until)


def _tell(row: RoleHolding, what: str, title: str, why: str, now: dt.datetime) -> None:
    words = {"role": role_label(row.role), "scope": scope_label(scope_of(row))}
    inform_person(
        cause=f"role:{row.reference}:{what}",
        title=title % words,
        why=why,
        page="my_roles",
        reference=row.person.reference,
        now=now,
    )


def _tell_given(row: RoleHolding, title: str, now: dt.datetime) -> None:
    why = _("À partir du %s : « Mes rôles » dit ce qu’il permet.") % french_date(row.since)
    _tell(row, "given", title, why, now)
