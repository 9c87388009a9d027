"""Personal data: what is kept and how long, a person's export, a person's erasure."""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.journal.policy import may
from ancrage.kernel.rights import Where
from ancrage.people.actions.privacy import PrivacyRefusedError, apply_retention, erase_person
from ancrage.people.forms import EraseForm
from ancrage.people.middleware import ActorRequest
from ancrage.people.models import Person
from ancrage.people.privacy import retention_rules
from ancrage.people.queries.directory import find_person
from ancrage.people.queries.privacy import export_of, overdue_counts
from ancrage.people.views.roles import form_page
from ancrage.ui.links import link

read_only = require_http_methods(["GET", "HEAD"])


@read_only
def privacy(request: ActorRequest) -> HttpResponse:
    """What is kept of people, why, how long; for an administrator, what is due."""
    return _page(request)


@require_POST
def retention_apply(request: ActorRequest) -> HttpResponse:
    """Take away what was kept long enough."""
    done = apply_retention(by=request.actor, now=timezone.now())
    labels = {rule.code: rule.label for rule in retention_rules(on=timezone.localdate())}
    return _page(request, done=[(labels[code], count) for code, count in done.items()])


def _page(request: ActorRequest, done: list[tuple[str, int]] | None = None) -> HttpResponse:
    may_apply = may(request.actor, "people.apply_retention")
    due = overdue_counts(now=timezone.now()) if may_apply else None
    rules = retention_rules(on=request.as_at.date)
    context = {
        "rules": [(rule, (due or {}).get(rule.code)) for rule in rules],
        "due": due,
        "done": done,
        "may_apply": may_apply,
        "may_export": request.actor.is_person,
        "publisher": settings.PUBLISHER or _("l’administrateur du site"),
        "breadcrumb": [(_("Données personnelles"), "")],
    }
    return render(request, "people/privacy.html", context)


@read_only
def personal_export(request: ActorRequest) -> HttpResponse:
    """All that is held about oneself."""
    return _export(Person.objects.get(reference=request.actor.reference))


@read_only
def person_export(request: ActorRequest, reference: str) -> HttpResponse:
    """All that is held about somebody, for himself and for administrators."""
    found = find_person(request.actor, reference)
    himself = Where(people=frozenset({reference}))
    if found is None or not may(request.actor, "people.export_person", himself):
        raise Http404
    return _export(found)


def _export(person: Person) -> HttpResponse:
    told = export_of(person, now=timezone.now())
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"donnees-personnelles-{person.reference[:8]}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def person_erase(request: ActorRequest, reference: str) -> HttpResponse:
    """Erase somebody, once sure of it."""
    person = find_person(request.actor, reference)
    if person is None:
        raise Http404
    form = EraseForm(request.POST or None)
    if form.is_valid():
        try:
            erase_person(
                by=request.actor,
                now=timezone.now(),
                person=person,
                reason=form.cleaned_data["reason"],
            )
            return redirect(link(request, "directory"))
        except PrivacyRefusedError as refusal:
            form.add_error(None, str(refusal))
    title = _("Effacer une personne")
    lost = _("son nom, son adresse, ses jetons, ses demandes, son nom dans le journal")
    left = _("une référence qui ne nomme personne, ses rôles passés, les actes du journal")
    facts = [
        (_("Personne"), person.name),
        (_("Ce qui disparaît"), lost),
        (_("Ce qui reste"), left),
    ]
    trail = [(person.name, link(request, "person", reference)), (title, "")]
    return form_page(request, form, title, trail, facts=facts, submit=_("Effacer définitivement"))
