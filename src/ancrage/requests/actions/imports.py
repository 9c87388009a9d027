"""Taking in an operator's file: prepared, its columns chosen, shown, then done whole or not."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.files.actions import discard_file, store_file
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.chain import canonical, digest, plain_value
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import Actor, Where
from ancrage.kernel.text import fold
from ancrage.requests.actions.notices import follow_request, tell_askers
from ancrage.requests.actions.parts import (
    RequestRefusedError,
    StaleRequestError,
    is_invented,
    take_codes,
    with_words,
)
from ancrage.requests.models import ColumnChoice, RequestImport, ServiceRequest
from ancrage.requests.queries.filing import CHANGED, NEW, WRITTEN, Filing, Plan, Planned
from ancrage.requests.queries.imports import look_at
from ancrage.requests.rules.filed import Filed

KIND = "request_file"
BATCH = 500
KEPT_HOURS = 24
"""How long a file that was prepared and not taken in is kept."""


@unjournalled("la préparation d’une reprise : rien n’est changé tant qu’elle n’est pas confirmée")
def prepare_import(
    *, by: Actor, now: dt.datetime, operator: str, programme: str, name: str, content: bytes
) -> RequestImport:
    """Keep a file until it is taken in; those that were left aside are let go."""
    _forget_prepared(before=now - dt.timedelta(hours=KEPT_HOURS), author=by.reference)
    file = store_file(name=name, content=content, by_reference=by.reference, now=now)
    return RequestImport.objects.create(
        operator=operator,
        programme=programme,
        name=file.name,
        digest=file.sha256,
        file=file,
        prepared_by=by.reference,
        prepared_at=now,
    )


def _forget_prepared(*, before: dt.datetime, author: str) -> None:
    """Let go of files that were never taken in: old ones, and those of the same person."""
    waiting = RequestImport.objects.filter(taken_at=None).select_related("file")
    for held in waiting:
        if held.prepared_at < before or held.prepared_by == author:
            file = held.file
            held.delete()
            if file is not None:
                discard_file(file=file)


@unjournalled("la préparation d’une reprise : rien n’est changé tant qu’elle n’est pas confirmée")
def choose_columns(*, prepared: RequestImport, columns: Mapping[str, str]) -> RequestImport:
    """Keep what each column is; remembered for the operator's next files."""
    prepared.columns = dict(columns)
    prepared.save(update_fields=["columns"])
    for heading, field in columns.items():
        ColumnChoice.objects.update_or_create(
            operator=prepared.operator, heading=fold(heading)[:200], defaults={"field": field}
        )
    return prepared


@command("requests.import")
def take_import(*, by: Actor, now: dt.datetime, prepared: RequestImport) -> RequestImport:
    """Do what a prepared file says, whole or not at all: it is read and compared again, since
    something may have changed. InputRefused, with every fault; RequestRefusedError;
    StaleRequestError when somebody answers meanwhile."""
    allow(Where(operators=frozenset({prepared.operator})))
    take_codes(year=localdate(now).year, count=0)  # one file at a time
    held = RequestImport.objects.select_for_update(of=("self",)).get(pk=prepared.pk)
    if held.taken_at is not None or held.file is None:
        raise RequestRefusedError(_("Ce fichier est déjà repris."))
    found = look_at(held, today=localdate(now))
    _do(by, now, held, found.filing, found.plan)
    file, held.file = held.file, None
    held.save()
    discard_file(file=file)
    return held


