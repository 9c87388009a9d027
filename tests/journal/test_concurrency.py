"""Two people acting at once: both entries are there, in one chain."""

import threading

import pytest
from django.db import connection

from ancrage.journal import checker
from ancrage.journal.export import export_lines
from ancrage.journal.models import JournalEntry
from ancrage.kernel.rights import host
from tests.journal.made import NOW, note

PEOPLE, ACTS = 4, 5


@pytest.mark.django_db(transaction=True)
def test_commands_at_once_make_one_chain():
    faults = []

    def act(who: int) -> None:
        try:
            for rank in range(ACTS):
                note(by=host(), now=NOW, text=f"{who}-{rank}")
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(who,)) for who in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert JournalEntry.objects.filter(kind="essai").count() == PEOPLE * ACTS
    assert checker.check(export_lines(with_private=True, with_personal=True))[2] == 0
