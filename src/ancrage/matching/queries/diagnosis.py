"""The diagnosis of a territory: what public figures say of each need, and what its tandem says."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from django.utils.translation import gettext as _

from ancrage.catalogue.queries import basket_at
from ancrage.catalogue.rules.basket import Basket, Need
from ancrage.geography import queries as places
from ancrage.geography.measures import FigureBook
from ancrage.geography.models import Territory
from ancrage.geography.queries import TerritoryRow
from ancrage.geography.rules.similarity import nearest
from ancrage.kernel.rights import Actor
from ancrage.matching import definitions
from ancrage.matching.figures import comparable, figure_of, is_spread, silence, written
from ancrage.matching.models import NeedStatement
from ancrage.matching.queries.needs import Beside, Said, readable, statements_of
from ancrage.matching.queries.places import scope_of
from ancrage.matching.rules.matching import FIGURES, NOBODY, TANDEM, NeedSaid, Spoken
from ancrage.matching.rules.parameters import Parameters
from ancrage.matching.rules.signals import Signal, Standing, Use, stand, suggested
from ancrage.ui.figures import Figure

NOTHING = Said()
"""What is read of a need on which nothing was said."""


@dataclass(frozen=True, slots=True)
class Atlas:
    """The territories of one list with their figures: read once, asked for each of them."""

    rows: Mapping[str, TerritoryRow]
    book: FigureBook

    def alike(self, code: str, *, count: int) -> list[TerritoryRow]:
        """Those of the list that are most alike, the nearest first; none without a structure."""
        structures = {code: row.structure for code, row in self.rows.items()}
        known = {code: held for code, held in structures.items() if held is not None}
        return [self.rows[n.code] for n in nearest(code=code, structures=known, count=count)]


@dataclass(frozen=True, slots=True)
class Reading:
    """A signal as it stands in a territory. `silence`: why there is no figure, or no comparison."""

    signal: Signal
    figure: Figure
    standing: Standing | None
    silence: str

    @property
    def spoken(self) -> Spoken | None:
        """What it says of the measures; None without a figure, or when nothing is recorded."""
        if not self.figure.is_known or (self.signal.use == Use.SHOW and not self.figure.value):
            return None
        told = written(self.signal, self.figure)
        if self.signal.use == Use.SHOW:
            return Spoken(self.signal, told, _("chiffre montré, sans effet sur l’ordre"))
        if self.standing is None:
            return Spoken(self.signal, told)
        return Spoken(self.signal, told, self.standing.says, self.standing.points)


@dataclass(frozen=True, slots=True)
class NeedPart:
    """One need: its signals, the level that they suggest, what the tandem says of it."""

    need: Need
    readings: tuple[Reading, ...]
    suggested: str
    told: Said = NOTHING

    @property
    def statement(self) -> NeedStatement | None:
        return self.told.last

    @property
    def level(self) -> str:
        return self.statement.level if self.statement else self.suggested

    @property
    def said(self) -> NeedSaid:
        """How strong the need is said to be, and by whom: the tandem before the figures."""
        level = definitions.levels().get(self.level)
        by = TANDEM if self.statement else FIGURES if self.suggested else NOBODY
        label = level.label if level else ""
        return NeedSaid(self.need.code, self.need.name, self.level, label, by)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A territory's needs at a day. `alike` are those that its figures are compared with."""

    territory: Territory
    scope: str
    day: dt.date
    row: TerritoryRow
    basket: Basket
    parameters: Parameters
    alike: tuple[TerritoryRow, ...]
    parts: tuple[NeedPart, ...] = field(default=())

    @property
    def partial(self) -> int:
        """How many members are not counted, for want of figures of a part."""
        return len(self.row.members) - len(self.row.whole)

    @property
    def spoken(self) -> list[Spoken]:
        found = (reading.spoken for part in self.parts for reading in part.readings)
        return [one for one in found if one is not None]

    def part(self, need: str) -> NeedPart | None:
        return next((part for part in self.parts if part.need.code == need), None)


def atlas_of(territory: Territory) -> Atlas:
    """The list of a territory, with its figures. Four queries."""
    rows = places.territory_rows(territory.version)
    return Atlas({row.code: row for row in rows}, FigureBook(places.figure_definitions()))


def diagnosis_of(
    territory: Territory, *, actor: Actor, day: dt.date, atlas: Atlas | None = None
) -> Diagnosis:
    """The diagnosis of a territory as the actor may read it, at a day.

    Six queries; two when the atlas is at hand.
    """
    atlas = atlas or atlas_of(territory)
    scope, basket = scope_of(territory), basket_at(day)
    shown = readable(statements_of(scope, day=day), actor=actor, scope=scope)
    return Diagnosis(
        territory=territory,
        scope=scope,
        day=day,
        row=atlas.rows[territory.code],
        basket=basket,
        parameters=definitions.parameters(day),
        alike=tuple(atlas.alike(territory.code, count=definitions.parameters(day).alike)),
        parts=figures_say(atlas, territory.code, basket=basket, day=day, told=shown),
    )


def figures_say(
    atlas: Atlas,
    code: str,
    *,
    basket: Basket,
    day: dt.date,
    told: Mapping[str, Said] = MappingProxyType({}),
) -> tuple[NeedPart, ...]:
    """Each need of a territory of the atlas, with its signals; `told` by its tandem. No query."""
    row, parameters = atlas.rows[code], definitions.parameters(day)
    alike = atlas.alike(code, count=parameters.alike)
    readings = [_reading(s, row, alike, atlas.book, parameters) for s in definitions.signals(day)]
    return tuple(
        _part(need, readings, parameters, told.get(need.code, NOTHING))
        for need in basket.needs.values()
    )


def _part(need: Need, readings: Sequence[Reading], parameters: Parameters, told: Said) -> NeedPart:
    own = tuple(reading for reading in readings if reading.signal.need == need.code)
    points = [reading.standing.points for reading in own if reading.standing]
    return NeedPart(need, own, suggested(points, thresholds=parameters.suggested), told)


def _reading(
    signal: Signal,
    row: TerritoryRow,
    alike: Sequence[TerritoryRow],
    book: FigureBook,
    parameters: Parameters,
) -> Reading:
    figure = figure_of(signal, row, book)
    why = silence(signal, row, figure)
    if why or signal.use == Use.SHOW:
        return Reading(signal, figure, None, why or _("Montré, jamais comparé ni classé."))
    value = comparable(signal, row, book)
    standing = stand(
        value=value,
        others=[comparable(signal, other, book) for other in alike],
        rises=signal.rises,
        bands=parameters.bands,
    )
    return Reading(signal, figure, standing, "" if standing else _uncompared(row, value))


def _uncompared(row: TerritoryRow, value: float | None) -> str:
    if value is None and is_spread(row):
        return _("Outre-mer, ce chiffre est celui de la zone d’emploi : il n’est pas comparé.")
    return _("Pas de comparaison : une mesure de sa structure manque, il n’a pas de semblables.")


def beside_of(part: NeedPart) -> Beside:
    """What the public figures say of a need, to be kept beside the tandem's words."""
    return Beside(part.suggested, {r.signal.code: r.figure.value for r in part.readings})
