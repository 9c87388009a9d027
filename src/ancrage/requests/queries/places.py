"""Where a request is: the territory of a commune on a day, in the lists of a programme."""

import datetime as dt
from dataclasses import dataclass, field

from ancrage.geography.models import Commune, Perimeter, Territory
from ancrage.geography.queries import register_of
from ancrage.geography.rules.listing import Assignment
from ancrage.geography.rules.lookup import Register
from ancrage.kernel.bars import to_bars
from ancrage.kernel.identifiers import read_commune_code
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.kernel.text import fold
from ancrage.people.queries import regions_of
from ancrage.people.queries.scopes import named
from ancrage.requests.rules.outcomes import INSIDE, OUTSIDE, UNPLACED

OVERSEAS = "97"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a day. `territory` is a scope code, "" outside; `regions` codes between bars."""

    place: str = UNPLACED
    territory: str = ""
    territory_name: str = ""
    regions: str = ""
    commune: str = ""
    commune_name: str = ""


NOWHERE = Spot()


@dataclass(frozen=True, slots=True)
class Found:
    """A commune that a file names, or why there is none, in words."""

    code: str = ""
    fault: str = ""


def programmes() -> list[tuple[str, str]]:
    """The programmes that have lists of territories: code and name."""
    held = Perimeter.objects.filter(kind=Perimeter.PROGRAMME).order_by("pk")
    return [(row.pk, row.name) for row in held]


def spot_of_territory(code: str) -> Spot:
    """A territory by its scope code; NOWHERE when it is not one."""
    scope = Scope(ScopeKind.TERRITORY, code)
    held = named([scope])[scope]
    if not held.regions:
        return NOWHERE
    return Spot(INSIDE, code, held.name, to_bars(held.regions))


@dataclass
class Atlas:
    """The lists of a programme over the loaded places, ready to be asked many times."""

    programme: str
    register: Register
    regions: dict[str, frozenset[str]]
    of_communes: dict[str, tuple[str, str]]
    _found: dict[tuple[str, str], Spot] = field(default_factory=dict)
    _names: dict[str, list[str]] = field(default_factory=dict)

    def spot(self, code: str, on: dt.date) -> Spot:
        """Where a commune is on a day; its code must be one of today's."""
        version = self.register.version_at(on)
        key = (version.code if version else "", code)
        if key not in self._found:
            held = self.register.assignments(version).get(code) if version else None
            self._found[key] = self._spot(code, held, is_known=version is not None)
        return self._found[key]

    def _spot(self, code: str, held: Assignment | None, *, is_known: bool) -> Spot:
        region, _department = self.of_communes.get(code, ("", ""))
        name = self.register.gazetteer.name_of(code)
        if held is None:
            place = OUTSIDE if is_known else UNPLACED
            return Spot(place, "", "", to_bars(frozenset(filter(None, [region]))), code, name)
        territory = f"{self.programme}:{held.territory.code}"
        regions = self.regions.get(territory) or frozenset({held.territory.region})
        return Spot(INSIDE, territory, held.territory.name, to_bars(regions), code, name)

    def commune(self, *, code: str, name: str, department: str) -> Found:
        """The commune that a code tells, a lost zero restored; else its name and department."""
        if code:
            read = read_commune_code(code)
            current = self.register.current_code(read.code) if read else None
            if current:
                return Found(current)
            if not name:
                return Found(fault=f"« {code[:20]} » n’est le code d’aucune commune.")
        return self._by_name(name, department) if name else Found()

    def _by_name(self, name: str, department: str) -> Found:
        codes = self._named().get(fold(name), [])
        wanted = department_code(department)
        held = [code for code in codes if not wanted or self.of_communes[code][1] == wanted]
        if len(held) == 1:
            return Found(held[0])
        if not codes:
            return Found(fault=f"« {name[:60]} » n’est le nom d’aucune commune.")
        if not held:
            return Found(fault=f"« {name[:60]} » n’est pas dans le département {wanted}.")
        return Found(fault=f"« {name[:60]} » : {len(held)} communes portent ce nom.")

    def _named(self) -> dict[str, list[str]]:
        if not self._names:
            for town in self.register.gazetteer.towns.values():
                if town.code in self.of_communes:
                    self._names.setdefault(fold(town.name), []).append(town.code)
        return self._names


def department_code(text: str) -> str:
    """A department's code in « 1 », « 01 », « 01000 », « 1000 », « 2a », « 97412 »; "" for none."""
    bare = "".join(text.split()).upper().removesuffix(".0")
    if len(bare) == 4 and bare.isdigit():  # a postal code that lost its zero
        bare = f"0{bare}"
    if bare.startswith(OVERSEAS):
        return bare[:3]
    return bare[:2].zfill(2) if bare else ""


_kept: dict[str, Atlas] = {}


def atlas(programme: str) -> Atlas | None:
    """The atlas of a programme; None when no place is loaded. Two queries once it is read."""
    register = register_of(programme)
    if register is None:
        return None
    kept = _kept.get(programme)
    if kept is None or kept.register is not register:
        kept = _kept[programme] = _read(programme, register)
    return kept


def _read(programme: str, register: Register) -> Atlas:
    codes = Territory.objects.filter(version__perimeter=programme).values_list("code", flat=True)
    scopes = [Scope(ScopeKind.TERRITORY, f"{programme}:{code}") for code in set(codes)]
    regions = {scope.code: held for scope, held in regions_of(scopes).items()}
    rows = Commune.objects.order_by().values_list("code", "region_id", "department_id")
    places = {code: (region, department) for code, region, department in rows}
    return Atlas(programme, register, regions, places)
