"""What makes a function a command: the one way to change something.

    @command("geography.rename_territory")
    def rename_territory(*, by: Actor, now: datetime, version: str, code: str, name: str) -> …:
        territory = …lock and load…
        allow(where_of(territory))        # the table of rights is asked; NotAllowedError
        …check the rule, write…
        record(kind="territory", reference=…, label=…, says=_("…"), before=…, after=…)

A command runs in one transaction and leaves one entry in the journal, written last. It must have
called `allow`, then `record` (or `unchanged` when there was nothing to do); else nothing is kept
and ForgottenError is raised. A command called by another is part of it: the outer one's right
and entry cover it, and what it records goes into that entry's details.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from ancrage.journal.actions import Noted, append
from ancrage.journal.policy import granted
from ancrage.kernel.chain import plain_value
from ancrage.kernel.rights import NOWHERE, Actor, Grant, Where

P = ParamSpec("P")
R = TypeVar("R")


class ForgottenError(RuntimeError):
    """A command that did not ask for its right, or did not say what it changed: a fault of ours."""


@dataclass
class _Act:
    """A command under way. `outer` is the one that it is a part of."""

    name: str
    by: Actor
    now: datetime
    outer: "_Act | None"
    grant: Grant | None = None
    where: Where = NOWHERE
    noted: Noted | None = None
    is_unchanged: bool = False
    parts: list[dict[str, Any]] = field(default_factory=list)


_under_way: ContextVar[_Act | None] = ContextVar("command_under_way", default=None)
COMMANDS: set[tuple[str, str]] = set()
"""Every command's name, which is also its right's, and module: filled as these are imported."""


def command(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a keyword-only function of `by`, `now` and more the command `name`."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by, now = kwargs["by"], kwargs["now"]
            act = _Act(name, by, now, _under_way.get())  # type: ignore[arg-type]
            token = _under_way.set(act)
            try:
                with transaction.atomic():
                    result = function(*args, **kwargs)
                    _conclude(act)
            finally:
                _under_way.reset(token)
            return result

        COMMANDS.add((name, function.__module__))
        return run

    return decorate


def unjournalled(reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a write that leaves no entry, and say why: a draft, progress, a part of a command."""
    if not reason:
        raise ValueError("say why it leaves no entry")

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        function.unjournalled = reason  # type: ignore[attr-defined]
        return function

    return decorate


def allow(where: Where = NOWHERE) -> Grant:
    """Ask whether the command under way may be done there. NotAllowedError."""
    act = _current()
    if act.outer is not None:
        act.grant = act.outer.grant
        if act.grant is None:
            raise ForgottenError(f"{act.outer.name} did not ask for its right")
    else:
        act.grant = granted(act.by, act.name, where)
    act.where = where
    return act.grant


def record(
    *,
    kind: str,
    reference: str,
    says: str,
    label: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    private: bool = False,
) -> None:
    """Say what the command under way changed; the entry is written when it ends.

    `says` and `label` are read by everybody who may read the journal, for ever: no personal data
    there, nor what is private to a tandem. Names and addresses go in `personal`, which can be
    erased; `before`, `after` and `details` are withheld from outline readers when `private`.
    """
    act = _current()
    if act.noted is not None:
        raise ForgottenError(f"{act.name} recorded twice")
    change = {"before": before, "after": after, "details": details or {}}
    act.noted = Noted(
        kind=kind,
        reference=reference,
        label=label,
        says=says,
        private=private,
        change=plain_value(change),
        personal=plain_value(personal) if personal else None,
    )


def unchanged() -> None:
    """Say that there was nothing to do: no entry is left."""
    _current().is_unchanged = True


def _current() -> _Act:
    act = _under_way.get()
    if act is None:
        raise ForgottenError("no command is under way")
    return act


def _conclude(act: _Act) -> None:
    if act.grant is None:
        raise ForgottenError(f"{act.name} did not ask for its right")
    if act.noted is None:
        if not act.is_unchanged:
            raise ForgottenError(f"{act.name} did not say what it changed")
        return
    if act.outer is not None:
        act.outer.parts += [_as_part(act), *act.parts]
        return
    if act.parts:
        act.noted.change["details"]["parts"] = act.parts
    append(
        noted=act.noted, command=act.name, by=act.by, grant=act.grant, where=act.where, now=act.now
    )


def _as_part(act: _Act) -> dict[str, Any]:
    noted = act.noted
    if noted is None:
        raise ForgottenError(act.name)
    return {
        "command": act.name,
        "kind": noted.kind,
        "reference": noted.reference,
        "says": noted.says,
        "change": noted.change,
    }
