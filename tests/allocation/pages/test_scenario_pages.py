"""The pages of a scenario: what each says, to whom, and what its forms do."""

import csv
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ancrage.allocation.actions.computing import compute_scenario
from ancrage.allocation.actions.ruling import set_rules
from ancrage.allocation.actions.scenarios import copy_scenario
from ancrage.allocation.column_words import COLUMNS
from ancrage.allocation.engine.reading import OPTIONAL, REQUIRED
from ancrage.allocation.models import Adoption, Line, Scenario
from ancrage.journal.models import JournalEntry
from tests.allocation.app import world as making
from tests.allocation.app.world import ARVE, LOIRE, NOW, PROJECTS, again
from tests.snapshots import main_of

pytestmark = pytest.mark.django_db
CHANCE = [(r"R-2026-\d{4}", "R-N"), (r"\b[0-9a-f]{64}\b", "…")]
MONEY = {"envelope_cents": making.CENTS}
CONFLICT, BAD, MOVED = 409, 422, 302


def floor(cents):
    """The rule that the Loire gets at least so many cents."""
    where = {"territory": LOIRE}
    return {"limit": [{"code": "loire", "label": "Loire", "where": where, "floor_cents": cents}]}


@pytest.fixture
def planned(world):
    """A scenario with a floor for the Loire, and its plan."""
    return making.planned(making.ruled(world, floor(45_000_00)))


def address(name, *args):
    return reverse(name, args=args)


def show(client, name, /, *args, status=200, **query):
    response = client.get(address(name, *args), query)
    assert response.status_code == status, (name, response.status_code)
    return response.content.decode()


def post(client, name, /, *args, status=MOVED, **told):
    response = client.post(address(name, *args), told)
    assert response.status_code == status, (name, response.status_code, response.content.decode())
    return response


class TestSnapshots:
    def test_the_list(self, client_of, planned, snapshot):
        assert main_of(client_of(), address("allocations"), CHANCE) == snapshot

    @pytest.mark.parametrize("who", ["copilot", "auditor"])
    def test_a_scenario_with_its_plan(self, client_of, planned, snapshot, who):
        assert main_of(client_of(who), address("allocation", planned.code), CHANCE) == snapshot

    def test_its_rules(self, client_of, planned, snapshot):
        assert main_of(client_of(), address("allocation_rules", planned.code), CHANCE) == snapshot

    def test_its_projects(self, client_of, planned, snapshot):
        assert main_of(client_of(), address("allocation_lines", planned.code), CHANCE) == snapshot

    def test_a_project_tried_by_hand(self, client_of, planned, snapshot):
        shown = address("allocation_line", planned.code, "A")
        assert main_of(client_of(), f"{shown}?cents=1000", CHANCE) == snapshot

    def test_three_scenarios_side_by_side(self, client_of, world, planned, snapshot):
        by = world.actor("copilot")
        others = [
            copy_scenario(by=by, now=NOW, scenario=planned, name=name)
            for name in ("Sans plancher", "Avec une réserve")
        ]
        reserved = floor(45_000_00) | MONEY | {"reserve_share": 0.2}
        set_rules(by=by, now=NOW, scenario=others[0], rules=MONEY)
        set_rules(by=by, now=NOW, scenario=others[1], rules=reserved)
        codes = [planned.code, *(making.planned(again(one)).code for one in others)]
        query = "&".join(f"{name}={code}" for name, code in zip("abc", codes, strict=True))
        assert main_of(client_of(), f"{address('allocation_compare')}?{query}", CHANCE) == snapshot


class TestWhoReads:
    @pytest.mark.parametrize("name", ["allocation", "allocation_lines", "allocation_rules_file"])
    @pytest.mark.parametrize("who", ["", "other_copilot", "manager", "referent", "stranger"])
    def test_others_do_not_find_it(self, client_of, planned, name, who):
        assert client_of(who).get(address(name, planned.code)).status_code in {302, 403, 404}

    @pytest.mark.parametrize("who", ["auditor"])
    def test_who_only_reads_is_offered_nothing(self, client_of, planned, who):
        main = show(client_of(who), "allocation", planned.code).partition("<main")[2]
        assert 'method="post"' not in main
        held = client_of(who).post(address("allocation_compute", planned.code))
        assert held.status_code in {403, 404}


