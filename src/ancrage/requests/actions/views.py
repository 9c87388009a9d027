"""Ways of seeing the list that somebody names, for himself."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor, Where
from ancrage.requests.actions.parts import RequestRefusedError
from ancrage.requests.models import SavedView

KIND = "saved_view"
MOST = 30
LONGEST = 1000


@command("requests.save_view")
def save_view(*, by: Actor, now: dt.datetime, name: str, query: str) -> SavedView:
    """Keep a view under a name; the one of that name, if any, takes this state."""
    allow(Where(people=frozenset({by.reference})))
    told = " ".join(name.split())[:80]
    mine = SavedView.objects.filter(person=by.reference)
    if not told:
        raise RequestRefusedError(_("Donnez un nom à cette vue."))
    if len(query) > LONGEST:
        raise RequestRefusedError(_("Cette vue est trop longue pour être gardée."))
    if mine.exclude(name=told).count() >= MOST:
        raise RequestRefusedError(_("Vous avez déjà %d vues : effacez-en une.") % MOST)
    made, _new = SavedView.objects.update_or_create(
        person=by.reference, name=told, defaults={"query": query, "saved_at": now}
    )
    record(
        kind=KIND,
        reference=made.reference,
        says=_("Vue de la liste des sollicitations gardée"),
        after={"name": made.name},
        private=True,
    )
    return made


@command("requests.drop_view")
def drop_view(*, by: Actor, now: dt.datetime, view: SavedView) -> None:
    """Forget a view."""
    allow(Where(people=frozenset({view.person})))
    view.delete()
    record(
        kind=KIND,
        reference=view.reference,
        says=_("Vue de la liste des sollicitations effacée"),
        before={"name": view.name},
        private=True,
    )
