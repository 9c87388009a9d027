"""A small country with a programme's list, people, and missions made by the true commands."""

import datetime as dt
from dataclasses import dataclass, field, replace

from ancrage.geography.actions import start_programme
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.kernel.rights import Actor, host
from ancrage.people.models import Organisation, Person
from ancrage.people.queries import actor_of
from ancrage.vte.actions.hirings import declare_hiring
from ancrage.vte.actions.offers import post_offer
from ancrage.vte.actions.steps import accept_offer, submit_offer
from ancrage.vte.invented import siret
from ancrage.vte.models import Offer
from ancrage.vte.rules.told import Hiring, Told
from tests.people.world import person
from tests.selection.site import COUNTRY, store

HOST = host()
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
SIRENS = [unit.siren for unit in COUNTRY.units]
INSIDE, SIBLING, OUTSIDE = "00000", "00002", "00015"
SIRET = siret(1)
HERE, THERE = "essai:un", "essai:deux"


ROLES = {
    "company": ("company", "ent-1"),
    "rival": ("company", "ent-2"),
    "manager": ("project_manager", HERE),
    "neighbour": ("project_manager", THERE),
    "referent": ("referent", "bpifrance"),
    "ademe": ("referent", "ademe"),
    "national": ("national", ""),
    "auditor": ("auditor", ""),
    "copilot": ("copilot", "01"),
    "stranger": ("", ""),
}
"""Everybody, by what he holds and where."""


@dataclass(frozen=True)
class World:
    """The people, who come when they are called, and what they do most."""

    people: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        if name not in self.people:
            role, code = ROLES[name]
            self.people[name] = person(role, code=code, name=name)
        return self.people[name]

    def actor(self, name: str) -> Actor:
        return actor_of(self.person(name), on=TODAY)

    def draft(self, *, by: str = "company", now: dt.datetime = NOW, **changes) -> Offer:
        return post_offer(by=self.actor(by), now=now, told=replace(complete(), **changes))

    def submitted(self, *, by: str = "company", now: dt.datetime = NOW, **changes) -> Offer:
        offer = self.draft(by=by, now=now, **changes)
        return submit_offer(by=self.actor(by), now=now, offer=offer)

    def published(self, *, by: str = "company", now: dt.datetime = NOW, **changes) -> Offer:
        offer = self.submitted(by=by, now=now, **changes)
        return accept_offer(by=self.actor("referent"), now=now, offer=offer)

    def filled(self, *, days: int = 60, **changes) -> Offer:
        before = NOW - dt.timedelta(days=days)
        closes = before.date() + dt.timedelta(days=60)
        offer = self.published(now=before, **{"closes_on": closes, **changes})
        hiring = Hiring(
            hired_on=(before + dt.timedelta(days=10)).date(),
            contract="cdi",
            level=5,
            in_training=False,
            months_since_degree=6,
        )
        return declare_hiring(by=self.actor("company"), now=NOW, offer=offer, hiring=hiring)


def complete(**changes) -> Told:
    """A mission that the rule of the label accepts."""
    usual = Told(
        siret=SIRET,
        company_name="Décolletage d’essai",
        place=INSIDE,
        headcount=40,
        turnover_cents=800_000_000,
        seat_in_france=True,
        sector="industry",
        need="innover",
        title="Régler les fours",
        description="Mesurer et proposer.",
        skills="thermique",
        contract="cdi",
        level=5,
        degree_since=dt.date(2026, 1, 1),
        starts_on=dt.date(2027, 2, 1),
        closes_on=TODAY + dt.timedelta(days=60),
        has_tutor=True,
        tutor="chef d’atelier",
        contact="recrutement@essai.example",
    )
    return replace(usual, **changes)


def made() -> World:
    """The country, its list of two territories since 2018."""
    store()
    start_programme(
        by=HOST,
        now=NOW,
        code="essai",
        name="Programme d’essai",
        version_code="essai-2018",
        valid_from=dt.date(2018, 11, 22),
        territories=[
            ListedTerritory("un", "Territoire un", "01", (Member(SIRENS[0]), Member(SIRENS[1]))),
            ListedTerritory("deux", "Territoire deux", "01", (Member(SIRENS[2]),)),
        ],
    )
    Organisation.objects.create(
        kind="company", code="ent-1", name="Décolletage d’essai", siret=SIRET
    )
    return World()
