"""From what is known of a dossier to what a file tells of it: the amounts to post, in order.

A file tells amounts up to now; the ledger holds moves. What is more than known is posted; what is
less is told as a decommitment, a recovery, a withdrawal of the demand (`REAL`), or as an earlier
error that is reversed and posted right (`ERROR`).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.rules.filed import Fault, Filed, Note
from ancrage.kernel.text import typeset

REAL, ERROR = "real", "error"
DECREASES = (REAL, ERROR)
CLOSED = frozenset({"refused", "withdrawn"})
GRANTED = frozenset({"granted", "delivered"})
UNDONE_BY = {"requested": "cancelled", "granted": "decommitted", "paid": "recovered"}
"""What takes back a part of a stage."""
AMOUNTS = {
    "announced": "announced_amount",
    "requested": "asked_amount",
    "instruction": "instruction_amount",
    "granted": "granted_amount",
    "decommitted": "decommitted_amount",
    "ordered": "ordered_amount",
    "paid": "paid_amount",
    "recovered": "recovered_amount",
}
"""The field of a file that tells the amount of each stage."""
DAYS = {
    "announced": ("asked_on",),
    "requested": ("asked_on", "instructed_on", "decided_on"),
    "instruction": ("instructed_on", "asked_on", "decided_on"),
    "cancelled": ("decided_on",),
    "granted": ("decided_on",),
    "decommitted": ("decommitted_on",),
    "ordered": ("ordered_on", "paid_on"),
    "paid": ("paid_on",),
    "recovered": ("recovered_on",),
}
"""The fields that tell the day of each stage, the best first."""
WORDS = {
    "announced": "annonce",
    "requested": "demande",
    "instruction": "mise en instruction",
    "cancelled": "annulation de la demande",
    "granted": "accord",
    "decommitted": "dégagement",
    "ordered": "mandatement",
    "paid": "paiement",
    "recovered": "reversement",
}
SAID = {
    "requested": "demandé",
    "instruction": "en instruction",
    "granted": "accordé",
    "ordered": "mandaté",
    "paid": "payé",
    "recovered": "reversé",
}
BOUNDS = (
    ("instruction", "requested"),
    ("ordered", "granted"),
    ("paid", "granted"),
    ("recovered", "paid"),
)
"""What is never more than what."""


@dataclass(frozen=True, slots=True)
class Known:
    """A dossier as far as files are compared to it; amounts in cents.

    `fields`: what it says by field of the file. `live`: what is asked and not cancelled; `ordered`:
    what was ordered or paid. `gross`: the sum of the entries of each stage; `last`: the day of
    the last one. `commitments`: their numbers, "" for one without.
    """

    pk: int = 0
    code: str = ""
    number: str = ""
    siret: str = ""
    siren: str = ""
    year: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict)
    announced: int = 0
    live: int = 0
    instruction: int = 0
    granted: int = 0
    ordered: int = 0
    paid: int = 0
    gross: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, dt.date] = field(default_factory=dict)
    commitments: tuple[str, ...] = ()
    outcome: str = ""


NEW = Known()


@dataclass(frozen=True, slots=True)
class Step:
    """Cents to post at a stage; `is_correction`: to take out of what was posted by error."""

    stage: str
    cents: int
    on: dt.date
    row: int
    is_correction: bool = False


@dataclass(slots=True)
class Steps:
    """The steps of one dossier, as they are found out; what it comes to; what is wrong."""

    filed: Filed
    known: Known
    as_at: dt.date
    decreases: str
    headings: Mapping[str, str]
    found: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    after: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = self.known
        self.after = {
            "announced": known.announced,
            "requested": known.live,
            "instruction": known.instruction,
            "granted": known.granted,
            "ordered": known.ordered,
            "paid": known.gross.get("paid", 0),
            "recovered": known.gross.get("recovered", 0),
        }

    def of_dossier(self) -> None:
        """Everything that a line of one dossier tells."""
        self._reach("announced", self.known.announced)
        self._demand()
        self._grant()
        self._reach("ordered", self.known.ordered)
        self._pay()
        self._check()

    def _demand(self) -> None:
        told, outcome = self.filed.told, self.filed.get("state") or self.known.outcome
        was_closed = self.known.outcome in CLOSED
        held = self.known.gross.get("requested", 0) if was_closed else self.known.live
        asked = told.get("asked_amount")
        if not (was_closed and asked is not None and asked < held):
            self._reach("requested", held)
        live = self.after["requested"]
        if "instruction_amount" in told and outcome not in CLOSED:
            self._reach("instruction", self.known.instruction)
        elif self._is_instructed() and live > self.known.instruction:
            self._post("instruction", live - self.known.instruction)
        if outcome in CLOSED and self.after["requested"]:
            self._post("cancelled", self.after["requested"])

    def _is_instructed(self) -> bool:
        told = self.filed.told
        return "instruction_amount" not in told and (
            "instructed_on" in told or told.get("state") == "instructed"
        )

    def _grant(self) -> None:
        if "decommitted_amount" in self.filed.told:
            self._reach("granted", self.known.gross.get("granted", 0))
            self._reach("decommitted", self.known.gross.get("decommitted", 0))
        else:
            self._reach("granted", self.known.granted)

    def _pay(self) -> None:
        if "recovered_amount" in self.filed.told:
            self._reach("paid", self.known.gross.get("paid", 0))
            self._reach("recovered", self.known.gross.get("recovered", 0))
        else:
            self._reach("paid", self.known.paid)

    def _reach(self, stage: str, held: int) -> None:
        """Post what is missing to the amount that the line tells, or take back what is too much."""
        told = self.filed.get(AMOUNTS[stage])
        if told is None or told == held:
            return
        if told < 0:
            what = "un montant ne peut pas être négatif ici."
            self._blame(stage, told, what, "Écrivez-le sans signe ; ce qui est rendu a sa colonne.")
        elif told > held:
            self._post(stage, told - held)
        elif self.decreases == ERROR:
            self.take_back(stage, held - told, self.as_at, self.filed.row)
        elif stage in UNDONE_BY:
            self._post(UNDONE_BY[stage], held - told)
        else:
            self._blame(
                stage,
                told,
                f"il était de {euros(held)}.",
                "S’il corrige une erreur, dites-le au-dessus de l’aperçu.",
            )

    def take_back(self, stage: str, cents: int, on: dt.date, row: int) -> None:
        """Correct what was posted by error."""
        self._add(stage, -cents)
        if stage == "paid":  # what was paid without being ordered is no longer either
            ordered = self.known.gross.get("ordered", 0)
            self.after["ordered"] = max(self.after["ordered"] - cents, ordered)
        self.found.append(Step(stage, cents, on, row, is_correction=True))

    def _post(self, stage: str, cents: int) -> None:
        self._add(stage, cents)
        self.found.append(Step(stage, cents, self._day(stage), self.filed.row))

    def _add(self, stage: str, cents: int) -> None:
        after = self.after
        if stage == "cancelled":
            taken = min(cents, after["instruction"])
            after["instruction"] -= taken
            after["requested"] -= cents
        elif stage == "decommitted":
            after["granted"] -= cents
        else:
            after[stage] += cents

    def _day(self, stage: str) -> dt.date:
        """The day that the line tells, if it is not that of what is known already."""
        told: dt.date | None = next(
            (self.filed.told[n] for n in DAYS[stage] if n in self.filed.told), None
        )
        last = self.known.last.get(stage)
        if told is not None and (last is None or told > last):
            return told
        text = typeset(f"{WORDS[stage]} sans date nouvelle : celle de l’arrêté du fichier")
        self.notes.append(Note(self.filed.row, self._heading(stage), text))
        return self.as_at

    def pay(self, filed: Filed, cents: int, on: dt.date) -> Fault | None:
        """One more payment, or what comes back when it is negative; the fault, if it cannot be."""
        stage = "paid" if cents > 0 else "recovered"
        room = self.after["granted"] if cents > 0 else self.after["paid"]
        after = self.after[stage] + abs(cents)
        if after > room:
            said = "accordés" if cents > 0 else "payés"
            what = typeset(
                f"{WORDS[stage]} de {euros(abs(cents))} : cela ferait {euros(after)}, "
                f"pour {euros(room)} {said}."
            )
            heading = self.headings.get("paid_amount", "")
            return Fault(filed.row, heading, euros(cents), what, "Vérifiez le montant, le dossier.")
        self.after[stage] = after
        self.found.append(Step(stage, abs(cents), on, filed.row))
        return None

    def _check(self) -> None:
        after = self.after
        bounds = dict(BOUNDS)
        if "ordered_amount" in self.filed.told:
            bounds["paid"] = "ordered"
        for stage, bound in bounds.items():
            if after[stage] > after[bound]:
                what = f"{SAID[stage]} : {euros(after[stage])}, pour {euros(after[bound])} "
                self._blame(stage, after[stage], f"{what}{SAID[bound]}s.", "Vérifiez ces montants.")
        if self._is_closed() and after["granted"]:
            what = f"refusé ou retiré, mais {euros(after['granted'])} accordés."
            advice = "Corrigez l’issue, ou dégagez d’abord ce qui est accordé."
            self._blame("granted", after["granted"], what, advice)

    def _is_closed(self) -> bool:
        """Whether the line says so; or whether it grants more of what is known as refused or
        withdrawn, and does not say that it no longer is."""
        told = self.filed.get("state") or ""
        is_more = self.after["granted"] > self.known.granted
        return told in CLOSED or (told not in GRANTED and self.known.outcome in CLOSED and is_more)

    def _blame(self, stage: str, cents: int, what: str, advice: str) -> None:
        fault = Fault(
            self.filed.row, self._heading(stage), euros(cents), typeset(what), typeset(advice)
        )
        self.faults.append(fault)

    def _heading(self, stage: str) -> str:
        return self.headings.get(AMOUNTS.get(stage, ""), "")
