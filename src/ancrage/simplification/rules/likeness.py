"""When two blocks are alike, and why: the same text cited, words in common. No black box.

Words are compared without accents, capitals, plurals, nor the small words of French.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ancrage.kernel.text import fold, typeset

T = TypeVar("T")
SHORTEST = 3
SMALL_WORDS = frozenset(
    fold(
        "alors aucun aucune aussi autre avant avec avoir car ceci cela celle celui ces cet cette "
        "chaque chez comme contre dans depuis des deux doit doivent donc dont elle elles encore "
        "entre est etait etre fait faire faut ils jamais jour les leur leurs lors lui mais meme "
        "moins mois mon nos notre nous par parce pas peut peuvent plus pour pourtant puis quand "
        "que quel quelle qui quoi sans selon ses sera seul seule ses soit son sont sous sur tant "
        "tous tout toute toutes tres trois trop une unes uns vers vos votre vous"
    ).split()
)
IRREGULAR = {"travaux": "travail", "tuyaux": "tuyau", "baux": "bail", "yeux": "oeil"}
CITED = (
    re.compile(r"\b[a-z]{4}[0-9]{7}[a-z]\b"),  # the form of a NOR number
    re.compile(r"\b(?:article )?([lrd]) ?([0-9]+(?: [0-9]+)+)\b"),
    re.compile(r"\b(?:loi|decret|arrete|ordonnance)(?: de \w+)? n ([0-9]{2,4} [0-9]+)\b"),
)
PAGE_NUMBER = re.compile(r"(?:LEGI|JORF|CETA|JURI|KALI)[A-Z]{4}[0-9]{12}")
"""What tells a text in an address of Légifrance."""
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when on two blocks are alike: words in common, their share of the shorter in %."""

    words_min: int
    share_min: int


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a block is compared: its words, brought to their stems, and the texts it cites."""

    words: frozenset[str]
    citations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two blocks are alike, with the reasons as a person reads them."""

    weight: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Like(Generic[T]):
    """Something that was found alike."""

    thing: T
    likeness: Likeness


def stem(word: str) -> str:
    """A folded word without its plural: « locaux » and « local », « zones » and « zone »."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux") and len(word) > len("eaux"):
        return f"{word[:-3]}al"
    return word[:-1] if len(word) > SHORTEST and word[-1] in "sx" else word


def words_of(*texts: str) -> frozenset[str]:
    """The words of some texts that say something."""
    found = (word for text in texts for word in fold(text).split())
    return frozenset(
        stem(word) for word in found if len(word) >= SHORTEST and word not in SMALL_WORDS
    )


def citations_of(reference: str, url: str = "", *texts: str) -> frozenset[str]:
    """The texts that are cited: the reference as given, and what has the form of one elsewhere."""
    found = {fold(reference)} if fold(reference) else set()
    found |= {number.lower() for number in PAGE_NUMBER.findall(url.upper())}
    for text in (reference, *texts):
        folded = fold(text)
        for form in CITED:
            found |= {" ".join(filter(None, m.groups())) or m[0] for m in form.finditer(folded)}
    return frozenset(found)


def spoken(*texts: str) -> dict[str, str]:
    """The words of some texts as they are written, by what is compared: stems, and whole texts."""
    found = {fold(text): text for text in texts if text}
    for word in re.findall(r"\w+", " ".join(texts)):
        for part in fold(word).split():
            found.setdefault(stem(part), word.lower())
    return found


NOTHING_SAID: Mapping[str, str] = {}


def likeness(
    a: Traits, b: Traits, thresholds: Thresholds, said: Mapping[str, str] = NOTHING_SAID
) -> Likeness | None:
    """How two blocks are alike; None when they are not. `said`: the words as they are read."""
    cited = sorted(a.citations & b.citations)
    common = sorted(a.words & b.words)
    shorter = min(len(a.words), len(b.words))
    share = 100 * len(common) // shorter if shorter else 0
    by_words = len(common) >= thresholds.words_min and share >= thresholds.share_min
    reasons = []
    if cited:
        whole = [c for c in cited if not any(c != other and c in other for other in cited)]
        shown = ", ".join(said.get(one, one) for one in whole)
        reasons.append(typeset(f"même texte cité : {shown}"))
    if by_words:
        longest = sorted(common, key=lambda w: (-len(w), w))[:MOST_WORDS]
        shown = ", ".join(said.get(word, word) for word in longest)
        reasons.append(typeset(f"mots communs : {shown}"))
    return Likeness(100 * bool(cited) + share, tuple(reasons)) if reasons else None


def most_alike(
    wanted: Traits,
    others: Iterable[tuple[T, Traits]],
    thresholds: Thresholds,
    *,
    most: int,
    said: Mapping[str, str] = NOTHING_SAID,
) -> list[Like[T]]:
    """The most alike first, at most so many; equal ones keep the order given."""
    found = [(thing, likeness(wanted, traits, thresholds, said)) for thing, traits in others]
    alike = [Like(thing, how) for thing, how in found if how is not None]
    return sorted(alike, key=lambda like: -like.likeness.weight)[:most]


def search_words(asked: str) -> tuple[str, ...]:
    """The words of a question, in their order, each once."""
    found = (stem(word) for word in fold(asked).split() if len(word) >= SHORTEST)
    return tuple(dict.fromkeys(word for word in found if word not in SMALL_WORDS))


def matched(asked: Sequence[str], words: Iterable[str]) -> tuple[str, ...]:
    """Those of the asked words that a text holds, whole or as the beginning of a word."""
    held = list(words)
    return tuple(word for word in asked if any(one.startswith(word) for one in held))


def forms_of(words: Iterable[str]) -> str:
    """Stems with their plurals, as a text in which what people type is looked for."""
    found = []
    for word in words:
        found += [word, f"{word}s", f"{word}x"]
        if word.endswith("al"):
            found.append(f"{word[:-2]}aux")
    return " ".join(found)
