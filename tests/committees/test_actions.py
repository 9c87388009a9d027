"""Meetings prepared, called, held, concluded: done, forbidden, in the wrong state, journalled."""

import datetime as dt
from dataclasses import replace

import pytest

from ancrage.committees.actions.calling import call_meeting, cancel_meeting, refreeze_paper
from ancrage.committees.actions.composing import set_composition
from ancrage.committees.actions.concluding import (
    approve_minutes,
    correct_minutes,
    draft_minutes,
    write_minutes,
)
from ancrage.committees.actions.conditions import answer_condition, lift_condition
from ancrage.committees.actions.parts import REFUSALS, MeetingRefusedError, StaleMeetingError
from ancrage.committees.actions.preparing import (
    Convened,
    order_agenda,
    put_on_agenda,
    take_off_agenda,
    write_meeting,
)
from ancrage.committees.actions.sitting import (
    Asked,
    close_meeting,
    open_meeting,
    seat_members,
)
from ancrage.committees.actions.voting import vote_in_writing
from ancrage.committees.kinds import registry
from ancrage.committees.kinds.registry import KindRefusedError, kind_of
from ancrage.committees.models import Meeting
from ancrage.committees.queries.meetings import (
    conditions_before,
    find_meeting,
    visible_to,
)
from ancrage.committees.rules.composition import CompositionRefusedError, Seat
from ancrage.committees.rules.sitting import (
    CONDITIONAL,
    EXCUSED,
    POSTPONED,
    PRESENT,
    REFUSED,
    Attendance,
    SittingRefusedError,
)
from ancrage.inbox.models import Item
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.workflow import StepRefusedError
from ancrage.roadmaps.actions.writing import write_sheet
from tests.committees.world import (
    ARVE,
    MORNING,
    NORTH,
    NOW,
    SHEET,
    attendance,
    called,
    decided,
    opened,
    prepared,
    with_sheet,
)
from tests.roadmaps.world import TODAY, again, begun, submitted, validated

LATER = TODAY + dt.timedelta(days=60)


def fresh(meeting):
    return Meeting.objects.get(pk=meeting.pk)


def last_command():
    return JournalEntry.objects.latest("number").command


def test_a_meeting_is_prepared_by_who_prepares_the_committee(world):
    made = prepared(world)
    assert made.code.startswith("R-2026-")
    assert made.scope_name
    assert last_command() == "committees.prepare"
    for who in ("elected", "referent", "other_copilot", "auditor", "stranger"):
        with pytest.raises(NotAllowedError):
            prepared(world, who)
    with pytest.raises(MeetingRefusedError, match="territoire"):
        prepared(world, scope="")
    with pytest.raises(MeetingRefusedError, match="comité"):
        prepared(world, body="conseil")
    with pytest.raises(MeetingRefusedError, match="avant le début"):
        prepared(world, ends_at=MORNING - dt.timedelta(hours=1))


def test_a_territory_prepares_its_project_committee_alone(world):
    made = prepared(world, "manager", body="project", scope=ARVE)
    assert NORTH in made.region_codes
    with pytest.raises(NotAllowedError):
        prepared(world, "other", body="project", scope=ARVE)
    with pytest.raises(NotAllowedError):
        prepared(world, "manager", body="national", scope="")


def test_only_what_waits_for_the_committee_goes_on_its_agenda(world):
    held, sheet = prepared(world), submitted(world)
    item = with_sheet(world, held, sheet)
    assert sheet.code in item.label
    assert fresh(held).territory_codes == {ARVE}
    with pytest.raises(MeetingRefusedError, match="déjà"):
        with_sheet(world, held, sheet)
    with pytest.raises(MeetingRefusedError, match="aucune décision"):
        with_sheet(world, held, begun(world))
    with pytest.raises(MeetingRefusedError, match="sujet"):
        put_on_agenda(by=world.actor("secretariat"), now=NOW, meeting=held, label=" ")
    project = prepared(world, "manager", body="project", scope=ARVE)
    with pytest.raises(MeetingRefusedError, match="se prononce pas"):
        put_on_agenda(
            by=world.actor("manager"), now=NOW, meeting=project, kind=SHEET, subject=sheet.code
        )


