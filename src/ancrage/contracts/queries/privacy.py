"""What contracts hold about a person: the acts that he drafted, those that he signs."""

from typing import Any

from django.db.models import Q

from ancrage.contracts.models import Act, Signature


def acts_of(reference: str) -> list[dict[str, Any]]:
    """The acts that a person began, the signatures that he gave or was asked for. Two queries."""
    drafted = Act.objects.filter(drafted_by=reference).select_related("contract")
    his = Q(person=reference) | Q(delegate=reference)
    signed = Signature.objects.filter(his).select_related("act__contract")
    return [
        *({"contract": one.contract.code, "act": one.rank, "drafted": True} for one in drafted),
        *(
            {
                "contract": one.act.contract.code,
                "act": one.act.rank,
                "signature": one.state,
                "as": one.quality,
                "name": one.name,
            }
            for one in signed
        ),
    ]
