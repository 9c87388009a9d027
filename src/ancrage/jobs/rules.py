"""The life of a job, as data: what may happen to it in each state, and what it becomes."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a job stands. STOPPING: it was cancelled, its worker has still to notice."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


class Verb(StrEnum):
    """What happens to a job: asked for by people, the others by its worker or for want of one."""

    ASK = "ask"
    CANCEL = "cancel"
    START = "start"
    FINISH = "finish"
    FAIL = "fail"
    STOP = "stop"
    LOSE = "lose"


NEXT: Mapping[tuple[Verb, State], State] = {
    (Verb.ASK, State.STOPPING): State.WAITING,
    (Verb.ASK, State.DONE): State.WAITING,
    (Verb.ASK, State.FAILED): State.WAITING,
    (Verb.ASK, State.CANCELLED): State.WAITING,
    (Verb.ASK, State.INTERRUPTED): State.WAITING,
    (Verb.CANCEL, State.WAITING): State.CANCELLED,
    (Verb.CANCEL, State.RUNNING): State.STOPPING,
    (Verb.START, State.WAITING): State.RUNNING,
    (Verb.FINISH, State.RUNNING): State.DONE,
    (Verb.FINISH, State.STOPPING): State.DONE,
    (Verb.FAIL, State.RUNNING): State.FAILED,
    (Verb.FAIL, State.STOPPING): State.CANCELLED,
    (Verb.STOP, State.STOPPING): State.CANCELLED,
    (Verb.LOSE, State.RUNNING): State.INTERRUPTED,
    (Verb.LOSE, State.STOPPING): State.CANCELLED,
}
"""What each verb makes of a job in each state; what is not here cannot happen."""

PENDING = frozenset({State.WAITING, State.RUNNING, State.STOPPING})
WORKED_ON = frozenset({State.RUNNING, State.STOPPING})
UNFULFILLED = frozenset({State.FAILED, State.CANCELLED, State.INTERRUPTED})


def may(*, verb: Verb, state: State) -> bool:
    """Whether `verb` can happen to a job in `state`."""
    return (verb, state) in NEXT


def moves(*, verb: Verb) -> dict[State, State]:
    """What `verb` makes of a job, by the state that it is found in."""
    return {before: after for (name, before), after in NEXT.items() if name == verb}
