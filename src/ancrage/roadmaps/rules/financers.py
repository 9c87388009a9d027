"""Financers as files name them: who, of which kind; what a column of amounts says in its title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ancrage.kernel.text import fold
from ancrage.roadmaps.rules.funding import ASKED
from ancrage.roadmaps.rules.values import Vocabulary

YEAR = re.compile(r"20[0-9]{2}")
APART = re.compile(r"\s[–—-]\s|[(:]")
ELIDED = re.compile(r"^[ldLD]['’]")
EDGES = " –—-()/|,:;"
FUNDING = frozenset(
    [
        "financement",
        "financements",
        "cofinancement",
        "cofinancements",
        "financeur",
        "financeurs",
        "subvention",
        "subventions",
        "participation",
        "participations",
        "aide",
        "aides",
    ]
)
"""Words that say that a column is money somebody brings."""
AROUND = FUNDING | frozenset(
    [
        "montant",
        "montants",
        "part",
        "plan",
        "previsionnel",
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "l",
        "les",
        "en",
        "par",
        "au",
        "a",
        "€",
        "k€",
        "m€",
        "ht",
        "ttc",
        "euros",
        "euro",
        "ke",
        "keuros",
        "n",
    ]
)
"""Words that name no financer, before or after his name."""
NEVER = frozenset(
    ["date", "dates", "jour", "objectif", "objectifs", "cible", "indicateur", "nombre"]
)


@dataclass(frozen=True, slots=True)
class MoneyHeading:
    """What the title of a column says: « Région – accordé 2027 ». `is_implied`: no stage told."""

    financer: str
    year: int | None
    stage: str
    is_implied: bool


@dataclass(frozen=True, slots=True)
class Financers:
    """The words of financers and of stages."""

    kinds: Vocabulary
    stages: Vocabulary

    def kind_of(self, name: str) -> str:
        """The kind of a financer by the words of his name, the longest first; "" when none says."""
        told = f" {fold(name)} "
        for words in sorted(self.kinds.words, key=len, reverse=True):
            if f" {words} " in told:
                return self.kinds.words[words]
        return ""

    def heading(self, text: str, *, is_sure: bool = False) -> MoneyHeading | None:
        """What a title says of the money of a financer; None when it says nothing of it.

        `is_sure`: somebody said that it does.
        """
        tokens = [
            bare
            for token in re.sub(r"\([^)]*[€%][^)]*\)", " ", text).split()
            if (bare := ELIDED.sub("", token.strip(EDGES)))
        ]
        stage, tokens = self._stage(tokens)
        years = [token for token in tokens if YEAR.fullmatch(token)]
        rest = _named([token for token in tokens if not YEAR.fullmatch(token)])
        if not rest or {fold(token) for token in tokens} & NEVER:
            return None
        is_funding = any(fold(token) in FUNDING for token in tokens)
        kind = self.kind_of(rest)
        is_known = bool(kind) and bool(stage or years or is_funding or self._is_name(rest, kind))
        is_told = bool(stage) and (is_funding or APART.search(text) is not None)
        if not (is_sure or is_known or is_told) or len(set(years)) > 1:
            return None
        year = int(years[0]) if years else None
        return MoneyHeading(rest, year, stage or ASKED, not stage)

    def _is_name(self, told: str, kind: str) -> bool:
        """Whether words can be nothing but a financer: « FEDER », « Bpifrance »; not « État »."""
        return kind in {"state", "operator", "europe"} and fold(told) not in {
            fold(label) for label in self.kinds.labels.values()
        }

    def _stage(self, tokens: Sequence[str]) -> tuple[str, list[str]]:
        """The stage that words say, and the others."""
        folded = [fold(token) for token in tokens]
        for width in (3, 2, 1):
            for start in range(len(tokens) - width + 1):
                code = self.stages.words.get(" ".join(folded[start : start + width]))
                if code:
                    return code, [*tokens[:start], *tokens[start + width :]]
        return "", list(tokens)


def _named(tokens: Sequence[str]) -> str:
    held = list(tokens)
    while held and (fold(held[0]) or held[0]) in AROUND:
        held.pop(0)
    while held and (fold(held[-1]) or held[-1]) in AROUND:
        held.pop()
    return " ".join(held)
