"""The pages of contracts: what each reads, what each may do, the forms that keep what was typed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ancrage.contracts.models import Act, Contract
from ancrage.people.models import RoleHolding
from ancrage.roadmaps.models import ActionSheet
from tests.contracts import world as making
from tests.contracts.world import ARVE, LOIRE, NOW, again
from tests.people.world import sign_in
from tests.roadmaps.world import submitted, validated
from tests.simplification.world import PDF
from tests.snapshots import main_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def client_of(world):
    """A client signed in as somebody; "" for a visitor."""
    return lambda who="": sign_in(Client(), world.people[who]) if who else Client()


def url(name, act, *args):
    return reverse(name, args=[act.contract.code, act.rank, *args])


CHANCE = [(r"\b[0-9a-f]{64}\b", "…"), (r"\b[0-9a-f]{32}\b", "…")]


class TestSnapshots:
    @pytest.mark.parametrize("who", ["manager", "secretariat", ""])
    def test_the_list(self, world, client_of, snapshot, who):
        making.signed(world, "protocol")
        making.drafted(world)
        assert main_of(client_of(who), reverse("contracts"), CHANCE) == snapshot

    @pytest.mark.parametrize("who", ["manager", ""])
    def test_the_contract_of_a_territory(self, world, client_of, snapshot, who):
        making.signed(world, "protocol")
        act = making.drafted(world)
        RoleHolding.objects.filter(role="industrial_lead", scope_code=ARVE).delete()
        page = main_of(client_of(who), reverse("contract", args=[act.contract.code]), CHANCE)
        assert page == snapshot
        assert ("industriel référent" in page) == bool(who)

    @pytest.mark.parametrize(
        ("who", "stage"),
        [
            ("manager", "drafted"),
            ("secretariat", "checked"),
            ("elected", "approved"),
            ("copilot", "sent"),
            ("", "signed"),
        ],
    )
    def test_an_act(self, world, client_of, snapshot, who, stage):
        act = getattr(making, stage)(world)
        assert main_of(client_of(who), url("act", act), CHANCE) == snapshot

    def test_the_preview(self, world, client_of, snapshot):
        act = making.approved(world)
        assert main_of(client_of("elected"), url("act_preview", act), CHANCE) == snapshot

    def test_writing(self, world, client_of, snapshot):
        act = making.drafted(world)
        assert main_of(client_of("manager"), url("act_write", act), CHANCE) == snapshot

    def test_what_an_amendment_changes(self, world, client_of, snapshot):
        making.signed(world)
        validated(world, title="Une halle", reference="A2", own_share=0, total_cost=60_000_00)
        act = making.checked(world, "amendment", ends_on="2031-12-31")
        assert main_of(client_of("manager"), url("act_changes", act), CHANCE) == snapshot

    def test_what_lacks_before_the_first_act(self, world, client_of, snapshot):
        submitted(world, title="Une halle")
        page = main_of(client_of("manager"), reverse("contract_draft") + f"?territoire={ARVE}")
        assert page == snapshot

    def test_an_act_born_outside(self, world, client_of, snapshot):
        client = client_of("secretariat")
        page = reverse("contract_enter") + f"?territoire={ARVE}"
        assert main_of(client, page) == snapshot(name="form")
        told = {"kind": "contract", "signed_on": "2019-06-14", "scan": scan()}
        client.post(page, told)
        assert main_of(client, url("act", Act.objects.get())) == snapshot(name="act")


def scan():
    return SimpleUploadedFile("contrat.pdf", PDF)


class TestWhoReads:
    def test_what_is_prepared_is_not_there_for_others(self, world, client_of):
        act = making.checked(world)
        for who in ("", "far", "other_copilot", "stranger", "referent"):
            client = client_of(who)
            for name in ("act", "act_paper", "act_changes"):
                assert client.get(url(name, act)).status_code == 404, (who, name)
            page = client.get(reverse("contracts")).content.decode()
            assert act.contract.code not in page
        assert client_of("prefecture").get(url("act", act)).status_code == 200

    def test_a_signed_act_is_public_and_its_file_is_not(self, world, client_of):
        act = making.signed(world)
        visitor = client_of()
        assert visitor.get(url("act", act)).status_code == 200
        paper = visitor.get(url("act_paper", act))
        assert paper["Content-Type"] == "application/pdf"
        assert paper.content == bytes(again(act).document.content.data)
        assert visitor.get(url("act_file", act)).status_code in {302, 403, 404}
        assert client_of("manager").get(url("act_file", act)).status_code == 404

    def test_the_page_of_the_territory_leads_to_it(self, world, client_of):
        act = making.checked(world)
        page = reverse("territory", args=["essai-2018", "arve"])
        address = reverse("contract", args=[act.contract.code])
        assert address in client_of("manager").get(page).content.decode()
        assert address not in client_of().get(page).content.decode()

    def test_pages_that_are_not_there(self, world, client_of):
        client = client_of("manager")
        act = making.drafted(world)
        assert client.get(reverse("contract", args=["C-2026-9999"])).status_code == 404
        assert client.get(url("act_changes", act)).status_code == 404
        assert client.get(url("act_preview", act)).status_code == 404
        for page in ("contract_draft", "contract_enter"):
            assert client.get(reverse(page) + f"?territoire={LOIRE}").status_code == 404
            assert client.get(reverse(page) + "?territoire=%00").status_code == 404


class TestDoing:
    def test_from_the_territory_to_the_signature(self, world, client_of):
        manager, elected = client_of("manager"), client_of("elected")
        secretariat = client_of("secretariat")
        assert manager.get(reverse("contract_draft")).status_code == 302
        answer = manager.post(reverse("contract_draft"), {"territoire": ARVE, "kind": "contract"})
        act = Act.objects.get()
        assert answer["Location"] == url("act_write", act)
        typed = {
            "revision": 1,
            "purpose": "Partager.",
            "starts_on": "2027-01-01",
            "ends_on": "2030-12-31",
            "signing_order": "ordered",
            "who_0": "La Région",
            "what_0": "Ouvrir un lycée",
            "by_0": "mars 2028",
            "sheets": [one["code"] for one in ActionSheet.objects.values("code")],
        }
        assert manager.post(url("act_write", act), typed).status_code == 302
        assert again(act).choices["commitments"][0]["by"] == "2028-03"
        assert manager.post(url("act_check", act)).status_code == 302
        assert secretariat.post(url("act_approve", act), {"decision": "Relevé"}).status_code == 302
        page = elected.get(url("act_preview", act)).content.decode()
        seen = again(act).digest
        assert seen in page
        told = {"digest": seen, "due": "2026-12-31"}
        assert elected.post(url("act_preview", act), told).status_code == 302
        assert again(act).state == "sent"

    def test_a_preview_of_something_else_sends_nothing(self, world, client_of):
        act = making.approved(world)
        told = {"digest": "0" * 64, "due": "2026-12-31"}
        answer = client_of("elected").post(url("act_preview", act), told)
        assert answer.status_code == 409
        assert "relisez-le" in answer.content.decode()
        assert again(act).state == "checked"

    def test_what_was_typed_stays_when_it_is_refused(self, world, client_of):
        act = making.drafted(world)
        typed = {
            "revision": act.revision,
            "purpose": "Un texte à garder",
            "starts_on": "2027-01-01",
            "ends_on": "2026-01-01",
            "signing_order": "parallel",
        }
        answer = client_of("manager").post(url("act_write", act), typed)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Un texte à garder" in page
        assert "La fin ne peut pas venir avant le début" in page

    def test_a_step_refused_says_why_on_the_page(self, world, client_of):
        act = making.sent(world)
        answer = client_of("elected").post(url("act_withdraw", act), {"reason": " "})
        assert answer.status_code == 409
        assert "raison" in answer.content.decode()
        assert client_of("elected").post(url("act_check", act)).status_code == 409

    def test_a_second_act_is_refused_on_the_page(self, world, client_of):
        making.drafted(world)
        client = client_of("manager")
        answer = client.post(reverse("contract_draft"), {"territoire": ARVE, "kind": "protocol"})
        assert answer.status_code == 409
        assert "en cours" in answer.content.decode()

    def test_an_act_born_outside_is_entered_with_its_scan(self, world, client_of):
        client = client_of("secretariat")
        choices = client.get(reverse("contract_enter")).content.decode()
        assert ARVE in choices
        page = reverse("contract_enter") + f"?territoire={ARVE}"
        assert client.post(page, {"kind": "contract"}).status_code == 422
        late = {"kind": "contract", "signed_on": "2030-06-14", "scan": scan()}
        assert client.post(page, late).status_code == 409
        told = {"kind": "contract", "signed_on": "2019-06-14", "scan": scan()}
        assert client.post(page, told).status_code == 302
        act = Act.objects.get()
        assert client.get(url("act_file", act)).content == PDF
        assert client.get(url("act_paper", act)).status_code == 404


def test_the_list_is_taken_away_as_it_is_shown(world, client_of):
    making.signed(world)
    answer = client_of().get(reverse("contracts") + "?format=csv")
    assert "Vallée de l’Arve" in answer.content.decode("utf-8-sig")
    assert Contract.objects.count() == 1


def test_the_list_asks_the_database_as_much_whatever_its_length(
    world, client_of, django_assert_max_num_queries
):
    act = making.signed(world)
    for rank in range(12):
        Contract.objects.create(
            code=f"C-2020-{rank:04d}",
            scope=f"essai:t{rank}",
            programme="essai",
            territory_name=f"T{rank}",
            regions=act.contract.regions,
            opened_at=NOW,
        )
    client = client_of("copilot")
    client.get(reverse("contracts"))
    with django_assert_max_num_queries(25):
        client.get(reverse("contracts"))
