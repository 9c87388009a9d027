"""Giving a role, ending it, being replaced; correcting a person, adding an organisation."""

import datetime as dt

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ancrage.journal.policy import may
from ancrage.kernel.rights import Where
from ancrage.people.actions.accounts import (
    AccountRefusedError,
    add_organisation,
    correct_person,
    ensure_organisation,
)
from ancrage.people.actions.roles import (
    RoleRefusedError,
    end_role,
    grant_role,
    scope_of,
    stand_in,
)
from ancrage.people.finding import UnclearError, person_at
from ancrage.people.forms import (
    EndForm,
    OrganisationForm,
    PersonForm,
    RoleChoiceForm,
    RoleForm,
    StandInForm,
)
from ancrage.people.giving import givable, may_end, where_of
from ancrage.people.middleware import ActorRequest
from ancrage.people.models import Person, RoleHolding
from ancrage.people.queries.directory import find_holding, find_person
from ancrage.people.queries.scopes import scope_label
from ancrage.people.roles import role_label
from ancrage.ui.links import link

REFUSALS = (RoleRefusedError, AccountRefusedError, UnclearError)
Trail = list[tuple[str, str]]
fill_in = require_http_methods(["GET", "HEAD", "POST"])


@fill_in
def role_grant(request: ActorRequest, reference: str) -> HttpResponse:
    """Give a role to a person: first which, then on what and until when."""
    person = _person_or_404(request, reference)
    kinds = givable(request.actor)
    if not kinds or person.reference == request.actor.reference:
        raise Http404
    title = _("Donner un rôle à %s") % person.name
    asked = request.POST.get("role") or request.GET.get("role", "")
    kind = next((kind for kind in kinds if kind.code == asked), None)
    if kind is None:
        choice = RoleChoiceForm(kinds=kinds)
        return form_page(request, choice, title, _trail(request, person, title), is_choice=True)
    form = RoleForm(request.POST or None, kind=kind, by=request.actor, today=timezone.localdate())
    if form.is_valid():
        try:
            grant_role(
                by=request.actor,
                now=timezone.now(),
                person=person,
                role=kind.code,
                scope=form.scope,
                organisation=ensure_organisation(
                    by=request.actor, now=timezone.now(), choice=form.organisation
                ),
                term=form.term,
            )
            return redirect(_person_url(request, person))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    return form_page(
        request,
        form,
        title,
        _trail(request, person, title),
        facts=[(_("Rôle"), kind.label), (_("Ce qu’il permet"), kind.meaning)],
        kept={"role": kind.code},
        submit=_("Donner ce rôle"),
    )


@fill_in
def role_end(request: ActorRequest, reference: str) -> HttpResponse:
    """End a role, with a reason."""
    holding = _holding_or_404(request, reference)
    where = where_of(scope_of(holding), holding.person.reference)
    if not may_end(request.actor, holding, where):
        raise Http404
    form = EndForm(request.POST or None, initial={"last_day": _suggested_end(holding)})
    if form.is_valid():
        try:
            end_role(by=request.actor, now=timezone.now(), holding=holding, **form.cleaned_data)
            return redirect(_person_url(request, holding.person))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    title = _("Mettre fin à un rôle")
    trail = _trail(request, holding.person, title)
    return form_page(
        request, form, title, trail, facts=_facts(holding), submit=_("Mettre fin à ce rôle")
    )


@fill_in
def role_stand_in(request: ActorRequest, reference: str) -> HttpResponse:
    """Name a deputy, or delegate until a day."""
    holding = _holding_or_404(request, reference)
    where = where_of(scope_of(holding), holding.person.reference)
    if holding.stands_in_for is not None or not may(request.actor, "people.stand_in", where):
        raise Http404
    form = StandInForm(request.POST or None, holding=holding, today=timezone.localdate())
    if form.is_valid():
        try:
            stand_in(
                by=request.actor,
                now=timezone.now(),
                holding=holding,
                person=person_at(form.cleaned_data["email"]),
                term=form.term,
                is_delegation=form.is_delegation,
            )
            return redirect(_person_url(request, holding.person))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    title = _("Se faire remplacer")
    trail = _trail(request, holding.person, title)
    return form_page(request, form, title, trail, facts=_facts(holding))


@fill_in
def person_correct(request: ActorRequest, reference: str) -> HttpResponse:
    """Correct a name or an address."""
    person = _person_or_404(request, reference)
    if not may(request.actor, "people.correct_person", Where(people=frozenset({reference}))):
        raise Http404
    held = {name: getattr(person, name) for name in ("given_name", "family_name", "email")}
    form = PersonForm(request.POST or None, initial=held)
    if form.is_valid():
        try:
            correct_person(by=request.actor, now=timezone.now(), person=person, **form.cleaned_data)
            return redirect(_person_url(request, person))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    title = _("Corriger un nom ou une adresse")
    return form_page(request, form, title, _trail(request, person, title))


@fill_in
def organisation_add(request: ActorRequest) -> HttpResponse:
    """Add an organisation."""
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        try:
            made = add_organisation(by=request.actor, now=timezone.now(), **form.cleaned_data)
            return redirect(link(request, "organisation", made.kind, made.code))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    title = _("Ajouter une organisation")
    trail = [(_("Organisations"), link(request, "organisations")), (title, "")]
    return form_page(request, form, title, trail)


def form_page(
    request: ActorRequest,
    form: Form,
    title: str,
    trail: Trail,
    *,
    facts: list[tuple[str, str]] | None = None,
    kept: dict[str, str] | None = None,
    submit: str = "",
    is_choice: bool = False,
    is_file: bool = False,
) -> HttpResponse:
    """A page that is one form: what it is about, its fields, its button."""
    context = {
        "form": form,
        "title": title,
        "facts": facts or [],
        "kept": kept or {},
        "submit": submit or (_("Continuer") if is_choice else _("Enregistrer")),
        "is_choice": is_choice,
        "is_file": is_file,
        "back": trail[-2][1] if len(trail) > 1 else reverse("home"),
        "breadcrumb": trail,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "people/form.html", context, status=status)


def _suggested_end(holding: RoleHolding) -> dt.date:
    today = timezone.localdate()
    return max(holding.since, min(today, holding.until or today))


def _facts(holding: RoleHolding) -> list[tuple[str, str]]:
    return [
        (_("Personne"), holding.person.name),
        (_("Rôle"), role_label(holding.role)),
        (_("Périmètre"), scope_label(scope_of(holding))),
    ]


def _person_or_404(request: ActorRequest, reference: str) -> Person:
    found = find_person(request.actor, reference)
    if found is None:
        raise Http404
    return found


def _holding_or_404(request: ActorRequest, reference: str) -> RoleHolding:
    found = find_holding(request.actor, reference)
    if found is None:
        raise Http404
    return found


def _person_url(request: ActorRequest, person: Person) -> str:
    if person.reference == request.actor.reference:
        return link(request, "my_roles")
    return link(request, "person", person.reference)


def _trail(request: ActorRequest, person: Person, title: str) -> Trail:
    name = _("Mes rôles") if person.reference == request.actor.reference else person.name
    return [(name, _person_url(request, person)), (title, "")]
