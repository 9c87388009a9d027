"""The workshop's pages: who may open them, what they say, what they keep, what they cost."""

import html as html_text
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ancrage.jobs import actions as jobs
from ancrage.jobs.models import Job
from ancrage.people.queries import actor_of
from ancrage.selection import actions_scenarios as actions
from ancrage.selection.engine import rules as engine_rules
from ancrage.selection.models import Identification, Scenario
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.workshop_rules import values_of
from tests.people.world import person, sign_in
from tests.selection.site import COUNTRY, NOW, identified, store
from tests.selection.workshop import asked, made, moving, shipped, work

__all__ = ["shipped"]
pytestmark = pytest.mark.usefixtures("shipped")

MOST_QUERIES = 15


@pytest.fixture
def site(db):
    store()
    return identified(draws=0)


@pytest.fixture
def national(site, client):
    somebody = person("national")
    sign_in(client, somebody)
    return actor_of(somebody, on=NOW.date())


@pytest.fixture
def computed(national):
    """A scenario whose result is known already."""
    return asked(national, made(national))


def page(name, scenario):
    return reverse(name, args=[scenario.code])


def text_of(response) -> str:
    """What a reader sees in the page's main part."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(html_text.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def fields_of(response) -> dict[str, list[str]]:
    """What a browser would send back of the page's form, untouched."""
    html = response.content.decode()
    form = html[html.index('name="revision"') - 200 : html.rindex("</form>")]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if told.get("name") and told.get("type") != "submit":
            found.setdefault(told["name"], []).append(html_text.unescape(told.get("value", "")))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)">(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = [chosen[1] if chosen else ""]
    found.pop("csrfmiddlewaretoken", None)
    return found


def edited(client, scenario, **typed):
    """Send the form back with some values typed."""
    data = fields_of(client.get(page("scenario_edit", scenario)))
    data |= {key.replace("__", "."): [value] for key, value in typed.items()}
    return client.post(page("scenario_edit", scenario), data)


@pytest.mark.parametrize("name", ["scenario", "scenario_edit", "scenario_rename"])
def test_pages_of_a_scenario_are_cheap(computed, client, name):
    url = page(name, computed)
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    assert len(queries) <= MOST_QUERIES, [q["sql"][:90] for q in queries]
    assert "{{" not in response.content.decode()


def test_lists_and_comparisons_cost_the_same_for_many_scenarios(computed, national, client):
    for url in ("/atelier/", f"/atelier/comparer/?a={computed.code}&b=petit"):
        client.get(url)
        with CaptureQueriesContext(connection) as few:
            assert client.get(url).status_code == 200
        for _ in range(5):
            asked(national, made(national))
        with CaptureQueriesContext(connection) as many:
            client.get(url)
        assert len(few) == len(many) <= MOST_QUERIES, [q["sql"][:90] for q in many]


def test_a_visitor_reads_by_the_link_and_changes_nothing(computed, client):
    client.logout()
    text = text_of(client.get(page("scenario", computed)))
    assert "Essai" in text
    for absent in ("Changer les règles", "Archiver", "Relancer"):
        assert absent not in text
    for name in ("edit", "rename", "run", "cancel", "archive", "restore", "duplicate"):
        url = page(f"scenario_{name}", computed)
        for answer in (client.get(url), client.post(url)):
            assert (answer.status_code, "/connexion" in answer.get("Location", "")) in {
                (302, True),
                (405, False),
            } or answer.status_code in {302, 404}
    computed.refresh_from_db()
    assert computed.archived_at is None
    assert Scenario.objects.count() == 1


def test_another_region_finds_the_address_of_the_form_empty(computed, client):
    sign_in(client, person("copilot", code="28"))
    assert client.get(page("scenario", computed)).status_code == 200
    for name in ("edit", "rename"):
        assert client.get(page(f"scenario_{name}", computed)).status_code == 404
    for name in ("edit", "rename", "run", "cancel", "archive", "restore"):
        assert client.post(page(f"scenario_{name}", computed)).status_code == 404
    assert "Essai" not in text_of(client.get("/atelier/"))


def test_an_auditor_reads_all_and_changes_nothing(computed, client):
    sign_in(client, person("auditor"))
    text = text_of(client.get("/atelier/"))
    assert "Essai" in text
    assert "Nouveau scénario" not in text
    assert client.post(page("scenario_run", computed)).status_code == 404


def test_without_scenarios_the_workshop_says_how_to_begin(national, client):
    assert "créez le premier, ci-dessous" in text_of(client.get("/atelier/"))


