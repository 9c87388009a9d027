"""Who answers a request: the referents designated for it, else whoever holds the role."""

import datetime as dt
from dataclasses import dataclass

from ancrage.kernel.rights import Where
from ancrage.matching.queries.coverage import referents_for
from ancrage.people.queries import holders
from ancrage.requests.models import ServiceRequest

REFERENT = "referent"


@dataclass(frozen=True, slots=True)
class Answering:
    """`people` by reference and name; `is_hole`: nobody is designated for that territory.

    In a hole the operator's referents, if any, have it all the same.
    """

    people: tuple[tuple[str, str], ...]
    is_hole: bool

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(reference for reference, _name in self.people)

    @property
    def names(self) -> str:
        return ", ".join(name for _reference, name in self.people)


def answering(request: ServiceRequest, *, on: dt.date) -> Answering:
    """Who answers a request on a day."""
    if not request.operator:
        return Answering((), is_hole=True)
    if request.territory:
        found = referents_for(
            operator=request.operator,
            measure=request.measure,
            territory=request.territory,
            day=on,
        )
        if found:
            people = dict.fromkeys((one.reference, one.name) for one in found)
            return Answering(tuple(people), is_hole=False)
    where = Where(operators=frozenset({request.operator}))
    rows = holders(role=REFERENT, where=where, on=on, with_stand_ins=False)
    people = dict.fromkeys((row.person.reference, row.person.name) for row in rows)
    return Answering(tuple(people), is_hole=bool(request.territory) or not people)
