"""The API and the command line: every step, the same refusals, nothing that is not one's own."""

import base64
import datetime as dt
import json

import pytest
from django.utils import timezone

from ancrage.adaptation import actions
from ancrage.adaptation.models import Amendment, DecisionRecord
from ancrage.journal.acting import act_for
from ancrage.people.actions.tokens import create_token
from ancrage.people.queries import actor_of
from ancrage.people.queries.tokens import carriable
from ancrage.project.cli import run
from ancrage.selection.engine.amending import AddMember, move_document
from tests.adaptation.site import (
    ACROSS,
    ADD,
    HOST,
    NOW,
    PROGRAMME,
    RENAME,
    SIRENS,
    accepted,
    approved,
    drafted,
    judged,
    programme,
    submitted,
)
from tests.people.world import person

OTHER = AddMember("sim-0101", SIRENS[5])
"""Meets `ADD`: another neighbour joins the same territory."""
TODAY = timezone.localdate().isoformat()


@pytest.fixture(autouse=True)
def _site(db):
    programme()
    judged()
    yield
    act_for("")


def token(role: str, code: str = "") -> dict[str, str]:
    """The header of a key that carries somebody's role."""
    somebody = person(role, code=code)
    by = actor_of(somebody, on=timezone.localdate())
    made = create_token(
        by=by,
        now=timezone.now(),
        name="Essai",
        expires_on=timezone.localdate() + dt.timedelta(days=30),
        may_write=True,
        roles=[row.holding.reference for row in carriable(by, on=timezone.localdate())],
    )
    return {"Authorization": f"Bearer {made.key}"}


def plain(text: str) -> str:
    """No-break spaces as spaces."""
    return text.replace("\\u00a0", " ").replace("\u00a0", " ")


class Api:
    def __init__(self, client, headers):
        self.client, self.headers = client, headers

    def get(self, path, status=200):
        response = self.client.get(f"/api/v1{path}", headers=self.headers)
        assert response.status_code == status, response.content
        return json.loads(plain(response.content.decode()))

    def send(self, path, body=None, *, status=200, put=False):
        act = self.client.put if put else self.client.post
        response = act(
            f"/api/v1{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers=self.headers,
        )
        assert response.status_code == status, response.content
        return json.loads(plain(response.content.decode()))


@pytest.fixture
def region(client):
    return Api(client, token("copilot", "01"))


@pytest.fixture
def nation(client):
    return Api(client, token("national"))


def test_an_amendment_goes_through_by_the_api_alone(region, nation):
    new = {"programme": PROGRAMME, "region": "01", "title": "Un voisin", "reason": "Parce que."}
    made = region.send("/amendments", new, status=201)
    one = f"/amendments/{made['code']}"
    told = region.send(f"{one}/moves", {"move": move_document(ADD), "revision": made["revision"]})
    assert told["said"] == ["Ajouter U1 au territoire « Nord-Ouest »"]
    assert told["effects"]["identification"] == "petit"
    assert [region["region"]["code"] for region in told["effects"]["regions"]] == ["01"]
    assert any(c["says"].startswith("3 intercommunalités") for c in told["effects"]["checks"])
    region.send(f"{one}/moves", {"move": move_document(RENAME)})
    told = region.send(f"{one}/undo")
    assert len(told["moves"]) == 1
    told = region.send(f"{one}/words", {"title": "Un voisin de plus", "reason": "Oui."}, put=True)
    assert (told["title"], told["may"]) == ("Un voisin de plus", ["edit", "submit", "withdraw"])
    nation.get(one, 404)
    assert region.send(f"{one}/submit")["state"] == "submitted"
    file = {"name": "releve.txt", "content_base64": base64.b64encode(b"Oui.").decode()}
    decision = {
        "favourable": True,
        "body": "Comité régional",
        "decided_on": TODAY,
        "present_count": 2,
        "present": ["Anne Un"],
        "words": "Adopté.",
        "file": file,
    }
    told = region.send(f"{one}/decision", decision)
    record = told["steps"][-1]["decision"]
    assert (record["present_count"], len(record["file_sha256"])) == (2, 64)
    assert "Anne" not in json.dumps(told)
    region.send(f"{one}/accept", {"valid_from": TODAY}, status=404)
    told = nation.send(f"{one}/accept", {"valid_from": TODAY, "seen_list": "essai-1"})
    assert (told["state"], told["result"]) == ("accepted", f"essai-{TODAY}")
    history = nation.get(f"/programmes/{PROGRAMME}/history")
    assert [v["code"] for v in history["versions"]] == [f"essai-{TODAY}", "essai-1"]
    assert history["versions"][0]["said"] == ["Ajouter U1 au territoire « Nord-Ouest »"]
    assert [step["verb"] for step in history["versions"][0]["steps"]] == [
        *("submit", "approve", "accept")
    ]