def test_a_scenario_is_made_from_shipped_rules_or_from_another(site, national, client):
    answer = client.post("/atelier/nouveau/", {"base": "petit", "name": "Première"})
    first = Scenario.objects.get(name="Première")
    assert answer["Location"] == page("scenario_edit", first)
    client.post("/atelier/nouveau/", {"base": first.code, "name": "Seconde"})
    assert Scenario.objects.get(name="Seconde").parent == first


@pytest.mark.parametrize("data", [{"base": "petit", "name": " "}, {"base": "rien", "name": "x"}])
def test_a_refused_new_scenario_keeps_what_was_typed(national, client, data):
    answer = client.post("/atelier/nouveau/", data | {"note": "à garder"})
    assert answer.status_code == 400
    assert "à garder" in answer.content.decode()
    assert not Scenario.objects.exists()


def test_the_form_sent_back_untouched_changes_nothing(national, client):
    scenario = made(national, settings=[f"include={COUNTRY.units[0].siren}", "gap=0.0002"])
    assert edited(client, scenario).status_code == 302
    before, scenario = scenario.rules, Scenario.objects.get()
    assert (scenario.rules, scenario.revision) == (before, 1)


def test_the_form_moves_rules(national, client):
    scenario = made(national)
    answer = edited(
        client, scenario, territories="3", coverage__min="12,5", regions__01__at_most="2"
    )
    assert answer["Location"] == page("scenario", scenario)
    scenario.refresh_from_db()
    assert values_of(scenario.rules)["coverage.min"] == 0.125
    assert scenario.rules["regions"]["01"] == {"at_most": 2}
    text = text_of(client.get(page("scenario", scenario)))
    assert "Part des emplois industriels du pays, au moins 0 % 12,5 %" in text


def test_each_rule_says_what_it_means_and_what_it_started_from(national, client):
    scenario = made(national)
    moving(national, scenario, members__max=2)
    text = text_of(client.get(page("scenario_edit", scenario)))
    assert "La liste en compte exactement ce nombre." in text
    assert "attendu : un nombre entier de 1 à 6" in text
    for region in ("Région 01", "Région 02"):
        assert region in text


def test_faults_are_told_at_their_field_and_nothing_typed_is_lost(national, client):
    scenario = made(national)
    answer = edited(
        client, scenario, territories="douze", population__min="90", population__max="9 000 hab"
    )
    assert answer.status_code == 400
    html = answer.content.decode()
    assert 'href="#id_territories"' in html
    assert "«\u00a0douze\u00a0»\u00a0: donnez un nombre entier d’au moins 1." in html
    for typed in ('value="douze"', 'value="90"', 'value="9 000 hab"'):
        assert typed in html
    assert Scenario.objects.get().revision == 1


def test_rules_that_contradict_each_other_are_told_at_their_field(national, client):
    answer = edited(client, made(national), population__min="900", population__max="90")
    html = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="id_population.min-erreur"' in html
    assert "dépasse" in html


def test_a_search_adds_lines_and_loses_nothing(national, client):
    scenario = made(national)
    answer = edited(client, scenario, territories="douze", recherche=COUNTRY.units[3].name)
    html = answer.content.decode()
    siren = COUNTRY.units[3].siren
    assert answer.status_code == 200
    assert f'name="role-{siren}"' in html
    assert 'value="douze"' in html
    assert Scenario.objects.get().revision == 1
    data = fields_of(answer) | {"territories": ["2"], f"role-{siren}": ["exclude"]}
    client.post(page("scenario_edit", scenario), data)
    scenario.refresh_from_db()
    assert scenario.rules["exclude"] == [siren]
    assert "écartée d’office" in text_of(client.get(page("scenario", scenario)))


def test_the_search_answers_a_script_with_lines_alone(national, client):
    answer = client.get("/atelier/lieux/", {"recherche": "U1", "lieu": [COUNTRY.units[1].siren]})
    html = answer.content.decode()
    assert "<main" not in html
    assert f'value="{COUNTRY.units[10].siren}"' in html
    assert f'value="{COUNTRY.units[1].siren}"' not in html
    assert "aucune autre" in client.get("/atelier/lieux/?recherche=zzz").content.decode()


def test_a_place_may_count_for_more(national, client):
    siren = COUNTRY.units[3].siren
    scenario = made(national, settings=[f"bonus.{siren}=0.1"])
    wrong = edited(client, scenario, **{f"poids-{siren}": "beaucoup"})
    assert wrong.status_code == 400
    assert f'href="#poids-{siren}"' in wrong.content.decode()
    edited(client, scenario, **{f"poids-{siren}": "25"})
    scenario.refresh_from_db()
    assert scenario.rules["bonus"] == {siren: 0.25}


