"""The pages of the basket: what they say to whom, at which date, what they cost."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse

from ancrage.catalogue.models import AddedMeasure, BasketVersion
from ancrage.catalogue.panels import register_service
from ancrage.catalogue.queries import basket_at
from ancrage.geography.models import Region, Territory
from ancrage.selection.actions import publish_identification
from ancrage.ui import services
from tests.catalogue.world import HOST, MEASURE, NOW, TODAY, added, started
from tests.mission.pages import cheap, client_of, text_of
from tests.people.world import person
from tests.selection.site import identified

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country", "today")]
HUB = "/panier/"
ASKED = "size=small&seat_in_france=oui&contract=cdi&level=3&green=non&in_training=oui"


def draft_url(name: str = "draft", *more: str) -> str:
    return reverse(f"basket_{name}", args=("2027-01", *more))


def national() -> Client:
    return client_of(person("national"))


def test_the_hub_shows_the_basket_by_need_and_its_contradictions(client):
    text = text_of(cheap(client, f"{HUB}?date=2018-12-01"))
    for said in (
        *("Recruter", "Innover", "Attirer", "Simplifier", "Intitulés non retrouvés"),
        *("17 : CGET", "18 : Ministère", "environ 30 : Audition"),
        "2 places de l’annonce ne sont remplies par aucune source lue.",
        "France Expérimentation",
    ):
        assert said in text
    assert "Intitulés non retrouvés" not in text_of(client.get(HUB))
    assert "Phase II" in text_of(client.get(HUB))


def test_a_search_says_why_and_keeps_the_words(client):
    response = cheap(client, f"{HUB}?q=recruter+un+apprenti")
    text = text_of(response)
    assert "« apprenti » dans les mots associés" in text
    assert 'value="recruter un apprenti"' in response.content.decode()
    assert "Aucune mesure ne répond" in text_of(client.get(f"{HUB}?q=xylophone"))
    assert client.get(f"{HUB}?q=%00%3Cb%3E").status_code == 200


def test_the_site_s_search_finds_measures(client):
    text = text_of(client.get("/recherche/?q=recruter+un+apprenti"))
    assert "Mesures du panier de services" in text
    assert "Volontariat territorial" in text


def test_a_measure_says_everything_sure_or_not(client):
    text = text_of(cheap(client, "/panier/mesures/vte/"))
    for said in (
        "rapporté",
        "4 000 € par VTE",
        "prend fin faute de crédits",
        "délai inconnu",
        "De minimis",
        "Cap Métiers",
        "Annonce du 22 novembre 2018",
        "Puis-je l’avoir ?",
    ):
        assert said in text, said


def test_the_answer_is_in_the_address_and_says_what_is_missing(client):
    url = f"/panier/mesures/vte/?applicant=company&{ASKED}&in_territory=oui"
    text = text_of(cheap(client, url))
    assert "Oui, d’après ce que vous dites." in text
    assert "Ce que vous pouvez demander Aide VTE" in text
    refused = text_of(client.get(url.replace("size=small", "size=large")))
    assert "Non, pas en l’état." in refused
    assert "taille de l’entreprise : grande entreprise" in refused
    assert "Le volontariat n’est pas ouvert aux grandes entreprises." in refused
    unknown = text_of(client.get("/panier/mesures/vte/?applicant=company"))
    assert "Cela reste à préciser." in unknown
    wrong = client.get("/panier/mesures/vte/?level=beaucoup")
    assert wrong.status_code == 200
    assert "nombre entier" in text_of(wrong)
    assert "Cela reste" not in text_of(wrong)


def test_a_measure_that_is_no_longer_there_says_where_it_was(client):
    text = text_of(client.get("/panier/mesures/france-experimentation/"))
    assert "n’est pas dans le panier au 23 novembre 2026" in text
    assert "fermée à cette date" in text
    assert client.get("/panier/mesures/rien/").status_code == 404


def test_money_is_told_in_euros(client):
    url = "/panier/mesures/fonds-acceleration/?date=2021-04-01&applicant=company&project_months=24"
    told = text_of(client.get(f"{url}&day=2021-04-01&eligible_cost=200000"))
    assert "Oui, d’après ce que vous dites." in told
    assert "Non, pas en l’état." in text_of(client.get(f"{url}&eligible_cost=199999.99"))


def test_versions_and_what_changes_between_them(client):
    text = text_of(cheap(client, "/panier/versions/"))
    assert "17 mesures : 3 officiels, 12 rapportés, 2 inconnus" in text
    compared = text_of(cheap(client, "/panier/versions/comparer/?avant=2018-11&apres=2019-03"))
    assert "Retirées Intitulé non retrouvé (place-16)" in compared
    assert client.get("/panier/versions/comparer/?avant=zut").status_code == 200
    assert client.get("/panier/versions/zut/").status_code == 404


def test_a_version_s_table_is_taken_away(client):
    text = text_of(cheap(client, "/panier/versions/2023-11/"))
    assert "Transition écologique : Innover, Attirer" in text
    assert "est un choix d’Ancrage" in text
    file = client.get("/panier/versions/2018-11/?format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file), delimiter=";"))
    assert len(rows) == 17
    assert sum(row["Certitude"] == "officiel" for row in rows) == 3


def test_files_are_of_the_day_or_of_a_version(client):
    response = client.get(reverse("basket_file", args=("panier.csv",)), {"version": "2018-11"})
    assert response["Content-Disposition"] == 'attachment; filename="2018-11-panier.csv"'
    assert client.get(reverse("basket_file", args=("rien.csv",))).status_code == 404
    assert client.get("/panier/fichiers/panier.csv?version=rien").status_code == 404


def test_who_serves_a_measure_is_linked(client, monkeypatch):
    monkeypatch.setattr(services, "_services", {})
    register_service("vte", "Publier une mission", "basket_versions", "Déposer et suivre.")
    register_service("apec", "Ailleurs", "no_such_page", "Rien.")
    for url in (HUB, "/panier/mesures/vte/"):
        text = text_of(client.get(url))
        assert "Publier une mission" in text
        assert "Ailleurs" not in text


# What a territory can get


def a_territory() -> Territory:
    publish_identification(
        by=HOST,
        now=NOW,
        identification=identified(draws=0),
        perimeter="essai",
        name="Essai",
        version="essai-2018",
        valid_from=dt.date(2018, 11, 22),
    )
    return Territory.objects.select_related("version").first()


def test_what_a_territory_can_get_and_what_is_closed(client):
    territory = a_territory()
    url = reverse("territory_measures", args=(territory.version_id, territory.code))
    text = text_of(cheap(client, url, most=25))
    assert "Pour : une entreprise" in text
    assert "5 conditions à vérifier" in text
    assert "Fermées à cette date" in text
    assert "demander jusqu’au 31 octobre 2026" in text
    rows = client.get(f"{url}?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == len(basket_at(TODAY).measures) + 1
    page = text_of(client.get(reverse("territory", args=(territory.version_id, territory.code))))
    assert "Ce que le territoire peut obtenir" in page
    assert client.get(url.replace(territory.code, "zut")).status_code == 404


def test_a_region_s_measure_is_offered_in_its_territories_alone(client):
    territory = a_territory()
    other = Region.objects.exclude(pk=territory.region_id).first()
    added(owner=f"region:{territory.region_id}", is_demonstration=True)
    added(owner=f"region:{other.code}", measure=MEASURE | {"code": "ailleurs", "name": "Ailleurs"})
    url = reverse("territory_measures", args=(territory.version_id, territory.code))
    text = text_of(client.get(url))
    assert "Atelier partagé" in text
    assert "démonstration" in text
    assert "Ailleurs" not in text


# Writing


def test_the_national_team_writes_a_version_from_draft_to_force(client):
    browser = national()
    form = {
        "code": "2027-01",
        "title": "Version de 2027",
        "origin": "2023-11",
        "valid_from": "2027-01-01",
    }
    assert browser.post(reverse("basket_start"), form).status_code == 302
    assert "Rien n’a changé" in text_of(cheap(browser, draft_url(), most=20))
    new = {"code": "guichet", "name": "Guichet", "needs": ["simplifier"], "brings": "Une adresse."}
    new |= {"sources": "cget", "certainty": "reported", "revision": "1"}
    assert browser.post(draft_url("measure_new"), new).status_code == 302
    gone = browser.post(draft_url("measure_remove", "apec"), {"revision": "2"})
    assert gone.status_code == 302
    text = text_of(browser.get(draft_url()))
    assert "1 ajoutée(s), 1 retirée(s)" in text
    assert client.get(draft_url()).status_code in {302, 404}
    published_page = browser.post(draft_url("publish"), {"reason": "Offre.", "revision": "3"})
    assert published_page.status_code == 302
    shown = text_of(client.get("/panier/versions/2027-01/"))
    assert "Motif : Offre." in shown
    assert "National Essai" in shown


def test_a_form_that_is_refused_keeps_what_was_typed_and_says_every_fault():
    started()
    browser = national()
    asked = {
        "code": "x",
        "name": "Nom tapé",
        "criteria": "- {fact: age, is: true}",
        "revision": "1",
    }
    response = browser.post(draft_url("measure_new"), asked)
    assert response.status_code == 422
    html = response.content.decode()
    assert "Nom tapé" in html
    assert "fact: age" in html
    text = text_of(response)
    assert "champ « needs » : à remplir" in text
    assert "« requires » manque" in text
    unread = browser.post(draft_url("measure_new"), asked | {"criteria": "- {fact: [\n"})
    assert "YAML lisible, ligne" in text_of(unread)
    bomb = browser.post(draft_url("measure_new"), asked | {"criteria": "- &a x\n- *a"})
    assert "renvois" in text_of(bomb)
    assert BasketVersion.objects.get().revision == 1


def test_a_measure_s_form_shows_what_it_says_and_changes_nothing_by_itself():
    started()
    browser = national()
    page = browser.get(draft_url("measure", "vte"))
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, "", [])}
    assert browser.post(draft_url("measure", "vte"), sent | {"revision": "1"}).status_code == 302
    assert BasketVersion.objects.get().revision == 1


def test_a_stale_form_is_refused_with_what_was_typed():
    made = started()
    made.revision = 5
    made.save()
    browser = national()
    head = browser.post(
        draft_url("head"), {"title": "T", "valid_from": "2027-02-01", "revision": 1}
    )
    assert head.status_code == 409
    assert "entre-temps" in text_of(head)
    assert browser.post(draft_url("head"), {"title": "", "revision": 5}).status_code == 422
    gone = browser.post(draft_url("measure_remove", "vte"), {"revision": "1"})
    assert gone.status_code == 409


def test_a_whole_version_is_written_or_read_from_a_file():
    started()
    browser = national()
    page = browser.get(draft_url("whole"))
    text = page.context["form"]["document"].value().replace("Version de 2027", "Autre titre")
    told = {"document": text, "revision": "1"}
    assert browser.post(draft_url("whole"), told).status_code == 302
    file = io.BytesIO(text.replace("Autre titre", "Du fichier").encode())
    file.name = "version.yaml"
    assert browser.post(draft_url("whole"), {"file": file, "revision": "2"}).status_code == 302
    assert BasketVersion.objects.get().title == "Du fichier"
    for wrong in ("", "- liste", "measures: [{code: x, days: -1}]", "a: [", "\x00"):
        response = browser.post(draft_url("whole"), {"document": wrong, "revision": "3"})
        assert response.status_code == 422, wrong
    latin = io.BytesIO("titre: é".encode("latin-1"))
    latin.name = "version.yaml"
    assert "UTF-8" in text_of(browser.post(draft_url("whole"), {"file": latin, "revision": "3"}))


def test_a_draft_is_abandoned_and_no_longer_offers_anything():
    started()
    browser = national()
    assert browser.post(draft_url("abandon"), {"reason": "", "revision": "1"}).status_code == 422
    assert browser.post(draft_url("abandon"), {"reason": "Non.", "revision": 1}).status_code == 302
    text = text_of(browser.get(draft_url()))
    assert "abandonnée" in text
    assert "Ajouter une mesure" not in text
    assert "n’attend plus cela" in text_of(browser.get(draft_url("publish")))


@pytest.mark.parametrize("role", ["copilot", "referent", "company", ""])
def test_nobody_else_sees_a_draft(role):
    started()
    codes = {"copilot": "01", "referent": "ademe", "company": "acme"}
    browser = client_of(person(role, code=codes.get(role, "")))
    for url in (draft_url(), draft_url("publish"), reverse("basket_start")):
        assert browser.get(url).status_code == 404


def test_the_auditor_reads_a_draft_and_writes_nothing():
    started()
    browser = client_of(person("auditor"))
    assert "Retirer" not in text_of(browser.get(draft_url()))
    assert browser.get(draft_url("whole")).status_code == 404


def test_a_region_adds_amends_and_ends_its_measure(client):
    browser = client_of(person("copilot", code="01"))
    assert "Ajouter une mesure" in text_of(browser.get(HUB))
    new = {"owner": "region:01", "code": "fonds-01", "name": "Fonds", "needs": ["attirer"]}
    new |= {"brings": "Une aide.", "since": "2026-01-01"}
    assert browser.post(reverse("measure_add"), new).status_code == 302
    url = reverse("measure", args=("fonds-01",))
    assert "Région Région 01" in text_of(client.get(url))
    assert "Modifier la mesure" not in text_of(client.get(url))
    assert "Modifier la mesure" in text_of(browser.get(url))
    change = {"name": "Fonds élargi", "needs": ["attirer"], "brings": "Plus.", "revision": "1"}
    amend = reverse("measure_amend", args=("fonds-01",))
    assert browser.get(amend).status_code == 200
    assert browser.post(amend, change | {"since": "2026-11-01"}).status_code == 302
    end = reverse("measure_end", args=("fonds-01",))
    assert (
        browser.post(end, {"until": "2026-11-01", "reason": "", "revision": 1}).status_code == 422
    )
    told = {"until": "2026-11-10", "reason": "Fini.", "revision": 1}
    assert browser.post(end, told).status_code == 302
    assert AddedMeasure.objects.count() == 2
    text = text_of(client.get(url))
    assert "n’est pas dans le panier au 23 novembre 2026" in text
    assert "Fonds élargi" in text
    assert "Fonds élargi" in text_of(client.get(f"{url}?date=2026-11-05"))
    assert "Fonds Une aide" in text_of(client.get(f"{url}?date=2026-02-01"))
    assert browser.post(reverse("measure_add"), new).status_code == 422


def test_a_region_writes_no_other_region_s_measure():
    added(owner="region:02")
    browser = client_of(person("copilot", code="01"))
    for name in ("measure_amend", "measure_end"):
        assert browser.get(reverse(name, args=("r84-atelier",))).status_code == 404
    forged = {"owner": "region:02", "code": "y", "name": "y", "needs": ["attirer"], "brings": "y"}
    answer = browser.post(reverse("measure_add"), forged | {"since": "2026-01-01"})
    assert answer.status_code == 422
    assert client_of(person("national")).get(reverse("measure_add")).status_code == 404


def test_a_date_before_the_programme_shows_the_first_version(client):
    assert "Annonce du 22 novembre 2018" in text_of(client.get(f"{HUB}?date=2010-01-01"))
    assert basket_at(dt.date(2010, 1, 1)).code == "2018-11"
