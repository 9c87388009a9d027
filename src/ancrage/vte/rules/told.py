"""What is written of a VTE mission and of a hiring, what is missing, what it means as facts.

No candidate and nobody hired is ever named: those who answer write to the company itself, and the
aid is judged on a date, a contract, a level and the age of a degree.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.catalogue.rules.facts import Value
from ancrage.kernel.identifiers import read_siret
from ancrage.kernel.text import fold
from ancrage.vte.rules.size import CompanyFigures

PRIVATE = ("headcount", "turnover_cents", "balance_cents")
"""What a company declares of itself and nobody but those who check it reads."""
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WEB = re.compile(r"https?://[^\s/]+\.[^\s]+")
PERSONAL = re.compile(r"[a-z]{2,}[.\-_][a-z]{2,}")
GENERIC = re.compile(
    r"accueil|candidatures?|contacts?|emplois?|infos?|jobs|recrutements?|recruter|ressources|rh|vte"
)
"""Words that make an address a company's rather than somebody's."""


@dataclass(frozen=True, slots=True)
class Told:
    """A mission as its company writes it: "" or None is what is not said yet.

    `place` is what was typed (a commune's code or name), `contact` a page or a generic address.
    """

    siret: str = ""
    company_name: str = ""
    place: str = ""
    headcount: int | None = None
    turnover_cents: int | None = None
    balance_cents: int | None = None
    category: str = ""
    seat_in_france: bool | None = None
    sector: str = ""
    need: str = ""
    title: str = ""
    description: str = ""
    skills: str = ""
    contract: str = ""
    months: int | None = None
    level: int | None = None
    degree_since: dt.date | None = None
    starts_on: dt.date | None = None
    closes_on: dt.date | None = None
    has_tutor: bool | None = None
    tutor: str = ""
    green: bool = False
    alternance_aid: bool | None = None
    contact: str = ""

    @property
    def figures(self) -> CompanyFigures:
        return CompanyFigures(
            self.headcount, self.turnover_cents, self.balance_cents, self.category
        )


@dataclass(frozen=True, slots=True)
class Hiring:
    """Somebody was hired: no name, only what the rules look at."""

    hired_on: dt.date
    contract: str
    months: int | None = None
    level: int | None = None
    in_training: bool | None = None
    months_since_degree: int | None = None
    alternance_aid: bool | None = None


def hiring_from(told: Mapping[str, Any]) -> Hiring:
    """A hiring from what was said of it: somebody in alternance is in training."""
    return Hiring(
        hired_on=told["hired_on"],
        contract=told["contract"],
        months=told.get("months"),
        level=told.get("level"),
        in_training=told["contract"] == "alternance",
        months_since_degree=told.get("months_since_degree"),
        alternance_aid=told.get("alternance_aid"),
    )


REQUIRED = {
    "siret": "le SIRET",
    "company_name": "le nom de l’entreprise",
    "place": "le lieu de travail",
    "title": "l’intitulé de la mission",
    "description": "la description",
    "sector": "le secteur",
    "need": "le besoin",
    "contract": "le contrat",
    "level": "le niveau",
    "starts_on": "la date de début",
    "closes_on": "la date de fin de l’annonce",
    "contact": "comment répondre",
}
"""What a mission must say before it is proposed. What the rules need is asked by the rules."""


def missing(told: Told) -> dict[str, str]:
    """What is left to be said, by field."""
    empty = (name for name in REQUIRED if getattr(told, name) in ("", None))
    found = {name: REQUIRED[name] for name in empty}
    if told.contract == "cdd" and told.months is None:
        found["months"] = "la durée du CDD"
    return found


def faults(told: Told, *, today: dt.date, shown_days: int) -> dict[str, str]:
    """What is said and cannot stand, by field: sentences in French."""
    return dict(_faults(told, today, shown_days))


def _faults(told: Told, today: dt.date, shown_days: int) -> Iterator[tuple[str, str]]:
    if told.siret and read_siret(told.siret) is None:
        yield "siret", "Ce SIRET n’existe pas : quatorze chiffres, dont le dernier est une clé."
    problem = contact_fault(told.contact)
    if problem:
        yield "contact", problem
    if told.closes_on and told.closes_on > today + dt.timedelta(days=shown_days):
        yield "closes_on", f"Une annonce reste au plus {shown_days} jours : avancez cette date."
    if told.contract == "cdi" and told.months is not None:
        yield "months", "Un CDI n’a pas de durée : laissez vide."


def contact_fault(contact: str) -> str:
    """Why this cannot be how to answer; "" when it can, or when nothing is said.

    A page of the company, or an address that is nobody's in person.
    """
    if not contact or WEB.fullmatch(contact):
        return ""
    if not EMAIL.fullmatch(contact):
        return "Donnez l’adresse d’une page (https://…) ou une adresse électronique."
    name = contact.partition("@")[0].lower()
    if PERSONAL.fullmatch(name) and not any(map(GENERIC.fullmatch, fold(name).split())):
        return (
            "Cette adresse semble être celle d’une personne : donnez une adresse de l’entreprise, "
            "comme recrutement@…"
        )
    return ""


def facts_of(
    told: Told,
    *,
    size: str | None,
    in_territory: bool | None,
    region: str = "",
    day: dt.date,
    hiring: Hiring | None = None,
    held_green: tuple[int, int] = (0, 0),
) -> dict[str, Value | None]:
    """A mission in the words of the rules, on a day.

    Once somebody is hired, what was hired counts rather than what was looked for. `held_green`:
    the VTE verts already aided for the same SIRET, and for the company's others.
    """
    return {
        "applicant": "company",
        "in_territory": in_territory,
        "region": region or None,
        "day": day,
        "size": size,
        "sector": told.sector or None,
        "seat_in_france": told.seat_in_france,
        "green": told.green,
        "has_tutor": told.has_tutor,
        "green_vte_of_site": held_green[0],
        "green_vte_of_company": held_green[1],
        **(_hired(hiring, day) if hiring else _sought(told)),
    }


def _sought(told: Told) -> Mapping[str, Value | None]:
    since = None
    if told.degree_since and told.starts_on:
        since = whole_months(told.degree_since, told.starts_on)
    return {
        "contract": told.contract or None,
        "contract_months": told.months,
        "level": told.level,
        "in_training": told.contract == "alternance" if told.contract else None,
        "months_since_degree": since,
        "months_since_hiring": None,
        "alternance_aid": _alternance_aid(told.contract, told.alternance_aid),
    }


def _hired(hiring: Hiring, day: dt.date) -> Mapping[str, Value | None]:
    return {
        "contract": hiring.contract,
        "contract_months": hiring.months,
        "level": hiring.level,
        "in_training": hiring.in_training,
        "months_since_degree": hiring.months_since_degree,
        "months_since_hiring": begun_months(hiring.hired_on, day),
        "alternance_aid": _alternance_aid(hiring.contract, hiring.alternance_aid),
    }


def _alternance_aid(contract: str, said: bool | None) -> bool | None:  # noqa: FBT001 what was said
    """There is no aid for alternance where there is no alternance."""
    return False if contract and contract != "alternance" else said


def whole_months(since: dt.date, until: dt.date) -> int:
    """Months gone by in full; 0 when `until` comes first."""
    months = (until.year - since.year) * 12 + until.month - since.month
    return max(months - (add_months(since, months) > until), 0)


def begun_months(since: dt.date, until: dt.date) -> int:
    """Months begun: « within six months » holds as long as this is six at most."""
    whole = whole_months(since, until)
    return whole + (add_months(since, whole) < until)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of the month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
