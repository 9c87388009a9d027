"""Who grants: the financers that the ledger may know, and the authority behind each."""

import datetime as dt

from ancrage.catalogue.queries import basket_at
from ancrage.funding.access import REGION
from ancrage.funding.models import Commitment
from ancrage.geography.models import Region
from ancrage.opendata.models import Grantor

EUROPE = "europe"


def is_financer(code: str, *, day: dt.date) -> bool:
    """Whether a code is that of a region, of Europe, of an operator, or of who committed money."""
    if code.startswith(REGION):
        return Region.objects.filter(pk=code.removeprefix(REGION)).exists()
    if code == EUROPE or code in basket_at(day).operators:
        return True
    return Commitment.objects.filter(financer=code).exists()


def find_grantor(financer: str) -> Grantor | None:
    """The authority behind a financer, once somebody has told it."""
    return Grantor.objects.filter(financer=financer).first()
