"""The API of people, continued: invitations, requests, keys, personal data."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Status
from ninja.errors import HttpError

from ancrage.files.spreadsheets import Sheet, SheetRow
from ancrage.geography.schemas import Limit, Offset, Page, slice_of
from ancrage.journal.policy import may
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import Actor, Where
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.actions.access import (
    AccessRefusedError,
    grant_access,
    refuse_access,
    request_access,
    withdraw_request,
)
from ancrage.people.actions.accounts import AccountRefusedError
from ancrage.people.actions.invitations import (
    InvitationRefusedError,
    cancel_invitation,
    invite,
    send_again,
)
from ancrage.people.actions.privacy import PrivacyRefusedError, apply_retention, erase_person
from ancrage.people.actions.roles import RoleRefusedError, Term
from ancrage.people.actions.tokens import TokenRefusedError, create_token, revoke_token
from ancrage.people.api import CHANGES, FAULTS, OWN, Reference
from ancrage.people.finding import UnclearError, named_organisation, named_scope
from ancrage.people.invited_rows import HEADINGS, read_rows
from ancrage.people.middleware import actor_in
from ancrage.people.models import AccessRequest, ApiToken, Invitation
from ancrage.people.privacy import retention_rules
from ancrage.people.queries.access import ShownRequest, find_request, requests_of
from ancrage.people.queries.directory import find_person
from ancrage.people.queries.invitations import (
    Outcome,
    find_invitation,
    in_words,
    plan_of,
    visible_to,
)
from ancrage.people.queries.privacy import export_of
from ancrage.people.queries.tokens import (
    carriable,
    find_token,
    organisations_of,
    shown,
    tokens_of,
)
from ancrage.people.schemas import (
    AccessIn,
    AccessOut,
    GrantIn,
    InvitationOut,
    InviteIn,
    InviteOut,
    MadeTokenOut,
    PersonReasonIn,
    RetentionOut,
    TokenIn,
    TokenOut,
    access_out,
    invitation_out,
    token_told,
)

router = Router(tags=["accès"])
REFUSALS = (
    AccessRefusedError,
    AccountRefusedError,
    InvitationRefusedError,
    PrivacyRefusedError,
    RoleRefusedError,
    TokenRefusedError,
    UnclearError,
)
BODY = "lignes"


@router.get("/invitations", response={200: Page[InvitationOut], **OWN}, operation_id="invitations")
def invitation_list(
    request: HttpRequest, limit: Limit = 50, offset: Offset = 0
) -> Page[InvitationOut]:
    """Les invitations que je peux voir, et où chacune en est."""
    found = in_words(visible_to(actor_in(request)), now=timezone.now())
    items = [invitation_out(one) for one in slice_of(found, limit, offset)]
    return Page[InvitationOut](count=len(found), limit=limit, offset=offset, items=items)


@router.post("/invitations/batches", response={200: InviteOut, **CHANGES}, operation_id="invite")
def invite_people(request: HttpRequest, told: InviteIn) -> InviteOut:
    """Inviter des personnes : toutes les lignes ou aucune, chaque faute située."""
    by, today = actor_in(request), timezone.localdate()
    sheet = Sheet(
        BODY,
        tuple(HEADINGS.values()),
        tuple(SheetRow(rank, row.cells()) for rank, row in enumerate(told.rows, start=1)),
    )
    rows, problems = read_rows(sheet, today=today)
    plan = plan_of(by, rows, file=BODY)
    if problems or plan.problems:
        raise InputRefused([*problems, *plan.problems])
    if told.dry_run:
        counts = {outcome: len(plan.of(outcome)) for outcome in Outcome}
        given = counts[Outcome.GIVEN] + counts[Outcome.INVITED]
        invited = len({row.email for row in plan.of(Outcome.INVITED)})
        return InviteOut(done=False, invited=invited, given=given, held=counts[Outcome.HELD])
    made = invite(by=by, now=timezone.now(), rows=rows, file=BODY)
    return InviteOut(done=True, invited=made.invited, given=made.given, held=made.held)


@router.post(
    "/invitations/{reference}/again",
    response={200: InvitationOut, **CHANGES},
    operation_id="send_invitation_again",
)
def send_one_again(request: HttpRequest, reference: Reference) -> InvitationOut:
    """Renvoyer une invitation : le lien d’avant ne sert plus."""
    held = _invitation(actor_in(request), reference)
    return _invitation_out(_told(send_again, request, invitation=held))


@router.post(
    "/invitations/{reference}/cancellation",
    response={200: InvitationOut, **CHANGES},
    operation_id="cancel_invitation",
)
def cancel_one(request: HttpRequest, reference: Reference) -> InvitationOut:
    """Annuler une invitation, et les rôles qu’elle donnait."""
    held = _invitation(actor_in(request), reference)
    return _invitation_out(_told(cancel_invitation, request, invitation=held))


@router.get(
    "/access-requests", response={200: Page[AccessOut], **OWN}, operation_id="access_requests"
)
def access_request_list(
    request: HttpRequest, limit: Limit = 50, offset: Offset = 0
) -> Page[AccessOut]:
    """Mes demandes d’accès, et celles auxquelles je peux répondre."""
    found = requests_of(actor_in(request))
    items = [access_out(one) for one in slice_of(found, limit, offset)]
    return Page[AccessOut](count=len(found), limit=limit, offset=offset, items=items)


@router.post(
    "/me/access-requests", response={200: AccessOut, **CHANGES}, operation_id="request_access"
)
def ask_access(request: HttpRequest, told: AccessIn) -> AccessOut:
    """Demander un rôle, pour soi."""
    with problems_for(UnclearError):
        scope = named_scope(told.role, told.scope).scope
    made = _told(
        request_access,
        request,
        role=told.role,
        scope=scope,
        organisation_name=told.organisation,
        message=told.message,
    )
    return _access_out(request, made)


@router.post(
    "/access-requests/{reference}/withdrawal",
    response={200: AccessOut, **CHANGES},
    operation_id="withdraw_access_request",
)
def withdraw_one(request: HttpRequest, reference: Reference) -> AccessOut:
    """Retirer sa demande."""
    held = _request(actor_in(request), reference).request
    return _access_out(request, _told(withdraw_request, request, request_=held))


@router.post(
    "/access-requests/{reference}/grant",
    response={200: AccessOut, **CHANGES},
    operation_id="grant_access",
)
def grant_one(request: HttpRequest, reference: Reference, told: GrantIn) -> AccessOut:
    """Accorder l’accès demandé."""
    held = _request(actor_in(request), reference).request
    with problems_for(UnclearError):
        organisation = named_organisation(held.role, told.organisation)
    given = _told(
        grant_access,
        request,
        request_=held,
        term=Term(told.since, told.until),
        organisation=organisation,
        reason=told.reason,
    )
    return _access_out(request, given)


@router.post(
    "/access-requests/{reference}/refusal",
    response={200: AccessOut, **CHANGES},
    operation_id="refuse_access",
)
def refuse_one(request: HttpRequest, reference: Reference, told: PersonReasonIn) -> AccessOut:
    """Refuser l’accès demandé, en disant pourquoi."""
    held = _request(actor_in(request), reference).request
    refused = _told(refuse_access, request, request_=held, reason=told.reason)
    return _access_out(request, refused)


@router.get("/tokens", response={200: Page[TokenOut], **OWN}, operation_id="tokens")
def token_list(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> Page[TokenOut]:
    """Mes jetons, et ceux de mes organisations."""
    found = tokens_of(actor_in(request), now=timezone.now())
    items = [TokenOut(**token_told(one)) for one in slice_of(found, limit, offset)]
    return Page[TokenOut](count=len(found), limit=limit, offset=offset, items=items)


@router.post("/me/tokens", response={200: MadeTokenOut, **CHANGES}, operation_id="create_token")
def make_token(request: HttpRequest, told: TokenIn) -> MadeTokenOut:
    """Créer un jeton : il n’est montré que dans cette réponse."""
    by, today = actor_in(request), timezone.localdate()
    mine = [row.holding.reference for row in carriable(by, on=today)]
    ours = {one.code: one for one in organisations_of(by, on=today)}
    if told.organisation and told.organisation not in ours:
        raise HttpError(409, "Vous n’agissez pas au nom de cette organisation.")
    made = _told(
        create_token,
        request,
        name=told.name,
        expires_on=told.expires_on,
        may_write=told.may_write,
        roles=mine if told.roles is None else told.roles,
        organisation=ours.get(told.organisation),
    )
    return MadeTokenOut(**_token_told(by, made.token), key=made.key)


@router.post(
    "/tokens/{reference}/revocation",
    response={200: TokenOut, **CHANGES},
    operation_id="revoke_token",
)
def revoke_one(request: HttpRequest, reference: str) -> TokenOut:
    """Révoquer un jeton."""
    by = actor_in(request)
    held = find_token(by, reference, now=timezone.now())
    if held is None:
        raise Http404("Aucun jeton ne porte cette référence.")
    return TokenOut(**_token_told(by, _told(revoke_token, request, token=held)))


@router.get("/retention", response={200: list[RetentionOut], **FAULTS}, operation_id="retention")
def retention_list(request: HttpRequest) -> list[RetentionOut]:
    """Ce qui est gardé des personnes, pourquoi, combien de temps."""
    names = RetentionOut.model_fields
    return [
        RetentionOut(**{name: getattr(rule, name) for name in names})
        for rule in retention_rules(on=timezone.localdate())
    ]


@router.post(
    "/retention/applications",
    response={200: dict[str, int], **CHANGES},
    operation_id="apply_retention",
)
def apply_retention_now(request: HttpRequest) -> dict[str, int]:
    """Appliquer les durées de conservation."""
    return apply_retention(**acting_in(request))


@router.get(
    "/people/{reference}/export",
    response={200: dict[str, Any], **OWN},
    operation_id="export_person",
)
def export_one(request: HttpRequest, reference: Reference) -> dict[str, Any]:
    """Tout ce qui est gardé d’une personne."""
    actor, now = actor_in(request), timezone.now()
    found = find_person(actor, reference)
    if found is None or not may(
        actor, "people.export_person", Where(people=frozenset({reference}))
    ):
        raise Http404("Aucune personne ne porte cette référence.")
    return export_of(found, now=now)


@router.post(
    "/people/{reference}/erasure", response={204: None, **CHANGES}, operation_id="erase_person"
)
def erase_one(request: HttpRequest, reference: Reference, told: PersonReasonIn) -> Status[None]:
    """Effacer une personne : il n’en reste qu’une référence."""
    found = find_person(actor_in(request), reference)
    if found is None:
        raise Http404("Aucune personne ne porte cette référence.")
    _told(erase_person, request, person=found, reason=told.reason)
    return Status(204, None)


def _told(change: Any, request: HttpRequest, **told: Any) -> Any:  # noqa: ANN401 any command
    """What a command answers; its refusal as a problem."""
    if "request_" in told:
        told["request"] = told.pop("request_")
    with problems_for(*REFUSALS):
        return change(**acting_in(request), **told)


def _invitation(actor: Actor, reference: str) -> Invitation:
    found = find_invitation(actor, reference)
    if found is None:
        raise Http404("Aucune invitation ne porte cette référence.")
    return found


def _invitation_out(held: Invitation) -> InvitationOut:
    return invitation_out(in_words(Invitation.objects.filter(pk=held.pk), now=timezone.now())[0])


def _request(actor: Actor, reference: str) -> ShownRequest:
    found = find_request(actor, reference)
    if found is None:
        raise Http404("Aucune demande ne porte cette référence.")
    return found


def _access_out(request: HttpRequest, held: AccessRequest) -> AccessOut:
    return access_out(_request(actor_in(request), held.reference))


def _token_told(actor: Actor, token: ApiToken) -> dict[str, Any]:
    return token_told(shown(actor, [token], now=timezone.now())[0])
