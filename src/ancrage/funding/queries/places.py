"""Where money lands: the territory of a commune on a day, by the list that held then."""

import datetime as dt

from ancrage.funding.models import Dossier
from ancrage.geography.models import Perimeter
from ancrage.requests.queries.places import Atlas, Spot, atlas


def programme_of_money() -> str:
    """The programme whose lists tell inside from outside: the first that has lists of its own."""
    held = Perimeter.objects.filter(kind=Perimeter.PROGRAMME).order_by("pk")
    return held.values_list("pk", flat=True).first() or ""


class Places:
    """The lists of the programmes, read once for many entries."""

    def __init__(self) -> None:
        self._atlases: dict[str, Atlas | None] = {}

    def of_dossier(self, dossier: Dossier, on: dt.date) -> tuple[str, str, str]:
        """Territory, place and region of a dossier's money on a day."""
        if not dossier.commune:
            return dossier.territory, dossier.place, dossier.region
        held = self.atlas(dossier.programme)
        if held is None:
            return dossier.territory, dossier.place, dossier.region
        spot = held.spot(dossier.commune, on)
        return spot.territory, spot.place, dossier.region

    def spot(self, programme: str, commune: str, on: dt.date) -> Spot | None:
        """Where a commune is on a day; None when no place is loaded."""
        held = self.atlas(programme)
        return held.spot(commune, on) if held else None

    def region_of(self, programme: str, commune: str) -> str:
        """The region of a commune, "" when it is not known."""
        held = self.atlas(programme)
        return held.of_communes.get(commune, ("", ""))[0] if held else ""

    def atlas(self, programme: str) -> Atlas | None:
        """The lists of a programme over the loaded places."""
        if programme not in self._atlases:
            self._atlases[programme] = atlas(programme)
        return self._atlases[programme]
