"""Made-up missions of the VTE: three hundred companies, and one persona's, step by step."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.utils.timezone import localdate

from ancrage.kernel.rights import Actor, host
from ancrage.people.queries import actor_named
from ancrage.requests.actions.steps import (
    acknowledge_request,
    deliver_request,
    grant_request,
    refuse_request,
)
from ancrage.vte.actions.aids import ask_aid
from ancrage.vte.actions.hirings import declare_hiring
from ancrage.vte.actions.offers import edit_offer, post_offer
from ancrage.vte.actions.seeding import seed_offers
from ancrage.vte.actions.steps import (
    accept_offer,
    refuse_offer,
    submit_offer,
    withdraw_offer,
)
from ancrage.vte.invented import offers, siret, told
from ancrage.vte.models import Aid, Offer
from ancrage.vte.queries.aids import requests_of
from ancrage.vte.queries.checks import label_check
from ancrage.vte.queries.places import programme_register
from ancrage.vte.rules.schemes import because
from ancrage.vte.rules.told import Hiring, Told, add_months

COMPANY = "contact.decolletage@demo.example"
REFERENT = "referent.bpifrance@demo.example"
TOWN = "74081"  # Cluses
REFUSED = "L’entreprise a déjà reçu le plafond de minimis."
AIDED = 8
"""How many of the batch's hirings have asked for the aid, by the true commands."""


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Write them once, where places are loaded."""
    register = programme_register()
    if register is None or Offer.objects.filter(is_demonstration=True).exists():
        return
    held = list(offers(register, now))
    for offer in held:
        _refuse(offer, now)
    seed_offers(by=host(), now=now, offers=held)
    company, referent = (actor_named(name, on=localdate(now)) for name in (COMPANY, REFERENT))
    if company is not None and referent is not None:
        _Story(company, referent, now).tell()
        _aids(referent, now)


def _refuse(offer: Offer, now: dt.datetime) -> None:
    """Why a refused mission is: by the rule when it refuses, else by the referent."""
    if offer.state != "refused":
        return
    day = offer.placed_on or now.date()
    by_rule = because(label_check(offer, day=day, today=day))
    offer.reason = by_rule or told()["refusals"][int(offer.code[-1]) % 2]
    offer.refused_version = offer.version


@dataclass(frozen=True)
class _Story:
    """The missions of « Décolletage de l’Arve », lived by the true commands, day by day."""

    company: Actor
    referent: Actor
    now: dt.datetime

    def tell(self) -> None:
        """One in each state; one is refused, corrected, and proposed again."""
        self.post(2, title="Cartographier nos machines", description="", contact="")
        self.propose(4, title="Essayer la fabrication additive", months=6)
        self.corrected()
        self.publish(20, title="Chiffrer l’énergie de l’atelier", green=True)
        gone = self.propose(31, title="Ouvrir un comptoir à Genève")
        withdraw_offer(
            by=self.company, now=self.at(25), offer=gone, reason=told()["withdrawals"][1]
        )
        self.filled()

    def at(self, days: int) -> dt.datetime:
        """So many days ago."""
        return self.now - dt.timedelta(days=days)

    def post(self, days: int, **changes: Any) -> Offer:  # noqa: ANN401 what the mission says
        written = replace(_written(self.at(days).date()), **changes)
        return post_offer(
            by=self.company,
            now=self.at(days),
            told=written,
            code=f"demo-arve-{days}",
            is_demonstration=True,
        )

    def propose(self, days: int, **changes: Any) -> Offer:  # noqa: ANN401
        offer = self.post(days, **changes)
        return submit_offer(by=self.company, now=self.at(days - 1), offer=offer)

    def publish(self, days: int, **changes: Any) -> Offer:  # noqa: ANN401
        offer = self.propose(days, **changes)
        return accept_offer(by=self.referent, now=self.at(days - 2), offer=offer)

    def corrected(self) -> None:
        """Refused by the referent, corrected, proposed again: it waits for him."""
        refused = refuse_offer(
            by=self.referent,
            now=self.at(6),
            offer=self.propose(10, title="Former aux métiers"),
            reason=told()["refusals"][0],
        )
        better = replace(refused.told, title="Former des décolleteurs avec le lycée de Cluses")
        again = edit_offer(by=self.company, now=self.at(5), offer=refused, told=better)
        submit_offer(by=self.company, now=self.at(4), offer=again)

    def filled(self) -> None:
        """Somebody was hired: the aid can be asked for."""
        offer = self.publish(150, title="Régler les tours numériques", green=True)
        hiring = Hiring(
            hired_on=self.at(95).date(),
            contract="alternance",
            months=12,
            level=3,
            in_training=True,
            alternance_aid=True,
        )
        declare_hiring(by=self.company, now=self.at(90), offer=offer, hiring=hiring)


def _aids(referent: Actor, now: dt.datetime) -> None:
    """Aids of the batch's hirings: asked, granted, refused, paid, by the requests' commands."""
    filled = Offer.objects.filter(is_demonstration=True, state="filled").exclude(territory="")
    held = filled.exclude(company="demo-decolletage").order_by("code")[:AIDED]
    for rank, offer in enumerate(held):
        aid = ask_aid(
            by=host(), now=now - dt.timedelta(days=40 - rank), offer=offer, kind="territory"
        )
        _answer(rank, aid, referent, now)


def _answer(rank: int, aid: Aid, referent: Actor, now: dt.datetime) -> None:
    """A fourth waits, a fourth is granted, a fourth paid, a few refused."""
    request, kind = requests_of([aid])[aid.request], rank % 4
    if kind == 0:
        return
    acknowledge_request(by=referent, now=now, request=request)
    if kind == 3 and rank % 8 == 3:
        refuse_request(by=referent, now=now, request=request, reason=REFUSED)
        return
    grant_request(by=referent, now=now, request=request, amount=aid.expected_cents)
    if kind == 2:
        deliver_request(by=referent, now=now, request=request)


def _written(day: dt.date) -> Told:
    return Told(
        siret=siret(1),
        company_name="Décolletage de l’Arve",
        place=TOWN,
        headcount=86,
        turnover_cents=1_450_000_000,
        seat_in_france=True,
        sector="industry",
        need="innover",
        description="Avec les régleurs, dans l’atelier de Cluses.",
        skills="mécanique, mesure, goût de l’atelier",
        contract="cdd",
        months=12,
        level=3,
        degree_since=add_months(day, -15),
        starts_on=add_months(day, 2).replace(day=1),
        closes_on=add_months(day, 4),
        has_tutor=True,
        tutor="responsable de l’atelier",
        contact="https://decolletage-arve.example/recrutement",
    )
