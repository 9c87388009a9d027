"""Doing what a financer's file says, as it was planned: dossiers, corrections, entries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.funding.actions.again import again
from ancrage.funding.actions.filling import Taking, open_projects_of, write_dossiers
from ancrage.funding.actions.opening import open_commitments
from ancrage.funding.actions.posting import Loose, Posting, post
from ancrage.funding.actions.rows import PART, insert, rewrite
from ancrage.funding.actions.undoing import undo
from ancrage.funding.models import (
    Batch,
    Commitment,
    CommitmentLine,
    Dossier,
    Entry,
    Envelope,
    FiledPayment,
    WaitingPayment,
)
from ancrage.funding.models.ledger import FILE
from ancrage.funding.models.waiting import MATCHED, UNDONE
from ancrage.funding.rules.plan import SAME, LoosePayment, Planned
from ancrage.journal.command import unjournalled
from ancrage.kernel.chunks import in_chunks

LATER = {
    "requested": ("requested", "instruction", "cancelled"),
    "instruction": ("instruction", "cancelled"),
    "granted": ("granted", "decommitted", "ordered", "paid", "recovered"),
    "ordered": ("ordered", "paid", "recovered"),
    "paid": ("paid", "recovered"),
}
"""The stages that stand on one: they are posted again with it when it is corrected."""


@unjournalled(PART)
def take_plan(taking: Taking) -> None:
    """Do all that a plan says. InputRefused, LedgerRefusedError. The head of the ledger is held."""
    active = [one for one in taking.plan.dossiers if one.kind != SAME]
    open_projects_of(taking, active)
    made = write_dossiers(taking, active)
    postings = [*_corrections(taking, active), *_postings(taking, active, made)]
    loose = [_loose_posting(taking, one) for one in taking.plan.loose]
    if postings or loose:
        batch = post(
            by=taking.by,
            now=taking.now,
            today=localdate(taking.now),
            financer=taking.source.financer,
            origin=FILE,
            postings=[*postings, *loose],
            key=f"import:{taking.source.reference}",
            told=taking.source.digest,
            name=taking.source.name,
        )
        taking.batches.append(batch)
        _keep_waiting(taking, batch)
    _keep_payments(taking, active)


# Corrections


def _corrections(taking: Taking, active: Sequence[Planned]) -> list[Posting]:
    """Reverse what was posted by error, in the wrong place, or waits no more; what is then posted
    again as it was."""
    concerned = {
        one.known.pk: one
        for one in active
        if one.is_recut or any(step.is_correction for step in one.steps)
    }
    entries = _entries_of(concerned)
    undone: list[Entry] = []
    postings: list[Posting] = []
    why = _("Reprise de « %s » : correction") % taking.source.name
    for pk, one in concerned.items():
        less: dict[str, int] = defaultdict(int)
        for step in one.steps:
            if step.is_correction:
                less[step.stage] += step.cents
        among = [entry for entry in entries[pk] if one.is_recut or _stands_on(entry, less)]
        undone += among
        postings += again(among, less=less, reason=why)
    undone += _released(taking, active)
    if undone:
        batch = undo(
            by=taking.by,
            now=taking.now,
            financer=taking.source.financer,
            entries=sorted(undone, key=lambda entry: -entry.pk),
            reason=why,
            origin=FILE,
        )
        taking.batches.append(batch)
    return postings


def _stands_on(entry: Entry, less: dict[str, int]) -> bool:
    return any(entry.stage in LATER.get(stage, (stage,)) for stage in less)


def _entries_of(pks: Iterable[int]) -> dict[int, list[Entry]]:
    """The entries of dossiers that are not undone, in their order."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for chunk in in_chunks(pks):
        held = Entry.objects.filter(dossier__in=chunk, reverses=None, reversal=None)
        for entry in held.select_related("dossier", "line__commitment", "file").order_by("pk"):
            found[entry.dossier_id or 0].append(entry)
    return found


def _released(taking: Taking, active: Iterable[Planned]) -> list[Entry]:
    """The payments that wait no more: their dossier is known, or they were told by error."""
    states = {pk: MATCHED for one in active for pk in one.released}
    states |= {pk: UNDONE for loose in taking.plan.loose for pk in loose.corrects}
    found: list[Entry] = []
    for chunk in in_chunks(sorted(states)):
        held = list(WaitingPayment.objects.filter(pk__in=chunk).select_related("entry"))
        for waiting in held:
            waiting.state, waiting.matched_on = states[waiting.pk], localdate(taking.now)
        rewrite(held, ["state", "matched_on"])
        found += [waiting.entry for waiting in held]
    return found


# Entries


