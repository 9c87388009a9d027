"""A hiring declared. No name: the aid is judged on a date, a contract and a level."""

import datetime as dt
from dataclasses import asdict

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import long_date
from ancrage.vte.actions.notices import follow_offer
from ancrage.vte.actions.parts import OfferRefusedError, locked_offer, note, replace_on, step
from ancrage.vte.definitions import choices
from ancrage.vte.models import Offer
from ancrage.vte.rules.told import Hiring


@command("vte.fill")
def declare_hiring(
    *, by: Actor, now: dt.datetime, offer: Offer, hiring: Hiring, version: int | None = None
) -> Offer:
    """Say that somebody was hired: the mission leaves the public list.

    The territory is looked up again in the list in force on the day of the hiring.
    OfferRefusedError, StaleOfferError, StepRefusedError.
    """
    held, today = locked_offer(offer, version=version), localdate(now)
    allow(held.authors_where)
    _sound(held, hiring, today)
    _keep(held, hiring)
    replace_on(held, hiring.hired_on)
    held.filled_at = now
    before = step(held, "fill", now)
    note(
        held,
        _("Embauche déclarée en VTE"),
        before={"state": before},
        after={"state": held.state, **asdict(hiring)},
    )
    follow_offer(offer=held, now=now)
    return held


def _sound(offer: Offer, hiring: Hiring, today: dt.date) -> None:
    if hiring.hired_on > today:
        raise OfferRefusedError(_("La date de l’embauche est à venir : déclarez-la ce jour-là."))
    if offer.published_at and hiring.hired_on < localdate(offer.published_at):
        raise OfferRefusedError(
            _("L’embauche serait avant la publication de la mission (%s).")
            % long_date(localdate(offer.published_at))
        )
    if hiring.contract not in choices("contract"):
        raise OfferRefusedError(_("Dites quel contrat a été signé."))
    if hiring.contract == "cdd" and hiring.months is None:
        raise OfferRefusedError(_("Dites la durée du CDD, en mois."))


def _keep(offer: Offer, hiring: Hiring) -> None:
    offer.hired_on = hiring.hired_on
    offer.hired_contract = hiring.contract
    offer.hired_months = hiring.months if hiring.contract != "cdi" else None
    offer.hired_level = hiring.level
    offer.hired_in_training = hiring.in_training
    offer.hired_months_since_degree = hiring.months_since_degree
    offer.alternance_aid = hiring.alternance_aid
