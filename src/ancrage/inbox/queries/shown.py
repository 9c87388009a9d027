"""An item as somebody reads it, on a page or in a message: since when, until when, why him."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from ancrage.inbox import wording
from ancrage.inbox.models import Addressee, Item
from ancrage.inbox.queries.addressing import reason
from ancrage.journal.policy import rights
from ancrage.kernel.rights import Actor, Holding, Scope
from ancrage.people.queries import names_of, scope_labels
from ancrage.people.roles import role_label


@dataclass(frozen=True, slots=True)
class Words:
    """The names that the reasons need: of scopes, and of those who are stood in for."""

    scopes: Mapping[Scope, str]
    names: Mapping[str, str]


def words_for(holdings: Iterable[Holding]) -> Words:
    """The names behind these roles; one query for each kind of
    scope, two of territories, one of names."""
    held = list(holdings)
    absent = {holding.stands_in_for for holding in held} - {""}
    labels = scope_labels({holding.scope for holding in held})
    scopes = {scope: wording.on_scope(scope, name) for scope, name in labels.items()}
    return Words(scopes, names_of(absent))


@dataclass(frozen=True, slots=True)
class Shown:
    """An item for its reader. `url` is empty when its page is closed to him.

    `is_elsewhere` when it waits with others, and came to him for having waited too long.
    """

    item: Item
    url: str
    why_me: str
    since: str
    until: str
    is_late: bool
    is_elsewhere: bool = False
    read_at: dt.datetime | None = None

    @property
    def is_urgent(self) -> bool:
        return self.item.urgent

    @property
    def order(self) -> tuple[bool, dt.date, dt.date, int]:
        """Late ones first, then what is due soonest, then what has waited longest."""
        due = self.item.due or dt.date.max
        return (not self.is_late, due, self.item.since, self.item.pk)


def show(
    item: Item, actor: Actor, *, on: dt.date, words: Words, read_at: dt.datetime | None = None
) -> Shown:
    """An item, its addressees loaded, as this person reads it on that day."""
    is_todo = item.kind == Item.TODO
    addressee, holding = reason(item.addressees.all(), actor)
    return Shown(
        item=item,
        url=page_of(item, actor),
        why_me=_why(addressee, holding, words),
        since=wording.since_when(item.since, on=on) if is_todo else "",
        until=wording.until_when(item.due, on=on) if is_todo else "",
        is_late=is_todo and item.due is not None and item.due < on,
        is_elsewhere=addressee is not None and addressee.after_days is not None,
        read_at=read_at,
    )


def page_of(item: Item, actor: Actor) -> str:
    """The address of the item's page, "" when the table of rights closes it to the reader."""
    action = rights().route_action(item.url_name, "GET")
    if action is None or not rights().may_enter(actor, action):
        return ""
    try:
        return reverse(item.url_name, args=item.url_args)
    except NoReverseMatch:
        return ""


def _why(addressee: Addressee | None, holding: Holding | None, words: Words) -> str:
    if addressee is None or holding is None:
        return wording.to_you()
    return wording.why_me(
        role=role_label(holding.role),
        scope=words.scopes.get(holding.scope, ""),
        absent=words.names.get(holding.stands_in_for, ""),
        after_days=addressee.after_days,
    )