def _postings(
    taking: Taking, active: Sequence[Planned], dossiers: Sequence[Dossier]
) -> Iterable[Posting]:
    """What is posted, in the order of the file."""
    commitments = _commitments(taking, active, dossiers)
    for one, dossier in zip(active, dossiers, strict=True):
        for step in one.steps:
            if not step.is_correction:
                is_grant = step.stage == "granted"
                yield Posting(
                    stage=step.stage,
                    cents=step.cents,
                    event_on=step.on,
                    dossier=dossier,
                    commitment=commitments[id(one)] if is_grant else None,
                    document=str(one.told.get("document", "")),
                    file=taking.source.file,
                    row=step.row,
                )


def _commitments(
    taking: Taking, active: Sequence[Planned], dossiers: Sequence[Dossier]
) -> dict[int, Commitment]:
    """The commitment that each grants on: the one it names, else its oldest, else a new one."""
    granting = [
        (one, dossier)
        for one, dossier in zip(active, dossiers, strict=True)
        if any(step.stage == "granted" for step in one.steps)
    ]
    financer = taking.source.financer
    named: dict[str, Commitment] = {}
    for chunk in in_chunks(sorted({one.number for one, _d in granting} - {""})):
        held = Commitment.objects.filter(financer=financer, number__in=chunk)
        named |= {commitment.number: commitment for commitment in held}
    oldest: dict[int, Commitment] = {}
    for chunk in in_chunks([dossier.pk for one, dossier in granting if not one.number]):
        lines = CommitmentLine.objects.filter(dossier__in=chunk).select_related("commitment")
        for line in lines.order_by("-pk"):
            oldest[line.dossier_id] = line.commitment
    codes = {one.told["envelope"] for one, _d in granting if "envelope" in one.told}
    envelopes = {held.code: held for held in Envelope.objects.filter(code__in=codes)}
    found: dict[int, Commitment] = {}
    new: list[Commitment] = []
    for one, dossier in granting:
        commitment = named.get(one.number) if one.number else oldest.get(dossier.pk)
        if commitment is None:
            commitment = Commitment(
                financer=financer,
                number=one.number,
                envelope=envelopes.get(one.told.get("envelope", "")),
                committed_on=one.told.get("decided_on"),
            )
            new.append(commitment)
            if one.number:
                named[one.number] = commitment
        found[id(one)] = commitment
    open_commitments(commitments=new, now=taking.now)
    return found


def _loose_posting(taking: Taking, one: LoosePayment) -> Posting:
    told, registers = one.filed.told, taking.registers
    atlas, code = registers.atlas, told.get("commune", "")
    spot = atlas.spot(code, one.on) if atlas and code else None
    region = registers.region_of(told.get("department", ""))
    measure = registers.measures.get(told.get("measure", ""))
    return Posting(
        stage="unmatched",
        cents=one.cents,
        event_on=one.on,
        loose=Loose(
            financer=taking.source.financer,
            scheme=slugify(told.get("scheme", ""))[:80],
            measure=measure.code if measure else "",
            need=measure.needs[0] if measure and measure.needs else "",
            programme=registers.programme,
            territory=spot.territory if spot else "",
            place=spot.place if spot else "unknown",
            region=atlas.of_communes.get(code, ("", ""))[0] if atlas and code else region,
            is_demonstration=taking.is_invented,
        ),
        document=str(told.get("document") or told.get("payment") or ""),
        file=taking.source.file,
        row=one.filed.row,
    )


def _keep_waiting(taking: Taking, batch: Batch) -> None:
    """What is known of each payment that waits, beside its entry."""
    entries = Entry.objects.filter(batch=batch, stage="unmatched").order_by("pk")
    made = []
    for entry, one in zip(entries, taking.plan.loose, strict=True):
        told = one.filed.told
        made.append(
            WaitingPayment(
                entry=entry,
                financer=taking.source.financer,
                number=told.get("number", ""),
                siret=told.get("siret", ""),
                siren=told.get("siren", ""),
                commitment_number=(told.get("commitment") or ("",))[-1],
                beneficiary=told.get("beneficiary", ""),
                label=told.get("purpose", ""),
                year=told.get("year") or one.on.year,
                commune=told.get("commune", ""),
                source_import=taking.source,
                row=one.filed.row,
                key=one.key,
            )
        )
    insert(made)


def _keep_payments(taking: Taking, active: Iterable[Planned]) -> None:
    """Remember each payment by its key, so that no file posts it twice."""
    told = {key: pair for one in active for key, pair in one.payments.items()}
    told |= {one.key: (one.filed.row, one.whole) for one in taking.plan.loose}
    known: dict[str, FiledPayment] = {}
    for chunk in in_chunks(sorted(told)):
        held = FiledPayment.objects.filter(financer=taking.source.financer, key__in=chunk)
        known |= {payment.key: payment for payment in held}
    taking.former["payments"] = {key: payment.cents for key, payment in known.items()}
    for key, payment in known.items():
        payment.cents = told[key][1]
    new = [
        FiledPayment(
            financer=taking.source.financer, key=key, cents=cents, source=taking.source, row=row
        )
        for key, (row, cents) in told.items()
        if key not in known
    ]
    insert(new)
    rewrite(list(known.values()), ["cents"])