@command("requests.import")
def take_batch(
    *,
    by: Actor,
    now: dt.datetime,
    filing: Filing,
    lines: Sequence[Filed],
    problems: Sequence[Any] = (),
    key: str = "",
    name: str = "",
) -> RequestImport:
    """Take in lines that a program or the command line gives. InputRefused, with every fault.

    What is here is read again, since something may have changed since the lines were looked at.
    The same key with the same lines gives the first answer again; with others, it is refused.
    """
    allow(Where(operators=frozenset({filing.operator})))
    take_codes(year=localdate(now).year, count=0)  # one batch at a time
    told = digest(canonical(plain_value({"lines": [_plain(line) for line in lines]})))
    known = RequestImport.objects.filter(operator=filing.operator, key=key).first() if key else None
    if known is not None:
        if known.digest != told:
            raise RequestRefusedError(_("Cette clé a déjà servi pour d’autres lignes."))
        unchanged()
        return known
    plan = replace(filing, problems=[]).plan(lines, problems)
    held = RequestImport.objects.create(
        operator=filing.operator,
        programme=filing.programme,
        key=key,
        name=name,
        digest=told,
        prepared_by=by.reference,
        prepared_at=now,
    )
    _do(by, now, held, filing, plan)
    held.save()
    return held


def _plain(line: Filed) -> dict[str, Any]:
    told = {name: getattr(line, name) for name in Filed.__slots__ if name != "row"}
    return {name: value for name, value in told.items() if value not in (None, "")}


def _do(by: Actor, now: dt.datetime, held: RequestImport, filing: Filing, plan: Plan) -> None:
    if plan.problems:
        raise InputRefused(plan.problems)
    held.taken_at, held.counts = now, plan.counts
    if not plan.has_changes:
        unchanged()
        return
    _check_current(plan.of(CHANGED))
    _give_codes(plan.of(NEW), now, by, held)
    _write(plan, now)
    _tell(plan.of(CHANGED), now)
    _record(held, plan, filing)


def _check_current(rows: Sequence[Planned]) -> None:
    """Keep the requests from other changes: one answered since it was read is not overwritten."""
    locked = ServiceRequest.objects.select_for_update().order_by("pk").only("revision")
    held = locked.in_bulk([row.made.pk for row in rows])
    for row in rows:
        if row.made.revision != held[row.made.pk].revision:
            told = _("Quelqu’un a changé %s pendant la reprise : recommencez.") % row.made.code
            raise StaleRequestError(told)


def _give_codes(rows: Sequence[Planned], now: dt.datetime, by: Actor, held: RequestImport) -> None:
    invented = is_invented(by.reference)
    codes = take_codes(year=localdate(now).year, count=len(rows)) if rows else []
    for row, code in zip(rows, codes, strict=True):
        made = row.made
        made.code, made.source, made.author = code, held, by.reference
        made.created_at, made.is_demonstration = now, invented


def _write(plan: Plan, now: dt.datetime) -> None:
    for row in (*plan.of(NEW), *plan.of(CHANGED)):
        row.made.changed_at = now
        with_words(row.made)
    ServiceRequest.objects.bulk_create([row.made for row in plan.of(NEW)], batch_size=BATCH)
    for row in plan.of(CHANGED):
        row.made.revision += 1
        row.made.save(update_fields=WRITTEN)


def _tell(rows: Iterable[Planned], now: dt.datetime) -> None:
    """Tell those who asked here what was answered by file."""
    for row in rows:
        if "state" in row.changes and row.made.source_id is None:
            held = ServiceRequest.objects.get(code=row.made.code)
            follow_request(request=held, now=now)
            tell_askers(request=held, now=now)


def _record(held: RequestImport, plan: Plan, filing: Filing) -> None:
    count = len(plan.of(NEW)) + len(plan.of(CHANGED))
    says = ngettext(
        "Fichier d’opérateur repris : %(n)d dossier",
        "Fichier d’opérateur repris : %(n)d dossiers",
        count,
    ) % {"n": count}
    record(
        kind=KIND,
        reference=held.reference,
        label=filing.operator,
        says=says,
        details={
            "digest": held.digest,
            "counts": plan.counts,
            "new": [row.made.code for row in plan.of(NEW)],
            "changed": {row.made.code: _told(row) for row in plan.of(CHANGED)},
        },
        private=True,
    )


def _told(row: Planned) -> dict[str, Any]:
    """What changed, without what names a company."""
    hidden = {"company_name", "siret", "purpose"}
    return {
        name: None if name in hidden else [before, after]
        for name, (before, after) in row.changes.items()
    }
