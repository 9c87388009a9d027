"""The roads of territories: what proves each stage, gathered from the capabilities."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Min
from django.utils.timezone import localdate

from ancrage.committees.queries.dates import project_meetings
from ancrage.contracts.access import reads_whole
from ancrage.contracts.models import Act
from ancrage.contracts.queries.milestones import Milestones, milestones_at
from ancrage.geography.models import Perimeter, Territory
from ancrage.home.path.definitions import road_at
from ancrage.home.path.rules import Proof, Standing, standing
from ancrage.kernel.rights import Actor, Where
from ancrage.matching.queries.places import Held, territories_at
from ancrage.people.queries.dates import tandems_since
from ancrage.roadmaps.queries.dates import RoadmapDays, roadmap_days


@dataclass(frozen=True, slots=True)
class TerritoryRoad:
    """A territory of a programme's list, where it stands, and the act that is being prepared or
    signed, for who reads it."""

    held: Held
    standing: Standing
    pending: Act | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known on a day of all territories, or of one, as far as somebody may read it."""

    listed: Mapping[str, dt.date]
    tandems: Mapping[str, tuple[dt.date, bool]]
    roadmaps: Mapping[str, RoadmapDays]
    contracts: Mapping[str, Milestones]
    meetings: Mapping[str, Sequence[tuple[dt.date, str]]]

    def standing(self, scope: str, here: tuple[str, str], *, day: dt.date) -> Standing:
        """Where a territory stands; `here`: the codes of its pages."""
        return standing(road_at(day).stages, self.proofs(scope, here), day=day)

    def pending(self, actor: Actor, scope: str, *, day: dt.date) -> Act | None:
        """The act of a territory that is in progress, for who reads its contract whole."""
        held = self.contracts.get(scope)
        if held is None or held.pending is None or localdate(held.pending.drafted_at) > day:
            return None
        regions = held.pending.contract.region_codes
        where = Where(regions=regions, territories=frozenset({scope}))
        return held.pending if reads_whole(actor, where) else None

    def proofs(self, scope: str, here: tuple[str, str]) -> Iterator[Proof]:
        """What proves the stages of a territory; `here`: the codes of its pages."""
        programme = scope.partition(":")[0]
        yield Proof(
            "identification",
            self.listed.get(scope),
            ("list_history", programme),
            "liste du programme, telle que les règles ou les régions l’ont faite",
        )
        if scope in self.tandems:
            on, is_invented = self.tandems[scope]
            yield Proof("governance", on, source="rôles tenus", is_invented=is_invented)
        if scope in self.roadmaps:
            yield from _of_roadmap(self.roadmaps[scope], ("roadmap", *here))
        if scope in self.contracts:
            held = self.contracts[scope]
            yield from _of_contract(held)
            yield from _of_meetings(held, self.meetings.get(scope, ()))


def _of_roadmap(days: RoadmapDays, page: tuple[str, ...]) -> Iterator[Proof]:
    told = (
        ("plan", days.submitted_on, "première fiche soumise"),
        ("validation", days.validated_on, "première fiche validée"),
    )
    for stage, on, source in told:
        if on is not None:
            yield Proof(stage, on, page, source, days.is_invented)
    if days.has_begun or days.begun_on:
        yield Proof("action", days.begun_on, page, "première action engagée", days.is_invented)


def _of_contract(held: Milestones) -> Iterator[Proof]:
    """The acts that are signed: of the amendments, the last."""
    told = (
        ("protocol", held.protocol_on, ("act", held.contract, "1"), "protocole signé"),
        ("contract", held.contract_on, ("act", held.contract, "2"), "contrat signé"),
        ("amendment", held.amended_on, ("contract", held.contract), "dernier avenant signé"),
    )
    for stage, on, page, source in told:
        if on is not None:
            yield Proof(stage, on, page, source, held.is_demonstration)


def _of_meetings(held: Milestones, meetings: Sequence[tuple[dt.date, str]]) -> Iterator[Proof]:
    """The first meeting of the project's committee after the contract, which made it one that
    follows the results."""
    if held.contract_on is not None:
        after = [one for one in meetings if one[0] > held.contract_on]
        for on, code in after[:1]:
            source = "première réunion du comité de suivi"
            yield Proof("evaluation", on, ("meeting", code), source, held.is_demonstration)


def known_at(actor: Actor, *, day: dt.date, scope: str = "") -> Known:
    """What somebody may read of it. Five queries; four as long as there is no contract."""
    contracts = milestones_at(day)
    has_contract = scope in contracts if scope else bool(contracts)
    return Known(
        listed=_listed_since(day, scope),
        tandems=tandems_since(by=day, scope=scope),
        roadmaps=roadmap_days(actor, by=day, scope=scope),
        contracts=contracts,
        meetings=project_meetings(actor, by=day) if has_contract else {},
    )


def roads_at(actor: Actor, *, day: dt.date) -> list[TerritoryRoad]:
    """The road of every territory of the programmes' lists on a day, by code. Eight queries,
    however many territories there are."""
    known = known_at(actor, day=day)
    return [_road(actor, known, held, day) for held in territories_at(day)]


def _road(actor: Actor, known: Known, held: Held, day: dt.date) -> TerritoryRoad:
    here = (held.version, held.code)
    return TerritoryRoad(
        held, known.standing(held.scope, here, day=day), known.pending(actor, held.scope, day=day)
    )


def find_road(actor: Actor, scope: str, *, day: dt.date) -> TerritoryRoad | None:
    """The road of a territory by its scope code; None when no list in force has it."""
    held = next((one for one in territories_at(day) if one.scope == scope), None)
    if held is None:
        return None
    return _road(actor, known_at(actor, day=day, scope=scope), held, day)


def _listed_since(day: dt.date, scope: str) -> dict[str, dt.date]:
    """Since when each territory is on its programme's list, by scope code. One query."""
    rows = Territory.objects.filter(
        version__perimeter__kind=Perimeter.PROGRAMME, version__valid_from__lte=day
    )
    if scope:
        programme, _colon, code = scope.partition(":")
        rows = rows.filter(version__perimeter=programme, code=code)
    told = rows.order_by().values_list("version__perimeter", "code")
    first = told.annotate(first=Min("version__valid_from"))
    return {f"{programme}:{code}": since for programme, code, since in first}
