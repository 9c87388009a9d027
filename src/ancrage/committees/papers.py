"""A meeting's documents, to be printed or edited: the paper of an item, the minutes."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.models import AgendaItem, Meeting
from ancrage.committees.queries.meetings import name_of
from ancrage.committees.queries.minutes import minutes_blocks
from ancrage.ui.formats import french_date
from ancrage.ui.papers import Block, Facts, Grid, Heading, Paper, Text

SOURCE = "Ancrage, comités du programme (déclaré)"
INVENTED = "Démonstration : ce document est inventé."
BLOCKS: Mapping[str, type[Block]] = {"heading": Heading, "text": Text, "grid": Grid, "facts": Facts}


def item_paper(item: AgendaItem) -> Paper:
    """The paper of an item as it was frozen."""
    held: Mapping[str, Any] = item.paper or {}
    day = dt.date.fromisoformat(held["day"])
    return Paper(
        title=item.label,
        subtitle=_("Pièce du comité : %s") % name_of(item.meeting),
        blocks=[_block(told) for told in held["blocks"]],
        source=_("%(source)s ; empreinte de la pièce : %(digest)s")
        % {"source": SOURCE, "digest": item.digest},
        as_of=day,
        as_of_words=french_date(day),
        notices=[INVENTED] if item.meeting.is_demonstration else [],
    )


def _block(told: Mapping[str, Any]) -> Block:
    fields = {name: value for name, value in told.items() if name != "kind"}
    return BLOCKS[told["kind"]](**fields)


def minutes_paper(meeting: Meeting) -> Paper:
    """The minutes: as approved, else as they are being written, which is said."""
    moment = meeting.approved_at or meeting.closed_at or meeting.created_at
    day = localdate(moment)
    notices = [INVENTED] if meeting.is_demonstration else []
    if meeting.approved_at is None:
        notices.append(_("Projet : ce relevé n’est pas encore approuvé."))
    return Paper(
        title=_("Relevé de décisions"),
        subtitle=f"{name_of(meeting)} ({meeting.code})",
        blocks=minutes_blocks(meeting.minutes),
        source=SOURCE,
        as_of=day,
        as_of_words=french_date(day),
        notices=notices,
    )
