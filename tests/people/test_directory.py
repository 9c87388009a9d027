"""The directory: to each the people he needs, at the page's date; an organisation; oneself."""

import csv
import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ancrage.kernel.rights import host
from ancrage.people.actions.roles import Term, end_role, stand_in
from ancrage.people.models import Organisation
from ancrage.people.queries import actor_of
from ancrage.people.queries.directory import State, in_words, state_of, visible_to
from tests.people.country import country
from tests.people.world import give, person, sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
MOST_QUERIES = 15


@pytest.fixture
def world():
    """Somebody in each role, in two regions and a half."""
    country()
    company = Organisation.objects.create(kind="company", code="c1", name="Forges")
    return {
        "national": person("national", name="nationale"),
        "auditor": person("auditor", name="auditrice"),
        "administrator": person("administrator", name="admin"),
        "copilot 84": person("copilot", code="84", name="copilote AURA"),
        "state 84": person("state_region", code="84", name="préfet AURA"),
        "copilot 28": person("copilot", code="28", name="copilote Normandie"),
        "elected t1": person("elected_lead", code="essai:t1", name="élue Arve"),
        "industrial t1": person(
            "industrial_lead", code="essai:t1", name="industriel Arve", organisation=company
        ),
        "elected t3": person("elected_lead", code="essai:t3", name="élu Bresle"),
        "referent": person("referent", code="bpifrance", name="référente"),
        "company": person("company", code="c1", name="contact"),
        "expert": person("expert", name="experte"),
        "nobody": person(name="sans rôle"),
    }


EVERYBODY = {
    *("national", "auditor", "administrator", "copilot 84", "state 84", "copilot 28"),
    *("elected t1", "industrial t1", "elected t3", "referent", "company", "expert"),
}
SEES = {
    "national": EVERYBODY,
    "auditor": EVERYBODY,
    "administrator": EVERYBODY,
    "copilot 84": {
        *("copilot 84", "state 84", "elected t1", "industrial t1", "referent", "national"),
    },
    "copilot 28": {"copilot 28", "elected t3", "referent", "national"},
    "elected t1": {"elected t1", "industrial t1", "copilot 84", "state 84", "referent"},
    "elected t3": {"elected t3", "copilot 28", "referent"},
    "referent": {
        *("referent", "elected t1", "industrial t1", "elected t3"),
        *("copilot 84", "state 84", "copilot 28"),
    },
    "company": {"company", "elected t1", "industrial t1", "referent"},
    "expert": {"expert"},
    "nobody": set(),
}


@pytest.mark.parametrize("who", SEES)
def test_to_each_the_people_he_needs(world, who):
    actor = actor_of(world[who], on=TODAY)
    seen = {row.person for row in visible_to(actor).select_related("person")}
    assert {name for name, somebody in world.items() if somebody in seen} == SEES[who]


@pytest.mark.parametrize("who", SEES)
def test_the_page_shows_exactly_them(client, world, who):
    sign_in(client, world[who])
    html = client.get("/personnes/").content.decode()
    told = {n for n, p in world.items() if f"/personnes/{p.reference}/" in html}
    alone = {"nobody"} if SEES[who] == EVERYBODY else set()
    assert told == SEES[who] | alone


@pytest.mark.parametrize("who", SEES)
def test_a_person_s_page_opens_to_those_who_see_him_and_is_not_there_for_the_others(
    client, world, who
):
    sign_in(client, world[who])
    for name, somebody in world.items():
        seen = name in SEES[who] or name == who or SEES[who] == EVERYBODY
        status = client.get(f"/personnes/{somebody.reference}/").status_code
        assert status == (200 if seen else 404), (who, name)


def test_not_yours_and_not_there_are_the_same_answer(client, world):
    sign_in(client, world["copilot 28"])
    theirs = client.get(f"/personnes/{world['elected t1'].reference}/")
    none = client.get("/personnes/00000000000000000000000000000000/")
    assert theirs.status_code == none.status_code == 404
    pages = [
        re.sub(r'value="\w{64}"|[0-9a-f]{32}', "", answer.content.decode())
        for answer in (theirs, none)
    ]
    assert pages[0] == pages[1]


