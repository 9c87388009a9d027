"""The data files of reconciliation and of the returns, read once."""

import datetime as dt
from functools import lru_cache

from ancrage.funding.definitions import read_data
from ancrage.funding.rules.halves import Deadline
from ancrage.funding.rules.matching import Parameters, read_parameters
from ancrage.funding.rules.returns import GUARDS, CheckKind, ReturnFacts, read_checks
from ancrage.kernel.text import typeset
from ancrage.kernel.workflow import Workflow, read_workflows


@lru_cache(maxsize=1)
def _parameters() -> tuple[Parameters, ...]:
    return tuple(read_parameters(told) for told in read_data("matching"))


def parameters_at(day: dt.date) -> Parameters:
    """The weights of suggestions in force on a day; the first ones before."""
    begun = [one for one in _parameters() if one.valid_from <= day]
    return begun[-1] if begun else _parameters()[0]


@lru_cache(maxsize=1)
def _deadlines() -> tuple[Deadline, ...]:
    told = read_data("returns")["deadlines"]
    return tuple(
        Deadline(one["valid_from"], one["days"], typeset(one["source"]), typeset(one["reason"]))
        for one in told
    )


def deadline_at(day: dt.date) -> Deadline:
    """By when a return is due, as told on a day; the first one before."""
    begun = [one for one in _deadlines() if one.valid_from <= day]
    return begun[-1] if begun else _deadlines()[0]


@lru_cache(maxsize=1)
def check_kinds() -> dict[str, CheckKind]:
    """What a return is checked for, by code."""
    return read_checks(read_data("returns")["checks"])


@lru_cache(maxsize=1)
def return_workflow() -> Workflow[ReturnFacts]:
    """What may be done with a return, by whom, in which state."""
    return read_workflows(read_data("returns")["workflow"], guards=GUARDS)["return"]
