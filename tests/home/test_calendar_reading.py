"""Who finds what on the calendar: each capability's own rights, and nothing beyond."""

import datetime as dt

import pytest

from ancrage.committees.actions.calling import cancel_meeting
from ancrage.committees.actions.sitting import Asked
from ancrage.committees.rules.sitting import CONDITIONAL
from ancrage.home.calendar.definitions import kinds, public_dates
from ancrage.home.calendar.gathering import gather
from ancrage.home.calendar.rules import Period
from ancrage.home.calendar.sources import SOURCES
from ancrage.kernel.rights import VISITOR
from ancrage.roadmaps.models import ActionSheet
from tests.committees.world import decided
from tests.committees.world import opened as opened_meeting
from tests.contracts import world as contracts
from tests.home.programme import (
    ARVE,
    NORTH,
    NOW,
    RESERVED,
    act_sent,
    begun,
    calendar_of,
    called,
    keys,
    local_meeting,
    on_agenda,
    prepared,
    submitted,
    validated,
)

pytestmark = pytest.mark.django_db
EVERYBODY = ("national", "copilot", "other_copilot", "elected", "far", "referent", "auditor")


def of(entries, kind: str) -> list:
    return [one for one in entries if one.kind == kind]


def test_every_source_gives_the_kinds_that_it_says(world):
    act_sent(world)
    called(world)
    for said, source in SOURCES:
        assert said <= kinds().keys(), source
    for who in (world.actor("national"), world.actor("elected")):
        for kind in kinds():
            assert {one.kind for one in calendar_of(who, kinds=frozenset({kind}))} <= {kind}


def test_public_facts_have_their_sources_and_are_everybody_s():
    assert all(one.source for one in public_dates())
    march = Period(dt.date(2019, 3, 1), dt.date(2019, 3, 31))
    found = calendar_of(VISITOR, period=march)
    assert [(one.day, one.place) for one in found if "Global Industrie" in one.label] == [
        (dt.date(2019, 3, 5), "Lyon")
    ]
    april = Period(dt.date(2019, 4, 30), dt.date(2019, 4, 30))
    assert "France Expérimentation" in calendar_of(VISITOR, period=april)[0].label


def test_a_sheet_s_milestones_are_read_as_validated_by_those_who_do_not_follow_it(world):
    sheet = ActionSheet.objects.get()
    sheet.content["milestones"]["m1"]["title"] = "Titre d’après la validation"
    sheet.save()
    mine, theirs = (of(calendar_of(who), "milestone") for who in (world.actor("elected"), VISITOR))
    assert keys(mine) == keys(theirs) == {f"milestone:{sheet.code}:{m}" for m in ("m1", "m2")}
    assert "d’après la validation" in mine[0].label
    assert "Permis déposé" in theirs[0].label
    assert [(one.day, one.said) for one in theirs] == [
        (dt.date(2027, 6, 30), "juin 2027"),
        (dt.date(2028, 9, 30), "septembre 2028"),
    ]


def test_a_reserved_sheet_s_milestones_are_told_without_words_or_not_at_all(world):
    sheet = validated(world, title=RESERVED, private=True)
    key = f"milestone:{sheet.code}:m1"
    assert key not in keys(calendar_of(VISITOR))
    assert key not in keys(calendar_of(world.actor("far")))
    assert key not in keys(calendar_of(world.actor("referent")))
    (outline,) = [one for one in calendar_of(world.actor("auditor")) if one.key == key]
    assert RESERVED not in outline.label
    assert "Permis" not in outline.label
    (whole,) = [one for one in calendar_of(world.actor("elected")) if one.key == key]
    assert RESERVED in whole.label


def test_who_looks_as_another_reads_no_more_than_an_outline(world):
    sheet = validated(world, title=RESERVED, private=True)
    looked = calendar_of(world.actor("elected", seen_by=world.people["national"].reference))
    (found,) = [one for one in looked if one.key == f"milestone:{sheet.code}:m1"]
    assert RESERVED not in found.label


def test_a_draft_s_milestones_are_its_writers(world):
    sheet = begun(world, title="Une idée")
    key = f"milestone:{sheet.code}:m1"
    readers = [name for name in EVERYBODY if key in keys(calendar_of(world.actor(name)))]
    assert readers == ["elected"]


