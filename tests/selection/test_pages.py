"""The pages of the identification: what they say, what they cost, and that they say « simulé »."""

import datetime as dt
import json
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ancrage.jobs import actions as jobs
from ancrage.jobs.models import Job
from ancrage.selection import actions
from ancrage.selection.queries.runs import find_run
from ancrage.selection.queries.summary import region_explanation
from tests.selection.site import COUNTRY, HOST, NOW, identified, official_list, store, with_status

MOST_QUERIES = 15
PAGES = (
    "/identification/",
    "/identification/petit/",
    "/identification/liste/",
    "/identification/petit/robustesse/",
    "/identification/petit/comparaison/2024-07/",
    "/identification/comparer/",
    "/identification/comparer/?a=petit&b=autre",
)


@pytest.fixture
def site(db):
    store()
    official_list()
    identification = identified()
    identified("autre", territories=3, draws=0)
    actions.publish_identification(
        by=HOST,
        identification=identification,
        perimeter="annonce-2018",
        name="Annonce (liste simulée)",
        version="annonce-2018-11-22",
        valid_from=dt.date(2018, 11, 22),
        now=NOW,
    )
    return identification


def text_of(response) -> str:
    """What a reader sees in the page's main part."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def loss_url(siren):
    return reverse("loss", args=["petit", siren])


@pytest.mark.parametrize("url", PAGES)
def test_pages_are_simulated_and_cheap(site, client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    assert len(queries) <= MOST_QUERIES
    html = response.content.decode()
    assert "contenu simulé" in html
    assert "{{" not in html
    assert "{%" not in html


@pytest.mark.parametrize("url", PAGES)
def test_the_queries_of_a_page(site, client, url, snapshot):
    """A new query, or one for each row, shows here."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    seen = [re.search(r'FROM "(\w+)"', q["sql"]) for q in queries.captured_queries]
    assert [found[1] for found in seen if found] == snapshot


def test_without_any_identification_the_page_says_how_to_make_one(db, client):
    assert "ancrage demo" in text_of(client.get("/identification/"))


def test_the_page_tells_rules_result_and_proof(site, client):
    text = text_of(client.get("/identification/petit/"))
    assert "On choisit exactement 2 territoires" in text
    assert "Un territoire réunit de 1 à 3 intercommunalités" in text
    assert site.fingerprint in text
    assert "chaque territoire a intérêt à grandir jusqu’au plafond" in text
    for territory in site.result["territories"]:
        assert territory["name"] in text


def test_shipped_rules_come_with_the_command_that_checks_them(site, client):
    """These rules are not shipped: no command would find them again, and none is told."""
    assert "ancrage identify" not in text_of(client.get("/identification/petit/"))


def test_the_rules_on_screen(site, client, snapshot):
    html = client.get("/identification/petit/").content.decode()
    section = html[html.index('id="regles"') : html.index('id="preuve"')]
    assert re.sub(r"\s+", " ", section) == snapshot


def test_the_date_of_the_page_chooses_the_list(site, client):
    actions.publish_identification(
        by=HOST,
        identification=find_run("autre").record,
        perimeter="annonce-2018",
        name="Suite",
        version="annonce-2018-suite",
        valid_from=dt.date(2020, 1, 1),
        now=NOW,
    )
    before = text_of(client.get("/identification/?date=2019-06-01"))
    after = text_of(client.get("/identification/?date=2021-06-01"))
    assert "exactement 2 territoires" in before
    assert "exactement 3 territoires" in after


@pytest.mark.parametrize("kind", ["json", "csv", "geojson"])
def test_the_result_is_taken_away_as_it_was_kept(site, client, kind):
    response = client.get(f"/identification/petit/resultat.{kind}")
    assert f'filename="identification-petit-simule.{kind}"' in response["Content-Disposition"]
    if kind == "json":
        document = json.loads(response.content)
        assert document["quality"] == "simulated"
        assert document["territories"] == site.result["territories"]
    assert "sim-" in response.content.decode()


def test_the_table_is_taken_away_as_it_is_shown(site, client):
    response = client.get("/identification/petit/?format=csv&q=zzz")
    lines = response.content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 1
    assert "Territoire (simulé)" in lines[0]


@pytest.mark.parametrize(
    "url",
    [
        "/identification/petit/carte.svg",
        "/identification/petit/robustesse/carte.svg",
        "/identification/petit/comparaison/2024-07/carte.svg",
        "/identification/comparer/petit/autre.svg",
    ],
)
def test_maps_are_taken_away_and_say_that_they_are_simulated(site, client, url):
    response = client.get(url)
    assert response["Content-Type"] == "image/svg+xml"
    assert "Simulation" in response.content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "/identification/inconnue/",
        "/identification/autre/robustesse/",
        "/identification/petit/comparaison/1999/",
        "/identification/petit/resultat.exe",
        "/identification/petit/perte/999999999/",
        "/identification/comparer/?a=petit&b=inconnue",
    ],
)
def test_what_does_not_exist_is_not_found(site, client, url):
    assert client.get(url).status_code == 404


def test_the_comparison_says_lower_bound_and_why(site, client):
    text = text_of(client.get("/identification/petit/comparaison/2024-07/"))
    assert "ses totaux sont des minimums" in text
    assert "au moins" in text
    missing = {COUNTRY.units[0].siren, COUNTRY.units[1].siren} - set(find_run("petit").holders)
    assert missing
    assert "Pourquoi les règles ne la choisissent pas" in text


