"""An export verifies; any one change in it is found, and the first entry touched is named."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ancrage.journal import checker
from ancrage.journal.actions import erase_personal
from ancrage.journal.export import export_lines
from ancrage.journal.models import JournalEntry
from ancrage.kernel.rights import host
from ancrage.project.cli import app
from tests.journal.made import NOW, fill, note

COUNT = 5


@pytest.fixture(scope="module")
def lines(django_db_setup, django_db_blocker):
    """An export of five entries, made once and rolled back."""
    from django.db import transaction  # noqa: PLC0415

    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                made = fill(COUNT)
                raise InterruptedError
        except InterruptedError:
            pass
    return made


def verdict(lines):
    return checker.check(iter(lines))


def test_an_export_is_intact(lines):
    place, told, code = verdict(lines)
    assert (place, code) == (None, 0)
    assert told.startswith("5 entrées intactes")


@given(data=st.data())
def test_any_changed_character_is_found(lines, data):
    rank = data.draw(st.integers(0, COUNT))
    at = data.draw(st.integers(0, len(lines[rank]) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != lines[rank][at]))
    changed = [*lines]
    changed[rank] = lines[rank][:at] + other + lines[rank][at + 1 :]
    place, _told, code = verdict("".join(changed).splitlines(keepends=True))
    assert code != 0
    assert place in (
        {None, 1, COUNT, COUNT + 1} | set(range(1, COUNT + 2)) if rank == 0 else {rank}
    )


@given(data=st.data())
def test_any_removed_or_added_character_is_found(lines, data):
    text = "".join(lines)
    at = data.draw(st.integers(0, len(text) - 1))
    added = data.draw(st.characters(codec="utf-8"))
    shorter, longer = text[:at] + text[at + 1 :], text[:at] + added + text[at:]
    for changed in (shorter, longer):
        assert verdict(changed.splitlines(keepends=True))[2] != 0


@given(st.integers(1, COUNT))
def test_a_removed_entry_is_named(lines, rank):
    place, told, code = verdict(lines[:rank] + lines[rank + 1 :])
    assert (place, code) == (rank, 1)
    assert "retirée" in told


@given(st.permutations(range(1, COUNT + 1)))
def test_reordered_entries_are_named(lines, order):
    place, _told, code = verdict([lines[0], *(lines[rank] for rank in order)])
    wrong = [rank for rank, found in enumerate(order, start=1) if rank != found]
    assert (place, code) == ((wrong[0], 1) if wrong else (None, 0))


@given(st.integers(1, COUNT), st.integers(1, COUNT))
def test_an_inserted_entry_is_named(lines, source, place):
    changed = [*lines[:place], lines[source], *lines[place:]]
    found, _told, code = verdict(changed)
    expected = place + 1 if source == place else place
    assert (found, code) == (expected, 1)


def test_a_journal_rewritten_whole_is_told_by_its_last_hash(lines):
    last = verdict(lines)[1].split()[-1]
    assert checker.check(iter(lines), last)[2] == 0
    assert checker.check(iter(lines), "0" * 64)[2] == 1


@pytest.mark.django_db
def test_what_is_withheld_or_erased_leaves_the_chain_verifiable():
    fill(COUNT)
    held = list(JournalEntry.objects.exclude(personal=None).values_list("pk", flat=True))
    assert erase_personal(numbers=held) == len(held) > 0
    for private in (True, False):
        exported = list(export_lines(with_private=private, with_personal=True))
        assert "Éva" not in "".join(exported)
        assert verdict(exported)[2] == 0


@pytest.mark.django_db
def test_a_public_export_holds_neither_private_nor_personal_parts():
    fill(COUNT)
    text = "".join(export_lines(with_private=False, with_personal=False))
    assert "Éva" not in text
    assert '"text":"acte 1"' not in text
    assert '"text":"acte 2"' in text


@pytest.mark.django_db
def test_a_part_of_the_journal_verifies_alone():
    fill(COUNT)
    exported = list(export_lines(with_private=True, with_personal=True, first=3))
    assert verdict(exported)[1].startswith("3 entrées intactes")


@pytest.mark.django_db
def test_an_empty_journal_is_intact():
    assert verdict(export_lines(with_private=True, with_personal=True))[1].startswith("0 entrées")


@pytest.mark.parametrize("text", ["", "{}\n", "null\n", "journal\n", '{"journal":"autre"}\n'])
def test_another_file_is_no_journal(text):
    assert verdict(text.splitlines(keepends=True))[2] == 2


def test_the_script_stands_alone(lines, tmp_path):
    """Run by a Python that sees neither Ancrage nor its packages."""
    script = tmp_path / "verifier.py"
    script.write_text(Path(checker.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    assert len(script.read_text().splitlines()) < 100
    export = tmp_path / "journal.jsonl"
    command = [sys.executable, "-I", "-S", str(script), str(export)]
    export.write_text("".join(lines), encoding="utf-8", newline="\n")
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    export.write_text("".join([*lines[:2], *lines[3:]]), encoding="utf-8", newline="\n")
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    assert told.returncode == 1
    assert told.stdout.startswith("Entrée 2 : entrée retirée")


def test_the_command_says_the_same(lines, tmp_path):
    export = tmp_path / "journal.jsonl"
    export.write_text("".join(lines), encoding="utf-8", newline="\n")
    run = CliRunner().invoke(app, ["journal", "verify", str(export)])
    assert run.exit_code == 0
    assert run.output.startswith("5 entrées intactes")
    export.write_text("".join(lines[:-1]), encoding="utf-8", newline="\n")
    run = CliRunner().invoke(app, ["journal", "verify", str(export)])
    assert run.exit_code == 1
    assert run.output.startswith("Entrée 5")


@pytest.mark.django_db
def test_the_command_exports_for_the_host(tmp_path):
    note(by=host(), now=NOW, text="un acte")
    out = tmp_path / "journal.jsonl"
    run = CliRunner().invoke(app, ["journal", "export", "--out", str(out)])
    assert run.exit_code == 0, run.output
    with out.open(encoding="utf-8", newline="\n") as exported:
        assert checker.check(exported)[2] == 0
