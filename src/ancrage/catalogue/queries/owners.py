"""Who offers the measures that are not the nation's, by name."""

from collections.abc import Iterable

from ancrage.catalogue.rules.basket import NATION, Basket, Measure
from ancrage.geography.queries import regions


def owner_names(basket: Basket, measures: Iterable[Measure]) -> dict[str, str]:
    """The names of the Regions and operators that offer these measures, by owner."""
    owners = {measure.owner for measure in measures if measure.owner != NATION}
    if not owners:
        return {}
    named = {f"operator:{code}": held.name for code, held in basket.operators.items()}
    if any(owner.startswith("region:") for owner in owners):
        named |= {f"region:{region.code}": f"Région {region.name}" for region in regions()}
    return {owner: named.get(owner, owner) for owner in owners}
