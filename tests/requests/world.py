"""Requests for the tests, on a small country: people of both sides, a measure of the basket."""

import datetime as dt
from dataclasses import dataclass

from ancrage.geography import models as geo
from ancrage.geography.actions import start_programme
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.kernel.rights import Actor, host
from ancrage.people.models import Organisation, Person
from ancrage.people.queries import actor_of
from ancrage.requests.actions.asking import Wanted, ask_request
from ancrage.requests.actions.steps import STEPS, send_request
from ancrage.requests.models import ServiceRequest
from tests.people.world import person
from tests.selection.site import COUNTRY, store

HOST = host()
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
PROGRAMME, LIST = "essai", "essai-2018"
HERE, THERE = f"{PROGRAMME}:ti-0101", f"{PROGRAMME}:ti-0201"
OPERATOR, OTHER = "bpifrance", "ademe"
MEASURE = "vte"
SIRET = "78012998700068"
WORD = "fours-verriers"
"""A word that stands in the purpose of every request of the tests."""
NAME = "Verrerie Inventée"


def at(days: int) -> dt.datetime:
    """A moment so many days after the first."""
    return NOW + dt.timedelta(days=days)


@dataclass(frozen=True)
class World:
    """Everybody, each with one role. `lead` is of HERE, region 01; `stranger` of THERE."""

    lead: Person
    stranger: Person
    company: Person
    referent: Person
    other_referent: Person
    copilot: Person
    other_copilot: Person
    national: Person
    auditor: Person

    def actor(self, name: str, *, on: dt.date = TODAY, seen_by: str = "") -> Actor:
        return actor_of(getattr(self, name), on=on, seen_by=seen_by)


def country() -> None:
    """A small country and a programme of two territories, one in each region."""
    store()
    first = [unit.siren for unit in COUNTRY.units if unit.region == "01"]
    second = [unit.siren for unit in COUNTRY.units if unit.region == "02"]
    start_programme(
        by=HOST,
        now=NOW,
        code=PROGRAMME,
        name="Programme d’essai",
        version_code=LIST,
        valid_from=dt.date(2018, 11, 22),
        territories=[
            ListedTerritory("ti-0101", "Vallée Une", "01", (Member(first[0]), Member(first[1]))),
            ListedTerritory("ti-0201", "Plaine Deux", "02", (Member(second[0]),)),
        ],
    )


def world() -> World:
    """New people, in the small country."""
    country()
    held = Organisation.objects.create(
        kind=Organisation.COMPANY, code="verrerie", name=NAME, siret=SIRET
    )
    return World(
        lead=person("elected_lead", code=HERE),
        stranger=person("elected_lead", code=THERE),
        company=person("company", code="verrerie", organisation=held),
        referent=person("referent", code=OPERATOR),
        other_referent=person("referent", code=OTHER),
        copilot=person("copilot", code="01"),
        other_copilot=person("copilot", code="02"),
        national=person("national"),
        auditor=person("auditor"),
    )


def communes(region: str) -> list[str]:
    """The codes of the communes of a region, in the order of the country."""
    return list(
        geo.Commune.objects.filter(region=region).order_by("code").values_list("code", flat=True)
    )


def wanted(**changes) -> Wanted:
    usual = {
        "measure": MEASURE,
        "asked_by": "company",
        "territory": HERE,
        "company_name": NAME,
        "siret": SIRET,
        "purpose": f"Un apprenti pour nos {WORD}.",
        "cost": 1_000_000,
        "asked_amount": 400_000,
        "facts": {"size": "small"},
    }
    return Wanted(**(usual | changes))


def drafted(held: World, **changes) -> ServiceRequest:
    return ask_request(by=held.actor("lead"), now=NOW, wanted=wanted(**changes))


def sent(held: World, **changes) -> ServiceRequest:
    return send_request(by=held.actor("lead"), now=NOW, request=drafted(held, **changes))


MORE = {
    "ask_more": {"reason": "Quel tuteur ?"},
    "reply": {"reason": "Le chef d’atelier."},
    "refuse": {"reason": "Hors du champ."},
    "withdraw": {"reason": "Projet abandonné."},
    "reopen": {"reason": "Erreur de saisie."},
    "grant": {"amount": 400_000},
}
ASKERS = ("send", "reply", "withdraw")


def stepped(held: World, request: ServiceRequest, *verbs: str, now: dt.datetime = NOW):
    """The request after these steps, each by the side whose it is."""
    for verb in verbs:
        by = held.actor("lead" if verb in ASKERS else "referent")
        request = STEPS[verb](by=by, now=now, request=request, **MORE.get(verb, {}))
    return request
