"""Who may be designated, and what is designated."""

import datetime as dt
from collections.abc import Iterable

from ancrage.catalogue.rules.basket import Basket
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Where
from ancrage.matching.access import DESIGNATE, operator_where
from ancrage.matching.models import Designation
from ancrage.matching.queries.coverage import REFERENT
from ancrage.people.queries import holders


def find_designation(reference: str) -> Designation | None:
    """A designation by its reference."""
    return Designation.objects.filter(reference=reference).first()


def operators_of(actor: Actor, basket: Basket) -> list[tuple[str, str]]:
    """(code, name) of the operators for which the actor designates, in the basket's order."""
    return [
        (operator.code, operator.name)
        for operator in basket.operators.values()
        if may(actor, DESIGNATE, operator_where(operator.code))
    ]


def referents_of(operators: Iterable[str], day: dt.date) -> list[tuple[str, str]]:
    """(reference, name) of those who hold the role for an operator on a day. One query."""
    held = holders(role=REFERENT, where=Where(operators=frozenset(operators)), on=day)
    return list({row.person.reference: row.person.name for row in held}.items())