def test_the_agenda_is_put_in_order_and_taken_apart(world):
    held = prepared(world)
    by = world.actor("secretariat")
    first, second = (
        put_on_agenda(by=by, now=NOW, meeting=held, label=label) for label in ("Un", "Deux")
    )
    order_agenda(by=by, now=NOW, item=second, up=True)
    assert [item.label for item in held.items.all()] == ["Deux", "Un"]
    order_agenda(by=by, now=NOW, item=second, up=True)
    take_off_agenda(by=by, now=NOW, item=first)
    take_off_agenda(by=by, now=NOW, item=first)
    assert [item.label for item in held.items.all()] == ["Deux"]


def test_members_are_called_with_frozen_papers(world):
    sheet = submitted(world)
    held = prepared(world)
    with pytest.raises(StepRefusedError, match="vide"):
        call_meeting(by=world.actor("secretariat"), now=NOW, meeting=held)
    held = called(world, sheet)
    assert held.state == "called"
    assert [seat["code"] for seat in held.seats][:2] == ["region", "state"]
    item = held.items.get()
    assert item.paper["blocks"]
    assert len(item.digest) == 64
    assert Item.objects.filter(cause__startswith=f"committees:{held.code}:").exists()
    with pytest.raises(NotAllowedError):
        call_meeting(by=world.actor("manager"), now=NOW, meeting=held)
    with pytest.raises(StepRefusedError):
        call_meeting(by=world.actor("secretariat"), now=NOW, meeting=held)


def test_a_change_is_told_with_its_reason_and_another_sequence(world):
    held = called(world)
    told = Convened(starts_at=MORNING, place="Préfecture")
    by = world.actor("secretariat")
    with pytest.raises(StepRefusedError, match="raison"):
        write_meeting(by=by, now=NOW, meeting=held, revision=held.revision, told=told)
    changed = write_meeting(
        by=by, now=NOW, meeting=held, revision=held.revision, told=told, reason="Salle prise"
    )
    assert (changed.sequence, changed.place) == (held.sequence + 1, "Préfecture")
    with pytest.raises(StaleMeetingError):
        write_meeting(by=by, now=NOW, meeting=held, revision=held.revision, told=told, reason="x")
    with pytest.raises(NotAllowedError):
        write_meeting(
            by=world.actor("manager"),
            now=NOW,
            meeting=changed,
            revision=changed.revision,
            told=told,
        )


def test_a_meeting_is_called_off_with_the_reason(world):
    held = called(world)
    with pytest.raises(StepRefusedError, match="raison"):
        cancel_meeting(by=world.actor("secretariat"), now=NOW, meeting=held, reason=" ")
    gone = cancel_meeting(by=world.actor("secretariat"), now=NOW, meeting=held, reason="Grève")
    assert (gone.state, gone.sequence) == ("cancelled", held.sequence + 1)
    with pytest.raises(StepRefusedError):
        open_meeting(by=world.actor("secretariat"), now=NOW, meeting=gone)


def test_it_opens_on_its_day_not_before(world):
    held = called(world, starts_at=MORNING + dt.timedelta(days=3))
    with pytest.raises(StepRefusedError, match="pas avant"):
        open_meeting(by=world.actor("secretariat"), now=NOW, meeting=held)
    with pytest.raises(NotAllowedError):
        open_meeting(by=world.actor("manager"), now=NOW, meeting=held)


def test_attendance_is_told_seat_by_seat(world):
    held = open_meeting(by=world.actor("secretariat"), now=NOW, meeting=called(world))
    told = [*attendance(world), Attendance("operators", EXCUSED, by="state")]
    seat_members(
        by=world.actor("secretariat"),
        now=NOW,
        meeting=held,
        told=[*told, Attendance("agency", PRESENT)],
        names={"agency": "Dominique Essai"},
    )
    assert held.seatings.get(seat="agency").name == "Dominique Essai"
    assert "Dominique" not in str(JournalEntry.objects.latest("number").change)
    with pytest.raises(SittingRefusedError):
        seat_members(
            by=world.actor("secretariat"),
            now=NOW,
            meeting=held,
            told=[Attendance("inconnu", PRESENT)],
        )


