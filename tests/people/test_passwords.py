"""Choosing, changing, losing: links of one use, the telephone, the recovery codes."""

import datetime as dt
import re

import pyotp
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from ancrage.journal.models import JournalEntry
from ancrage.people.actions.credentials import CredentialRefusedError, renew_sign_in
from ancrage.people.models import Invitation, Person, SecondFactor
from ancrage.people.queries.invitations import key_hash
from ancrage.people.signin.links import password_path
from ancrage.people.tasks import send_password_link
from tests.people.local import (
    CODE,
    PASSWORD,
    give_code,
    give_password,
    is_signed_in,
    present_code,
    shown_secret,
    told,
    with_factor,
    with_password,
)
from tests.people.test_local import FAST
from tests.people.world import HOST, actor, person, sign_in

pytestmark = pytest.mark.django_db
OTHER = "quatre merles chantent tard"
USED = "Ce lien ne sert plus"


@pytest.fixture(autouse=True)
def _fast(settings):
    settings.PASSWORD_HASHERS = FAST


def choose(client: Client, path: str, password: str = PASSWORD, again: str = ""):
    return client.post(path, {"password": password, "again": again or password})


def test_a_link_chooses_a_password_once(client):
    held = person("national")
    path = password_path(held)
    assert held.email in told(client.get(path))
    assert choose(client, path)["Location"] == "/connexion/code/"
    assert not is_signed_in(client)
    assert client.get("/connexion/code/")["Location"] == "/connexion/telephone/"
    for response in (client.get(path), choose(client, path, OTHER)):
        assert (response.status_code, USED in told(response)) == (410, True)
    held.refresh_from_db()
    assert held.check_password(PASSWORD)
    entry = JournalEntry.objects.last()
    assert (entry.command, entry.actor) == ("people.choose_password", held.reference)
    assert PASSWORD not in f"{entry.change}{entry.personal}"


def test_a_link_is_worth_nothing_after_three_days(client):
    path = password_path(person("national"))
    with time_machine.travel(timezone.now() + dt.timedelta(days=3, hours=2), tick=False):
        assert client.get(path).status_code == 410


def test_nor_for_somebody_else_nor_once_closed(client):
    one, other = person("national"), person("national")
    token = password_path(one).rstrip("/").rpartition("/")[2]
    stolen = password_path(other).replace(password_path(other).split("/")[-2], token)
    assert client.get(stolen).status_code == 410
    assert client.get(f"/connexion/mot-de-passe/{'0' * 32}/{token}/").status_code == 410
    Person.objects.filter(pk=one.pk).update(is_active=False)
    assert client.get(password_path(one)).status_code == 410


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("court", "", "au minimum 12 caractères"),
        ("123456789012345", "", "entièrement numérique"),
        ("motdepassemotdepasse1", "autre chose entièrement", "ne sont pas les mêmes"),
        ("national.essai@essai", "", "trop semblable"),
        ("passwordpassword", "passwordpassword1", "ne sont pas les mêmes"),
    ],
)
def test_a_weak_password_is_refused_in_french_at_its_field(client, password, again, sentence):
    held = person("national")
    response = choose(client, password_path(held), password, again)
    assert sentence in told(response)
    held.refresh_from_db()
    assert not held.has_usable_password()


def test_a_new_password_closes_the_other_sessions_and_keeps_this_one(client):
    held, _codes = with_factor()
    elsewhere = sign_in(Client(), held)
    sign_in(client, held)
    posted = {"current": PASSWORD, "password": OTHER, "again": OTHER}
    assert client.post("/ma-connexion/mot-de-passe/", posted)["Location"] == "/ma-connexion/"
    assert client.get("/ma-connexion/").status_code == 200
    assert elsewhere.get("/ma-connexion/").status_code == 302
    assert give_password(Client(), held.email, OTHER).status_code == 302


def test_it_takes_the_password_in_use(client):
    held, _codes = with_factor()
    sign_in(client, held)
    for _turn in range(5):
        posted = {"current": "inexact", "password": OTHER, "again": OTHER}
        response = client.post("/ma-connexion/mot-de-passe/", posted)
        assert "Ce mot de passe n’est pas le bon." in told(response)
    response = client.post("/ma-connexion/mot-de-passe/", posted | {"current": PASSWORD})
    assert "réessayez dans 15 minutes" in told(response)
    held.refresh_from_db()
    assert held.check_password(PASSWORD)