def test_an_organisation_is_there_for_those_who_know_somebody_of_it(client, world):
    sign_in(client, world["copilot 84"])
    assert "industriel Arve".title() in client.get("/organisations/company/c1/").content.decode()
    sign_in(client, world["copilot 28"])
    assert client.get("/organisations/company/c1/").status_code == 404
    assert client.get("/organisations/company/zz/").status_code == 404
    html = client.get("/organisations/").content.decode()
    assert "Forges" not in html


def test_the_directory_is_at_the_page_s_date_and_has_its_history(client, world):
    lead = world["elected t1"]
    end_role(
        by=host(),
        now=timezone.now(),
        holding=lead.holdings.get(),
        last_day=TODAY - 10 * DAY,
        reason="Fin de mandat.",
    )
    give(lead, "project_manager", "essai:t1", term=Term(TODAY + 10 * DAY))
    sign_in(client, world["national"])
    link = f"/personnes/{lead.reference}/"

    def rows(address):
        html = client.get(address).content.decode()
        return html[: html.index("Comptes sans rôle")].count(link)

    assert rows("/personnes/") == 0
    assert rows(f"/personnes/?date={TODAY - 10 * DAY}") == 1
    assert rows("/personnes/?historique=1") == 2
    past = client.get(link).content.decode()
    assert "Rôles passés" in past
    assert "à venir" in past


def test_the_state_of_a_role_follows_the_one_that_it_stands_in_for(world):
    lead, other = world["elected t1"], world["nobody"]
    held = lead.holdings.get()
    second = stand_in(
        by=host(),
        now=timezone.now(),
        holding=held,
        person=other,
        term=Term(TODAY),
        is_delegation=False,
    )
    assert state_of(second, TODAY - DAY) == State.COMING
    assert state_of(second, TODAY) == State.HELD
    held.until = TODAY
    held.save()
    second.refresh_from_db()
    assert state_of(second, TODAY + DAY) == State.ENDED
    row = in_words(other.holdings.all(), on=TODAY)[0]
    assert (row.as_what, row.stands_in_for) == ("suppléance", lead)


def test_who_stands_in_sees_the_holder_and_the_other_way_round(world):
    lead, other = world["elected t1"], world["nobody"]
    stand_in(
        by=host(),
        now=timezone.now(),
        holding=lead.holdings.get(),
        person=other,
        term=Term(TODAY - 2 * DAY, TODAY - DAY),
        is_delegation=True,
    )
    seen = {row.person for row in visible_to(actor_of(other, on=TODAY))}
    assert seen == {lead, other}


def test_the_table_is_filtered_and_taken_away_as_shown(client, world):
    sign_in(client, world["national"])
    html = client.get("/personnes/?region=Normandie").content.decode()
    assert "Copilote Normandie" in html
    assert "Copilote Aura" not in html
    answer = client.get("/personnes/?role=élu+référent&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert {row["Périmètre"] for row in rows} == {"Vallée de l’Arve", "Vallée de la Bresle"}
    assert rows[0]["Rôle"] == "élu référent"


def test_an_erased_person_is_nowhere(client, world):
    gone = world["elected t1"]
    gone.erased_at = timezone.now()
    gone.save()
    sign_in(client, world["national"])
    assert client.get(f"/personnes/{gone.reference}/").status_code == 404
    assert gone.reference not in client.get("/personnes/?historique=1").content.decode()


def test_my_roles_are_mine_and_say_what_to_do_without_any(client, world):
    sign_in(client, world["elected t1"])
    html = client.get("/mes-roles/").content.decode()
    assert "Vallée de l’Arve" in html
    assert "Se faire remplacer" in html
    sign_in(client, world["nobody"])
    assert "Vous ne tenez aucun rôle" in client.get("/mes-roles/").content.decode()


def test_a_visitor_is_asked_who_he_is(client, world):
    for path in ("/personnes/", "/mes-roles/", "/organisations/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/connexion/")


@pytest.mark.parametrize("who", ["national", "copilot 84", "elected t1", "company", "referent"])
def test_the_pages_cost_few_queries(client, world, who):
    for _more in range(20):
        person("elected_lead", code="essai:t1")
    sign_in(client, world[who])
    himself = world[who].reference
    for path in ("/personnes/", "/mes-roles/", f"/personnes/{himself}/", "/organisations/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= MOST_QUERIES, (path, len(queries))
