"""The pages: what they say to whom, what they cost, what they refuse, what they keep typed."""

import datetime as dt

import pytest
from django.urls import reverse

from ancrage.geography.models import EmploymentZone, Intercommunality
from ancrage.matching import panels
from ancrage.matching.actions.needs import Words, declare_need
from ancrage.matching.models import AdjustmentRequest, Designation, NeedStatement
from ancrage.matching.panels import MeasuredDelay, register_ask, register_delays
from ancrage.matching.rules.coverage import Level
from tests.matching import world as making
from tests.matching.world import BANK, FUND, HOST, NOW, ONE, SIRENS, TWO, VERSION
from tests.mission.pages import cheap, client_of, text_of
from tests.people.world import person

pytestmark = pytest.mark.usefixtures("country", "today")
NEEDS = reverse("territory_needs", args=(VERSION, "t-01"))


def declare(territory=ONE, need="recruter", *, revision=0, **words):
    said = Words(**({"level": "pressing", "stance": "confirms", "words": "Des soudeurs."} | words))
    return declare_need(
        by=HOST, now=NOW, territory=territory, need=need, revision=revision, words=said
    )


def form_of(need="recruter", **changes):
    usual = {"revision": 0, "level": "real", "stance": "confirms", "words": "Oui."}
    return reverse("territory_declare", args=(VERSION, "t-01", need)), usual | changes


# A territory


def test_a_visitor_reads_needs_figures_and_reasons(client):
    Intercommunality.objects.filter(pk=SIRENS[0]).update(
        hiring_projects=100, hard_hiring_projects=62, private_jobs_2014=100, private_jobs_2024=95
    )
    Intercommunality.objects.filter(pk=SIRENS[1]).update(hiring_projects=0, hard_hiring_projects=0)
    text = text_of(cheap(client, NEEDS))
    for name in ("Recruter", "Innover", "Attirer", "Simplifier"):
        assert name in text
    assert "au moins 62 %" in text
    assert "bassin d’emploi" in text
    assert "Aucun chiffre public ne dit ce besoin" in text
    assert "Connu pour les zones d’emploi de métropole seulement" in text
    assert "Comment cet ordre est fait" in text
    assert "Personne n’est désigné ici" in text
    assert "Délai constaté : inconnu" in text
    assert "Dire ce qu’il en est" not in text


def test_a_territory_of_the_list_is_compared_with_those_like_it(client):
    everywhere = Intercommunality.objects.all()
    everywhere.update(area_km2=100, private_jobs_2014=100, private_jobs_2019=100)
    for rank, place in enumerate(everywhere):
        place.private_jobs_2024 = 90 + rank
        place.save()
    text = text_of(client.get(NEEDS))
    assert "de ses 1 territoires semblables" in text
    assert "Vallée deux" in text


def test_the_words_of_the_tandem_stay_beside_and_private_ones_are_not_shown(client):
    declare()
    declare(need="innover", words="Un secret.", is_private=True)
    text = text_of(client.get(NEEDS))
    assert "Des soudeurs." in text
    assert "Le binôme dit ce besoin pressant" in text
    assert "secret" not in text
    assert "le garde pour lui" not in text
    auditor = text_of(client_of(person("auditor")).get(NEEDS))
    assert "secret" not in auditor
    assert "le garde pour lui" in auditor
    tandem = text_of(cheap(client_of(person("elected_lead", code=ONE)), NEEDS))
    assert "Un secret." in tandem
    assert "Réviser" in tandem


def test_the_page_is_that_of_its_date(client):
    declare()
    text = text_of(client.get(NEEDS, {"date": "2019-01-01"}))
    assert "Des soudeurs." not in text
    assert "Simplifier" in text


def test_an_official_list_has_figures_and_no_tandem(client):
    from tests.selection.site import official_list  # noqa: PLC0415

    official_list()
    page = client.get(reverse("territory_needs", args=("2024-07", "ti-0102")))
    text = text_of(page)
    assert "Qui répond dépend du territoire" in text
    assert "communes seules (1)" in text
    assert "les chiffres ne s’additionnent pas" in text
    assert client.get(reverse("territory_needs", args=("2024-07", "rien"))).status_code == 404


