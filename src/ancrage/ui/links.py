"""Addresses inside the site: they carry the date of the page from one to the next."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from ancrage.ui.middleware import PARAMETER


def link(request: HttpRequest | None, name: str, *args: object, **query: object) -> str:
    """Build the address of page `name` with its codes; `query` becomes the query string.

    A value None or "" is left out. The date of the page is kept when a reader chose it.
    Raises `NoReverseMatch` for a page that does not exist.
    """
    return with_query(request, reverse(name, args=args), **query)


def with_query(request: HttpRequest | None, path: str, **query: object) -> str:
    """Add `query` and the chosen date to an address that is known already."""
    values = {key: value for key, value in query.items() if value not in (None, "")}
    as_at = getattr(request, "as_at", None)
    if as_at is not None and as_at.explicit:
        values.setdefault(PARAMETER, as_at.date.isoformat())
    return f"{path}?{urlencode(values, doseq=True)}" if values else path
