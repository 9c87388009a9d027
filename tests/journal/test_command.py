"""A command asks its right, leaves one chained entry, or leaves nothing at all."""

import pytest

from ancrage.journal.command import ForgottenError, allow, command, record, unjournalled
from ancrage.journal.models import EntryPlace, JournalEntry, JournalHead
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.chain import FIRST, entry_hash, seal
from ancrage.kernel.rights import VISITOR, host
from tests.journal.made import ARVE, COMMAND, NOW, note, note_with_part, nothing, somebody

pytestmark = pytest.mark.django_db


def test_an_accepted_command_leaves_one_entry():
    note(by=host(), now=NOW, text="un acte", where=ARVE)
    entry = JournalEntry.objects.get()
    assert (entry.number, entry.actor, entry.role, entry.command) == (1, "host", "host", COMMAND)
    assert entry.change["after"] == {"text": "un acte"}
    assert entry.where == {"region": ["84"], "territory": ["p:sim-8406"]}
    assert set(EntryPlace.objects.values_list("kind", "code")) == {
        ("region", "84"),
        ("territory", "p:sim-8406"),
    }
    assert entry.previous == FIRST
    assert entry.hash == entry_hash(entry.body())
    assert entry.change_seal == seal(entry.change)


def test_entries_are_chained():
    for text in "abc":
        note(by=host(), now=NOW, text=text)
    first, second, third = JournalEntry.objects.all()
    assert (second.previous, third.previous) == (first.hash, second.hash)
    head = JournalHead.objects.get()
    assert (head.number, head.hash) == (3, third.hash)


def test_the_entry_says_as_what_it_was_done():
    note(by=somebody("national"), now=NOW, text="x")
    entry = JournalEntry.objects.get()
    assert (entry.actor, entry.role, entry.scope) == ("ref-national-", "national", "nation")
    assert entry.personal["actor_name"] == "national"


def test_who_has_no_right_leaves_nothing():
    for actor in (VISITOR, somebody("copilot", "84"), somebody("auditor")):
        with pytest.raises(NotAllowedError):
            note(by=actor, now=NOW, text="x")
    assert not JournalEntry.objects.exists()


def test_a_part_is_told_in_the_entry_of_the_whole():
    note_with_part(by=host(), now=NOW, text="tout")
    entry = JournalEntry.objects.get()
    [part] = entry.change["details"]["parts"]
    assert (part["command"], part["says"]) == (COMMAND, "partie de tout")


def test_what_changes_nothing_leaves_no_entry():
    nothing(by=host(), now=NOW)
    assert not JournalEntry.objects.exists()


@command(COMMAND)
def forgets_its_right(*, by, now):
    record(kind="essai", reference="x", says="x")


@command(COMMAND)
def forgets_its_entry(*, by, now):
    allow()
    EntryPlace.objects.count()
    JournalHead.objects.create(pk=7)


@command(COMMAND)
def records_twice(*, by, now):
    allow()
    record(kind="essai", reference="x", says="x")
    record(kind="essai", reference="x", says="x")


@pytest.mark.parametrize("forgetful", [forgets_its_right, forgets_its_entry, records_twice])
def test_a_command_without_its_right_or_its_entry_is_undone(forgetful):
    with pytest.raises(ForgottenError):
        forgetful(by=host(), now=NOW)
    assert not JournalEntry.objects.exists()
    assert not JournalHead.objects.filter(pk=7).exists()


def test_outside_a_command_nothing_can_be_recorded():
    with pytest.raises(ForgottenError):
        allow()
    with pytest.raises(ForgottenError):
        record(kind="essai", reference="x", says="x")


def test_a_write_without_an_entry_says_why():
    with pytest.raises(ValueError, match="why"):
        unjournalled("")


def test_a_failure_leaves_the_chain_as_it_was():
    note(by=host(), now=NOW, text="avant")

    @command(COMMAND)
    def fails(*, by, now):
        allow()
        record(kind="essai", reference="x", says="x")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails(by=host(), now=NOW)
    note(by=host(), now=NOW, text="après")
    first, second = JournalEntry.objects.all()
    assert second.previous == first.hash
