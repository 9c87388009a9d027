"""Packs asked for, made by the worker, handed over: by the screen, the API, the command line; who
may have which."""

import json

import pytest
from django.test import Client

from ancrage.committees.actions.packs import ask_pack, keep_pack
from ancrage.committees.models import Pack
from ancrage.committees.pack import tasks
from ancrage.committees.pack.content import MEMBERS, PUBLIC
from ancrage.committees.pack.files import KINDS
from ancrage.committees.pack.queries import content_held
from ancrage.jobs.models import Job
from ancrage.jobs.registry import RefusedError
from ancrage.journal import acting
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.people import middleware
from ancrage.people.models import Person, RoleHolding
from ancrage.people.queries import actor_of
from tests.committees import packs
from tests.committees.packs import RESERVED, client
from tests.committees.world import ARVE, called, prepared, with_sheet
from tests.roadmaps.test_commands import run, run_refused
from tests.roadmaps.world import NOW, TODAY, submitted

pytestmark = pytest.mark.django_db
MAKERS = {"copilot", "secretariat", "national"}
READERS = {"copilot", "secretariat", "prefecture", "national"}
EVERYBODY = ("national", "copilot", "other_copilot", "prefecture", "secretariat", "elected")
EVERYBODY += ("manager", "other", "far", "referent", "auditor", "owner", "stranger", "")
FEW = {"pdf": b"%PDF-essai", "xlsx": b"PK-essai"}


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """A person's reference is his token, and it is the day of the tests' world."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=TODAY)

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


def kept(world, edition=MEMBERS, meeting=None) -> Pack:
    """A pack with few files, quickly made."""
    pack = packs.asked_for(world, edition=edition, meeting=meeting or called(world))
    content = packs.gathered(pack, now=NOW)
    by = world.actor("secretariat")
    return keep_pack(by=by, now=NOW, pack=pack, content=content, files=FEW)


def test_who_may_ask_for_which(world):
    meeting = called(world)
    for who in filter(None, EVERYBODY):
        for edition in (MEMBERS, PUBLIC):
            asked = {"by": world.actor(who), "now": NOW, "meeting": meeting, "edition": edition}
            if who in MAKERS:
                assert ask_pack(**asked, is_queued=False).edition == edition
            else:
                with pytest.raises(NotAllowedError):
                    ask_pack(**asked, is_queued=False)


def test_who_may_read_which(world):
    meeting = called(world)
    mine, everybody_s = kept(world, MEMBERS, meeting), kept(world, PUBLIC, meeting)
    for who in EVERYBODY:
        browser = client(world, who)
        for pack, readers in ((mine, READERS), (everybody_s, set(EVERYBODY))):
            expected = 200 if who in readers else 404
            address = f"/comites/{meeting.code}/dossiers/{pack.number}/"
            for path in (address, f"{address}dossier.pdf"):
                assert browser.get(path).status_code == expected, (who, path)


def test_a_territory_reads_its_own_pack_and_no_other_s(world):
    meeting = prepared(world, who="manager", body="project", scope=ARVE)
    pack = packs.asked_for(world, who="manager", meeting=meeting)
    path = f"/comites/{meeting.code}/dossiers/{pack.number}/"
    assert client(world, "manager").get(path).status_code == 200
    for who in ("other", "far", "referent", "stranger", ""):
        assert client(world, who).get(path).status_code == 404, who


def test_what_is_reserved_never_leaves_in_a_public_pack(world):
    packs.peopled(world)
    packs.last_meeting(world)
    meeting = prepared(world)
    with_sheet(world, meeting, submitted(world, title="Point réservé", private=True))
    whole = packs.content_of(world, meeting=meeting).document()
    public = packs.content_of(world, edition=PUBLIC, meeting=meeting).document()
    assert RESERVED in str(whole)
    for word in (RESERVED, "Point réservé", "Soumise", "Un accord manque", "Idée"):
        assert word not in str(public), word
    assert "(réservé aux membres)" in str(public)
    assert "Idée" not in str(whole)
    assert "secrétariat" in whole["reads"]
    assert "aucun droit" in public["reads"]


def test_a_click_has_it_made_by_the_worker_and_the_page_tells_how_far_it_is(world):
    meeting, browser = called(world), client(world, "secretariat")
    home = f"/comites/{meeting.code}/"
    assert "Faire le dossier des membres" in browser.get(home).content.decode()
    asked = browser.post(f"{home}dossiers/", {"edition": MEMBERS})
    assert (asked.status_code, asked["Location"]) == (302, f"{home}dossiers/1/")
    waiting = browser.get(f"{home}dossiers/1/").content.decode()
    assert "progress" in waiting
    assert browser.get(f"{home}dossiers/1/dossier.pdf").status_code == 404
    again = browser.post(f"{home}dossiers/", {"edition": MEMBERS})
    assert again["Location"] == f"{home}dossiers/1/"
    job = Job.objects.get(kind="committees.pack")
    steps: list[float] = []
    tasks.make_files(job.arguments, lambda _step, share: steps.append(share))
    assert steps == sorted(steps)
    assert len(steps) > len(KINDS)
    done = browser.get(f"{home}dossiers/1/").content.decode()
    for file in Pack.objects.get().files.all():
        assert file.digest in done
        answer = browser.get(f"{home}dossiers/1/dossier.{file.kind}")
        assert answer.content == bytes(file.data)
        assert "attachment" in answer["Content-Disposition"]
    assert "HX-Refresh" in browser.get(f"{home}dossiers/1/avancement/").headers
    entry = JournalEntry.objects.filter(command="committees.make_pack").last()
    assert entry.change["after"]["digests"]["pdf"] in done
    tasks.make_files(job.arguments, lambda *_told: pytest.fail("it is made already"))


def test_one_who_lost_his_role_meanwhile_has_it_no_more(world):
    meeting = called(world)
    by = world.actor("secretariat")
    pack = ask_pack(by=by, now=NOW, meeting=meeting, edition=MEMBERS)
    RoleHolding.objects.filter(person=world.people["secretariat"]).delete()
    with pytest.raises(RefusedError, match="ne pouvez plus"):
        tasks.make_files(pack.job.arguments, lambda *_told: None)
    pack.refresh_from_db()
    assert not pack.is_made
    assert pack.files.count() == 0


def test_a_pack_is_made_once(world):
    pack = kept(world)
    before = pack.digest
    by, content = world.actor("secretariat"), content_held(pack)
    kept_again = keep_pack(by=by, now=NOW, pack=pack, content=content, files={"pdf": b"autre"})
    assert kept_again.digest == before
    assert bytes(pack.files.get(kind="pdf").data) == FEW["pdf"]
    with pytest.raises(NotAllowedError):
        keep_pack(by=world.actor("referent"), now=NOW, pack=pack, content=content, files=FEW)


def test_the_api_asks_tells_and_hands_over(world):
    meeting = called(world)
    base = f"/api/v1/meetings/{meeting.code}/packs"

    def call(who, method, path="", body=None):
        token = {"Authorization": f"Bearer {world.people[who].reference}"}
        told = {"data": body, "content_type": "application/json"} if body is not None else {}
        return getattr(Client(), method)(base + path, headers=token, **told)

    asked = call("secretariat", "post", body={"edition": "members"})
    assert asked.status_code == 202
    assert json.loads(asked.content)["state"] == "waiting"
    assert call("referent", "post", body={"edition": "public"}).status_code == 404
    assert call("secretariat", "post", body={"edition": "autre"}).status_code == 422
    assert call("secretariat", "get", "/1/pdf").status_code == 404
    pack = Pack.objects.get()
    content = packs.gathered(pack, now=NOW)
    by = world.actor("secretariat")
    keep_pack(by=by, now=NOW, pack=pack, content=content, files=FEW)
    told = json.loads(call("copilot", "get", "/1").content)
    assert (told["state"], {one["kind"] for one in told["files"]}) == ("done", set(FEW))
    assert call("copilot", "get", "/1/pdf").content == FEW["pdf"]
    assert call("referent", "get", "/1").status_code == 404
    assert json.loads(call("referent", "get").content) == []
    assert call("copilot", "get", "/1/exe").status_code == 422


def test_the_command_line_makes_gets_and_checks(world, tmp_path):
    meeting, secretariat = called(world), world.people["secretariat"]
    said = run("committee", "pack", "make", meeting.code, by=secretariat)
    assert "Dossier n°\N{NO-BREAK SPACE}1 fait" in said or "Dossier n° 1 fait" in said
    assert "members" in run("committee", "pack", "list", meeting.code, by=secretariat)
    target = tmp_path / "pack.pdf"
    digest = run(
        "committee", "pack", "get", meeting.code, 1, "pdf", "--out", target, by=secretariat
    )
    held = Pack.objects.get().files.get(kind="pdf")
    assert (target.read_bytes(), digest.strip()) == (bytes(held.data), held.digest)
    told = run("committee", "pack", "check", meeting.code, 1, "--json", by=secretariat)
    assert json.loads(told) == dict.fromkeys(KINDS, True)
    held.digest = "0" * 64
    held.save()
    assert "différent" in run("committee", "pack", "check", meeting.code, 1, by=secretariat, code=1)
    other = world.people["referent"]
    assert "n’existe pas" in run_refused("committee", "pack", "check", meeting.code, 1, by=other)
