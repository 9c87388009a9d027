"""The money of the demonstration: one command for all of it."""

import datetime as dt
from collections.abc import Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.funding.actions.books import locked_head
from ancrage.funding.actions.opening import open_commitments, open_dossiers, open_projects
from ancrage.funding.actions.posting import Posting, post
from ancrage.funding.models import Commitment, Dossier, Project
from ancrage.funding.models.ledger import COMMAND
from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor


@command("funding.post")
def add_invented(
    *,
    by: Actor,
    now: dt.datetime,
    financer: str,
    dossiers: Sequence[Dossier],
    commitments: Sequence[Commitment],
    postings: Sequence[Posting],
    projects: Sequence[Project] = (),
) -> int:
    """Add made-up dossiers of a financer, marked as such, and their amounts; projects too."""
    allow()
    locked_head()
    open_projects(projects=projects, year=localdate(now).year, now=now)
    for dossier in dossiers:
        dossier.project = dossier.project  # which has its key now
    for commitment in commitments:
        commitment.envelope = commitment.envelope  # so has this one
    by_year: dict[int, list[Dossier]] = {}
    for dossier in dossiers:
        by_year.setdefault(dossier.year, []).append(dossier)
    for year, held in sorted(by_year.items()):
        open_dossiers(dossiers=held, year=year, now=now)
    open_commitments(commitments=commitments, now=now)
    batch = post(
        by=by,
        now=now,
        today=localdate(now),
        financer=financer,
        origin=COMMAND,
        postings=postings,
    )
    record(
        kind="ledger",
        reference=batch.reference,
        label=financer,
        says=_("Écritures inventées pour la démonstration : %d") % batch.count,
        after={"financer": financer, "count": batch.count, "hash": batch.hash},
    )
    return batch.count
