"""Who answers for a measure on a territory, on a day: as the designations and the roles say."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from ancrage.catalogue.queries import basket_at
from ancrage.catalogue.rules.basket import Measure
from ancrage.kernel.rights import Scope, ScopeKind, Where
from ancrage.matching.models import Designation
from ancrage.matching.queries.places import Held, territories_at
from ancrage.matching.rules.coverage import Level, Place, Post, State, answering, state_of
from ancrage.people.models import RoleHolding
from ancrage.people.queries import holders, regions_of

REFERENT = "referent"
REGION = "region:"
"""How the owner of a measure begins, when it is a Region."""


@dataclass(frozen=True, slots=True)
class Referent:
    """Who answers. `reference` is the person's; `rank` from 1, the closest to the territory."""

    reference: str
    name: str
    organisation: str
    rank: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The designations and the roles of a day, ready to be asked many times without a query."""

    day: dt.date
    posts: dict[str, list[Post]]
    people: dict[str, dict[str, RoleHolding]] = field(default_factory=dict)

    def answering(self, *, operator: str, measure: str, place: Place) -> list[Post]:
        """The designations that answer, of the closest rank. See `rules.coverage`."""
        return answering(
            self.posts.get(operator, ()),
            operator=operator,
            measure=measure,
            place=place,
            day=self.day,
            holders=self.people.get(operator, {}),
        )

    def referents(self, *, operator: str, measure: str, place: Place) -> list[Referent]:
        """The same, as people."""
        found = self.answering(operator=operator, measure=measure, place=place)
        return [self._referent(post) for post in found]

    def _referent(self, post: Post) -> Referent:
        row = self.people[post.operator][post.person]
        organisation = row.organisation.name if row.organisation else ""
        return Referent(post.person, row.person.name, organisation, post.rank)


def post_of(row: Designation) -> Post:
    """A designation in the words of the rules."""
    return Post(
        reference=row.reference,
        operator=row.operator,
        person=row.person,
        measures=frozenset(row.measures),
        level=Level(row.level),
        places=frozenset(row.places),
        since=row.since,
        until=row.until,
    )


def coverage_at(day: dt.date, *, operators: Iterable[str] | None = None) -> Coverage:
    """Who answers on a day, of all operators or of some. Two queries."""
    rows = Designation.objects.all()
    if operators is not None:
        rows = rows.filter(operator__in=list(operators))
    posts: dict[str, list[Post]] = {}
    for row in rows:
        posts.setdefault(row.operator, []).append(post_of(row))
    people: dict[str, dict[str, RoleHolding]] = {}
    for held in holders(role=REFERENT, where=Where(operators=frozenset(posts)), on=day):
        people.setdefault(held.scope_code, {}).setdefault(held.person.reference, held)
    return Coverage(day, posts, people)


def referents_for(*, operator: str, measure: str, territory: str, day: dt.date) -> list[Referent]:
    """Who answers for an operator's measure on a territory ("programme:code"), on a day.

    Only those of the closest rank: the territory before the region before the country, the
    measure by its name before all of them. None: a hole; several: a double. Only people who hold
    the role of referent of that operator on that day are given. Four queries.
    """
    scope = Scope(ScopeKind.TERRITORY, territory)
    place = Place(territory, regions_of([scope]).get(scope, frozenset()))
    held = coverage_at(day, operators=[operator])
    return held.referents(operator=operator, measure=measure, place=place)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A measure on a territory: who answers, if anybody."""

    measure: Measure
    operator: str
    operator_name: str
    territory: Held
    referents: tuple[Referent, ...]

    @property
    def state(self) -> State:
        return state_of(self.referents)


def coverage_rows(day: dt.date, *, operators: Iterable[str] | None = None) -> list[CoverageRow]:
    """Every measure of the basket on every territory of the programmes' lists, on a day.

    Measures whose operator no source names are left out: nobody can be designated. Five queries,
    and those of the basket.
    """
    basket = basket_at(day)
    wanted = basket.operators.keys() & (basket.operators if operators is None else set(operators))
    measures = [m for m in basket.measures.values() if m.operator in wanted]
    held = coverage_at(day, operators=operators)
    return [
        CoverageRow(
            measure,
            measure.operator,
            basket.operators[measure.operator].name,
            territory,
            tuple(
                held.referents(
                    operator=measure.operator, measure=measure.code, place=territory.place
                )
            ),
        )
        for territory in territories_at(day)
        for measure in measures
        if _is_offered(measure, territory)
    ]


def _is_offered(measure: Measure, territory: Held) -> bool:
    """Whether a measure is for this territory: one of a Region is for its own alone."""
    region = measure.owner.removeprefix(REGION)
    return region == measure.owner or region in territory.regions


def lapsed(day: dt.date) -> list[Designation]:
    """The designations in force on a day whose person no longer holds the role. Two queries."""
    held = coverage_at(day)
    return [
        row
        for row in Designation.objects.all()
        if post_of(row).in_force(day) and row.person not in held.people.get(row.operator, {})
    ]
