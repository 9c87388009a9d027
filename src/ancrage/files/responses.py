"""Handing a file over. The calling view has found out that its reader may have it."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ancrage.files.models import StoredFile


def file_response(file: StoredFile) -> HttpResponse:
    """The file to be saved, never shown by the browser as a page of the site."""
    response = HttpResponse(bytes(file.content.data), content_type=file.media_type)
    disposition = content_disposition_header(as_attachment=True, filename=file.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
