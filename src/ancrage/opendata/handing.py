"""Handing open files over: what the pages and the API do alike."""

from collections.abc import Iterable
from typing import TypeVar

from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from ancrage.opendata.datasets import Dataset, find_dataset

TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}
R = TypeVar("R", HttpResponse, StreamingHttpResponse)


def dataset_or_404(code: str) -> Dataset:
    """The dataset of the address."""
    found = find_dataset(code)
    if found is None or (found.is_invented and not found.holds_invented()):
        raise Http404(_("Ce jeu de données n’existe pas."))
    return found


def streamed(lines: Iterable[str], *, name: str, suffix: str) -> StreamingHttpResponse:
    """A file sent line by line."""
    response = StreamingHttpResponse(lines, content_type=TYPES[suffix])
    return named(response, name)


def document(told: object, *, name: str) -> HttpResponse:
    """A JSON document as a file."""
    response = JsonResponse(
        told, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    return named(response, name)


def named(response: R, name: str) -> R:
    """The file, under its name."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
