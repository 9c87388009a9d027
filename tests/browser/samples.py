"""Every address of the site: the pages of those who signed in, with whom they are read."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.urls import URLPattern, get_resolver, resolve, reverse

from tests.browser.personas import (
    ADMINISTRATOR,
    AUDITOR,
    ELECTED,
    NATIONAL,
    NORMANDY,
    REGION,
    SECRETARIAT,
)
from tests.browser.test_pages import PAGES as PUBLIC_PAGES

ALPS, NORMAN = "region.aura@demo.example", "region.normandie@demo.example"


@dataclass(frozen=True)
class Sample:
    """A page as one person reads it: what its address names is found by a query.

    `act` is the name of its main action, reached by the keyboard; none where one only reads.
    """

    who: str = ""
    query: tuple[str, ...] = ()
    act: str = ""
    values: tuple[str, ...] = field(default=())


def person(email: str) -> tuple[str, ...]:
    return ("select reference from people_person where email = ?", email)


def amendment(state: str, region: str = "84") -> tuple[str, ...]:
    table = "select code from adaptation_amendment"
    return (f"{table} where state = ? and region_id = ? order by code", state, region)


def scenario(name: str) -> tuple[str, ...]:
    return ("select code from selection_scenario where name = ?", name)


PRESS = scenario("La fourchette de la presse")
ROLE = (
    "select h.reference from people_roleholding h join people_person p on p.id = h.person_id "
    "where p.email = ?",
    ALPS,
)

PAGES = {
    # coming in
    "sign_in": Sample(act="Entrer comme Équipe nationale"),
    "my_sign_in": Sample(ADMINISTRATOR),
    # people
    "rights": Sample(),
    "directory": Sample(ADMINISTRATOR),
    "person": Sample(ADMINISTRATOR, person(ALPS), act="Voir comme"),
    "my_roles": Sample(ELECTED, act="Demander un autre accès"),
    "role_grant": Sample(ADMINISTRATOR, person(NORMAN)),
    "person_correct": Sample(ADMINISTRATOR, person(ALPS)),
    "person_erase": Sample(ADMINISTRATOR, person(NORMAN)),
    "role_end": Sample(ADMINISTRATOR, ROLE),
    "role_stand_in": Sample(REGION, ROLE),
    "organisations": Sample(ADMINISTRATOR),
    "organisation_add": Sample(ADMINISTRATOR),
    "organisation": Sample(ADMINISTRATOR, values=("region", "84")),
    "invitations": Sample(ADMINISTRATOR),
    "invitation_import": Sample(ADMINISTRATOR),
    "invitation_new": Sample(ADMINISTRATOR),
    "access_requests": Sample(ADMINISTRATOR),
    "access_request": Sample(ELECTED),
    "tokens": Sample(NATIONAL),
    "token_create": Sample(NATIONAL),
    "privacy": Sample(ADMINISTRATOR),
    # journal, inbox
    "journal": Sample(AUDITOR, act="Exporter le journal (lignes JSON)"),
    "journal_entry": Sample(AUDITOR, ("select max(number) from journal_journalentry",)),
    "inbox": Sample(SECRETARIAT, act="Ouvrir"),
    "inbox_preferences": Sample(ELECTED),
    "sent_messages": Sample(REGION),
    "sent_message": Sample(NATIONAL, ("select identifier from inbox_message order by id",)),
    # the list and its amendments
    "amendments": Sample(REGION, act="Proposer une modification"),
    "amendment_new": Sample(REGION, act="Ouvrir le brouillon"),
    "amendment": Sample(REGION, amendment("draft"), act="Ajouter un changement"),
    "amendment_move": Sample(REGION, amendment("draft"), act="Diviser un territoire"),
    "amendment_write": Sample(REGION, amendment("draft"), act="Enregistrer"),
    "amendment_submit": Sample(NORMANDY, amendment("draft", "28")),
    "amendment_decide": Sample(SECRETARIAT, amendment("submitted")),
    "amendment_take_back": Sample(REGION, amendment("submitted")),
    "amendment_withdraw": Sample(REGION, amendment("submitted")),
    "amendment_accept": Sample(NATIONAL, amendment("approved")),
    "amendment_refuse": Sample(NATIONAL, amendment("approved")),
    "amendment_send_back": Sample(NATIONAL, amendment("approved")),
    "list_histories": Sample(),
    "list_history": Sample(values=("annonce-2018",)),
    "list_version": Sample(
        query=(
            "select perimeter_id, code from geography_perimeterversion "
            "where perimeter_id = ? order by code desc",
            "annonce-2018",
        )
    ),
    # the workshop
    "identification_publish": Sample(NATIONAL, values=("announcement-2018",)),
    "workshop": Sample(NATIONAL, act="Créer le scénario"),
    "scenario": Sample(NATIONAL, PRESS, act="Calculer"),
    "scenario_edit": Sample(NATIONAL, PRESS, act="Enregistrer"),
    "scenario_rename": Sample(NATIONAL, PRESS),
    "scenario_compare": Sample(NATIONAL, act="Comparer"),
    # another year of intercommunalités
    "year_changes": Sample(NATIONAL),
    # missions: their pages are read along the journey of test_people_mission
    "missions": Sample(AUDITOR),
    "mission_prepare": Sample(NATIONAL, act="Préparer"),
}

NO_PAGE = {
    "provider_sign_in": "leads to the provider",
    "provider_return": "leads back from the provider",
    "signed_out": "leads to the home page",
    "scenario_progress": "a part of the scenario's page",
    "workshop_places": "a part of the form of the rules",
    "mission_effect_progress": "a part of the effect's page",
    "amendment_record": "a file",
    "mission_attachment": "a file",
    "second_factor": "after a password only, walked by the tests of people",
    "forgotten_password": "where mail leaves, walked by the tests of people",
    "choose_password": "a link sent once, walked by the tests of people",
    "enrol_second_factor": "after a password only, walked by the tests of people",
    "change_password": "for who has a password, walked by the tests of people",
    "renew_sign_in": "for who has no provider, walked by the tests of people",
    "invitation": "a link sent once, walked by the tests of people",
    "access_decide": "once somebody asked, walked by the tests of people",
    "inbox_unsubscribe": "a link of a message, walked by the tests of the inbox",
    "amendment_object": "over two regions, walked by the tests of amendments",
    "year_change": "once a year was carried over, walked by the tests of geography",
}
"""What is not read here, and why."""


def address(name: str, home: Path) -> str:
    sample = PAGES[name]
    return reverse(name, args=found(home, sample.query) if sample.query else sample.values)


def found(home: Path, query: tuple[str, ...]) -> tuple[str, ...]:
    """The first row that the demonstration of a home has."""
    with sqlite3.connect(f"file:{home / 'ancrage.sqlite3'}?mode=ro", uri=True) as base:
        row = base.execute(query[0], query[1:]).fetchone()
    assert row is not None, query
    return row


def pages_of_the_site() -> set[str]:
    """The names of what answers a GET by a page: neither files nor what is only sent to."""
    return {
        pattern.name
        for route, pattern in addresses(get_resolver())
        if not re.search(r"\.[^/]+$", route) and "GET" in methods(pattern.callback)
    }


def read_by_visitors() -> set[str]:
    """Those that are tried one by one for visitors."""
    return {resolve(path.partition("?")[0]).url_name for path in PUBLIC_PAGES}


def addresses(resolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern
        elif not route.startswith("api/"):
            yield from addresses(pattern, route)


def methods(view: Callable) -> set[str]:
    """Those that a view was declared to answer; all when it says nothing."""
    while view is not None:
        names = view.__code__.co_freevars if hasattr(view, "__code__") else ()
        if "request_method_list" in names:
            cell = view.__closure__[names.index("request_method_list")]
            return set(cell.cell_contents)
        view = getattr(view, "__wrapped__", None)
    return {"GET", "POST"}
