"""Readings: blind until both are locked, never with a conflict, sealed in the journal."""

import pytest

from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.journal.queries import shown_to, visible_to
from ancrage.kernel.chain import canonical, digest
from ancrage.kernel.workflow import StepRefusedError
from ancrage.mission.access import (
    Access,
    file_access,
    readings_access,
)
from ancrage.mission.actions import readings, settlements
from ancrage.mission.actions.experts import Declared, declare_interests
from ancrage.mission.actions.readings import ReadingRefusedError, StaleReadingError, Written
from ancrage.mission.actions.settlements import SettlementRefusedError
from ancrage.mission.models import Expert, Interest, Reading, Remark, Settlement
from ancrage.mission.queries.missions import expert_of
from ancrage.mission.queries.readings import active_readings, settled_rows
from tests.mission import world as making
from tests.mission.world import HOST, NOW, as_actor
from tests.people.world import give

pytestmark = pytest.mark.django_db
EVERYBODY = (
    *("national", "copilot", "other_copilot", "author", "stranger", "auditor"),
    *("first", "second", "third"),
)


def last() -> JournalEntry:
    return JournalEntry.objects.last()


# Giving readings


def test_two_readings_go_to_two_experts_who_declared(world):
    candidate = making.admitted(world)
    give = {"by": world.actor("national"), "now": NOW, "candidate": candidate}
    with pytest.raises(ReadingRefusedError, match="n’a pas déclaré"):
        readings.assign_readings(**give, experts=world.experts[:1])
    making.declared(world, candidate, third="Un parent y travaille.")
    with pytest.raises(ReadingRefusedError, match="aucun conflit"):
        readings.assign_readings(**give, experts=world.experts[2:])
    with pytest.raises(ReadingRefusedError, match="deux experts"):
        readings.assign_readings(**give, experts=[world.experts[0]] * 2)
    made = readings.assign_readings(**give, experts=world.experts[:2])
    assert [(r.seat, r.state) for r in made] == [(1, "assigned"), (2, "assigned")]
    with pytest.raises(ReadingRefusedError, match="déjà ses deux lectures"):
        readings.assign_readings(**give, experts=world.experts[:1])


@pytest.mark.parametrize("name", ["copilot", "author", "first", "auditor"])
def test_the_national_team_alone_gives_readings(world, name):
    candidate = making.admitted(world)
    with pytest.raises(NotAllowedError):
        readings.assign_readings(
            by=world.actor(name), now=NOW, candidate=candidate, experts=world.experts[:2]
        )


def test_a_candidate_that_is_not_admissible_is_not_read(world):
    candidate = making.submitted(world)
    making.declared(world, candidate)
    with pytest.raises(ReadingRefusedError, match="pas en lecture"):
        readings.assign_readings(by=HOST, now=NOW, candidate=candidate, experts=world.experts[:2])


def test_sharing_gives_what_is_lacking_and_says_who_lacks(world):
    served, lacking = making.admitted(world), making.admitted(world)
    making.declared(world, served)
    making.declared(world, lacking, first="Un lien.", second="Un lien.")
    count, left = readings.share_readings(by=HOST, now=NOW, mission=world.mission)
    assert (count, left) == (2, [lacking.number])
    assert len(active_readings(served)) == 2
    with pytest.raises(ReadingRefusedError, match="Aucune lecture"):
        readings.share_readings(by=HOST, now=NOW, mission=world.mission)


# Writing and locking


def test_only_the_reader_writes_his_marks(world):
    _candidate, first, _second = making.assigned(world)
    for name in (*EVERYBODY[:-3], "second", "third"):
        with pytest.raises(NotAllowedError):
            making.written(world, first, world.actor(name))
        with pytest.raises(NotAllowedError):
            readings.lock_reading(by=world.actor(name), now=NOW, reading=first)
    seen = as_actor(world.people.first, seen_by="x")
    with pytest.raises(NotAllowedError):
        making.written(world, first, seen)


