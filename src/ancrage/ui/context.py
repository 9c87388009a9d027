"""What every page knows without its view saying it."""

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    return {"theme": settings.ANCRAGE_THEME}
