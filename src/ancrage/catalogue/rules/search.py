"""Finding a measure by what people call it: accents, plurals and kindred words do not matter.

Every word of the query is looked for in each part of a measure; the best part counts, more in a
title than in a condition, less when it is a kindred word (`data/words.yaml`) than the very
one. Measures that answer more of the words come first, then those that answer them better, then
in the order of the basket. Each result says what made it one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ancrage.catalogue.rules.basket import Basket, Measure
from ancrage.kernel.text import fold, typeset

SUFFIXES = (
    "isations", "isation", "ications", "ication", "issements", "issement", "issages", "issage",
    "ements", "ement", "ations", "ation", "ateurs", "ateur", "atrices", "atrice", "ances", "ance",
    "ences", "ence", "iques", "ique", "ments", "ment", "eurs", "eur", "euses", "euse", "ions",
    "ion", "iers", "iere", "ier", "iels", "ielle", "iel", "antes", "ants", "ante", "ant", "ees",
    "ee", "ies", "ie", "ers", "er", "ir", "es", "is", "e", "s", "x", "i",
)  # fmt: skip
"""What is taken off the end of a word, the longest first."""
SHORTEST = 3
"""What is left of a word has at least so many letters."""
KINDRED, BEGINS = 0.6, 0.4
"""How much a kindred word counts, and one that only begins alike, beside the very word."""
LONG_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A place where words are looked for, how it is called, how much it counts."""

    name: str
    weight: int
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """A word of the query that was found: where, and as which kindred word if not itself."""

    word: str
    part: str
    score: float
    kindred: bool = False

    @property
    def says(self) -> str:
        how = "un mot voisin de " if self.kindred else ""
        return typeset(f"{how}« {self.word} » dans {self.part}")


@dataclass(frozen=True, slots=True)
class Hit:
    """A measure that was found, and why."""

    measure: Measure
    matches: tuple[Match, ...]
    missed: int = 0
    """How many words of the query it does not answer."""

    @property
    def score(self) -> float:
        return sum(match.score for match in self.matches)

    @property
    def says(self) -> str:
        """Why it was found, in one French line."""
        return " ; ".join(match.says for match in self.matches).replace(" ;", "\u00a0;")


def stem(word: str) -> str:
    """A folded word without its ending."""
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST:
            return word.removesuffix(suffix)
    return word


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The stems of a text's words."""
    return frozenset(stem(word) for word in fold(text).split())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """For each stem, those that people use for the same thing; the words that tell nothing."""

    kindred: Mapping[str, frozenset[str]]
    idle: frozenset[str]

    def words(self, text: str) -> list[str]:
        """The words of a query that tell something, each once."""
        return [word for word in dict.fromkeys(fold(text).split()) if word not in self.idle]


def read_lexicon(document: Mapping[str, Any]) -> Lexicon:
    """The words that a data file tells."""
    return Lexicon(_kindred(document["kindred"]), frozenset(fold(document["idle"]).split()))


def _kindred(groups: Iterable[Sequence[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in groups:
        held = _stems_of(group)
        for one in held:
            found.setdefault(one, set()).update(held)
    return {one: frozenset(others - {one}) for one, others in found.items()}


def search(basket: Basket, text: str, *, lexicon: Lexicon) -> list[Hit]:
    """The measures that a text finds, best first; an empty text finds nothing."""
    words, kindred = lexicon.words(text), lexicon.kindred
    found = []
    for measure in basket.measures.values():
        if not measure.is_found:
            continue
        parts = _parts(measure, basket)
        matches = [_best(word, parts, kindred.get(stem(word), frozenset())) for word in words]
        held = tuple(match for match in matches if match)
        if held:
            found.append(Hit(measure, held, missed=len(words) - len(held)))
    return sorted(found, key=lambda hit: (hit.missed, -hit.score))


def _best(word: str, parts: Sequence[Part], kindred: frozenset[str]) -> Match | None:
    scored = [_match(word, stem(word), part, kindred) for part in parts]
    return max((match for match in scored if match), key=lambda match: match.score, default=None)


def _match(word: str, root: str, part: Part, kindred: frozenset[str]) -> Match | None:
    if root in part.stems:
        return Match(word, part.name, part.weight)
    if kindred & part.stems:
        return Match(word, part.name, part.weight * KINDRED, kindred=True)
    if len(root) >= LONG_ENOUGH and any(held.startswith(root) for held in part.stems):
        return Match(word, part.name, part.weight * BEGINS)
    return None


def _parts(measure: Measure, basket: Basket) -> list[Part]:
    needs = [basket.needs[code] for code in measure.needs]
    operator = basket.operators[measure.operator].name if measure.operator else ""
    told = (
        ("le nom", 10, [measure.name, measure.code]),
        ("les mots associés", 8, measure.synonyms),
        ("l’opérateur", 6, [operator]),
        ("ce qu’elle apporte", 4, [measure.brings]),
        ("le besoin", 3, [word for need in needs for word in (need.name, *need.synonyms)]),
        ("les conditions", 2, [criterion.requires for criterion in measure.criteria]),
        ("la façon de demander", 1, [measure.how, *measure.takes]),
    )
    return [Part(name, weight, _stems_of(texts)) for name, weight, texts in told]


def _stems_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*map(stems, texts))
