"""Several people on one sheet at the same moment."""

import pytest

from ancrage.kernel.workflow import StepRefusedError
from ancrage.roadmaps.actions.money import declare_funding, reverse_funding
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.actions.steps import decide_sheet
from ancrage.roadmaps.actions.writing import start_sheet, write_sheet
from ancrage.roadmaps.models import ActionSheet, FundingEntry
from tests.roadmaps import world as making
from tests.roadmaps.world import ARVE, NOW, again, asked, begun, submitted
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return making.opened()


def test_sheets_begun_at_once_have_each_its_code(world):
    def begin():
        return start_sheet(
            by=world.actor("manager"), now=NOW, scope=ARVE, values={"title": "Un"}
        ).code

    found = at_once(begin, begin, begin)
    assert len(set(found)) == 3
    assert ActionSheet.objects.count() == 3


def test_what_two_write_at_once_is_all_kept(world):
    sheet = begun(world)

    def write(who, **values):
        return write_sheet(
            by=world.actor(who), now=NOW, sheet=sheet, revision=1, values=values
        ).conflicts

    found = at_once(
        lambda: write("manager", context="A", risks="R"),
        lambda: write("elected", context="B", objectives="O"),
    )
    held = again(sheet)
    assert held.content["risks"] == "R"
    assert held.content["objectives"] == "O"
    assert held.revision == 3
    (told,) = [conflicts for conflicts in found if conflicts]
    assert {told[0].theirs, told[0].mine} == {"A", "B"}
    assert held.content["context"] == told[0].theirs


def test_two_decisions_at_once_make_one_version(world):
    sheet = submitted(world)

    def decide(verb):
        return decide_sheet(
            by=world.actor("secretariat"), now=NOW, sheet=sheet, verb=verb, reason="Non"
        )

    found = at_once(lambda: decide("validate"), lambda: decide("refuse"))
    assert sum(isinstance(one, StepRefusedError) for one in found) == 1
    held = again(sheet)
    assert (held.state, held.versions.count()) in {("validated", 1), ("refused", 0)}


def test_an_entry_is_reversed_once_and_sums_hold(world):
    sheet = begun(world)
    entry = declare_funding(by=world.actor("manager"), now=NOW, sheet=sheet, declared=asked())

    def reverse():
        return reverse_funding(by=world.actor("manager"), now=NOW, entry=entry, reason="Erreur")

    def declare():
        return declare_funding(
            by=world.actor("elected"), now=NOW, sheet=sheet, declared=asked(cents=7)
        )

    found = at_once(reverse, reverse, declare)
    assert sum(isinstance(one, SheetRefusedError) for one in found) == 1
    assert again(sheet).asked == 7
    assert FundingEntry.objects.filter(reverses=entry).count() == 1
