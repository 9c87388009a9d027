"""What a financer's file would do, as values; what it is compared to."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ancrage.funding.rules.filed import Fault, Filed, Note
from ancrage.funding.rules.steps import Known, Step

MADE, CHANGED, SAME, LOOSE, FAULTY = "new", "changed", "same", "loose", "faulty"
KINDS = (MADE, CHANGED, SAME, LOOSE, FAULTY)
FIELDS = (
    *("siret", "siren", "beneficiary", "measure", "scheme", "purpose", "commune", "asked_on"),
    *("instructed_on", "decided_on", "eligible_amount", "project", "sheet", "request"),
    *("aid_basis", "reserved", "outcome"),
)
"""What a file says of a dossier beside its amounts: an empty cell changes nothing."""
CUTS = frozenset({"measure", "scheme", "commune"})
"""What amounts are told apart by: when it changes, they are reversed and posted again."""
OF_PAYMENTS = frozenset(
    {
        "paid_amount",
        "paid_on",
        "payment",
        "document",
        "ordered_amount",
        "ordered_on",
        "recovered_amount",
        "recovered_on",
    }
)
"""What each line tells for itself when a line is a payment."""
LEFT_BY_PAYMENTS = frozenset({"ordered_amount", "ordered_on", "recovered_amount", "recovered_on"})
"""What is not taken from a line that is a payment, and is said not to be."""
OUTCOMES = {"granted": "granted", "delivered": "granted", "refused": "refused",
            "withdrawn": "withdrawn"}  # fmt: skip
"""The outcome of the states of a dossier."""


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment of an earlier file: its cents, the waiting payments that it is still, their sum."""

    cents: int
    waiting: tuple[int, ...] = ()
    waiting_cents: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A payment that waits for its commitment: what it is known by."""

    pk: int
    number: str
    siren: str
    commitment: str
    cents: int


@dataclass(frozen=True)
class World:
    """What is held of a financer, by what files tell it by.

    `envelopes`: the cents available of each, by code. `links`: the code of the request of a number
    and a SIRET. `known_codes`: the sheets, requests and projects that are.
    """

    dossiers: Sequence[Known] = ()
    paid: Mapping[str, Paid] = field(default_factory=dict)
    waiting: Sequence[Waiting] = ()
    envelopes: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[tuple[str, str], str] = field(default_factory=dict)
    known_codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is understood: what a line is, what decreases are, the day of its amounts."""

    layout: str
    decreases: str
    as_at: dt.date
    headings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LoosePayment:
    """A payment that no commitment is known for: cents more than told before; `key` tells it, and
    `whole` what it comes to. `corrects`: the waiting payments that it takes the place of."""

    filed: Filed
    cents: int
    on: dt.date
    key: str
    whole: int
    corrects: tuple[int, ...] = ()


@dataclass(slots=True)
class Planned:
    """What the lines of one dossier do. `payments`: the identity and the cents of each payment;
    `released`: waiting payments that are no longer; `is_recut`: its entries are posted again;
    `is_refused`: it is at fault and does nothing."""

    filed: Filed
    known: Known
    rows: list[int]
    told: dict[str, Any] = field(default_factory=dict)
    kind: str = SAME
    how: str = ""
    steps: tuple[Step, ...] = ()
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    payments: dict[str, tuple[int, int]] = field(default_factory=dict)
    released: list[int] = field(default_factory=list)
    is_recut: bool = False
    is_refused: bool = False

    @property
    def number(self) -> str:
        """The commitment that it grants on, "" for one without a number."""
        return str((self.told.get("commitment") or ("",))[-1])


@dataclass(frozen=True)
class Plan:
    """What a file would do. Lines at fault do nothing."""

    dossiers: Sequence[Planned] = ()
    loose: Sequence[LoosePayment] = ()
    faults: Sequence[Fault] = ()
    notes: Sequence[Note] = ()
    faulty: frozenset[int] = frozenset()

    @property
    def counts(self) -> dict[str, int]:
        """Dossiers by what becomes of them, payments that wait, lines at fault."""
        found = dict.fromkeys(KINDS, 0)
        for one in self.dossiers:
            found[one.kind] += 1
        return found | {LOOSE: len(self.loose), FAULTY: len(self.faulty)}

    @property
    def has_changes(self) -> bool:
        return bool(self.loose) or any(one.kind != SAME for one in self.dossiers)


def payment_key(filed: Filed, rank: int) -> str:
    """What tells a payment in any file: its dossier, and its number or its day and amount."""
    told = filed.told
    whose = told.get("number") or "|".join(told.get("commitment", ())) or told.get("siren", "")
    which = told.get("payment") or f"{told.get('paid_on')}|{told.get('paid_amount')}|{rank}"
    text = "\x1f".join((str(whose), filed.company, str(which)))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