def test_a_draft_reading_leaves_no_entry_and_may_be_incomplete(world):
    _candidate, first, _second = making.assigned(world)
    count = JournalEntry.objects.count()
    saved = readings.save_reading(
        by=world.readers[0],
        now=NOW,
        reading=first,
        version=1,
        written=Written(marks={"identity": 4}),
    )
    assert (saved.state, saved.marks) == ("draft", {"identity": 4})
    assert JournalEntry.objects.count() == count
    with pytest.raises(StepRefusedError, match="À compléter"):
        readings.lock_reading(by=world.readers[0], now=NOW, reading=saved)


@pytest.mark.parametrize("marks", [{"identity": 5}, {"identity": True}, {"magic": 1}])
def test_marks_out_of_the_grid_are_refused(world, marks):
    _candidate, first, _second = making.assigned(world)
    with pytest.raises(ReadingRefusedError):
        readings.save_reading(
            by=world.readers[0], now=NOW, reading=first, version=1, written=Written(marks=marks)
        )


def test_a_reading_saved_elsewhere_is_not_overwritten(world):
    _candidate, first, _second = making.assigned(world)
    making.written(world, first, world.readers[0])
    with pytest.raises(StaleReadingError):
        readings.save_reading(
            by=world.readers[0], now=NOW, reading=first, version=1, written=Written()
        )


def test_a_locked_reading_no_longer_changes(world):
    _candidate, first, _second = making.assigned(world)
    held = making.locked(world, first, world.readers[0])
    with pytest.raises(StepRefusedError, match="verrouillée"):
        making.written(world, held, world.readers[0])
    with pytest.raises(StepRefusedError, match="verrouillée"):
        readings.lock_reading(by=world.readers[0], now=NOW, reading=held)


def test_an_expert_with_a_conflict_neither_writes_nor_locks(world):
    candidate, first, _second = making.assigned(world)
    written = making.written(world, first, world.readers[0])
    Interest.objects.filter(expert=world.experts[0]).update(has_conflict=True)
    with pytest.raises(StepRefusedError, match="conflit d’intérêts"):
        making.written(world, written, world.readers[0])
    with pytest.raises(StepRefusedError, match="conflit d’intérêts"):
        readings.lock_reading(by=world.readers[0], now=NOW, reading=written)
    assert candidate.readings.filter(state="locked").count() == 0


# Blindness


def test_nobody_sees_marks_before_both_are_locked(world):
    candidate, first, _second = making.assigned(world)
    making.locked(world, first, world.readers[0], identity=3)
    held = active_readings(candidate)
    assert settled_rows(candidate, held) == []
    for name in EVERYBODY:
        assert readings_access(world.actor(name), held) == Access.NONE


def test_once_both_are_locked_the_two_readers_and_the_national_team_see_them(world):
    held = active_readings(making.both_locked(world))
    seen = {name: readings_access(world.actor(name), held) for name in EVERYBODY}
    full = {name for name, access in seen.items() if access == Access.FULL}
    assert full == {"national", "first", "second"}
    assert seen["auditor"] == Access.OUTLINE
    assert seen["third"] == Access.NONE
    looking = as_actor(world.people.first, seen_by="x")
    assert readings_access(looking, held) == Access.OUTLINE


def test_a_reader_put_in_later_is_as_blind_as_the_first(world):
    candidate = making.both_locked(world, {"identity": 4}, {"identity": 1})
    settlements.write_remark(
        by=world.readers[0], now=NOW, candidate=candidate, text="J’ai mis 4 pour le verre."
    )
    second = active_readings(candidate)[1]
    readings.set_aside_reading(by=HOST, now=NOW, reading=second, reason="Retard.")
    (third,) = readings.assign_readings(
        by=HOST, now=NOW, candidate=candidate, experts=world.experts[2:]
    )
    assert third.seat == 2
    held = active_readings(candidate)
    assert readings_access(world.actor("third"), held) == Access.NONE
    assert readings_access(world.readers[0], held) == Access.NONE
    assert not Remark.objects.exists()
    with pytest.raises(SettlementRefusedError, match="verrouillées"):
        settlements.write_remark(
            by=world.actor("third"), now=NOW, candidate=candidate, text="Alors ?"
        )


def journal_of(name, world) -> str:
    """All that somebody reads in the journal of the readings."""
    actor = world.actor(name)
    found = visible_to(actor).filter(command="mission.lock_reading")
    return str([(s.entry.says, s.change, s.personal) for s in shown_to(actor, found)])


