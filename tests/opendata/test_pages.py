"""The pages of open data: what each reads, whom it lets act, the files that leave."""

import csv
import io
import json
from collections import defaultdict

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from ancrage.funding.models import Cell
from ancrage.opendata.actions.publishing import publish
from ancrage.opendata.datasets import datasets
from ancrage.opendata.definitions import legal_format
from ancrage.opendata.models import Grantor, Publication, Terms
from ancrage.opendata.queries.positions import legal_rows
from ancrage.opendata.rules import scdl
from tests.funding.world import HERE, THERE
from tests.opendata.made import siret
from tests.opendata.world import (
    GRANTOR,
    HOST,
    NOW,
    ONE,
    THREE,
    TODAY,
    TWO,
    envelope,
    granted,
    grantor,
    held,
)
from tests.people.world import sign_in
from tests.snapshots import main_of

pytestmark = pytest.mark.django_db
CHANCE = [
    (r"\b[0-9a-f]{64}\b", "…"),
    (r"/conventions/\d+/", "/conventions/…/"),
]


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def client_of(world):
    """A client signed in as somebody; "" for a visitor."""
    return lambda who="": sign_in(Client(), getattr(world, who)) if who else Client()


def some() -> list:
    """A real agreement that is ready, one that lacks, an invented one, an envelope."""
    made = [
        granted("EJ-1", (ONE, 30_000_00), (TWO, 10_000_00), purpose="Fours"),
        granted("EJ-2", (THREE, 40_000_00), terms={}),
        granted("EJ-3", (THREE, 50_000_00), is_demonstration=True, purpose="Inventé"),
    ]
    grantor()
    envelope("vte", 1_000_000_00)
    return made


class TestSnapshots:
    def test_the_catalogue(self, client_of, snapshot):
        some()
        assert main_of(client_of(), reverse("open_data"), CHANCE) == snapshot

    @pytest.mark.parametrize("code", ["subventions", "argent"])
    def test_a_dataset(self, client_of, snapshot, code):
        some()
        publish(by=HOST, now=NOW, dataset=code)
        page = main_of(client_of("national"), reverse("open_dataset", args=[code]), CHANCE)
        assert page == snapshot

    def test_a_publication(self, client_of, snapshot):
        some()
        publish(by=HOST, now=NOW, dataset="subventions")
        granted("EJ-4", (TWO, 50_000_00))
        made = publish(by=HOST, now=NOW, dataset="subventions", note="De novembre")
        page = main_of(client_of(), reverse("open_publication", args=[made.code]), CHANCE)
        assert page == snapshot

    def test_the_publications(self, client_of, snapshot):
        some()
        publish(by=HOST, now=NOW, dataset="subventions")
        address = reverse("open_publications")
        assert main_of(client_of("national"), address, CHANCE) == snapshot

    @pytest.mark.parametrize("who", ["", "referent"])
    def test_the_agreements(self, client_of, snapshot, who):
        some()
        assert main_of(client_of(who), reverse("open_duties"), CHANCE) == snapshot

    @pytest.mark.parametrize("who", ["referent", "auditor"])
    def test_an_agreement(self, client_of, snapshot, who):
        lacking = some()[1]
        page = reverse("open_convention", args=[lacking.pk])
        assert main_of(client_of(who), page, CHANCE) == snapshot

    def test_checking(self, client_of, snapshot):
        assert main_of(client_of(), reverse("open_check"), CHANCE) == snapshot


def read(response) -> str:
    return b"".join(response.streaming_content).decode()