def test_approving_a_sheet_moves_it(world):
    sheet = submitted(world)
    held = opened(world, sheet)
    item = decided(world, held.items.get())
    moved = again(sheet)
    assert (moved.state, moved.version) == ("validated", 1)
    assert held.code in moved.versions.get().decision
    assert "version 1" in item.effect
    entry = JournalEntry.objects.latest("number")
    assert entry.command == "committees.decide"
    assert entry.change["details"]["parts"][0]["command"] == "roadmaps.decide"
    with pytest.raises(MeetingRefusedError, match="déjà"):
        decided(world, item)


def test_each_decision_on_a_new_version(world):
    sheet = validated(world)
    write_sheet(
        by=world.actor("manager"),
        now=NOW,
        sheet=sheet,
        revision=sheet.revision,
        values={"context": "Un contexte neuf"},
    )
    from ancrage.roadmaps.actions.steps import submit_sheet  # noqa: PLC0415

    submit_sheet(by=world.actor("elected"), now=NOW, sheet=again(sheet), verb="revise")
    held = opened(world, again(sheet))
    decided(world, held.items.get(), REFUSED, reason="Trop tôt")
    kept = again(sheet)
    assert (kept.state, kept.version, kept.proposed) == ("validated", 1, None)


def test_no_decision_on_something_else_than_what_was_sent(world):
    sheet = submitted(world)
    held = opened(world, sheet)
    item = held.items.get()
    write_sheet(
        by=world.actor("manager"),
        now=NOW,
        sheet=sheet,
        revision=sheet.revision,
        values={"context": "Autre chose"},
    )
    with pytest.raises(MeetingRefusedError, match="figez-la de nouveau"):
        decided(world, item)
    refreeze_paper(by=world.actor("secretariat"), now=NOW, item=item)
    decided(world, item)
    assert again(sheet).versions.get().content["context"] == "Autre chose"


@pytest.mark.parametrize("refusal", [KindRefusedError, *kind_of(SHEET).refusals])
def test_what_the_thing_refuses_the_meeting_refuses(world, monkeypatch, refusal):
    def act(**_told):
        raise refusal("Pas ainsi.")

    item = opened(world, submitted(world)).items.get()
    monkeypatch.setitem(registry._kinds, SHEET, replace(kind_of(SHEET), act=act))
    with pytest.raises(MeetingRefusedError, match=r"^Pas ainsi\.$"):
        decided(world, item)
    assert not item.votes.exists()
    item.refresh_from_db()
    assert item.decision == ""


def test_a_fault_of_ours_is_no_refusal(world, monkeypatch):
    def act(**_told):
        return int("un")

    item = opened(world, submitted(world)).items.get()
    monkeypatch.setitem(registry._kinds, SHEET, replace(kind_of(SHEET), act=act))
    with pytest.raises(ValueError, match="invalid literal") as fault:
        decided(world, item)
    assert not isinstance(fault.value, REFUSALS)


def test_without_quorum_it_can_only_postpone(world):
    sheet = submitted(world)
    held = open_meeting(by=world.actor("secretariat"), now=NOW, meeting=called(world, sheet))
    item = held.items.get()
    with pytest.raises(MeetingRefusedError, match="quorum"):
        decided(world, item)
    decided(world, item, POSTPONED, reason="Quorum manquant")
    assert again(sheet).state == "postponed"


def test_votes_against_approve_nothing(world):
    held = opened(world, submitted(world))
    item = held.items.get()
    with pytest.raises(SittingRefusedError, match="contre"):
        decided(world, item, votes={"region": "against", "state": "for"})
    assert not held.items.get().decision
    decided(world, item, votes={"region": "for", "state": "abstained"})
    assert item.votes.count() == 2