def test_the_journal_says_nothing_of_the_marks_before_both_are_in(world):
    candidate, first, second = making.assigned(world)
    making.locked(world, first, world.readers[0], identity=3)
    entry = last()
    assert entry.change["after"].keys() == {"seal"}
    assert entry.change["details"] == {}
    assert "identity" not in canonical(entry.change)
    for name in EVERYBODY:
        assert "identity" not in journal_of(name, world)
    making.locked(world, second, world.readers[1], identity=1)
    opened = last().change["details"]["opened"]
    assert [told["marks"]["identity"] for told in opened] == [3, 1]
    assert {told["reader"] for told in opened} == {
        world.people.first.reference,
        world.people.second.reference,
    }
    told = {name for name in EVERYBODY if "identity" in journal_of(name, world)}
    assert told == {"national", "auditor", "second"}
    assert candidate.number == 1


def test_anybody_may_check_that_the_first_reading_did_not_change(world):
    making.both_locked(world, {"identity": 3})
    first, second = JournalEntry.objects.filter(command="mission.lock_reading").order_by("number")
    opened = second.change["details"]["opened"][0]
    sealed = {key: opened[key] for key in ("marks", "comments", "salt")}
    assert digest(canonical(sealed)) == first.change["after"]["seal"] == opened["seal"]
    changed = sealed | {"marks": sealed["marks"] | {"identity": 2}}
    assert digest(canonical(changed)) != opened["seal"]


# The private file


def access(world, name, candidate) -> Access:
    actor = world.actor(name)
    expert = expert_of(world.mission, actor)
    interest = expert and Interest.objects.filter(expert=expert, candidate=candidate).first()
    return file_access(actor, candidate, expert, interest)


def test_who_reads_the_private_file(world):
    candidate = making.admitted(world)
    assert {access(world, name, candidate) for name in ("first", "second", "third")} == {
        Access.UNDECLARED
    }
    making.declared(world, candidate, second="Un parent y travaille.")
    seen = {name: access(world, name, candidate) for name in EVERYBODY}
    assert seen == {
        "national": Access.FULL,
        "copilot": Access.FULL,
        "other_copilot": Access.NONE,
        "author": Access.FULL,
        "stranger": Access.NONE,
        "auditor": Access.OUTLINE,
        "first": Access.FULL,
        "second": Access.CONFLICTED,
        "third": Access.FULL,
    }


def test_the_role_alone_opens_nothing_and_an_appointment_ends(world):
    candidate = making.admitted(world)
    making.declared(world, candidate)
    outside = as_actor(making.person("expert", name="ailleurs"))
    assert file_access(outside, candidate, None, None) == Access.NONE
    Expert.objects.filter(pk=world.experts[0].pk).update(dismissed_at=NOW)
    assert access(world, "first", candidate) == Access.NONE


def test_a_conflict_holds_whatever_else_one_is(world):
    candidate = making.admitted(world)
    give(world.people.first, "national")
    conflict = {candidate.number: Declared(has_conflict=True, reason="J’y ai travaillé.")}
    declare_interests(by=world.actor("first"), now=NOW, expert=world.experts[0], declared=conflict)
    assert access(world, "first", candidate) == Access.CONFLICTED
    held = active_readings(making.both_locked(world))
    interest = Interest.objects.get(candidate=candidate, has_conflict=True)
    assert readings_access(world.actor("first"), held, interest) == Access.CONFLICTED


# Disagreements


@pytest.fixture
def disputed(world):
    return making.both_locked(world, {"identity": 4, "roadmap": 3}, {"identity": 1, "roadmap": 2})


def propose(world, candidate, *, by=0, criterion="identity", mark=3, reason="Le verre."):
    return settlements.propose_mark(
        by=world.readers[by],
        now=NOW,
        candidate=candidate,
        criterion=criterion,
        mark=mark,
        reason=reason,
    )


def accept(world, candidate, *, by=1, mark=3):
    return settlements.accept_mark(
        by=world.readers[by], now=NOW, candidate=candidate, criterion="identity", mark=mark
    )


