"""A journal made for the tests: entries of every kind, through real commands."""

import datetime as dt

from ancrage.journal.command import allow, command, record, unchanged
from ancrage.journal.export import export_lines
from ancrage.journal.models import JournalEntry, JournalHead
from ancrage.kernel.rights import NOWHERE, Actor, Holding, Scope, ScopeKind, Where, host

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
AURA = Where(regions=frozenset({"84"}))
ARVE = Where(regions=frozenset({"84"}), territories=frozenset({"p:sim-8406"}))
COMMAND = "people.open_account"
"""Any command of the table that the host has: these are made for the tests alone."""


@command(COMMAND)
def note(*, by: Actor, now: dt.datetime, text: str, where: Where = NOWHERE, **more) -> None:
    allow(where)
    record(kind="essai", reference=text, says=text, after={"text": text}, **more)


@command(COMMAND)
def note_with_part(*, by: Actor, now: dt.datetime, text: str) -> None:
    allow()
    note(by=by, now=now, text=f"partie de {text}")
    record(kind="essai", reference=text, says=text)


@command(COMMAND)
def nothing(*, by: Actor, now: dt.datetime) -> None:
    allow()
    unchanged()


def somebody(role: str, code: str = "") -> Actor:
    kind = ScopeKind.REGION if code else ScopeKind.NATION
    return Actor(f"ref-{role}-{code}", role, (Holding(role, Scope(kind, code)),))


def empty_journal() -> None:
    """What was made outside the tests leaves no entry for them to find."""
    JournalEntry.objects.all().delete()
    JournalHead.objects.all().delete()


def fill(count: int = 4) -> list[str]:
    """Make entries: some private, some with personal data; returns their export's lines."""
    for rank in range(count):
        note(
            by=host(),
            now=NOW + dt.timedelta(minutes=rank),
            text=f"acte {rank}",
            where=ARVE if rank % 2 else AURA,
            private=bool(rank % 2),
            personal={"person_name": "Éva Essai"} if rank % 3 == 0 else None,
        )
    return list(export_lines(with_private=True, with_personal=True))
