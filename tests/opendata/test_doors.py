"""Open data by the API and from the command line."""

import json

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from ancrage.journal import acting
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.opendata.models import Publication
from ancrage.opendata.rules.described import table_schema
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.project.cli import app
from tests.opendata.test_scdl import DESCRIBED
from tests.opendata.world import GRANTOR, NOW, ONE, THREE, TODAY, granted, grantor, held

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """A person's reference is his token; it is the day of the tests' world."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=TODAY)

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


@pytest.fixture
def calls(world):
    """A call as somebody, "" for nobody."""

    def call(who, method, path, body=None, **more):
        token = {"Authorization": f"Bearer {getattr(world, who).reference}"} if who else {}
        told = more or {"data": body, "content_type": "application/json"}
        return getattr(Client(), method)(f"/api/v1/open{path}", headers=token, **told)

    return call


def run(*arguments: object, by="", code: int = 0) -> str:
    """What the command says, as the host or as somebody."""
    given = ["--by", by.email] if by else []
    acting.act_for("")
    result = CliRunner().invoke(app, [*given, "open", *map(str, arguments)])
    if isinstance(result.exception, InputRefused | NotAllowedError) and code:
        return str(result.exception)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output + str(result.stderr)
    return result.output if code == 0 else str(result.stderr)


class TestApi:
    def test_everybody_reads_the_datasets(self, calls):
        granted("EJ-1", (ONE, 30_000_00))
        grantor()
        codes = [one["code"] for one in calls("", "get", "/datasets").json()]
        assert codes == [
            "subventions",
            "subventions-delais",
            "argent",
            "argent-territoires",
            "argent-mesures",
            "argent-financeurs",
            "enveloppes",
            "declarations",
            "priorite",
        ]
        told = calls("", "get", "/datasets/subventions").json()
        assert len(told["fields"]) == 16
        file = b"".join(calls("", "get", "/datasets/subventions/file").streaming_content)
        assert file.decode().splitlines()[0].startswith("nomAttribuant,")
        lines = b"".join(calls("", "get", "/datasets/argent/file?kind=jsonl").streaming_content)
        assert json.loads(lines.splitlines()[0])["etape"] == "granted"
        schema = calls("", "get", "/datasets/argent/schema").json()
        assert schema["fields"][0]["name"] == "etape"
        assert calls("", "get", "/datasets/rien").status_code == 404

    def test_publishing(self, calls):
        granted("EJ-1", (ONE, 30_000_00))
        grantor()
        assert calls("", "post", "/publications", {"dataset": "subventions"}).status_code == 404
        refused = calls("referent", "post", "/publications", {"dataset": "subventions"})
        assert refused.status_code in {403, 404}
        first = calls("national", "post", "/publications", {"dataset": "subventions"})
        assert first.status_code == 201, first.content
        granted("EJ-2", (THREE, 30_000_00))
        second = calls("national", "post", "/publications", {"dataset": "subventions"}).json()
        assert (second["added"], second["previous"]) == (1, first.json()["code"])
        told = calls("", "get", f"/publications/{second['code']}").json()
        assert told["added_rows"][0][2] == "EJ-2"
        assert calls("", "get", "/publications").json()["count"] == 2
        file = calls("", "get", f"/publications/{second['code']}/file")
        assert file.content.count(b"\r\n") == 3
        assert calls("national", "post", "/publications", {"dataset": "rien"}).status_code == 409

    def test_telling_and_naming(self, calls):
        made = granted("EJ-1", (ONE, 30_000_00), terms={})
        body = {"name": "Bpifrance", "siret": GRANTOR}
        assert calls("referent", "put", "/grantors/bpifrance", body).json()["siret"] == GRANTOR
        assert calls("other_referent", "put", "/grantors/bpifrance", body).status_code == 404
        assert calls("national", "put", "/grantors/personne", body).status_code == 409
        (duty,) = calls("", "get", "/duties").json()
        assert (duty["due"], duty["lacking"], duty["ready"]) == (1, 1, 0)
        path = f"/conventions/{made.pk}"
        wrong = calls("referent", "patch", path, {"paid": "demain"})
        assert (wrong.status_code, "paid" in wrong.json()["errors"][0]) == (422, True)
        told = {"conditions": "unique", "paid": "2026-12-01", "is_notified": False}
        assert calls("referent", "patch", path, told).json()["standing"] == "ready"
        assert calls("other_referent", "patch", path, told).status_code == 404
        listed = calls("referent", "get", "/conventions").json()
        assert [one["commitment"] for one in listed["items"]] == [made.pk]
        assert calls("other_referent", "get", "/conventions").json()["count"] == 0

    def test_files(self, calls):
        granted("EJ-1", (ONE, 30_000_00))
        grantor()
        content = b"".join(calls("", "get", "/datasets/subventions/file").streaming_content)

        def sent(who, path, told):
            return calls(who, "post", path, data={"file": SimpleUploadedFile("f.csv", told)})

        assert sent("", "/grants/check", b"x" * 20_000_001).status_code == 422
        assert sent("referent", "/grants", b"x" * 20_000_001).status_code == 409
        assert sent("", "/grants/check", content).json() == {
            "rows": 1,
            "late": 0,
            "faults": [],
        }
        assert "ligne 3" in sent("", "/grants/check", content + b"x").json()["faults"][0]
        assert sent("referent", "/grants", content).json()["same"] == 1
        other = content.replace(b"EJ-1", b"EJ-7")
        assert sent("referent", "/grants", other).json()["added"] == 1
        assert sent("other_referent", "/grants", content).status_code == 404
        faulty = sent("referent", "/grants", other.replace(GRANTOR.encode(), b"1"))
        assert faulty.status_code == 422
        assert "ligne 2, colonne idAttribuant" in faulty.json()["errors"][0]


class TestCommands:
    def test_from_the_ledger_to_a_publication_and_back(self, world, tmp_path):
        made = granted("EJ-1", (ONE, 30_000_00), terms={})
        run("name-grantor", "bpifrance", "Bpifrance", GRANTOR, by=world.referent)
        assert "lacking" in run("conventions", by=world.referent)
        body = tmp_path / "terms.yaml"
        told = {"conditions": "unique", "paid": "2026-12-01", "is_notified": False}
        body.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
        run("tell", made.pk, body, by=world.referent)
        assert held(made).stands.lacks == ()
        file = tmp_path / "subventions.csv"
        run("scdl", file)
        assert "Valable : 1 lignes, dont 0 signées" in run("scdl-check", file)
        old = tmp_path / "old.csv"
        old.write_bytes(file.read_bytes().replace(b"2026-10-05", b"2026-08-22"))
        assert "dont 1 signées depuis plus de 3 mois" in run("scdl-check", old)
        assert "0 nouvelles, 0 changées, 1 déjà connues" in run("scdl-import", file)
        code = run("publish", "subventions", "--note", "Essai").split("\t")[0]
        assert Publication.objects.get().code == code
        assert code in run("publications")
        assert json.loads(run("publications", "--json"))[0]["rows"] == 1
        assert "Bpifrance\t1\t0" in run("duties")

    def test_what_is_refused(self, world, tmp_path):
        file = tmp_path / "f.csv"
        file.write_text("a;b\n", "utf-8")
        assert "f.csv, ligne 1, colonne nomAttribuant" in run("scdl-check", file, code=2)
        assert "f.csv" in run("scdl-import", file, code=2)
        assert "existe pas" in run("export", "rien", tmp_path / "x", code=2)
        assert "csv ou jsonl" in run("export", "argent", tmp_path / "x", "--format", "pdf", code=2)
        assert "existe pas" in run("publish", "rien", code=2)
        assert "existe pas" in run("tell", 999_999, file, code=2)
        assert "opendata.publish" in run("publish", "argent", by=world.referent, code=2)
        assert "SIRET" in run("name-grantor", "bpifrance", "B", "1", code=2)

    def test_datasets_and_their_dictionary(self, tmp_path):
        granted("EJ-1", (ONE, 30_000_00), is_demonstration=True)
        grantor()
        assert "subventions-demonstration" in run("list")
        assert json.loads(run("list", "--json"))[0]["licence"] == "Licence Ouverte 2.0"
        lines = tmp_path / "argent.jsonl"
        run("export", "argent", lines, "--format", "jsonl")
        assert json.loads(lines.read_text().splitlines()[0])["demonstration"] is True
        run("dictionary", tmp_path / "d.csv")
        assert "idAttribuant" in (tmp_path / "d.csv").read_text()
        run("scdl", "--demonstration", tmp_path / "s.csv")
        assert (tmp_path / "s.csv").read_text().count("\n") == 2

    def test_our_rules_against_a_schema(self, tmp_path):
        schema = table_schema(DESCRIBED)
        file = tmp_path / "schema.json"
        file.write_text(json.dumps(schema), "utf-8")
        assert "Mêmes règles : 16 colonnes" in run("scdl-schema", file)
        schema["fields"][7]["constraints"]["maxLength"] = 10
        file.write_text(json.dumps(schema), "utf-8")
        assert "objet" in run("scdl-schema", file, code=2)
        file.write_text("[]", "utf-8")
        assert "fields" in run("scdl-schema", file, code=2)
        file.write_text("{", "utf-8")
        assert "JSON" in run("scdl-schema", file, code=2)
