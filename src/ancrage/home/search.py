"""One box for everything that has a name or a code: places, territories, measures."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from ancrage.catalogue.queries.searching import search_measures
from ancrage.geography.models import (
    Commune,
    FormerCommune,
    Intercommunality,
    Region,
    Territory,
)
from ancrage.kernel.text import fold

SHOWN = 15
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what it is called, what tells it from its namesakes, and its page.

    `page` is the name of the page and its codes; `query` what it is asked.
    """

    label: str
    detail: str
    page: tuple[str, ...]
    query: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The first `SHOWN` of one kind of place, and how many there are in all."""

    title: str
    hits: list[Hit]
    total: int

    @property
    def left_out(self) -> int:
        return self.total - len(self.hits)


def search(*, text: str, day: dt.date) -> list[HitGroup]:
    """Everything that bears this name (accents or not) or code, best matches first.

    Then the measures of the basket of the day that the words find. An empty text finds nothing;
    groups without a hit are left out.
    """
    words = fold(text)
    if not words:
        return []
    groups = [kind(text.strip(), words) for kind in KINDS]
    groups.append(_measures(text, day))
    return [group for group in groups if group.total]


def _named(queryset: QuerySet[M], words: str, code: Q) -> QuerySet[M]:
    """Rank by how well the name matches: whole, from its start, from a word's start, inside."""
    rank = Case(
        When(code, then=Value(0)),
        When(search_name=words, then=Value(0)),
        When(search_name__startswith=words, then=Value(1)),
        When(search_name__contains=f" {words}", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    found = queryset.filter(Q(search_name__contains=words) | code)
    return found.order_by(rank, "search_name", "pk")


def _group(title: str, found: QuerySet[M], hit: Callable[[M], Hit]) -> HitGroup:
    return HitGroup(title, [hit(row) for row in found[:SHOWN]], found.count())


def _regions(_text: str, words: str) -> HitGroup:
    # Eighteen rows without a folded name: cheaper to read than to index.
    named = [row for row in Region.objects.filter(kind="region") if words in fold(row.name)]
    hits = [Hit(row.name, _("région"), ("region", row.code)) for row in named]
    return HitGroup(_("Régions"), hits, len(hits))


def _territory_hit(territory: Territory) -> Hit:
    version = territory.version
    detail = f"{territory.code} · {territory.region.name} · {version.name}"
    if version.is_simulated:
        detail += f" · {_('simulé')}"
    return Hit(territory.name, detail, ("territory", version.code, territory.code))


def _territories(text: str, words: str) -> HitGroup:
    rows = Territory.objects.select_related("version", "region")
    found = _named(rows, words, Q(code__iexact=text))
    return _group(_("Territoires d’industrie"), found, _territory_hit)


def _intercommunality_hit(place: Intercommunality) -> Hit:
    detail = f"SIREN {place.siren} · {place.department.name}"
    return Hit(place.name, detail, ("intercommunality", place.siren))


def _intercommunalities(text: str, words: str) -> HitGroup:
    rows = Intercommunality.objects.select_related("department")
    found = _named(rows, words, Q(siren=text.replace(" ", "")))
    return _group(_("Intercommunalités"), found, _intercommunality_hit)


def _commune_hit(commune: Commune) -> Hit:
    belongs = commune.intercommunality
    detail = f"{commune.code} · {commune.department.name}"
    detail += f" · {belongs.name if belongs else _('sans intercommunalité')}"
    return Hit(commune.name, detail, ("lookup",), (("commune", commune.code),))


def _communes(text: str, words: str) -> HitGroup:
    former = FormerCommune.objects.filter(code__iexact=text).values("commune")
    rows = Commune.objects.select_related("department", "intercommunality")
    found = _named(rows, words, Q(code__iexact=text) | Q(code__in=former))
    return _group(_("Communes"), found, _commune_hit)


def _postal_codes(text: str, _words: str) -> HitGroup:
    found = (
        Commune.objects.filter(postalcode__code=text.replace(" ", ""))
        .select_related("department", "intercommunality")
        .order_by("search_name")
    )
    return _group(_("Communes de ce code postal"), found, _commune_hit)


def _measures(text: str, day: dt.date) -> HitGroup:
    found = [hit for hit in search_measures(text, day=day) if not hit.missed]
    hits = [Hit(one.measure.title, one.says, ("measure", one.measure.code)) for one in found]
    return HitGroup(_("Mesures du panier de services"), hits[:SHOWN], len(hits))


KINDS = (_territories, _intercommunalities, _communes, _postal_codes, _regions)