class TestEveryPage:
    NAMES = (
        "allocation",
        "allocation_describe",
        "allocation_copy",
        "allocation_lines",
        "allocation_take",
        "allocation_rules",
        "allocation_rules_take",
        "allocation_adopt",
    )

    def check(self, shown):
        """One title, no element named twice, no label that names nothing."""
        ids = re.findall(r'\bid="([^"]+)"', shown)
        assert sorted(ids) == sorted(set(ids))
        assert shown.count("<h1") == 1
        assert set(re.findall(r'<label[^>]* for="([^"]+)"', shown)) <= set(ids)

    def test_its_elements_are_named_once(self, client_of, planned):
        client = client_of()
        for name in self.NAMES:
            self.check(show(client, name, planned.code))
        for name in ("allocations", "allocation_new", "allocation_compare"):
            self.check(show(client, name))
        self.check(show(client, "allocation_line", planned.code, "A", cents="1 000"))

    def test_what_is_made_up_is_told_as_such(self, client_of, planned):
        Scenario.objects.update(is_demonstration=True)
        client = client_of()
        for name in ("allocation", "allocation_lines"):
            assert "sont inventés" in show(client, name, planned.code)
        assert "sont inventés" in show(client, "allocation_line", planned.code, "A")

    def test_the_map_is_carried_away(self, client_of, planned):
        drawn = show(client_of(), "allocation_map", planned.code, "svg")
        assert "Euros par emploi industriel" in drawn

    def test_before_a_plan_there_is_neither_map_nor_file(self, client_of, world):
        made = making.filled(world)
        show(client_of(), "allocation_map", made.code, "svg", status=404)
        show(client_of(), "allocation_plan_file", made.code, status=404)


class TestWhatToDo:
    def test_it_begins_with_projects(self, client_of, world):
        made = making.begun(world)
        shown = show(client_of(), "allocation", made.code)
        assert "Ajoutez les projets" in shown
        assert "En chiffres" in shown

    def test_then_the_plan_is_to_be_computed(self, client_of, world):
        made = making.ruled(world, floor(45_000_00))
        shown = show(client_of(), "allocation", made.code)
        assert "Calculez le plan" in shown
        assert "Calculer le plan" in shown

    def test_projects_that_share_the_room_of_a_company_are_told(self, client_of, planned):
        assert "qui en porte plusieurs" not in show(client_of(), "allocation", planned.code)
        planned.lines.exclude(code="C").update(room=5, siret="54206547900011")
        told = "2 projets sont d’une entreprise qui en porte plusieurs"
        assert told in show(client_of(), "allocation", planned.code)

    def test_a_plan_of_before_is_told_as_such(self, client_of, world, planned):
        rules = MONEY | floor(50_000_00)
        set_rules(by=world.actor("copilot"), now=NOW, scenario=planned, rules=rules)
        assert "ont changé depuis ce plan" in show(client_of(), "allocation", planned.code)

    def test_rules_in_conflict_are_told_with_figures_and_lead_to_the_form(self, client_of, world):
        made = making.planned(making.ruled(world, floor(70_000_00)))
        shown = show(client_of(), "allocation", made.code)
        assert "Aucun plan ne respecte toutes les règles" in shown
        assert "70\u202f000" in shown.replace("\u00a0", "\u202f")
        assert f"{address('allocation_rules', made.code)}#limites" in shown

    def test_a_computation_is_followed(self, client_of, world):
        made = making.filled(world)
        compute_scenario(by=world.actor("copilot"), now=NOW, scenario=made)
        client = client_of()
        shown = client.get(address("allocation", made.code))
        assert shown["Cache-Control"] == "no-store"
        assert "hx-get" in shown.content.decode()
        assert "Le calcul attend son tour" in show(client, "allocation_progress", made.code)
        post(client, "allocation_cancel", made.code)
        assert client.get(address("allocation_progress", made.code))["HX-Refresh"] == "true"