def test_the_page_of_a_territory_leads_there(client):
    page = client.get(reverse("territory", args=(VERSION, "t-01")))
    assert NEEDS in page.content.decode()


def test_a_measure_is_asked_for_where_requests_say(client, monkeypatch):
    monkeypatch.setattr(panels, "_asks", [])
    monkeypatch.setattr(panels, "_delays", [])
    register_ask(lambda measure, territory, facts: f"/demander/{measure}/{territory}/")
    register_delays(
        lambda day: {("france-travail", "conseiller-pole-emploi"): MeasuredDelay(34, 1)}
    )
    page = client.get(NEEDS)
    assert f"/demander/conseiller-pole-emploi/{ONE}/" in page.content.decode()
    assert "34 jours en médiane, sur 1 demande" in text_of(page)


def test_who_answers_is_named_for_those_who_may_read_it(client):
    making.designated(making.referent(name="anne"), ONE)
    assert "Anne" not in text_of(client.get(NEEDS))
    assert "Un référent est désigné (pour ses mesures, sur ce territoire)." in text_of(
        client.get(NEEDS)
    )
    assert "Anne Essai, pour ses mesures" in text_of(client_of(person("national")).get(NEEDS))


# The tandem's words


def test_the_tandem_says_what_it_is(client):
    tandem = client_of(person("industrial_lead", code=ONE))
    address, data = form_of(words="Trois régleurs.", is_private="on")
    text = text_of(tandem.get(address))
    assert "Recruter : ce qu’en dit le binôme" in text
    response = tandem.post(address, data)
    assert response.status_code == 302
    assert response["Location"] == f"{NEEDS}#recruter"
    row = NeedStatement.objects.get()
    assert (row.level, row.words, row.is_private) == ("real", "Trois régleurs.", True)
    assert "hiring_difficulty" in row.seen


def test_what_is_wrong_is_said_and_what_was_typed_stays(client):
    tandem = client_of(person("elected_lead", code=ONE))
    address, data = form_of(stance="corrects", words="")
    response = tandem.post(address, data)
    assert response.status_code == 409
    assert "dites en quoi" in text_of(response)
    assert not NeedStatement.objects.exists()
    assert tandem.post(address, data | {"level": "énorme"}).status_code == 422


def test_somebody_wrote_in_between(client):
    tandem = client_of(person("elected_lead", code=ONE))
    declare()
    address, data = form_of(words="Ma version.")
    response = tandem.post(address, data)
    assert response.status_code == 409
    text = text_of(response)
    assert "entre-temps" in text
    assert "Des soudeurs." in text
    assert "Ma version." in text
    assert 'name="revision" value="1"' in response.content.decode()
    assert tandem.post(address, data | {"revision": 1}).status_code == 302


@pytest.mark.parametrize(("role", "code"), [("elected_lead", TWO), ("project_manager", TWO)])
def test_nobody_else_opens_the_form(role, code):
    address, data = form_of()
    browser = client_of(person(role, code=code))
    assert browser.get(address).status_code == 404
    assert browser.post(address, data).status_code == 404
    assert not NeedStatement.objects.exists()


# A company


def test_a_company_reads_why_and_why_not(client):
    EmploymentZone.objects.update(unemployment_rate_2022=7)
    address = reverse("company_needs")
    assert "Rien n’est gardé" in text_of(cheap(client, address))
    asked = {"commune": "Commune 0", "size": "large", "besoin": "recruter"}
    response = client.get(address, asked)
    text = text_of(response)
    assert "Vallée une" in text or "membre" in text
    assert "Il faut : une PME" in text
    assert "vous cherchez à répondre au besoin « Recruter »" in text
    assert "Attirer" not in text[text.index("Les mesures") :]
    assert "chômage" in text
    small = text_of(client.get(address, asked | {"size": "small"}))
    assert "Il faut : une PME" not in small


def test_a_company_s_commune_may_be_told_badly_or_twice(client):
    address = reverse("company_needs")
    assert "Aucune commune ne répond" in text_of(client.get(address, {"commune": "Nulle part"}))
    several = text_of(client.get(address, {"commune": "commune", "size": "small"}))
    assert "Quelle commune ?" in several
    assert client.get(address, {"size": "énorme"}).status_code == 422
    outside = text_of(client.get(address, {"commune": "00007"}))
    assert "Les mesures qui y répondent" in outside
    assert client.post(address).status_code == 405


