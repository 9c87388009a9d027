"""The API of people: who holds what, giving and ending roles, organisations, rights."""

from functools import partial
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Router
from pydantic import Field

from ancrage.geography.schemas import Day, Limit, Offset, Page, Problem, slice_of
from ancrage.journal.policy import rights
from ancrage.kernel.rights import Actor
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.actions.accounts import (
    AccountRefusedError,
    add_organisation,
    correct_person,
    ensure_organisation,
)
from ancrage.people.actions.roles import RoleRefusedError, Term, end_role, grant_role, stand_in
from ancrage.people.finding import UnclearError, named_organisation, named_scope, person_at
from ancrage.people.middleware import actor_in
from ancrage.people.models import Person, RoleHolding
from ancrage.people.queries.directory import (
    find_holding,
    find_person,
    in_words,
    organisation_rows,
    visible_to,
)
from ancrage.people.schemas import (
    CorrectIn,
    GiveIn,
    MeOut,
    OrganisationIn,
    OrganisationOut,
    PersonDetailOut,
    PersonOut,
    RightOut,
    RoleEndIn,
    RoleOut,
    StandInIn,
    me_holding,
    organisation_out,
    person_out,
    right_out,
    role_out,
)

router = Router(tags=["personnes"])
FAULTS = {422: Problem}
OWN = {401: Problem, 404: Problem, 422: Problem}
CHANGES = {409: Problem, **OWN}
Reference = Annotated[str, Path(), Field(pattern=r"^[0-9a-f]{32}$")]
Word = Annotated[str, Field(max_length=40, pattern=r"^[a-z_]*$")]
_refusals = partial(problems_for, RoleRefusedError, AccountRefusedError, UnclearError)


@router.get("/me", response={200: MeOut, **OWN}, operation_id="me")
def me(request: HttpRequest) -> MeOut:
    """Qui je suis pour l’API : mon nom, et les rôles que porte mon jeton."""
    actor = actor_in(request)
    return MeOut(
        reference=actor.reference,
        name=actor.name,
        may_write=actor.may_write,
        roles=[me_holding(holding) for holding in actor.holdings],
    )


