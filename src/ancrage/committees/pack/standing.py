"""How the actions go: territory by territory, then those that are late or at risk."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ancrage.committees.pack.content import (
    COUNT,
    DAY,
    Block,
    Chart,
    Column,
    Said,
    Section,
    Series,
    Table,
    Value,
)
from ancrage.committees.pack.drawing import territories_map
from ancrage.committees.pack.frame import Frame
from ancrage.committees.pack.sheet_tables import Cells, sheets_table
from ancrage.kernel.rights import ScopeKind
from ancrage.matching.queries.places import Held
from ancrage.roadmaps.definitions import parameters_at, state_of
from ancrage.roadmaps.models import Roadmap
from ancrage.roadmaps.rules.following import AT_RISK

MOST_BARS = 12


def standing(frame: Frame) -> Section:
    """The section « Où en est… »."""
    return Section(_("Où en sont les actions"), tuple(_blocks(frame)))


def _blocks(frame: Frame) -> Iterator[Block]:
    if frame.lens.is_published:
        yield Said(
            _(
                "En retard, à risque\N{NO-BREAK SPACE}: inconnu ici. La suite des actions n’est "
                "montrée qu’à ceux qui les suivent."
            )
        )
    if frame.reach.kind != ScopeKind.TERRITORY:
        yield from _territories(frame)
    if not frame.lens.is_published:
        yield _late_sheets(frame)


def _territories(frame: Frame) -> Iterator[Block]:
    """Territory by territory: the table, then the same drawn."""
    title = _("Les fiches, territoire par territoire")
    rows, addresses = [], []
    for name, scope in places(frame):
        held = frame.summaries.get(scope)
        late: list[Value] = []
        if not frame.lens.is_published:
            late = [held.late if held else 0, held.at_risk if held else 0]
        rows.append((name, held.count if held else 0, *late))
        addresses.append(frame.sheets_url(territoire=scope))
    columns = [Column(_("Territoire")), Column(_("Fiches"), COUNT)]
    if not frame.lens.is_published:
        columns += [Column(_("En retard"), COUNT), Column(_("En retard ou à risque"), COUNT)]
    told = frame.as_of, frame.source
    rank = len(columns) - 1
    kept = sorted((row for row in rows if row[rank]), key=lambda row: -int(row[rank] or 0))
    measure = columns[rank].heading
    if kept:
        yield territories_map(frame, measure=measure, counts=_counts(frame), twin=title)
        yield Chart(
            _("Les territoires qui en ont le plus\N{NO-BREAK SPACE}: %s") % measure.lower(),
            COUNT,
            tuple(str(row[0]) for row in kept[:MOST_BARS]),
            (Series(measure, tuple(int(row[rank] or 0) for row in kept[:MOST_BARS])),),
            title,
            *told,
            frame.sheets_url() if frame.lens.is_published else frame.sheets_url(suivi="risque"),
        )
    yield Table(
        title,
        tuple(columns),
        tuple(rows),
        *told,
        frame.sheets_url(),
        _("Aucun territoire."),
        addresses=tuple(addresses),
        quality=frame.quality,
    )


def _counts(frame: Frame) -> dict[str, int]:
    """What the map shows of each territory."""
    return {
        scope: held.count if frame.lens.is_published else held.at_risk
        for scope, held in frame.summaries.items()
    }


def places(frame: Frame) -> list[tuple[str, str]]:
    """(name, scope) of the territories: those of the lists, then those that sheets still name."""
    told: list[Held] = frame.territories
    listed = {one.scope for one in told}
    others = Roadmap.objects.filter(scope__in=frame.summaries.keys() - listed)
    return [
        *((one.name, one.scope) for one in told),
        *(
            (_("%s (n’est plus sur la liste)") % name, scope)
            for scope, name in others.values_list("scope", "territory_name")
        ),
    ]


def _late_sheets(frame: Frame) -> Table:
    """Those that need somebody first."""
    days = parameters_at(frame.day).late_days
    return sheets_table(
        frame,
        _("Fiches en retard ou à risque, celles qui pressent d’abord"),
        frame.rows.filter(rank__gte=AT_RISK),
        (
            Cells(Column(_("Suivi")), lambda one: one.follow.says if one.follow else ""),
            Cells(Column(_("Raison dite")), lambda one: one.sheet.light_reason),
            Cells(
                Column(_("Prochaine échéance"), DAY),
                lambda one: one.row.next_due.isoformat() if one.row.next_due else None,
            ),
            Cells(Column(_("État")), lambda one: state_of(one.sheet.state).label),
        ),
        address=frame.sheets_url(suivi="risque"),
        empty=_("Aucune fiche n’est en retard ni à risque."),
        note=_("En retard\N{NO-BREAK SPACE}: une échéance passée de plus de %d jours.") % days,
    )
