"""`ancrage people`, continued: invitations, requests, keys of the API, personal data."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.people.commands import people
from ancrage.people.role_commands import (
    Email,
    For,
    From,
    Json,
    On,
    Until,
    done,
    fail,
    person_of,
    start,
    tell,
    term,
    told_by,
)

if TYPE_CHECKING:
    from ancrage.people.models import ApiToken, Invitation
    from ancrage.people.queries.access import ShownRequest

Reference = Annotated[str, typer.Argument(help="Référence.")]
Reason = Annotated[str, typer.Option(help="Motif, gardé au journal.")]


def register(app: typer.Typer) -> None:
    """These commands are added to `people`, which is registered by its own module."""


@people.command("invite")
def invite_command(
    file: Annotated[Path, typer.Argument(help="Tableau rempli, XLSX ou CSV.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Dit ce qui serait fait, sans rien faire.")
    ] = False,
) -> None:
    """Invite les personnes d’un tableau : toutes les lignes ou aucune, chaque faute située."""
    start()
    import hashlib

    from django.utils import timezone

    from ancrage.files.spreadsheets import read_spreadsheet
    from ancrage.journal.acting import acting
    from ancrage.kernel.problems import InputRefused
    from ancrage.people.actions.invitations import invite
    from ancrage.people.invited_rows import MOST_ROWS, read_rows
    from ancrage.people.queries.invitations import plan_of

    try:
        content = file.read_bytes()
    except OSError as fault:
        fail(f"{file} : illisible ({fault.strerror}).")
    today = timezone.localdate()
    sheet = read_spreadsheet(name=file.name, content=content, on=today, most_rows=MOST_ROWS)
    rows, problems = read_rows(sheet, today=timezone.localdate())
    plan = plan_of(acting(), rows, file=file.name)
    if problems or plan.problems:
        raise InputRefused([*problems, *plan.problems])
    if dry_run:
        for one in plan.rows:
            words = (one.row.name, one.role_label, one.row.scope_label, one.in_words)
            typer.echo("\t".join((str(one.row.row), *words)))
        return
    digest = hashlib.sha256(content).hexdigest()
    made = done(invite, rows=rows, file=file.name, file_digest=digest)
    told = f"Rôles donnés : {made.given} ; liens envoyés : {made.invited}"
    typer.echo(f"{told} ; déjà faits : {made.held}.")


@people.command("invitation-model")
def model_command(
    out: Annotated[Path, typer.Option(help="Fichier à écrire : .xlsx ou .csv.")],
) -> None:
    """Écrit le tableau à remplir pour inviter."""
    start()
    from ancrage.people.invitation_model import model_csv, model_sheet
    from ancrage.ui.exports import xlsx_bytes

    as_book = out.suffix.lower() == ".xlsx"
    out.write_bytes(xlsx_bytes(model_sheet()) if as_book else model_csv().encode())
    typer.echo(str(out))


@people.command("invitations")
def invitations_command(as_json: Json = False) -> None:
    """Liste les invitations, et où chacune en est."""
    start()
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.people.queries.invitations import in_words, visible_to
    from ancrage.people.schemas import invitation_out

    rows = in_words(visible_to(acting()), now=timezone.now())
    lines = [
        f"{one.invitation.reference}\t{one.person.name}\t{one.state_label}\t{' ; '.join(one.roles)}"
        for one in rows
    ]
    told = [invitation_out(one).dict() for one in rows]
    tell(told, lines or ["Aucune invitation."], as_json=as_json)


@people.command("send-invitation-again")
def send_again_command(reference: Reference) -> None:
    """Renvoie une invitation : le lien d’avant ne sert plus."""
    invitation = _invitation(reference)
    from ancrage.people.actions.invitations import send_again

    done(send_again, invitation=invitation)
    typer.echo("Invitation renvoyée.")


@people.command("cancel-invitation")
def cancel_command(reference: Reference) -> None:
    """Annule une invitation, et les rôles qu’elle donnait."""
    invitation = _invitation(reference)
    from ancrage.people.actions.invitations import cancel_invitation

    done(cancel_invitation, invitation=invitation)
    typer.echo("Invitation annulée.")


@people.command("access-requests")
def access_requests_command(as_json: Json = False) -> None:
    """Liste les demandes d’accès : les siennes, et celles auxquelles on peut répondre."""
    start()
    from ancrage.journal.acting import acting
    from ancrage.people.queries.access import requests_of
    from ancrage.people.schemas import access_out

    rows = requests_of(acting())
    lines = [
        f"{one.request.reference}\t{one.request.person.name}\t{one.role_label}\t"
        f"{one.scope_label}\t{one.request.get_state_display()}"
        for one in rows
    ]
    tell([access_out(one).dict() for one in rows], lines or ["Aucune demande."], as_json=as_json)


@people.command("request-access")
def request_access_command(
    role: Annotated[str, typer.Argument(help="Code du rôle.")],
    on: On = "",
    organisation: For = "",
    message: Annotated[str, typer.Option(help="Ce qui aide à répondre.")] = "",
) -> None:
    """Demande un rôle, pour la personne de « --by »."""
    start()
    from ancrage.people.actions.access import request_access
    from ancrage.people.finding import named_scope

    made = done(
        request_access,
        role=role,
        scope=told_by(named_scope, role, on).scope,
        organisation_name=organisation,
        message=message,
    )
    typer.echo(f"Demande envoyée : {made.reference}")


@people.command("withdraw-access-request")
def withdraw_command(reference: Reference) -> None:
    """Retire sa demande."""
    shown = _request(reference)
    from ancrage.people.actions.access import withdraw_request

    done(withdraw_request, request=shown.request)
    typer.echo("Demande retirée.")


@people.command("grant-access")
def grant_access_command(
    reference: Reference, organisation: For = "", since: From = None, until: Until = None
) -> None:
    """Accorde l’accès demandé."""
    shown = _request(reference)
    from ancrage.people.actions.access import grant_access
    from ancrage.people.finding import named_organisation

    choice = told_by(named_organisation, shown.request.role, organisation)
    done(grant_access, request=shown.request, term=term(since, until), organisation=choice)
    typer.echo("Accès accordé.")


@people.command("refuse-access")
def refuse_access_command(reference: Reference, reason: Reason) -> None:
    """Refuse l’accès demandé, en disant pourquoi."""
    shown = _request(reference)
    from ancrage.people.actions.access import refuse_access

    done(refuse_access, request=shown.request, reason=reason)
    typer.echo("Accès refusé.")


@people.command("tokens")
def tokens_command(as_json: Json = False) -> None:
    """Liste les jetons d’API : les siens, ceux de ses organisations."""
    start()
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.people.queries.tokens import tokens_of
    from ancrage.people.schemas import token_told

    rows = tokens_of(acting(), now=timezone.now())
    lines = [
        f"{one.token.reference}\t{one.token.name}\t{one.token.person.name}\t{one.state_label}"
        for one in rows
    ]
    tell([token_told(one) for one in rows], lines or ["Aucun jeton."], as_json=as_json)


@people.command("create-token")
def create_token_command(
    name: Annotated[str, typer.Argument(help="Nom : le programme qui s’en servira.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Dernier jour.")],
    write: Annotated[bool, typer.Option("--write", help="Lit et écrit.")] = False,
    role: Annotated[
        list[str] | None,
        typer.Option(help="Référence d’un rôle qu’il porte ; sinon tous ceux de la personne."),
    ] = None,
) -> None:
    """Crée un jeton de la personne de « --by » ; il n’est montré que cette fois."""
    start()
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.people.actions.tokens import create_token
    from ancrage.people.queries.tokens import carriable

    mine = [row.holding.reference for row in carriable(acting(), on=timezone.localdate())]
    made = done(
        create_token,
        name=name,
        expires_on=until.date(),
        may_write=write,
        roles=mine if role is None else role,
    )
    typer.echo(made.key)


@people.command("revoke-token")
def revoke_token_command(reference: Reference) -> None:
    """Révoque un jeton."""
    token = _token(reference)
    from ancrage.people.actions.tokens import revoke_token

    done(revoke_token, token=token)
    typer.echo("Jeton révoqué.")


@people.command("export")
def export_command(email: Email) -> None:
    """Écrit, en JSON, tout ce qui est gardé d’une personne."""
    person = person_of(email)
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.journal.policy import granted
    from ancrage.kernel.rights import Where
    from ancrage.people.queries.privacy import export_of

    granted(acting(), "people.export_person", Where(people=frozenset({person.reference})))
    tell(export_of(person, now=timezone.now()), [], as_json=True)


@people.command("erase")
def erase_command(email: Email, reason: Reason) -> None:
    """Efface une personne : il n’en reste qu’une référence."""
    person = person_of(email)
    from ancrage.people.actions.privacy import erase_person

    held = done(erase_person, person=person, reason=reason)
    typer.echo(f"Effacée : {held.reference}")


@people.command("retention")
def retention_command() -> None:
    """Dit combien de temps chaque donnée personnelle est gardée, et ce qui est à traiter."""
    start()
    from django.utils import timezone

    from ancrage.people.privacy import retention_rules
    from ancrage.people.queries.privacy import overdue_counts

    due = overdue_counts(now=timezone.now())
    for rule in retention_rules(on=timezone.localdate()):
        typer.echo(f"{rule.label}\t{rule.kept}\t{rule.then}\t{due.get(rule.code, '')}")


@people.command("apply-retention")
def apply_retention_command(
    quiet: Annotated[bool, typer.Option("--quiet", help="Ne dit rien de ce qui va bien.")] = False,
) -> None:
    """Applique les durées de conservation : « ancrage serve » le fait chaque jour."""
    start()
    from ancrage.people.actions.privacy import apply_retention

    found = done(apply_retention)
    if quiet:
        return
    for kind, count in found.items():
        typer.echo(f"{kind}\t{count}")
    if not found:
        typer.echo("Rien à traiter.")


def _invitation(reference: str) -> "Invitation":
    start()
    from ancrage.journal.acting import acting
    from ancrage.people.queries.invitations import find_invitation

    found = find_invitation(acting(), reference)
    if found is None:
        fail("Aucune invitation n’a cette référence.")
    return found


def _request(reference: str) -> "ShownRequest":
    start()
    from ancrage.journal.acting import acting
    from ancrage.people.queries.access import find_request

    found = find_request(acting(), reference)
    if found is None:
        fail("Aucune demande n’a cette référence.")
    return found


def _token(reference: str) -> "ApiToken":
    start()
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.people.queries.tokens import find_token

    found = find_token(acting(), reference, now=timezone.now())
    if found is None:
        fail("Aucun jeton n’a cette référence.")
    return found
