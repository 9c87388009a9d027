"""Writers killed while they write: no cent is lost or doubled, no envelope overdrawn.

The whole of it, with its figures, is `python -m benchmarks ledger_writers`.
"""

import pytest
from django.db import connection

from benchmarks.ledger_writers import DONE, REFUSED, hammer, prepare

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, SECONDS, PAUSE = 4, 3.0, 0.3


def test_nothing_is_lost_or_doubled_when_writers_are_killed(transactional_db, tmp_path):
    prepare(held=4_000_00)
    outcome = hammer(tmp_path, writers=WRITERS, seconds=SECONDS, pause=PAUSE)
    assert outcome.faults == []
    assert outcome.kills
    assert outcome.told[DONE]
    assert outcome.told[REFUSED], "the envelopes have to be emptied"


@pytest.mark.only_on("sqlite")
def test_the_site_writes_as_it_does_here(transactional_db):
    """SQLite waits for the writer at the beginning of a transaction; readers never wait."""
    assert connection.transaction_mode == "IMMEDIATE"
    with connection.cursor() as cursor:
        modes = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in MODES]
    assert modes == ["wal", 1]


MODES = ("journal_mode", "synchronous")
