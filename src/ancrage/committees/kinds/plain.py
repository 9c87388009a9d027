"""A plain subject: something to talk about, that no thing of the programme stands for."""

import datetime as dt
from collections.abc import Sequence

from ancrage.committees.kinds.registry import SUBJECT, Decided, Kind, Subject, register_kind
from ancrage.kernel.rights import Actor, Scope
from ancrage.ui.papers import Block

BODIES = ("cni_executive", "national", "regional", "project")


def _none(_scope: Scope, _day: dt.date) -> Sequence[Subject]:
    return ()


def _find(_reference: str, _day: dt.date) -> Subject | None:
    return None


def _paper(_reference: str, _day: dt.date) -> Sequence[Block]:
    return ()


def _address(_reference: str) -> tuple[str, list[str]]:
    return "", []


def _readable(_actor: Actor, _reference: str) -> bool:
    return False


def _act(*, decided: Decided, **_told: object) -> str:
    del decided
    return ""


def register() -> None:
    """Let every committee talk about anything."""
    register_kind(
        Kind(
            code=SUBJECT,
            label="sujet libre",
            effects={body: {} for body in BODIES},
            awaiting=_none,
            find=_find,
            paper=_paper,
            address=_address,
            readable=_readable,
            act=_act,
            rank=90,
        )
    )
