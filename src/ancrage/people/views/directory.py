"""Who holds what: the directory, a person, an organisation, oneself."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ancrage.journal.policy import may, rights
from ancrage.kernel.rights import Where
from ancrage.people.giving import givable, may_end, where_of
from ancrage.people.middleware import ActorRequest
from ancrage.people.models import Person
from ancrage.people.queries.directory import (
    HeldRole,
    State,
    find_organisation,
    find_person,
    in_words,
    organisation_rows,
    people_without_role,
    visible_to,
)
from ancrage.people.tables import organisation_table, role_table
from ancrage.ui.links import link

HISTORY = "historique"
read_only = require_http_methods(["GET", "HEAD"])


@read_only
def directory(request: ActorRequest) -> HttpResponse:
    """The roles held at the page's date; all of them when the history is asked for."""
    day, with_history = request.as_at.date, HISTORY in request.GET
    held = in_words(visible_to(request.actor), on=day)
    shown = [row for row in held if with_history or row.state == State.HELD]
    table = role_table(request, shown, with_history=with_history)
    context = {
        "table": table,
        "with_history": with_history,
        "without_role": people_without_role(request.actor, on=day),
        "may_invite": rights().may_enter(request.actor, "people.invite"),
        "may_decide": rights().may_enter(request.actor, "people.grant_access"),
        "may_add": may(request.actor, "people.add_organisation"),
        "breadcrumb": [(_("Personnes et rôles"), "")],
    }
    return table.response() or render(request, "people/directory.html", context)


@read_only
def person(request: ActorRequest, reference: str) -> HttpResponse:
    """One person: the roles that the reader may know of, and what he may do about them."""
    found = find_person(request.actor, reference)
    if found is None:
        raise Http404
    trail = [(_("Personnes et rôles"), link(request, "directory")), (found.name, "")]
    return _person_page(request, found, trail)


@read_only
def my_roles(request: ActorRequest) -> HttpResponse:
    """One's own roles, and those who stand in."""
    found = Person.objects.get(reference=request.actor.reference)
    return _person_page(request, found, [(_("Mes rôles"), "")])


def _person_page(
    request: ActorRequest, found: Person, trail: list[tuple[str, str]]
) -> HttpResponse:
    actor, day = request.actor, request.as_at.date
    concerned = Q(person=found) | Q(stands_in_for__person=found)
    rows = in_words(visible_to(actor).filter(concerned), on=day)
    own = [row for row in rows if row.holding.person_id == found.pk]
    replaced = [row for row in rows if row.holding.person_id != found.pk]
    himself = Where(people=frozenset({found.reference}))
    is_self = found.reference == actor.reference
    context = {
        "person": found,
        "is_self": is_self,
        "roles": [_with_acts(request, row) for row in own if row.state != State.ENDED],
        "past": [row for row in own if row.state == State.ENDED],
        "stand_ins": [_with_acts(request, row) for row in replaced if row.state != State.ENDED],
        "may_give": bool(givable(actor)) and not is_self,
        "may_correct": may(actor, "people.correct_person", himself),
        "may_export": may(actor, "people.export_person", himself),
        "may_erase": may(actor, "people.erase_person", himself),
        "may_renew_sign_in": may(actor, "people.renew_sign_in", himself) and not is_self,
        "may_look": may(request.looking_actor, "people.look_as") and not is_self,
        "may_read_journal": rights().may_enter(actor, "journal.read"),
        "breadcrumb": trail,
    }
    return render(request, "people/person.html", context)


def _with_acts(request: ActorRequest, row: HeldRole) -> dict[str, object]:
    """A role with what the reader may do about it now."""
    holding = row.holding
    where = where_of(row.scope, holding.person.reference, regions=row.region_codes)
    over = holding.until is not None and holding.until <= timezone.localdate()
    replaceable = holding.stands_in_for_id is None and not over
    return {
        "row": row,
        "may_end": not over and may_end(request.actor, holding, where),
        "may_stand_in": replaceable and may(request.actor, "people.stand_in", where),
    }


@read_only
def organisations(request: ActorRequest) -> HttpResponse:
    """The organisations that the reader may know of."""
    table = organisation_table(request, organisation_rows(request.actor, on=request.as_at.date))
    context = {
        "table": table,
        "may_add": may(request.actor, "people.add_organisation"),
        "breadcrumb": [
            (_("Personnes et rôles"), link(request, "directory")),
            (_("Organisations"), ""),
        ],
    }
    return table.response() or render(request, "people/organisations.html", context)


@read_only
def organisation(request: ActorRequest, kind: str, code: str) -> HttpResponse:
    """One organisation and its people."""
    found = find_organisation(request.actor, kind, code)
    if found is None:
        raise Http404
    held = in_words(visible_to(request.actor).filter(organisation=found), on=request.as_at.date)
    table = role_table(request, held, with_history=True)
    context = {
        "organisation": found,
        "table": table,
        "breadcrumb": [
            (_("Personnes et rôles"), link(request, "directory")),
            (_("Organisations"), link(request, "organisations")),
            (found.name, ""),
        ],
    }
    return table.response() or render(request, "people/organisation.html", context)