def unsettled(candidate) -> list[str]:
    rows = settled_rows(candidate, active_readings(candidate))
    return [row.criterion.code for row in rows if not row.is_settled]


def test_a_mark_is_agreed_by_both_readers(world, disputed):
    assert unsettled(disputed) == ["identity"]
    propose(world, disputed)
    assert unsettled(disputed) == ["identity"]
    with pytest.raises(SettlementRefusedError, match="autre lecteur"):
        accept(world, disputed, by=0)
    with pytest.raises(SettlementRefusedError, match="a changé"):
        accept(world, disputed, mark=2)
    held = accept(world, disputed)
    assert (held.kind, held.mark) == (Settlement.AGREED, 3)
    assert unsettled(disputed) == []
    assert last().change["after"] == {"criterion": "identity", "kind": "agreed", "mark": 3}
    with pytest.raises(SettlementRefusedError, match="déjà convenue"):
        propose(world, disputed, mark=2)
    with pytest.raises(SettlementRefusedError, match="Aucune note"):
        accept(world, disputed)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mark": 0}, "entre les deux notes"),
        ({"mark": None}, "entre les deux notes"),
        ({"reason": " "}, "raison"),
        ({"criterion": "roadmap", "mark": 2}, "s’accordent déjà"),
        ({"criterion": "magic"}, "grille"),
    ],
)
def test_what_cannot_be_proposed(world, disputed, changes, said):
    with pytest.raises(SettlementRefusedError, match=said):
        propose(world, disputed, **changes)


def test_both_marks_may_stay(world, disputed):
    with pytest.raises(SettlementRefusedError, match="pourquoi"):
        settlements.keep_both(
            by=world.readers[0], now=NOW, candidate=disputed, criterion="identity", reason=""
        )
    settlements.keep_both(
        by=world.actor("national"),
        now=NOW,
        candidate=disputed,
        criterion="identity",
        reason="Deux vues défendables.",
    )
    assert unsettled(disputed) == []
    assert last().change["details"]["reason"] == "Deux vues défendables."


@pytest.mark.parametrize("name", ["third", "author", "copilot", "auditor", "stranger"])
def test_nobody_else_discusses_nor_settles(world, disputed, name):
    by = world.actor(name)
    common = {"by": by, "now": NOW, "candidate": disputed}
    with pytest.raises(NotAllowedError):
        settlements.write_remark(**common, text="Bonjour")
    with pytest.raises(NotAllowedError):
        settlements.propose_mark(**common, criterion="identity", mark=3, reason="x")
    with pytest.raises(NotAllowedError):
        settlements.accept_mark(**common, criterion="identity", mark=3)
    with pytest.raises(NotAllowedError):
        settlements.keep_both(**common, criterion="identity", reason="x")


def test_the_national_team_does_not_set_a_mark(world, disputed):
    with pytest.raises(NotAllowedError):
        settlements.propose_mark(
            by=world.actor("national"),
            now=NOW,
            candidate=disputed,
            criterion="identity",
            mark=3,
            reason="x",
        )


def test_the_discussion_is_kept_and_private_in_the_journal(world, disputed):
    settlements.write_remark(
        by=world.readers[0], now=NOW, candidate=disputed, text="Voyez la page\r\n3."
    )
    assert Remark.objects.get().text == "Voyez la page\n3."
    assert last().private
    with pytest.raises(SettlementRefusedError, match="message"):
        settlements.write_remark(by=world.readers[0], now=NOW, candidate=disputed, text=" ")


def test_setting_a_reading_aside_says_why(world):
    candidate, first, _second = making.assigned(world)
    with pytest.raises(StepRefusedError, match="raison"):
        readings.set_aside_reading(by=HOST, now=NOW, reading=first, reason="")
    for name in ("first", "copilot", "author"):
        with pytest.raises(NotAllowedError):
            readings.set_aside_reading(by=world.actor(name), now=NOW, reading=first, reason="Non.")
    held = readings.set_aside_reading(by=HOST, now=NOW, reading=first, reason="Retard.")
    assert (held.state, held.reason) == (Reading.SET_ASIDE, "Retard.")
    assert len(active_readings(candidate)) == 1
