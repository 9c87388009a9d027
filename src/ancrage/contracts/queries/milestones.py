"""How far each territory is on its way from protocole to avenants, for those who follow it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ancrage.contracts.models import AMENDMENT, CONTRACT, DROPPED, PROTOCOL, SIGNED, Act, Contract


@dataclass(frozen=True, slots=True)
class Milestones:
    """The days on which a territory's acts were signed; `pending`: the act in progress.

    `contract`: the code of the contract.
    """

    protocol_on: dt.date | None = None
    contract_on: dt.date | None = None
    amended_on: dt.date | None = None
    pending: Act | None = None
    contract: str = ""
    is_demonstration: bool = False


NAMES = {PROTOCOL: "protocol_on", CONTRACT: "contract_on", AMENDMENT: "amended_on"}


def milestones_at(day: dt.date) -> Mapping[str, Milestones]:
    """The milestones of every territory that has a contract, by scope code. One query.

    What was signed after `day` is not counted; what is in progress is so today.
    """
    rows = Act.objects.select_related("contract").defer("content", "choices")
    found: dict[str, Milestones] = {}
    for act in rows.exclude(state=DROPPED).order_by("contract", "rank"):
        scope = act.contract.scope
        held = found.setdefault(scope, _begun(act.contract))
        if act.state != SIGNED:
            found[scope] = replace(held, pending=act)
        elif act.signed_on and act.signed_on <= day:
            days: dict[str, Any] = {NAMES[act.kind]: act.signed_on}
            found[scope] = replace(held, **days)
    return found


def _begun(contract: Contract) -> Milestones:
    return Milestones(contract=contract.code, is_demonstration=contract.is_demonstration)


def is_signed(scope: str, day: dt.date) -> bool:
    """Whether the contract of a territory is signed on a day. One query."""
    held = Act.objects.filter(contract__scope=scope, kind=CONTRACT, state=SIGNED)
    return held.filter(signed_on__lte=day).exists()
