"""Values as people and programs write them, read by the kind of their field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from ancrage.files.rules.cells import UnreadableError, read_amount
from ancrage.kernel.identifiers import read_siret
from ancrage.kernel.text import fold, typeset
from ancrage.roadmaps.rules import fields as kinds
from ancrage.roadmaps.rules.content import is_empty
from ancrage.roadmaps.rules.fields import Field
from ancrage.roadmaps.rules.periods import read_period

MOST_CODES, MOST_ROWS = 200, 200
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:\-]{0,59}")
KEY = re.compile(r"[a-z0-9]{1,12}")
UNKNOWN = frozenset(
    ["", "nc", "nd", "nr", "so", "neant", "inconnu", "inconnue", "sans objet", "indetermine"]
    + [f"a {word}" for word in ("definir", "preciser", "confirmer", "determiner", "completer")]
    + [f"non {word}" for word in ("connu", "chiffre", "defini", "determine", "renseigne")]
)
"""What says that nothing is known, once folded: « – » and « ? » are folded to nothing."""
SPACES = frozenset("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}")
"""Spaces of typography, which Python does not call printable."""


class Registers(Protocol):
    """What codes are looked up in: communes, operators, measures…"""

    def find(self, register: str, text: str) -> list[str]:
        """The codes that a text names: one when it is told, several when it is doubtful."""

    def namesakes(self, register: str, text: str) -> list[str]:
        """The codes of the places elsewhere that have the name by which one of here was found."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words chosen from: their labels by code, and every folded way of writing them."""

    labels: Mapping[str, str]
    words: Mapping[str, str]

    def read(self, text: str) -> str | None:
        """The code that a text names; None when it is none."""
        return text if text in self.labels else self.words.get(fold(text))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads values: the vocabularies by name, the registers."""

    vocabularies: Mapping[str, Vocabulary]
    registers: Registers

    def read(self, field: Field, told: Any) -> Any:  # noqa: ANN401 text, or what JSON holds
        """A value as it is kept; None when it is empty. UnreadableError, which says what to do."""
        if is_empty(told) or (isinstance(told, str) and not told.strip()):
            return None
        if field.kind in {kinds.CODES, kinds.LIST}:
            return self._several(field, told)
        if field.kind == kinds.EUROS and isinstance(told, int) and not isinstance(told, bool):
            return _cents(told)
        if field.kind == kinds.ROWS or not isinstance(told, str | int | float):
            raise UnreadableError("Écrivez un texte.")
        return self._text(field, str(told).strip())

    def _text(self, field: Field, text: str) -> str | int | None:
        if field.kind == kinds.CHOICE:
            return self._choice(field, text)
        if field.kind in {kinds.LINE, kinds.TEXT}:
            return _clean(field, text)
        return None if fold(text) in UNKNOWN else READS[field.kind](text)

    def _choice(self, field: Field, text: str) -> str:
        vocabulary = self.vocabularies[field.of]
        code = vocabulary.read(text)
        if code is None:
            raise UnreadableError(f"Écrivez : {', '.join(vocabulary.labels.values())}.")
        return code

    def _several(self, field: Field, told: Any) -> list[str] | None:  # noqa: ANN401 text or list
        texts = told if isinstance(told, list) else re.split(r"[\n;]", str(told))
        held = [" ".join(str(text).split()) for text in texts]
        held = list(dict.fromkeys(text for text in held if text))
        if len(held) > MOST_CODES:
            raise UnreadableError(f"Pas plus de {MOST_CODES} lignes.")
        if field.kind == kinds.LIST:
            return [bare for text in held if (bare := _clean(field, text))] or None
        found = [self._code(field, text) for text in held]
        return list(dict.fromkeys(found)) or None

    def _code(self, field: Field, text: str) -> str:
        if field.of in FREE_REGISTERS:
            if not CODE.fullmatch(text):
                raise UnreadableError(typeset(f"« {text} » n’est pas un code."))
            return text
        found = self.registers.find(field.of, text)
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(found[:5])
            raise UnreadableError(
                typeset(f"« {text} » : plusieurs répondent à ce nom, donnez le code ({several}).")
            )
        raise UnreadableError(
            typeset(f"« {text} » n’est pas connu : donnez le nom exact ou le code.")
        )


FREE_REGISTERS = frozenset({"requests"})
"""Registers whose codes are not looked up: what they name may come later."""


def _clean(field: Field, text: str) -> str:
    told = text.replace("\r\n", "\n").replace("\t", " ")
    bare = "".join(c for c in told if c.isprintable() or c == "\n" or c in SPACES)
    bare = bare.strip()
    if field.kind != kinds.TEXT:
        bare = re.sub("[ \n]+", " ", bare)
    if len(bare) > field.most:
        raise UnreadableError(f"Pas plus de {field.most} caractères : il y en a {len(bare)}.")
    return bare


def _cents(told: int) -> int:
    if not 0 <= told <= 10**15:
        raise UnreadableError("Ce montant est hors de toute mesure : vérifiez-le.")
    return told


def _euros(text: str) -> int:
    cents = read_amount(text)
    if cents is None:
        raise UnreadableError("Écrivez un montant en euros, comme 12 500,00.")
    return cents


def _siret(text: str) -> str:
    code = read_siret(text)
    if code is None:
        raise UnreadableError("Ce SIRET n’est pas valide : quatorze chiffres, dont une clé.")
    return code


def _number(text: str) -> str:
    bare = re.sub(r"[\s’']", "", text).replace(",", ".").removesuffix("%")
    try:
        value = Decimal(bare)
    except InvalidOperation as fault:
        raise UnreadableError("Écrivez un nombre, comme 12 ou 12,5.") from fault
    if not value.is_finite() or abs(value) > 10**12:
        raise UnreadableError("Ce nombre est hors de toute mesure : vérifiez-le.")
    return format(value.normalize(), "f")


def _point(text: str) -> str:
    parts = [part.replace(",", ".") for part in re.split(r"\s*[;/ ]\s*|,\s+", text.strip()) if part]
    if len(parts) == 1 and text.count(",") == 1 and "." in text:
        parts = text.split(",")
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError as fault:
        raise UnreadableError("Écrivez la latitude puis la longitude : 46.06, 6.58.") from fault
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise UnreadableError("Ce point n’est pas sur la Terre : latitude puis longitude.")
    return f"{latitude:.6f},{longitude:.6f}"


READS: Mapping[str, Callable[[str], str | int]] = {
    kinds.SIRET: _siret,
    kinds.PERIOD: read_period,
    kinds.EUROS: _euros,
    kinds.NUMBER: _number,
    kinds.POINT: _point,
}