def test_a_condition_becomes_a_task_and_comes_back_to_the_committee(world):
    sheet = submitted(world)
    held = opened(world, sheet)
    asked = [Asked("Joindre l’accord du syndicat", LATER, "project_manager")]
    decided(world, held.items.get(), CONDITIONAL, conditions=asked)
    assert again(sheet).state == "validated"
    condition = held.items.get().conditions.get()
    cause = f"committees:{held.code}:condition:{condition.reference}"
    assert Item.objects.get(cause=f"{cause}:open").due == LATER
    with pytest.raises(NotAllowedError):
        answer_condition(by=world.actor("other"), now=NOW, condition=condition, answer="Fait")
    answered = answer_condition(
        by=world.actor("manager"), now=NOW, condition=condition, answer="Accord joint"
    )
    assert Item.objects.get(cause=f"{cause}:open").settled_at
    assert not Item.objects.get(cause=f"{cause}:answered").settled_at
    with pytest.raises(NotAllowedError):
        lift_condition(by=world.actor("manager"), now=NOW, condition=answered)
    with pytest.raises(StepRefusedError, match="raison"):
        lift_condition(by=world.actor("secretariat"), now=NOW, condition=answered, verb="send_back")
    close_meeting(by=world.actor("secretariat"), now=NOW, meeting=held)
    following = prepared(world, starts_at=MORNING + dt.timedelta(days=90))
    assert [one.words for one in conditions_before(following)] == [asked[0].words]
    lifted = lift_condition(by=world.actor("secretariat"), now=NOW, condition=answered)
    assert lifted.state == "lifted"
    assert [one.state for one in conditions_before(following)] == ["lifted"]


def test_a_condition_has_an_owner_and_a_day_to_come(world):
    held = opened(world, submitted(world))
    item = held.items.get()
    for asked in (
        Asked("Trop tard", TODAY - dt.timedelta(days=1), "project_manager"),
        Asked("Pour personne", LATER, "expert"),
    ):
        with pytest.raises(MeetingRefusedError):
            decided(world, item, CONDITIONAL, conditions=[asked])
    with pytest.raises(SittingRefusedError, match="condition"):
        decided(world, item, CONDITIONAL)


def test_it_closes_once_all_is_decided(world):
    held = opened(world, submitted(world))
    with pytest.raises(StepRefusedError, match="reste à décider"):
        close_meeting(by=world.actor("secretariat"), now=NOW, meeting=held)
    decided(world, held.items.get())
    done = close_meeting(by=world.actor("secretariat"), now=NOW, meeting=held)
    assert done.state == "held"
    with pytest.raises(MeetingRefusedError):
        put_on_agenda(by=world.actor("secretariat"), now=NOW, meeting=done, label="Tard")


def concluded(world):
    held = opened(world, submitted(world))
    decided(world, held.items.get())
    return close_meeting(by=world.actor("secretariat"), now=NOW, meeting=held)


def test_minutes_are_drafted_corrected_approved(world):
    held = concluded(world)
    by = world.actor("secretariat")
    with pytest.raises(StepRefusedError, match="rédigé"):
        approve_minutes(by=world.actor("copilot"), now=NOW, meeting=held)
    drafted = draft_minutes(by=by, now=NOW, meeting=held)
    assert "Le comité approuve." in drafted.minutes
    assert "Copilot" in drafted.minutes
    text = drafted.minutes + "\nUne précision."
    written = write_minutes(by=by, now=NOW, meeting=held, revision=1, text=text)
    with pytest.raises(StaleMeetingError):
        write_minutes(by=by, now=NOW, meeting=held, revision=1, text="Autre")
    with pytest.raises(NotAllowedError):
        approve_minutes(by=by, now=NOW, meeting=held)
    with pytest.raises(StaleMeetingError):
        approve_minutes(by=world.actor("copilot"), now=NOW, meeting=held, revision=1)
    done = approve_minutes(
        by=world.actor("copilot"), now=NOW, meeting=held, revision=written.minutes_revision
    )
    assert done.state == "approved"
    with pytest.raises(MeetingRefusedError):
        write_minutes(by=by, now=NOW, meeting=held, revision=2, text="Tard")
    reopened = correct_minutes(by=world.actor("copilot"), now=NOW, meeting=held, reason="Coquille")
    assert (reopened.state, reopened.approved_at) == ("held", None)


