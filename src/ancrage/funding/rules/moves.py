"""What an amount at a stage moves between accounts, and what it may not.

An amount moves from accounts to accounts, so that nothing is lost or made. An account that is not
the world outside is never below zero: hence 0 ≤ paid ≤ granted ≤ envelope.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.rules.chart import CREDITS, ENVELOPE, MEANS, Chart
from ancrage.funding.rules.splitting import in_turn
from ancrage.kernel.text import typeset

MOST = 10**15
"""Cents that one amount never passes: sums of a million of them still fit in a column."""


class MoveRefusedError(ValueError):
    """An amount that cannot move; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Move:
    """Cents that go from an account (`debit`, which gives) to another (`credit`, which gets).

    Negative in the reversal of an earlier move alone.
    """

    stage: str
    debit: str
    credit: str
    cents: int


Balances = dict[str, int]
"""The balance of each account that an amount may touch, in cents, by code."""


def moves_of(
    stage: str, cents: int, *, balances: Mapping[str, int], chart: Chart, from_envelope: bool
) -> list[Move]:
    """The moves of an amount at a stage. MoveRefusedError when an account has not enough.

    `from_envelope`: the commitment is drawn on an envelope that is followed.
    """
    if cents <= 0:
        raise MoveRefusedError(typeset("Écrivez un montant positif."))
    if cents > MOST:
        raise MoveRefusedError(typeset(f"Un montant ne passe pas {euros(MOST)}."))
    told = chart.stages[stage]
    credits_of = ENVELOPE if from_envelope else MEANS
    sources = [credits_of if code == CREDITS else code for code in told.sources]
    target = credits_of if told.target == CREDITS else told.target
    if chart.accounts[sources[0]].is_open:
        return [Move(stage, sources[0], target, cents)]
    room = [balances.get(code, 0) for code in sources]
    if sum(room) < cents:
        raise MoveRefusedError(_refusal(stage, cents, sum(room), chart))
    taken = zip(sources, in_turn(cents, room), strict=True)
    return [Move(stage, source, target, part) for source, part in taken if part]


def reversal_of(move: Move, *, balances: Mapping[str, int], chart: Chart) -> Move:
    """The move that undoes another. MoveRefusedError when what it filled was used since."""
    is_open = chart.accounts[move.credit].is_open
    if not is_open and balances.get(move.credit, 0) < move.cents:
        raise MoveRefusedError(
            typeset(
                f"Cette écriture ne peut pas être annulée : {euros(move.cents)} sont passés à "
                "l’étape suivante. Annulez d’abord les écritures qui suivent."
            )
        )
    return Move(move.stage, move.debit, move.credit, -move.cents)


def apply(move: Move, balances: Balances, chart: Chart) -> None:
    """Change the balances of the accounts that are held by something."""
    for code, cents in ((move.debit, -move.cents), (move.credit, move.cents)):
        if not chart.accounts[code].is_open:
            balances[code] = balances.get(code, 0) + cents


def _refusal(stage: str, cents: int, room: int, chart: Chart) -> str:
    bounds = {
        "instruction": "demandés et pas encore en instruction",
        "cancelled": "demandés et sans réponse",
        "granted": "disponibles dans l’enveloppe",
        "decommitted": "engagés et pas encore mandatés",
        "ordered": "engagés et pas encore mandatés",
        "paid": "engagés et pas encore payés",
        "recovered": "payés",
    }
    return typeset(
        f"{chart.stages[stage].one} de {euros(cents)} : il n’y a que {euros(room)} {bounds[stage]}."
    )
