"""A cell as people wrote it, understood by the kind of its field; what was inferred is noted.

The reader of values is strict. Here what spreadsheets do to values is undone (a SIRET that lost
its zero, a day counted since 1900, a list between commas), and each inference is told, so that
somebody confirms it; what may be read in two ways is refused with what to write.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.catalogue.rules.facts import euros
from ancrage.files.rules.cells import EPOCH, UnreadableError
from ancrage.files.rules.tables import FAULTY
from ancrage.kernel.identifiers import read_siret
from ancrage.kernel.text import fold, typeset
from ancrage.roadmaps.rules import fields as kinds
from ancrage.roadmaps.rules.fields import Field
from ancrage.roadmaps.rules.periods import period_words
from ancrage.roadmaps.rules.values import FREE_REGISTERS, UNKNOWN, Reader

SERIAL = re.compile(r"[1-9]\d{4}")
SHIFT_1904 = 1462
"""Days between the two origins from which spreadsheets count."""
SHORT_MONTH = re.compile(r"([^\W\d_]{3,9})\.?[ \-/]['’]?(\d{2})")
"""« janv-21 »: how a spreadsheet shows a month, and writes it in a CSV."""
REFERENCE = "reference"
AS_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
"""What becomes of « 1-1 » or « 3/2 » typed in a cell."""
PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%")
LONG_DECIMALS = re.compile(r"([\d\s]+),(\d{4,})(\s*€)?")
COUNTED = re.compile(r"(\d[\d\s]*(?:[.,]\d+)?)\s+([^\W\d_]\D{0,30})")
"""« 5 ETP »."""
SIRET_SHORTEST, SIRET_LENGTH = 12, 14
CODED = re.compile(r"(.*\S)\s*\(([^()\s]+)\)")
YES = frozenset({"oui", "o", "x", "vrai", "yes", "true", "1", "confidentiel", "confidentielle"})
NO = frozenset({"non", "n", "faux", "no", "false", "0", "public", "publique"})


@dataclass(frozen=True, slots=True)
class Understood:
    """A value as it is kept, and what was inferred to read it: "" when nothing was."""

    value: Any
    note: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What helps to read a cell: the unit of its column, the cost of its row, its calendar."""

    unit: int = 1
    total_cost: int | None = None
    is_1904: bool = False


PLAIN = Around()


def understood(field: Field, text: str, reader: Reader, around: Around = PLAIN) -> Understood:
    """What a cell says. UnreadableError, which says what to write."""
    if text in FAULTY:
        raise UnreadableError(FAULTY[text])
    if field.kind == kinds.EUROS:
        return amount(text, around, reader)
    if field.kind == kinds.PERIOD:
        return _period(field, text, reader, around)
    return OTHERWISE.get(field.kind, _plain)(field, text, reader)


def _plain(field: Field, text: str, reader: Reader) -> Understood:
    if field.code == REFERENCE and AS_DAY.fullmatch(text.strip()):
        raise UnreadableError(
            "Le tableur l’a prise pour une date : mettez la colonne en texte, récrivez-la."
        )
    return Understood(reader.read(field, text))


def _choice(field: Field, text: str, reader: Reader) -> Understood:
    if fold(text) in UNKNOWN:
        return Understood(reader.vocabularies[field.of].read(text))
    return Understood(reader.read(field, text))


def _number(field: Field, text: str, reader: Reader) -> Understood:
    counted = COUNTED.fullmatch(text.strip())
    if counted is None:
        return Understood(reader.read(field, text))
    value = reader.read(field, counted[1])
    return Understood(value, typeset(f"« {text} » : {counted[1]}, sans « {counted[2]} »."))


def _several(field: Field, text: str, reader: Reader) -> Understood:
    told = _codes(field, text, reader)
    return Understood(reader.read(field, told), _namesakes(field, told, reader))


def yes_or_no(text: str) -> bool:
    """UnreadableError for what is neither."""
    told = fold(text)
    if told not in YES | NO:
        raise UnreadableError("Écrivez oui ou non.")
    return told in YES


EUROS = Field("amount", kinds.EUROS, "Montant")
TAX = re.compile(r"(?i)\s*\b(?:ht|ttc)\b")
MOST_SCALED = 10**11
"""In cents: a bare figure that makes more than a billion was not written in the column's unit."""


