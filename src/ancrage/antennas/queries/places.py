"""The ground that antennas are sited on: the loaded intercommunalités, read once for a pack."""

from collections.abc import Iterable
from functools import lru_cache

from ancrage.antennas.engine.model import Place
from ancrage.antennas.engine.siting import Ground
from ancrage.geography.models import Intercommunality, ReferencePack
from ancrage.kernel.text import fold
from ancrage.selection.queries.country import NothingLoadedError


class UnknownPlaceError(ValueError):
    """A line that names no intercommunalité, or several; the message is one French sentence."""


def loaded_ground() -> Ground:
    """One query; one more, and the distances, the first time that a process sees this pack.

    NothingLoadedError when there is no pack.
    """
    fingerprint = ReferencePack.objects.values_list("fingerprint", flat=True).first()
    if fingerprint is None:
        raise NothingLoadedError
    return _ground(fingerprint)


@lru_cache(maxsize=1)
def _ground(_fingerprint: str) -> Ground:
    held = Intercommunality.objects.exclude(kind=Intercommunality.EPT)
    placed = held.exclude(longitude=None).exclude(latitude=None)
    columns = ("siren", "name", "longitude", "latitude", "industrial_jobs")
    return Ground(tuple(Place(*row) for row in placed.values_list(*columns)))


def names() -> dict[str, str]:
    """The names of the places by SIREN."""
    return {place.siren: place.name for place in loaded_ground().places}


def named_places(lines: Iterable[str]) -> list[str]:
    """The SIRENs that these lines name, by SIREN or by name. UnknownPlaceError."""
    return [_named(line) for line in lines if line.strip()]


def _named(line: str) -> str:
    ground, words = loaded_ground(), fold(line).split()
    siren = "".join(line.split())
    if siren in ground.place_of:
        return siren
    exact = [place for place in ground.places if fold(place.name) == fold(line)]
    found = exact or [p for p in ground.places if all(w in fold(p.name).split() for w in words)]
    if len(found) == 1:
        return found[0].siren
    if not found:
        raise UnknownPlaceError(f"« {line.strip()} » n’est le nom d’aucune intercommunalité.")
    told = ", ".join(f"{place.name} ({place.siren})" for place in found[:4])
    raise UnknownPlaceError(f"« {line.strip()} » peut être {told}… Donnez le SIREN.")
