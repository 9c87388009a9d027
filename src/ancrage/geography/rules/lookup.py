"""In which territory a place is at a date, and why.

A list answers from the first day it is known to hold to the day before the next one. Before the
first list held nobody can say: the answer is "unknown", never "none".
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ancrage.geography.rules.listing import (
    COMMUNE,
    EPCI,
    EPT,
    Assignment,
    Gazetteer,
    ListedTerritory,
    ListVersion,
    Town,
    assignments,
)
from ancrage.kernel.identifiers import read_commune_code, read_siren
from ancrage.kernel.text import fold

HOMONYMS_MAX = 50


class Status(StrEnum):
    MATCHED = "matched"
    NONE = "none"
    UNKNOWN = "unknown"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Answer:
    """A territory that holds the place: `communes_in` of its `communes_total` communes.

    For a commune, `member` is the member of the territory that brings it in, and
    `member_is_whole` whether all of that member is in.
    """

    territory: ListedTerritory
    communes_in: int
    communes_total: int
    member: str
    member_name: str
    member_is_whole: bool

    @property
    def is_whole(self) -> bool:
        return self.communes_in == self.communes_total


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is known of one place at one date.

    `code` and `name` are today's; `repaired_from` is the input when it was badly written,
    `former_code` the input when the commune has another code today; `elsewhere` names the
    territories that hold other communes of a commune's intercommunalité.
    """

    kind: str
    code: str
    name: str
    on: dt.date
    status: Status
    version: ListVersion | None = None
    answers: tuple[Answer, ...] = ()
    repaired_from: str = ""
    former_code: str = ""
    elsewhere: tuple[ListedTerritory, ...] = ()


@dataclass(slots=True)
class Register:
    """The lists of one perimeter over a gazetteer, ready to be asked many times."""

    gazetteer: Gazetteer
    versions: Sequence[ListVersion]
    _held: dict[str, dict[str, Assignment]] = field(default_factory=dict)
    _named: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.versions = sorted(self.versions, key=lambda version: version.valid_from)

    def version_at(self, on: dt.date) -> ListVersion | None:
        """The list in force on a day; None before the first one held, or after the last."""
        held = [version for version in self.versions if version.valid_from <= on]
        last = held[-1] if held else None
        return None if last and last.valid_to and last.valid_to < on else last

    def assignments(self, version: ListVersion) -> dict[str, Assignment]:
        """For each commune of a list, the territory that it is in."""
        if version.code not in self._held:
            self._held[version.code] = assignments(version, self.gazetteer)
        return self._held[version.code]

    def commune(self, *, text: str, on: dt.date) -> Lookup:
        """Look a commune up by a code of today or of yesterday, repaired when need be."""
        read = read_commune_code(text)
        code = self.current_code(read.code) if read else None
        if read is None or code is None:
            return Lookup(COMMUNE, text.strip(), "", on, Status.INVALID)
        town = self.gazetteer.towns[code]
        former = read.code if read.code != code else ""
        return self._town(town, on, repaired_from=read.repaired_from, former_code=former)

    def current_code(self, code: str) -> str | None:
        """Today's code of a commune; None when the code never was one."""
        if code in self.gazetteer.towns:
            return code
        return self.gazetteer.former.get(code)

    def group(self, *, text: str, on: dt.date) -> Lookup:
        """Look an intercommunalité or an EPT up by SIREN: every territory that has part of it."""
        code = read_siren(text)
        if code is None or code not in self.gazetteer.groups:
            return Lookup(EPCI, text.strip(), "", on, Status.INVALID)
        repaired = text if text != code else ""
        return self._group(code, on, repaired_from=repaired)

    def postal_code(self, *, text: str, on: dt.date) -> list[Lookup]:
        """Look up every commune that a postal code serves; empty when it serves none."""
        code = "".join(text.split()).zfill(5)
        towns = (t for t in self.gazetteer.towns.values() if code in t.postal_codes)
        return [self._town(town, on) for town in sorted(towns, key=lambda town: town.code)]

    def named(self, *, text: str, on: dt.date) -> list[Lookup]:
        """Look up every commune, intercommunalité and EPT of that name, accents or not.

        Without one of that exact name, those whose name has all its words; at most
        `HOMONYMS_MAX`.
        """
        wanted = fold(text)
        names = self._names()
        found = names.get(wanted, [])
        if not found and wanted:
            words = set(wanted.split())
            hits = (places for name, places in names.items() if words <= set(name.split()))
            found = [place for places in hits for place in places]
        return [
            self._town(self.gazetteer.towns[code], on) if kind == COMMUNE else self._group(code, on)
            for kind, code in sorted(found, key=lambda place: place[1])[:HOMONYMS_MAX]
        ]

    def _names(self) -> dict[str, list[tuple[str, str]]]:
        if not self._named:
            for town in self.gazetteer.towns.values():
                self._named.setdefault(fold(town.name), []).append((COMMUNE, town.code))
            for code, name in self.gazetteer.groups.items():
                self._named.setdefault(fold(name), []).append((EPCI, code))
        return self._named

    def _town(
        self, town: Town, on: dt.date, *, repaired_from: str = "", former_code: str = ""
    ) -> Lookup:
        version = self.version_at(on)
        told = Lookup(
            COMMUNE,
            town.code,
            town.name,
            on,
            Status.UNKNOWN,
            version,
            repaired_from=repaired_from,
            former_code=former_code,
        )
        if version is None:
            return told
        found = self.assignments(version).get(town.code)
        if found is None:
            return replace(told, status=Status.NONE, elsewhere=self._siblings(town, version))
        member = found.member
        name = self.name_of(member.code)
        answer = Answer(found.territory, 1, 1, member.code, name, member.is_whole)
        return replace(told, status=Status.MATCHED, answers=(answer,))

    def _siblings(self, town: Town, version: ListVersion) -> tuple[ListedTerritory, ...]:
        held = self.assignments(version)
        codes = self.gazetteer.communes_of(town.ept or town.epci)
        found = {held[code].territory.code: held[code].territory for code in codes if code in held}
        return tuple(found[code] for code in sorted(found))

    def _group(self, code: str, on: dt.date, *, repaired_from: str = "") -> Lookup:
        kind = EPT if any(t.ept == code for t in self._members(code)) else EPCI
        version = self.version_at(on)
        told = Lookup(
            kind,
            code,
            self.name_of(code),
            on,
            Status.UNKNOWN,
            version,
            repaired_from=repaired_from,
        )
        if version is None:
            return told
        answers = tuple(self._group_answers(code, version))
        return replace(told, status=Status.MATCHED if answers else Status.NONE, answers=answers)

    def _group_answers(self, code: str, version: ListVersion) -> Iterator[Answer]:
        """The territories that hold communes of the group, those with most communes first."""
        held, communes = self.assignments(version), self.gazetteer.communes_of(code)
        found = [held[commune] for commune in communes if commune in held]
        counts = Counter(assignment.territory.code for assignment in found)
        territories = {assignment.territory.code: assignment.territory for assignment in found}
        for territory, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            whole = count == len(communes)
            name = self.name_of(code)
            yield Answer(territories[territory], count, len(communes), code, name, whole)

    def _members(self, code: str) -> list[Town]:
        return [self.gazetteer.towns[c] for c in self.gazetteer.communes_of(code)]

    def name_of(self, code: str) -> str:
        """The name of an intercommunalité, an EPT or a commune."""
        return self.gazetteer.name_of(code)
