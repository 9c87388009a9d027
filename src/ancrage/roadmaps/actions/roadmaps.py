"""Writing a roadmap: its strategy, its axes."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor
from ancrage.roadmaps.access import roadmap_where
from ancrage.roadmaps.actions.parts import SheetRefusedError, is_invented, roadmap_of
from ancrage.roadmaps.definitions import words
from ancrage.roadmaps.models import Roadmap

MOST_AXES, TITLE, CODE, STRATEGY = 20, 200, 20, 20_000


@command("roadmaps.write_roadmap")
def write_roadmap(
    *,
    by: Actor,
    now: dt.datetime,
    scope: str,
    revision: int,
    strategy: str,
    axes: Sequence[Mapping[str, str]],
) -> Roadmap:
    """Write a roadmap as it was read at a revision, 0 when it is not begun. SheetRefusedError."""
    made = roadmap_of(scope=scope, now=now, is_demonstration=is_invented(by.reference))
    held = Roadmap.objects.select_for_update().get(pk=made.pk)
    allow(roadmap_where(held))
    if revision and revision != held.revision:
        raise SheetRefusedError(
            _("Quelqu’un a changé la feuille de route pendant que vous écriviez : relisez-la.")
        )
    before = {"strategy": len(held.strategy), "axes": held.axes}
    text, told = strategy.strip()[:STRATEGY], _axes(axes)
    if (text, told) == (held.strategy, held.axes):
        unchanged()
        return held
    held.strategy, held.axes = text, told
    held.revision, held.changed_at = held.revision + 1, now
    held.save()
    record(
        kind="roadmap",
        reference=held.scope,
        label=held.territory_name,
        says=_("Feuille de route écrite"),
        before=before,
        after={"strategy": len(held.strategy), "axes": held.axes},
    )
    return held


def _axes(told: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Axes without the empty ones; each has a code of its own. SheetRefusedError."""
    found = []
    for number, axis in enumerate(told, start=1):
        title = " ".join(axis.get("title", "").split())[:TITLE]
        need = axis.get("need", "")
        if not title:
            continue
        if need and need not in words("needs"):
            raise SheetRefusedError(_("« %s » n’est pas un des quatre besoins.") % need)
        code = axis.get("code", "").strip()[:CODE] or str(number)
        found.append({"code": code, "title": title, "need": need})
    codes = [axis["code"] for axis in found]
    if len(set(codes)) < len(codes):
        raise SheetRefusedError(_("Deux axes ont le même code."))
    if len(found) > MOST_AXES:
        raise SheetRefusedError(_("Pas plus de %d axes.") % MOST_AXES)
    return found
