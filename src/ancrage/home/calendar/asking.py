"""What a page of the calendar is asked by its address: months, kinds, places, one's own alone."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from ancrage.home.calendar.definitions import kinds
from ancrage.home.calendar.rules import Period, Wanted, month_after, period_of
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import with_query

MONTH, LENGTH, KIND, REGION, TERRITORY, MINE = (
    "mois",
    "duree",
    "nature",
    "region",
    "territoire",
    "miennes",
)
LENGTHS = {1: "un mois", 3: "trois mois", 12: "un an"}
USUAL = 3
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Asking:
    """What is asked, understood; `notices` say what could not be. `places`: the names of the
    regions and of the territories that can be chosen, by code."""

    request: ActorRequest
    regions: Mapping[str, str]
    territories: Mapping[str, str]

    @property
    def today(self) -> dt.date:
        return self.request.as_at.date

    def _text(self, name: str) -> str:
        return self.request.GET.get(name, "").replace("\x00", "").strip()

    @cached_property
    def month(self) -> dt.date:
        """The first day of the first month shown; that of today unless another is asked for."""
        found = re.fullmatch(r"(\d{4})-(\d{2})", self._text(MONTH))
        usual = self.today.replace(day=1)
        if not found:
            return usual
        year, month = int(found[1]), int(found[2])
        is_known = FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12
        return dt.date(year, month, 1) if is_known else usual

    @cached_property
    def length(self) -> int:
        text = self._text(LENGTH)
        return int(text) if text in map(str, LENGTHS) else USUAL

    @property
    def period(self) -> Period:
        return period_of(self.month, self.length)

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(self.request.GET.getlist(KIND)) & kinds().keys()

    @cached_property
    def region(self) -> str:
        return self._known(REGION, self.regions)

    @cached_property
    def territory(self) -> str:
        return self._known(TERRITORY, self.territories)

    def _known(self, name: str, among: Mapping[str, str]) -> str:
        text = self._text(name)
        return text if text in among else ""

    @property
    def is_mine(self) -> bool:
        return self.request.actor.is_person and self._text(MINE) == "1"

    @property
    def wanted(self) -> Wanted:
        mine = self.request.actor if self.is_mine else None
        return Wanted(self.kinds, self.region, self.territory, mine)

    @cached_property
    def notices(self) -> list[str]:
        """What was asked for and is not used."""
        asked_kinds = set(self.request.GET.getlist(KIND)) - {""} - kinds().keys()
        told = [
            (MONTH, self._text(MONTH) not in ("", f"{self.month:%Y-%m}")),
            (LENGTH, self._text(LENGTH) not in ("", str(self.length))),
            (KIND, bool(asked_kinds)),
            (REGION, self._text(REGION) != self.region),
            (TERRITORY, self._text(TERRITORY) != self.territory),
        ]
        words = _("« %s » : cette valeur n’est pas connue ; ce choix est ignoré.")
        return [words % name for name, is_wrong in told if is_wrong]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kinds or self.region or self.territory or self.is_mine)

    @property
    def narrowing(self) -> dict[str, object]:
        """The filters, as an address says them."""
        return {
            KIND: sorted(self.kinds),
            REGION: self.region,
            TERRITORY: self.territory,
            MINE: "1" if self.is_mine else "",
        }

    def url(self, **changes: object) -> str:
        """The address of this page with something else asked for."""
        length = "" if self.length == USUAL else str(self.length)
        held = {MONTH: f"{self.month:%Y-%m}", LENGTH: length, **self.narrowing}
        query = {name: value for name, value in (held | changes).items() if value}
        return with_query(self.request, self.request.path, **query)

    @property
    def previous_url(self) -> str:
        return self.url(**{MONTH: f"{month_after(self.month, -self.length):%Y-%m}"})

    @property
    def next_url(self) -> str:
        return self.url(**{MONTH: f"{month_after(self.month, self.length):%Y-%m}"})

    @property
    def today_url(self) -> str:
        return self.url(**{MONTH: ""}) + "#aujourdhui"

    @property
    def reset_url(self) -> str:
        return self.url(**dict.fromkeys(self.narrowing, ""))


def asked_kinds(request: HttpRequest) -> frozenset[str]:
    """The kinds that a feed's address asks for; none for the usual ones."""
    query: QueryDict = request.GET
    return frozenset(query.getlist(KIND)) & kinds().keys()
