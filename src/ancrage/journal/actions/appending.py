"""Adding an entry at the end of the chain. `command` calls it; nobody else should."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ancrage.journal.models import EntryPlace, JournalEntry, JournalHead
from ancrage.kernel.chain import entry_hash, seal
from ancrage.kernel.rights import Actor, Grant, Where


@dataclass
class Noted:
    """What a command says of itself, already as the journal writes values."""

    kind: str
    reference: str
    label: str
    says: str
    private: bool
    change: dict[str, Any]
    personal: dict[str, Any] | None


def append(
    *, noted: Noted, command: str, by: Actor, grant: Grant, where: Where, now: datetime
) -> JournalEntry:
    """Write the next entry; in the caller's transaction, with the head of the chain locked."""
    head = _locked_head()
    change = noted.change | {"salt": secrets.token_hex(16)}
    personal = _personal(noted, by)
    entry = JournalEntry(
        number=head.number + 1,
        at=now,
        actor=by.reference,
        role=grant.holding.role,
        scope=str(grant.holding.scope),
        organisation=grant.holding.organisation,
        through=by.through,
        command=command,
        kind=noted.kind,
        reference=noted.reference,
        label=noted.label,
        says=str(noted.says),
        where=where.document(),
        private=noted.private,
        change=change,
        personal=personal,
        change_seal=seal(change),
        personal_seal=seal(personal) if personal else "",
        previous=head.hash,
    )
    entry.hash = entry_hash(entry.body())
    entry.save(force_insert=True)
    places = [(kind, code) for kind, codes in entry.where.items() for code in codes]
    EntryPlace.objects.bulk_create(EntryPlace(entry=entry, kind=k, code=c) for k, c in places)
    head.number, head.hash = entry.number, entry.hash
    head.save()
    return entry


def _locked_head() -> JournalHead:
    JournalHead.objects.get_or_create(pk=1)
    return JournalHead.objects.select_for_update().get(pk=1)


def _personal(noted: Noted, by: Actor) -> dict[str, Any] | None:
    """The names in the entry: its author's, and those that the command gives."""
    held = dict(noted.personal or {})
    if by.is_person and by.name:
        held["actor_name"] = by.name
    return held | {"salt": secrets.token_hex(16)} if held else None
