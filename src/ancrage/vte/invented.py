"""Missions made up for the demonstration: drawn in order, never at random, from one list."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import yaml
from stdnum import luhn

from ancrage.geography.rules.lookup import Register
from ancrage.kernel.text import typeset
from ancrage.vte.models import Offer
from ancrage.vte.queries.places import Placed, placed_in
from ancrage.vte.rules.told import Told, add_months

IN_EACH, OUTSIDE_EACH, OUTSIDE = 2, 7, 52
"""How many missions in each territory; outside of them, one commune in so many, so many in all."""
CONTRACTS = (("alternance", 12), ("cdi", None), ("cdd", 18), ("alternance", 24), ("cdd", 12))
FIGURES = ((34, 520), (180, 2900), (72, 880), (12, 190), (310, 6400))
"""Staff, and turnover in ten thousands of euros; the last is beyond an SME."""
DAY = dt.timedelta(days=1)


@lru_cache(maxsize=1)
def told() -> dict[str, Any]:
    """The data file."""
    path = files("ancrage.vte") / "data" / "demonstration.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def siret(number: int, *, site: int = 1) -> str:
    """A SIRET of the made-up range: its SIREN begins with 0000, both keys are right."""
    bare = f"0000{number:04d}"
    whole = f"{bare}{luhn.calc_check_digit(bare)}{site:04d}"
    return f"{whole}{luhn.calc_check_digit(whole)}"


def communes(register: Register, day: dt.date) -> list[str]:
    """Where the missions are: the largest communes of each territory, and some outside of any."""
    version = register.version_at(day)
    held = register.assignments(version) if version else {}
    towns = sorted(
        register.gazetteer.towns.values(), key=lambda town: (-(town.population or 0), town.code)
    )
    found: dict[str, list[str]] = {}
    outside: list[str] = []
    for town in towns:
        if town.code in held:
            found.setdefault(held[town.code].territory.code, []).append(town.code)
        else:
            outside.append(town.code)
    inside = [code for name in sorted(found) for code in found[name][:IN_EACH]]
    return inside + outside[: OUTSIDE_EACH * OUTSIDE : OUTSIDE_EACH]


@dataclass(frozen=True)
class Invented:
    """One mission, by its place in the list: everything else follows from it."""

    rank: int
    commune: str
    state: str
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @cached_property
    def line(self) -> Mapping[str, Any]:
        lines: Sequence[Mapping[str, Any]] = told()["missions"]
        return lines[self.rank % len(lines)]

    @cached_property
    def submitted(self) -> dt.datetime:
        """When it was proposed: filled ones go back to 2019, the others are of this year."""
        if self.state in {"filled", "withdrawn"}:
            return self.now - dt.timedelta(days=200 + 31 * (self.rank * 7 % 78))
        if self.state == "expired":
            return self.now - dt.timedelta(days=190 + self.rank % 90)
        if self.state in {"submitted", "refused"}:
            return self.now - dt.timedelta(days=1 + self.rank % 9)
        return self.now - dt.timedelta(days=12 + self.rank % 80)

    @property
    def published(self) -> dt.datetime:
        return min(self.submitted + dt.timedelta(days=2 + self.rank % 8), self.now)

    @property
    def hired_on(self) -> dt.date:
        return min((self.published + dt.timedelta(days=35 + self.rank % 50)).date(), self.today)

    @property
    def day(self) -> dt.date:
        """The day whose list says where it is."""
        return self.hired_on if self.state == "filled" else self.submitted.date()

    def told(self, place: Placed) -> Told:
        """What its company would have written."""
        contract, months = CONTRACTS[self.rank % len(CONTRACTS)]
        staff, turnover = FIGURES[self.rank % len(FIGURES)]
        starts = add_months(self.submitted.date(), 2 + self.rank % 4).replace(day=1)
        kinds = told()["companies"]
        return Told(
            siret=siret(100 + self.rank),
            company_name=f"{kinds[self.rank % len(kinds)]} de {place.commune_name}",
            place=self.commune,
            headcount=staff,
            turnover_cents=turnover * 1_000_000,
            category="mid_cap" if staff >= 250 else "",
            seat_in_france=True,
            sector=self.line["sector"],
            need=self.line["need"],
            title=typeset(self.line["title"]),
            description=typeset(self.line["description"]),
            skills=self.line["skills"],
            contract=contract,
            months=months,
            level=self.line["level"],
            degree_since=None if contract == "alternance" else add_months(starts, -20),
            starts_on=starts,
            closes_on=self._closes(),
            has_tutor=True,
            tutor="responsable d’atelier" if self.rank % 2 else "direction technique",
            green=self.line["green"],
            contact=f"https://entreprise-{self.rank:04d}.example/recrutement",
        )

    def _closes(self) -> dt.date:
        if self.state == "published":
            return self.today + (20 + self.rank % 120) * DAY
        days = 60 if self.state == "expired" else 100
        return self.submitted.date() + days * DAY


def offers(register: Register, now: dt.datetime) -> Iterator[Offer]:
    """All the missions, in an order that never changes."""
    places = communes(register, now.date())
    drawn = [
        Invented(rank, commune, state, now)
        for rank, (commune, state) in enumerate(zip(places, _states(len(places)), strict=True))
    ]
    lookups = [register.commune(text=one.commune, on=one.day) for one in drawn]
    for one, place in zip(drawn, placed_in(lookups), strict=True):
        yield _offer(one, place)


def _states(count: int) -> list[str]:
    """A state for each mission, in the shares of the data file, well mixed."""
    hundred = [state for state, share in told()["share"].items() for _i in range(share)]
    mixed = [hundred[rank * 37 % 100] for rank in range(100)]
    return [mixed[rank % 100] for rank in range(count)]


def _offer(one: Invented, place: Placed) -> Offer:
    written = one.told(place)
    if one.state == "refused" and one.rank % 2:
        written = replace(written, contract="cdd", months=6, degree_since=None)
    offer = Offer(
        code=f"demo-{one.rank + 1:04d}",
        state=one.state,
        company=written.siret,
        author="demonstration",
        created_at=one.submitted - DAY,
        moved_at=one.submitted,
    )
    for values in (written, place):
        for name in values.__slots__:
            setattr(offer, name, getattr(values, name))
    _live(offer, one)
    return offer


def _live(offer: Offer, one: Invented) -> None:
    """The dates and the words of its state."""
    if one.state == "draft":
        offer.contact, offer.description = "", ""
        return
    offer.submitted_at = one.submitted
    if one.state in {"published", "filled", "expired"}:
        offer.published_at = offer.moved_at = one.published
    if one.state == "withdrawn":
        offer.reason = told()["withdrawals"][one.rank % 2]
    if one.state == "filled":
        _hire(offer, one)


def _hire(offer: Offer, one: Invented) -> None:
    offer.hired_on, offer.hired_contract = one.hired_on, offer.contract
    offer.hired_months, offer.hired_level = offer.months, offer.level
    offer.hired_in_training = offer.contract == "alternance"
    offer.hired_months_since_degree = None if offer.hired_in_training else one.rank % 20
    offer.filled_at = offer.moved_at = min(one.published + 90 * DAY, one.now)
