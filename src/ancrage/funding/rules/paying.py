"""The payments of a financer's file: told once, of a known commitment or kept to be matched."""

import datetime as dt

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.rules.columns import PAYMENTS
from ancrage.funding.rules.filed import Fault, Filed, Note
from ancrage.funding.rules.plan import LoosePayment, Options, Paid, Planned, World, payment_key
from ancrage.funding.rules.steps import ERROR, Steps
from ancrage.kernel.text import typeset


class Payments:
    """The payments of one file, as its lines are gone through."""

    def __init__(self, world: World, options: Options) -> None:
        self.world, self.options = world, options
        self.seen: dict[str, int] = {}
        self.loose: list[LoosePayment] = []

    def blame(self, filed: Filed, name: str, what: str, advice: str) -> None:
        """Note a fault of a line."""
        told = filed.told.get(name, "")
        value = " ; ".join(told) if isinstance(told, tuple) else str(told)
        if name.endswith("_amount") and told != "":
            value = euros(told)
        heading = self.options.headings.get(name, "")
        filed.faults.append(Fault(filed.row, heading, value, typeset(what), typeset(advice)))

    def pay(self, one: Planned, steps: Steps, filed: Filed) -> None:
        """One payment of a dossier whose commitment is known."""
        cents = filed.told.get("paid_amount")
        if not cents:
            return
        key = self._identity(filed)
        if filed.faults:
            return
        held = self.world.paid.get(key, Paid(0))
        before = held.cents - held.waiting_cents
        one.released += held.waiting
        less = before - cents
        if not less:
            return
        on = self._paid_on(filed)
        if less > 0 and self.options.decreases == ERROR:
            steps.take_back("paid", less, on, filed.row)
        elif fault := steps.pay(filed, -less, on):
            filed.faults.append(fault)
            return
        one.payments[key] = (filed.row, cents)

    def _paid_on(self, filed: Filed) -> dt.date:
        day: dt.date | None = filed.told.get("paid_on")
        if day is None:
            text = typeset("paiement sans date : celle de l’arrêté du fichier")
            filed.notes.append(Note(filed.row, self.options.headings.get("paid_amount", ""), text))
        return day or self.options.as_at

    def _identity(self, filed: Filed) -> str:
        """What tells this payment; one with a number is told once in a file."""
        key = payment_key(filed, 1)
        first = self.seen.setdefault(key, filed.row)
        if first == filed.row:
            return key
        if filed.told.get("payment"):
            what = f"ce paiement est déjà à la ligne {first}."
            self.blame(filed, "payment", what, "Gardez-en une, ou donnez un autre numéro.")
            return key
        text = typeset("même dossier, même jour, même montant qu’une autre ligne : compté aussi")
        heading = self.options.headings.get("paid_amount", "")
        filed.notes.append(Note(filed.row, heading, text, f"ligne {first}"))
        rank = 2
        while payment_key(filed, rank) in self.seen:
            rank += 1
        self.seen[payment_key(filed, rank)] = filed.row
        return payment_key(filed, rank)

    def keep_loose(self, filed: Filed) -> None:
        """Keep a payment that nothing grants: what it says more than before."""
        cents = filed.told.get("paid_amount")
        if not cents:
            return
        is_one = self.options.layout == PAYMENTS
        key = self._identity(filed) if is_one else payment_key(filed, 0)
        held = self.world.paid.get(key, Paid(0))
        if cents < 0:
            what = "un montant rendu, sans accord ni paiement connu."
            self.blame(filed, "paid_amount", what, "Donnez d’abord le dossier et son accord.")
        if filed.faults or cents == held.cents:
            return
        on, settled = self._paid_on(filed), held.cents - held.waiting_cents
        if cents > held.cents:
            self.loose.append(LoosePayment(filed, cents - held.cents, on, key, cents))
        elif self.options.decreases == ERROR and held.waiting and cents > settled:
            more = cents - settled
            self.loose.append(LoosePayment(filed, more, on, key, cents, held.waiting))
        else:
            what = f"il était de {euros(held.cents)}, à rattacher."
            advice = "S’il corrige une erreur, dites-le au-dessus de l’aperçu."
            self.blame(filed, "paid_amount", what, advice)
