"""Opening a file that claims to be a signed PDF: where its signatures are, to the byte.

Strict: one way to write a signature is accepted. `/Contents` is one string of hexadecimal digits in
one case, whose envelope is followed by zeros alone; `/ByteRange` leaves out that string and nothing
else, and ends with the end of a revision; the last one with the end of the file.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from pyhanko.pdf_utils.generic import IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from ancrage.contracts.signing.envelope import Envelope, EnvelopeFaultError, read_envelope
from ancrage.contracts.signing.report import LARGEST, UnreadableError
from ancrage.kernel.text import typeset

MOST_SIGNATURES = 100
FORMAT = "/ETSI.CAdES.detached"
END = re.compile(rb"startxref\r?\n\d+\r?\n%%EOF\r?\n?\Z")
END_SEEN = 64
"""How many bytes the end of a revision takes at most."""
ONE_CASE = re.compile(rb"[0-9A-F]*|[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class Mark:
    """One signature as the file holds it. `end`: where what it covers ends.

    `fault`: why it cannot be believed, in one sentence, "" when its place and form are good.
    """

    field: str
    end: int
    revision: int = 0
    name: str = ""
    reason: str = ""
    place: str = ""
    said_at: dt.datetime | None = None
    envelope: Envelope | None = None
    is_intact: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A PDF and the signatures it bears, in the order in which they were made."""

    data: bytes
    reader: PdfFileReader
    marks: tuple[Mark, ...]


def open_pdf(data: bytes) -> Opened:
    """The file, read whole. UnreadableError, whatever the file."""
    if not data:
        raise UnreadableError("Le fichier est vide.")
    if len(data) > LARGEST:
        raise UnreadableError(f"Le fichier dépasse {LARGEST // 1_000_000} Mo.")
    if not data.startswith(b"%PDF-"):
        raise UnreadableError("Ce fichier n’est pas un PDF.")
    try:
        return _open(data)
    except UnreadableError:
        raise
    except Exception as fault:  # hostile files: the parser may fail in any way
        raise UnreadableError(
            typeset("Ce PDF est abîmé, tronqué ou trafiqué : il ne se lit pas.")
        ) from fault


def revision_before(opened: Opened) -> bytes:
    """The document that was given to the first signatory; the whole file when nobody signed."""
    reader = opened.reader
    first = min((mark.revision for mark in opened.marks), default=0)
    if first <= 0:
        return opened.data
    start = reader.xrefs.get_startxref_for_revision(first - 1)
    ends = re.compile(rb"startxref\s+%d\s+%%%%EOF\r?\n?" % start).search(opened.data)
    return opened.data[: ends.end()] if ends else b""


def _open(data: bytes) -> Opened:
    reader = PdfFileReader(BytesIO(data), strict=True)
    if reader.encrypted:
        raise UnreadableError(typeset("Ce PDF est chiffré : il ne se vérifie pas."))
    if reader.xrefs.hybrid_xrefs_present:
        raise UnreadableError("Ce PDF a deux tables de contenu qui pourraient se contredire.")
    held = list(enumerate_sig_fields(reader, filled_status=True))
    if len(held) > MOST_SIGNATURES:
        raise UnreadableError(f"Ce PDF porte plus de {MOST_SIGNATURES} signatures.")
    marks = [
        replace(_mark(data, name, value.get_object()), revision=_revision(reader, value))
        for name, value, _field in held
    ]
    return Opened(data, reader, tuple(sorted(marks, key=lambda mark: mark.end)))


def _revision(reader: PdfFileReader, value: IndirectObject) -> int:
    """Which revision of the file brought this signature."""
    return int(reader.xrefs.get_last_change(value.reference))


def _mark(data: bytes, field: str, held: dict) -> Mark:  # type: ignore[type-arg] # untyped upstream
    ranges = [int(one) for one in held.get("/ByteRange", [])]
    mark = Mark(
        field=field,
        end=ranges[2] + ranges[3] if len(ranges) == 4 else 0,
        name=str(held.get("/Name", "")),
        reason=str(held.get("/Reason", "")),
        place=str(held.get("/Location", "")),
        said_at=read_date(str(held.get("/M", ""))),
    )
    try:
        envelope = read_envelope(_envelope_bytes(data, ranges, held))
    except EnvelopeFaultError as told:
        return replace(mark, fault=str(told))
    digest = hashlib.new(envelope.digest_algorithm)
    view = memoryview(data)
    digest.update(view[: ranges[1]])
    digest.update(view[ranges[2] : mark.end])
    intact, valid = envelope.holds(digest.digest())
    fault = ""
    if not intact:
        fault = typeset("Le document a été modifié : il n’est plus celui qui a été signé.")
    elif not valid:
        fault = "La signature n’est pas celle du certificat qu’elle porte."
    return replace(mark, envelope=envelope, is_intact=intact and valid, fault=fault)


def _envelope_bytes(data: bytes, ranges: Sequence[int], held: dict) -> bytes:  # type: ignore[type-arg]
    """The envelope, where the signature says and as it must be written. EnvelopeFaultError."""
    if held.get("/SubFilter") != FORMAT or held.get("/Type") != "/Sig":
        raise EnvelopeFaultError("La signature n’est pas au format PAdES.")
    if len(ranges) != 4 or ranges[0] != 0:
        raise EnvelopeFaultError("La signature ne couvre pas le document depuis son début.")
    _zero, hole, after, length = ranges
    end = after + length
    if not 0 < hole < after < end <= len(data):
        raise EnvelopeFaultError("La signature dit couvrir ce que le fichier n’a pas.")
    if data[hole : hole + 1] != b"<" or data[after - 1 : after] != b">":
        raise EnvelopeFaultError("La signature laisse hors d’elle autre chose qu’elle-même.")
    digits = data[hole + 1 : after - 1]
    if len(digits) % 2 or not ONE_CASE.fullmatch(digits):
        raise EnvelopeFaultError("La signature n’est pas écrite en hexadécimal canonique.")
    if not END.search(data[max(after, end - END_SEEN) : end]):
        raise EnvelopeFaultError("La signature ne va pas jusqu’à la fin du document.")
    content = bytes.fromhex(digits.decode())
    if held.raw_get("/Contents").original_bytes != content:  # type: ignore[attr-defined]
        raise EnvelopeFaultError("La signature lue n’est pas celle que le document désigne.")
    return _without_padding(content)


def _without_padding(content: bytes) -> bytes:
    """The envelope without the zeros that follow it, and nothing but zeros. EnvelopeFaultError."""
    if len(content) < 4 or content[:2] != b"\x30\x82":
        raise EnvelopeFaultError("La signature elle-même n’est pas lisible.")
    size = 4 + int.from_bytes(content[2:4], "big")
    if size > len(content) or content[size:].strip(b"\0"):
        raise EnvelopeFaultError("La signature est suivie d’autre chose que du remplissage.")
    return content[:size]


def read_date(written: str) -> dt.datetime | None:
    """A date of PDF ("D:20261126101500Z", "+01'00"), as an hour of the world; None when it is not
    one."""
    found = re.fullmatch(r"D:(\d{14})(?:Z(?:00'?00'?)?|([+-])(\d\d)'(\d\d)'?)", written)
    if found is None:
        return None
    digits, sign, hours, minutes = found.groups()
    shift = dt.timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        zone = dt.timezone(-shift if sign == "-" else shift)
        return dt.datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=zone)
    except ValueError:
        return None
