"""Ways of seeing a list that somebody names, for himself."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unjournalled
from ancrage.kernel.rights import Actor, Where
from ancrage.people.models import SavedView
from ancrage.people.saved_lists import saved_lists

KIND = "saved_view"
MOST = 30
LONGEST = 1000


class ViewRefusedError(ValueError):
    """A view that cannot be kept; the message is one French sentence."""


@command("people.save_view")
def save_view(*, by: Actor, now: dt.datetime, page: str, name: str, query: str) -> SavedView:
    """Keep a view of a list under a name; the one of that name, if any, takes this state."""
    allow(Where(people=frozenset({by.reference})))
    told = " ".join(name.split())[:80]
    mine = SavedView.objects.filter(person=by.reference, page=page)
    if page not in saved_lists():
        raise ViewRefusedError(_("Cette liste ne garde pas de vues."))
    if not told:
        raise ViewRefusedError(_("Donnez un nom à cette vue."))
    if len(query) > LONGEST:
        raise ViewRefusedError(_("Cette vue est trop longue pour être gardée."))
    if mine.exclude(name=told).count() >= MOST:
        raise ViewRefusedError(_("Vous avez déjà %d vues : effacez-en une.") % MOST)
    made, _new = SavedView.objects.update_or_create(
        person=by.reference, page=page, name=told, defaults={"query": query, "saved_at": now}
    )
    record(
        kind=KIND,
        reference=made.reference,
        says=_("Vue de liste gardée"),
        after={"name": made.name, "page": page},
        private=True,
    )
    return made


@command("people.drop_view")
def drop_view(*, by: Actor, now: dt.datetime, view: SavedView) -> None:
    """Forget a view."""
    allow(Where(people=frozenset({view.person})))
    view.delete()
    record(
        kind=KIND,
        reference=view.reference,
        says=_("Vue de liste effacée"),
        before={"name": view.name, "page": view.page},
        private=True,
    )


@unjournalled("une partie de l’effacement d’une personne, qui en laisse la trace")
def erase_views(*, reference: str, now: dt.datetime) -> int:
    """Forget the views of a person."""
    gone, _kinds = SavedView.objects.filter(person=reference).delete()
    return gone
