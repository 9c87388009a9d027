"""The pages: read, filtered, taken away, written; what they say and to whom."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from ancrage.geography.models import Region, Territory
from ancrage.vte.models import Aid, Offer
from tests.mission.pages import cheap, client_of, text_of
from tests.vte.world import INSIDE, NOW, OUTSIDE, SIRET, TODAY

pytestmark = pytest.mark.django_db
MISSIONS = "/vte/"
SECRET = re.compile(r"40 salariés|8\W000\W000")
"""The made-up company's own figures."""


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


def page(offer, name="mission"):
    return reverse(f"vte_{name}", args=[offer.code])


def read(world, who, url):
    return client_of(world.person(who) if who else None).get(url)


def post(world, who, url, data=None):
    return client_of(world.person(who) if who else None).post(url, data or {})


FORM = {
    "siret": SIRET,
    "company_name": "Décolletage d’essai",
    "place": INSIDE,
    "sector": "industry",
    "headcount": "40",
    "turnover_cents": "8 000 000",
    "seat_in_france": "oui",
    "title": "Régler les fours",
    "description": "Mesurer et proposer.",
    "need": "innover",
    "contract": "cdd",
    "months": "6",
    "level": "5",
    "degree_since": "2026-01-01",
    "starts_on": "2027-02-01",
    "closes_on": "2027-01-15",
    "has_tutor": "oui",
    "contact": "recrutement@essai.example",
}


def test_the_list_says_so_when_it_is_empty(world):
    shown = text_of(read(world, None, MISSIONS))
    assert "Aucune mission n’est ouverte en ce moment." in shown
    assert "Proposer une mission" not in shown


def test_the_missions_with_their_map_and_filters(world):
    open_ = world.published()
    world.published(place=OUTSIDE, contract="alternance", months=12, green=True, title="Verdir")
    response = cheap(client_of(None), MISSIONS)
    shown = text_of(response)
    assert "Régler les fours" in shown
    assert "Verdir" in shown
    assert "hors des territoires" in shown
    assert "rien n’en est gardé" in shown
    narrowed = text_of(read(world, None, f"{MISSIONS}?territoire=Territoire+un"))
    assert open_.title in narrowed
    assert "Verdir" not in narrowed
    for query in (
        "type=alternance",
        "nature=oui",
        "mois=2027-02",
        "niveau=bac+%2B+5",
        "q=thermique",
    ):
        assert "n’existe pas" not in text_of(read(world, None, f"{MISSIONS}?{query}")), query
    csv = read(world, None, f"{MISSIONS}?format=csv").content.decode()
    assert "Verdir" in csv
    assert "headcount" not in csv
    assert not SECRET.search(csv)


def test_the_map_and_the_feed(world):
    offer = world.published()
    svg = read(world, None, reverse("vte_map", args=["svg"]))
    assert svg["Content-Type"].startswith("image/svg")
    feed = read(world, None, reverse("vte_feed"))
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert page(offer) in feed.content.decode()
    empty = read(world, None, f"{reverse('vte_feed')}?territoire=essai:deux").content.decode()
    assert page(offer) not in empty
    assert read(world, None, f"{reverse('vte_feed')}?region=%00").status_code == 200


def test_a_mission_as_everybody_reads_it(world):
    offer = world.published()
    response = cheap(client_of(None), page(offer))
    shown = text_of(response)
    assert "déclaré, non vérifié tant qu’aucun répertoire n’est chargé" in shown
    assert "liste en vigueur le 23 novembre 2026" in shown
    assert 'href="mailto:recrutement@essai.example"' in response.content.decode()
    assert not SECRET.search(shown)
    assert "Ce que dit la règle" not in shown


def test_a_mission_overseas_is_in_a_place_that_has_a_name(world):
    offer = world.published()
    Region.objects.create(code="988", name="Nouvelle-Calédonie", kind="overseas_collectivity")
    Offer.objects.update(region="988")
    for url in (page(offer), MISSIONS, reverse("vte_counters")):
        shown = text_of(read(world, None, url))
        assert "Nouvelle-Calédonie" in shown, url
        assert "988" not in shown, url


def test_what_the_referent_reads_of_it(world):
    offer = world.submitted()
    response = cheap(client_of(world.person("referent")), page(offer), most=25)
    shown = text_of(response)
    assert SECRET.search(shown)
    assert "Ce que dit la règle" in shown
    assert "Accepter et publier" in shown
    assert "Source : Cap Métiers" in shown


def test_whose_it_is_not_finds_nothing(world):
    draft, refused = world.draft(), world.submitted(contract="cdd", months=6)
    for who in (None, "rival", "manager", "stranger"):
        for offer in (draft, refused):
            assert read(world, who, page(offer)).status_code == 404, who
    assert read(world, "referent", page(draft)).status_code == 404
    assert read(world, "auditor", page(refused)).status_code == 200
    assert not SECRET.search(text_of(read(world, "auditor", page(refused))))


