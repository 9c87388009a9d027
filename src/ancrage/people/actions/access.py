"""Asking for a role, and what is answered: granted, refused, taken back."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor, Scope, ScopeKind, Where
from ancrage.people.actions.accounts import ensure_organisation
from ancrage.people.actions.roles import Term, grant_role, overlapping
from ancrage.people.giving import may_give, where_of
from ancrage.people.models import AccessRequest, Person
from ancrage.people.queries.access import deciders
from ancrage.people.queries.organisations import OrganisationChoice
from ancrage.people.queries.scopes import scope_label
from ancrage.people.roles import role_kinds, role_label
from ancrage.people.rules.names import clean_name
from ancrage.people.telling import ask_holders, inform_person, settle


class AccessRefusedError(ValueError):
    """A request that cannot be made or answered so; the message is one French sentence."""


@command("people.request_access")
def request_access(
    *,
    by: Actor,
    now: dt.datetime,
    role: str,
    scope: Scope,
    organisation_name: str = "",
    message: str = "",
) -> AccessRequest:
    """Ask for a role, for oneself: those who may give it are told. AccessRefusedError.

    The same request that waits already is given back as it is.
    """
    where = where_of(scope, by.reference)
    allow(where)
    kind = role_kinds().get(role)
    if kind is None or kind.scope != scope.kind or bool(scope.code) == (scope == Scope()):
        raise AccessRefusedError(_("Ce rôle ne se tient pas sur ce périmètre."))
    person = Person.objects.select_for_update().get(reference=by.reference)
    if overlapping(person, role, scope, Term(localdate(now))):
        raise AccessRefusedError(_("Vous tenez déjà ce rôle."))
    same = {"role": role, "scope_kind": scope.kind.value, "scope_code": scope.code}
    waiting = person.access_requests.filter(state=AccessRequest.WAITING, **same).first()
    if waiting is not None:
        unchanged()
        return waiting
    made = AccessRequest.objects.create(
        person=person,
        organisation_name=clean_name(organisation_name)[:200],
        message=message.strip(),
        asked_at=now,
        **same,
    )
    _record(made, _("Accès demandé : %s") % role_label(role))
    _ask(made, scope, where, now)
    return made


@command("people.withdraw_access_request")
def withdraw_request(*, by: Actor, now: dt.datetime, request: AccessRequest) -> AccessRequest:
    """Take one's request back. AccessRefusedError once it is answered."""
    held = _locked(request)
    allow(where_of(scope_of(held), held.person.reference))
    _close(held, AccessRequest.WITHDRAWN, by, now, "")
    _record(held, _("Demande d’accès retirée"))
    return held


@command("people.grant_access")
def grant_access(
    *,
    by: Actor,
    now: dt.datetime,
    request: AccessRequest,
    term: Term,
    organisation: OrganisationChoice | None = None,
    reason: str = "",
) -> AccessRequest:
    """Give the role that was asked for. AccessRefusedError, RoleRefusedError."""
    held, scope = _to_answer(by, request)
    grant_role(
        by=by,
        now=now,
        person=held.person,
        role=held.role,
        scope=scope,
        organisation=ensure_organisation(by=by, now=now, choice=organisation),
        term=term,
        is_told=False,
    )
    _close(held, AccessRequest.GRANTED, by, now, reason)
    _record(held, _("Accès accordé : %s") % role_label(held.role))
    _answer(held, _("Accès accordé : %(role)s (%(scope)s)"), now)
    return held


@command("people.refuse_access")
def refuse_access(
    *, by: Actor, now: dt.datetime, request: AccessRequest, reason: str
) -> AccessRequest:
    """Refuse what was asked for, with a reason. AccessRefusedError."""
    held, _scope = _to_answer(by, request)
    if not reason.strip():
        raise AccessRefusedError(_("Dites pourquoi l’accès est refusé."))
    _close(held, AccessRequest.REFUSED, by, now, reason)
    _record(held, _("Accès refusé : %s") % role_label(held.role))
    _answer(held, _("Accès refusé : %(role)s (%(scope)s)"), now)
    return held


def scope_of(request: AccessRequest) -> Scope:
    """What the role that is asked for is held on."""
    return Scope(ScopeKind(request.scope_kind), request.scope_code)


def cause(request: AccessRequest) -> str:
    """What the request is called in the lists of those who answer it."""
    return f"access:{request.reference}"


def _locked(request: AccessRequest) -> AccessRequest:
    rows = AccessRequest.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=request.pk)


def _to_answer(by: Actor, request: AccessRequest) -> tuple[AccessRequest, Scope]:
    held = _locked(request)
    scope = scope_of(held)
    where = where_of(scope)
    allow(where)
    if by.reference == held.person.reference:
        raise AccessRefusedError(_("Personne ne répond à sa propre demande."))
    if not may_give(by, held.role, where):
        raise AccessRefusedError(_("Ce rôle n’est pas le vôtre à donner."))
    if held.state != AccessRequest.WAITING:
        raise AccessRefusedError(_("Cette demande a déjà sa réponse."))
    return held, scope


def _close(held: AccessRequest, state: str, by: Actor, now: dt.datetime, reason: str) -> None:
    if held.state != AccessRequest.WAITING:
        raise AccessRefusedError(_("Cette demande a déjà sa réponse."))
    held.state, held.decided_at, held.decided_by = state, now, by.reference
    held.reason = reason.strip()
    held.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    settle(cause=cause(held), now=now)


def _record(held: AccessRequest, says: str) -> None:
    record(
        kind="access",
        reference=held.reference,
        says=says,
        after={"role": held.role, "scope": str(scope_of(held)), "state": held.state},
        details={"person": held.person.reference, "reason": held.reason},
        personal={"person_name": held.person.name},
    )


def _ask(made: AccessRequest, scope: Scope, where: Where, now: dt.datetime) -> None:
    told = {"role": role_label(made.role), "scope": scope_label(scope)}
    ask_holders(
        cause=cause(made),
        title=_("Répondre à une demande d’accès : %(role)s (%(scope)s)") % told,
        why=_(
            "Quelqu’un demande ce rôle : vous pouvez l’accorder, ou le refuser en disant pourquoi."
        ),
        page="access_decide",
        args=[made.reference],
        roles=deciders(made.role, where, on=localdate(now)),
        where=Where(regions=where.regions),
        now=now,
    )


def _answer(held: AccessRequest, title: str, now: dt.datetime) -> None:
    told = {"role": role_label(held.role), "scope": scope_label(scope_of(held))}
    inform_person(
        cause=f"{cause(held)}:answered",
        title=title % told,
        why=held.reason or _("« Mes rôles » dit ce qu’il permet."),
        page="access_requests",
        reference=held.person.reference,
        now=now,
    )