def test_another_telephone_takes_the_place_of_the_first(client):
    held, codes = with_factor()
    sign_in(client, held)
    assert client.get("/connexion/telephone/")["Location"] == "/connexion/"
    wrong = client.post("/ma-connexion/telephone/", {"code": "000000"})
    assert "Ce code n’est pas le bon" in told(wrong)
    assert client.get("/connexion/telephone/")["Location"] == "/connexion/"
    taken = client.post("/ma-connexion/telephone/", {"code": codes[0]})
    assert taken["Location"] == "/connexion/telephone/"
    html = client.get("/connexion/telephone/").content.decode()
    secret = shown_secret(html)
    done = client.post("/connexion/telephone/", {"code": pyotp.TOTP(secret).now()})
    new_codes = CODE.findall(done.content.decode())
    assert not set(new_codes) & set(codes)
    assert client.get("/connexion/telephone/")["Location"] == "/connexion/"
    browser = Client()
    give_password(browser, held.email)
    for code in (present_code(), codes[1]):
        give_code(browser, code)
        assert not is_signed_in(browser)
    give_code(browser, new_codes[0])
    assert is_signed_in(browser)


def test_new_recovery_codes_take_the_place_of_those_left(client):
    held, codes = with_factor()
    sign_in(client, held)
    wrong = client.post("/ma-connexion/codes-de-secours/", {"code": "000000"})
    assert "Ce code n’est pas le bon" in told(wrong)
    done = client.post("/ma-connexion/codes-de-secours/", {"code": present_code()})
    new_codes = CODE.findall(done.content.decode())
    assert len(new_codes) == 10
    assert "10 restants" in told(client.get("/ma-connexion/"))
    browser = Client()
    give_password(browser, held.email)
    give_code(browser, codes[0])
    assert not is_signed_in(browser)
    give_code(browser, new_codes[0])
    assert is_signed_in(browser)
    assert JournalEntry.objects.last().command == "people.renew_recovery_codes"


def test_a_lost_telephone_begins_again_with_another_link(client):
    held, _codes = with_factor()
    open_one = sign_in(Client(), held)
    admin = sign_in(Client(), person("administrator"))
    page = admin.post(f"/personnes/{held.reference}/connexion/", {"reason": "Téléphone perdu"})
    path = re.search(r"<code>http://testserver(/[^<]+)</code>", page.content.decode())[1]
    assert "no-store" in page["Cache-Control"]
    assert not SecondFactor.objects.exists()
    assert open_one.get("/ma-connexion/").status_code == 302
    assert "inexact" in told(give_password(Client(), held.email))
    assert choose(client, path, OTHER)["Location"] == "/connexion/code/"
    assert client.get("/connexion/code/")["Location"] == "/connexion/telephone/"
    entry = JournalEntry.objects.filter(command="people.renew_sign_in").get()
    assert entry.change["details"] == {"reason": "Téléphone perdu"}
    assert path not in f"{entry.change}"


@pytest.mark.parametrize("role", ["national", "auditor", ""])
def test_only_an_administrator_gives_another_link(client, role):
    held, _codes = with_factor()
    sign_in(client, person(role))
    url = f"/personnes/{held.reference}/connexion/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"reason": "x"}).status_code == 404
    assert SecondFactor.objects.exists()


def test_a_link_needs_a_reason_and_a_real_person():
    held, invented = with_password(), person("national", demonstration=True)
    for who, reason in ((held, " "), (invented, "Perdu")):
        with pytest.raises(CredentialRefusedError):
            renew_sign_in(by=HOST, now=timezone.now(), person=who, reason=reason)
    with pytest.raises(PermissionError):
        renew_sign_in(by=actor("national"), now=timezone.now(), person=held, reason="Perdu")


@pytest.fixture
def _mail(settings):
    settings.MAIL_LEAVES = True
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.mark.usefixtures("_mail")
def test_a_forgotten_password_gets_a_link_by_mail_and_nothing_is_said(client, mailoutbox):
    held, _codes = with_factor()
    pages = set()
    for email in (
        held.email.upper(),
        "personne@nulle.example",
        person("auditor", demonstration=True).email,
    ):
        page = client.post("/connexion/mot-de-passe-oublie/", {"email": email})
        pages.add(told(page))
    assert len(pages) == 1
    assert [message.to for message in mailoutbox] == [[held.email]]
    path = re.search(r"http://127.0.0.1:8000(/connexion/\S+)", mailoutbox[0].body)[1]
    assert choose(client, path, OTHER)["Location"] == "/connexion/code/"
    give_code(client)
    assert is_signed_in(client)


