"""Imports by the API and the command line: sent, corrected, mended, taken in, undone."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate
from openpyxl import load_workbook

from ancrage.journal import acting
from ancrage.journal.models import JournalEntry
from ancrage.kernel.problems import InputRefused
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.roadmaps.models import ActionSheet, ColumnChoice, SheetImport
from tests.people.world import sign_in
from tests.roadmaps.filing import GOOD, HEAD, as_csv
from tests.roadmaps.test_commands import run, run_refused
from tests.roadmaps.world import ARVE, LOIRE, NOW

BASE = "/api/v1/sheet-imports"
BAD = ["A2", "Former des soudeurs", "GRETA", "-1", ""]
TOO_LARGE = b"a;b\n" * 5_000_001


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """A person's reference is his token, and it is the day of the tests' world."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


@pytest.fixture
def calls(world):
    """A call as somebody: its status and what it says."""

    def call(who, method, path, body=None, **more):
        token = {"Authorization": f"Bearer {world.people[who].reference}"}
        told = more or {"data": body, "content_type": "application/json"}
        answer = getattr(Client(), method)(BASE + path, headers=token, **told)
        return answer.status_code, json.loads(answer.content or "{}")

    return call


@pytest.fixture
def send(calls):
    """Files sent by somebody to a territory."""

    def sent(*contents, who="manager", scope=ARVE):
        files = [SimpleUploadedFile(f"f{n}.csv", one) for n, one in enumerate(contents, 1)]
        return calls(who, "post", f"?territory={scope}", data={"files": files})

    return sent


def written():
    """How many entries tell of imports."""
    return JournalEntry.objects.filter(command="roadmaps.import").count()


def test_files_are_shown_taken_in_and_undone(calls, send):
    status, held = send(as_csv(GOOD, BAD))
    assert (status, held["counts"]) == (201, {"new": 1, "changed": 0, "same": 0, "faulty": 1})
    assert [(one["place"], one["effect"]) for one in held["lines"]] == [
        ("f1.csv · ligne 2", "new"),
        ("f1.csv · ligne 3", "faulty"),
    ]
    (fault,) = held["faults"]
    assert (fault["file"], fault["row"], fault["column"], fault["value"]) == (
        "f1.csv", 3, "Coût total (€)", "-1",
    )  # fmt: skip
    assert "sans signe" in fault["advice"]
    assert not ActionSheet.objects.exists()
    one = f"/{held['reference']}"
    status, done = calls("manager", "post", f"{one}/taking", {})
    assert (status, done["is_taken"], list(done["sheets"].values())) == (200, True, [1])
    assert calls("elected", "get", one)[1]["sheets"] == done["sheets"]
    assert written() == 1
    assert calls("manager", "post", f"{one}/taking", {})[0] == 409
    status, undone = calls("elected", "post", f"{one}/undo", {})
    assert (status, undone["is_undone"]) == (200, True)
    assert ActionSheet.objects.get().deleted_at is not None
    assert written() == 2
    status, told = calls("manager", "post", f"{one}/undo", {})
    assert (status, "déjà défaite" in told["detail"]) == (409, True)
    assert written() == 2


def test_the_same_file_again_changes_nothing(calls, send):
    for counts in ({"new": 1, "same": 0}, {"new": 0, "same": 1}):
        _status, held = send(as_csv(GOOD))
        _status, done = calls("manager", "post", f"/{held['reference']}/taking", {})
        assert done["counts"] == {"changed": 0, "faulty": 0, **counts}
        assert written() == 1
    assert ActionSheet.objects.get().revision == 1


def test_what_was_not_taken_in_is_not_undone(calls, send):
    _status, held = send(as_csv(GOOD))
    status, told = calls("manager", "post", f"/{held['reference']}/undo", {})
    assert (status, "n’ont pas été repris" in told["detail"]) == (409, True)


def test_what_was_inferred_waits_for_a_yes(calls, send):
    _status, held = send(as_csv([*GOOD[:3], "1000,5555", GOOD[4]]))
    assert "1000,56" in held["lines"][0]["inferred"][0]
    one = f"/{held['reference']}/taking"
    assert calls("manager", "post", one, {})[0] == 409
    assert not ActionSheet.objects.exists()
    assert calls("manager", "post", one, {"confirmed": True})[0] == 200


def test_columns_are_corrected_and_what_is_no_field_is_refused(calls, send):
    content = as_csv(["A1", "Un", "Inventée"], head=["N°", "Mon titre à moi", "Qui fait"])
    _status, held = send(content)
    (table,) = held["tables"]
    assert [(c["heading"], c["target"], c["example"]) for c in table["columns"]] == [
        ("N°", "reference", "A1"), ("Mon titre à moi", "", "Un"), ("Qui fait", "", "Inventée"),
    ]  # fmt: skip
    path = f"/{held['reference']}/columns"
    for body, words in (
        ({"columns": {"Qui fait": "proprio"}}, "« proprio » n’est pas un champ connu"),
        ({"columns": {"Autre": "title"}}, "n’a pour titre « autre »"),
        ({"columns": {"N°": "title", "Qui fait": "title"}}, "la même chose"),
        ({"pages": {"ailleurs": "sheets"}}, "n’est pas un tableau"),
        ({"pages": {table["key"]: "poems"}}, "un tableau contient sheets, funding"),
    ):
        status, told = calls("manager", "put", path, body)
        assert status == 409, told
        assert words in told["detail"].replace("\N{NO-BREAK SPACE}", " ")
    assert not ColumnChoice.objects.exists()
    assert calls("manager", "get", f"/{held['reference']}")[1] == held
    body = {"columns": {"Mon titre à moi": "title", "Qui fait": "owner_name"}}
    status, told = calls("manager", "put", path, body)
    assert (status, told["counts"]["new"], told["lines"][0]["title"]) == (200, 1, "Un")
    status, told = calls("manager", "put", path, {"pages": {table["key"]: ""}})
    assert (status, told["lines"], told["tables"][0]["holds"]) == (200, [], "")


