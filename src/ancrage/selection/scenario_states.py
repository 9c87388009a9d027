"""The life of a scenario, as data: the states that it is shown in, and what may be done in each.

A scenario's state is read off its job and its result, never stored: nothing can contradict it.
"""

from collections.abc import Mapping
from enum import StrEnum

from ancrage.jobs.rules import PENDING as JOB_PENDING
from ancrage.jobs.rules import UNFULFILLED
from ancrage.jobs.rules import State as JobState
from ancrage.selection.engine.model import Status


class ScenarioState(StrEnum):
    """STALE: computed, but the rules or the figures have changed since."""

    DRAFT = "draft"
    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    DONE = "done"
    INFEASIBLE = "infeasible"
    STALE = "stale"
    ARCHIVED = "archived"


class ScenarioVerb(StrEnum):
    """What people do to a scenario."""

    EDIT = "edit"
    RENAME = "rename"
    RUN = "run"
    CANCEL = "cancel"
    DUPLICATE = "duplicate"
    ARCHIVE = "archive"
    RESTORE = "restore"


PENDING = frozenset({ScenarioState.WAITING, ScenarioState.RUNNING, ScenarioState.STOPPING})
AT_REST = frozenset(ScenarioState) - PENDING - {ScenarioState.ARCHIVED}

MAY: Mapping[ScenarioVerb, frozenset[ScenarioState]] = {
    ScenarioVerb.EDIT: AT_REST,
    ScenarioVerb.RENAME: AT_REST | PENDING,
    ScenarioVerb.RUN: AT_REST,
    ScenarioVerb.CANCEL: frozenset({ScenarioState.WAITING, ScenarioState.RUNNING}),
    ScenarioVerb.DUPLICATE: frozenset(ScenarioState),
    ScenarioVerb.ARCHIVE: AT_REST,
    ScenarioVerb.RESTORE: frozenset({ScenarioState.ARCHIVED}),
}
"""In which states each verb may be done; an archived scenario is only copied or brought back."""


def may(*, verb: ScenarioVerb, state: ScenarioState) -> bool:
    """Whether the verb may be done to a scenario in this state."""
    return state in MAY[verb]


def state_of(
    *, is_archived: bool, job: JobState | None, result: Status | None, is_fresh: bool
) -> ScenarioState:
    """The state of a scenario.

    `job` is that of its computation (None: there is none about these rules), `result` the status
    of what was computed, `is_fresh` whether that is of these rules and of the figures loaded now.
    """
    if is_archived:
        return ScenarioState.ARCHIVED
    if job is not None and job in JOB_PENDING | UNFULFILLED:
        return ScenarioState(job.value)
    if result is None:
        return ScenarioState.DRAFT
    if not is_fresh:
        return ScenarioState.STALE
    return ScenarioState.INFEASIBLE if result is Status.INFEASIBLE else ScenarioState.DONE
