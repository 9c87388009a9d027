"""Finding an intercommunalité by one of its communes: that is the name that people know."""

from ancrage.geography.models import Commune
from ancrage.kernel.text import fold

MOST = 20


def holders_of_commune(name: str) -> frozenset[str]:
    """The intercommunalités that have a commune whose name begins so; no query without a name."""
    words = fold(name)
    if not words:
        return frozenset()
    found = Commune.objects.filter(search_name__startswith=words, intercommunality__isnull=False)
    held = found.order_by("search_name").values_list("intercommunality", flat=True)[:MOST]
    return frozenset(str(siren) for siren in held)