def test_somebody_who_comes_second_is_told_and_keeps_what_he_typed(national, client):
    scenario = made(national)
    data = fields_of(client.get(page("scenario_edit", scenario))) | {"territories": ["1"]}
    moving(national, scenario, territories=3)
    answer = client.post(page("scenario_edit", scenario), data)
    assert answer.status_code == 409
    assert "enregistré « 3 », vous « 1 »" in text_of(answer)
    again = client.post(page("scenario_edit", scenario), fields_of(answer))
    assert again.status_code == 302
    assert Scenario.objects.get().rules["territories"] == 1


def test_the_result_is_told_with_its_map_its_proof_and_its_files(computed, client):
    response = client.get(page("scenario", computed))
    text = text_of(response)
    for said in ("calculé", "Borne", "La preuve", "Région par région", "Les territoires"):
        assert said.lower() in text.lower()
    for territory in Identification.objects.get().result["territories"]:
        assert territory["name"] in text
    assert "<svg" in response.content.decode()


def test_why_not_us_is_answered_under_the_scenario_s_rules(computed, client):
    answer = client.get(page("scenario", computed), {"pourquoi": COUNTRY.units[0].name})
    assert "Aucune intercommunalité ne porte ce nom" not in text_of(answer)
    missing = client.get(page("scenario", computed), {"pourquoi": "zzz"})
    assert "Aucune intercommunalité ne porte ce nom" in text_of(missing)


def test_the_rules_file_is_what_the_command_takes(computed, client, tmp_path, monkeypatch):
    file = tmp_path / "regles.toml"
    file.write_bytes(client.get(page("scenario_rules_file", computed)).content)
    taken = engine_rules.load_rules(file)
    assert (
        engine_rules.fingerprint(country=loaded_country(), rules=taken)
        == Identification.objects.get().fingerprint
    )


def test_progress_is_shown_live_and_without_a_script(transactional_db, client):
    store()
    somebody = person("national")
    sign_in(client, somebody)
    by = actor_of(somebody, on=NOW.date())
    scenario = made(by)
    client.post(page("scenario_run", scenario), {"tirages": "0"})
    response = client.get(page("scenario", scenario))
    html = response.content.decode()
    assert "place 1 dans la file" in html
    assert f'hx-get="{page("scenario_progress", scenario)}"' in html
    assert "Rafraîchir la page" in html
    assert "Annuler le calcul" in html
    assert "no-store" in response["Cache-Control"]
    live = client.get(page("scenario_progress", scenario))
    assert "place 1 dans la file" in live.content.decode()
    mark = re.search(r'"vu": "([^"]*)"', live.content.decode())[1]
    seen = json.loads(f'"{mark}"')
    assert client.get(page("scenario_progress", scenario), {"vu": seen}).status_code == 204
    work()
    done = client.get(page("scenario_progress", scenario))
    assert done["HX-Refresh"] == "true"
    assert "La preuve" in text_of(client.get(page("scenario", scenario)))


def test_a_dead_worker_s_scenario_is_interrupted_and_runs_again(national, client):
    scenario = asked(national, made(national), draws=10)
    job = jobs.start_job(job_id=Job.objects.get().pk, now=NOW)
    jobs.interrupt_job(job_id=job.pk, now=NOW)
    text = text_of(client.get(page("scenario", scenario)))
    assert "interrompu" in text
    assert "Relancer le calcul" in text
    client.post(page("scenario_run", scenario), {"tirages": "10"})
    assert Job.objects.get().state == Job.WAITING


def test_a_computation_is_cancelled_from_its_page(national, client):
    scenario = asked(national, made(national), draws=10)
    client.post(page("scenario_cancel", scenario))
    assert "annulé" in text_of(client.get(page("scenario", scenario)))
    again = client.post(page("scenario_cancel", scenario))
    assert (again.status_code, "Aucun calcul n’est en cours" in text_of(again)) == (409, True)


@pytest.mark.parametrize("draws", ["7", "-1", "beaucoup", ""])
def test_an_unheard_of_number_of_draws_is_refused(national, client, draws):
    answer = client.post(page("scenario_run", made(national)), {"tirages": draws})
    assert answer.status_code == 409
    assert "tirages" in text_of(answer)


