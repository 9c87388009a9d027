"""Files of sheets: kept until they are taken in, read, their columns chosen, then done whole."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ancrage.files.actions import discard_file, store_file
from ancrage.files.limits import limits_at
from ancrage.files.rules.checking import check_file, check_size
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.jobs import queue
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor
from ancrage.roadmaps.access import roadmap_where
from ancrage.roadmaps.actions.filing import hold_sheets, write_plan
from ancrage.roadmaps.actions.parts import (
    SheetRefusedError,
    is_invented,
    roadmap_of,
    take_codes,
)
from ancrage.roadmaps.models import ColumnChoice, ImportFile, SheetImport
from ancrage.roadmaps.queries.importing import Look, choices_of, given_files, look_at
from ancrage.roadmaps.queries.reading import (
    MOST_BYTES,
    MOST_FILES,
    Given,
    Progress,
    packed,
    quiet,
    readable_names,
    recogniser,
    understand,
    unpacked,
)
from ancrage.roadmaps.rules.choosing import refusal
from ancrage.roadmaps.rules.filed import Told
from ancrage.roadmaps.rules.planning import CHANGED, FAULTY, NEW, Plan

KIND = "sheet_import"
DRAFT = "la préparation d’une reprise : rien n’est changé tant qu’elle n’est pas acceptée"
STILL_UNREAD = gettext_lazy("Ces fichiers sont encore à lire : patientez.")
TAKEN = gettext_lazy("Ces fichiers sont déjà repris.")
FULL = gettext_lazy(
    "D’autres fichiers attendent leur tour : les vôtres sont gardés, réessayez dans un moment."
)
KEPT = dt.timedelta(days=3)
"""How long files that were sent and not taken in are kept."""
READ_JOB, TAKE_JOB = "roadmaps.read_import", "roadmaps.take_import"
WAITING = 10
LARGE = 250_000
"""From so many bytes of tables on, files are read and taken in by the worker."""


@unjournalled(DRAFT)
@transaction.atomic
def prepare_import(
    *, by: Actor, now: dt.datetime, scope: str, files: Sequence[Given]
) -> SheetImport:
    """Keep files until they are taken in. SheetRefusedError; InputRefused with every file that is
    not accepted."""
    _forget(before=now - KEPT)
    check_sizes([(one.name, len(one.content)) for one in files], day=localdate(now))
    named = [Given(name, f.content) for name, f in zip(readable_names(files), files, strict=True)]
    _check_kinds(named, day=localdate(now))
    digest = hashlib.sha256("".join(sorted(_digest(one) for one in named)).encode()).hexdigest()
    held = SheetImport.objects.create(
        scope=scope, digest=digest, prepared_by=by.reference, prepared_at=now
    )
    for one in named:
        file = store_file(name=one.name, content=one.content, by_reference=by.reference, now=now)
        ImportFile.objects.create(source=held, file=file)
        held.names.append(file.name)
    held.save(update_fields=["names"])
    return held


def check_sizes(sizes: Sequence[tuple[str, int]], *, day: dt.date) -> None:
    """Refuse files by their names and sizes, before any of them is read.

    SheetRefusedError; InputRefused with every file that is too large.
    """
    if not sizes:
        raise SheetRefusedError(_("Choisissez au moins un fichier."))
    limits = limits_at(day)
    _check_each((name, partial(check_size, size=size, limits=limits)) for name, size in sizes)
    if len(sizes) > MOST_FILES or sum(size for _name, size in sizes) > MOST_BYTES:
        raise SheetRefusedError(_("Pas plus de 100 fichiers ni de 60 Mo à la fois."))


def _check_kinds(files: Sequence[Given], *, day: dt.date) -> None:
    limits = limits_at(day)
    _check_each(
        (one.name, partial(check_file, name=one.name, content=one.content, limits=limits))
        for one in files
    )


def _check_each(checks: Iterable[tuple[str, Callable[[], object]]]) -> None:
    """InputRefused with every file that is not accepted, and why."""
    problems = []
    for name, check in checks:
        try:
            check()
        except FileRefusedError as refusal:
            problems.append(Problem(name, None, None, str(refusal), ""))
    if problems:
        raise InputRefused(problems)


def _digest(one: Given) -> str:
    return hashlib.sha256(one.content).hexdigest()


def _forget(*, before: dt.datetime) -> None:
    """Let go of files that were never taken in."""
    for held in SheetImport.objects.filter(taken_at=None, prepared_at__lt=before):
        _let_go(held)
        held.delete()


def _let_go(held: SheetImport) -> None:
    for row in held.files.select_related("file"):
        file = row.file
        row.delete()
        discard_file(file=file)


@unjournalled(DRAFT)
def choose_columns(
    *, held: SheetImport, columns: Mapping[str, str], pages: Mapping[str, str]
) -> SheetImport:
    """Keep what columns are (targets by folded title), remembered for the territory's next files,
    and what sheets of workbooks hold. The files are to be read again. SheetRefusedError."""
    check_waits(held)
    if held.reading is None:
        raise SheetRefusedError(STILL_UNREAD)
    tables = unpacked(bytes(held.reading)).tables
    if why := refusal(tables, columns=columns, pages=pages, known=recogniser()):
        raise SheetRefusedError(why)
    held.plan = {"columns": dict(columns), "pages": dict(pages)}
    held.reading, held.job = None, None
    _keep(held, plan=held.plan, reading=None, job=None)
    for heading, target in columns.items():
        ColumnChoice.objects.update_or_create(
            scope=held.scope, heading=heading[:200], defaults={"field": target}
        )
    return held


def is_large(held: SheetImport) -> bool:
    """Whether its tables are too large to be read while somebody waits for a page."""
    sizes = held.files.exclude(file__name__iendswith=".docx").values_list("file__size", flat=True)
    return sum(sizes) > LARGE


@unjournalled(DRAFT)
def ask_reading(*, held: SheetImport, now: dt.datetime) -> SheetImport:
    """Have large files read by the worker; read the others at once. SheetRefusedError."""
    if not is_large(held):
        return read_import(held=held, now=now)
    return _ask(held, READ_JOB, {}, now=now)


@unjournalled(DRAFT)
def _ask(held: SheetImport, kind: str, told: dict[str, Any], *, now: dt.datetime) -> SheetImport:
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
        raise SheetRefusedError(FULL) from refusal
    held.save(update_fields=["job"])
    return held


@unjournalled(DRAFT)
def read_import(*, held: SheetImport, now: dt.datetime, progress: Progress = quiet) -> SheetImport:
    """Read the files of an import, and keep what was understood. SheetRefusedError."""
    said = understand(
        given_files(held),
        scope=held.scope,
        day=localdate(now),
        choices=choices_of(held),
        progress=progress,
    )
    held.reading = packed(said)
    _keep(held, reading=held.reading)
    return held


@unjournalled(DRAFT)
def _keep(held: SheetImport, **values: Any) -> None:  # noqa: ANN401 as the model's fields
    """Change an import that waits: of one that was taken in meanwhile, the files are gone."""
    if not SheetImport.objects.filter(pk=held.pk, taken_at=None).update(**values):
        raise SheetRefusedError(TAKEN)


def check_waits(held: SheetImport) -> None:
    """SheetRefusedError once an import was taken in."""
    if held.taken_at is not None:
        raise SheetRefusedError(TAKEN)


@unjournalled(DRAFT)
def ask_taking(*, by: Actor, held: SheetImport, now: dt.datetime, confirmed: bool) -> SheetImport:
    """Have a large import taken in by the worker, on behalf of who accepts it. SheetRefusedError"""
    return _ask(held, TAKE_JOB, {"by": by.reference, "confirmed": confirmed}, now=now)


@command("roadmaps.import")
def take_import(
    *, by: Actor, now: dt.datetime, held: SheetImport, confirmed: bool = False
) -> SheetImport:
    """Do what files say, in one go: they are compared again, since sheets may have changed.

    Lines at fault do nothing. `confirmed`: what was inferred is right. SheetRefusedError.
    """
    roadmap = roadmap_of(scope=held.scope, now=now, is_demonstration=is_invented(by.reference))
    allow(roadmap_where(roadmap))
    take_codes(year=localdate(now).year, count=0)  # one import at a time
    hold_sheets(roadmap)
    taken = SheetImport.objects.select_for_update(of=("self",)).get(pk=held.pk)
    look = _ready(taken, confirmed=confirmed)
    taken.taken_at, taken.counts = now, look.plan.counts
    if look.plan.has_changes:
        write_plan(by=by, now=now, roadmap=roadmap, source=taken, plan=look.plan)
        _record(taken, look.plan)
    else:
        unchanged()
    _let_go(taken)
    taken.reading = _kept(look)
    taken.save()
    return taken


def _ready(taken: SheetImport, *, confirmed: bool) -> Look:
    check_waits(taken)
    look = look_at(taken)
    if look is None:
        raise SheetRefusedError(STILL_UNREAD)
    if not look.plan.has_changes and look.plan.all_faults:
        raise SheetRefusedError(_("Rien à reprendre : corrigez d’abord les fautes."))
    if look.plan.notes and not confirmed:
        raise SheetRefusedError(_("Dites d’abord que ce qui a été déduit est juste."))
    return look


def _kept(look: Look) -> bytes | None:
    """Of what was read, the lines at fault: they can still be taken away to be mended."""
    faulty = tuple(row.filed for row in look.plan.of(FAULTY))
    said = Told(faulty, look.plan.faults)
    return packed(said) if faulty or said.faults else None


def _record(taken: SheetImport, plan: Plan) -> None:
    count = len(taken.made)
    says = ngettext(
        "Fichiers repris : %(n)d fiche action écrite",
        "Fichiers repris : %(n)d fiches action écrites",
        count,
    ) % {"n": count}
    details: dict[str, Any] = {
        "digest": taken.digest,
        "files": taken.names,
        "counts": plan.counts,
        "sheets": taken.made,
        "changed": {row.code: sorted(row.changes) for row in plan.of(CHANGED)},
        "new": len(plan.of(NEW)),
    }
    record(
        kind=KIND,
        reference=taken.reference,
        label=taken.scope,
        says=says,
        details=details,
        private=True,
    )
