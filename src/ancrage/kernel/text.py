"""Comparing names as people type them: without accents, case or punctuation."""

import datetime as dt
import re
import unicodedata
from functools import lru_cache

LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}

UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML, and so the files of offices, cannot hold."""

_APART = re.compile(r"[\W_]+")
"""What is between words: all that is no letter nor figure."""

_FORMULA = re.compile(r"^'*[=+\-@\t\r]")
"""What a spreadsheet would run; and what we escape already, so that reading it back is exact."""

_CONTRACTED = {("de", "Le"): "du", ("de", "Les"): "des", ("à", "Le"): "au", ("à", "Les"): "aux"}
_BEFORE_ARTICLE = re.compile(r"\b(de|à) (Les?) (?=[^\W\d_a-zà-ÿ])")
_BEFORE_VOWEL = re.compile(r"\bde (?=[AEIOUÀÂÉÈÊËÎÏÔÖÛÜŒÆ])")


def escape_formula(text: str) -> str:
    """Make a text that a spreadsheet would run as a formula a plain text again."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescaped(text: str) -> str:
    """A text as it was before our exports kept spreadsheets from running it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """`text` as it is searched: lower case, no accent, words apart by one space.

    « L'Haÿ-les-Roses » and « l hay les roses » give the same; « St » is read « Saint ».
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(LIGATURES))
        text = "".join(c for c in text if not unicodedata.combining(c))
    words = _APART.sub(" ", text).lower().split()
    return " ".join(ABBREVIATIONS.get(word, word) for word in words)


MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


def long_date(day: dt.date) -> str:
    """A date in French words: « 1er juin 2021 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def grouped(count: int) -> str:
    """« 2 245 »: a whole number with its thousands apart."""
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def contracted(text: str) -> str:
    """What « de » and « à » become before a name: « de Usinage » is « d’Usinage », « à Le Creusot »
    « au Creusot », « de Les Haies » « des Haies ». A name begins with a capital."""
    whole = _BEFORE_ARTICLE.sub(lambda found: f"{_CONTRACTED[found[1], found[2]]} ", text)
    return _BEFORE_VOWEL.sub("d’", whole)


def typeset(text: str) -> str:
    """French spacing: a sign that stands apart (« : ; ? ! % ≤ ») stays with its word."""
    return re.sub(r" (?=[:;?!%»≤≥])|(?<=[«≤≥]) ", "\N{NO-BREAK SPACE}", text)
