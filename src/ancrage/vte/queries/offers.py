"""Missions as far as somebody may know of them, and what their steps look at."""

import datetime as dt

from django.db.models import Q, QuerySet

from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, ScopeKind
from ancrage.vte.definitions import OPERATOR, delays_on
from ancrage.vte.models import OPERATOR_KIND, TERRITORY, Offer
from ancrage.vte.queries.checks import label_check
from ancrage.vte.rules.guards import Facts
from ancrage.vte.rules.schemes import because
from ancrage.vte.rules.told import faults, missing

PUBLISHED = "published"
PUBLIC = (PUBLISHED, "filled", "expired")
"""What everybody may read; without what a company says of its own figures."""
WRITABLE = ("draft", "refused", "expired")
READ_FILE = "vte.read_file"
READ_ALL = "vte.read_all"


def published(day: dt.date) -> "QuerySet[Offer]":
    """The missions that can be answered on a day: whatever the state says, a past end is one."""
    return Offer.objects.filter(state=PUBLISHED, closes_on__gte=day)


def visible_to(actor: Actor) -> "QuerySet[Offer]":
    """What is public, what is the actor's own to write, and for who checks, what is proposed.

    A draft is read by its writers alone, whoever asks.
    """
    mine = written_by(actor)
    proposed = ~Q(state="draft") if may_read_proposed(actor) else Q(pk=None)
    return Offer.objects.filter(Q(state__in=PUBLIC) | mine | proposed)


def may_read_proposed(actor: Actor) -> bool:
    """Whether the actor reads what is proposed and refused: who checks, who audits."""
    if OPERATOR in actor.codes(ScopeKind.OPERATOR, role="referent"):
        return True
    return may(actor, READ_ALL)


def written_by(actor: Actor) -> Q:
    """The missions that the actor may write: his company's, or on behalf of one."""
    companies = actor.codes(ScopeKind.COMPANY, role="company")
    territories = actor.codes(ScopeKind.TERRITORY, role="project_manager")
    checks = OPERATOR in actor.codes(ScopeKind.OPERATOR, role="referent")
    found = Q(company__in=companies)
    found |= Q(on_behalf=TERRITORY, territory__in=territories)
    return found | Q(on_behalf=OPERATOR_KIND) if checks else found


def mine(actor: Actor) -> "QuerySet[Offer]":
    """What the actor works on: what he writes; for who checks, all but others' drafts."""
    held = written_by(actor)
    if may_read_proposed(actor):
        held |= ~Q(state="draft")
    return Offer.objects.filter(held)


def find_offer(actor: Actor, code: str) -> Offer | None:
    """A mission that the actor may see; None for the others, as if they were not there."""
    return visible_to(actor).filter(code=code).first()


def may_read_file(actor: Actor, offer: Offer) -> bool:
    """Whether the actor reads what the company declares of its own figures."""
    return may(actor, READ_FILE, offer.authors_where) or may(actor, READ_FILE, offer.where)


def step_facts(offer: Offer, *, today: dt.date) -> Facts:
    """What the steps of a mission look at."""
    told = offer.told
    found = faults(told, today=today, shown_days=delays_on(today).shown_days)
    return Facts(
        today=today,
        missing=tuple(missing(told).values()),
        faults=tuple(found.values()),
        is_corrected=offer.refused_version != offer.version,
        against=because(label_check(offer, day=offer.day or today, today=today)),
        closes_on=offer.closes_on,
    )