class TestBeginning:
    TOLD = {
        "name": "Fonds 2027",
        "scope": making.NORTH,
        "envelope": "fonds",
        "financer": making.REGION,
        "delegates_by": "territory",
        "unit": "emplois",
        "note": "",
    }

    def test_a_scenario_is_begun(self, client_of, world):
        making.envelope()
        response = post(client_of(), "allocation_new", **self.TOLD)
        made = Scenario.objects.get()
        assert response["Location"] == address("allocation_take", made.code)
        assert (made.scope, made.envelope.code) == (making.NORTH, "fonds")

    def test_it_begins_from_the_page_of_an_envelope(self, client_of, world):
        held = making.envelope(financer=making.REGION)
        step = f"{address('allocation_new')}?enveloppe={held.code}"
        assert step in show(client_of(), "envelope", held.code)
        form = show(client_of(), "allocation_new", enveloppe=held.code)
        for chosen in (held.code, making.NORTH, making.REGION):
            assert f'value="{chosen}" selected' in form

    def test_projects_worth_nothing_are_told_with_what_to_do(self, client_of, world):
        held = making.filled(world)
        held.lines.update(result=0)
        for line in held.lines.filter(code__in="AB"):
            line.more["unknown"] = ["eligible", "result"]
            line.save()
        page = show(client_of(), "allocation", held.code)
        assert "Tous les projets valent zéro : un plan n’en servirait aucun." in page
        assert "Les résultats attendus de 2 projets ne sont pas connus" in page

    @pytest.mark.parametrize("who", ["auditor", "stranger"])
    def test_others_are_not_offered_to_share_an_envelope(self, client_of, who):
        held = making.envelope()
        assert "Répartir cette" not in show(client_of(who), "envelope", held.code)

    def test_an_announced_envelope_is_not_shared(self, client_of):
        held = making.envelope(nature="announced")
        assert "Répartir cette" not in show(client_of(), "envelope", held.code)

    def test_what_is_wrong_is_told_and_kept(self, client_of, world):
        making.envelope()
        response = post(client_of(), "allocation_new", status=BAD, **self.TOLD | {"name": ""})
        assert 'value="emplois"' in response.content.decode()
        assert not Scenario.objects.exists()

    @pytest.mark.parametrize("who", ["auditor", "manager", ""])
    def test_others_begin_none(self, client_of, world, who):
        assert client_of(who).get(address("allocation_new")).status_code in {302, 403, 404}

    def test_it_is_described_and_copied(self, client_of, planned):
        client = client_of()
        post(client, "allocation_describe", planned.code, **self.TOLD, revision=planned.revision)
        assert again(planned).name == "Fonds 2027"
        post(client, "allocation_copy", planned.code, name="Variante")
        made = Scenario.objects.get(name="Variante")
        assert (made.parent, made.lines.count()) == (planned, 3)


