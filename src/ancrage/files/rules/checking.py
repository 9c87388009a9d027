"""What a file is, told from its content whatever its name says, and whether it is accepted."""

import hashlib
import re
from dataclasses import dataclass

from ancrage.files.rules.archives import DAMAGED, PROTECTED, office_kind
from ancrage.files.rules.kinds import (
    CSV,
    JPEG,
    PDF,
    PNG,
    TEXT,
    FileRefusedError,
    Kind,
    Limits,
)
from ancrage.files.rules.names import clean_name
from ancrage.files.rules.words import size_in_words
from ancrage.kernel.text import typeset

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
ZIP_SIGNATURE = b"PK\x03\x04"
OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
PDF_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
MARKUP = re.compile(rb"(?i)\s*(?:<(?:!doctype|html|svg|\?xml|script|\?php)|\{\\rtf)")
SIZES = (b"\xc0", b"\xc1", b"\xc2", b"\xc3", b"\xc5", b"\xc6", b"\xc7", b"\xc9", b"\xca", b"\xcb")
"""The JPEG markers that give the image's size."""

EMPTY = "Le fichier est vide : vérifiez que vous avez choisi le bon."
OLD_OFFICE = (
    "Le document est dans un ancien format (DOC, XLS) ou protégé par un mot de passe : "
    "enregistrez-le en DOCX, XLSX, ODT ou ODS, sans mot de passe."
)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How a text in UTF-16 begins, as spreadsheets write « Texte Unicode »."""
MARKED_UP = (
    "Une page web, un fichier XML ou RTF n’est pas accepté : exportez-le en PDF, ou enregistrez-le "
    "en ODT ou DOCX."
)
NOT_ACCEPTED = (
    "Ce type de fichier n’est pas accepté : envoyez un PDF, une image PNG ou JPEG, un document "
    "ODT, DOCX, ODS ou XLSX, un CSV ou un texte simple."
)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that is accepted: its cleaned name, its kind, its size in bytes, its SHA-256."""

    name: str
    kind: Kind
    size: int
    sha256: str


def check_file(*, name: str, content: bytes, limits: Limits) -> CheckedFile:
    """The file as it may be kept. FileRefusedError says what is wrong and what to do."""
    check_size(size=len(content), limits=limits)
    kind = kind_of(name=name, content=content, limits=limits)
    cleaned = clean_name(name=name, kind=kind)
    return CheckedFile(cleaned, kind, len(content), hashlib.sha256(content).hexdigest())


def check_size(*, size: int, limits: Limits) -> None:
    """Refuse what is empty or too large; can be asked before anything is read."""
    if size == 0:
        raise _refusal(EMPTY)
    if size > limits.file_bytes:
        raise _refusal(
            f"Le fichier pèse {size_in_words(size)} : la limite est de "
            f"{size_in_words(limits.file_bytes)}. Réduisez-le, ou envoyez-le en plusieurs parties."
        )


def kind_of(*, name: str, content: bytes, limits: Limits) -> Kind:
    """What the content is. The name only tells a CSV from another text, which nothing else can."""
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(PNG_SIGNATURE):
        return _png(content, limits)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content, limits)
    if content.startswith(ZIP_SIGNATURE):
        return office_kind(content=content, limits=limits)
    if content.startswith(OLE_SIGNATURE):
        raise _refusal(OLD_OFFICE)
    _check_text(content)
    return CSV if name.lower().rstrip(". ").endswith(".csv") else TEXT


def _refusal(sentence: str) -> FileRefusedError:
    return FileRefusedError(typeset(sentence))


def _pdf(content: bytes) -> Kind:
    if b"%%EOF" not in content:
        raise _refusal(DAMAGED)
    if PDF_ENCRYPTED.search(content):
        raise _refusal(PROTECTED)
    return PDF


def _png(content: bytes, limits: Limits) -> Kind:
    if content[12:16] != b"IHDR" or b"IEND" not in content[-64:]:
        raise _refusal(DAMAGED)
    _check_pixels(content[16:20], content[20:24], limits)
    return PNG


def _jpeg(content: bytes, limits: Limits) -> Kind:
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        if content[place + 1] == 0xFF:  # a byte of filling
            place += 1
            continue
        if content[place + 1 : place + 2] in SIZES:
            _check_pixels(content[place + 7 : place + 9], content[place + 5 : place + 7], limits)
            if b"\xff\xd9" in content[place:]:
                return JPEG
            break
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
    raise _refusal(DAMAGED)


def _check_pixels(width: bytes, height: bytes, limits: Limits) -> None:
    pixels = int.from_bytes(width) * int.from_bytes(height)
    if pixels == 0:
        raise _refusal(DAMAGED)
    if pixels > limits.pixels:
        millions = limits.pixels // 1_000_000
        raise _refusal(
            f"L’image est trop grande : réduisez-la à {millions} millions de points au plus."
        )


def _check_text(content: bytes) -> None:
    """UTF-8, UTF-16 or Windows-1252, as texts from spreadsheets are; anything else is no text."""
    try:
        plain = decoded(content).encode()
    except UnicodeError as fault:
        raise _refusal(NOT_ACCEPTED) from fault
    if CONTROLS.search(plain):
        raise _refusal(NOT_ACCEPTED)
    if MARKUP.match(plain):
        raise _refusal(MARKED_UP)


def decoded(content: bytes) -> str:
    """A text: UTF-16 when its mark says so, UTF-8 when it is; else Windows-1252, as French
    spreadsheets still write. UnicodeError for what is none."""
    if content.startswith(UTF_16):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")