class TestFiles:
    def test_the_legal_file_is_the_one_of_the_rules(self, client_of):
        some()
        response = client_of().get(reverse("open_csv", args=["subventions"]))
        rows = legal_rows(TODAY, is_demonstration=False)
        content = read(response)
        assert content.encode() == scdl.written(rows, legal_format().columns)
        assert "Inventé" not in content
        assert f'filename="subventions-{TODAY}.csv"' in response["Content-Disposition"]

    def test_each_dataset_is_as_its_schema_says(self, client_of):
        some()
        client = client_of()
        for one in datasets():
            schema = json.loads(client.get(reverse("open_schema", args=[one.code])).content)
            names = [field["name"] for field in schema["fields"]]
            table = list(
                csv.DictReader(io.StringIO(read(client.get(reverse("open_csv", args=[one.code])))))
            )
            lines = read(client.get(reverse("open_jsonl", args=[one.code]))).splitlines()
            objects = [json.loads(line) for line in lines]
            assert table
            assert list(table[0]) == names
            assert [list(told) for told in objects] == [names] * len(table)
            for field in schema["fields"]:
                if field.get("constraints", {}).get("required"):
                    assert all(row[field["name"]] for row in table), field["name"]

    def test_the_invented_say_so(self, client_of):
        some()
        client = client_of()
        response = client.get(reverse("open_csv", args=["argent"]))
        assert 'filename="avec-demonstration-argent' in response["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO(read(response))))
        assert {row["demonstration"] for row in rows} == {"oui", "non"}
        alone = client.get(reverse("open_csv", args=["subventions-demonstration"]))
        assert 'filename="subventions-demonstration-' in alone["Content-Disposition"]
        assert "Fours" not in read(alone)

    def test_where_nothing_is_invented_that_dataset_is_not_there(self, client_of):
        granted("EJ-1", (ONE, 30_000_00))
        client = client_of()
        for name in ("open_dataset", "open_csv", "open_schema"):
            assert client.get(reverse(name, args=["subventions-demonstration"])).status_code == 404
        assert "subventions-demonstration" not in client.get(reverse("open_data")).content.decode()

    def test_a_secret_is_hidden_and_the_total_stays_right(self, client_of):
        granted("EJ-1", (ONE, 30_000_00))
        granted("EJ-2", (TWO, 20_000_00), (THREE, 25_000_00), financer="ademe")
        text = read(client_of().get(reverse("open_csv", args=["argent"])))
        (row,) = csv.DictReader(io.StringIO(text))
        assert (row["couverture"], row["cellules"], row["montant"]) == ("secret", "2", "75000.00")
        assert (row["etape"], row["annee"], row["financeur"]) == ("granted", "2026", "")

    @pytest.mark.parametrize(
        "code", ["argent", "argent-territoires", "argent-mesures", "argent-financeurs"]
    )
    def test_every_cut_sums_to_the_ledger_stage_by_stage(self, client_of, code):
        for rank in range(7):
            who = siret(f"5521{rank:04d}", "0001")
            granted(f"CE-{rank}", (who, (rank + 3) * 1_000_00), territory=[HERE, THERE][rank % 2])
        some()
        told: dict[tuple[str, ...], int] = defaultdict(int)
        text = read(client_of().get(reverse("open_csv", args=[code])))
        for row in csv.DictReader(io.StringIO(text)):
            key = row["etape"], row["annee"], row["demonstration"]
            told[key] += round(float(row["montant"] or 0) * 100)
        real = Cell.objects.filter(is_demonstration=False).aggregate(cents=Sum("cents"))["cents"]
        assert told["granted", "2026", "non"] == real
        # one company has all that is invented: its whole year is a secret
        assert told["granted", "2026", "oui"] == 0

    def test_the_dictionary_and_the_package_name_every_dataset(self, client_of):
        some()
        client = client_of()
        told = json.loads(client.get(reverse("open_package")).content)
        codes = [one.code for one in datasets()]
        assert [one["name"] for one in told["resources"]] == codes
        assert [one["path"] for one in told["resources"]] == [f"{code}.csv" for code in codes]
        rows = list(csv.DictReader(io.StringIO(read(client.get(reverse("open_dictionary_file"))))))
        assert {row["jeu"] for row in rows} == set(codes)
        page = client.get(reverse("open_dictionary")).content.decode()
        assert all(row["colonne"] in page for row in rows)

    def test_a_publication_s_file_is_kept_as_it_was(self, client_of):
        some()
        made = publish(by=HOST, now=NOW, dataset="subventions")
        before = client_of().get(reverse("open_publication_file", args=[made.code])).content
        granted("EJ-4", (TWO, 50_000_00))
        after = client_of().get(reverse("open_publication_file", args=[made.code])).content
        assert before == after
        assert before.count(b"\n") == made.rows + 1


class TestActing:
    def test_publishing(self, client_of):
        some()
        client = client_of("national")
        response = client.post(reverse("open_publish"), {"dataset": "subventions", "note": "N"})
        made = Publication.objects.get()
        assert response.url == reverse("open_publication", args=[made.code])
        refused = client.post(reverse("open_publish"), {"dataset": "rien"})
        assert (refused.status_code, "existe pas" in refused.content.decode()) == (409, True)

    def test_telling_what_lacks(self, client_of):
        lacking = some()[1]
        page = reverse("open_convention", args=[lacking.pk])
        client = client_of("referent")
        told = {"conditions": "unique", "paid": "2026-12-01", "is_notified": "oui"}
        assert client.post(page, told).status_code == 302
        terms = Terms.objects.get(commitment=lacking)
        assert (terms.conditions, terms.is_notified) == ("unique", True)
        assert held(lacking).stands.lacks == ()

    def test_a_fault_is_at_its_field_and_nothing_is_kept(self, client_of):
        lacking = some()[1]
        page = reverse("open_convention", args=[lacking.pk])
        response = client_of("referent").post(page, {"paid": "demain"})
        assert response.status_code == 422
        assert "2017-03-14/2018-03-14" in response.content.decode()
        assert "demain" in response.content.decode()
        assert not Terms.objects.filter(commitment=lacking).exists()

    def test_an_agreement_is_not_there_for_others(self, client_of):
        lacking = some()[1]
        page = reverse("open_convention", args=[lacking.pk])
        for who in ("", "other_referent", "lead", "company", "copilot"):
            assert client_of(who).get(page).status_code in {302, 403, 404}, who
        assert client_of("auditor").post(page, {"aid": "1"}).status_code in {403, 404}
        assert (
            "EJ-2" not in client_of("other_referent").get(reverse("open_duties")).content.decode()
        )

    def test_naming_a_grantor(self, client_of):
        granted("EJ-1", (ONE, 30_000_00))
        page = reverse("open_grantor", args=["bpifrance"])
        client = client_of("referent")
        assert client.post(page, {"name": "Bpifrance", "siret": "12"}).status_code == 422
        assert client.post(page, {"name": "Bpifrance", "siret": GRANTOR}).status_code == 302
        assert Grantor.objects.get().siret == GRANTOR
        assert client.get(page).content.decode().count(GRANTOR) == 1
        assert client_of("other_referent").get(page).status_code == 404

    def test_checking_a_file_keeps_nothing(self, client_of):
        some()
        rows = legal_rows(TODAY, is_demonstration=False)
        good = scdl.written(rows, legal_format().columns)
        page, client = reverse("open_check"), client_of()

        def answer(content):
            file = SimpleUploadedFile("f.csv", content)
            return client.post(page, {"file": file}).content.decode()

        assert "Le fichier est valable" in answer(good)
        assert "tardif" not in answer(good)
        assert "tardif" in answer(good.replace(b"2026-10-05", b"2026-08-22"))
        assert "ligne 2, colonne nature" in answer(
            good.replace("aide en numéraire".encode(), b"don")
        )

    def test_bringing_a_file_in(self, client_of):
        some()
        rows = list(legal_rows(TODAY, is_demonstration=False))
        content = scdl.written(rows, legal_format().columns)
        page, client = reverse("open_import"), client_of("referent")
        again = client.post(page, {"file": SimpleUploadedFile("f.csv", content)})
        assert "1 déjà connues" in again.content.decode()
        other = content.replace(b"EJ-1", b"EJ-9")
        new = client.post(page, {"file": SimpleUploadedFile("f.csv", other)})
        assert "1 nouvelles" in new.content.decode()
        bad = client.post(page, {"file": SimpleUploadedFile("f.csv", other.replace(b"Fours", b""))})
        assert (bad.status_code, "colonne objet" in bad.content.decode()) == (422, True)

    def test_pages_that_are_not_there(self, client_of):
        client = client_of("national")
        for name, code in (
            ("open_dataset", "rien"),
            ("open_csv", "rien"),
            ("open_publication", "O-2026-0001"),
            ("open_publication_file", "O-2026-0001"),
            ("open_convention", 999_999),
        ):
            assert client.get(reverse(name, args=[code])).status_code == 404, name