class TestProjects:
    def test_they_are_taken_from_a_file(self, client_of, world):
        made = making.begun(world)
        file = SimpleUploadedFile("projets.csv", PROJECTS.encode(), "text/csv")
        post(client_of(), "allocation_take", made.code, source="file", document=file)
        assert made.lines.count() == 3

    def test_each_fault_of_a_file_is_told(self, client_of, world):
        made = making.begun(world)
        text = PROJECTS.replace("6000000", "six").replace("4000000", "quatre")
        file = SimpleUploadedFile("projets.csv", text.encode(), "text/csv")
        response = post(
            client_of(), "allocation_take", made.code, status=BAD, source="file", document=file
        )
        told = response.content.decode()
        assert "ligne 2" in told
        assert "ligne 4" in told
        assert not Line.objects.exists()

    def test_a_file_is_asked_for(self, client_of, world):
        made = making.begun(world)
        response = post(client_of(), "allocation_take", made.code, status=BAD, source="file")
        assert "Choisissez un fichier" in response.content.decode()

    def test_one_is_removed(self, client_of, planned):
        client = client_of()
        told = {"code": "C", "revision": planned.revision}
        post(client, "allocation_remove", planned.code, **told)
        assert planned.lines.count() == 2
        assert (
            "modifié"
            in post(
                client, "allocation_remove", planned.code, status=CONFLICT, **told
            ).content.decode()
        )

    def test_the_list_is_carried_away_as_it_is_shown(self, client_of, planned):
        query = {"plan": "servis", "territoire": ARVE, "format": "csv"}
        text = show(client_of(), "allocation_lines", planned.code, **query)
        rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
        assert [row["Projet"] for row in rows] == ["A"]

    def test_the_files_read_back_the_same(self, client_of, world, planned):
        client = client_of()
        text = show(client, "allocation_projects_file", planned.code)
        other = making.begun(world, envelope=making.envelope(code="autre"))
        file = SimpleUploadedFile("projets.csv", text.encode(), "text/csv")
        post(client, "allocation_take", other.code, source="file", document=file)
        rules = show(client, "allocation_rules_file", planned.code)
        document = SimpleUploadedFile("regles.toml", rules.encode())
        post(client, "allocation_rules_take", other.code, document=document)
        made = making.planned(again(other))
        assert made.lines.values_list("code", "granted").order_by("code")[0] == ("A", 55_000_00)
        plan = json.loads(show(client, "allocation_plan_file", made.code))
        assert plan["grants"] == again(planned).plan["grants"]


class TestStateAid:
    @pytest.mark.parametrize(("who", "is_told"), [("copilot", True), ("secretariat", False)])
    def test_what_it_leaves_is_told_to_who_reads_it_alone(self, client_of, planned, who, is_told):
        Line.objects.filter(code="A").update(room=12_000_00, room_told="Reste 12 000 €")
        client = client_of(who)
        shown = show(client, "allocation_line", planned.code, "A", cents="30 000")
        assert ("Reste 12 000 €" in shown) is is_told
        assert ("les aides d’État lui laissent" in shown) is is_told
        text = show(client, "allocation_projects_file", planned.code)
        assert ("1200000" in text) is is_told


class TestByHand:
    def test_the_cost_is_told_before_it_is_set(self, client_of, planned):
        shown = show(client_of(), "allocation_line", planned.code, "A", cents="30 000")
        assert "de moins" in shown
        assert "Toutes les règles restent respectées" in shown
        assert not planned.lines.exclude(held=None).exists()

    def test_it_is_set_with_its_reason_and_the_others_are_made_again(self, client_of, planned):
        told = {"cents": "30 000", "reason": "Deux étapes", "revision": planned.revision}
        client = client_of()
        post(client, "allocation_hold", planned.code, "A", **told)
        line = planned.lines.get(code="A")
        assert (line.held, line.granted, line.held_reason) == (30_000_00, 30_000_00, "Deux étapes")
        assert again(planned).planned_revision == again(planned).revision
        assert "Deux étapes" in show(client, "allocation", planned.code)
        freed = {"cents": "", "revision": again(planned).revision}
        post(client, "allocation_hold", planned.code, "A", **freed)
        assert planned.lines.get(code="A").held is None

    @pytest.mark.parametrize(
        ("told", "says"),
        [
            ({"reason": ""}, "Dites pourquoi"),
            ({"cents": "beaucoup"}, "montant en euros"),
            ({"cents": "70 000"}, "60"),
        ],
    )
    def test_what_is_wrong_is_told_and_kept(self, client_of, planned, told, says):
        usual = {"cents": "30 000", "reason": "Deux étapes", "revision": planned.revision}
        response = client_of().post(address("allocation_hold", planned.code, "A"), usual | told)
        assert response.status_code in {BAD, CONFLICT}
        assert says in response.content.decode()
        assert not planned.lines.exclude(held=None).exists()

    def test_without_a_reason_its_cost_is_still_shown(self, client_of, planned):
        told = {"cents": "10 000", "reason": "", "revision": planned.revision}
        response = client_of().post(address("allocation_hold", planned.code, "B"), told)
        assert "Ces règles ne seraient plus respectées" in response.content.decode()

    def test_an_amount_that_no_plan_can_keep_is_told_as_such(self, client_of, planned):
        client = client_of()
        shown = show(client, "allocation_line", planned.code, "B", cents="10 000")
        assert "Ces règles ne seraient plus respectées" in shown
        told = {"cents": "10 000", "reason": "Trop tôt", "revision": planned.revision}
        post(client, "allocation_hold", planned.code, "B", **told)
        shown = show(client, "allocation", planned.code)
        assert "rien n’est prouvé de sa valeur" in shown
        assert "Aucun plan ne respecte toutes les règles" in shown
        assert "n’est pas calculé" in shown

    def test_a_page_of_before_sets_nothing(self, client_of, planned):
        told = {"cents": "30 000", "reason": "Deux étapes", "revision": planned.revision - 1}
        response = post(client_of(), "allocation_hold", planned.code, "A", status=CONFLICT, **told)
        assert "relisez-le" in response.content.decode()