# Who answers


def test_everybody_sees_holes_and_doubles_without_names(client):
    making.designated(making.referent(name="anne"), ONE)
    making.designated(making.referent(name="boris"), ONE)
    address = reverse("coverage")
    text = text_of(cheap(client, address, most=18))
    assert "personne" in text
    assert "doublon" in text
    assert "Anne" not in text
    only = client.get(address, {"etat": "double", "format": "csv"})
    lines = only.content.decode().strip().splitlines()
    assert len(lines) > 1
    assert all("Vallée une" in line for line in lines[1:] if "Territoire" not in line)
    drawn = client.get(reverse("coverage_map", args=("svg",)), {"etat": "double"})
    assert drawn.status_code == 200
    named = text_of(client_of(person("national")).get(address))
    assert "Anne Essai" in named
    empty = text_of(client.get(address, {"date": "2010-01-01"}))
    assert "Aucune liste d’un programme" in empty


def test_designating_by_the_screen_and_ending_it(client):
    anne = making.referent(name="anne")
    browser = client_of(person("referent", code=BANK, name="chef"))
    address = reverse("designation_new")
    page = browser.get(address)
    assert "Anne Essai" in text_of(page) or "Anne Essai" in page.content.decode()
    data = {
        "person": anne.reference,
        "level": "territory",
        "territories": "Vallée une; essai:t-02",
        "since": "2026-11-01",
    }
    assert browser.post(address, data).status_code == 302
    made = Designation.objects.get()
    assert sorted(made.places) == [ONE, TWO]
    wrong = browser.post(address, data | {"territories": "Nulle part"})
    assert wrong.status_code == 422
    assert "Nulle part" in wrong.content.decode()
    assert browser.post(address, data).status_code == 409
    assert "Anne Essai" in text_of(cheap(browser, reverse("designations")))
    end = reverse("designation_end", args=(made.reference,))
    assert browser.get(end).status_code == 200
    assert browser.post(end, {"last_day": "2026-11-22"}).status_code == 422
    done = browser.post(end, {"last_day": "2026-11-22", "reason": "Changement."})
    assert done.status_code == 302
    made.refresh_from_db()
    assert made.until == dt.date(2026, 11, 22)
    other = client_of(person("referent", code=FUND))
    assert other.get(end).status_code == 404


def test_the_national_team_chooses_the_operator_first():
    making.referent(name="anne")
    browser = client_of(person("national"))
    address = reverse("designation_new")
    assert "Banque des Territoires" in text_of(browser.get(address))
    chosen = browser.get(address, {"operateur": BANK}).content.decode()
    assert "Anne Essai" in chosen


def test_a_region_asks_on_screen_and_is_answered():
    region, bank = client_of(person("copilot", code="01")), client_of(person("referent", code=BANK))
    address = reverse("adjustment_new")
    assert region.get(address).status_code == 200
    data = {"region": "01", "operator": BANK, "words": "Départagez-les.", "territory": "Vallée une"}
    assert region.post(address, data | {"words": ""}).status_code == 422
    assert region.post(address, data).status_code == 302
    made = AdjustmentRequest.objects.get()
    assert made.territory == ONE
    answer = reverse("adjustment_answer", args=(made.reference,))
    assert region.get(answer).status_code == 404
    assert "Départagez-les." in text_of(bank.get(answer))
    assert bank.post(answer, {"outcome": "done", "answer": "Fait."}).status_code == 302
    assert bank.post(answer, {"outcome": "done", "answer": "Fait."}).status_code == 409
    assert "Fait." in text_of(cheap(region, reverse("adjustments")))
    assert client_of(person("copilot", code="02")).get(answer).status_code == 404
    assert "Départagez" not in text_of(
        client_of(person("copilot", code="02")).get(reverse("adjustments"))
    )


def test_a_designation_whose_role_has_ended_says_that_it_has_no_effect():
    anne = making.referent(name="anne")
    making.designated(anne, level=Level.NATION)
    anne.holdings.update(until=dt.date(2026, 1, 1))
    text = text_of(client_of(person("national")).get(reverse("designations")))
    assert "sans effet : le rôle a pris fin" in text
