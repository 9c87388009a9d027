"""Office files that say nothing of when they were written: the same content, the same bytes.

Libraries write the instant in two places: the dates of the archive's members, and the document's
core properties. A workbook that stands in another file (that of a chart) is frozen as well.
"""

import datetime as dt
import re
import zipfile
from io import BytesIO

_PROPERTIES = "docProps/core.xml"
_INSTANT = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")
_INSIDE = ".xlsx"
_MADE_BY_NOBODY = 0
"""The system that a member says that it was made on: the same whichever it was."""


def frozen(data: bytes, *, day: dt.date) -> bytes:
    """The same office file, of a given day."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as made:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == _PROPERTIES:
                content = _INSTANT.sub(rb"\g<1>%b\g<3>" % _written(day), content)
            elif member.filename.endswith(_INSIDE):
                content = frozen(content, day=day)
            told = zipfile.ZipInfo(member.filename, (day.year, day.month, day.day, 0, 0, 0))
            told.create_system = _MADE_BY_NOBODY
            told.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(told, content)
    return out.getvalue()


def _written(day: dt.date) -> bytes:
    return f"{day.isoformat()}T00:00:00Z".encode()
