"""What was recorded of a file that somebody verifies: told from its digests alone."""

from dataclasses import dataclass

from django.db.models import Q

from ancrage.contracts.models import SIGNED, Act, Signature
from ancrage.contracts.signing.report import Report
from ancrage.kernel.text import typeset

SAME, OTHER, UNKNOWN = "same", "other", "unknown"
SAYS = {
    SAME: "C’est, à l’octet près, l’exemplaire gardé ici.",
    OTHER: "Le document de départ est bien le nôtre, mais ce fichier n’est pas l’exemplaire gardé "
    "ici : il lui manque des signatures, ou il en porte d’autres.",
    UNKNOWN: "Aucun acte gardé ici ne correspond à ce fichier.",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """Whether a file is the one that is kept here; of which act, told once it is signed by all."""

    same: str
    act: Act | None = None

    @property
    def says(self) -> str:
        """In a sentence."""
        return typeset(SAYS[self.same])

    @property
    def published(self) -> Act | None:
        """The act, when everybody may read it."""
        return self.act if self.act and self.act.state == SIGNED else None

    @property
    def state(self) -> str:
        """What became of the act, in words."""
        if self.act is None:
            return ""
        if self.published:
            return "Toutes les parties l’ont signé : l’acte engage."
        return "L’acte n’est pas conclu : il n’engage pas encore, ou n’engagera pas."


def recorded(report: Report) -> Recorded:
    """What is kept of a file, by the digests that its verification told. Two queries at most."""
    acts = Act.objects.select_related("contract")
    same = acts.filter(
        Q(signed_file__content=report.digest)
        | Q(signed_file=None, document__content=report.digest)
        | Q(pk__in=Signature.objects.filter(scan__content=report.digest).values("act"))
    ).first()
    if same is not None:
        return Recorded(SAME, same)
    begun = acts.filter(
        Q(digest=report.signed_digest) | Q(document__content=report.signed_digest)
    ).first()
    return Recorded(OTHER, begun) if begun else Recorded(UNKNOWN)
