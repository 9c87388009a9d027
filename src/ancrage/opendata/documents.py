"""Datasets, publications and agreements as plain values, for the API and the command line."""

import datetime as dt
from typing import Any

from ancrage.opendata.datasets import Dataset
from ancrage.opendata.models import Publication
from ancrage.opendata.queries.conventions import Position
from ancrage.opendata.queries.delays import Duty
from ancrage.opendata.rules.described import LICENCE, TYPES
from ancrage.opendata.rules.duty import Standing


def dataset_document(dataset: Dataset, day: dt.date) -> dict[str, Any]:
    """What a dataset says of itself as on a day."""
    told = dataset.on(day)
    return {
        "code": told.code,
        "title": told.title,
        "description": told.description,
        "licence": LICENCE,
        "sources": list(told.sources),
        "freshness": told.freshness,
        "as_at": told.as_at,
        "holds_demonstration": dataset.holds_invented(),
    }


def dataset_detail(dataset: Dataset, day: dt.date) -> dict[str, Any]:
    """A dataset with its columns."""
    fields = [
        {
            "name": field.name,
            "title": field.title,
            "type": TYPES[field.kind],
            "unit": field.unit,
            "required": field.required,
            "meaning": field.meaning,
            "example": field.example,
        }
        for field in dataset.described.fields
    ]
    return {**dataset_document(dataset, day), "fields": fields}


def publication_document(publication: Publication) -> dict[str, Any]:
    """A publication without the rows that changed."""
    names = ("code", "dataset", "title", "as_at", "published_at", "note", "sha256", "rows")
    counts = ("added", "removed", "altered", "is_demonstration")
    return {
        **{name: getattr(publication, name) for name in (*names, *counts)},
        "name": publication.file.name,
        "previous": publication.previous.code if publication.previous else None,
    }


def publication_detail(publication: Publication) -> dict[str, Any]:
    """A publication with every row that changed."""
    told = publication.changes or {}
    rows = {f"{name}_rows": told.get(name, []) for name in ("added", "removed", "altered")}
    return {**publication_document(publication), **rows}


def duty_document(duty: Duty) -> dict[str, Any]:
    """How a grantor stands."""
    return {
        "financer": duty.financer,
        "grantor": duty.name,
        "siret": duty.siret,
        "due": duty.due,
        "published": duty.counts[Standing.PUBLISHED],
        "published_late": duty.published_late,
        "ready": duty.counts[Standing.READY],
        "lacking": duty.counts[Standing.LACKING],
        "late": duty.late,
        "withheld": duty.counts[Standing.WITHHELD],
        "is_demonstration": duty.is_demonstration,
    }


def convention_document(held: Position) -> dict[str, Any]:
    """An agreement and where it stands."""
    return {
        "commitment": held.commitment,
        "financer": held.financer,
        "grantor": held.grantor,
        "decision": held.decision,
        "signed_on": held.signed_on,
        "amount": held.amount,
        "standing": held.stands.standing.value,
        "due": held.stands.due,
        "late": held.stands.late,
        "lacks": list(held.stands.lacks),
        "published_on": held.published_on,
        "is_demonstration": held.is_demonstration,
    }