@router.get("/roles", response={200: Page[RoleOut], **OWN}, operation_id="roles")
def held_roles(
    request: HttpRequest,
    role: Word = "",
    state: Word = "held",
    date: Day | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[RoleOut]:
    """Qui tient quel rôle, où, à une date ; `state` : held, coming, ended, ou rien pour tous."""
    found = visible_to(actor_in(request))
    if role:
        found = found.filter(role=role)
    held = in_words(found, on=date or timezone.localdate())
    rows = [row for row in held if state in ("", row.state.value)]
    items = [role_out(row) for row in slice_of(rows, limit, offset)]
    return Page[RoleOut](count=len(rows), limit=limit, offset=offset, items=items)


@router.get("/people/{reference}", response={200: PersonDetailOut, **OWN}, operation_id="person")
def person_detail(request: HttpRequest, reference: Reference) -> PersonDetailOut:
    """Une personne et ses rôles, passés et à venir compris."""
    person = _person(actor_in(request), reference)
    rows = in_words(visible_to(actor_in(request)).filter(person=person), on=timezone.localdate())
    told = person_out(person).dict()
    return PersonDetailOut(**told, roles=[role_out(row) for row in rows])


@router.post(
    "/people/{reference}/roles", response={200: RoleOut, **CHANGES}, operation_id="give_role"
)
def give_role(request: HttpRequest, reference: Reference, told: GiveIn) -> RoleOut:
    """Donner un rôle à une personne."""
    by, now = actor_in(request), timezone.now()
    person = _person(by, reference)
    with _refusals():
        organisation = named_organisation(told.role, told.organisation)
        made = grant_role(
            by=by,
            now=now,
            person=person,
            role=told.role,
            scope=named_scope(told.role, told.scope).scope,
            organisation=ensure_organisation(by=by, now=now, choice=organisation),
            term=Term(told.since, told.until),
        )
    return _role(made)


@router.post("/roles/{reference}/end", response={200: RoleOut, **CHANGES}, operation_id="end_role")
def end_one_role(request: HttpRequest, reference: Reference, told: RoleEndIn) -> RoleOut:
    """Mettre fin à un rôle, avec un motif."""
    by = actor_in(request)
    holding = _holding(by, reference)
    with _refusals():
        ended = end_role(
            **acting_in(request),
            holding=holding,
            last_day=told.last_day,
            reason=told.reason,
        )
    return _role(ended)


@router.post(
    "/roles/{reference}/stand-ins", response={200: RoleOut, **CHANGES}, operation_id="stand_in"
)
def name_stand_in(request: HttpRequest, reference: Reference, told: StandInIn) -> RoleOut:
    """Nommer un suppléant, ou déléguer jusqu’à un jour."""
    by = actor_in(request)
    holding = _holding(by, reference)
    with _refusals():
        made = stand_in(
            **acting_in(request),
            holding=holding,
            person=person_at(told.email),
            term=Term(told.since, told.until),
            is_delegation=told.is_delegation,
        )
    return _role(made)


@router.post(
    "/people/{reference}/correction",
    response={200: PersonOut, **CHANGES},
    operation_id="correct_person",
)
def correct_one(request: HttpRequest, reference: Reference, told: CorrectIn) -> PersonOut:
    """Corriger un nom ou une adresse."""
    by = actor_in(request)
    person = _person(by, reference)
    with _refusals():
        held = correct_person(
            **acting_in(request),
            person=person,
            given_name=told.given_name,
            family_name=told.family_name,
            email=told.email,
        )
    return person_out(held)


@router.get(
    "/organisations", response={200: Page[OrganisationOut], **OWN}, operation_id="organisations"
)
def organisation_list(
    request: HttpRequest, kind: Word = "", limit: Limit = 50, offset: Offset = 0
) -> Page[OrganisationOut]:
    """Les organisations au nom de qui les rôles sont tenus."""
    found = [
        row.organisation
        for row in organisation_rows(actor_in(request), on=timezone.localdate())
        if kind in ("", row.organisation.kind)
    ]
    items = [organisation_out(row) for row in slice_of(found, limit, offset)]
    return Page[OrganisationOut](count=len(found), limit=limit, offset=offset, items=items)


@router.post(
    "/organisations/additions",
    response={200: OrganisationOut, **CHANGES},
    operation_id="add_organisation",
)
def add_one_organisation(request: HttpRequest, told: OrganisationIn) -> OrganisationOut:
    """Ajouter une organisation ; celle qui est déjà connue est rendue telle quelle."""
    with _refusals():
        made = add_organisation(**acting_in(request), **told.dict())
    return organisation_out(made)


@router.get("/rights", response={200: Page[RightOut], **FAULTS}, operation_id="rights")
def rights_list(
    request: HttpRequest,
    role: Word = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[RightOut]:
    """La table des droits : qui peut quoi, et jusqu’où."""
    table = rights().rights.values()
    found = [right for right in table if not role or role in right.who]
    items = [right_out(right) for right in slice_of(found, limit, offset)]
    return Page[RightOut](count=len(found), limit=limit, offset=offset, items=items)


def _person(actor: Actor, reference: str) -> Person:
    found = find_person(actor, reference)
    if found is None:
        raise Http404("Aucune personne ne porte cette référence.")
    return found


def _holding(actor: Actor, reference: str) -> RoleHolding:
    found = find_holding(actor, reference)
    if found is None:
        raise Http404("Aucun rôle ne porte cette référence.")
    return found


def _role(holding: RoleHolding) -> RoleOut:
    rows = in_words(RoleHolding.objects.filter(pk=holding.pk), on=timezone.localdate())
    return role_out(rows[0])
