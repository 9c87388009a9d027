"""Where the perimeter stands: its sheets, those late or at risk, territory by territory."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ancrage.committees.pack.content import (
    COUNT,
    DAY,
    Block,
    Chart,
    Column,
    Figures,
    Said,
    Section,
    Series,
    Table,
    Value,
)
from ancrage.committees.pack.drawing import territories_map
from ancrage.committees.pack.frame import Frame
from ancrage.kernel.rights import ScopeKind
from ancrage.matching.queries.places import Held
from ancrage.roadmaps.definitions import parameters_at, state_of
from ancrage.roadmaps.models import Roadmap
from ancrage.roadmaps.rules.following import AT_RISK
from ancrage.ui.formats import number
from ancrage.ui.links import link

MOST_SHEETS = 60
"""How many sheets a table of the pack names: the others are at its address."""
MOST_BARS = 12


def standing(frame: Frame) -> Section:
    """The section « Où en est… »."""
    return Section(_("Où en sont les actions"), tuple(_blocks(frame)))


def _blocks(frame: Frame) -> Iterator[Block]:
    yield key_figures(frame)
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


def key_figures(frame: Frame) -> Figures:
    """The figures at the head of the list of sheets."""
    held = frame.summary
    whole = held.totals[-1] if held.totals else None
    url = frame.sheets_url()
    late = None if frame.lens.is_published else held.late
    at_risk = None if frame.lens.is_published else held.at_risk
    named = {
        "total_cost": _("Coût total"),
        "asked": _("Demandé"),
        "promised": _("Promis"),
        "granted": _("Accordé"),
        "paid": _("Payé"),
    }
    return Figures(
        _("Fiches action comptées (ni refusées, ni abandonnées)"),
        (
            frame.count(_("Fiches action"), held.count, _("fiches"), url),
            frame.count(_("En retard"), late, _("fiches"), frame.sheets_url(suivi="retard")),
            frame.count(
                _("En retard ou à risque"), at_risk, _("fiches"), frame.sheets_url(suivi="risque")
            ),
            *(
                frame.euros(label, getattr(whole, name) if whole else None, url)
                for name, label in named.items()
            ),
        ),
    )


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
    address = frame.sheets_url(suivi="risque")
    found = list(frame.rows.filter(rank__gte=AT_RISK)[: MOST_SHEETS + 1])
    held = frame.lens.present(found[:MOST_SHEETS])
    rest = frame.summary.at_risk - len(held)
    days = parameters_at(frame.day).late_days
    note = _("En retard\N{NO-BREAK SPACE}: une échéance passée de plus de %d jours.") % days
    if rest > 0:
        note += " " + _("%s autres sont à l’adresse de ce tableau.") % number(rest)
    return Table(
        _("Fiches en retard ou à risque, celles qui pressent d’abord"),
        (
            Column(_("Fiche")),
            Column(_("Territoire")),
            Column(_("Suivi")),
            Column(_("Raison dite")),
            Column(_("Prochaine échéance"), DAY),
            Column(_("État")),
        ),
        tuple(
            (
                f"{one.sheet.code} – {one.row.title}",
                one.sheet.roadmap.territory_name,
                one.follow.says if one.follow else "",
                one.sheet.light_reason,
                one.row.next_due.isoformat() if one.row.next_due else None,
                state_of(one.sheet.state).label,
            )
            for one in held
        ),
        frame.as_of,
        frame.source,
        address,
        _("Aucune fiche n’est en retard ni à risque."),
        note,
        tuple(link(None, "sheet", one.sheet.code) for one in held),
        frame.quality,
    )
