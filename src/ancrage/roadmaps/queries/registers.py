"""What codes of a sheet are looked up in: places, operators and measures of the basket."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import CharField, Value

from ancrage.catalogue.queries import basket_at
from ancrage.geography.models import Commune, Intercommunality, TerritoryMember
from ancrage.kernel.identifiers import read_commune_code
from ancrage.kernel.text import fold
from ancrage.roadmaps.definitions import vocabularies
from ancrage.roadmaps.rules.content import Content
from ancrage.roadmaps.rules.values import Reader

COMMUNES, INTERCOMMUNALITIES = "communes", "intercommunalities"
OPERATORS, MEASURES = "operators", "measures"
HOMES = "homes"
Names = Mapping[str, list[str]]
Named = Mapping[str, Mapping[str, str]]
"""The names of codes, by register."""
WITH_CODE = re.compile(r".*\(([0-9A-Za-z]+)\)")
"""A name with its code, as forms show it: « Cluses (74081) »."""


@dataclass
class Registers:
    """The registers for a territory on a day. Of places with one name, the territory's come first.

    Each register is read once, when it is first asked for.
    """

    scope: str
    day: dt.date

    def find(self, register: str, text: str) -> list[str]:
        """The codes that a text names: by code, else by name."""
        if register in {COMMUNES, INTERCOMMUNALITIES}:
            return self._place(register, text)
        held = self._offered(register)
        return [text] if text in held else [c for c, n in held.items() if fold(n) == fold(text)]

    def name(self, register: str, code: str) -> str:
        """The name of a code; the code itself when it is not known."""
        if register == COMMUNES:
            return self.commune_names.get(code, code)
        if register == INTERCOMMUNALITIES:
            return self.intercommunality_names.get(code, code)
        return self._offered(register).get(code, code)

    def _place(self, register: str, text: str) -> list[str]:
        names = self.commune_names if register == COMMUNES else self.intercommunality_names
        coded = WITH_CODE.fullmatch(text)
        if coded and coded[1] in names:
            return [coded[1]]
        if register == COMMUNES:
            told = read_commune_code(text)
            if told is not None:
                return [told.code] if told.code in names else []
        elif "".join(text.split()) in names:
            return ["".join(text.split())]
        found = self._by_name[register].get(fold(text), [])
        near = [code for code in found if code in self.members]
        return near or found

    def namesakes(self, register: str, text: str) -> list[str]:
        """The codes of the places elsewhere that have the name by which one of here was found."""
        if register not in {COMMUNES, INTERCOMMUNALITIES}:
            return []
        named, found = self._by_name[register].get(fold(text), []), self._place(register, text)
        return [code for code in named if code not in found]

    def _offered(self, register: str) -> dict[str, str]:
        return {OPERATORS: self.operators, MEASURES: self.measures}.get(register, {})

    @cached_property
    def operators(self) -> dict[str, str]:
        return offered_on(self.day)[OPERATORS]

    @cached_property
    def measures(self) -> dict[str, str]:
        return offered_on(self.day)[MEASURES]

    @cached_property
    def commune_names(self) -> dict[str, str]:
        return dict(Commune.objects.values_list("code", "name"))

    @cached_property
    def intercommunality_names(self) -> dict[str, str]:
        return dict(Intercommunality.objects.values_list("siren", "name"))

    @cached_property
    def _by_name(self) -> dict[str, Names]:
        return {
            COMMUNES: _by_name(self.commune_names.items()),
            INTERCOMMUNALITIES: _by_name(self.intercommunality_names.items()),
        }

    @cached_property
    def members(self) -> frozenset[str]:
        """The codes of the places of the territory, on its latest list."""
        programme, _, code = self.scope.partition(":")
        rows = TerritoryMember.objects.filter(
            territory__version__perimeter=programme, territory__code=code
        )
        sirens = {siren for siren in rows.values_list("intercommunality", flat=True) if siren}
        alone = {commune for commune in rows.values_list("commune", flat=True) if commune}
        within = Commune.objects.filter(intercommunality__in=sirens).values_list("code", flat=True)
        return frozenset({*sirens, *alone, *within})


def _by_name(places: Iterable[tuple[str, str]]) -> Names:
    found: dict[str, list[str]] = defaultdict(list)
    for code, name in places:
        found[fold(name)].append(code)
    return found


def reader_for(scope: str, *, day: dt.date) -> Reader:
    """What reads the values of a territory's sheets on a day."""
    return Reader(vocabularies(), Registers(scope, day))


def names_in(contents: Iterable[Content], *, day: dt.date) -> Named:
    """The names of what contents name by code; the intercommunalité of each commune, in HOMES.

    Two queries: one for places, one of the basket.
    """
    held = list(contents)
    codes = {
        register: {code for content in held for code in content.get(register, [])}
        for register in (COMMUNES, INTERCOMMUNALITIES, OPERATORS, MEASURES)
    }
    found: dict[str, dict[str, str]] = {register: {} for register in (*codes, HOMES)}
    if codes[COMMUNES] or codes[INTERCOMMUNALITIES]:
        places, homes = _places(codes[COMMUNES], codes[INTERCOMMUNALITIES])
        found |= {COMMUNES: places, INTERCOMMUNALITIES: places, HOMES: homes}
    if codes[OPERATORS] or codes[MEASURES]:
        found |= offered_on(day)
    return found


@dataclass(frozen=True, slots=True)
class NamesOf:
    """The names that some contents need, for what writes them with their codes."""

    named: Named

    def name(self, register: str, code: str) -> str:
        """The name of a code; the code itself when it is not known."""
        return self.named.get(register, {}).get(code, code)


def _places(
    communes: set[str], intercommunalities: set[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The names of places by code, homes included; the home of each commune, by its code.

    A commune's home is its intercommunalité.
    """
    first = Commune.objects.filter(code__in=communes).order_by()
    held = Intercommunality.objects.filter(siren__in=intercommunalities).order_by()
    none = Value("", output_field=CharField())
    rows = first.values_list("code", "name", "intercommunality", "intercommunality__name").union(
        held.annotate(home=none, home_name=none).values_list("siren", "name", "home", "home_name")
    )
    names, homes = {}, {}
    for code, name, home, home_name in rows:
        names[code] = name
        if home:
            homes[code], names[home] = home, home_name
    return names, homes


def offered_on(day: dt.date) -> dict[str, dict[str, str]]:
    """The operators and the measures of the basket of a day, by code. One query."""
    held = basket_at(day)
    return {
        OPERATORS: {code: one.name for code, one in held.operators.items()},
        MEASURES: {code: one.title for code, one in held.measures.items() if one.is_found},
    }


def territory_names(scope: str) -> dict[str, str]:
    """The names of a territory's intercommunalités, by code. One query."""
    programme, _, code = scope.partition(":")
    held = TerritoryMember.objects.filter(
        territory__version__perimeter=programme,
        territory__code=code,
        intercommunality__isnull=False,
    )
    return dict(held.values_list("intercommunality", "intercommunality__name"))