def test_a_regional_meeting_is_known_once_its_members_are_called(world):
    meeting = prepared(world)
    key = f"meeting:{meeting.code}"
    assert key in keys(calendar_of(world.actor("secretariat")))
    assert key in keys(calendar_of(world.actor("copilot")))
    for name in ("other_copilot", "elected", "referent", "auditor"):
        assert key not in keys(calendar_of(world.actor(name))), name
    assert key not in keys(calendar_of(VISITOR))
    told = called(world)
    for who in (VISITOR, world.actor("other_copilot")):
        assert f"meeting:{told.code}" in keys(calendar_of(who))
        assert key not in keys(calendar_of(who))


def test_another_territory_s_own_committee_is_not_on_one_s_calendar(world):
    meeting = local_meeting(world)
    on_agenda(world, meeting)
    key = f"meeting:{meeting.code}"
    assert key in keys(calendar_of(world.actor("elected")))
    for name in ("far", "other", "other_copilot"):
        assert key not in keys(calendar_of(world.actor(name))), name
    assert key not in keys(calendar_of(VISITOR))


def test_the_agenda_of_a_committee_tells_nobody_what_it_touches_but_those_whom_it_touches(world):
    meeting = called(world, submitted(world))
    key = f"meeting:{meeting.code}"
    theirs = {one.key: one for one in calendar_of(VISITOR)}[key]
    assert (theirs.where.regions, theirs.where.territories) == ({NORTH}, set())
    mine = {
        one.key: one for one in calendar_of(world.actor("elected"), mine=world.actor("elected"))
    }
    assert mine[key].where.territories == {ARVE}


def test_a_cancelled_meeting_stays_and_says_so(world):
    meeting = called(world)
    cancel_meeting(by=world.actor("secretariat"), now=NOW, meeting=meeting, reason="Neige")
    (found,) = of(calendar_of(VISITOR), "committee")
    assert found.is_cancelled
    assert found.sequence == 1


def test_a_condition_is_on_the_calendar_of_who_has_to_fill_it_and_of_who_asked(world):
    meeting = opened_meeting(world, submitted(world))
    due = dt.date(2027, 1, 15)
    asked = [Asked("Fournir le bail", due, "elected_lead")]
    decided(world, meeting.items.get(), CONDITIONAL, conditions=asked)
    for name in ("elected", "secretariat", "copilot"):
        (found,) = of(calendar_of(world.actor(name)), "condition")
        assert (found.day, "Fournir le bail" in found.label) == (due, True), name
    for who in (VISITOR, world.actor("far"), world.actor("other_copilot")):
        assert of(calendar_of(who), "condition") == []


def test_signatures_are_the_parties_and_a_signed_act_is_everybody_s(world):
    act = act_sent(world)
    waiting = of(calendar_of(world.actor("elected")), "signature")
    assert {one.day for one in waiting} == {act.due}
    assert of(calendar_of(world.actor("copilot")), "signature")
    for who in (VISITOR, world.actor("far"), world.actor("other_copilot")):
        assert of(calendar_of(who), "signature") == []
    contracts.concluded(act)
    for who in (VISITOR, world.actor("far"), world.actor("elected")):
        told = {
            one.label.partition("\N{NO-BREAK SPACE}:")[0]
            for one in of(calendar_of(who), "signature")
        }
        assert told == {"Signature", "Fin d’effet"}


def test_at_an_earlier_date_what_was_not_known_then_is_not_there(world):
    meeting = called(world)

    def at(day: str) -> set[str]:
        known_by = dt.date.fromisoformat(day)
        period = Period(dt.date(2026, 11, 1), dt.date(2026, 12, 31))
        return keys(gather(VISITOR, period=period, today=known_by, known_by=known_by))

    assert f"meeting:{meeting.code}" in at("2026-11-23")
    assert f"meeting:{meeting.code}" not in at("2026-11-22")


def test_the_number_of_queries_does_not_grow_with_what_is_there(
    world, django_assert_max_num_queries
):
    who = world.actor("national")
    calendar_of(who)
    act_sent(world)
    for _ in range(4):
        called(world)
        begun(world)
    with django_assert_max_num_queries(26):
        assert len(calendar_of(who)) > 10
