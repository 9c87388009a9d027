"""The table of the roads: every territory with where it stands, searched, filtered, taken away."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ancrage.home.path.definitions import Road
from ancrage.home.path.gathering import TerritoryRoad
from ancrage.home.path.shown import (
    SOURCE,
    STAGE,
    ahead_words,
    code_of,
    pending_words,
    stage_words,
    who_words,
)
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.tables import Column, Filter, Table


def roads_table(request: DatedRequest, road: Road, roads: Sequence[TerritoryRoad]) -> Table:
    """Every territory with where it stands, since when, what is next, who has to act."""
    return Table(
        request,
        rows=roads,
        columns=_columns(request, road),
        filters=_filters(road, roads),
        search=lambda one: f"{one.held.name} {one.held.region_name}",
        caption=_("Parcours des territoires"),
        filename="parcours",
        source=SOURCE,
        as_of=french_date(request.as_at.date),
        default_sort="territoire",
    )


def _columns(request: DatedRequest, road: Road) -> list[Column]:
    return [
        Column(
            "territoire",
            _("Territoire"),
            lambda one: one.held.name,
            link=lambda one: link(request, "territory", one.held.version, one.held.code),
        ),
        Column("region_principale", _("Région"), lambda one: one.held.region_name),
        Column("ou", _("Où il en est"), lambda one: stage_words(one.standing)),
        Column("depuis", _("Depuis"), lambda one: one.standing.since),
        Column("suite", _("Prochaine étape"), _next_label),
        Column("qui", _("Qui doit agir"), _who),
        Column("acte", _("Acte en cours"), lambda one: pending_words(one.pending)),
        Column("avance", _("Déjà commencé"), lambda one: ahead_words(one.standing)),
        *(_stage_column(rank, label) for rank, label in enumerate(road.labels.values())),
        Column(
            "nature",
            _("Nature"),
            lambda one: _("démonstration") * one.standing.is_invented,
            default=False,
        ),
    ]


def _next_label(one: TerritoryRoad) -> str:
    return one.standing.next.stage.label if one.standing.next else ""


def _who(one: TerritoryRoad) -> str:
    return who_words(one.standing.next) if one.standing.next else ""


def _stage_column(rank: int, label: str) -> Column:
    """The day of one stage, for who takes the table away."""
    return Column(f"etape{rank + 1}", label, lambda one: one.standing.steps[rank].on, default=False)


def _filters(road: Road, roads: Sequence[TerritoryRoad]) -> list[Filter]:
    stages = list(road.labels.items())
    return [
        Filter(
            "region",
            _("Région"),
            lambda one: one.held.regions,
            choices=_regions(roads),
            all_label=_("Toutes les régions"),
        ),
        Filter(
            STAGE,
            _("Où il en est"),
            code_of,
            choices=stages,
            all_label=_("Toutes les étapes"),
        ),
        Filter(
            "suivante",
            _("Prochaine étape"),
            lambda one: one.standing.next.stage.code if one.standing.next else "",
            choices=stages,
            all_label=_("Toutes les étapes"),
        ),
    ]


def _regions(roads: Sequence[TerritoryRoad]) -> list[tuple[str, str]]:
    names = {one.held.region: one.held.region_name for one in roads}
    return sorted(names.items(), key=lambda pair: pair[1])
