"""The intercommunalités of a candidate: by SIREN, by name, and the region that they make."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Q

from ancrage.geography.models import Intercommunality
from ancrage.geography.queries.totals import whole_country
from ancrage.kernel.text import fold

FOUND = 12
"""How many intercommunalités a search shows."""


def places_of(sirens: Iterable[str]) -> list[Intercommunality]:
    """These intercommunalités, by decreasing industrial jobs; unknown ones are left out."""
    held = whole_country().filter(siren__in=list(sirens)).select_related("region", "department")
    return sorted(held, key=lambda place: (-(place.industrial_jobs or 0), place.siren))


def search_places(text: str, *, without: Sequence[str] = ()) -> tuple[list[Intercommunality], int]:
    """The first intercommunalités that bear this name or SIREN, and how many there are in all."""
    words = fold(text)
    if not words:
        return [], 0
    named = Q(search_name__contains=words) | Q(siren="".join(text.split()))
    found = whole_country().filter(named).exclude(siren__in=list(without))
    shown = found.select_related("department").order_by("search_name", "siren")
    return list(shown[:FOUND]), found.count()


def main_region(places: Iterable[Intercommunality]) -> str:
    """The region that holds most of the industrial jobs (ties: smallest code); "" without any."""
    jobs: Counter[str] = Counter()
    for place in places:
        jobs[place.region_id] += place.industrial_jobs or 0
    return min(jobs, key=lambda code: (-jobs[code], code), default="")


def all_regions(places: Iterable[Intercommunality]) -> list[str]:
    """Every region that one of them is in."""
    return sorted({code for place in places for code in place.regions.split("|") if code})
