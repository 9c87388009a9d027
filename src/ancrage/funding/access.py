"""Who sees what of a dossier: where it is, what is reserved."""

from ancrage.funding.models import Dossier
from ancrage.kernel.rights import Where

REGION = "region:"
"""What the financer of a regional council begins with."""


def where_of(dossier: Dossier) -> Where:
    """All that a dossier touches: its place, who pays, who gets."""
    return Where(
        regions=dossier.region_codes | financer_where(dossier.financer).regions,
        territories=frozenset(filter(None, [dossier.territory])),
        operators=financer_where(dossier.financer).operators,
        companies=frozenset(filter(None, [dossier.siret])),
    )


def financer_where(financer: str) -> Where:
    """Whose money it is: a regional council's, or an operator's."""
    if financer.startswith(REGION):
        return Where(regions=frozenset({financer.removeprefix(REGION)}))
    return Where(operators=frozenset({financer}))
