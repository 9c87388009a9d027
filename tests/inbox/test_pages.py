"""The pages: what they say to whom, what they cost, what they refuse."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ancrage.geography.models import Region
from ancrage.inbox.actions import settle
from ancrage.inbox.models import Mailbox, Message, ReadMark
from ancrage.inbox.posting import stop_token
from ancrage.journal.models import JournalEntry
from tests.inbox.moments import asked, informed, paris, send
from tests.people.world import give, person, sign_in

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
NOON = "2026-03-12 12:00"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(paris(NOON), tick=False):
        yield


@pytest.fixture
def lucie():
    Region.objects.update_or_create(
        code="84", defaults={"name": "Auvergne-Rhône-Alpes", "kind": "region"}
    )
    return person("copilot", code="84", name="Lucie")


@pytest.fixture
def page(lucie):
    return sign_in(Client(), lucie)


def main_of(response) -> str:
    html = response.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def text_of(response) -> str:
    """What a reader sees in the page's main part."""
    bare = " ".join(re.sub(r"<[^>]*>", " ", main_of(response)).split())
    return bare.replace("\N{NO-BREAK SPACE}", " ")


def get(client: Client, path: str, **query) -> str:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path, query)
    assert response.status_code == 200
    assert len(queries) <= MOST_QUERIES
    return text_of(response)


def several_things() -> None:
    asked("late", due=dt.date(2026, 3, 10))
    asked("soon", due=dt.date(2026, 3, 14), urgent=True, at="2026-03-10 09:00")
    asked("old", at="2026-02-02 09:00")
    asked("done", at="2026-03-02 09:00")
    settle(cause="done", now=paris("2026-03-11 10:00"))
    asked("long done", at="2026-02-02 09:00")
    settle(cause="long done", now=paris("2026-03-04 10:00"))
    informed("news", at="2026-03-11 10:00")
    informed("old news", at="2025-12-11 10:00")


def test_the_list_says_what_since_when_until_when_and_why_me(page):
    several_things()
    told = get(page, "/a-faire/")
    assert "À faire (3, dont 1 en retard)" in told
    assert (
        "Décider (late) en retard La Région propose. À faire au plus tard le 10 mars 2026 "
        "(en retard de 2 jours). En attente depuis le 2 mars 2026 (10 jours), parce que vous "
        "êtes copilote régional d’Auvergne-Rhône-Alpes." in told
    )
    order = [told.index(f"Décider ({cause})") for cause in ("late", "soon", "old", "done")]
    assert order == sorted(order)
    assert "Décider (soon) urgent" in told
    assert "Réglé le 11 mars 2026, 10:00." in told
    assert "long done" not in told
    assert "Nouvelle liste (news)" in told
    assert "old news" not in told


def test_each_thing_has_its_button_and_none_leads_where_the_reader_may_not_go(page):
    asked("open")
    asked("shut", url_name="message_resend", url_args=["0" * 32])
    main = main_of(page.get("/a-faire/"))
    assert main.count('href="/territoires/"') == 1
    assert "renvoyer" not in main
    assert "Décider (shut)" in main


