"""Office documents, which are zip archives: their kind, and what makes one refused."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ancrage.files.rules.kinds import DOCX, ODS, ODT, XLSX, FileRefusedError, Kind, Limits
from ancrage.kernel.text import typeset

TYPES_PART = "[Content_Types].xml"
ODF_TYPE_PART, ODF_MANIFEST = "mimetype", "META-INF/manifest.xml"
PART_MAX = 2_000_000
"""How much of the parts that say what a document is may be read; real ones have a few kB."""
OOXML_KINDS = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
}
ODF_KINDS = {kind.media_type.encode(): kind for kind in (ODT, ODS)}
MACRO_PARTS = ("vbaproject.bin", ".docm", ".xlsm", ".dotm", ".xltm", ".xlsb", ".pptm")
MACRO_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/")
UNREADABLE = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    RuntimeError,
    OverflowError,
)
"""What Python's reader raises on an archive that is not one any more."""

DAMAGED = "Le document est abîmé ou incomplet : ouvrez-le, enregistrez-le à nouveau, renvoyez-le."
PROTECTED = "Le document est protégé par un mot de passe : enregistrez-le sans mot de passe."
MACROS = (
    "Le document contient des macros (du code qui s’exécute à l’ouverture) : enregistrez-le sans "
    "macro, en DOCX, XLSX, ODT ou ODS, ou exportez-le en PDF."
)
BOMB = (
    "Le document, une fois déplié, prend une place démesurée : enregistrez-le à nouveau, ou "
    "exportez-le en PDF."
)
PRESENTATION = "Les présentations ne sont pas acceptées : exportez-la en PDF."
OTHER_ARCHIVE = (
    "Une archive n’est pas acceptée : envoyez un à un les fichiers qu’elle contient, en PDF, ODT, "
    "DOCX, ODS ou XLSX."
)


def office_kind(*, content: bytes, limits: Limits) -> Kind:
    """The kind of an office document. FileRefusedError says why it is not accepted."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _checked_kind(archive, len(content), limits)
    except FileRefusedError:
        raise
    except UNREADABLE as fault:
        raise _refusal(DAMAGED) from fault


def _refusal(sentence: str) -> FileRefusedError:
    return FileRefusedError(typeset(sentence))


def _checked_kind(archive: ZipFile, size: int, limits: Limits) -> Kind:
    entries = archive.infolist()
    names = [entry.filename.lower() for entry in entries]
    if _is_bomb(entries, size, limits):
        raise _refusal(BOMB)
    if any(entry.flag_bits & 1 for entry in entries):
        raise _refusal(PROTECTED)
    kind = _kind(archive)
    if any(_is_macro(name) for name in names):
        raise _refusal(MACROS)
    unusual = any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in entries)
    if unusual or len(set(names)) < len(names) or archive.testzip() is not None:
        raise _refusal(DAMAGED)
    return kind


def _is_bomb(entries: list[ZipInfo], size: int, limits: Limits) -> bool:
    """Whether it says that it expands too much; it is never expanded before."""
    expanded = sum(entry.file_size for entry in entries)
    too_many = len(entries) > limits.entries
    return too_many or expanded > min(limits.expanded_bytes, limits.expanded_ratio * size)


def _is_macro(name: str) -> bool:
    return name.endswith(MACRO_PARTS) or name.startswith(MACRO_FOLDERS)


def _kind(archive: ZipFile) -> Kind:
    names = archive.namelist()
    if ODF_TYPE_PART in names:
        return _odf_kind(archive, names)
    if TYPES_PART not in names:
        raise _refusal(OTHER_ARCHIVE)
    types = _part(archive, TYPES_PART)
    if b"macroenabled" in types.lower():
        raise _refusal(MACROS)
    if b"presentationml" in types and b"word/" not in types and b"xl/" not in types:
        raise _refusal(PRESENTATION)
    found = [kind for mark, kind in OOXML_KINDS.items() if mark in types]
    if len(found) != 1:
        raise _refusal(OTHER_ARCHIVE)
    return found[0]


def _odf_kind(archive: ZipFile, names: list[str]) -> Kind:
    told = _part(archive, ODF_TYPE_PART).strip()
    if told.startswith(b"application/vnd.oasis.opendocument.presentation"):
        raise _refusal(PRESENTATION)
    if told not in ODF_KINDS:
        raise _refusal(OTHER_ARCHIVE)
    manifest = _part(archive, ODF_MANIFEST) if ODF_MANIFEST in names else b""
    if b"encryption-data" in manifest or "encrypted-package" in names:
        raise _refusal(PROTECTED)
    return ODF_KINDS[told]


def _part(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(PART_MAX)
