"""Small real files of every accepted kind, made here."""

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
ODF = "application/vnd.oasis.opendocument"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/content-types"
TYPES = (
    f'<?xml version="1.0"?><Types xmlns="{PACKAGE}">'
    '<Override PartName="/word/document.xml" ContentType="%s"/></Types>'
)


def archive(parts, *, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as held:
        for name, data in parts.items():
            held.writestr(name, data)
    return buffer.getvalue()


def pdf(more=b""):
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\ntrailer <</Root 1 0 R "
        + more
        + b">>\n%%EOF\n"
    )


def png(width=1, height=1):
    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x00")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def jpeg(width=16, height=16):
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    size = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + app + size + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x7f\xff\xd9"


def docx(**more):
    kind = more.pop("type", f"{WORD}.document.main+xml")
    types = TYPES % kind
    return archive({"[Content_Types].xml": types, "word/document.xml": "<w/>", **more})


def xlsx():
    buffer = io.BytesIO()
    book = Workbook()
    book.active["A1"] = 12
    book.save(buffer)
    return buffer.getvalue()


def odf(kind="text", manifest="<manifest/>", **more):
    parts = {"mimetype": f"{ODF}.{kind}", "META-INF/manifest.xml": manifest, "content.xml": "<o/>"}
    return archive(parts | more)


SAMPLES = {
    "application/pdf": pdf(),
    "image/png": png(),
    "image/jpeg": jpeg(),
    f"{WORD}.document": docx(),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": xlsx(),
    f"{ODF}.text": odf(),
    f"{ODF}.spreadsheet": odf("spreadsheet"),
    "text/plain": "Délibération du 3 mars.\n".encode(),
}
