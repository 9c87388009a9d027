"""Telling people that something waits for them: `inbox`, which stands above, brings the ways.

Without it (a part of the suite, a migration), nothing is told.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ancrage.kernel.rights import NOWHERE, Where


@dataclass(frozen=True, slots=True)
class Ways:
    """`ask`, `inform`, `settle` as `inbox.actions` has them; `write` sends one message."""

    ask: Callable[..., Any]
    inform: Callable[..., Any]
    settle: Callable[..., Any]
    write: Callable[..., Any]


_ways: list[Ways] = []


def register_ways(ways: Ways) -> None:
    """Say how people are told; the last registration holds."""
    _ways[:] = [ways]


def ask_holders(
    *,
    cause: str,
    title: str,
    why: str,
    page: str,
    args: Sequence[str] = (),
    roles: Sequence[str],
    where: Where = NOWHERE,
    now: dt.datetime,
) -> None:
    """Put something to do in the lists of those who hold these roles there."""
    for ways in _ways:
        ways.ask(
            cause=cause,
            title=title,
            why=why,
            url_name=page,
            url_args=list(args),
            role=list(roles),
            where=where,
            since=now,
            now=now,
        )


def inform_person(
    *, cause: str, title: str, why: str, page: str, reference: str, now: dt.datetime
) -> None:
    """Tell one person something that asks for nothing."""
    for ways in _ways:
        ways.inform(cause=cause, title=title, why=why, url_name=page, reference=reference, now=now)


def settle(*, cause: str, now: dt.datetime) -> None:
    """What was asked is done: it leaves every list."""
    for ways in _ways:
        ways.settle(cause=cause, now=now)


def write_message(
    *, reference: str, address: str, subject: str, text: str, now: dt.datetime
) -> None:
    """Send one message at once to somebody, who may never have signed in."""
    for ways in _ways:
        ways.write(reference=reference, address=address, subject=subject, text=text, now=now)