def test_a_consultation_in_writing_is_answered_by_the_seats(world):
    sheet = submitted(world)
    ends = MORNING + dt.timedelta(days=10)
    held = opened(world, sheet, is_written=True, ends_at=ends, place="")
    item = held.items.get()
    for who, seat in (("copilot", "region"), ("prefecture", "state")):
        vote_in_writing(by=world.actor(who), now=NOW, item=item, seat=seat, vote="for")
    with pytest.raises(MeetingRefusedError, match="siège"):
        vote_in_writing(
            by=world.actor("prefecture"), now=NOW, item=item, seat="region", vote="against"
        )
    with pytest.raises(NotAllowedError):
        vote_in_writing(by=world.actor("manager"), now=NOW, item=item, seat="state", vote="for")
    with pytest.raises(MeetingRefusedError, match="terminée"):
        vote_in_writing(
            by=world.actor("copilot"),
            now=ends + dt.timedelta(hours=1),
            item=item,
            seat="region",
            vote="for",
        )
    decided(world, item)
    assert again(sheet).state == "validated"
    with pytest.raises(StepRefusedError, match="on attend"):
        close_meeting(by=world.actor("secretariat"), now=NOW, meeting=held)
    after = ends + dt.timedelta(days=1)
    assert close_meeting(by=world.actor("secretariat"), now=after, meeting=held).state == "held"


def test_a_region_sets_who_sits_within_the_rule(world):
    copilot, day = world.actor("copilot"), TODAY + dt.timedelta(days=1)
    told = {"body": "regional", "region": NORTH, "valid_from": day, "reason": "Délibération"}
    with pytest.raises(CompositionRefusedError, match="toujours"):
        set_composition(by=copilot, now=NOW, left_out=["state"], **told)
    with pytest.raises(NotAllowedError):
        set_composition(by=world.actor("other_copilot"), now=NOW, **told)
    with pytest.raises(MeetingRefusedError, match="venir"):
        set_composition(by=copilot, now=NOW, **(told | {"valid_from": TODAY - dt.timedelta(1)}))
    seat = Seat("unions", "organisations syndicales", votes=True)
    set_composition(by=copilot, now=NOW, left_out=["agency"], added=[seat], **told)
    from ancrage.committees.queries.composition import set_body  # noqa: PLC0415

    held = set_body("regional", [NORTH], day)
    assert "unions" in {s.code for s in held.seats}
    assert "agency" not in {s.code for s in held.seats}
    assert "agency" in {s.code for s in set_body("regional", [NORTH], TODAY).seats}


READERS = {
    "planned": {"national", "copilot", "secretariat"},
    "called": {
        *("national", "copilot", "secretariat", "prefecture", "elected", "manager"),
        *("referent", "auditor", "other_copilot", "other", "far", "stranger", "owner"),
    },
}


@pytest.mark.parametrize("state", READERS)
def test_who_knows_of_a_regional_meeting(world, state):
    held = called(world, submitted(world)) if state == "called" else prepared(world)
    found = {who for who in world.people if find_meeting(world.actor(who), held.code)}
    assert found == READERS[state]


def test_a_project_committee_is_known_to_its_members_alone(world):
    held = prepared(world, "manager", body="project", scope=ARVE)
    put_on_agenda(by=world.actor("manager"), now=NOW, meeting=held, label="Avancement")
    call_meeting(by=world.actor("manager"), now=NOW, meeting=held)
    found = {
        who for who in world.people if visible_to(world.actor(who)).filter(pk=held.pk).exists()
    }
    assert found == {
        *("national", "copilot", "secretariat", "prefecture", "elected", "manager"),
        *("referent", "auditor"),
    }
