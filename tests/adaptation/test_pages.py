"""The pages of amendments and of the history: what they say, to whom, and what they cost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ancrage.adaptation import actions
from ancrage.adaptation.models import Amendment, DecisionRecord
from ancrage.geography.models import PerimeterVersion
from ancrage.people.queries import actor_of
from ancrage.selection.engine.amending import AddMember, MergeTerritories, RemoveMember
from ancrage.selection.models import Publication
from tests.adaptation.site import (
    ACROSS,
    ADD,
    HOST,
    NOW,
    PROGRAMME,
    RENAME,
    SIRENS,
    TODAY,
    accept,
    accepted,
    approved,
    decide,
    drafted,
    judged,
    programme,
    submitted,
)
from tests.people.world import give, person, sign_in

MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def _site(db):
    programme()
    judged()


@pytest.fixture
def region(client):
    """The client, signed in as region 01's co-pilot."""
    return sign_in(client, person("copilot", code="01", name="Lucie"))


@pytest.fixture
def nation(client):
    return sign_in(client, person("national", name="Nadia"))


def text_of(response) -> str:
    """What a reader sees in the page's main part."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def page(client, amendment, status=200) -> str:
    response = client.get(reverse("amendment", args=[amendment.code]))
    assert response.status_code == status
    return text_of(response) if status == 200 else ""


def post(client, name, amendment, *args, **told):
    told.setdefault("revision", str(Amendment.objects.get(code=amendment.code).revision))
    return client.post(reverse(name, args=[amendment.code, *args]), told)


# What the page of an amendment says


def test_the_page_tells_changes_rules_cost_and_who_pays(region):
    made = drafted(ADD, RENAME)
    text = page(region, made)
    assert "Ajouter U1 au territoire « Nord-Ouest »" in text
    assert "Renommer le territoire « Nord-Ouest » en « Grand Nord-Ouest »" in text
    assert "La région l’écrit ; elle seule la voit." in text
    assert "Les règles, une par une" in text
    assert "3 intercommunalités, pour 3 au plus." in text
    assert "Valeur gagnée ou perdue" in text
    assert "Part des emplois industriels du pays" in text
    assert "Quelle région gagne, laquelle paie" in text
    assert "Région 01" in text
    assert "Jugé selon les règles de « Petites règles »" in text
    assert "Soumettre au comité régional" in text
    assert "Annuler le dernier" in text


def test_a_broken_rule_is_told_and_forbids_nothing(region):
    made = drafted(ADD, AddMember("sim-0101", SIRENS[5]))
    text = page(region, made)
    assert "Ne tient plus : 4 intercommunalités, pour 3 au plus." in text
    assert "n’empêche pas la modification" in text
    assert "Soumettre au comité régional" in text


def test_without_an_identification_behind_the_page_says_so(region):
    Publication.objects.all().delete()
    assert "il n’y a pas de règles pour juger" in page(region, drafted(ADD))


def test_the_public_reads_who_decided_by_role_and_the_others_by_name(client):
    by = person("copilot", code="01", name="Lucie")
    accepted_one = accept(decide(submitted(ADD, by=actor_of(by, on=TODAY))))
    public = page(client, accepted_one)
    assert "copilote régional" in public
    assert "Lucie" not in public
    assert "Anne Un" not in public
    assert "Présents 3" in public
    sign_in(client, by)
    inside = page(client, accepted_one)
    assert "Lucie Essai" in inside
    assert "Anne Un, Luc Deux" in inside


def test_a_draft_is_not_there_for_the_others(client):
    made = drafted(ADD)
    page(client, made, 404)
    for role, code in (("copilot", "02"), ("national", ""), ("elected_lead", "essai:sim-0101")):
        sign_in(client, person(role, code=code))
        page(client, made, 404)
        assert client.get(reverse("amendment", args=["01-2026-99"])).status_code == 404
        url = reverse("amendment_submit", args=[made.code])
        assert client.post(url, {"words": ""}).status_code == 404
    assert Amendment.objects.get().state == "draft"
    sign_in(client, person("auditor"))
    assert "Ajouter un changement" not in page(client, made)


def test_roles_on_a_territory_that_goes_are_listed(region):
    lead = person("elected_lead", code=f"{PROGRAMME}:sim-0102", name="Claire")
    give(lead, "project_manager", f"{PROGRAMME}:sim-0102")
    made = drafted(MergeTerritories(("sim-0101", "sim-0102"), "sim-0101", "Ouest"))
    text = page(region, made)
    assert "Rôles à donner de nouveau" in text
    assert "Milieu (sim-0102) : élu référent (Claire Essai), chef de projet (Claire Essai)" in text


def test_the_other_region_is_named_and_its_objection_shown(region):
    made = submitted(ACROSS)
    actions.object_to_amendment(by=HOST, now=NOW, code=made.code, words="C’est à nous.")
    text = page(region, made)
    assert "Région 02" in text
    assert "peut faire une objection" in text
    assert "C’est à nous." in text


def test_a_moved_list_is_told_with_what_no_longer_passes(nation):
    made = approved(ADD, RENAME)
    accepted(AddMember("sim-0101", SIRENS[5]))
    text = page(nation, made)
    assert "La liste a changé depuis" in text
    assert "a reçu U5" in text
    assert "Ajouter U1 au territoire" in text


# Proposing and writing


def test_a_region_proposes_step_by_step_without_a_script(region):
    response = region.post(
        reverse("amendment_new"),
        {"programme": PROGRAMME, "region": "01", "title": "Un voisin", "reason": "Parce que."},
    )
    made = Amendment.objects.get()
    assert response.url == reverse("amendment", args=[made.code])
    url = reverse("amendment_move", args=[made.code])
    assert "Réunir deux territoires" in text_of(region.get(url))
    asked = {"genre": "add_member"}
    text = text_of(region.get(url, asked))
    assert "Nord-Ouest (sim-0101)" in text
    assert "Milieu (sim-0102)" in text
    assert "Nord-Est" not in text
    asked["territoire"] = "sim-0101"
    text = text_of(region.get(url, asked))
    assert "U1" in text
    assert "déjà dans « Milieu » : retirez-l’en d’abord" in text
    asked["membre"] = SIRENS[1]
    text = text_of(region.get(url, asked))
    assert "Ajouter U1 au territoire « Nord-Ouest »." in text
    assert "Les règles, une par une" in text
    assert Amendment.objects.get().moves == []
    response = post(region, "amendment_move", made, **asked)
    assert response.status_code == 302
    assert Amendment.objects.get().moves == [
        {"kind": "add_member", "territory": "sim-0101", "siren": SIRENS[1]}
    ]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"genre": "add_member", "territoire": "sim-0101", "q": "U15"}, "U15"),
        ({"genre": "add_member", "territoire": "sim-0101", "q": "Commune 13"}, "U13"),
        ({"genre": "add_member", "territoire": "sim-0101", "q": "zzz"}, "Aucune intercommunalité"),
        (
            {"genre": "remove_member", "territoire": "sim-0101", "membre": SIRENS[0]},
            "Retirer U0 du territoire « Nord-Ouest »",
        ),
        (
            {"genre": "split", "territoire": "sim-0101", "membre": SIRENS[4], "nom": "Neuf"},
            "« Neuf » avec U4",
        ),
        (
            {"genre": "merge", "territoire": "sim-0101", "avec": "sim-0102"},
            "Réunir les territoires « Nord-Ouest » et « Milieu » en « U",
        ),
        ({"genre": "rename", "territoire": "sim-0101", "nom": "Neuf"}, "en « Neuf »"),
        ({"genre": "add_territory", "membre": [SIRENS[12], SIRENS[8]]}, "Ajouter le territoire"),
        ({"genre": "remove_territory", "territoire": "sim-0101"}, "Retirer de la liste"),
        ({"genre": "rename", "territoire": "sim-0201", "nom": "Neuf"}, "Continuer"),
        ({"genre": "inconnu"}, "Réunir deux territoires"),
    ],
)
def test_every_kind_of_change_is_chosen(region, asked, told):
    made = drafted()
    response = region.get(reverse("amendment_move", args=[made.code]), asked)
    assert response.status_code == 200
    assert told in text_of(response)


def test_a_change_that_cannot_be_is_told_and_not_added(region):
    made = drafted()
    asked = {"genre": "split", "territoire": "sim-0101", "membre": [SIRENS[0], SIRENS[4]]}
    response = region.get(reverse("amendment_move", args=[made.code]), asked)
    assert "n’a aucun membre" in text_of(response)
    response = post(region, "amendment_move", made, **asked)
    assert response.status_code == 422
    assert Amendment.objects.get().moves == []


def test_the_second_to_save_is_refused_and_both_versions_are_shown(region):
    made = drafted(ADD)
    seen = str(made.revision)
    other = actor_of(person("secretariat", code="01", name="Inès"), on=TODAY)
    actions.write_amendment(
        by=other, now=NOW, code=made.code, title="Le titre d’Inès", reason="Le motif d’Inès"
    )
    mine = {"title": "Mon titre", "reason": "Mon motif", "revision": seen}
    response = post(region, "amendment_write", made, **mine)
    assert response.status_code == 409
    text = text_of(response)
    assert "Le titre d’Inès" in text
    assert "Le motif d’Inès" in text
    assert "Inès Essai" in text
    html = response.content.decode()
    assert 'value="Mon titre"' in html
    assert "Mon motif" in html
    assert Amendment.objects.get().title == "Le titre d’Inès"
    assert f'name="revision" value="{Amendment.objects.get().revision}"' in html
    assert post(region, "amendment_write", made, title="Mon titre", reason="M").status_code == 302
    assert Amendment.objects.get().title == "Mon titre"


def test_a_change_on_an_older_draft_is_shown_beside_it_and_can_be_made_again(region):
    made = drafted()
    actions.add_move(by=HOST, now=NOW, code=made.code, move=RENAME)
    asked = {"genre": "add_member", "territoire": "sim-0101", "membre": SIRENS[1]}
    response = post(region, "amendment_move", made, **asked, revision="1")
    assert response.status_code == 409
    text = text_of(response)
    assert "Ajouter U1 au territoire « Grand Nord-Ouest »" in text
    assert "Renommer le territoire « Nord-Ouest »" in text
    hidden = dict(
        re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode())
    )
    assert {key: hidden[key] for key in asked} == asked
    assert post(region, "amendment_move", made, **asked).status_code == 302
    assert len(Amendment.objects.get().moves) == 2


def test_undo_and_forget(region):
    made = drafted(ADD, RENAME)
    assert post(region, "amendment_undo", made).status_code == 302
    assert len(Amendment.objects.get().moves) == 1
    accepted(AddMember("sim-0101", SIRENS[5]))
    assert post(region, "amendment_refresh", made).status_code == 302
    text = page(region, made)
    assert "Mis de côté" in text
    assert "a reçu U5" in text
    assert post(region, "amendment_forget", made, 0).status_code == 302
    assert "Mis de côté" not in page(region, made)
    assert post(region, "amendment_forget", made, 0).status_code == 422
    assert post(region, "amendment_undo", made).status_code == 422


# Deciding


def test_what_is_missing_is_told_before_submitting(region):
    made = drafted(ADD, reason="")
    text = text_of(region.get(reverse("amendment_submit", args=[made.code])))
    assert "Écrivez le motif" in text
    assert "Revenir à la modification" in text
    response = post(region, "amendment_submit", made, words="")
    assert response.status_code == 422


def test_the_record_of_the_committee_with_its_file(region):
    made = submitted(ADD)
    url = reverse("amendment_decide", args=[made.code])
    bad = {"opinion": "favorable", "decided_on": "2026-11-20", "body": "Comité", "words": "Oui."}
    response = region.post(url, bad | {"present_count": "0"})
    assert response.status_code == 422
    assert "supérieure ou égale à 1" in text_of(response)
    file = SimpleUploadedFile("releve.txt", b"Le comite a dit oui.", "text/plain")
    good = bad | {"present_count": "2", "present": "Anne Un\n\n Luc  Deux ", "file": file}
    assert region.post(url, good | {"revision": str(made.revision)}).status_code == 302
    record = DecisionRecord.objects.get()
    assert (record.present, record.file.name) == (["Anne Un", "Luc Deux"], "releve.txt")
    text = page(region, made)
    assert "releve.txt" in text
    assert "Avis favorable du comité régional" in text
    link = reverse("amendment_record", args=[made.code, record.step_id])
    assert region.get(link).content == b"Le comite a dit oui."
    region.logout()
    assert region.get(link).status_code == 404


def test_the_exact_list_is_shown_before_it_is_published(nation):
    made = approved(ADD, RemoveMember("sim-0102", SIRENS[10]))
    url = reverse("amendment_accept", args=[made.code])
    text = text_of(nation.get(url))
    assert "La liste exacte qui en résulterait : 3 territoires" in text
    assert "U0, U4, U1" in text or "U1" in text
    assert "inchangé" in text
    file = nation.get(url, {"l-format": "csv"}).content.decode("utf-8-sig")
    assert len(file.strip().splitlines()) == 4
    day = timezone.localdate().isoformat()
    told = {"valid_from": day, "words": "", "seen_list": "essai-1"}
    response = post(nation, "amendment_accept", made, **told)
    assert response.status_code == 302
    assert PerimeterVersion.objects.filter(code=f"essai-{day}").exists()


def test_accepting_on_a_list_that_moved_while_one_read_is_refused(nation):
    made = approved(RENAME)
    accepted(ADD)
    told = {"valid_from": "2030-01-01", "words": "", "seen_list": "essai-1"}
    response = post(nation, "amendment_accept", made, **told)
    assert response.status_code == 422
    assert "relisez-le avant d’accepter" in text_of(response)


def test_a_conflict_is_shown_before_accepting(nation):
    made, none = approved(ADD, RENAME), approved(ADD)
    accepted(AddMember("sim-0101", SIRENS[5]))
    text = text_of(nation.get(reverse("amendment_accept", args=[made.code])))
    assert "Un changement ne peut plus être fait" in text
    assert "a reçu U5" in text
    assert "reviendra à la région" in text
    text = text_of(nation.get(reverse("amendment_accept", args=[none.code])))
    assert "Renvoyer à la région" in text


@pytest.mark.parametrize("name", ["amendment_refuse", "amendment_send_back"])
def test_a_reason_is_required_and_kept_on_the_page(nation, name):
    made = approved(ADD)
    response = post(nation, name, made, words="")
    assert response.status_code == 422
    assert "Ce champ est obligatoire" in text_of(response)
    assert post(nation, name, made, words="Trop loin du bassin.").status_code == 302
    assert "Trop loin du bassin." in page(nation, made)


def test_a_step_that_somebody_took_before_is_told(nation):
    made = approved(ADD)
    actions.refuse_amendment(by=HOST, now=NOW, code=made.code, words="Non.")
    response = nation.get(reverse("amendment_accept", args=[made.code]))
    assert response.status_code == 409
    assert "n’est plus possible" in text_of(response)


# Lists and history


def test_the_list_begins_with_what_waits_and_filters(region):
    waiting, other = submitted(ADD), drafted(RENAME)
    accepted(RemoveMember("sim-0102", SIRENS[10]))
    text = text_of(region.get(reverse("amendments")))
    assert "Elles m’attendent (2)" in text
    assert "Toutes (3)" in text
    assert waiting.code in text
    assert other.code in text
    text = text_of(region.get(reverse("amendments"), {"vue": "toutes", "ou": "accepted"}))
    assert "1 ligne" in text
    assert waiting.code not in text


def test_a_visitor_reads_what_was_accepted(client):
    submitted(ADD)
    assert "Aucune modification n’est à lire" in text_of(client.get(reverse("amendments")))
    made = accepted(RENAME)
    text = text_of(client.get(reverse("amendments")))
    assert made.code in text
    assert "1 ligne" in text
    assert "Proposer une modification" not in text


def test_the_history_tells_who_when_why_and_what(client):
    accepted(ADD)
    text = text_of(client.get(reverse("list_history", args=[PROGRAMME])))
    assert "Depuis le 25 novembre 2026, 3 territoires" in text
    assert "Proposée par : région Région 01" in text
    assert "Ils travaillent ensemble." in text
    assert "Ajouter U1 au territoire « Nord-Ouest »" in text
    assert "Avis favorable du comité régional" in text
    assert "Comité régional" in text
    assert "Acceptée : nouvelle liste publiée" in text
    assert text.index("Liste au 25") < text.index("Essai (liste simulée) simulé")
    assert client.get(reverse("list_histories")).status_code == 200
    for name, args in (
        ("list_history", [PROGRAMME]),
        ("list_version", [PROGRAMME, f"essai-{TODAY}"]),
    ):
        html = client.get(reverse(name, args=args)).content.decode()
        assert set(re.findall(r'href="#([\w-]+)"', html)) <= set(re.findall(r'id="([\w-]+)"', html))
    assert client.get(reverse("list_version", args=[PROGRAMME, "essai-1"])).status_code == 200
    assert client.get(reverse("list_history", args=["rien"])).status_code == 404
    assert client.get(reverse("list_version", args=[PROGRAMME, "rien"])).status_code == 404


def test_the_history_links_the_journal_for_who_reads_it(nation):
    made = accepted(ADD)
    html = nation.get(reverse("list_history", args=[PROGRAMME])).content.decode()
    assert f"{reverse('journal')}?objet={made.code}" in html
    nation.logout()
    html = nation.get(reverse("list_history", args=[PROGRAMME])).content.decode()
    assert "?objet=" not in html


def test_the_page_of_a_territory_tells_what_touched_it(client):
    made, hidden = accepted(ADD), drafted(RENAME)
    url = reverse("territory", args=[f"essai-{TODAY}", "sim-0101"])
    text = text_of(client.get(url))
    assert "Modifications de ce territoire Un voisin de plus acceptée" in text
    assert "Proposer une modification" not in text
    other = reverse("territory", args=[f"essai-{TODAY}", "sim-0201"])
    assert "n’a touché ce territoire" in text_of(client.get(other))
    sign_in(client, person("copilot", code="01"))
    html = client.get(url).content.decode()
    assert reverse("amendment", args=[made.code]) in html
    assert reverse("amendment", args=[hidden.code]) in html
    assert reverse("amendment_new") in html


def test_an_adapted_list_is_on_the_home_map_and_says_what_it_was_identified_as(client):
    assert "telle que les régions l’ont adaptée" not in text_of(client.get("/"))
    accepted(ADD)
    home = client.get("/")
    assert "telle que les régions l’ont adaptée, en vigueur depuis le 25 nov" in text_of(home)
    assert reverse("list_history", args=[PROGRAMME]) in home.content.decode()
    assert f"{reverse('territories')}?liste=essai-{TODAY}" in home.content.decode()
    before = text_of(client.get("/?date=2026-11-01"))
    assert "telle que les régions l’ont adaptée" not in before
    found = text_of(client.get(reverse("territory", args=[f"essai-{TODAY}", "sim-0101"])))
    assert "Comment il a été identifié" in found
    assert "tel qu’il fut identifié, dans la liste du 22 nov" in found
    first = text_of(client.get(reverse("territory", args=["essai-1", "sim-0101"])))
    assert "tel qu’il fut identifié" not in first


# What they cost


def costly() -> list[tuple[str, str]]:
    """(role, address) of the pages at their fullest."""
    moved = approved(ADD, RENAME)
    accepted(AddMember("sim-0101", SIRENS[5]))
    across = submitted(MergeTerritories(("sim-0101", "sim-0102"), "sim-0101", "Ouest"))
    actions.object_to_amendment(by=HOST, now=NOW, code=across.code, words="Non.")
    draft = drafted(AddMember("sim-0102", SIRENS[13]))
    choose = f"{reverse('amendment_move', args=[draft.code])}?genre=add_member&territoire=sim-0101"
    return [
        ("copilot", reverse("amendments")),
        ("copilot", reverse("amendment_new")),
        ("copilot", reverse("amendment", args=[draft.code])),
        ("copilot", f"{choose}&membre={SIRENS[1]}"),
        ("copilot", reverse("amendment_submit", args=[draft.code])),
        ("copilot", reverse("amendment_decide", args=[across.code])),
        ("copilot", reverse("amendment", args=[across.code])),
        ("national", reverse("amendment", args=[moved.code])),
        ("national", reverse("amendment_accept", args=[moved.code])),
        ("national", reverse("list_history", args=[PROGRAMME])),
        ("national", reverse("list_version", args=[PROGRAMME, f"essai-{TODAY}"])),
    ]


def test_pages_are_cheap_and_their_queries_are_known(client, snapshot):
    found = {}
    for role, url in costly():
        sign_in(client, person(role, code="01" if role == "copilot" else ""))
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        assert response.status_code == 200, url
        assert len(queries) <= MOST_QUERIES, url
        html = response.content.decode()
        assert "{{" not in html
        assert "{%" not in html
        tables = [re.search(r'FROM "(\w+)"', q["sql"]) for q in queries.captured_queries]
        found[f"{role} {url}"] = [table[1] for table in tables if table]
    assert found == snapshot
