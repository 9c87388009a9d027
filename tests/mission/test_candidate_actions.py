"""Candidates: their three origins, their drafts, their files, their steps."""

import pytest

from ancrage.files.models import FileContent, StoredFile
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.mission.actions import applications, attachments, candidates
from ancrage.mission.actions.applications import Draft, StaleDraftError
from ancrage.mission.actions.missions import MissionRefusedError
from ancrage.mission.models import Candidate
from ancrage.mission.queries.candidates import lacking, overlaps, visible_to
from tests.mission import world as making
from tests.mission.world import ANSWERS, HOST, NOW, PDF, PRIVATE, SIRENS
from tests.selection.site import identified

pytestmark = pytest.mark.django_db
WHO = {
    "submit": "author",
    "return": "national",
    "admit": "national",
    "refuse": "national",
    "conclude": "national",
    "reopen": "national",
    "withdraw": "author",
}


def last() -> JournalEntry:
    return JournalEntry.objects.last()


def step(world, verb, candidate, *, who=""):
    reason = {"reason": "Parce que."}
    needs = verb in {"return", "refuse", "reopen", "withdraw"}
    return candidates.STEPS[verb](
        by=world.actor(who or WHO[verb]), now=NOW, candidate=candidate, **(reason if needs else {})
    )


# Origins


def test_territories_of_an_identification_are_candidates_at_once(world):
    run = identified(draws=0)
    codes = [told["code"] for told in run.result["territories"]]
    pick = {"by": world.actor("national"), "now": NOW, "mission": world.mission}
    made = applications.pick_candidates(**pick, identification=run, codes=codes)
    assert {c.state for c in made} == {"admissible"}
    assert [c.number for c in made] == list(range(1, len(codes) + 1))
    first = run.result["territories"][0]
    assert set(made[0].members) == set(first["members"])
    assert made[0].region == first["region"]
    assert last().change["details"]["identification"] == "petit"
    with pytest.raises(MissionRefusedError, match="déjà candidats"):
        applications.pick_candidates(**pick, identification=run, codes=codes)
    for wrong in ([], ["sim-9999"]):
        with pytest.raises(MissionRefusedError, match="Choisissez"):
            applications.pick_candidates(**pick, identification=run, codes=wrong)
    with pytest.raises(NotAllowedError):
        applications.pick_candidates(
            **(pick | {"by": world.actor("copilot")}), identification=run, codes=codes
        )


def test_a_region_proposes_in_its_own_region_alone(world):
    propose = {"now": NOW, "mission": world.mission, "region": "01", "name": "Le plateau"}
    made = applications.propose_candidate(by=world.actor("copilot"), **propose)
    assert (made.origin, made.state, made.proposed_by) == ("region", "draft", "01")
    for name in ("other_copilot", "national", "author"):
        with pytest.raises(NotAllowedError):
            applications.propose_candidate(by=world.actor(name), **propose)


def test_another_person_of_the_region_writes_its_proposal(world):
    made = applications.propose_candidate(
        by=world.actor("copilot"), now=NOW, mission=world.mission, region="01"
    )
    colleague = making.as_actor(making.person("copilot", code="01"))
    saved = applications.save_application(
        by=colleague, now=NOW, candidate=made, version=1, draft=Draft({"name": "Le plateau"})
    )
    assert saved.name == "Le plateau"
    assert visible_to(colleague, world.mission).count() == 1
    assert visible_to(world.actor("other_copilot"), world.mission).count() == 0


def test_a_proposal_has_to_touch_the_region_that_makes_it(world):
    made = applications.propose_candidate(
        by=world.actor("copilot"), now=NOW, mission=world.mission, region="01"
    )
    elsewhere = [u.siren for u in making.COUNTRY.units if u.region == "02"][:1]
    saved = applications.save_application(
        by=world.actor("copilot"),
        now=NOW,
        candidate=made,
        version=1,
        draft=Draft(ANSWERS, elsewhere),
    )
    assert "région" in lacking(saved)["perimeter"]


def test_anybody_signed_in_applies_while_it_is_open(world):
    made = applications.start_application(by=world.actor("author"), now=NOW, mission=world.mission)
    assert (made.origin, made.state) == ("application", "draft")
    entry = last()
    assert (entry.command, entry.role) == ("mission.apply", "person")
    late = NOW.replace(year=2027)
    with pytest.raises(MissionRefusedError, match="closes depuis le"):
        applications.start_application(by=world.actor("author"), now=late, mission=world.mission)


