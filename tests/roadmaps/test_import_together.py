"""Imports of several people at the same moment, and what others write meanwhile."""

import threading

import pytest

from ancrage.roadmaps.actions import importing
from ancrage.roadmaps.actions.importing import take_import
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.actions.undoing import undo_import
from ancrage.roadmaps.actions.writing import write_sheet
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.queries.importing import look_at
from tests.roadmaps import world as making
from tests.roadmaps.filing import GOOD, HEAD, as_csv, prepared, taken
from tests.roadmaps.world import NOW, again
from tests.together import at_once, entries, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return making.opened()


def take(world, held, who="manager"):
    return lambda: take_import(by=world.actor(who), now=NOW, held=held, confirmed=True)


def test_an_import_accepted_twice_at_once_is_done_once(world):
    held = prepared(world, as_csv(GOOD))
    found = at_once(take(world, held), take(world, held, "elected"), take(world, held))
    assert refused(found, SheetRefusedError) == 2
    assert ActionSheet.objects.count() == 1
    assert entries("roadmaps.import") == 1


def test_two_files_of_the_same_new_sheet_make_one(world):
    files = [prepared(world, as_csv([*GOOD[:3], cost, ""]), f"{cost}.csv") for cost in ("1", "2")]
    found = at_once(*(take(world, held) for held in files))
    assert refused(found, Exception) == 0
    held = ActionSheet.objects.get()
    assert {one.counts["new"] for one in found} == {0, 1}
    assert (held.revision, held.total_cost in {1_00, 2_00}) == (2, True)


def test_two_files_that_change_the_same_sheet_are_both_kept(world):
    taken(world, as_csv(GOOD))
    amount = [*HEAD, "Région – demandé 2027"]
    first = prepared(world, as_csv([*GOOD[:3], "30 000", "", "5 000"], head=amount), "a.csv")
    second = prepared(world, as_csv([*GOOD[:3], "", "mai 2028", "7 000"], head=amount), "b.csv")
    found = at_once(take(world, first), take(world, second, "elected"))
    assert refused(found, Exception) == 0
    held = ActionSheet.objects.get()
    assert (held.content["total_cost"], held.content["starts"]) == (30_000_00, "2028-05")
    assert held.revision == held.revisions.count() + 1 == 3
    assert held.asked in {5_000_00, 7_000_00}
    assert held.funding.filter(reverses=None, reversal=None).get().cents == held.asked


def test_what_somebody_writes_during_an_import_is_not_lost(world, monkeypatch):
    taken(world, as_csv(GOOD))
    sheet = ActionSheet.objects.get()
    held = prepared(world, as_csv([*GOOD[:3], "30 000", ""]), "b.csv")
    compared, written = threading.Event(), threading.Event()

    def slow_look(one):
        look = look_at(one)
        compared.set()
        written.wait(0.5)  # in vain: the sheet is held until the import is done
        return look

    def write():
        compared.wait(10)
        write_sheet(
            by=world.actor("elected"), now=NOW, sheet=sheet, revision=1, values={"risks": "Un"}
        )
        written.set()

    monkeypatch.setattr(importing, "look_at", slow_look)
    found = at_once(take(world, held), write)
    assert refused(found, Exception) == 0
    after = again(sheet)
    assert (after.content["total_cost"], after.content["risks"]) == (30_000_00, "Un")
    assert after.revision == after.revisions.count() + 1 == 3


def test_an_import_undone_twice_at_once_is_undone_once(world):
    held = taken(world, as_csv(GOOD))

    def undo():
        return undo_import(by=world.actor("manager"), now=NOW, held=held)

    found = at_once(undo, undo)
    assert refused(found, SheetRefusedError) == 1
    assert entries("roadmaps.import") == 2


def test_an_import_undone_while_its_sheet_is_written_loses_no_word(world):
    held = taken(world, as_csv(GOOD))
    sheet = ActionSheet.objects.get()

    def write():
        return write_sheet(
            by=world.actor("elected"), now=NOW, sheet=sheet, revision=1, values={"risks": "Un"}
        )

    def undo():
        return undo_import(by=world.actor("manager"), now=NOW, held=held)

    found = at_once(write, undo)
    assert refused(found, SheetRefusedError) == 1
    after = again(sheet)
    assert (after.deleted_at is None) == ("risks" in after.content)
