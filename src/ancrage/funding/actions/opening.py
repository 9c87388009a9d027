"""Beginning what money is posted on: projects, dossiers, commitments. Parts of commands."""

import datetime as dt
from collections.abc import Sequence

from ancrage.funding.actions.rows import PART, insert_keyed
from ancrage.funding.models import Commitment, Dossier, DossierCounter, Project, ProjectCounter
from ancrage.journal.command import unjournalled
from ancrage.people.actions.numbering import take_numbers


@unjournalled(PART)
def open_dossiers(*, dossiers: Sequence[Dossier], year: int, now: dt.datetime) -> None:
    """Give these dossiers their code and write them: « D-2026-000123 »."""
    numbers = take_numbers(counter=DossierCounter, year=year, count=len(dossiers))
    for dossier, number in zip(dossiers, numbers, strict=True):
        dossier.code = f"D-{year}-{number:06d}"
        dossier.created_at = dossier.changed_at = now
    insert_keyed(dossiers, "code")


@unjournalled(PART)
def open_projects(*, projects: Sequence[Project], year: int, now: dt.datetime) -> None:
    """Give these projects their co-funding identifier and write them: « P-2026-000123 »."""
    numbers = take_numbers(counter=ProjectCounter, year=year, count=len(projects))
    for project, number in zip(projects, numbers, strict=True):
        project.code = f"P-{year}-{number:06d}"
        project.created_at = now
    Project.objects.bulk_create(projects, batch_size=500)


@unjournalled(PART)
def open_commitments(*, commitments: Sequence[Commitment], now: dt.datetime) -> None:
    """Write these commitments, which are new."""
    for commitment in commitments:
        commitment.created_at = now
    insert_keyed([one for one in commitments if one.number], "financer", "number")
    Commitment.objects.bulk_create([one for one in commitments if not one.number], batch_size=500)
