"""What the verification of a file says, for the screen, the API and the command line alike."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from ancrage.kernel.text import typeset

LARGEST = 50_000_000
"""Bytes: no contract is that long, and a file is read whole."""


class UnreadableError(ValueError):
    """A file that cannot be read as a PDF; the message is one French sentence."""


class NotAddedError(ValueError):
    """A file that is not the one that was sent with one signature more. One French sentence."""


class Verdict(StrEnum):
    """What may be believed of a file that can be read."""

    AUTHENTIC = "authentic"
    CHANGED = "changed"
    UNTRUSTED = "untrusted"
    UNSIGNED = "unsigned"


SAYS = {
    Verdict.AUTHENTIC: "Le document est authentique : personne ne l’a modifié depuis la dernière "
    "signature, et toutes mènent à une racine de confiance.",
    Verdict.CHANGED: "Le document n’est pas fiable : il a été modifié, ou une signature ne tient "
    "pas.",
    Verdict.UNTRUSTED: "Le document n’a pas été modifié depuis ses signatures, mais rien ici ne "
    "permet de savoir qui les a faites.",
    Verdict.UNSIGNED: "Ce PDF ne porte aucune signature électronique.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureReport:
    """One signature. `said_at`: the hour that the signatory's side tells, nobody else's.

    `covers_all`: it covers the file to its last byte; otherwise what follows was added after.
    `fault`: why it does not hold; `distrust`: why its certificate is not believed; "" for none.
    """

    number: int
    name: str
    quality: str
    organisation: str
    issuer: str
    said_at: dt.datetime | None
    reason: str
    place: str
    covers_all: bool
    is_intact: bool
    fault: str
    distrust: str

    @property
    def is_trusted(self) -> bool:
        """Intact, and leading to a root that one trusts."""
        return self.is_intact and not self.distrust


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole file. `faults`: what does not hold of the file as a whole, in sentences.

    `digest` is that of the file, `signed_digest` that of the document as the first signatory was
    given it: both are compared to what was recorded.
    """

    signatures: tuple[SignatureReport, ...]
    faults: tuple[str, ...]
    digest: str
    signed_digest: str

    @property
    def verdict(self) -> Verdict:
        """What may be believed of it."""
        if self.faults or any(one.fault for one in self.signatures):
            return Verdict.CHANGED
        if not self.signatures:
            return Verdict.UNSIGNED
        if all(one.is_trusted for one in self.signatures):
            return Verdict.AUTHENTIC
        return Verdict.UNTRUSTED

    @property
    def says(self) -> str:
        """The verdict, in a sentence."""
        return typeset(SAYS[self.verdict])
