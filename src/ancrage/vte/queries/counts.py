"""The counters: what was declared on this site, by territory, region and year."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.people.queries.scopes import scope_labels
from ancrage.vte.models import Aid, Offer
from ancrage.vte.queries.aids import is_granted, requests_of
from ancrage.vte.rules.counts import Counts, Line, counted, yearly

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of counters."""

    code: str
    name: str
    counts: Counts


def lines(*, territory: str = "") -> list[Line]:
    """Every mission that was proposed, as the counters see it. Three queries."""
    held = Offer.objects.filter(submitted_at__isnull=False)
    held = held.filter(territory=territory) if territory else held
    aids = _aids(held.filter(hired_on__isnull=False))
    columns = ("code", "territory", "region", "submitted_at", "published_at", "hired_on")
    return [
        Line(
            row["territory"],
            row["region"],
            row["submitted_at"].year,
            row["published_at"].year if row["published_at"] else None,
            row["hired_on"].year if row["hired_on"] else None,
            *aids[row["code"]],
        )
        for row in held.order_by("code").values(*columns)
    ]


def _aids(offers: "QuerySet[Offer]") -> Mapping[str, tuple[int, int, int]]:
    """(asked, granted, cents granted) of each mission: what was withdrawn was not asked."""
    found: dict[str, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    held = list(Aid.objects.filter(offer__in=offers))
    requests = requests_of(held)
    for aid in held:
        request = requests.get(aid.request)
        if request is None or request.outcome == WITHDRAWN:
            continue
        asked, granted, total = found[aid.offer_id]
        cents = (request.granted_amount or 0) * is_granted(request)
        found[aid.offer_id] = (asked + 1, granted + is_granted(request), total + cents)
    return found


def by_territory(held: list[Line], *, outside: str) -> list[Row]:
    """By territory; what is outside, or in no list that is known, is one line."""
    counts = counted(held, lambda line: line.territory)
    scopes = {code: Scope(ScopeKind.TERRITORY, str(code)) for code in counts if code}
    names = scope_labels(scopes.values())
    return _rows(counts, lambda code: names[scopes[code]] if code else outside)


def by_region(held: list[Line], *, names: Mapping[str, str], unknown: str) -> list[Row]:
    """By region of the place that was declared."""
    counts = counted(held, lambda line: line.region)
    return _rows(counts, lambda code: names.get(str(code), str(code)) if code else unknown)


def by_year(held: list[Line]) -> list[Row]:
    """By year of each event: a mission may be proposed in one and filled in the next."""
    return _rows(yearly(held), str)  # type: ignore[arg-type]


def whole(held: list[Line]) -> Counts:
    """All of them."""
    return counted(held, lambda line: "").get("", Counts())


def _rows(counts: Mapping[object, Counts], name: Callable[[object], str]) -> list[Row]:
    return [Row(str(code), name(code), held) for code, held in counts.items()]
