"""Comparing names as people type them: without accents, case or punctuation."""

import datetime as dt
import re
import unicodedata
from functools import lru_cache

LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}

UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML, and so the files of offices, cannot hold."""


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """`text` as it is searched: lower case, no accent, words apart by one space.

    « L'Haÿ-les-Roses » and « l hay les roses » give the same; « St » is read « Saint ».
    """
    bare = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    letters = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join(ABBREVIATIONS.get(word, word) for word in letters.lower().split())


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


def typeset(text: str) -> str:
    """French spacing: a sign that stands apart (« : ; ? ! % ≤ ») stays with its word."""
    return re.sub(r" (?=[:;?!%»≤≥])|(?<=[«≤≥]) ", "\N{NO-BREAK SPACE}", text)