def test_without_a_key_only_what_was_accepted_is_read(client):
    made, hidden = accepted(ADD), submitted(RENAME)
    public = Api(client, {})
    told = public.get("/amendments")
    assert [item["code"] for item in told["items"]] == [made.code]
    assert public.get(f"/amendments/{made.code}")["may"] == []
    public.get(f"/amendments/{hidden.code}", 404)
    public.send(f"/amendments/{hidden.code}/withdraw", status=401)
    assert public.get("/amendments?state=submitted")["count"] == 0


def test_another_region_gets_the_same_answer_as_for_what_is_not_there(client, region):
    made = drafted(ADD)
    other = Api(client, token("copilot", "02"))
    bodies = [
        ("moves", {"move": move_document(RENAME)}),
        *((verb, {}) for verb in ("undo", "refresh", "submit", "withdraw")),
    ]
    for verb, body in bodies:
        mine = other.send(f"/amendments/{made.code}/{verb}", body, status=404)
        nobodys = other.send(f"/amendments/01-2099-99/{verb}", body, status=404)
        assert mine["detail"].replace(made.code, "") == nobodys["detail"].replace("01-2099-99", "")
    assert Amendment.objects.get().moves == made.moves
    assert region.get(f"/amendments/{made.code}")["state"] == "draft"


def test_an_older_revision_and_a_wrong_state_are_conflicts(region):
    made = drafted(ADD)
    body = {"move": move_document(RENAME), "revision": 1}
    told = region.send(f"/amendments/{made.code}/moves", body, status=409)
    assert "révision 2" in told["detail"]
    told = region.send(f"/amendments/{made.code}/take-back", {"words": "Oui."}, status=409)
    assert "brouillon" in told["detail"]


