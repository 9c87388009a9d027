"""Publishing a dataset: its file frozen and dated, its digest, what changed since the last."""

import datetime as dt
from dataclasses import asdict

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.files.actions import store_file
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.funding.actions.books import locked_head
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor
from ancrage.opendata.actions.telling import OpenDataRefusedError
from ancrage.opendata.datasets import INVENTED_LEGAL, LEGAL, Dataset, find_dataset
from ancrage.opendata.models import FirstPublication, Publication, PublicationCounter
from ancrage.opendata.queries.positions import positions
from ancrage.opendata.rules.changes import Changes, compared
from ancrage.opendata.rules.duty import Standing
from ancrage.opendata.rules.tabular import CSV, csv_lines, read_rows
from ancrage.people.actions.numbering import take_numbers


@command("opendata.publish")
def publish(*, by: Actor, now: dt.datetime, dataset: str, note: str = "") -> Publication:
    """Freeze a dataset as it is today. The last publication again when nothing changed since.

    OpenDataRefusedError.
    """
    allow()
    held = find_dataset(dataset)
    if held is None:
        raise OpenDataRefusedError(_("Ce jeu de données n’existe pas."))
    locked_head()  # the ledger stays as it is meanwhile, and one publication follows another
    day = localdate(now)
    text = "".join(csv_lines(held.described.fields, held.rows(day)))
    last = Publication.objects.filter(dataset=dataset).select_related("file").first()
    previous = bytes(last.file.content.data).decode() if last else ""
    if text == previous and last:
        unchanged()
        return last
    changes = compared(read_rows(previous), read_rows(text), held.described.key)
    fresh = _fresh(held, day)
    made = _kept(held, text, changes, last, by=by, now=now, note=note)
    FirstPublication.objects.bulk_create(
        (FirstPublication(commitment_id=one, publication=made) for one in fresh),
        batch_size=500,
    )
    record(
        kind="publication",
        reference=made.code,
        label=made.title,
        says=_("Jeu de données publié : %(rows)d lignes") % {"rows": made.rows},
        after={"dataset": dataset, "sha256": made.sha256, "rows": made.rows},
    )
    return made


def _kept(
    held: Dataset,
    text: str,
    changes: Changes,
    last: Publication | None,
    *,
    by: Actor,
    now: dt.datetime,
    note: str,
) -> Publication:
    day = localdate(now)
    try:
        file = store_file(
            name=held.filename(day, CSV),
            content=text.encode(),
            by_reference=by.reference,
            now=now,
        )
    except FileRefusedError as refusal:
        raise OpenDataRefusedError(str(refusal)) from refusal
    number = take_numbers(counter=PublicationCounter, year=day.year)[0]
    told = asdict(changes)
    return Publication.objects.create(
        code=f"O-{day.year}-{number:04d}",
        dataset=held.code,
        title=held.described.title,
        as_at=day,
        published_at=now,
        published_by=by.reference,
        note=note.strip()[:500],
        file=file,
        rows=len(changes.added) + len(changes.altered) + changes.same,
        added=len(changes.added),
        removed=len(changes.removed),
        altered=len(changes.altered),
        changes={name: told[name] for name in ("added", "removed", "altered")} if last else {},
        previous=last,
        is_demonstration=held.is_invented,
    )


def _fresh(held: Dataset, day: dt.date) -> list[int]:
    """The commitments of the agreements that this publication is the first to hold."""
    if held.code not in {LEGAL, INVENTED_LEGAL}:
        return []
    return [
        one.commitment
        for one in positions(day).rows
        if one.is_demonstration == held.is_invented and one.stands.standing == Standing.READY
    ]
