"""Financers' files: kept, read, their columns chosen, then done whole or not at all."""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ancrage.files.actions import discard_file, store_file
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.files.rules.tables import refused
from ancrage.funding.access import financer_where
from ancrage.funding.actions.books import locked_head
from ancrage.funding.actions.filling import Taking
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.actions.taking import take_plan
from ancrage.funding.models import MoneyColumn, MoneyImport
from ancrage.funding.queries.previews import fingerprint, packed, preview_of, unpacked
from ancrage.funding.queries.reading import (
    Progress,
    Read,
    plan_again,
    quiet,
    read_import,
    read_table,
)
from ancrage.funding.rules.columns import LAYOUTS
from ancrage.funding.rules.steps import DECREASES
from ancrage.jobs import queue
from ancrage.jobs.actions import NotPendingError, cancel_job
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.memory import no_collector
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import fold
from ancrage.requests.actions.parts import is_invented

KIND = "money_import"
DRAFT = "la préparation d’une reprise : rien n’est changé tant qu’elle n’est pas acceptée"
STILL_UNREAD = gettext_lazy("Ce fichier est encore à lire : patientez.")
TAKEN = gettext_lazy("Ce fichier est déjà repris.")
FULL = gettext_lazy(
    "D’autres fichiers attendent leur tour : le vôtre est gardé, réessayez dans un moment."
)
CHANGED_SINCE = gettext_lazy(
    "Le grand livre a changé depuis l’aperçu : relisez-le, puis acceptez à nouveau."
)
KEPT = dt.timedelta(days=3)
"""How long a file that was sent and not taken in is kept."""
READ_JOB, TAKE_JOB = "funding.read_import", "funding.take_import"
WAITING = 10
LARGE = 400_000
"""From so many bytes on, a file is read and taken in by the worker."""


@unjournalled(DRAFT)
@transaction.atomic
def prepare_import(
    *,
    by: Actor,
    now: dt.datetime,
    financer: str,
    name: str,
    content: bytes,
    as_at: dt.date | None = None,
    key: str = "",
) -> MoneyImport:
    """Keep a file until it is taken in. InputRefused when it is no table of money;
    LedgerRefusedError. The same key with the same file gives the first import again."""
    today = localdate(now)
    if as_at is not None and as_at > today:
        raise LedgerRefusedError(_("L’arrêté du fichier n’est pas encore passé."))
    _forget(before=now - KEPT)
    try:
        file = store_file(name=name, content=content, by_reference=by.reference, now=now)
    except FileRefusedError as refusal:
        raise refused(name, str(refusal), "") from refusal
    known = MoneyImport.objects.filter(financer=financer, key=key).first() if key else None
    if known is not None:
        discard_file(file=file)
        if known.digest != file.sha256:
            raise LedgerRefusedError(_("Cette clé a déjà servi pour un autre fichier."))
        return known
    if len(content) <= LARGE:  # another is read by the worker, which says what is wrong
        read_table(name=file.name, content=content, on=today)
    return MoneyImport.objects.create(
        financer=financer,
        name=file.name,
        digest=file.sha256,
        file=file,
        key=key,
        as_at=as_at or today,
        prepared_by=by.reference,
        prepared_at=now,
    )


def _forget(*, before: dt.datetime) -> None:
    """Let go of files that were never taken in."""
    for held in MoneyImport.objects.filter(taken_at=None, prepared_at__lt=before):
        file = held.file
        held.delete()
        discard_file(file=file)


@unjournalled(DRAFT)
def choose(
    *,
    held: MoneyImport,
    columns: Mapping[str, str] | None = None,
    layout: str = "",
    decreases: str = "",
    as_at: dt.date | None = None,
) -> MoneyImport:
    """Keep how a file is to be understood; what its columns are is remembered for the financer's
    next files. It is to be read again. LedgerRefusedError."""
    check_waits(held)
    held.columns = held.columns | {fold(name): field for name, field in (columns or {}).items()}
    named = [field for field in held.columns.values() if field]
    if len(named) != len(set(named)):
        raise LedgerRefusedError(
            _("Deux colonnes ne peuvent pas dire la même chose : choisissez-en une.")
        )
    if layout:
        held.layout = _among(layout, LAYOUTS)
    if decreases:
        held.decreases = _among(decreases, DECREASES)
    held.as_at = as_at or held.as_at
    held.preview, held.shown, held.job = None, "", None
    _keep(held, "columns", "layout", "decreases", "as_at", "preview", "shown", "job")
    for heading, field in (columns or {}).items():
        MoneyColumn.objects.update_or_create(
            financer=held.financer, heading=fold(heading)[:200], defaults={"field": field}
        )
    return held