@pytest.mark.parametrize(
    ("move", "told"),
    [
        ({"kind": "dance"}, "sorte de changement"),
        ({"kind": "rename", "territory": "sim-0101"}, "forme attendue"),
        ({"kind": "rename", "territory": "sim-0199", "name": "X"}, "aucun territoire"),
        ({"kind": "add_member", "territory": "sim-0101", "siren": SIRENS[9]}, "déjà dans"),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_words(region, move, told):
    made = drafted()
    answer = region.send(f"/amendments/{made.code}/moves", {"move": move}, status=422)
    assert told in answer["detail"]


def test_a_broken_file_is_refused(region):
    made = submitted(ADD)
    body = {
        "favourable": True,
        "body": "Comité",
        "decided_on": TODAY,
        "present_count": 1,
        "words": "Oui.",
        "file": {"name": "x.exe", "content_base64": "%%%"},
    }
    region.send(f"/amendments/{made.code}/decision", body, status=422)
    body["file"]["content_base64"] = base64.b64encode(b"\x00\x01\x02").decode()
    region.send(f"/amendments/{made.code}/decision", body, status=422)
    assert not DecisionRecord.objects.exists()


def test_an_objection_and_what_was_set_aside(client, region):
    made = submitted(ACROSS)
    other = Api(client, token("copilot", "02"))
    assert other.get(f"/amendments/{made.code}")["may"] == ["object"]
    other.send(f"/amendments/{made.code}/objection", {"words": ""}, status=409)
    told = other.send(f"/amendments/{made.code}/objection", {"words": "C’est à nous."})
    assert told["steps"][-1]["words"] == "C’est à nous."
    draft = drafted(ADD)
    actions.take_back_amendment(by=HOST, now=NOW, code=made.code, words="Oui.")
    accepted(OTHER)
    told = region.send(f"/amendments/{draft.code}/refresh")
    assert (told["said"], len(told["set_aside"])) == ([], 1)
    told = region.send(f"/amendments/{draft.code}/set-aside/0/forget")
    assert told["set_aside"] == []


# The command line


def cli(capsys, *arguments, status=0) -> str:
    capsys.readouterr()
    assert run(["amendments", *arguments]) == status
    held = capsys.readouterr()
    return plain(held.out if status == 0 else held.err)


def test_an_amendment_goes_through_by_the_command_line(capsys, tmp_path):
    where = ("--programme", PROGRAMME, "--region", "01", "--reason", "Parce que.")
    code = cli(capsys, "propose", "Un voisin", *where).strip()
    assert code == Amendment.objects.get().code
    assert "brouillon (révision 2)" in cli(capsys, "move", code, json.dumps(move_document(ADD)))
    cli(capsys, "move", code, json.dumps(move_document(RENAME)), "--revision", "2")
    cli(capsys, "undo", code)
    cli(capsys, "write", code, "--title", "Un voisin de plus", "--reason", "Oui.")
    cli(capsys, "refresh", code)
    assert "soumise" in cli(capsys, "submit", code)
    file = tmp_path / "releve.txt"
    file.write_text("Oui.")
    told = cli(
        capsys,
        *("decide", code, "--favourable", "--on", "2018-12-01", "--body", "Comité"),
        *("--present", "2", "--name", "Anne Un", "--words", "Adopté.", "--file", str(file)),
    )
    assert "avis favorable" in told
    assert f"liste publiée : essai-{TODAY}" in cli(capsys, "accept", code, "--from", TODAY)
    told = cli(capsys, "show", code)
    assert "Ajouter U1" in told
    assert "Acceptée" in told
    assert code in cli(capsys, "list", "--state", "accepted")
    assert "Aucune modification" in cli(capsys, "list", "--state", "refused")
    assert "Ajouter U1" in cli(capsys, "history", PROGRAMME)
    assert json.loads(cli(capsys, "show", code, "--json"))["state"] == "accepted"
    assert json.loads(cli(capsys, "history", PROGRAMME, "--json"))[1]["code"] == "essai-1"


def test_the_other_steps_by_the_command_line(capsys):
    code = submitted(ACROSS).code
    cli(capsys, "object", code, "--words", "C’est à nous.")
    cli(capsys, "take-back", code, "--words", "À revoir.")
    cli(capsys, "withdraw", code)
    assert "retirée" in cli(capsys, "list")
    code = approved(ADD).code
    assert "à corriger" in cli(capsys, "send-back", code, "--words", "Précisez.")
    assert "refusée" in cli(capsys, "refuse", approved(RENAME).code, "--words", "Non.")
    draft = drafted(ADD).code
    accepted(OTHER)
    cli(capsys, "refresh", draft)
    cli(capsys, "forget", draft, "0")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "01-2099-01"), "Aucune modification"),
        (("move", "01-2026-01", "{"), "JSON"),
        (("move", "01-2026-01", "[]"), "sorte de changement"),
        (("take-back", "01-2026-01", "--words", "Oui."), "brouillon"),
        (("history", "rien"), "Aucun programme"),
        (
            ("propose", "X", "--programme", "rien", "--region", "01"),
            "n’est pas un programme",
        ),
    ],
)
def test_what_is_refused_is_told_on_the_command_line(capsys, arguments, told):
    drafted(ADD)
    assert told in cli(capsys, *arguments, status=2)


def test_somebody_on_the_command_line_has_his_own_rights(capsys):
    made = drafted(ADD)
    other = person("copilot", code="02")
    act_for(other.email)
    assert "Aucune modification" in cli(capsys, "show", made.code, status=2)
    assert "pas le droit" in cli(
        capsys, "propose", "X", "--programme", PROGRAMME, "--region", "01", status=2
    )
