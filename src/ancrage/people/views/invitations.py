"""Inviting people from a table or one by one; what becomes of the links; using one's own."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.files.spreadsheets import Sheet, SheetRow, read_spreadsheet
from ancrage.journal.policy import may
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.people.actions.accounts import AccountRefusedError
from ancrage.people.actions.invitations import (
    InvitationRefusedError,
    accept_invitation,
    cancel_invitation,
    invite,
    send_again,
)
from ancrage.people.actions.roles import RoleRefusedError
from ancrage.people.forms import InviteForm, RoleChoiceForm, TableForm
from ancrage.people.giving import givable
from ancrage.people.invitation_links import link_of
from ancrage.people.invitation_model import model_csv, model_sheet
from ancrage.people.invited_rows import MOST_ROWS, InvitedRow, read_rows
from ancrage.people.middleware import ActorRequest
from ancrage.people.models import Invitation
from ancrage.people.queries.invitations import (
    ShownInvitation,
    find_invitation,
    has_come,
    in_words,
    invitation_of,
    plan_of,
    visible_to,
)
from ancrage.people.signin.links import password_path
from ancrage.people.tables import invitation_table
from ancrage.people.views.roles import Trail, form_page
from ancrage.ui.exports import as_download, xlsx_response
from ancrage.ui.links import link

MODEL_NAME = "modele-invitations"
SALT = "people.invitations.table"
KEPT_SECONDS = 3600
INVITED = "invited"
"""Where a session keeps the link by which somebody came, until he has signed in."""
REFUSALS = (InvitationRefusedError, RoleRefusedError, AccountRefusedError)
fill_in = require_http_methods(["GET", "HEAD", "POST"])
read_only = require_http_methods(["GET", "HEAD"])


@read_only
def invitations(request: ActorRequest) -> HttpResponse:
    """The invitations that the reader may know of, and where each stands."""
    return _list_page(request)


def _list_page(request: ActorRequest, *, error: str = "") -> HttpResponse:
    shown = in_words(visible_to(request.actor), now=timezone.now())
    table = invitation_table(request, shown, today=timezone.localdate())
    context = {
        "table": table,
        "open_ones": [(one, _link_to_hand(request, one)) for one in shown if one.is_open],
        "may_invite": bool(givable(request.actor)),
        "error": error,
        "breadcrumb": _trail(request),
    }
    status = 409 if error else 200
    page = render(request, "people/invitations.html", context, status=status)
    return table.response() or page


def _link_to_hand(request: ActorRequest, shown: ShownInvitation) -> str:
    """The link, where no mail brings it: in the demonstration, or for an administrator to hand."""
    by_hand = not settings.MAIL_LEAVES and may(request.actor, "people.renew_sign_in")
    if not (settings.ANCRAGE_DEMO or by_hand):
        return ""
    return link_of(shown.invitation.reference, shown.invitation.sent_count)


@read_only
def model(request: ActorRequest, suffix: str) -> HttpResponse:
    """An empty table to fill, with its French headings and two rows of example."""
    if suffix == "csv":
        response = HttpResponse(model_csv(), content_type="text/csv; charset=utf-8")
        return as_download(response, MODEL_NAME, "csv")
    if suffix == "xlsx":
        return xlsx_response(model_sheet(), MODEL_NAME)
    raise Http404


@fill_in
def import_table(request: ActorRequest) -> HttpResponse:
    """Bring in a table: every fault at once, then what it would do, then it is done."""
    if "kept" in request.POST:
        return _confirmed(request)
    if request.method != "POST":
        return _import_page(request, TableForm(today=timezone.localdate))
    form = TableForm(request.POST, request.FILES, today=timezone.localdate)
    if not form.is_valid():
        return _import_page(request, form, status=422)
    given = form.cleaned_data["file"]
    try:
        sheet = read_spreadsheet(
            name=given.name, content=given.content, on=timezone.localdate(), most_rows=MOST_ROWS
        )
    except InputRefused as refusal:
        return _import_page(request, form, problems=refusal.problems, status=422)
    kept = signing.dumps(
        {"sheet": asdict(sheet), "digest": hashlib.sha256(given.content).hexdigest()},
        salt=f"{SALT}.{request.actor.reference}",
        compress=True,
    )
    return _preview(request, sheet, kept)


def _preview(request: ActorRequest, sheet: Sheet, kept: str) -> HttpResponse:
    rows, problems = read_rows(sheet, today=timezone.localdate())
    plan = plan_of(request.actor, rows, file=sheet.file)
    problems = sorted([*problems, *plan.problems], key=lambda problem: problem.row or 0)
    if problems:
        form = TableForm(today=timezone.localdate)
        return _import_page(request, form, problems=problems, status=422)
    context = {
        "plan": plan,
        "sheet": sheet,
        "kept": kept,
        "breadcrumb": _trail(request, _("Vérifier avant d’envoyer")),
    }
    return render(request, "people/invitation_preview.html", context)


def _confirmed(request: ActorRequest) -> HttpResponse:
    """Do what was shown, read and checked again: something may have changed since."""
    try:
        told = signing.loads(
            request.POST["kept"],
            salt=f"{SALT}.{request.actor.reference}",
            max_age=KEPT_SECONDS,
        )
    except signing.BadSignature:
        problem = Problem(_("tableau"), None, None, _("l’aperçu a expiré."), _("Renvoyez-le."))
        form = TableForm(today=timezone.localdate)
        return _import_page(request, form, problems=[problem], status=422)
    sheet = _sheet(told["sheet"])
    rows, problems = read_rows(sheet, today=timezone.localdate())
    try:
        if problems:
            raise InputRefused(problems)
        made = invite(
            by=request.actor,
            now=timezone.now(),
            rows=rows,
            file=sheet.file,
            file_digest=told["digest"],
        )
    except InputRefused as refusal:
        form = TableForm(today=timezone.localdate)
        return _import_page(request, form, problems=refusal.problems, status=422)
    return render(
        request,
        "people/invitation_done.html",
        {"made": made, "breadcrumb": _trail(request, _("Invitations envoyées"))},
    )


def _sheet(told: dict[str, Any]) -> Sheet:
    rows = tuple(SheetRow(**row) for row in told["rows"])
    return Sheet(told["file"], tuple(told["headings"]), rows)


def _import_page(
    request: ActorRequest,
    form: TableForm,
    *,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "problems": problems,
        "kinds": givable(request.actor),
        "breadcrumb": _trail(request, _("Inviter d’après un tableau")),
    }
    return render(request, "people/invitation_import.html", context, status=status)


@fill_in
def invite_one(request: ActorRequest) -> HttpResponse:
    """Invite one person: first the role, then who and on what."""
    title = _("Inviter une personne")
    trail = _trail(request, title)
    kinds = givable(request.actor)
    asked = request.POST.get("role") or request.GET.get("role", "")
    kind = next((kind for kind in kinds if kind.code == asked), None)
    if kind is None:
        return form_page(request, RoleChoiceForm(kinds=kinds), title, trail, is_choice=True)
    form = InviteForm(request.POST or None, kind=kind, by=request.actor, today=timezone.localdate())
    if form.is_valid():
        try:
            rows = [_row(form)]
            problems = plan_of(request.actor, rows, file="").problems
            if problems:
                raise InputRefused(problems)
            made = invite(by=request.actor, now=timezone.now(), rows=rows)
            context = {"made": made, "breadcrumb": trail}
            return render(request, "people/invitation_done.html", context)
        except InputRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, capfirst(f"{problem.what} {problem.advice}"))
        except REFUSALS as fault:
            form.add_error(None, str(fault))
    facts = [(_("Rôle"), kind.label), (_("Ce qu’il permet"), kind.meaning)]
    kept = {"role": kind.code}
    return form_page(request, form, title, trail, facts=facts, kept=kept, submit=_("Inviter"))


def _row(form: InviteForm) -> InvitedRow:
    named, told = form.cleaned_data.get("scope"), form.cleaned_data
    return InvitedRow(
        row=1,
        email=told["email"].strip().lower(),
        given_name=told["given_name"],
        family_name=told["family_name"],
        role=form.kind.code,
        scope=form.scope,
        scope_label=named.name if named else "",
        regions=named.regions if named else frozenset(),
        organisation=form.organisation,
        term=form.term,
    )


@require_POST
def again(request: ActorRequest, reference: str) -> HttpResponse:
    """Send a new link."""
    return _changed(request, reference, send_again)


@require_POST
def cancel(request: ActorRequest, reference: str) -> HttpResponse:
    """Close a link, and take back the roles given with it."""
    return _changed(request, reference, cancel_invitation)


def _changed(
    request: ActorRequest, reference: str, change: Callable[..., Invitation]
) -> HttpResponse:
    found = find_invitation(request.actor, reference)
    if found is None:
        raise Http404
    try:
        change(by=request.actor, now=timezone.now(), invitation=found)
    except InvitationRefusedError as refusal:
        return _list_page(request, error=str(refusal))
    return redirect(link(request, "invitations"))


@read_only
def invitation(request: ActorRequest, key: str) -> HttpResponse:
    """What a link is for; signed in, one accepts it there."""
    found = invitation_of(key, now=timezone.now())
    return _link_page(request, key, found)


@require_POST
def accept(request: ActorRequest, key: str) -> HttpResponse:
    """Use one's link."""
    found = invitation_of(key, now=timezone.now())
    if found is None:
        return _link_page(request, key, None)
    try:
        accept_invitation(by=request.actor, now=timezone.now(), invitation=found)
    except InvitationRefusedError as refusal:
        return _link_page(request, key, found, error=str(refusal))
    request.session.pop(INVITED, None)
    return redirect(link(request, "my_roles"))


def _link_page(
    request: ActorRequest, key: str, found: Invitation | None, *, error: str = ""
) -> HttpResponse:
    shown = None
    if found is not None:
        request.session[INVITED] = key
        shown = in_words(Invitation.objects.filter(pk=found.pk), now=timezone.now())[0]
    context = {
        "shown": shown,
        "key": key,
        "error": error,
        "path": request.path,
        "password_path": _password_path(found),
        "breadcrumb": [(_("Invitation"), "")],
    }
    status = 409 if error else 200 if shown else 404
    response = render(request, "people/invitation.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"  # the address is a key
    response["Cache-Control"] = "no-store"
    return response


def _password_path(found: Invitation | None) -> str:
    """Where somebody who has no way of signing in yet makes himself one, if passwords are open."""
    if found is None or not settings.LOCAL_ACCOUNTS or has_come(found.person):
        return ""
    return password_path(found.person)


def _trail(request: ActorRequest, last: str = "") -> Trail:
    directory = (_("Personnes et rôles"), link(request, "directory"))
    if not last:
        return [directory, (_("Invitations"), "")]
    return [directory, (_("Invitations"), link(request, "invitations")), (last, "")]