def test_the_header_counts_what_waits(page, lucie):
    assert "À faire</a>" in page.get("/").content.decode()
    asked("a")
    asked("b")
    informed()
    with CaptureQueriesContext(connection) as queries:
        html = page.get("/").content.decode()
    assert "À faire (2)</a>" in html
    assert sum("inbox_item" in query["sql"] for query in queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert "À faire" not in Client().get("/").content.decode()
    assert not any("inbox_" in query["sql"] for query in queries)


def test_nothing_waits(page):
    told = get(page, "/a-faire/")
    assert "Rien ne vous attend." in told
    assert "Rien de nouveau à savoir." in told


def test_one_sees_nothing_of_the_others(lucie):
    asked()
    informed()
    told = get(sign_in(Client(), person("copilot", code="28")), "/a-faire/")
    assert "Décider" not in told
    assert "Nouvelle liste" not in told


def test_many_roles_and_many_things_cost_no_more(page, lucie):
    give(lucie, "secretariat", "84")
    give(lucie, "expert")
    for rank in range(30):
        asked(f"a:{rank}")
        informed(f"b:{rank}")
    get(page, "/a-faire/")


def test_read_then_unread(page):
    informed("news")
    response = page.post("/a-faire/lu/", {"cause": "news"}, follow=True)
    told = text_of(response)
    assert "Marqué comme lu : Nouvelle liste (news)" in told
    assert "Rien de nouveau à savoir." in told
    assert "1 déjà lu" in told
    page.post("/a-faire/lu/", {"cause": "news"})
    assert ReadMark.objects.count() == 1
    told = text_of(page.post("/a-faire/non-lu/", {"cause": "news"}, follow=True))
    assert "À savoir (1)" in told
    assert not ReadMark.objects.exists()


@pytest.mark.parametrize("path", ["/a-faire/lu/", "/a-faire/non-lu/"])
@pytest.mark.parametrize("cause", ["news of others", "nothing", "to do", ""])
def test_not_yours_and_not_there_are_the_same(page, path, cause):
    informed("news of others", role="expert")
    asked("to do")
    assert page.post(path, {"cause": cause}).status_code == 404
    assert not ReadMark.objects.exists()


def test_nothing_is_marked_nor_chosen_while_looking_as_another(lucie):
    informed("news")
    client = sign_in(Client(), person("national"))
    client.post(f"/voir-comme/{lucie.reference}/")
    assert "Nouvelle liste" in get(client, "/a-faire/")
    assert "Marquer comme lu" not in get(client, "/a-faire/")
    assert client.post("/a-faire/lu/", {"cause": "news"}).status_code == 404
    answer = {"digest": "none", "urgent": "comme-le-reste"}
    assert client.post("/mes-notifications/", answer).status_code == 404
    assert not ReadMark.objects.exists()
    assert not Mailbox.objects.filter(digest="none").exists()


def test_one_chooses_when_to_be_told(page, lucie):
    told = get(page, "/mes-notifications/")
    assert "vendredi 13 mars 2026 à 7 h, s’il y a du nouveau" in told
    assert lucie.email in told
    answer = {"digest": "weekly", "urgent": "comme-le-reste"}
    told = text_of(page.post("/mes-notifications/", answer, follow=True))
    assert "Votre choix est enregistré." in told
    assert "lundi 16 mars 2026 à 7 h" in told
    box = Mailbox.objects.get(reference=lucie.reference)
    assert (box.digest, box.urgent_at_once) == ("weekly", False)
    entry = JournalEntry.objects.get(command="inbox.choose")
    assert entry.change["after"] == {"rhythm": "weekly", "urgent_at_once": False}
    page.post("/mes-notifications/", answer)
    assert JournalEntry.objects.filter(command="inbox.choose").count() == 1


def test_a_choice_that_is_none_is_said_on_its_field(page):
    response = page.post("/mes-notifications/", {"digest": "hourly", "urgent": "tout-de-suite"})
    assert "hourly n’en fait pas partie" in text_of(response).replace("'", "’")
    assert "id_digest-erreur" in main_of(response)
    assert not Mailbox.objects.exists()


def test_one_stops_everything_by_the_link_of_a_message(lucie):
    path = f"/notifications/arreter/{stop_token(lucie.reference)}/"
    stranger = Client(enforce_csrf_checks=True)
    assert "Ne plus rien recevoir" in get(stranger, path)
    assert not Mailbox.objects.exists()
    told = text_of(stranger.post(path, {"List-Unsubscribe": "One-Click"}))
    assert "C’est fait" in told
    box = Mailbox.objects.get(reference=lucie.reference)
    assert (box.digest, box.urgent_at_once) == ("none", False)
    entry = JournalEntry.objects.get(command="inbox.choose")
    assert entry.actor == lucie.reference


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_stops_nobody(lucie, method):
    for token in ("x", f"{lucie.reference}:x", stop_token("0" * 32)):
        assert getattr(Client(), method)(f"/notifications/arreter/{token}/").status_code == 404
    assert not Mailbox.objects.exists()


@pytest.fixture
def messages(lucie):
    """One message to Lucie, one to somebody else."""
    other = person("copilot", code="28", name="Hugo")
    asked("a", urgent=True)
    asked("b", urgent=True, role=None, reference=other.reference)
    send("2026-03-02 09:05")
    return {one.reference: one for one in Message.objects.all()}


def test_each_reads_his_own_messages(page, lucie, messages):
    told = get(page, "/messages-envoyes/")
    assert "1 message" in told
    assert "Décider (a)" in told
    assert "Décider (b)" not in told
    mine = messages.pop(lucie.reference)
    told = get(page, f"/messages-envoyes/{mine.identifier}/")
    assert "Causes Décider (a)" in told
    assert "envoyé le 2 mars 2026, 09:05" in told
    (other,) = messages.values()
    assert page.get(f"/messages-envoyes/{other.identifier}/").status_code == 404
    assert page.get(f"/messages-envoyes/{'0' * 32}/").status_code == 404


@pytest.mark.parametrize("role", ["national", "administrator", "auditor"])
def test_those_who_answer_for_the_site_read_all(role, messages):
    client = sign_in(Client(), person(role))
    told = get(client, "/messages-envoyes/")
    assert "2 messages" in told
    assert "Hugo Essai" in told
    for message in messages.values():
        get(client, f"/messages-envoyes/{message.identifier}/")


def test_messages_are_sorted_by_what_became_of_them(messages):
    client = sign_in(Client(), person("national"))
    assert "Aucun message" in get(client, "/messages-envoyes/", etat="failed")
    assert "2 messages" in get(client, "/messages-envoyes/", etat="sent")
    assert "2 messages" in get(client, "/messages-envoyes/", etat="quelconque")


def test_pages_of_messages(lucie, messages):
    held = messages[lucie.reference]
    for rank in range(60):
        held.pk, held.identifier = None, f"{rank:032x}"
        held.save()
    client = sign_in(Client(), person("national"))
    assert "page 1 sur 2" in get(client, "/messages-envoyes/")
    assert "page 2 sur 2" in get(client, "/messages-envoyes/", page="9")


def test_a_failure_is_shown_and_an_administrator_sends_it_again(lucie, messages):
    message = messages[lucie.reference]
    Message.objects.filter(pk=message.pk).update(
        state=Message.FAILED, error="SMTPException : non", attempts=8
    )
    path = f"/messages-envoyes/{message.identifier}/"
    reader = sign_in(Client(), person("national"))
    told = get(reader, path)
    assert "abandonné" in told
    assert "SMTPException : non (8 essais)" in told
    assert "Remettre à l’envoi" not in told
    assert reader.post(f"{path}renvoyer/").status_code == 404
    administrator = sign_in(Client(), person("administrator"))
    assert "Remettre à l’envoi" in get(administrator, path)
    assert "à envoyer" in text_of(administrator.post(f"{path}renvoyer/", follow=True))
    refused = administrator.post(f"{path}renvoyer/")
    assert refused.status_code == 409
    assert "Ce message n’est pas de ceux qu’il faut renvoyer." in text_of(refused)
    assert administrator.post(f"/messages-envoyes/{'0' * 32}/renvoyer/").status_code == 404


@pytest.mark.parametrize("path", ["/a-faire/", "/mes-notifications/", "/messages-envoyes/"])
def test_a_visitor_is_asked_who_he_is(path):
    assert Client().get(path)["Location"].startswith("/connexion/")
