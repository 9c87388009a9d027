"""The programmes whose list may be amended."""

from ancrage.geography.models import Perimeter


def open_programmes() -> list[Perimeter]:
    """Those that have a list of their own, by name."""
    found = Perimeter.objects.filter(kind=Perimeter.PROGRAMME, versions__isnull=False)
    return list(found.distinct().order_by("name"))


def find_programme(code: str) -> Perimeter | None:
    """A programme that has a list of its own."""
    return Perimeter.objects.filter(kind=Perimeter.PROGRAMME, code=code).first()
