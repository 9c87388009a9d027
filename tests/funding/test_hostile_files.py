"""Financers' files as offices, accidents and ill will make them: told clearly, nothing changed."""

import pytest

from ancrage.files.models import FileContent, StoredFile
from ancrage.funding.actions.importing import take_import
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import (
    Batch,
    Cell,
    Commitment,
    CommitmentLine,
    Dossier,
    Entry,
    FiledPayment,
    LedgerHead,
    MoneyColumn,
    MoneyImport,
    Project,
    WaitingPayment,
)
from ancrage.funding.queries.previews import unpacked
from ancrage.journal.models import JournalEntry
from ancrage.kernel.problems import InputRefused
from tests.funding import messy
from tests.funding.filing import plain, sent
from tests.funding.world import HOST, NOW

pytestmark = pytest.mark.django_db
KEPT = (Batch, Cell, Commitment, CommitmentLine, Dossier, Entry, FiledPayment, JournalEntry,
        LedgerHead, MoneyColumn, Project, WaitingPayment)  # fmt: skip
"""What a file that is refused, or read, never changes."""
FILES = (FileContent, MoneyImport, StoredFile)


@pytest.fixture(autouse=True)
def _world(held):
    """The small country."""


def rows_kept(*more):
    return {model: list(model.objects.order_by("pk").values()) for model in (*KEPT, *more)}


@pytest.mark.parametrize(
    ("name", "file", "make"), messy.REFUSED, ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_file_that_is_no_table_is_not_kept(name, file, make, snapshot):
    before = rows_kept(*FILES)
    with pytest.raises(InputRefused) as refusal:
        sent(make(), file)
    assert plain(str(refusal.value)) == snapshot
    assert rows_kept(*FILES) == before


@pytest.mark.parametrize(
    ("name", "make", "more"), messy.FAULTY, ids=lambda v: v if isinstance(v, str) else ""
)
def test_every_fault_is_told_with_its_place(name, make, more, snapshot):
    before = rows_kept()
    suffix = "xlsx" if make().startswith(b"PK") else "csv"
    held = sent(make(), f"suivi.{suffix}", **more)
    faults = unpacked(bytes(held.preview)).faults
    assert [
        plain(f"{f.row} | {f.column} | {f.value} | {f.what} {f.advice}") for f in faults
    ] == snapshot
    assert rows_kept() == before
    if not unpacked(bytes(held.preview)).has_changes:
        with pytest.raises(LedgerRefusedError, match="corrigez d’abord"):
            take_import(by=HOST, now=NOW, held=held, confirmed=True)
        assert rows_kept() == before
