"""The country that is loaded, as the engine takes it."""

from functools import lru_cache

from ancrage.geography.models import Adjacency, Intercommunality, ReferencePack
from ancrage.selection.engine.country import make_country
from ancrage.selection.engine.model import Country, Unit


class NothingLoadedError(RuntimeError):
    """No reference figures are in the database."""


def loaded_country() -> Country:
    """The intercommunalités of the loaded pack and which of them touch.

    One query; two more the first time that a process sees this pack. NothingLoadedError when
    there is no pack.
    """
    fingerprint = ReferencePack.objects.values_list("fingerprint", flat=True).first()
    if fingerprint is None:
        raise NothingLoadedError
    return _country(fingerprint)


@lru_cache(maxsize=2)
def _country(_fingerprint: str) -> Country:
    columns = (
        *("siren", "name", "region_id", "employment_zone_id"),
        *("population", "industrial_jobs", "total_jobs"),
    )
    places = Intercommunality.objects.exclude(kind=Intercommunality.EPT).values_list(*columns)
    units = [
        Unit(s, name, region, zone or "", *figures) for s, name, region, zone, *figures in places
    ]
    pairs = Adjacency.objects.values_list("intercommunality_id", "neighbour_id")
    return make_country(units=units, pairs={(min(a, b), max(a, b)) for a, b in pairs})