def test_nobody_applies_to_a_mission_that_is_not_open(db):
    mission = making.prepared()
    by = making.as_actor(making.people().author)
    with pytest.raises(MissionRefusedError, match="pas ouverte"):
        applications.start_application(by=by, now=NOW, mission=mission)


# Drafts


def test_a_draft_is_kept_without_an_entry_and_apart_from_names(world):
    made = making.drafted(world, letter=False)
    entries = JournalEntry.objects.count()
    saved = applications.save_application(
        by=world.actor("author"),
        now=NOW,
        candidate=made,
        version=made.version,
        draft=Draft({"attract": "Deux\r\nlignes", "industrial_name": "Paul Inventé"}),
    )
    assert JournalEntry.objects.count() == entries
    assert saved.answers["attract"] == "Deux\nlignes"
    assert saved.answers["recruit"] == PRIVATE
    assert saved.tandem["industrial_name"] == "Paul Inventé"
    assert "industrial_name" not in saved.answers
    assert saved.members
    assert saved.version == made.version + 1


@pytest.mark.parametrize("name", ["stranger", "national", "copilot", "auditor", "first"])
def test_nobody_else_writes_a_draft(world, name):
    made = making.drafted(world, letter=False)
    with pytest.raises(NotAllowedError):
        applications.save_application(
            by=world.actor(name), now=NOW, candidate=made, version=made.version, draft=Draft({})
        )


def test_a_draft_saved_elsewhere_is_not_overwritten(world):
    made = making.drafted(world, letter=False)
    save = {"by": world.actor("author"), "now": NOW, "candidate": made, "version": made.version}
    applications.save_application(**save, draft=Draft({"recruit": "un"}))
    with pytest.raises(StaleDraftError):
        applications.save_application(**save, draft=Draft({"recruit": "deux"}))
    made.refresh_from_db()
    assert made.answers["recruit"] == "un"


@pytest.mark.parametrize(
    ("draft", "column"),
    [
        (Draft({"unknown": "x"}), "unknown"),
        (Draft({"name": "x" * 121}), "name"),
        (Draft({"recruit": "x" * 4001}), "recruit"),
        (Draft({}, ["999999999"]), "perimeter"),
    ],
)
def test_what_a_draft_cannot_hold_is_located(world, draft, column):
    made = making.drafted(world, letter=False)
    with pytest.raises(InputRefused) as refusal:
        applications.save_application(
            by=world.actor("author"), now=NOW, candidate=made, version=made.version, draft=draft
        )
    assert [problem.column for problem in refusal.value.problems] == [column]


def test_a_perimeter_has_at_most_so_many_members(world, monkeypatch):
    monkeypatch.setattr(applications, "MEMBERS", 3)
    with pytest.raises(InputRefused, match="dépasse"):
        making.drafted(world, members=SIRENS[:4])


# Files


def test_files_are_journalled_by_their_hash_and_go_with_their_bytes(world):
    made = making.drafted(world, letter=False)
    join = {"by": world.actor("author"), "now": NOW, "candidate": made}
    held = attachments.attach_file(**join, kind="letter", name="lettre.pdf", content=PDF)
    entry = last()
    assert entry.change["details"]["sha256"] == held.file.sha256
    assert entry.private
    assert "files" not in lacking(made)
    with pytest.raises(NotAllowedError):
        attachments.detach_file(by=world.actor("national"), now=NOW, attachment=held)
    attachments.detach_file(by=world.actor("author"), now=NOW, attachment=held)
    assert not StoredFile.objects.exists()
    assert not FileContent.objects.exists()
    assert "files" in lacking(made)


def test_files_do_not_change_once_it_is_submitted(world):
    made = making.submitted(world)
    with pytest.raises(MissionRefusedError, match="déposée"):
        attachments.attach_file(
            by=world.actor("author"),
            now=NOW,
            candidate=made,
            kind="other",
            name="a.pdf",
            content=PDF,
        )
    with pytest.raises(MissionRefusedError, match="nature"):
        attachments.attach_file(
            by=world.actor("author"),
            now=NOW,
            candidate=making.drafted(world, letter=False),
            kind="photo",
            name="a.pdf",
            content=PDF,
        )


# Steps


def test_submitting_says_all_that_is_missing(world):
    made = making.drafted(world, answers={"name": "Sans rien"}, members=[], letter=False)
    with pytest.raises(StepRefusedError) as refusal:
        candidates.submit_candidate(by=world.actor("author"), now=NOW, candidate=made)
    for told in ("intercommunalité", "Recruter", "Simplifier", "lettre d’engagement"):
        assert told in str(refusal.value)


