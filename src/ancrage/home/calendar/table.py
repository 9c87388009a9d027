"""The calendar as rows, to be taken away."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ancrage.home.calendar.definitions import kinds
from ancrage.home.calendar.feeds import address_of
from ancrage.home.calendar.rules import Dated
from ancrage.ui.tables import Column, Table


def calendar_table(request: HttpRequest, entries: Sequence[Dated], *, as_of: str) -> Table:
    """Entries as they are shown, in their order."""
    columns = [
        Column("jour", _("Jour"), lambda one: one.day),
        Column("fin", _("Jusqu’au"), lambda one: one.until),
        Column("heure", _("Heure"), hour_of),
        Column("dit", _("Date telle que dite"), lambda one: one.said),
        Column("nature", _("Nature"), lambda one: kinds()[one.kind].one),
        Column("intitule", _("Intitulé"), lambda one: one.label),
        Column("lieu", _("Lieu"), lambda one: one.place),
        Column("etat", _("État"), state_of),
        Column("source", _("Source"), lambda one: one.source),
        Column("lien", _("Lien"), lambda one: address_of(one) or one.source_url),
        Column(
            "demonstration", _("Démonstration"), lambda one: _("inventé") * one.is_demonstration
        ),
    ]
    return Table(
        request,
        rows=entries,
        columns=columns,
        caption=_("Calendrier du programme"),
        filename="calendrier",
        source=_("Ancrage, et pour chaque fait public la source qu’il cite"),
        as_of=as_of,
        page_size=0,
        controls=False,
    )


def hour_of(one: Dated) -> str:
    """« 14 h 30 », « 14 h 30 – 16 h 00 »; "" for what has no hour.

    Of what lasts several days, the hour of its end says nothing beside its first day.
    """
    ends_at = None if one.until else one.ends_at
    told = [localtime(at) for at in (one.starts_at, ends_at) if at is not None]
    return " – ".join(f"{at:%-H}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{at:%M}" for at in told)


def state_of(one: Dated) -> str:
    """Where it stands, in words."""
    return _("annulé") if one.is_cancelled else one.state
