"""Where a company is: its commune, and the territory that holds it on a day, and why."""

import datetime as dt
from dataclasses import dataclass

from ancrage.geography.models import Commune, Territory
from ancrage.geography.queries import find_territory, official_register, register_of
from ancrage.geography.rules.listing import COMMUNE
from ancrage.geography.rules.lookup import Lookup, Register, Status
from ancrage.geography.rules.lookup_words import why
from ancrage.kernel.identifiers import read_commune_code
from ancrage.matching.queries.places import lists_at


@dataclass(frozen=True, slots=True)
class Located:
    """A commune and what the lists say of it on a day.

    `in_territory` None: no list held says. `territory` is the programme's when it holds the
    commune, else the official list's. `says` are the answers of the lists, in words.
    """

    commune: Commune
    in_territory: bool | None
    territory: Territory | None
    says: tuple[str, ...]


def communes_named(text: str) -> list[Commune]:
    """The communes that a name, an INSEE code or a postal code tells; two queries at most."""
    register = official_register()
    asked = text.strip()
    if register is None or not asked:
        return []
    codes = [held.code for held in _lookups(register, asked) if held.kind == COMMUNE]
    found = Commune.objects.in_bulk(codes)
    return [found[code] for code in dict.fromkeys(codes) if code in found]


def _lookups(register: Register, asked: str) -> list[Lookup]:
    """On any day: only the places matter here."""
    on = dt.date.max
    if read_commune_code(asked):
        commune = register.commune(text=asked, on=on)
        postal = register.postal_code(text=asked, on=on)
        known = [] if commune.status == Status.INVALID else [commune]
        return [*known, *postal]
    if "".join(asked.split()).isdecimal():
        return register.postal_code(text=asked, on=on)
    return register.named(text=asked, on=on)


def locate(commune: Commune, *, day: dt.date) -> Located:
    """In which territory a commune is on a day: by the programme's list, else the official one.

    Two queries for each list of a programme once it is in memory.
    """
    register = official_register()
    answers = [(register, register.commune(text=commune.code, on=day))] if register else []
    for version in lists_at(day):
        own = register_of(version.perimeter_id)
        if own:
            answers.insert(0, (own, own.commune(text=commune.code, on=day)))
    told = [(held, answer) for held, answer in answers if answer.status != Status.UNKNOWN]
    says = tuple(_says(answer, held) for held, answer in told or answers)
    if not told:
        return Located(commune, None, None, says)
    answer = told[0][1]
    territory = None
    if answer.status == Status.MATCHED and answer.version:
        code = answer.answers[0].territory.code
        territory = find_territory(version=answer.version.code, code=code)
    return Located(commune, answer.status == Status.MATCHED, territory, says)


def _says(answer: Lookup, register: Register) -> str:
    """What a list says of the commune: the territory by its name, and why."""
    reasons = why(lookup=answer, register=register)
    names = ", ".join(held.territory.name for held in answer.answers)
    return f"{names}. {reasons}" if names else reasons