def test_submitting_is_told_to_the_regions_without_the_names(world):
    made = making.submitted(world)
    entry = last()
    assert made.state == "submitted"
    assert entry.private
    assert entry.where["region"] == sorted(made.region_codes)
    assert entry.change["after"]["answers"]["recruit"] == PRIVATE
    assert "Jeanne" not in str(entry.change)
    assert entry.personal["elected_name"] == "Jeanne Inventée"


def test_a_copilot_does_not_submit_what_is_not_his_region_s(world):
    made = making.drafted(world)
    for name in ("copilot", "national", "stranger"):
        with pytest.raises(NotAllowedError):
            candidates.submit_candidate(by=world.actor(name), now=NOW, candidate=made)


def test_the_way_to_admissibility_and_back(world):
    made = making.submitted(world)
    made = step(world, "return", made)
    assert (made.state, made.reason) == ("draft", "Parce que.")
    assert last().change["details"]["reason"] == "Parce que."
    made = step(world, "submit", made)
    assert made.reason == ""
    made = step(world, "refuse", made)
    assert made.state == "inadmissible"
    with pytest.raises(StepRefusedError, match="irrecevable"):
        step(world, "admit", made)


@pytest.mark.parametrize("verb", ["return", "refuse"])
def test_a_refusal_gives_its_reason(world, verb):
    made = making.submitted(world)
    with pytest.raises(StepRefusedError, match="raison"):
        candidates.STEPS[verb](by=world.actor("national"), now=NOW, candidate=made, reason="  ")


@pytest.mark.parametrize("verb", ["return", "admit", "refuse"])
@pytest.mark.parametrize("name", ["author", "copilot", "auditor", "first"])
def test_the_national_team_alone_says_what_is_admissible(world, verb, name):
    made = making.submitted(world)
    with pytest.raises(NotAllowedError):
        step(world, verb, made, who=name)
    made.refresh_from_db()
    assert made.state == "submitted"


def test_authors_withdraw_with_a_reason(world):
    made = making.admitted(world)
    with pytest.raises(NotAllowedError):
        step(world, "withdraw", made, who="national")
    made = step(world, "withdraw", made)
    assert made.state == "withdrawn"
    with pytest.raises(StepRefusedError):
        step(world, "withdraw", made)


def test_a_score_is_settled_and_may_be_opened_again(world):
    made = making.both_locked(world, {"identity": 3}, {"identity": 2})
    made = step(world, "conclude", made)
    # 15 in all: 2 everywhere but a mean of 2.5 on identity, which weighs 3.
    assert str(made.score) == "52.5"
    assert made.score_known == 1
    assert "52,5 sur 100" in last().says
    made = step(world, "reopen", made)
    assert made.score is None
    assert last().change["before"]["score"] == "52.5"


def test_a_score_is_not_settled_over_a_disagreement(world):
    made = making.both_locked(world, {"identity": 4}, {"identity": 1})
    with pytest.raises(StepRefusedError, match="Identité et savoir-faire"):
        step(world, "conclude", made)


def test_a_score_with_nothing_known_is_not_settled(world):
    nothing = dict.fromkeys(making.marks(world.mission), None)
    made = making.both_locked(world, nothing, nothing)
    with pytest.raises(StepRefusedError, match="Aucun critère"):
        step(world, "conclude", made)


def test_two_candidates_that_share_an_intercommunality_say_so(world):
    first = making.submitted(world, members=SIRENS[:2])
    second = making.submitted(world, members=SIRENS[1:3])
    assert overlaps(first) == [(second, [SIRENS[1]])]
    assert overlaps(making.drafted(world, members=[])) == []


def test_a_draft_is_seen_by_its_author_alone(world):
    making.drafted(world)
    seen = {
        name: visible_to(world.actor(name), world.mission).count()
        for name in ("author", "stranger", "national", "copilot", "auditor", "first")
    }
    assert seen.pop("author") == 1
    assert set(seen.values()) == {0}
    assert Candidate.objects.count() == 1


def test_the_host_keeps_no_draft(world):
    made = making.drafted(world, letter=False)
    with pytest.raises(NotAllowedError):
        applications.save_application(
            by=HOST, now=NOW, candidate=made, version=made.version, draft=Draft({})
        )
