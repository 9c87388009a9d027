"""Envelopes: opened, split, delegated, transferred, taken back, described anew; never more
delegated than held."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.actions.books import locked_head
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.actions.rows import PART
from ancrage.funding.models import Envelope, EnvelopeMove
from ancrage.funding.queries.envelopes import KIND
from ancrage.funding.rules.delegating import CLOSE, OPEN, RECALL, held_changes, kind_of, path_of
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.rights import Actor, Where

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
"""What a new version of an envelope may change; its nature, its place and its cents never."""


@dataclass(frozen=True, slots=True)
class Told:
    """Why and when an envelope changes: every move says it. `key`: what a program calls the move,
    so that it is never made twice."""

    event_on: dt.date
    reason: str
    source: str = ""
    key: str = ""


def envelope_where(*envelopes: Envelope | None) -> Where:
    """Whose envelopes are: their operators', their regions', their territories'."""
    held = [one for one in envelopes if one is not None]
    return Where(
        regions=frozenset(one.region for one in held if one.region),
        territories=frozenset(one.territory for one in held if one.territory),
        operators=frozenset(one.operator for one in held if one.operator),
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
    _check_new(envelope)
    envelope.held = envelope.delegated = envelope.committed = 0
    envelope.created_at = now
    envelope.save(force_insert=True)
    if cents:
        _moved(by, now, envelope.parent, envelope, cents, told)
    says = _("Enveloppe ouverte : %(amount)s") % {"amount": euros(cents)}
    _record(envelope, says, told.reason, after={"cents": cents, "on": told.event_on})
    return envelope


def _check_new(envelope: Envelope) -> None:
    if Envelope.objects.filter(code=envelope.code).exists():
        raise LedgerRefusedError(_("Une enveloppe porte déjà ce code."))
    if not envelope.source.strip():
        raise LedgerRefusedError(_("Dites d’où vient ce que l’on sait de cette enveloppe."))
    if envelope.parent and envelope.parent.nature != envelope.nature:
        raise LedgerRefusedError(
            _(
                "Une part a la nature de son enveloppe : l’annoncé, l’orienté et les crédits "
                "ouverts ne se mêlent pas."
            )
        )


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
    target). What is delegated may be taken back by the envelope above. LedgerRefusedError."""
    ends = [one for one in (origin, target) if one is not None]
    if not ends:
        raise LedgerRefusedError(_("Dites d’où à où."))
    kind = kind_of(*_paths(origin, target))
    allow(envelope_where(origin, target) if kind == RECALL else envelope_where(ends[0]))
    locked_head()
    known = EnvelopeMove.objects.filter(key=told.key).first() if told.key else None
    if known is not None:
        unchanged()
        return _same(known, origin, target, cents)
    made = _moved(by, now, origin, target, cents, told)
    says = f"{made.get_kind_display().capitalize()}\N{NO-BREAK SPACE}: {euros(cents)}"
    _record(ends[-1], says, told.reason, after=_in_words(made))
    return made


@command("funding.reverse_move")
def reverse_move(*, by: Actor, now: dt.datetime, move: EnvelopeMove, reason: str) -> EnvelopeMove:
    """Undo a move of credits whole, on its own day, and say why. LedgerRefusedError."""
    allow(envelope_where(move.origin or move.target))
    locked_head()
    if move.reverses_id or EnvelopeMove.objects.filter(reverses=move).exists():
        raise LedgerRefusedError(_("Ce mouvement est déjà annulé."))
    _check_reason(reason)
    _shift(move.origin, move.target, -move.cents)
    made = EnvelopeMove.objects.create(
        kind=move.kind,
        origin=move.origin,
        target=move.target,
        cents=-move.cents,
        event_on=move.event_on,
        entered_at=now,
        author=by.reference,
        reason=reason.strip()[:500],
        reverses=move,
    )
    about = move.target or move.origin
    assert about is not None  # noqa: S101 the database refuses a move without an end
    _record(about, _("Mouvement annulé"), reason, after=_in_words(made))
    return made


@command("funding.revise_envelope")
def revise_envelope(
    *,
    by: Actor,
    now: dt.datetime,
    envelope: Envelope,
    revision: int,
    changes: Mapping[str, Any],
    reason: str,
) -> Envelope:
    """A new version of what an envelope is for and of what is known of it; the journal keeps the
    one before. LedgerRefusedError when it changed since `revision`."""
    held = Envelope.objects.select_for_update().get(pk=envelope.pk)
    allow(envelope_where(held))
    _check_reason(reason)
    if held.revision != revision:
        raise LedgerRefusedError(_("Cette enveloppe a changé entre-temps : relisez-la."))
    before = {name: getattr(held, name) for name in SETTABLE}
    after = before | {name: changes[name] for name in SETTABLE if name in changes}
    if after == before:
        unchanged()
        return held
    for name, value in after.items():
        setattr(held, name, value)
    held.revision += 1
    held.save(update_fields=[*SETTABLE, "revision"])
    changed = [name for name in SETTABLE if before[name] != after[name]]
    _record(
        held,
        _("Enveloppe, version %(n)d") % {"n": held.revision},
        reason,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return held


def _same(
    known: EnvelopeMove, origin: Envelope | None, target: Envelope | None, cents: int
) -> EnvelopeMove:
    """The move that a key made already. LedgerRefusedError when it is another one."""
    told = (origin and origin.pk, target and target.pk, cents)
    if (known.origin_id, known.target_id, known.cents) != told:
        raise LedgerRefusedError(_("Cette clé a déjà servi pour un autre mouvement."))
    return known


@unjournalled(PART)
def _moved(
    by: Actor,
    now: dt.datetime,
    origin: Envelope | None,
    target: Envelope | None,
    cents: int,
    told: Told,
) -> EnvelopeMove:
    kind = kind_of(*_paths(origin, target))
    if cents <= 0:
        raise LedgerRefusedError(_("Écrivez un montant positif."))
    _check_reason(told.reason)
    if told.event_on > localdate(now):
        raise LedgerRefusedError(_("Cette date n’est pas encore passée."))
    if origin is not None and target is not None and origin.nature != target.nature:
        raise LedgerRefusedError(_("Ces enveloppes n’ont pas la même nature."))
    end = {OPEN: target, CLOSE: origin}.get(kind)
    if origin == target or (end is not None and end.parent_id):
        raise LedgerRefusedError(
            _("Une part reçoit ses crédits de l’enveloppe qui la contient, et les lui rend.")
        )
    _shift(origin, target, cents)
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
        key=told.key,
    )


def _paths(origin: Envelope | None, target: Envelope | None) -> tuple[list[int], list[int]]:
    """The envelopes above each end, itself first."""
    parents = dict(Envelope.objects.order_by().values_list("pk", "parent_id"))
    above = [path_of(one.pk if one else None, parents) for one in (origin, target)]
    return above[0], above[1]


@unjournalled(PART)
def _shift(origin: Envelope | None, target: Envelope | None, cents: int) -> None:
    """Move cents from one envelope to another, through those above them. LedgerRefusedError when
    one of them has not enough left."""
    changes = held_changes(*_paths(origin, target), cents)
    held = Envelope.objects.in_bulk(changes)
    above = {one.parent_id for one in held.values() if one.parent_id}
    held |= Envelope.objects.in_bulk(above - held.keys())
    for pk, change in changes.items():
        one = held[pk]
        one.held += change
        if one.parent_id:
            held[one.parent_id].delegated += change
    for one in held.values():
        if one.available < 0:
            left = {"name": one.name, "left": euros(one.available + abs(cents))}
            raise LedgerRefusedError(_("« %(name)s » n’a que %(left)s de disponible.") % left)
    for one in held.values():
        one.save(update_fields=["held", "delegated"])
    for one in filter(None, (origin, target)):
        one.refresh_from_db(fields=["held", "delegated", "committed"])


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise LedgerRefusedError(_("Dites la raison de ce changement."))


def _in_words(move: EnvelopeMove) -> dict[str, Any]:
    """A move as the journal tells it."""
    return {
        "kind": move.kind,
        "origin": move.origin.code if move.origin else "",
        "target": move.target.code if move.target else "",
        "cents": move.cents,
        "on": move.event_on,
    }


def _record(
    envelope: Envelope,
    says: str,
    reason: str,
    *,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> None:
    record(
        kind=KIND,
        reference=envelope.code,
        label=envelope.name,
        says=says,
        before=before,
        after=after,
        details={"reason": reason.strip()},
    )