@pytest.mark.usefixtures("_mail")
def test_nobody_s_mailbox_is_filled(client, mailoutbox):
    held, _codes = with_factor()
    for _turn in range(7):
        page = client.post("/connexion/mot-de-passe-oublie/", {"email": held.email})
    assert (page.status_code, len(mailoutbox)) == (429, 5)
    # Asking for links holds nobody's account.
    assert give_password(Client(REMOTE_ADDR="192.0.2.9"), held.email).status_code == 302


@pytest.mark.usefixtures("_mail")
def test_who_signs_in_by_the_provider_gets_no_password_by_mail(mailoutbox):
    held = person("national")
    Person.objects.filter(pk=held.pk).update(subject="x")
    send_password_link.call(held.email)
    assert mailoutbox == []


def test_without_mail_there_is_no_such_page(client, settings):
    settings.MAIL_LEAVES = False
    assert client.get("/connexion/mot-de-passe-oublie/").status_code == 404
    assert "mot-de-passe-oublie" not in client.get("/connexion/").content.decode()


@pytest.mark.parametrize("who", ["factor", "none", "provider"])
def test_one_s_own_page_fits_what_one_signs_in_by(client, who):
    held = with_factor()[0] if who == "factor" else person("national")
    if who == "provider":
        Person.objects.filter(pk=held.pk).update(subject="x")
    sign_in(client, held)
    page = client.get("/ma-connexion/")
    assert ("Changer de téléphone" in told(page)) is (who == "factor")
    assert ("ProConnect" in told(page)) is (who == "provider")
    assert client.get("/ma-connexion/mot-de-passe/").status_code == (
        200 if who == "factor" else 404
    )


def test_who_looks_as_another_has_nothing_to_do_with_his_sign_in(client):
    held, codes = with_factor("copilot", code="84")
    sign_in(client, person("national"))
    client.post(f"/voir-comme/{held.reference}/")
    for path in ("mot-de-passe/", "codes-de-secours/", "telephone/"):
        posted = {"code": codes[0], "current": PASSWORD, "password": OTHER, "again": OTHER}
        assert client.post(f"/ma-connexion/{path}", posted).status_code == 404
    assert client.get("/ma-connexion/").status_code == 404
    assert len(SecondFactor.objects.get().recovery_hashes) == 10


def test_a_person_s_page_leads_to_it(client):
    held, _codes = with_factor()
    path = f"/personnes/{held.reference}/"
    given = f"{path}connexion/"
    for role, leads in (("administrator", True), ("national", False)):
        browser = sign_in(Client(), person(role))
        assert (given in browser.get(path).content.decode()) is leads


def test_an_invited_person_without_provider_makes_himself_a_way_in(client):
    held = person()
    invite_again(held)
    page = client.get("/invitation/cle-d-essai/")
    found = re.search(r'href="(/connexion/mot-de-passe/[^"]+)"', page.content.decode())[1]
    path = found.replace("&amp;", "&")
    assert choose(client, path)["Location"] == "/connexion/code/"
    html = client.get("/connexion/telephone/").content.decode()
    secret = shown_secret(html)
    done = client.post("/connexion/telephone/", {"code": pyotp.TOTP(secret).now()})
    assert 'href="/invitation/cle-d-essai/"' in done.content.decode()
    assert "/connexion/mot-de-passe/" not in client.get("/invitation/cle-d-essai/").content.decode()


def invite_again(held: Person) -> None:
    """An open invitation whose key is known."""
    now = timezone.now()
    Invitation.objects.create(
        person=held,
        batch="x",
        key_hash=key_hash("cle-d-essai"),
        invited_by="host",
        invited_at=now,
        sent_at=now,
        expires_at=now + dt.timedelta(days=3),
    )


@pytest.mark.parametrize("path", ["/connexion/", "/ma-connexion/", "/ma-connexion/mot-de-passe/"])
def test_a_page_costs_few_queries(client, django_assert_max_num_queries, path):
    sign_in(client, with_factor()[0])
    with django_assert_max_num_queries(15):
        assert client.get(path).status_code == 200
