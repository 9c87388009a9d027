"""The steps of a mission: proposed, refused by the rule or by the referent, published…"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor
from ancrage.vte.actions.notices import follow_offer, tell_writers
from ancrage.vte.actions.parts import KIND, locked_offer, note, replace_on, step
from ancrage.vte.models import Offer
from ancrage.vte.queries.checks import label_check
from ancrage.vte.queries.offers import PUBLISHED
from ancrage.vte.rules.schemes import because


@command("vte.submit")
def submit_offer(*, by: Actor, now: dt.datetime, offer: Offer) -> Offer:
    """Propose a mission: the rules in force that day are applied, criterion by criterion.

    What they refuse is refused at once, and says why; the rest goes to the operator's referent.
    """
    held, today = locked_offer(offer), localdate(now)
    allow(held.authors_where)
    replace_on(held, today)
    held.submitted_at = now
    before = step(held, "submit", now)
    checked = label_check(held, day=today, today=today)
    says = _("Mission VTE proposée")
    if checked.refusals:
        step(held, "rule_out", now)
        _refuse(held, because(checked))
        says = _("Mission VTE refusée par la règle")
    _told(held, before, says, details={"findings": [f.says for f in checked.verdict.findings]})
    follow_offer(offer=held, now=now)
    return held


@command("vte.accept")
def accept_offer(*, by: Actor, now: dt.datetime, offer: Offer) -> Offer:
    """Accept a mission: it is published. StepRefusedError."""
    held = locked_offer(offer)
    allow(held.where)
    held.published_at = now
    before = step(held, "accept", now)
    _told(held, before, _("Mission VTE acceptée et publiée"))
    _spread(held, now, _("Votre mission « %s » est publiée"))
    return held


@command("vte.refuse")
def refuse_offer(*, by: Actor, now: dt.datetime, offer: Offer, reason: str) -> Offer:
    """Refuse a mission, for a reason that its writers read. StepRefusedError."""
    held = locked_offer(offer)
    allow(held.where)
    before = step(held, "refuse", now, reason)
    _refuse(held, reason.strip())
    _told(held, before, _("Mission VTE refusée"))
    _spread(held, now, _("Votre mission « %s » est refusée : lisez pourquoi"))
    return held


@command("vte.take_back")
def take_back_offer(*, by: Actor, now: dt.datetime, offer: Offer) -> Offer:
    """Take a mission back to correct it: it leaves the public page. StepRefusedError."""
    held = locked_offer(offer)
    allow(held.authors_where)
    before = step(held, "take_back", now)
    _told(held, before, _("Mission VTE reprise pour être corrigée"))
    follow_offer(offer=held, now=now)
    return held


@command("vte.withdraw")
def withdraw_offer(*, by: Actor, now: dt.datetime, offer: Offer, reason: str) -> Offer:
    """Withdraw a mission for good. StepRefusedError."""
    held = locked_offer(offer)
    allow(held.authors_where)
    before = step(held, "withdraw", now, reason)
    _told(held, before, _("Mission VTE retirée"))
    follow_offer(offer=held, now=now)
    return held


@command("vte.expire")
def expire_offers(*, by: Actor, now: dt.datetime) -> list[Offer]:
    """Say of every published mission whose end has passed that it is over; its writers are told.

    The public page leaves them out from that day on, whether this is done or not.
    """
    allow()
    past = Offer.objects.filter(state=PUBLISHED, closes_on__lt=localdate(now)).order_by("code")
    over = list(past.select_for_update())
    for offer in over:
        step(offer, "expire", now)
        _spread(offer, now, _("L’annonce « %s » est finie : déclarez l’embauche, ou prolongez"))
    if not over:
        unchanged()
        return over
    record(
        kind=KIND,
        reference="",
        label=_("Missions VTE"),
        says=_("Missions VTE dont la date est passée : %(n)s") % {"n": len(over)},
        after={"state": "expired"},
        details={"codes": [offer.code for offer in over]},
    )
    return over


STEPS: dict[str, Callable[..., Offer]] = {
    "submit": submit_offer,
    "accept": accept_offer,
    "refuse": refuse_offer,
    "take_back": take_back_offer,
    "withdraw": withdraw_offer,
}
"""The command of each step that needs a reason at most."""


def _refuse(offer: Offer, reason: str) -> None:
    """Keep why, and which version it was: the same is not proposed again."""
    offer.reason, offer.refused_version = reason, offer.version
    offer.save(update_fields=["reason", "refused_version"])


def _told(offer: Offer, before: str, says: str, *, details: dict[str, Any] | None = None) -> None:
    reason = {"reason": offer.reason} if offer.reason else {}
    note(
        offer,
        says,
        before={"state": before},
        after={"state": offer.state},
        details={**(details or {}), **reason} or None,
    )


def _spread(offer: Offer, now: dt.datetime, title: str) -> None:
    """What is asked of people is brought up to date; the writers are told."""
    follow_offer(offer=offer, now=now)
    tell_writers(offer=offer, now=now, title=title % offer.shown_title)
