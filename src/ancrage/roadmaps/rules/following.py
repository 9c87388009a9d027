"""How an action goes, from what is told of it: late, stuck, at risk, or nothing to say."""

import datetime as dt
from dataclasses import dataclass

from ancrage.kernel.text import typeset

FOLLOWED = ("validated", "running", "suspended")
"""The states in which an action is expected to go on."""
AT_RISK, STUCK, LATE = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Follow:
    """`rank`: how much it needs somebody, 0 for not; `says`: why, in a few words."""

    rank: int
    says: str = ""

    @property
    def badge(self) -> str:
        return {LATE: "error", STUCK: "error", AT_RISK: "warning"}.get(self.rank, "")


def follow(
    *,
    state: str,
    light: str,
    is_blocked: bool,
    next_due: dt.date | None,
    today: dt.date,
    late_days: int,
) -> Follow:
    """How an action goes: what is worst is said first.

    A date that is past by more than `late_days` without being said done makes it late.
    """
    if state not in FOLLOWED:
        return Follow(0)
    overdue = (today - next_due).days if next_due else 0
    told = [
        (LATE, overdue > late_days, f"en retard de {overdue} jours"),
        (STUCK, light == "red", "bloquée"),
        (AT_RISK, light == "amber", "à surveiller"),
        (AT_RISK, is_blocked, "blocage signalé"),
    ]
    found = [(rank, says) for rank, is_so, says in told if is_so]
    if not found and state == "suspended":
        found = [(AT_RISK, "suspendue")]
    rank = max((rank for rank, _says in found), default=0)
    return Follow(rank, typeset(", ".join(says for _rank, says in found)))