def test_only_what_has_a_plan_is_offered_to_compare(client_of, world, planned):
    copied = copy_scenario(by=world.actor("copilot"), now=NOW, scenario=planned, name="Intenable")
    set_rules(
        by=world.actor("copilot"),
        now=NOW,
        scenario=copied,
        rules=MONEY | floor(10**11),
        revision=None,
    )
    made = making.planned(again(copied))
    assert made.status == "infeasible"
    for shown in (show(client_of(), "allocations"), show(client_of(), "allocation_compare")):
        assert f'<option value="{made.code}"' not in shown


def test_a_region_begins_a_scenario_in_its_own_name(client_of):
    shown = show(client_of(), "allocation_new")
    assert '<option value="region:01" selected>' in shown
    assert '<label class="fr-label" for="id_scope">Portée</label>' in shown


class TestDeciding:
    def test_it_is_proposed_then_taken_back(self, client_of, planned):
        client = client_of()
        post(client, "allocation_propose", planned.code, revision=planned.revision)
        assert "Le comité en décide" in show(client, "allocation", planned.code)
        post(client, "allocation_take_back", planned.code, status=CONFLICT, reason="")
        post(client, "allocation_take_back", planned.code, reason="À revoir")
        assert again(planned).state == "computed"

    def test_it_is_adopted_by_a_decision_that_is_told(self, client_of, planned):
        client = client_of()
        told = {"decision": "Comité du 20 novembre, point 3", "adopted_on": "2026-11-20"}
        post(client, "allocation_adopt", planned.code, **told, despite="")
        made = Adoption.objects.get()
        assert (made.count, made.cents) == (2, 100_000_00)
        shown = show(client, "allocation", planned.code)
        assert "Comité du 20 novembre, point 3" in shown
        note = client.get(address("allocation_note", planned.code))
        assert note.content.startswith(b"%PDF")
        assert note.content == bytes(made.note.content.data)

    def test_what_was_undone_is_no_more_told_as_promised(self, client_of, planned):
        client = client_of()
        told = {"decision": "Comité du 20 novembre", "adopted_on": "2026-11-20", "despite": ""}
        post(client, "allocation_adopt", planned.code, **told)
        assert "<dt>Promis</dt>" in show(client, "allocation", planned.code)
        post(client, "allocation_reverse", planned.code, reason="Erreur")
        assert "<dt>Promis, puis annulé</dt>" in show(client, "allocation", planned.code)

    def test_without_a_decision_nothing_is_adopted(self, client_of, planned):
        response = post(client_of(), "allocation_adopt", planned.code, status=BAD, decision="")
        assert "champ" in response.content.decode()
        assert again(planned).state == "computed"

    def test_it_is_dropped_with_a_reason(self, client_of, planned):
        client = client_of()
        post(client, "allocation_drop", planned.code, reason="Un autre vaut mieux")
        assert again(planned).state == "dropped"
        assert JournalEntry.objects.filter(command="allocation.drop").exists()
        assert "abandonné" in show(client, "allocation", planned.code)


def test_every_column_of_a_file_of_projects_is_told_in_words():
    assert tuple(COLUMNS) == (*REQUIRED, *OPTIONAL)
