"""The essential data of a grant agreement: one row per beneficiary, and what must hold of them.

Source: loi 2000-321, art. 10; décret 2017-779; arrêté du 17 novembre 2017; SCDL « subventions »
2.1.1, whose column names are kept. Rows that share a grant say the same of it, and their shares sum
to exactly 1.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from operator import attrgetter

from ancrage.kernel.identifiers import read_siret
from ancrage.opendata.rules.fields import Fault, Value

COLUMNS = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
)
"""The columns in their order, which is that of `GrantRow`."""
IN_CASH = "aide en numéraire"
LARGEST = 10**15
"""Cents: ten thousand billion euros, more than any public budget."""
WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One beneficiary of one grant. `amount` is the whole grant's, in cents, before sharing.

    `paid`: a day, or two days and a bar between, as the format writes it. What is unknown is "",
    or None for `is_notified`, which a file must tell.
    """

    grantor: str
    grantor_siret: str
    signed_on: dt.date
    decision: str
    beneficiary: str
    siret: str
    rna: str
    purpose: str
    amount: int
    nature: str
    conditions: str
    paid: str
    aid: str
    is_notified: bool | None
    share: Decimal
    scheme: str

    @property
    def common(self) -> tuple[object, ...]:
        """What the rows of one grant all say."""
        own = {"beneficiary", "siret", "rna", "share"}
        return tuple(getattr(self, one.name) for one in fields(self) if one.name not in own)

    @property
    def who(self) -> str:
        """What tells the beneficiary: its SIRET, else its number as an association."""
        return self.siret or self.rna

    @property
    def period(self) -> tuple[dt.date, dt.date]:
        """The first and the last day of payment, the same when one is told. ValueError."""
        first, _bar, last = self.paid.partition("/")
        begins = dt.date.fromisoformat(first)
        return begins, dt.date.fromisoformat(last) if last else begins

    def values(self) -> tuple[Value, ...]:
        """The row's values in the order of the columns."""
        return tuple(None if value == "" else value for value in _in_order(self))


_in_order = attrgetter(*(one.name for one in fields(GrantRow)))


def row_of(values: Sequence[Value]) -> GrantRow:
    """The row that `GrantRow.values` tells."""
    return GrantRow(*("" if value is None else value for value in values))  # type: ignore[arg-type]


def paid_between(first: dt.date, last: dt.date) -> str:
    """Dates of payment as the format writes them."""
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a row, by its rank from 0 and its column (None: the whole row)."""

    rank: int
    column: str | None
    fault: Fault


def row_faults(row: GrantRow) -> Iterator[tuple[str, Fault]]:
    """What is wrong with one row beyond its cells, by column."""
    for column, siret in (("idAttribuant", row.grantor_siret), ("idBeneficiaire", row.siret)):
        if siret and read_siret(siret) != siret:
            what = f"« {siret} » n’est pas un SIRET : sa clé de contrôle est fausse."
            yield column, Fault(what, "Vérifiez les quatorze chiffres.")
    if not row.who:
        what = "ni SIRET ni numéro RNA ne désigne le bénéficiaire."
        yield "idBeneficiaire", Fault(what, "Donnez l’un des deux.")
    if not 0 < row.amount <= LARGEST:
        what = "le montant n’est pas celui d’une subvention."
        yield "montant", Fault(what, "Donnez le montant attribué, en euros, supérieur à zéro.")
    yield from _period_faults(row)


def _period_faults(row: GrantRow) -> Iterator[tuple[str, Fault]]:
    column = "datesPeriodeVersement"
    try:
        first, last = row.period
    except ValueError:
        yield column, Fault(f"un jour de « {row.paid} » n’existe pas.", "Vérifiez les dates.")
        return
    if last < first:
        yield column, Fault("la période finit avant de commencer.", "Mettez-la dans l’ordre.")


def file_faults(rows: Sequence[GrantRow]) -> list[RowFault]:
    """What is wrong between rows: grants whose shares do not sum to 1, beneficiaries told twice."""
    return sorted(
        (*_shared_faults(rows), *_doubled(rows)), key=lambda one: (one.rank, one.column or "")
    )


def grants(rows: Iterable[GrantRow]) -> list[list[tuple[int, GrantRow]]]:
    """Rows gathered by grant, each with its rank from 0, in the order of the first of each.

    A row whose share is 1 is a grant of its own: a decision may grant the same to several.
    """
    found: dict[tuple[object, ...], list[tuple[int, GrantRow]]] = {}
    for rank, row in enumerate(rows):
        key = (rank,) if row.share == WHOLE else row.common
        found.setdefault(key, []).append((rank, row))
    return list(found.values())


def _shared_faults(rows: Sequence[GrantRow]) -> Iterator[RowFault]:
    for grant in grants(rows):
        total = sum((row.share for _rank, row in grant), Decimal(0))
        if total != WHOLE:
            what = (
                f"les parts de cette subvention ({len(grant)} ligne"
                f"{'s' if len(grant) > 1 else ''}) font {total:f} au lieu de 1."
            )
            advice = "Donnez une ligne par bénéficiaire, identiques sauf bénéficiaire et part."
            yield RowFault(grant[0][0], "pourcentageSubvention", Fault(what, advice))


def _doubled(rows: Sequence[GrantRow]) -> Iterator[RowFault]:
    told = Counter[tuple[object, ...]]()
    for rank, row in enumerate(rows):
        key = (*row.common, row.who)
        told[key] += 1
        if told[key] == 2:
            what = "ce bénéficiaire figure deux fois pour la même subvention."
            yield RowFault(
                rank, "idBeneficiaire", Fault(what, "Gardez une ligne par bénéficiaire.")
            )
