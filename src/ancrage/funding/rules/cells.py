"""Cells of money as offices write them: signed amounts with their unit, companies, years."""

import re
from dataclasses import dataclass
from functools import lru_cache

from ancrage.catalogue.rules.facts import euros
from ancrage.files.rules.cells import UnreadableError, read_amount
from ancrage.files.rules.tables import FAULTY
from ancrage.kernel.identifiers import SPREADSHEET_DECIMALS, read_siren, read_siret
from ancrage.kernel.text import fold
from ancrage.roadmaps.rules.values import UNKNOWN

LONG_DECIMALS = re.compile(r"([\d\s]+)[.,](\d{4,})(\s*€)?")
HAS_UNIT = re.compile(r"(?i)[km€]|million|millier|euro")
ROUNDED = re.compile(r"(?i)\d[.,]?\d*e\+?\d+")
HAS_DIGIT = re.compile(r"\d")
LONGEST = max(map(len, UNKNOWN)) + 5
SIREN, SIRET = 9, 14
LOST = 2
"""How many zeros a spreadsheet may have taken from the head of a SIRET or a SIREN."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_SCALED = 10**11
"""In cents: a bare figure that makes more than a billion was not written in the column's unit."""
ROUNDING = "arrondi au centime"
RESTORED = "zéro de tête remis"
SHORT = "SIREN donné à la place du SIRET"


@dataclass(frozen=True, slots=True)
class Money:
    """Cents, negative for what comes back; `note`: what was inferred to read them."""

    cents: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """A SIRET, or a SIREN alone; `note`: what was inferred."""

    siret: str
    siren: str
    note: str = ""


def says_nothing(text: str) -> bool:
    """Whether a cell says that nothing is known: « NC », « – », « à préciser ». It is asked of
    every cell, few of which are short and have no figure."""
    return len(text) <= LONGEST and not HAS_DIGIT.search(text) and fold(text) in UNKNOWN


@lru_cache(maxsize=50_000)
def read_money(text: str, unit: int = 1) -> Money | None:
    """« 12 500,00 € », « -300 », « (300,00) », 450 in a column in k€. None when it says nothing.

    UnreadableError, which says what to write.
    """
    if text in FAULTY:
        raise UnreadableError(FAULTY[text])
    if says_nothing(text):
        return None
    told = text.strip()
    is_negative = told[:1] in {"-", "−", "("} or told[-1:] == "-"
    bare = told.strip("()-− ") if is_negative else told
    note = ""
    if long := LONG_DECIMALS.fullmatch(bare):
        bare = f"{round(float(''.join(long[1].split()) + '.' + long[2]), 2):.2f}".replace(".", ",")
        note = ROUNDING
    cents = _scaled(bare, unit) if unit > 1 and not HAS_UNIT.search(bare) else read_amount(bare)
    return None if cents is None else Money(-cents if is_negative else cents, note)


def _scaled(bare: str, unit: int) -> int | None:
    """A bare figure of a column in thousands or millions of euros."""
    name = "k€" if unit == 1000 else "M€"
    cents = read_amount(f"{bare} {name}")
    if cents is not None and cents > MOST_SCALED:
        raise UnreadableError(
            f"En {name}, comme le dit la colonne, cela fait {euros(cents)} : écrivez l’unité."
        )
    return cents


@lru_cache(maxsize=50_000)
def read_company(text: str) -> Company | None:
    """A SIRET, or the SIREN that is given in its place, the zeros of their heads restored.

    UnreadableError, which says what is wrong.
    """
    if text in FAULTY:
        raise UnreadableError(FAULTY[text])
    if says_nothing(text):
        return None
    if ROUNDED.fullmatch("".join(text.split())):
        raise UnreadableError("Le tableur l’a arrondi : mettez la colonne en texte, récrivez-le.")
    bare = re.sub(r"[\s.\-]", "", SPREADSHEET_DECIMALS.sub("", text.strip()))
    if bare.isdigit() and SIRET - LOST <= len(bare) <= SIRET:
        siret = read_siret(bare.zfill(SIRET))
        if siret:
            return Company(siret, siret[:SIREN], RESTORED if len(bare) < SIRET else "")
        raise UnreadableError("La clé de ce SIRET est fausse : vérifiez ses quatorze chiffres.")
    if bare.isdigit() and SIREN - LOST <= len(bare) <= SIREN:
        siren = read_siren(bare.zfill(SIREN))
        if siren:
            return Company("", siren, SHORT if len(bare) == SIREN else f"{SHORT}, {RESTORED}")
        raise UnreadableError("La clé de ce SIREN est fausse : vérifiez ses neuf chiffres.")
    raise UnreadableError("Écrivez les quatorze chiffres du SIRET, ou les neuf du SIREN.")


def read_exercice(text: str) -> int | None:
    """The year of a budget. UnreadableError."""
    bare = SPREADSHEET_DECIMALS.sub("", text.strip())[:4]
    if says_nothing(text):
        return None
    if not (bare.isascii() and bare.isdigit() and FIRST_YEAR <= int(bare) <= LAST_YEAR):
        raise UnreadableError("Écrivez une année, comme 2024.")
    return int(bare)
