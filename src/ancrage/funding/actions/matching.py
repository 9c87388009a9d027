"""Payments given to dossiers, and taken back: no cent lost, every change said."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.access import financer_where
from ancrage.funding.actions.books import locked_head
from ancrage.funding.actions.matching_notices import follow_waiting
from ancrage.funding.actions.posting import Loose, Posting, post
from ancrage.funding.actions.rows import PART, rewrite
from ancrage.funding.actions.undoing import undo
from ancrage.funding.models import (
    Batch,
    Dossier,
    Entry,
    Match,
    MatchShare,
    SetAside,
    WaitingPayment,
)
from ancrage.funding.models.ledger import API, COMMAND, SCREEN
from ancrage.funding.models.matching import PAYMENT
from ancrage.funding.models.waiting import MATCHED, WAITING
from ancrage.funding.queries.plans import Given, Plan, key_plan, sure_plan
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel import rights
from ancrage.kernel.chunks import in_chunks
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import Actor

KIND = "match"
ORIGINS = {rights.API: API, rights.COMMAND_LINE: COMMAND}


class MatchRefusedError(ValueError):
    """What cannot be matched, or taken back; the message is one French sentence."""


@command("funding.match_payment")
def match_payment(*, by: Actor, now: dt.datetime, given: Given) -> Match:
    """Give a payment to dossiers, its cents to the last one. MatchRefusedError."""
    allow(financer_where(given.waiting.financer))
    (made,), hashes = _match(by, now, given.waiting.financer, [given])
    codes = [share.dossier.code for share in given.shares]
    record(
        kind=KIND,
        reference=str(made.waiting_id),
        label=", ".join(codes),
        says=_("Paiement de %(amount)s rattaché") % {"amount": euros(given.cents)},
        after={
            "dossiers": codes,
            "shares": [share.cents for share in given.shares],
            "hash": hashes,
        },
        details={"how": made.how, "score": made.score, "note": made.note},
    )
    return made


@command("funding.match_by_key")
def match_by_key(*, by: Actor, now: dt.datetime, financer: str) -> Plan:
    """Give to their dossiers the payments of a financer that their keys name, and say how many."""
    allow(financer_where(financer))
    locked_head()
    plan = key_plan(financer)
    _match_plan(by, now, financer, plan, _("rattachés par leur clé"))
    return plan


@command("funding.match_sure")
def match_sure(*, by: Actor, now: dt.datetime, financer: str, mark: str) -> Plan:
    """Accept every suggestion that leaves no doubt, as they were shown: `mark` is the plan's.

    MatchRefusedError when the list changed since.
    """
    allow(financer_where(financer))
    locked_head()
    plan = sure_plan(financer, on=localdate(now))
    if plan.mark != mark:
        raise MatchRefusedError(_("La liste a changé depuis l’aperçu : relisez-la."))
    _match_plan(by, now, financer, plan, _("rattachés, suggestions sans doute acceptées"))
    return plan


def _match_plan(by: Actor, now: dt.datetime, financer: str, plan: Plan, how: str) -> None:
    if not plan.given:
        unchanged()
        return
    _made, hashes = _match(by, now, financer, plan.given)
    told = {"count": len(plan.given), "amount": euros(plan.cents), "how": how}
    record(
        kind=KIND,
        reference=financer,
        label=financer,
        says=_("%(count)d paiements (%(amount)s) %(how)s") % told,
        after={"payments": _told(plan.given), "hash": hashes},
    )


def _told(given: Sequence[Given]) -> dict[str, dict[str, int]]:
    """The cents of each payment, by dossier."""
    return {
        str(one.waiting.pk): {share.dossier.code: share.cents for share in one.shares}
        for one in given
    }


def _match(
    by: Actor, now: dt.datetime, financer: str, given: Sequence[Given]
) -> tuple[list[Match], list[str]]:
    """Undo the entries of these payments, post their shares, keep what was done: the matches, and
    the hashes of the batches."""
    locked_head()
    payments = _still_waiting(financer, given)
    undone = undo(
        by=by,
        now=now,
        financer=financer,
        entries=[one.entry for one in payments],
        reason=_("Rattaché à un dossier"),
        origin=_origin(by),
    )
    try:
        batch = post(
            by=by,
            now=now,
            today=localdate(now),
            financer=financer,
            origin=_origin(by),
            postings=list(_postings(given)),
        )
    except InputRefused as refusal:
        raise MatchRefusedError(_offering(refusal)) from refusal
    return _kept(by, now, given, payments, batch), [undone.hash, batch.hash]


def _still_waiting(financer: str, given: Sequence[Given]) -> list[WaitingPayment]:
    """The payments as they are now that nobody else posts. MatchRefusedError."""
    held: dict[int, WaitingPayment] = {}
    undone: set[int | None] = set()
    for chunk in in_chunks([one.waiting.pk for one in given]):
        held |= WaitingPayment.objects.select_related("entry").in_bulk(chunk)
        reversed_ones = Entry.objects.filter(waiting__in=chunk, reversal__isnull=False)
        undone |= set(reversed_ones.values_list("pk", flat=True))
    for one in given:
        told = _fault(financer, one, held[one.waiting.pk], undone)
        if told:
            raise MatchRefusedError(told)
    return [held[one.waiting.pk] for one in given]


def _fault(financer: str, given: Given, held: WaitingPayment, undone: set[int | None]) -> str:
    """Why a payment cannot be given so; "" when it can."""
    if held.state != WAITING:
        return _("Ce paiement est déjà rattaché.")
    if held.entry_id in undone:
        return _("L’écriture de ce paiement a été annulée.")
    if any(share.dossier.financer != financer for share in given.shares):
        return _("Un paiement ne va qu’à des dossiers de son financeur.")
    if not given.shares or min(share.cents for share in given.shares) <= 0:
        return _("Écrivez un montant positif pour chaque dossier.")
    if given.cents == held.entry.cents:
        return ""
    told = {"told": euros(given.cents), "paid": euros(held.entry.cents)}
    return _("Les parts font %(told)s, le paiement %(paid)s : aucun centime ne se perd.") % told


def _postings(given: Sequence[Given]) -> Iterator[Posting]:
    for one in given:
        entry = one.waiting.entry
        for share in one.shares:
            yield Posting(
                "paid",
                share.cents,
                entry.event_on,
                dossier=share.dossier,
                commitment=share.commitment,
                document=entry.document,
                file=entry.file,
                row=entry.row,
                is_verified=entry.is_verified,
                reason=one.note,
            )


def _offering(refusal: InputRefused) -> str:
    """What is refused, and what can be done."""
    told = " ".join(dict.fromkeys(problem.what for problem in refusal.problems))
    advice = _(
        "Partagez le paiement entre plusieurs dossiers, ou passez d’abord l’engagement qui manque."
    )
    return f"{told} {advice}"


@unjournalled(PART)
def _kept(
    by: Actor,
    now: dt.datetime,
    given: Sequence[Given],
    payments: Sequence[WaitingPayment],
    batch: Batch,
) -> list[Match]:
    made = [
        Match(
            waiting=payment,
            entry=payment.entry,
            how=one.how,
            score=one.score,
            reasons=[[reason.says, reason.weight] for reason in one.reasons],
            note=one.note.strip()[:300],
            author=by.reference,
            made_at=now,
        )
        for one, payment in zip(given, payments, strict=True)
    ]
    Match.objects.bulk_create(made, batch_size=500)
    MatchShare.objects.bulk_create(_shares(made, given, batch), batch_size=500)
    for payment in payments:
        payment.state, payment.matched_on = MATCHED, localdate(now)
    rewrite(payments, ["state", "matched_on"])
    follow_waiting(financer=batch.financer, now=now)
    return made


def _shares(matches: Sequence[Match], given: Sequence[Given], batch: Batch) -> Iterator[MatchShare]:
    """Each paid entry with its match: a share makes one entry or several, in the same order."""
    entries = iter(Entry.objects.filter(batch=batch).order_by("pk"))
    for match, one in zip(matches, given, strict=True):
        for share in one.shares:
            left = share.cents
            while left:
                entry = next(entries)
                yield MatchShare(match=match, dossier=share.dossier, entry=entry, cents=entry.cents)
                left -= entry.cents


def _origin(by: Actor) -> str:
    return ORIGINS.get(by.through, SCREEN)


@command("funding.undo_match")
def undo_match(*, by: Actor, now: dt.datetime, match: Match, reason: str) -> WaitingPayment:
    """Take a payment back from its dossiers: it waits again, and what was undone is not suggested
    again. MatchRefusedError; LedgerRefusedError when the money went on since."""
    locked_head()
    held = Match.objects.select_related("waiting", "entry").get(pk=match.pk)
    allow(financer_where(held.waiting.financer))
    why = reason.strip()[:300]
    if not why:
        raise MatchRefusedError(_("Dites pourquoi ce rapprochement est défait."))
    if held.undone_at is not None:
        raise MatchRefusedError(_("Ce rapprochement est déjà défait."))
    shares = list(held.shares.select_related("entry", "dossier").filter(entry__reversal=None))
    hashes = []
    if shares:
        undone = undo(
            by=by,
            now=now,
            financer=held.waiting.financer,
            entries=[share.entry for share in shares],
            reason=why,
            origin=_origin(by),
        )
        hashes.append(undone.hash)
    payment, batch = _waits_again(by, now, held, why)
    held.undone_by, held.undone_at, held.undone_reason = by.reference, now, why
    held.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    for dossier in {share.dossier for share in shares}:
        _set_aside(by, now, PAYMENT, str(payment.pk), dossier.code, why)
    record(
        kind=KIND,
        reference=str(payment.pk),
        label=payment.financer,
        says=_("Rapprochement défait : le paiement attend à nouveau"),
        before={"dossiers": sorted({share.dossier.code for share in shares})},
        after={"hash": [*hashes, batch.hash]},
        details={"reason": why},
    )
    return payment


@unjournalled(PART)
def _waits_again(
    by: Actor, now: dt.datetime, match: Match, why: str
) -> tuple[WaitingPayment, Batch]:
    """Post anew, as it was, the entry of a payment that no dossier is known for."""
    payment, entry = match.waiting, match.entry
    told = Posting(
        "unmatched",
        entry.cents,
        entry.event_on,
        loose=Loose(**{name: getattr(entry, name) for name in Loose.__slots__}),
        document=entry.document,
        file=entry.file,
        row=entry.row,
        is_verified=entry.is_verified,
        reason=why,
    )
    batch = post(
        by=by,
        now=now,
        today=localdate(now),
        financer=payment.financer,
        origin=_origin(by),
        postings=[told],
    )
    payment.entry = batch.entries.get()
    payment.state, payment.matched_on = WAITING, None
    payment.save(update_fields=["entry", "state", "matched_on"])
    follow_waiting(financer=payment.financer, now=now)
    return payment, batch


@command("funding.refuse_match")
def refuse_match(
    *, by: Actor, now: dt.datetime, waiting: WaitingPayment, dossier: Dossier, reason: str
) -> None:
    """Say that a payment is not a dossier's: it is not suggested again. MatchRefusedError."""
    allow(financer_where(waiting.financer))
    why = reason.strip()[:300]
    if not why:
        raise MatchRefusedError(_("Dites pourquoi cette suggestion ne convient pas."))
    if not _set_aside(by, now, PAYMENT, str(waiting.pk), dossier.code, why):
        unchanged()
        return
    record(
        kind=KIND,
        reference=str(waiting.pk),
        label=dossier.code,
        says=_("Suggestion refusée : ce paiement n’est pas de ce dossier"),
        after={"dossier": dossier.code},
        details={"reason": why},
    )


@unjournalled(PART)
def _set_aside(by: Actor, now: dt.datetime, kind: str, left: str, right: str, reason: str) -> bool:
    """Remember that two things do not go together. False when it was known."""
    _held, is_new = SetAside.objects.get_or_create(
        kind=kind,
        left=left,
        right=right,
        defaults={"reason": reason, "author": by.reference, "made_at": now},
    )
    return is_new
