"""What the territories weigh in industry: what their share of the files stands beside."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum

from ancrage.funding.queries.places import programme_of_money
from ancrage.geography.queries.totals import country_totals, ratio
from ancrage.geography.queries.versions import version_at, whole_members


@dataclass(frozen=True, slots=True)
class Weight:
    """The share of industrial jobs (0 to 1) that the whole members of a list have, at least."""

    share: float
    list_name: str


def industrial_weight(on: dt.date) -> Weight | None:
    """The weight of the list in force on a day; None without a list or without figures."""
    version = version_at(perimeter=programme_of_money(), on=on)
    if version is None:
        return None
    members = whole_members().filter(territory__version=version)
    jobs = members.aggregate(jobs=Sum("intercommunality__industrial_jobs"))["jobs"]
    share = ratio(jobs, country_totals().country.industrial_jobs)
    return None if share is None else Weight(share, version.marked_name)