def test_a_company_posts_is_refused_corrects_is_accepted_declares_and_asks(world, time_machine):
    response = post(world, "company", reverse("vte_post"), FORM)
    offer = Offer.objects.get()
    assert response["Location"] == page(offer)
    shown = text_of(read(world, "company", page(offer)))
    assert "Portez le CDD à douze mois" in shown
    post(world, "company", page(offer, "submit"))
    shown = text_of(read(world, "company", page(offer)))
    assert "Pourquoi elle a été refusée" in shown
    form = FORM | {"months": "12", "version": Offer.objects.get().version}
    assert post(world, "company", page(offer, "edit"), form)["Location"] == page(offer)
    post(world, "company", page(offer, "submit"))
    post(world, "referent", page(offer, "accept"))
    assert Offer.objects.get().state == "published"
    hired = {"hired_on": "2026-11-23", "contract": "cdi", "level": "5", "months_since_degree": "3"}
    asked = post(world, "company", page(offer, "fill"), hired)
    assert asked["Location"] == page(offer)
    shown = text_of(read(world, "company", page(offer)))
    assert "Demander : aide en territoire (4 000 €)" in shown
    post(world, "company", reverse("vte_ask_aid", args=[offer.code, "territory"]))
    aid = Aid.objects.get()
    shown = text_of(read(world, "company", page(offer)))
    assert f"suivre la sollicitation {aid.request}" in shown
    assert read(world, "company", reverse("request", args=[aid.request])).status_code == 200


def test_what_was_typed_stays_when_it_is_refused(world):
    wrong = FORM | {"siret": "123", "contact": "jeanne.martin@essai.example"}
    response = post(world, "company", reverse("vte_post"), wrong)
    assert response.status_code == 400
    html = response.content.decode()
    assert "Mesurer et proposer." in html
    assert 'value="8000000"' in html or "8 000 000" in html
    assert "celle d’une personne" in html
    lost = post(world, "company", reverse("vte_post"), FORM | {"place": "Nulle-Part"})
    assert lost.status_code == 409
    assert "Aucune commune" in lost.content.decode()
    assert "Mesurer et proposer." in lost.content.decode()
    assert not Offer.objects.exists()


def test_two_at_once_on_the_form(world):
    offer = world.draft()
    response = post(world, "company", page(offer, "edit"), FORM | {"version": "1"})
    assert response.status_code == 302
    response = post(world, "company", page(offer, "edit"), FORM | {"version": "1", "title": "X"})
    assert response.status_code == 409
    assert "Quelqu’un a changé cette mission" in response.content.decode()


def test_a_refusal_without_a_reason_is_said(world):
    offer = world.submitted()
    response = post(world, "referent", page(offer, "refuse"), {"reason": " "})
    assert response.status_code == 409
    assert "Donnez la raison" in response.content.decode()


def test_a_hiring_that_cannot_be_is_said(world):
    offer = world.published()
    form = {"hired_on": "2027-01-01", "contract": "cdi"}
    response = post(world, "company", page(offer, "fill"), form)
    assert response.status_code == 409
    assert "à venir" in response.content.decode()
    assert post(world, "company", page(offer, "fill"), {}).status_code == 400


def test_what_can_no_longer_be_asked_is_said(world):
    offer = world.filled(place=OUTSIDE)
    address = reverse("vte_ask_aid", args=[offer.code, "territory"])
    response = post(world, "company", address)
    assert response.status_code == 409
    assert "Hors d’un territoire" in response.content.decode()
    nothing = reverse("vte_ask_aid", args=[offer.code, "prime"])
    assert post(world, "company", nothing).status_code == 404


def test_ones_own_missions(world):
    draft = world.draft(title="Brouillon à moi")
    world.published()
    shown = text_of(cheap(client_of(world.person("company")), reverse("vte_own")))
    assert "Brouillon à moi" in shown
    assert "publiée" in shown
    assert draft.title not in text_of(read(world, "referent", reverse("vte_own")))
    assert "pas encore de mission" in text_of(read(world, "rival", reverse("vte_own")))


def test_the_rules_at_a_date(world):
    shown = text_of(read(world, None, f"{reverse('vte_rules')}?date=2023-06-01"))
    assert "au 1er juin 2023" in shown
    assert "en vigueur ce jour-là" in shown
    assert "200 000 €" in shown
    today = text_of(read(world, None, reverse("vte_rules")))
    assert "300 000 €" in today
    assert "en vigueur ou non : inconnu" in today
    assert "8 000 €" in today


def test_the_counters_beside_what_others_counted(world):
    empty = text_of(read(world, None, reverse("vte_counters")))
    assert "Aucune mission n’a encore été proposée ici." in empty
    assert "plus de 330" in empty
    world.filled()
    response = cheap(client_of(None), reverse("vte_counters"))
    shown = text_of(response)
    assert "Territoire un" in shown
    assert "509" in shown
    csv = read(world, None, f"{reverse('vte_counters')}?region-format=csv").content.decode()
    assert "Région" in csv


def test_the_page_of_a_territory_shows_its_missions(world):
    offer = world.published()
    territory = Territory.objects.get(code="un")
    url = reverse("territory", args=[territory.version_id, "un"])
    shown = text_of(read(world, None, url))
    assert "1 mission proposée, 1 publiée" in shown
    assert offer.title in shown


def test_a_mission_past_its_end_is_answered_no_more(world, time_machine):
    offer = world.published(closes_on=TODAY)
    time_machine.move_to(NOW + dt.timedelta(days=1), tick=False)
    shown = text_of(read(world, None, page(offer)))
    assert "on n’y répond plus" in shown
    assert "Adressez-vous" not in shown
    assert offer.title not in text_of(read(world, None, MISSIONS))
