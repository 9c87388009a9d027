"""The lists whose state may be kept under a name: a capability registers its own.

    register_saved_list("requests", gettext_lazy("Sollicitations"))

`page` is the name of the list's address.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.utils.functional import Promise

from ancrage.people.middleware import actor_in
from ancrage.people.models import SavedView
from ancrage.people.queries.saved import views_of

LEFT_OUT = frozenset({"page", "format"})
"""What is no part of a view: where one is in it."""
_lists: dict[str, str | Promise] = {}


def register_saved_list(page: str, label: str | Promise) -> None:
    """Say that a list keeps views; the last registration holds."""
    _lists[page] = label


def saved_lists() -> dict[str, str | Promise]:
    """The lists that keep views, by the names of their addresses."""
    return dict(_lists)


@dataclass(frozen=True, slots=True)
class SavedViews:
    """What `people/parts/saved_views.html` shows: the views of a list, and the state to keep."""

    page: str
    views: list[SavedView]
    state: str
    may_save: bool


def saved_views(request: HttpRequest, page: str) -> SavedViews:
    """The reader's own views of a list. One query for who signed in."""
    actor = actor_in(request)
    state = cleaned(request.GET.urlencode())
    return SavedViews(page, views_of(actor, page), state, actor.is_person and actor.may_write)


def cleaned(query: str) -> str:
    """The parameters of an address that say what the list shows."""
    return urlencode([pair for pair in parse_qsl(query) if pair[0] not in LEFT_OUT])
