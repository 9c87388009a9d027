"""The date that a page speaks of: today, unless the address says otherwise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.ui.formats import french_date

PARAMETER = "date"
EARLIEST = date(2000, 1, 1)
"""Before, no figure and no list of ours says anything."""


@dataclass(frozen=True, slots=True)
class AsAt:
    """The day a page is true for; `error` says why a day that was asked for is not used."""

    date: date
    explicit: bool = False
    error: str = ""


class DatedRequest(HttpRequest):
    """A request that went through `AsAtMiddleware`."""

    as_at: AsAt


class AsAtMiddleware:
    """Reads `?date=` once for every page, as `request.as_at`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get(PARAMETER, "").strip()
        cast(DatedRequest, request).as_at = read_as_at(asked, today=timezone.localdate())
        return self.get_response(request)


def read_as_at(asked: str, *, today: date) -> AsAt:
    """Understand the date asked for (AAAA-MM-JJ or JJ/MM/AAAA); empty is today.

    A day in the future is refused: the lists that will be in force then are not known.
    """
    if not asked:
        return AsAt(today)
    day = _parse(asked)
    if day is None:
        return AsAt(today, error=_not_a_date(asked))
    if day > today:
        return AsAt(today, error=_too_late(day))
    if day < EARLIEST:
        return AsAt(today, error=_too_early(day))
    return AsAt(day, explicit=True)


def _parse(text: str) -> date | None:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 a day has no time zone
        except ValueError:
            continue
    return None


def _not_a_date(asked: str) -> str:
    return _(
        "« %(asked)s » n’est pas une date (écrivez-la JJ/MM/AAAA). La page est à la date du jour."
    ) % {"asked": asked[:40]}


def _too_late(day: date) -> str:
    return _(
        "Le %(day)s est dans l’avenir : on ne sait pas encore ce qui sera en vigueur. "
        "La page est à la date du jour."
    ) % {"day": french_date(day)}


def _too_early(day: date) -> str:
    return _(
        "Le %(day)s précède le %(earliest)s, première date connue du site. "
        "La page est à la date du jour."
    ) % {"day": french_date(day), "earliest": french_date(EARLIEST)}
