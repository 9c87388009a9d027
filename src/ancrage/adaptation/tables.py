"""The tables of a change: the territories touched, and the whole list that results."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.adaptation.maps import Change
from ancrage.adaptation.words import Speaker
from ancrage.selection.engine.amending import AmendedTerritory
from ancrage.selection.engine.rebasing import TerritoryChange
from ancrage.ui.tables import Column, Table, build_table


def changes_table(request: HttpRequest, change: Change, speaker: Speaker) -> Table:
    """The territories touched, before and after: what the two maps show, in words."""
    return build_table(
        request,
        rows=change.territories,
        columns=[
            Column("territoire", _("Territoire"), _name),
            Column("code", _("Code"), lambda c: c.code, default=False),
            Column("quoi", _("Ce qui change"), kind_of),
            Column("avant", _("Membres avant"), lambda c: _members(c.before, speaker)),
            Column("apres", _("Membres après"), lambda c: _members(c.after, speaker)),
        ],
        caption=_("Les territoires touchés, avant et après"),
        filename="territoires-touches",
        controls=False,
        page_size=0,
    )


def _name(change: TerritoryChange) -> str:
    before, after = change.before, change.after
    if before is None or after is None or before.name == after.name:
        held = after or before
        return held.name if held else ""
    return _("%(before)s, désormais %(after)s") % {"before": before.name, "after": after.name}


def kind_of(change: TerritoryChange) -> str:
    """What becomes of a territory, in a word or two."""
    if change.before is None:
        return _("nouveau")
    if change.after is None:
        return _("disparaît")
    told = []
    if change.joined or change.left:
        told.append(_("membres"))
    if change.before.name != change.after.name:
        told.append(_("nom"))
    if change.before.region != change.after.region:
        told.append(_("région"))
    return ", ".join(told)


def _members(territory: AmendedTerritory | None, speaker: Speaker) -> str:
    if territory is None:
        return _("aucun")
    return ", ".join(speaker.place(siren) for siren in territory.members)


def list_table(
    request: HttpRequest,
    *,
    change: Change,
    territories: Sequence[AmendedTerritory],
    speaker: Speaker,
    regions: dict[str, str],
) -> Table:
    """The exact list that would result, what changes told on its lines."""
    changed = {c.code: kind_of(c) for c in change.territories}
    unchanged = _("inchangé")
    return build_table(
        request,
        rows=sorted(territories, key=lambda t: (t.code not in changed, t.code)),
        columns=[
            Column("territoire", _("Territoire"), lambda t: t.name),
            Column("code", _("Code"), lambda t: t.code, default=False),
            Column(
                "region", _("Région"), lambda t: regions.get(t.region, t.region), filterable=True
            ),
            Column(
                "quoi",
                _("Changement"),
                lambda t: changed.get(t.code, unchanged),
                filterable=True,
            ),
            Column("membres", _("Membres"), lambda t: _members(t, speaker), sortable=False),
        ],
        search=lambda t: f"{t.code} {t.name} {_members(t, speaker)}",
        caption=_("La liste qui en résulterait"),
        filename="liste-resultante",
        page_size=20,
        prefix="l-",
    )
