"""Scopes by their names: what a role is held on, chosen and shown in words, never by code."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q

from ancrage.geography.models import Perimeter, Region, Territory, TerritoryMember
from ancrage.kernel.rights import NATION, Scope, ScopeKind
from ancrage.kernel.text import fold
from ancrage.people.models import Organisation

NATION_NAME = "France entière"


@dataclass(frozen=True, slots=True)
class NamedScope:
    """A scope with its name, what tells it from others of that name, and the regions it is in."""

    scope: Scope
    name: str
    detail: str = ""
    regions: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        return f"{self.name} ({self.detail})" if self.detail else self.name

    @property
    def code(self) -> str:
        return self.scope.code


def scope_label(scope: Scope) -> str:
    """A scope's name: a territory's is the one of the latest list of its programme."""
    return scope_labels([scope])[scope]


def scope_labels(scopes: Iterable[Scope]) -> dict[Scope, str]:
    """The names of scopes; the code of one that is not known. At most five queries."""
    return {scope: named.name for scope, named in named(scopes).items()}


def named(scopes: Iterable[Scope]) -> dict[Scope, NamedScope]:
    """Scopes with their names and regions; one that is not known has its code for a name.

    One query for each kind, two for territories.
    """
    wanted = set(scopes)
    found = {
        scope: NamedScope(scope, scope.code or NATION_NAME, "", _itself(scope)) for scope in wanted
    }
    for kind, read in READERS.items():
        codes = {scope.code for scope in wanted if scope.kind == kind and scope.code}
        if codes:
            found |= {one.scope: one for one in read(codes)}
    return found


def named_scopes(kind: ScopeKind) -> list[NamedScope]:
    """Every scope of a kind that a role may be held on, by name. One query, two of territories."""
    if kind == ScopeKind.NATION:
        return [NamedScope(NATION, NATION_NAME)]
    return sorted(READERS[kind](None), key=lambda named: fold(named.label))


def find_scopes(kind: ScopeKind, text: str) -> list[NamedScope]:
    """The scopes that a text names: by its code, its exact name, or words that it holds.

    A territory may be told by its whole code or by its code in a list.
    """
    return among(named_scopes(kind), text)


def among(everything: list[NamedScope], text: str) -> list[NamedScope]:
    """Those of some scopes that a text names, as `find_scopes`."""
    if [named.scope for named in everything] == [NATION]:
        return everything
    asked, words = text.strip(), fold(text)
    tests: list[Callable[[NamedScope], bool]] = [
        lambda named: asked in {named.code, named.label},
        lambda named: words in {fold(named.name), fold(named.label)},
        lambda named: named.code.rpartition(":")[2] == asked,
        lambda named: words in fold(named.label),
    ]
    for test in tests if words else ():
        found = [named for named in everything if test(named)]
        if found:
            return found
    return []


def regions_of(scopes: Iterable[Scope]) -> dict[Scope, frozenset[str]]:
    """The regions that each scope is in: a region is in itself, a territory in its members'."""
    wanted = set(scopes)
    found = {scope: _itself(scope) for scope in wanted}
    codes = {scope.code for scope in wanted if scope.kind == ScopeKind.TERRITORY}
    if codes:
        found |= {named.scope: named.regions for named in _territories(codes)}
    return found


def _itself(scope: Scope) -> frozenset[str]:
    """The regions that a scope is in by its own code: a region is in itself."""
    return frozenset({scope.code} if scope.kind == ScopeKind.REGION else ())


def territories_in(regions: Iterable[str]) -> frozenset[str]:
    """The scope codes of the programmes' territories that touch any of these regions."""
    held = set(regions)
    return frozenset(t.code for t in _territories(None) if not t.regions.isdisjoint(held))


def _regions(codes: set[str] | None) -> list[NamedScope]:
    rows = Region.objects.all() if codes is None else Region.objects.filter(code__in=codes)
    return [
        NamedScope(Scope(ScopeKind.REGION, row.code), row.name, "", frozenset({row.code}))
        for row in rows
    ]


def _territories(codes: set[str] | None) -> list[NamedScope]:
    """Those of the programmes' lists, each as the latest list that holds its code tells it."""
    rows = Territory.objects.filter(version__perimeter__kind=Perimeter.PROGRAMME)
    if codes is not None:
        pairs = [code.partition(":") for code in codes]
        wanted = Q(pk=None)
        for programme in {pair[0] for pair in pairs}:
            held = {pair[2] for pair in pairs if pair[0] == programme}
            wanted |= Q(version__perimeter=programme, code__in=held)
        rows = rows.filter(wanted)
    latest: dict[str, Territory] = {}
    for row in rows.select_related("version", "region").order_by("version__valid_from", "pk"):
        latest[f"{row.version.perimeter_id}:{row.code}"] = row
    touched = _touched([row.pk for row in latest.values()])
    return [
        NamedScope(
            Scope(ScopeKind.TERRITORY, code),
            row.name,
            row.region.name,
            touched.get(row.pk, frozenset()) | {row.region_id},
        )
        for code, row in latest.items()
    ]


def _touched(territories: list[int]) -> dict[int, frozenset[str]]:
    """The regions of the members of territories. One query."""
    rows = TerritoryMember.objects.filter(territory__in=territories).values_list(
        "territory", "intercommunality__region", "commune__region"
    )
    found: dict[int, set[str]] = {}
    for territory, *regions in rows:
        found.setdefault(territory, set()).update(region for region in regions if region)
    return {territory: frozenset(regions) for territory, regions in found.items()}


def _organisations(kind: ScopeKind) -> Callable[[set[str] | None], list[NamedScope]]:
    def read(codes: set[str] | None) -> list[NamedScope]:
        rows = Organisation.objects.filter(kind=kind.value)
        if codes is not None:
            rows = rows.filter(code__in=codes)
        return [NamedScope(Scope(kind, row.code), row.name, row.siret) for row in rows]

    return read


READERS: dict[ScopeKind, Callable[[set[str] | None], list[NamedScope]]] = {
    ScopeKind.REGION: _regions,
    ScopeKind.TERRITORY: _territories,
    ScopeKind.OPERATOR: _organisations(ScopeKind.OPERATOR),
    ScopeKind.COMPANY: _organisations(ScopeKind.COMPANY),
}