def amount(text: str, around: Around, reader: Reader) -> Understood:
    """An amount in cents: with the unit of its column, as a share of the cost, rounded."""
    told = text.strip()
    if told.startswith(("-", "−", "(")) and any(c.isdigit() for c in told):
        raise UnreadableError("Un montant ne peut pas être négatif : écrivez-le sans signe.")
    if share := PERCENT.fullmatch(told):
        return _share(share[1], around)
    note = ""
    if long := LONG_DECIMALS.fullmatch(told):
        rounded = round(float("".join(long[1].split()) + "." + long[2]), 2)
        told = f"{rounded:.2f}".replace(".", ",")
        note = typeset(f"« {text} » arrondi à {told} €.") if around.unit == 1 else ""
    has_unit = re.search(r"(?i)[km€]|million|millier|euro", told) is not None
    if around.unit > 1 and not has_unit:
        return _scaled(told, around, reader, note)
    cents = reader.read(EUROS, told)
    if TAX.search(told):
        note = typeset(f"« {text} » : « HT » ou « TTC » n’est pas gardé.")
    return Understood(cents, note)


def _scaled(told: str, around: Around, reader: Reader, note: str) -> Understood:
    """A bare figure of a column in thousands or millions."""
    unit = "k€" if around.unit == 1000 else "M€"
    bare = TAX.sub("", told)
    cents = reader.read(EUROS, f"{bare} {unit}" if any(c.isdigit() for c in bare) else bare)
    if cents is not None and cents > MOST_SCALED:
        raise UnreadableError(
            f"En {unit}, comme le dit la colonne, cela fait {euros(cents)} : écrivez l’unité."
        )
    if bare != told:
        note = typeset(f"« {told} » : « HT » ou « TTC » n’est pas gardé.")
    return Understood(cents, note)


def _share(told: str, around: Around) -> Understood:
    if not around.total_cost:
        raise UnreadableError("Un pourcentage ne se lit que si le coût total est dit.")
    rate = float(told.replace(",", "."))
    if rate > 100:
        raise UnreadableError("Un pourcentage du coût ne dépasse pas 100.")
    cents = round(around.total_cost * rate / 100)
    note = f"« {told} % » du coût total, soit {euros(cents)}."
    return Understood(cents, typeset(note))


def _period(field: Field, text: str, reader: Reader, around: Around) -> Understood:
    if short := SHORT_MONTH.fullmatch(text.strip()):
        value = reader.read(field, f"{short[1]} 20{short[2]}")
        return Understood(value, typeset(f"« {text} » lu comme {period_words(value)}."))
    if not SERIAL.fullmatch(text.strip()):
        return Understood(reader.read(field, text))
    shift = SHIFT_1904 if around.is_1904 else 0
    day = EPOCH + dt.timedelta(days=int(text) + shift)
    value = reader.read(field, day.isoformat())
    return Understood(value, typeset(f"« {text} » lu comme le {period_words(value)}."))


def _siret(field: Field, text: str, reader: Reader) -> Understood:
    bare = re.sub(r"[\s.\-]", "", text)
    if re.search(r"(?i)\de\+?\d", bare):
        raise UnreadableError("Le tableur l’a arrondi : mettez la colonne en texte, récrivez-le.")
    if bare.isdigit() and SIRET_SHORTEST <= len(bare) < SIRET_LENGTH:
        whole = bare.zfill(SIRET_LENGTH)
        if read_siret(whole):
            return Understood(whole, typeset(f"« {text} » : zéro de tête remis, {whole}."))
    return Understood(reader.read(field, bare or text))


def _codes(field: Field, text: str, reader: Reader) -> list[str]:
    """The codes or names of a cell: between lines or semicolons, else between commas."""
    found: list[str] = []
    for part in re.split(r"[\n;]", text):
        whole = " ".join(part.split())
        if not whole:
            continue
        split = [p.strip() for p in re.split(r",|/|\bet\b", whole) if p.strip()]
        is_one = len(split) < 2 or _known(field, whole, reader)
        found += [_coded(field, p, reader) for p in ([whole] if is_one else split)]
    return found


def _namesakes(field: Field, told: Iterable[str], reader: Reader) -> str:
    """Which places were taken for those of the territory, others having their names."""
    if field.of in FREE_REGISTERS:
        return ""
    said = []
    for text in told:
        if others := reader.registers.namesakes(field.of, text):
            (mine,) = reader.registers.find(field.of, text)
            said.append(f"« {text} » : celle du territoire, {mine}, pas {', '.join(others[:3])}.")
    return typeset(" ".join(said))


def _known(field: Field, text: str, reader: Reader) -> bool:
    if field.of in FREE_REGISTERS:
        return False
    return bool(reader.registers.find(field.of, _coded(field, text, reader)))


def _coded(field: Field, text: str, reader: Reader) -> str:
    """« Le Blanc (36018) » by its code, when that is one."""
    told = CODED.fullmatch(text)
    if told is None or field.of in FREE_REGISTERS:
        return text
    return told[2] if len(reader.registers.find(field.of, told[2])) == 1 else text


OTHERWISE: Mapping[str, Callable[[Field, str, Reader], Understood]] = {
    kinds.SIRET: _siret,
    kinds.CODES: _several,
    kinds.CHOICE: _choice,
    kinds.NUMBER: _number,
}
"""The kinds that need nothing around the cell."""
