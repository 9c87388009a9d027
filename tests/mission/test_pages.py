"""The mission's pages: what they say to whom, what they cost, what they refuse."""

import pytest
from django.urls import reverse

from ancrage.mission.actions import settlements
from ancrage.mission.actions.applications import propose_candidate
from ancrage.mission.actions.candidates import conclude_candidate
from ancrage.mission.models import Attachment, Candidate, Interest, Mission, Reading
from ancrage.mission.queries.missions import grid_of
from ancrage.mission.queries.readings import active_readings
from tests.mission import world as making
from tests.mission.pages import cheap, client_of, text_of
from tests.mission.world import ANSWERS, HOST, LATER, NOW, PDF, PRIVATE, SIRENS
from tests.people.world import person
from tests.selection.site import identified

EVERYBODY = (
    *("national", "copilot", "other_copilot", "author", "stranger", "auditor"),
    *("first", "second", "third"),
)


def browser(world, name: str):
    return client_of(getattr(world.people, name) if name else None)


def url(name: str, *args) -> str:
    return reverse(f"mission_{name}" if name else "mission", args=("essai", *args))


@pytest.fixture
def today(monkeypatch):
    """The pages are read on the day of the tests' world."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


# Public pages


def test_without_a_mission_the_list_says_so(client, db):
    making.store()
    response = cheap(client, reverse("missions"))
    assert "Aucune mission" in text_of(response)
    assert "Préparer une mission" not in text_of(response)


def test_a_visitor_reads_the_rules_of_the_game_and_no_name(world, client):
    making.admitted(world)
    making.drafted(world)
    text = text_of(cheap(client, url("")))
    assert "Vallée des fours" in text
    assert "ajoute 20 % à la valeur" in text
    assert "Sous 30, le territoire ne peut pas être choisi." in text
    assert "un écart de plus de 1 point" in text
    assert "Économie industrielle" in text
    assert "Alpha" not in text
    assert "brouillon" not in text
    assert "1 ligne" in text
    assert "Ouverte" in text_of(cheap(client, reverse("missions"))) or "ouverte" in text


def test_the_grid_says_that_no_formula_was_published(world, client):
    text = text_of(cheap(client, url("grid")))
    assert "Aucune formule de notation publiée n’a été trouvée" in text
    for criterion in grid_of(world.mission).criteria:
        assert criterion.label in text
        assert criterion.anchors[4].replace("\u00a0", " ") in text


@pytest.mark.parametrize("name", ["national", "auditor", "copilot", "first"])
def test_who_reads_the_names_of_the_experts(world, name):
    assert "Alpha Essai" in text_of(cheap(browser(world, name), url("")))


def test_the_table_of_candidates_is_taken_away(world, client):
    making.admitted(world)
    response = client.get(url("") + "?format=csv")
    assert "Vallée des fours" in response.content.decode()
    assert client.get(url("") + "?etat=recevable&format=xlsx").status_code == 200
    assert "Aucune ligne" in text_of(client.get(url("") + "?q=introuvable"))


def test_what_is_not_there_is_not_found(world, client):
    assert client.get(reverse("mission", args=["autre"])).status_code == 404
    assert client.get(url("candidate", 9)).status_code == 404


# A candidate


def test_a_draft_is_not_there_for_others(world):
    draft = making.drafted(world)
    seen = {
        name: browser(world, name).get(url("candidate", draft.number)).status_code
        for name in (*EVERYBODY, "")
    }
    assert seen.pop("author") == 200
    assert set(seen.values()) == {404}


def test_the_private_file_by_address(world):
    candidate = making.admitted(world)
    making.declared(world, candidate, second="Un parent y travaille.")
    piece = Attachment.objects.get()
    files = url("attachment", candidate.number, piece.pk)
    read, taken = {}, {}
    for name in (*EVERYBODY, ""):
        here = browser(world, name)
        text = text_of(cheap(here, url("candidate", candidate.number)))
        read[name] = PRIVATE in text
        assert ("Jeanne Inventée" in text) == read[name]
        taken[name] = here.get(files).status_code
    full = {name for name, told in read.items() if told}
    assert full == {"national", "copilot", "author", "first", "third"}
    assert {name for name, code in taken.items() if code == 200} == full
    assert taken[""] == 302  # asked to sign in
    assert {taken[n] for n in ("second", "stranger", "auditor", "other_copilot")} == {404}


def test_what_is_said_instead_of_the_file(world):
    candidate = making.admitted(world)
    page = url("candidate", candidate.number)
    assert "Déclarez d’abord vos intérêts" in text_of(browser(world, "first").get(page))
    making.declared(world, candidate, second="Un lien.")
    assert "conflit d’intérêts" in text_of(browser(world, "second").get(page))
    outline = text_of(browser(world, "auditor").get(page))
    assert "Aperçu" in outline
    assert "1 pièce" in outline
    assert "ne sont lus que" in text_of(browser(world, "stranger").get(page))


def test_the_file_of_another_candidate_is_not_found_under_this_one(world):
    first, second = making.admitted(world), making.admitted(world)
    piece = Attachment.objects.get(candidate=second)
    there = browser(world, "national")
    assert there.get(url("attachment", first.number, piece.pk)).status_code == 404


@pytest.mark.parametrize(
    ("who", "counts"), [("national", True), ("auditor", True), ("stranger", False)]
)
def test_who_answers_for_the_mission_counts_its_drafts(world, who, counts):
    making.drafted(world)
    text = text_of(browser(world, who).get(url("")))
    assert ("1 brouillon est en cours" in text) == counts
    assert "Vallée des fours" not in text


def test_the_maps_are_files(world, client):
    candidate = making.admitted(world)
    for address in (url("candidate_map", candidate.number, "svg"), url("map", "svg")):
        assert client.get(address)["Content-Type"] == "image/svg+xml"


# The steps


def test_the_buttons_are_those_that_work(world):
    candidate = making.submitted(world)
    page = url("candidate", candidate.number)
    national = text_of(browser(world, "national").get(page))
    assert "Déclarer recevable" in national
    assert "Retirer" not in national
    author = text_of(browser(world, "author").get(page))
    assert "Retirer la candidature" in author
    assert "recevable" not in author.replace("irrecevable", "").replace(
        "vérifie qu’elle est recevable", ""
    )
    assert "Ce que vous pouvez faire" not in text_of(browser(world, "stranger").get(page))


def test_a_step_is_made_and_refused_by_its_address(world):
    candidate = making.submitted(world)
    there = browser(world, "national")
    response = there.post(url("refuse", candidate.number), {"reason": ""})
    assert response.status_code == 409
    assert "Donnez la raison" in text_of(response)
    assert there.post(url("admit", candidate.number)).status_code == 302
    candidate.refresh_from_db()
    assert candidate.state == "admissible"
    assert there.post(url("admit", candidate.number)).status_code == 409


@pytest.mark.parametrize("verb", ["admit", "refuse", "conclude", "withdraw", "reopen", "submit"])
@pytest.mark.parametrize("name", ["stranger", "other_copilot", "first", "auditor"])
def test_a_step_of_somebody_else_is_not_there(world, name, verb):
    candidate = making.submitted(world)
    response = browser(world, name).post(url(verb, candidate.number), {"reason": "Non."})
    assert response.status_code == 404
    candidate.refresh_from_db()
    assert candidate.state == "submitted"


def test_a_returned_application_goes_back_to_its_author(world):
    candidate = making.submitted(world)
    there = browser(world, "national")
    response = there.post(url("return", candidate.number), {"reason": "Il manque la carte."})
    assert response.url == url("")
    page = browser(world, "author").get(url("edit", candidate.number))
    assert "Il manque la carte." in text_of(page)


# Writing an application


def test_an_application_from_the_first_click_to_its_submission(world):
    here = browser(world, "author")
    assert "lettre d’engagement" in text_of(cheap(here, url("apply")))
    response = here.post(url("apply"), {"name": "Vallée des fours"})
    candidate = Candidate.objects.get()
    assert response.url == url("edit", candidate.number)
    edit = response.url
    text = text_of(cheap(here, edit))
    assert "il manque encore" in text
    assert " required" not in here.get(edit).content.decode().partition('class="m-long"')[2]
    found = here.post(edit, {**posted(candidate), "place": "u1", "recruit": PRIVATE})
    assert "Ajouter U10" in text_of(found)
    candidate.refresh_from_db()
    assert candidate.answers["recruit"] == PRIVATE
    response = here.post(edit, {**posted(candidate), "add": SIRENS[1]})
    assert response.url.endswith("#perimetre")
    candidate.refresh_from_db()
    assert candidate.members == [SIRENS[1]]
    assert "U1" in text_of(cheap(here, edit))
    here.post(edit, {**posted(candidate), **ANSWERS})
    refused = here.post(edit, {**posted(candidate), "submit": "1"})
    assert refused.status_code == 409
    assert "lettre d’engagement" in text_of(refused)
    joined = here.post(
        url("attach", candidate.number),
        {**posted(candidate), "kind": "letter", "file": upload("lettre.pdf", PDF)},
    )
    assert joined.url.endswith("#pieces")
    submitted = here.post(edit, {**posted(candidate), "submit": "1"})
    assert submitted.url == url("candidate", candidate.number)
    candidate.refresh_from_db()
    assert candidate.state == "submitted"
    assert "elle ne s’écrit plus" in text_of(here.get(edit))


def posted(candidate) -> dict[str, str]:
    """What the form holds besides what a test types: the version that was read."""
    candidate.refresh_from_db()
    return {"version": str(candidate.version)}


def upload(name: str, content: bytes):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    return SimpleUploadedFile(name, content)


def test_autosave_keeps_and_says_when(world):
    candidate = making.drafted(world, letter=False)
    here = browser(world, "author")
    data = {**posted(candidate), "autosave": "1", "attract": "Des salons."}
    response = here.post(url("edit", candidate.number), data)
    html = response.content.decode()
    assert "Enregistré le" in html
    candidate.refresh_from_db()
    assert f'value="{candidate.version}"' in html
    assert candidate.answers["attract"] == "Des salons."
    again = here.post(url("edit", candidate.number), data).content.decode()
    assert "enregistré ailleurs" in again
    assert "hx-swap-oob" not in again


def test_what_was_typed_on_an_old_version_is_shown_and_may_replace_it(world):
    candidate = making.drafted(world, letter=False)
    here = browser(world, "author")
    old = posted(candidate)
    here.post(url("edit", candidate.number), {**old, "recruit": "D’abord."})
    response = here.post(url("edit", candidate.number), {**old, "recruit": "Ensuite."})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Ensuite." in html
    assert "remplacera l’autre version" in html
    candidate.refresh_from_db()
    assert candidate.answers["recruit"] == "D’abord."


def test_a_file_that_is_refused_loses_nothing(world):
    candidate = making.drafted(world, letter=False)
    here = browser(world, "author")
    data = {**posted(candidate), "innovate": "Un atelier.", "kind": "letter"}
    response = here.post(
        url("attach", candidate.number), {**data, "file": upload("a.exe", b"MZ\x00\x01")}
    )
    assert response.status_code == 422
    assert "Un atelier." in response.content.decode()
    candidate.refresh_from_db()
    assert candidate.answers["innovate"] == "Un atelier."
    without = here.post(url("attach", candidate.number), {**posted(candidate), "kind": "letter"})
    assert "Choisissez d’abord un fichier" in text_of(without)


def test_a_file_is_taken_out_by_its_author_alone(world):
    candidate = making.drafted(world)
    piece = Attachment.objects.get()
    address = url("detach", candidate.number, piece.pk)
    assert browser(world, "stranger").post(address, posted(candidate)).status_code == 404
    assert browser(world, "author").post(address, posted(candidate)).status_code == 302
    assert not Attachment.objects.exists()


def test_an_answer_that_is_too_long_is_located(world):
    candidate = making.drafted(world, letter=False)
    response = browser(world, "author").post(
        url("edit", candidate.number), {**posted(candidate), "recruit": "x" * 4001}
    )
    assert response.status_code == 422
    assert 'id="id_recruit-erreur"' in response.content.decode()


@pytest.mark.parametrize("name", ["stranger", "national", "copilot", "first"])
def test_nobody_else_opens_the_form(world, name):
    draft = making.drafted(world)
    here = browser(world, name)
    assert here.get(url("edit", draft.number)).status_code == 404
    assert here.post(url("edit", draft.number), posted(draft)).status_code == 404


def test_a_copilot_proposes_for_his_region(world):
    here = browser(world, "copilot")
    assert "Région 01" in text_of(cheap(here, url("propose")))
    assert here.post(url("propose"), {"region": "02"}).status_code == 404
    assert here.post(url("propose"), {"region": "01"}).status_code == 302
    assert Candidate.objects.get().proposed_by == "01"
    assert browser(world, "stranger").get(url("propose")).status_code == 404


def test_after_the_last_day_nobody_begins(world, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW.replace(year=2027))
    here = browser(world, "author")
    assert "closes depuis le" in text_of(here.get(url("apply")))
    assert here.post(url("apply"), {"name": "Trop tard"}).status_code == 409


# Interests


def test_an_expert_declares_on_a_page(world):
    candidate = making.admitted(world)
    here = browser(world, "first")
    assert "1 à faire" in text_of(cheap(here, url("")))
    assert "1 candidat attend" in text_of(cheap(here, url("interests")))
    number = candidate.number
    refused = here.post(url("interests"), {f"conflict-{number}": "oui", f"reason-{number}": " "})
    assert refused.status_code == 409
    assert "le lien que vous avez" in text_of(refused)
    here.post(url("interests"), {f"conflict-{number}": "oui", f"reason-{number}": "Un parent."})
    assert Interest.objects.get().reason == "Un parent."
    told = text_of(cheap(browser(world, "national"), url("declarations")))
    assert "Un parent." in told
    assert "Un parent." in text_of(browser(world, "auditor").get(url("declarations")))


@pytest.mark.parametrize("name", ["national", "author", "copilot", "auditor"])
def test_who_is_no_expert_declares_nothing(world, name):
    assert browser(world, name).get(url("interests")).status_code == 404


@pytest.mark.parametrize("name", ["first", "author", "copilot", "stranger"])
def test_declarations_are_the_national_team_s_and_the_auditor_s(world, name):
    assert browser(world, name).get(url("declarations")).status_code == 404


def test_an_expert_who_is_not_in_the_mission_has_no_declaration_to_make(world):
    outside = client_of(person("expert", name="ailleurs"))
    assert outside.get(url("interests")).status_code == 404


# Readings


def marked(world, reading, **changes) -> dict[str, str]:
    """What the form of a reading posts."""
    reading.refresh_from_db()
    told = making.marks(world.mission, **changes)
    data = {f"mark-{code}": "inconnu" if mark is None else str(mark) for code, mark in told.items()}
    data |= {f"comment-{code}": f"Avis sur {code}" for code in told}
    return data | {"version": str(reading.version), "summary": "Bien."}


def test_a_reading_is_written_and_locked_on_its_page(world):
    candidate, first, _second = making.assigned(world)
    here = browser(world, "first")
    page = url("reading", candidate.number)
    text = text_of(cheap(here, page))
    assert "Un savoir-faire est nommé" in text
    assert PRIVATE in text
    assert "Vallée des fours" in text_of(here.get(url("")))
    assert here.post(page, {"version": "1", "mark-identity": "3"}).status_code == 302
    first.refresh_from_db()
    assert first.marks == {"identity": 3}
    refused = here.post(url("lock", candidate.number), marked(world, first) | {"mark-actors": ""})
    assert refused.status_code == 409
    assert "À compléter" in text_of(refused)
    assert "m-criterion--error" in refused.content.decode()
    done = here.post(url("lock", candidate.number), marked(world, first))
    assert done.url == url("candidate", candidate.number)
    first.refresh_from_db()
    assert first.state == "locked"
    assert "Empreinte" in text_of(here.get(page))
    late = here.post(page, marked(world, first, identity=0))
    assert late.status_code == 409
    first.refresh_from_db()
    assert first.marks["identity"] == 2


def test_a_reading_keeps_itself_as_one_types(world):
    candidate, first, _second = making.assigned(world)
    here = browser(world, "first")
    data = {"version": "1", "autosave": "1", "mark-identity": "1", "comment-identity": "Peu."}
    html = here.post(url("reading", candidate.number), data).content.decode()
    assert "Enregistré le" in html
    first.refresh_from_db()
    assert f'value="{first.version}"' in html
    assert first.comments == {"identity": "Peu."}
    again = here.post(url("reading", candidate.number), data).content.decode()
    assert "enregistrée ailleurs" in again


def test_nobody_else_sees_a_reading_by_its_address(world):
    candidate, first, _second = making.assigned(world)
    making.locked(world, first, world.readers[0], identity=3)
    number = candidate.number
    for name in (*EVERYBODY, ""):
        here = browser(world, name)
        text = text_of(here.get(url("candidate", number)))
        assert "Avis sur identity" not in text
        told = here.get(url("readings", number)).status_code
        assert told == (302 if name == "" else 404), name
        own = here.get(url("reading", number)).status_code
        assert own == {"first": 200, "second": 200, "": 302}.get(name, 404), name
    second = text_of(browser(world, "second").get(url("reading", number)))
    assert "Avis sur identity" not in second


def test_a_conflict_closes_one_s_own_reading(world):
    candidate, _first, _second = making.assigned(world)
    Interest.objects.filter(expert=world.experts[0]).update(has_conflict=True)
    here = browser(world, "first")
    assert here.get(url("reading", candidate.number)).status_code == 404
    assert here.post(url("reading", candidate.number), {"version": "1"}).status_code in {404, 409}
    assert Reading.objects.filter(state="draft").count() == 0


# Comparing


def test_two_readings_compared_discussed_settled(world):
    candidate = making.both_locked(world, {"identity": 4}, {"identity": 1})
    number = candidate.number
    here, there = browser(world, "first"), browser(world, "second")
    text = text_of(cheap(here, url("readings", number)))
    assert "Alpha Essai" in text
    assert "à régler" in text
    assert "Avis sur identity" in text
    assert here.post(url("discuss", number), {"text": "Voyez la page 3."}).status_code == 302
    assert "Voyez la page 3." in text_of(cheap(there, url("readings", number)))
    told = {"criterion": "identity", "mark": "3", "reason": "Le verre."}
    assert here.post(url("propose_mark", number), told).status_code == 302
    mine = here.post(url("accept_mark", number), {"criterion": "identity", "mark": "3"})
    assert mine.status_code == 409
    assert "autre lecteur" in text_of(mine)
    accepted = there.post(url("accept_mark", number), {"criterion": "identity", "mark": "3"})
    assert accepted.status_code == 302
    text = text_of(here.get(url("readings", number)))
    assert "Note convenue, 3 :" in text
    assert "prête à être arrêtée" in text
    for name in EVERYBODY:
        cheap(browser(world, name), url("candidate", number))
    national = browser(world, "national")
    assert national.post(url("conclude", number)).status_code == 302
    assert "55,0" in text_of(cheap(browser(world, ""), url("candidate", number)))
    late = here.post(url("keep_both", number), {"criterion": "identity", "reason": "x"})
    assert late.status_code == 409


def test_who_compares(world):
    candidate = making.both_locked(world)
    seen = {
        name: browser(world, name).get(url("readings", candidate.number)).status_code
        for name in EVERYBODY
    }
    assert {n for n, code in seen.items() if code == 200} == {
        "national",
        "first",
        "second",
        "auditor",
    }
    outline = text_of(cheap(browser(world, "auditor"), url("readings", candidate.number)))
    assert "Aperçu" in outline
    assert "Avis sur" not in outline


def test_the_national_team_may_leave_both_marks(world):
    candidate = making.both_locked(world, {"identity": 4}, {"identity": None})
    there = browser(world, "national")
    text = text_of(there.get(url("readings", candidate.number)))
    assert "Laisser les deux notes" in text
    assert "Proposer une note" not in text
    told = {"criterion": "identity", "reason": "Peu d’éléments."}
    assert there.post(url("keep_both", candidate.number), told).status_code == 302
    assert settlements.Settlement.objects.get().kind == "kept"


# Conducting


def test_a_mission_from_nothing_to_its_opening(world):
    there = browser(world, "national")
    assert "Préparer une mission" in text_of(there.get(reverse("missions")))
    cheap(there, reverse("mission_prepare"))
    data = {
        "name": "Deuxième mission",
        "code": "deux",
        "purpose": "Voir.",
        "programme": "essai",
        "grid": "proposition-2026",
        "tolerance": "1",
        "applications_until": LATER.isoformat(),
        "readings_until": LATER.isoformat(),
    }
    wrong = there.post(reverse("mission_prepare"), data | {"tolerance": "", "programme": "x"})
    assert wrong.status_code == 422
    from ancrage.geography.models import Perimeter  # noqa: PLC0415

    Perimeter.objects.create(code="essai", name="Essai", kind=Perimeter.PROGRAMME)
    taken = there.post(reverse("mission_prepare"), data | {"code": "essai"})
    assert "porte déjà le code" in text_of(taken)
    assert there.post(reverse("mission_prepare"), data).status_code == 302
    conduct = reverse("mission_conduct", args=["deux"])
    assert "poids se dit avant les notes" in text_of(cheap(there, conduct))
    use = reverse("mission_declare_use", args=["deux"])
    wrong = there.post(use, {"bonus": "beaucoup"})
    assert wrong.status_code == 422
    assert "n’est pas un nombre" in text_of(wrong)
    assert there.post(use, {"bonus": "10", "minimum": "", "forced_from": ""}).status_code == 302
    appoint = reverse("mission_appoint", args=["deux"])
    for somebody in (world.people.first, world.people.second):
        told = {"person": somebody.reference, "discipline": "skills"}
        assert there.post(appoint, told).status_code == 302
    assert there.post(reverse("mission_open", args=["deux"])).status_code == 302
    assert Mission.objects.get(pk="deux").state == "open"
    assert there.post(reverse("mission_open", args=["deux"])).status_code == 409


def test_the_conduct_of_an_open_mission(world):
    making.assigned(world)
    lacking = making.admitted(world)
    making.declared(world, lacking, third="Un lien.")
    there = browser(world, "national")
    text = text_of(cheap(there, url("conduct")))
    assert "Conflit : Gamma Essai" in text
    assert "à confier" in text
    assert "pas encore possible" in text
    amended = {"name": "Autre nom", "purpose": "Autre objet.", "readings_until": LATER.isoformat()}
    assert there.post(url("amend"), amended).status_code == 302
    world.mission.refresh_from_db()
    assert (world.mission.name, world.mission.tolerance) == ("Autre nom", 1)
    assert there.post(url("amend"), {"name": ""}).status_code == 422
    no_reason = there.post(url("declare_use"), {"bonus": "5"})
    assert no_reason.status_code == 409
    assert "donnez la raison" in text_of(no_reason)


def test_readings_are_given_shared_set_aside_on_the_page(world):
    candidate = making.admitted(world)
    making.declared(world, candidate)
    there = browser(world, "national")
    assign = url("assign", candidate.number)
    assert there.post(assign, {"expert": "x"}).status_code == 404
    assert there.post(assign, {"expert": world.experts[0].pk}).status_code == 302
    assert there.post(assign, {"expert": world.experts[0].pk}).status_code == 409
    assert there.post(url("share")).status_code == 302
    first, _second = active_readings(candidate)
    assert there.post(url("set_aside", first.pk), {"reason": ""}).status_code == 409
    assert there.post(url("set_aside", first.pk), {"reason": "Retard."}).status_code == 302
    gone = url("dismiss", world.experts[1].pk)
    assert there.post(gone, {"reason": "Parti."}).status_code == 302
    assert "Beta" not in text_of(there.get(url("")))


def test_territories_are_picked_on_a_page(world):
    run = identified(draws=0)
    there = browser(world, "national")
    assert "Petites règles" in text_of(cheap(there, url("pick") + "?identification=petit"))
    nothing = there.post(url("pick"), {"identification": "petit"})
    assert nothing.status_code == 409
    assert there.post(url("pick"), {"identification": "autre"}).status_code == 404
    code = run.result["territories"][0]["code"]
    done = there.post(url("pick"), {"identification": "petit", "territory": code})
    assert done.status_code == 302
    assert "vient des chiffres" in text_of(there.get(url("candidate", 1)))


def test_a_mission_is_closed_on_its_page(world):
    candidate = making.both_locked(world)
    there = browser(world, "national")
    assert there.post(url("close")).status_code == 409
    conclude_candidate(by=HOST, now=NOW, candidate=candidate)
    assert there.post(url("close")).status_code == 302
    text = text_of(cheap(browser(world, ""), url("candidate", candidate.number)))
    assert "La mission est close" in text
    assert "Mettre fin" not in text_of(cheap(there, url("conduct")))


STEERING = ("conduct", "amend", "declare_use", "open", "close", "appoint", "share", "pick")


@pytest.mark.parametrize("name", ["copilot", "author", "auditor", "first", "stranger"])
def test_nobody_else_conducts(world, name):
    here = browser(world, name)
    for address in STEERING:
        assert here.post(url(address)).status_code == 404, address
    assert here.get(url("conduct")).status_code == 404
    assert here.get(reverse("mission_prepare")).status_code == 404


def test_a_regional_draft_is_read_by_its_region(world):
    made = propose_candidate(
        by=world.actor("copilot"), now=NOW, mission=world.mission, region="01", name="Plateau"
    )
    page = url("candidate", made.number)
    assert "proposée par une Région" in text_of(cheap(browser(world, "copilot"), page))
    assert browser(world, "other_copilot").get(page).status_code == 404


def test_what_no_database_keeps_is_left_out(world):
    candidate, first, _second = making.assigned(world)
    here = browser(world, "first")
    data = {"version": "1", "mark-identity": "0", "comment-identity": "Rien\x00 vu."}
    assert here.post(url("reading", candidate.number), data).status_code == 302
    first.refresh_from_db()
    assert first.comments == {"identity": "Rien vu."}
    there = browser(world, "national")
    told = {"reason": "Retard\x00."}
    assert there.post(url("set_aside", first.pk), told).status_code == 302
    first.refresh_from_db()
    assert first.reason == "Retard."