def test_others_do_not_send_see_nor_take(calls, send):
    for who in ("other", "far", "referent", "owner", "stranger", "auditor"):
        assert send(as_csv(GOOD), who=who)[0] == 404
    assert send(as_csv(GOOD), scope=LOIRE)[0] == 404
    _status, held = send(as_csv(GOOD))
    one = f"/{held['reference']}"
    for method, path, body in (
        ("get", one, None), ("put", f"{one}/columns", {}),
        ("post", f"{one}/taking", {}), ("post", f"{one}/undo", {}),
    ):  # fmt: skip
        assert calls("other", method, path, body)[0] == 404
    assert (written(), ActionSheet.objects.count()) == (0, 0)


def test_too_much_is_refused_before_it_is_read(send, monkeypatch, world, tmp_path):
    def read(*_arguments):
        raise AssertionError

    monkeypatch.setattr(SimpleUploadedFile, "read", read)
    monkeypatch.setattr("pathlib.Path.read_bytes", read)
    monkeypatch.setattr("django.core.files.uploadedfile.InMemoryUploadedFile.read", read)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.read", read)
    path = tmp_path / "gros.csv"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(InputRefused, match="la limite est de"):
        run("sheet", "import", path, "--territory", ARVE, by=world.people["manager"])
    assert not SheetImport.objects.exists()


def test_a_file_too_large_is_refused_by_every_door(send, world, client):
    status, told = send(TOO_LARGE)
    assert (status, "la limite est de" in json.dumps(told, ensure_ascii=False)) == (422, True)
    status, told = send(*[b"a" * 13_000_000] * 5)
    assert (status, "Pas plus de 100 fichiers ni de 60 Mo" in told["detail"]) == (409, True)
    sign_in(client, world.people["manager"])
    file = SimpleUploadedFile("gros.csv", TOO_LARGE)
    page = client.post("/fiches/reprise/", {"territory": ARVE, "documents": file})
    assert (page.status_code, "la limite est de" in page.content.decode()) == (422, True)
    assert not SheetImport.objects.exists()


def test_lines_at_fault_are_taken_away_before_and_after(send, calls, world, client):
    _status, held = send(as_csv(GOOD, BAD))
    sign_in(client, world.people["manager"])
    path = f"/fiches/reprise/{held['reference']}/a-corriger.xlsx"
    for _time in ("before", "after"):
        page = load_workbook(io.BytesIO(client.get(path).content)).worksheets[0]
        head, line, *more = [[cell.value for cell in row] for row in page.iter_rows()]
        assert head == ["À corriger", "Fichier d’origine", *HEAD[:4]]
        assert (line[1:], more) == (["f1.csv · ligne 3", *BAD[:3], "'-1"], [])
        assert "ne peut pas être négatif" in line[0]
        calls("manager", "post", f"/{held['reference']}/taking", {})
    sign_in(client, world.people["other"])
    assert client.get(path).status_code == 404


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_files_by_the_command_line(world, tmp_path):
    manager = world.people["manager"]
    path = tmp_path / "fiches.csv"
    path.write_bytes(as_csv(GOOD, BAD))
    given = ["sheet", "import", path, "--territory", ARVE]
    shown = plain(run(*given, "--dry-run", by=manager))
    assert "créées : 1, modifiées : 0, inchangées : 0, à corriger : 1" in shown
    assert "ligne 3, Coût total (€) « -1 »" in shown
    assert not ActionSheet.objects.exists()
    told = json.loads(run(*given, "--json", by=manager))
    assert (told["is_taken"], list(told["sheets"].values())) == (True, [1])
    assert written() == 1
    run("sheet", "undo-import", told["reference"], by=world.people["other"], code=2)
    assert "Défait" in run("sheet", "undo-import", told["reference"], by=manager)
    assert "déjà défaite" in run_refused("sheet", "undo-import", told["reference"], by=manager)
    assert written() == 2
    elsewhere = run_refused(*given[:3], "--territory", LOIRE, by=manager)
    assert "Vous ne reprenez pas de fichiers" in elsewhere


def test_the_command_line_says_what_is_to_be_mended_or_confirmed(world, tmp_path):
    manager = world.people["manager"]
    path = tmp_path / "fiches.csv"
    given = ["sheet", "import", path, "--territory", ARVE]
    path.write_bytes(as_csv(BAD))
    assert "écrivez-le sans signe" in run(*given, by=manager, code=1)
    path.write_bytes(as_csv([*GOOD[:3], "1000,5555", GOOD[4]]))
    told = plain(run_refused(*given, by=manager))
    assert "« 1000,5555 » arrondi à 1000,56 €" in told
    assert "ajoutez --confirm" in told
    assert not ActionSheet.objects.exists()
    assert "créées : 1" in plain(run(*given, "--confirm", by=manager))
    assert ActionSheet.objects.get().total_cost == 1000_56


def test_an_export_by_the_command_line_changes_nothing_when_it_comes_back(world, tmp_path):
    manager, source, out = world.people["manager"], tmp_path / "f.csv", tmp_path / "fiches.ods"
    source.write_bytes(as_csv(GOOD))
    run("sheet", "import", source, "--territory", ARVE, by=manager)
    run("sheet", "export", "--territory", ARVE, "--output", out, by=manager)
    told = run("sheet", "import", out, "--territory", ARVE, by=manager)
    assert "inchangées : 1" in plain(told)
    assert written() == 1
    refused = run_refused("sheet", "export", "--territory", LOIRE, "-o", out, by=manager)
    assert "vos territoires" in refused
