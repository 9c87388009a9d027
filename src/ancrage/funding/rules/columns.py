"""The columns of financers' files: which is which, what a line of the file is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ancrage.files.rules.columns import IGNORED, by_word, recognised
from ancrage.files.rules.headers import bare_heading
from ancrage.kernel.text import fold, typeset

DOSSIERS, PAYMENTS = "dossiers", "payments"
LAYOUTS = (DOSSIERS, PAYMENTS)
"""What a line is: a dossier with its amounts up to now, or one payment."""
KEYS = ("code", "number", "commitment")
"""What tells a dossier by itself."""
TELLS_PAYMENTS = ("payment", "paid_on")


@dataclass(frozen=True, slots=True)
class Words:
    """`headings`: ours, by field; `columns`: what each folded word means; `bare`: what a bare word
    means beside the columns of payments."""

    headings: Mapping[str, str]
    columns: Mapping[str, str]
    bare: Mapping[str, str]

    def knows(self, heading: str) -> bool:
        """Whether a heading is one that we read: none begins with a figure, as most cells do."""
        return not heading[:1].isdigit() and folded(heading) in self.columns

    def recognised(
        self, headings: Sequence[str], *, remembered: Mapping[str, str]
    ) -> dict[str, str]:
        """The field of each heading, "" for none."""
        found = recognised(headings, columns=self.columns, remembered=remembered, bare=folded)
        fields = set(found.values())
        for heading, field in found.items():
            other = self.bare.get(folded(heading), field)
            if fold(heading) in remembered or other == field or other in fields:
                continue
            if any(told in fields - {field} for told in TELLS_PAYMENTS):
                found[heading] = other
                fields |= {other}
        return found


@lru_cache(maxsize=20_000)
def folded(heading: str) -> str:
    """A heading as it is compared: without its unit, accents, capitals, signs."""
    return fold(bare_heading(heading))


def read_words(document: Mapping[str, Any]) -> Words:
    """The words that the data file tells. ValueError when one would mean two things."""
    told = document["columns"]
    headings = {field: typeset(line["heading"]) for field, line in told.items()}
    columns = by_word(
        (field, map(folded, (line["heading"], *line["also"]))) for field, line in told.items()
    )
    bare = {fold(word): field for word, field in document["bare"].items()}
    return Words(headings, columns, bare)


def missing(fields: Sequence[str], words: Words) -> str:
    """What a file must have and has not, in words; "" when it has all."""
    held = set(fields) - {IGNORED}
    if not any(field.endswith("_amount") for field in held - {"eligible_amount", "project_amount"}):
        return "aucune colonne ne dit un montant demandé, accordé ou payé."
    if not held & {*KEYS, "siret", "siren", "beneficiary"}:
        return "aucune colonne ne dit de quel dossier il s’agit."
    return ""
