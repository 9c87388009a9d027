"""What a step will do, before it is done."""

import datetime as dt
from dataclasses import dataclass

from ancrage.adaptation.lists import Territories, latest_list
from ancrage.adaptation.models import Amendment
from ancrage.adaptation.rules.guards import Facts, refusal
from ancrage.adaptation.sheet import Sheet
from ancrage.adaptation.workflow import workflow
from ancrage.geography.models import PerimeterVersion


@dataclass(frozen=True, slots=True)
class AcceptPreview:
    """The exact list that accepting would publish, and what would go back to the region.

    `passing` are the changes that would be made, in words; `conflicts` (change, why).
    """

    head: PerimeterVersion
    before: Territories
    after: Territories
    passing: list[str]
    conflicts: list[tuple[str, str]]
    done: list[str]


def accept_preview(sheet: Sheet) -> AcceptPreview:
    """What accepting an amendment would do today."""
    head = sheet.head or sheet.amendment.base
    found = sheet.rebased
    if found is None:
        said = [] if sheet.trouble else sheet.said
        return AcceptPreview(head, sheet.stages[0], sheet.stages[-1], said, [], [])
    gone = {aside.position for aside in found.set_aside} | set(found.done)
    passing = [said for place, said in enumerate(sheet.said) if place not in gone]
    done = [sheet.said[place] for place in found.done]
    before = sheet.head_list.territories
    return AcceptPreview(head, before, found.territories, passing, sheet.conflicts, done)


def first_day(head: PerimeterVersion, *, today: dt.date) -> dt.date:
    """The first day from which a next list may hold."""
    return max(today, head.valid_from + dt.timedelta(days=1))


def submit_problem(amendment: Amendment, *, today: dt.date) -> str:
    """What an amendment lacks to be submitted, in one sentence; "" when nothing."""
    way = workflow().find(amendment.state, "submit")
    if way is None:
        return ""
    facts = Facts(
        today=today,
        moves=len(amendment.moves),
        reason=amendment.reason,
        is_current=amendment.base == latest_list(amendment.programme_id),
    )
    return refusal(way.guards, facts)
