"""A region sets who sits in its committees, within the programme's rule."""

import datetime as dt
from collections.abc import Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.actions.parts import MeetingRefusedError
from ancrage.committees.definitions import bodies_at
from ancrage.committees.models import Composition
from ancrage.committees.queries.composition import kept_seats
from ancrage.committees.rules.composition import Seat, configured
from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor, Where


@command("committees.compose")
def set_composition(
    *,
    by: Actor,
    now: dt.datetime,
    body: str,
    region: str,
    valid_from: dt.date,
    left_out: Sequence[str] = (),
    added: Sequence[Seat] = (),
    reason: str,
) -> Composition:
    """Set who sits in a committee of a region from a day on; meetings called before keep theirs.

    CompositionRefusedError, MeetingRefusedError.
    """
    allow(Where(regions=frozenset({region})))
    rule = bodies_at(valid_from).get(body)
    if rule is None or rule.scope == "nation":
        raise MeetingRefusedError(_("Ce comité ne se règle pas par région."))
    if valid_from < localdate(now):
        raise MeetingRefusedError(_("Donnez un jour à venir : le passé reste tel qu’il était."))
    if not reason.strip():
        raise MeetingRefusedError(_("Donnez la raison : elle sera lue par les membres."))
    made = configured(rule, left_out=left_out, added=added)
    held = Composition.objects.update_or_create(
        body=body,
        region=region,
        valid_from=valid_from,
        defaults={
            "left_out": sorted(left_out),
            "added": [seat for seat in kept_seats(made) if seat["code"] in {s.code for s in added}],
            "reason": reason.strip()[:500],
            "set_by": by.reference,
            "set_at": now,
        },
    )[0]
    record(
        kind="committee",
        reference=f"{body}:{region}",
        label=rule.label,
        says=_("Composition d’un comité réglée : %s") % rule.label,
        after={"valid_from": valid_from, "left_out": held.left_out, "added": held.added},
        details={"reason": held.reason},
    )
    return held
