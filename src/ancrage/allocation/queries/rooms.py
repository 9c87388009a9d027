"""What the rules of State aid leave to each project, as they are known on a day."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ancrage.allocation.models import Line
from ancrage.stateaid.queries.received import NO_AID
from ancrage.stateaid.queries.rooms import rooms_of
from ancrage.stateaid.rules.model import Asked

LONGEST = 300


def with_rooms(lines: Sequence[Line], *, on: dt.date) -> None:
    """Set `room` and `room_told` of lines, which are not written here: None when it is not known,
    with what is missing; what a file told stays."""
    wanted: list[tuple[Line, Asked]] = []
    for line in lines:
        basis = line.more.get("aid_basis", "")
        siret = line.siret or (line.dossier.siret if line.dossier else "")
        if line.more.get("origin") == "file" and line.room is not None:
            line.room_told = _("Dit par le fichier.")
        elif basis == NO_AID:
            line.room, line.room_told = line.asked, _("Pas d’aide d’État.")
        elif not siret:
            line.room, line.room_told = None, _("Le SIRET du bénéficiaire n’est pas connu.")
        elif not basis:
            line.room, line.room_told = None, _("La base d’aide d’État n’est pas dite.")
        else:
            wanted.append((line, _asked(line, siret[:9], basis, on)))
    rooms = rooms_of([asked for _line, asked in wanted])
    for (line, _asked_for), (room, told) in zip(wanted, rooms, strict=True):
        line.room, line.room_told = room, told[:LONGEST]


def _asked(line: Line, siren: str, basis: str, on: dt.date) -> Asked:
    commune = line.dossier.commune if line.dossier else ""
    return Asked(
        siren=siren,
        cents=line.asked,
        regime=basis,
        on=on,
        eligible=line.eligible,
        project=line.code,
        commune=commune,
    )
