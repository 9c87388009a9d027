"""What every page shows of who looks at it: a name, and the pages that are his."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.journal.policy import rights
from ancrage.kernel.rights import Actor
from ancrage.people.roles import role_label
from ancrage.ui.context import PageLink

SPACE = (
    ("inbox", gettext_lazy("À faire")),
    ("requests", gettext_lazy("Sollicitations")),
    ("amendments", gettext_lazy("Modifications de la liste")),
    ("workshop", gettext_lazy("Atelier d’identification")),
    ("directory", gettext_lazy("Personnes et rôles")),
    ("my_roles", gettext_lazy("Mes rôles")),
    ("year_changes", gettext_lazy("Millésimes")),
    ("sent_messages", gettext_lazy("Messages envoyés")),
    ("journal", gettext_lazy("Journal")),
)
"""The pages of those who signed in; each is offered to who may enter it."""

Count = Callable[[Actor], int]
_counts: dict[str, Count] = {}


def register_count(name: str, count: Count) -> None:
    """Say how many things wait on a page of the space; asked once a page, in one query at most."""
    _counts[name] = count


def account(request: HttpRequest) -> dict[str, object]:
    """The actor's name, roles and pages for the header, and whether he is seen by another."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not actor.is_person:
        return {"account": None}
    roles = dict.fromkeys(role_label(holding.role) for holding in actor.holdings)
    told = {
        "name": actor.name,
        "roles": ", ".join(roles),
        "seen": bool(actor.seen_by),
        "space": [
            page for name, label in SPACE if (page := page_link(request, actor, name, label))
        ],
    }
    return {"account": told, "simulated": _invented(request) if settings.ANCRAGE_DEMO else ""}


def _invented(request: HttpRequest) -> str:
    if getattr(getattr(request, "user", None), "is_demonstration", False):
        return _(
            "Vous êtes un personnage inventé : les personnes, leurs actes et leurs dossiers le "
            "sont aussi. Les chiffres publics portent leur source."
        )
    return _(
        "Les personnages, leurs actes et leurs dossiers sont inventés. Les chiffres publics "
        "portent leur source."
    )


def page_link(request: HttpRequest, actor: Actor, name: str, label: object) -> PageLink | None:
    """A page as it is offered to somebody; None when he may not enter, or it is not there."""
    action = rights().route_action(name, "GET")
    if action is None or not rights().may_enter(actor, action):
        return None
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    waiting = _counts[name](actor) if name in _counts else 0
    told = f"{label} ({waiting})" if waiting else str(label)
    return PageLink(told, url, request.path.startswith(url))