def test_two_results_tell_the_rules_that_differ(site, client):
    text = text_of(client.get("/identification/comparer/?a=petit&b=autre"))
    assert "On choisit exactement 2 territoires" in text
    assert "On choisit exactement 3 territoires" in text
    assert "Un territoire réunit de 1 à 3" not in text


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("chosen", "Elle est choisie"),
        ("threshold", "Elle ne passe pas un seuil des règles"),
        ("alternative", "Elle pourrait en être"),
    ],
)
def test_why_not_us_answers_on_the_page_of_an_intercommunality(site, client, status, said):
    siren = with_status(site, status)
    with CaptureQueriesContext(connection) as queries:
        text = text_of(client.get(f"/intercommunalites/{siren}/"))
    assert "Pourquoi pas nous" in text
    assert said in text
    assert ("Calculer le chiffre exact" in text) is (status == "alternative")
    assert len(queries) <= MOST_QUERIES + 2  # the figures of the country, once per process


def test_the_territory_of_the_programme_tells_how_it_was_identified(site, client):
    territory = site.result["territories"][0]
    text = text_of(client.get(f"/territoires/annonce-2018-11-22/{territory['code']}/"))
    assert "Comment il a été identifié" in text


def test_asking_for_the_exact_loss_shows_its_progress_then_its_answer(transactional_db, client):
    store()
    siren = with_status(identified(), "alternative")
    response = client.post(loss_url(siren), follow=True)
    html = response.content.decode()
    assert "place 1 dans la file" in html
    assert 'http-equiv="refresh"' in html
    assert "no-store" in response["Cache-Control"]
    job = jobs.start_job(job_id=Job.objects.get().pk, now=NOW)
    jobs.tell_progress(job_id=job.pk, step="recherche", share=0.5, now=dt.datetime.now(dt.UTC))
    assert 'value="0.5"' in client.get(loss_url(siren)).content.decode()
    Job.objects.update(state=Job.WAITING)
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    html = client.get(loss_url(siren)).content.decode()
    assert "Perte recalculée" in html
    assert 'http-equiv="refresh"' not in html


def test_a_failed_loss_says_why_and_can_be_tried_again(site, client):
    siren = with_status(site, "alternative")
    client.post(loss_url(siren))
    job = jobs.start_job(job_id=Job.objects.get().pk, now=NOW)
    jobs.fail_job(job_id=job.pk, error="Le temps n’a pas suffi.", now=NOW)
    text = text_of(client.get(loss_url(siren)))
    assert "Le temps n’a pas suffi." in text
    assert "Réessayer le calcul exact" in text
    client.post(loss_url(siren))
    assert Job.objects.get().state == Job.WAITING


def test_a_loss_that_cannot_be_asked_is_refused_with_a_reason(site, client, monkeypatch):
    assert client.post(loss_url(with_status(site, "chosen"))).status_code == 400
    monkeypatch.setattr(actions, "WAITING_LOSSES", 0)
    response = client.post(loss_url(with_status(site, "alternative")))
    assert response.status_code == 503
    assert "réessayez dans quelques minutes" in text_of(response)


def test_asking_needs_the_page_s_token(site):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(loss_url(with_status(site, "alternative"))).status_code == 403
    assert not Job.objects.exists()


def test_a_region_is_told_what_it_got_and_why_not_more(site):
    run = find_run("petit")
    found = region_explanation(run=run, region="01")
    units = [unit for unit in COUNTRY.units if unit.region == "01"]
    total = found.chosen + found.alternatives + found.out_of_reach + found.unknown
    assert total == len(units)
    assert found.row.got == sum(t.region == "01" for t in run.result.territories)
    losses = [candidate.why.loss_max for candidate in found.candidates]
    assert losses == sorted(losses)
    assert region_explanation(run=run, region="99") is None


def test_the_api_tells_runs_territories_and_reasons(site, client):
    listed = client.get("/api/v1/identifications").json()
    assert [item["code"] for item in listed["items"]] == ["petit", "autre"]
    assert listed["items"][0]["published_as"] == ["annonce-2018-11-22"]
    detail = client.get("/api/v1/identifications/petit").json()
    assert (detail["quality"], detail["rules"]) == ("simulated", site.rules)
    page = client.get("/api/v1/identifications/petit/territories?limit=1").json()
    assert page["count"] == len(site.result["territories"])
    assert page["items"][0]["industrial_jobs"]["value"] is not None
    siren = with_status(site, "alternative")
    reason = client.get(f"/api/v1/identifications/petit/explanation/{siren}").json()
    assert reason["status"] == "alternative"
    assert reason["exact"]["state"] == "not_asked"


def test_the_api_asks_for_an_exact_loss_once(site, client):
    url = f"/api/v1/identifications/petit/explanation/{with_status(site, 'alternative')}/exact"
    for _ in range(2):
        answer = client.post(url)
        assert (answer.status_code, answer.json()["exact"]["state"]) == (202, "waiting")
    chosen = with_status(site, "chosen")
    refused = client.post(f"/api/v1/identifications/petit/explanation/{chosen}/exact")
    assert refused.status_code == 409
    assert client.get("/api/v1/identifications/inconnue").status_code == 404
    assert Job.objects.count() == 1


def test_the_result_as_csv_says_on_each_line_that_it_is_simulated(site, client):
    header, *lines = client.get("/identification/petit/resultat.csv").content.decode().splitlines()
    assert header.endswith(",quality")
    assert lines
    assert all(line.endswith(",simulated") for line in lines)


def test_runs_are_told_in_words(site, client):
    page = client.get("/identification/liste/").content.decode()
    assert "prouvé" in page
    assert "optimal" not in page
