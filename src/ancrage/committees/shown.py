"""A meeting as its page shows it: the agenda with papers and decisions, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.access import Access
from ancrage.committees.actions.voting import SAID
from ancrage.committees.definitions import workflows
from ancrage.committees.kinds.registry import SUBJECT, Kind, kind_of
from ancrage.committees.models import AgendaItem, Condition, Meeting, Vote
from ancrage.committees.queries.meetings import agenda_of
from ancrage.committees.rules.sitting import APPROVED, CONDITIONAL, POSTPONED, REFUSED
from ancrage.kernel.workflow import State
from ancrage.people.roles import role_label
from ancrage.ui.links import link

BADGES = {APPROVED: "success", CONDITIONAL: "success", POSTPONED: "warning", REFUSED: "error"}


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item: `label` is withheld from who may not read it. `is_stale`: its thing is no longer
    what its paper says, so that nothing is decided before it is frozen again."""

    item: AgendaItem
    label: str
    kind: str
    url: str
    is_read: bool
    is_stale: bool
    badge: str
    votes: list[tuple[str, str, str]]
    conditions: list["ShownCondition"]


@dataclass(frozen=True, slots=True)
class ShownCondition:
    """A condition with its state and its owner in words."""

    condition: Condition
    state: State
    role: str


def shown_items(request: HttpRequest, access: Access) -> list[ShownItem]:
    """The agenda as its reader reads it. Three queries, and what each withheld item asks."""
    labels = {seat["code"]: seat["label"] for seat in access.meeting.seats}
    return [_item(request, access, item, labels) for item in agenda_of(access.meeting)]


def _item(
    request: HttpRequest, access: Access, item: AgendaItem, labels: Mapping[str, str]
) -> ShownItem:
    item.meeting = access.meeting
    kind = kind_of(item.kind)
    is_read = access.reads(item)
    name, args = kind.address(item.subject) if item.subject else ("", [])
    return ShownItem(
        item=item,
        label=item.label if is_read else _("Point que vous ne pouvez pas lire"),
        kind="" if item.kind == SUBJECT else kind.label,
        url=link(request, name, *args) if name and is_read else "",
        is_read=is_read,
        is_stale=_is_stale(access, item, kind),
        badge=BADGES.get(item.decision, ""),
        votes=_votes(item.votes.all(), labels) if access.is_member else [],
        conditions=[shown_condition(one) for one in item.conditions.all()] if is_read else [],
    )


def _is_stale(access: Access, item: AgendaItem, kind: Kind) -> bool:
    """Asked for those who may freeze it again alone: it reads the thing."""
    is_waiting = access.meeting.state in {"called", "open"} and not item.decision
    if not (is_waiting and item.subject and access.is_preparer):
        return False
    subject = kind.find(item.subject, localdate())
    return subject is None or subject.mark != item.mark


def _votes(votes: Iterable[Vote], labels: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(labels.get(v.seat, v.seat), SAID[v.vote], v.comment) for v in votes]


def shown_condition(condition: Condition) -> ShownCondition:
    """A condition in words."""
    state = workflows()["condition"].states[condition.state]
    return ShownCondition(condition, state, role_label(condition.role))


def state_of(meeting: Meeting) -> State:
    """Where a meeting stands, in words."""
    return workflows()["meeting"].states[meeting.state]
