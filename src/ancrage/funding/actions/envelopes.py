"""Envelopes: opened, split, delegated, transferred, taken back; never more than what is held."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.actions.books import locked_head
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import Envelope, EnvelopeMove
from ancrage.funding.models.envelopes import CLOSE, DELEGATE, OPEN, TRANSFER
from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor, Where

KIND = "envelope"
SETTABLE = (
    "name",
    "financer",
    "operator",
    "measure",
    "need",
    "year",
    "region",
    "territory",
    "certainty",
    "source",
    "url",
    "remark",
)


@dataclass(frozen=True, slots=True)
class Told:
    """Why and when an envelope changes: every move says it."""

    event_on: dt.date
    reason: str
    source: str = ""


def envelope_where(envelope: Envelope) -> Where:
    """Whose an envelope is: its operator's, its region's, its territory's."""
    return Where(
        regions=frozenset(filter(None, [envelope.region])),
        territories=frozenset(filter(None, [envelope.territory])),
        operators=frozenset(filter(None, [envelope.operator])),
    )


@command("funding.open_envelope")
def open_envelope(
    *, by: Actor, now: dt.datetime, envelope: Envelope, cents: int, told: Told
) -> Envelope:
    """Begin an envelope, with cents from outside or, when it has a parent, from it.

    LedgerRefusedError.
    """
    allow(envelope_where(envelope.parent or envelope))
    locked_head()
    if Envelope.objects.filter(code=envelope.code).exists():
        raise LedgerRefusedError(_("Une enveloppe porte déjà ce code."))
    if envelope.parent and envelope.parent.nature != envelope.nature:
        raise LedgerRefusedError(
            _(
                "Une part a la nature de son enveloppe : l’annoncé, l’orienté et les crédits "
                "ouverts ne se mêlent pas."
            )
        )
    envelope.held = envelope.delegated = envelope.committed = 0
    envelope.created_at = now
    envelope.save(force_insert=True)
    if cents:
        kind = DELEGATE if envelope.parent else OPEN
        _move(by, now, kind, envelope.parent, envelope, cents, told)
    _record(envelope, _("Enveloppe ouverte : %(amount)s") % {"amount": euros(cents)}, cents, told)
    return envelope


@command("funding.move_envelope")
def move_envelope(
    *,
    by: Actor,
    now: dt.datetime,
    origin: Envelope | None,
    target: Envelope | None,
    cents: int,
    told: Told,
) -> EnvelopeMove:
    """Move cents between envelopes of the same nature, from outside (no origin) or back to it (no
    target). LedgerRefusedError."""
    held = [one for one in (origin, target) if one is not None]
    if not held:
        raise LedgerRefusedError(_("Dites d’où à où."))
    allow(envelope_where(held[0]))
    locked_head()
    if origin is not None and target is not None and origin.nature != target.nature:
        raise LedgerRefusedError(_("Ces enveloppes n’ont pas la même nature."))
    made = _move(by, now, _kind(origin, target), origin, target, cents, told)
    _record(
        held[-1], _("Mouvement d’enveloppe : %(amount)s") % {"amount": euros(cents)}, cents, told
    )
    return made


def _kind(origin: Envelope | None, target: Envelope | None) -> str:
    if origin is None:
        return OPEN
    if target is None:
        return CLOSE
    return DELEGATE if target.parent_id == origin.pk else TRANSFER


def _move(
    by: Actor,
    now: dt.datetime,
    kind: str,
    origin: Envelope | None,
    target: Envelope | None,
    cents: int,
    told: Told,
) -> EnvelopeMove:
    if cents <= 0:
        raise LedgerRefusedError(_("Écrivez un montant positif."))
    if not told.reason.strip():
        raise LedgerRefusedError(_("Dites la raison de ce mouvement."))
    if told.event_on > localdate(now):
        raise LedgerRefusedError(_("Cette date n’est pas encore passée."))
    _take(origin, cents, is_delegation=kind == DELEGATE)
    if target is not None:
        target.refresh_from_db(fields=["held"])
        target.held += cents
        target.save(update_fields=["held"])
    return EnvelopeMove.objects.create(
        kind=kind,
        origin=origin,
        target=target,
        cents=cents,
        event_on=told.event_on,
        entered_at=now,
        author=by.reference,
        reason=told.reason.strip()[:500],
        source=told.source[:300],
    )


def _take(origin: Envelope | None, cents: int, *, is_delegation: bool) -> None:
    if origin is None:
        return
    origin.refresh_from_db(fields=["held", "delegated", "committed"])
    if origin.available < cents:
        raise LedgerRefusedError(
            _("« %(name)s » n’a que %(left)s de disponible.")
            % {"name": origin.name, "left": euros(origin.available)}
        )
    if is_delegation:
        origin.delegated += cents
    else:
        origin.held -= cents
    origin.save(update_fields=["held", "delegated"])


def _record(envelope: Envelope, says: str, cents: int, told: Told) -> None:
    record(
        kind=KIND,
        reference=envelope.code,
        label=envelope.name,
        says=says,
        after={"cents": cents, "on": told.event_on},
        details={"reason": told.reason},
    )
