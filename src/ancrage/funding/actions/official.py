"""The envelopes of public sources, loaded from data: what changed there makes a version here."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.funding.actions.books import locked_head
from ancrage.funding.actions.envelopes import (
    Told,
    move_envelope,
    open_envelope,
    revise_envelope,
)
from ancrage.funding.models import Envelope
from ancrage.funding.queries.envelopes import KIND, OF_DATA
from ancrage.funding.rules.official import Official
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor


@command("funding.load_envelopes")
def load_envelopes(
    *, by: Actor, now: dt.datetime, envelopes: list[Official], reason: str
) -> dict[str, int]:
    """Open the envelopes that are new, change what the data changed, leave the rest as it is.

    Returns how many were opened, changed and left. LedgerRefusedError when what was delegated or
    committed since does not fit in what the data tells.
    """
    allow()
    locked_head()
    counts = {"opened": 0, "changed": 0, "same": 0}
    for one in envelopes:
        held = Envelope.objects.filter(code=one.code).select_related("parent").first()
        if held is None:
            _open(by, now, one, reason)
            counts["opened"] += 1
        else:
            is_changed = _change(by, now, held, one, reason)
            counts["changed" if is_changed else "same"] += 1
    if not counts["opened"] and not counts["changed"]:
        unchanged()
        return counts
    record(
        kind=KIND,
        reference=OF_DATA,
        label=_("Enveloppes des sources publiques"),
        says=_("Enveloppes chargées : %(opened)d ouvertes, %(changed)d changées") % counts,
        after=counts,
        details={"reason": reason},
    )
    return counts


def _open(by: Actor, now: dt.datetime, one: Official, reason: str) -> None:
    parent = Envelope.objects.get(code=one.parent) if one.parent else None
    made = Envelope(code=one.code, parent=parent, nature=one.nature, **one.fields)
    told = Told(one.on, reason, made.source)
    open_envelope(by=by, now=now, envelope=made, cents=one.cents, told=told)


def _change(by: Actor, now: dt.datetime, held: Envelope, one: Official, reason: str) -> bool:
    """Bring an envelope to what the data tells; whether it was not there already."""
    revision, missing = held.revision, one.cents - held.held
    told = Told(one.on, reason, one.fields["source"])
    if missing:
        ends = (held.parent, held) if missing > 0 else (held, held.parent)
        move_envelope(by=by, now=now, origin=ends[0], target=ends[1], cents=abs(missing), told=told)
    made = revise_envelope(
        by=by, now=now, envelope=held, revision=revision, changes=one.fields, reason=reason
    )
    return bool(missing) or made.revision != revision
