"""Official codes as they should be written, and as files hold them once a spreadsheet passed."""

import re
from dataclasses import dataclass
from functools import lru_cache

from stdnum.fr import siren as _siren
from stdnum.fr import siret as _siret

COMMUNE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
SPREADSHEET_DECIMALS = re.compile(r"\.0+$")


@dataclass(frozen=True, slots=True)
class CommuneCode:
    """A well-formed commune code, and what it was repaired from ("" when it was right)."""

    code: str
    repaired_from: str = ""


def read_commune_code(text: str) -> CommuneCode | None:
    """The INSEE code of a commune in `text`; None when there is none to be read.

    Repairs what spreadsheets do to codes: spaces, lower case (2a004), a lost leading zero
    (1004), decimals (42218.0). Source: Code officiel géographique, five characters.
    """
    if COMMUNE.fullmatch(text):
        return CommuneCode(text)
    code = SPREADSHEET_DECIMALS.sub("", "".join(text.split())).upper()
    if re.fullmatch(r"[0-9]{4}", code):
        code = f"0{code}"
    return CommuneCode(code, repaired_from=text) if COMMUNE.fullmatch(code) else None


def read_siren(text: str) -> str | None:
    """The nine digits of a SIREN, spaces taken out; None when its check digit is wrong."""
    code = "".join(text.split())
    return code if _siren.is_valid(code) else None


@lru_cache(maxsize=100_000)
def read_siret(text: str) -> str | None:
    """The fourteen digits of a SIRET, spaces taken out; None when its check digit is wrong.

    The establishments of La Poste (SIREN 356000000) have a rule of their own, which is known.
    """
    code = "".join(text.split())
    return code if _siret.is_valid(code) else None
