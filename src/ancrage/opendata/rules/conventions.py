"""A grant agreement with all its beneficiaries, as rows of the file and back, to the cent."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from ancrage.kernel.text import typeset
from ancrage.opendata.rules.fields import CellRefusedError, Field, read, written
from ancrage.opendata.rules.grants import COLUMNS, GrantRow, grants, row_faults
from ancrage.opendata.rules.shares import shared, shares


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Who receives, told by its SIRET or its number as an association; the cents granted to it."""

    name: str
    siret: str
    rna: str
    amount: int


@dataclass(frozen=True, slots=True)
class Convention:
    """What one decision grants for one purpose. `paid_from` and `paid_until` may be the same."""

    grantor: str
    grantor_siret: str
    signed_on: dt.date
    decision: str
    purpose: str
    nature: str
    conditions: str
    paid: str
    aid: str
    is_notified: bool | None
    scheme: str
    beneficiaries: tuple[Beneficiary, ...]

    @property
    def amount(self) -> int:
        """The whole grant, in cents."""
        return sum(one.amount for one in self.beneficiaries)


def rows_of(convention: Convention) -> list[GrantRow]:
    """A row per beneficiary, the shares summing to exactly 1. ValueError: nothing is granted."""
    held = convention.beneficiaries
    return [
        GrantRow(
            convention.grantor,
            convention.grantor_siret,
            convention.signed_on,
            convention.decision,
            one.name,
            one.siret,
            one.rna,
            convention.purpose,
            convention.amount,
            convention.nature,
            convention.conditions,
            convention.paid,
            convention.aid,
            convention.is_notified,
            share,
            convention.scheme,
        )
        for one, share in zip(held, shares([b.amount for b in held]), strict=True)
    ]


def conventions_of(rows: Iterable[GrantRow]) -> list[Convention]:
    """The agreements that rows without fault tell, each beneficiary's amount to the cent."""
    return [_convention([row for _rank, row in grant]) for grant in grants(rows)]


def _convention(rows: Sequence[GrantRow]) -> Convention:
    first = rows[0]
    amounts = shared(first.amount, [row.share for row in rows])
    held = zip(rows, amounts, strict=True)
    return Convention(
        first.grantor,
        first.grantor_siret,
        first.signed_on,
        first.decision,
        first.purpose,
        first.nature,
        first.conditions,
        first.paid,
        first.aid,
        first.is_notified,
        first.scheme,
        tuple(Beneficiary(row.beneficiary, row.siret, row.rna, amount) for row, amount in held),
    )


def asked_of_all(columns: Sequence[Field]) -> tuple[str, ...]:
    """What an agreement itself must tell, by its own names: the columns that are never empty."""
    asked = {column.name for column in columns if column.required}
    own = {one.name for one in fields(Convention)}
    told = zip(COLUMNS, fields(GrantRow), strict=True)
    return tuple(one.name for column, one in told if column in asked and one.name in own)


def is_untold(convention: Convention, asked: Iterable[str]) -> bool:
    """Whether one of these is not told: the agreement lacks it, whatever else it lacks."""
    return any(getattr(convention, name) in {"", None} for name in asked)


def lacks(convention: Convention, columns: Sequence[Field]) -> list[str]:
    """Why an agreement cannot be in the legal file, one sentence a fault; empty when it can."""
    titles = {column.name: column.title for column in columns}
    try:
        rows = rows_of(convention)
    except ValueError:
        return [_said(titles["montant"], "rien n’est attribué à un bénéficiaire.")]
    found = [_said(titles[name], what) for row in rows for name, what in _row_lacks(row, columns)]
    return list(dict.fromkeys(found))


def _said(title: str, what: str) -> str:
    return typeset(f"{title} : {what}")


def _row_lacks(row: GrantRow, columns: Sequence[Field]) -> list[tuple[str, str]]:
    """What is wrong with a row, by column; the untold is called so, for nobody wrote a cell."""
    found = []
    for column, value in zip(columns, row.values(), strict=True):
        try:
            read(column, written(column, value))
        except CellRefusedError as refusal:
            found.append((column.name, "pas dit." if value is None else refusal.fault.what))
    return found or [(name, fault.what) for name, fault in row_faults(row)]
