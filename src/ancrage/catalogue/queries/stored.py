"""What the database holds of the catalogue, read as values."""

from ancrage.catalogue.definitions import shared
from ancrage.catalogue.models import AddedMeasure, BasketVersion, CatalogueStamp
from ancrage.catalogue.rules.basket import Basket, Measure
from ancrage.catalogue.rules.periods import Added
from ancrage.catalogue.rules.reading import read_basket, read_measure


def stamp() -> str:
    """What changes with every version published and measure added; "" before the first."""
    return CatalogueStamp.objects.values_list("token", flat=True).first() or ""


def published_baskets() -> tuple[Basket, ...]:
    """The versions that the national team published."""
    held = BasketVersion.objects.filter(state=BasketVersion.PUBLISHED)
    return tuple(basket_of(version) for version in held)


def basket_of(version: BasketVersion) -> Basket:
    """What a version says."""
    return read_basket(version.document, shared=shared())


def added_measures() -> tuple[Added, ...]:
    """Every wording of the measures of Regions and operators."""
    return tuple(Added(measure_of(row), row.since, row.until) for row in AddedMeasure.objects.all())


def measure_of(row: AddedMeasure) -> Measure:
    """What a wording of a measure says."""
    return read_measure(
        {**row.document, "code": row.code},
        shared=shared(),
        owner=row.owner,
        is_demonstration=row.is_demonstration,
    )