def test_a_full_queue_is_told(national, client, monkeypatch):
    monkeypatch.setattr(actions, "WAITING_SCENARIOS", 0)
    answer = client.post(page("scenario_run", made(national)), {"tirages": "10"})
    assert answer.status_code == 503
    assert "réessayez dans quelques minutes" in text_of(answer)


def test_impossible_rules_lead_to_the_fields_that_can_be_moved(transactional_db, client):
    store()
    somebody = person("national")
    sign_in(client, somebody)
    by = actor_of(somebody, on=NOW.date())
    scenario = asked(by, made(by, settings=["territories=3", "regions.01.exactly=7"]))
    work()
    response = client.get(page("scenario", scenario))
    text, html = text_of(response), response.content.decode()
    assert "Aucune liste ne satisfait ces règles" in text
    assert "région Région 01" in text
    assert f'href="{page("scenario_edit", scenario)}?region=01#id_regions.01.at_least"' in html
    assert "Nombre de territoires (Région 01)" in text


def test_scenarios_are_compared_side_by_side(computed, national, client):
    other = made(national, name="Trois", settings=["territories=3"])
    Scenario.objects.filter(pk=other.code).update(
        identification=identified("autre", territories=3, draws=0)
    )
    url = f"/atelier/comparer/?a={computed.code}&b={other.code}"
    response = client.get(url)
    text = text_of(response)
    assert "Gagné, perdu" in text
    assert "Territoires 2 3 + 1" in text
    assert "Nombre de territoires 2" in text
    gained = "Valeur de la liste (objectif)"
    assert gained in text
    assert "<svg" in response.content.decode()
    svg = client.get(f"/atelier/comparer/{computed.code}/{other.code}.svg")
    assert (svg.status_code, svg["Content-Type"]) == (200, "image/svg+xml")
    assert client.get("/atelier/comparer/?a=rien&b=petit").status_code == 404
    assert client.get("/atelier/comparer/").status_code == 200


def test_values_of_other_weights_are_not_compared(computed, national, client):
    other = made(national, name="Autres poids")
    run = identified("poids", weight_intensity=1, draws=0)
    Scenario.objects.filter(pk=other.code).update(identification=run)
    text = text_of(client.get(f"/atelier/comparer/?a={computed.code}&b={other.code}"))
    assert "les valeurs des deux listes ne se comparent pas" in text
    assert "Valeur de la liste (objectif)" not in text


def test_a_scenario_is_renamed_copied_archived_and_brought_back(computed, client):
    address = page("scenario", computed)
    client.post(page("scenario_rename", computed), {"name": "Autre nom", "note": "Vu"})
    assert "Autre nom" in text_of(client.get(address))
    copy = client.post(page("scenario_duplicate", computed))
    assert Scenario.objects.count() == 2
    assert copy["Location"].endswith("/regles/")
    client.post(page("scenario_archive", computed))
    assert "Autre nom" not in _table(client.get("/atelier/"))
    assert "Autre nom" in _table(client.get("/atelier/?archives=1"))
    assert "Sortir des archives" in text_of(client.get(address))
    client.post(page("scenario_restore", computed))
    assert "Autre nom" in _table(client.get("/atelier/"))


def _table(response):
    """The names of the scenarios that the list shows."""
    return re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a>', response.content.decode())


def test_the_list_is_filtered_and_taken_away(computed, national, client):
    made(national, name="Brouillon")
    shown = _table(client.get("/atelier/?etat=calculé"))
    assert "Essai" in shown
    assert "Brouillon" not in shown
    file = client.get("/atelier/?format=csv")
    assert "Brouillon" in file.content.decode("utf-8-sig")


def test_trials_are_not_shown_among_the_programme_s_runs(computed, national, client):
    Identification.objects.filter(pk="petit").update(is_trial=True)
    assert "petit" not in client.get("/identification/liste/").content.decode()
    assert client.get("/api/v1/identifications").json()["items"] == []
    Scenario.objects.update(identification="petit")
    shown = client.get("/identification/petit/").content.decode()
    assert "C’est un essai de l’atelier" in shown
    assert f'href="{page("scenario", computed)}"' in shown


def test_what_does_not_exist_is_not_found(national, client):
    for name in ("scenario", "scenario_edit", "scenario_progress", "scenario_rules_file"):
        assert client.get(reverse(name, args=["rien"])).status_code == 404
    for name in ("run", "cancel", "archive", "restore", "duplicate"):
        assert client.post(reverse(f"scenario_{name}", args=["rien"])).status_code == 404
