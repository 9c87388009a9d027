"""What every page shows of who looks at it."""

from django.http import HttpRequest

from ancrage.kernel.rights import Actor
from ancrage.people.roles import role_label


def account(request: HttpRequest) -> dict[str, object]:
    """The actor's name and roles for the header, and the banner when seen as another."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not actor.is_person:
        return {"account": None}
    roles = dict.fromkeys(role_label(holding.role) for holding in actor.holdings)
    return {"account": {"name": actor.name, "roles": ", ".join(roles), "seen": bool(actor.seen_by)}}