def _among(value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise LedgerRefusedError(_("« %s » n’est pas un choix.") % value[:40])
    return value


def is_large(held: MoneyImport) -> bool:
    """Whether it is too large to be read while somebody waits for a page."""
    return held.file.size > LARGE


@unjournalled(DRAFT)
def ask_reading(*, held: MoneyImport, now: dt.datetime) -> MoneyImport:
    """Have a large file read by the worker; read another at once. LedgerRefusedError."""
    if is_large(held):
        return _ask(held, READ_JOB, {}, now=now)
    return read_file(held=held, now=now)


@unjournalled(DRAFT)
def ask_taking(*, by: Actor, held: MoneyImport, now: dt.datetime, confirmed: bool) -> MoneyImport:
    """Have a large import taken in by the worker, for who accepts it. LedgerRefusedError."""
    return _ask(held, TAKE_JOB, {"by": by.reference, "confirmed": confirmed}, now=now)


@unjournalled(DRAFT)
def _ask(held: MoneyImport, kind: str, told: dict[str, Any], *, now: dt.datetime) -> MoneyImport:
    check_waits(held)
    try:
        held.job = queue.enqueue(
            kind=kind,
            key=f"{kind}:{held.reference}",
            arguments={"reference": held.reference, **told},
            now=now,
            limit=WAITING,
        )
    except queue.QueueFullError as refusal:
        raise LedgerRefusedError(str(FULL)) from refusal
    held.save(update_fields=["job"])
    return held


@unjournalled(DRAFT)
def cancel_work(*, held: MoneyImport, now: dt.datetime) -> None:
    """Stop the reading or the writing that is under way: nothing is changed."""
    if held.job is not None:
        with suppress(NotPendingError):
            cancel_job(job_id=held.job.pk, now=now)


@unjournalled(DRAFT)
@no_collector()
def read_file(*, held: MoneyImport, now: dt.datetime, progress: Progress = quiet) -> MoneyImport:
    """Read a file, and keep what it would do. LedgerRefusedError; InputRefused for no table."""
    check_waits(held)
    _show(held, read_import(held, today=localdate(now), progress=progress))
    return held


@unjournalled(DRAFT)
def _show(held: MoneyImport, read: Read) -> None:
    held.preview, held.shown = packed(preview_of(read)), fingerprint(read.plan)
    held.reading = read.kept
    _keep(held, "preview", "shown", "reading")


@unjournalled(DRAFT)
def _keep(held: MoneyImport, *names: str) -> None:
    """Change an import that waits."""
    values = {name: getattr(held, name) for name in names}
    if not MoneyImport.objects.filter(pk=held.pk, taken_at=None).update(**values):
        raise LedgerRefusedError(str(TAKEN))


def check_waits(held: MoneyImport) -> None:
    """LedgerRefusedError once an import was taken in."""
    if held.taken_at is not None:
        raise LedgerRefusedError(str(TAKEN))


@command("funding.import_file")
@no_collector()
def take_import(
    *,
    by: Actor,
    now: dt.datetime,
    held: MoneyImport,
    confirmed: bool = False,
) -> MoneyImport:
    """Do what a file says, in one go, if it is still what was shown. Lines at fault do nothing.

    `confirmed`: what was inferred, lowered, corrected is right. LedgerRefusedError; InputRefused.
    """
    allow(financer_where(held.financer))
    locked_head()
    taken = MoneyImport.objects.select_for_update(of=("self",)).get(pk=held.pk)
    read = _ready(taken, confirmed=confirmed)
    taken.taken_at, taken.counts, taken.reading = now, read.plan.counts, None
    if not read.plan.has_changes:
        unchanged()
        taken.save()
        return taken
    taking = Taking(by, now, taken, read, is_invented(by.reference))
    take_plan(taking)
    taken.batches = [batch.reference for batch in taking.batches]
    taken.former = taking.former
    taken.save()
    _record(taken, read, [batch.hash for batch in taking.batches])
    return taken


def _ready(taken: MoneyImport, *, confirmed: bool) -> Read:
    check_waits(taken)
    if taken.preview is None:
        raise LedgerRefusedError(str(STILL_UNREAD))
    read, preview = plan_again(taken), unpacked(bytes(taken.preview))
    if fingerprint(read.plan) != taken.shown:
        raise LedgerRefusedError(str(CHANGED_SINCE))
    if not preview.has_changes and preview.faults:
        raise LedgerRefusedError(_("Rien à reprendre : corrigez d’abord les fautes."))
    if preview.has_changes and preview.needs_word and not confirmed:
        raise LedgerRefusedError(
            _("Dites d’abord que ce qui a été déduit, baissé ou corrigé est juste.")
        )
    return read


def _record(taken: MoneyImport, read: Read, hashes: list[str]) -> None:
    counts = taken.counts
    count = counts["new"] + counts["changed"] + counts["loose"]
    says = ngettext(
        "Fichier financier repris : %(n)d dossier ou paiement",
        "Fichier financier repris : %(n)d dossiers ou paiements",
        count,
    ) % {"n": count}
    record(
        kind=KIND,
        reference=taken.reference,
        label=taken.financer,
        says=says,
        after={"hash": hashes, "counts": counts},
        details={
            "digest": taken.digest,
            "as_at": taken.as_at,
            "layout": read.options.layout,
            "decreases": taken.decreases,
            "changed": [one.known.code for one in read.plan.dossiers if one.kind == "changed"],
        },
        private=True,
    )
