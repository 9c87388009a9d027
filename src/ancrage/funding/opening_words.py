"""What somebody typed or sent, as the ledger takes it: dossiers, amounts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from ancrage.catalogue.queries import basket_at
from ancrage.funding.actions.posting import Posting
from ancrage.funding.models import Commitment, Dossier
from ancrage.funding.queries.names import read_names
from ancrage.funding.schemas.ledger import PostingIn
from ancrage.kernel.problems import InputRefused, Problem

TOLD = (
    "financer",
    "number",
    "beneficiary",
    "siret",
    "purpose",
    "measure",
    "scheme_name",
    "commune",
    "asked_on",
    "eligible_cents",
    "sheet",
    "request",
    "is_reserved",
)


def financer_name(code: str) -> str:
    """A financer in words; its code when nobody knows it."""
    return read_names().financers.get(code, code)


def new_dossier(told: Mapping[str, Any], *, financer_name: str, today: dt.date) -> Dossier:
    """A dossier of what was told, with its need when its measure has one alone."""
    measure = basket_at(told["asked_on"] or today).measures.get(told["measure"])
    needs = measure.needs if measure else ()
    return Dossier(
        financer_name=financer_name,
        measure_name=read_names().measures.get(told["measure"], ""),
        need=needs[0] if len(needs) == 1 else "",
        scheme=told["scheme_name"][:80],
        **{name: told[name] for name in TOLD},
    )


def postings_of(rows: Sequence[PostingIn]) -> list[Posting]:
    """Amounts with their dossiers and commitments, in two queries. InputRefused for those that
    name one that is not there."""
    codes = {row.dossier for row in rows}
    dossiers = {one.code: one for one in Dossier.objects.filter(code__in=codes)}
    wanted = {row.commitment for row in rows if row.commitment}
    commitments = Commitment.objects.select_related("envelope").in_bulk(wanted)
    problems = [
        Problem("", rank, column, f"« {value} » n’existe pas.", "Vérifiez-le.")
        for rank, row in enumerate(rows, start=1)
        for column, value, known in (
            ("dossier", row.dossier, dossiers),
            ("commitment", row.commitment, {None, *commitments}),
        )
        if value not in known
    ]
    if problems:
        raise InputRefused(problems)
    return [
        Posting(
            stage=row.stage,
            cents=row.cents,
            event_on=row.event_on,
            dossier=dossiers[row.dossier],
            commitment=commitments[row.commitment] if row.commitment else None,
            document=row.document,
            is_verified=row.is_verified,
            reason=row.reason,
        )
        for row in rows
    ]
