"""What waits for whom because of a mission: told to the lists « À faire » as parts of commands."""

import datetime as dt
from typing import TypedDict

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.inbox.actions import ask, inform, settle
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import Where
from ancrage.kernel.text import contracted
from ancrage.vte.actions.parts import PART
from ancrage.vte.definitions import OPERATOR, delays_on, schemes
from ancrage.vte.models import TERRITORY, Offer
from ancrage.vte.rules.told import add_months

CHECKERS = Where(operators=frozenset([OPERATOR]))


@unjournalled(PART)
def follow_offer(*, offer: Offer, now: dt.datetime) -> None:
    """Ask for what a mission waits for; settle what it no longer waits for."""
    _check(offer, now)
    _correct(offer, now)
    _ask_aids(offer, now)


@unjournalled(PART)
def tell_writers(*, offer: Offer, now: dt.datetime, title: str) -> None:
    """Tell the company, and who wrote it on its behalf."""
    inform(
        cause=f"vte:{offer.code}:{offer.state}:{offer.version}:{title[:40]}",
        title=title,
        why=contracted(_("Mission VTE de %s.") % (offer.company_name or offer.company)),
        url_name="vte_mission",
        url_args=[offer.code],
        now=now,
        **_writers(offer),
    )


def _check(offer: Offer, now: dt.datetime) -> None:
    cause, today = f"vte:{offer.code}:check", localdate(now)
    if offer.state != "submitted":
        settle(cause=cause, now=now)
        return
    ask(
        cause=cause,
        title=_("Vérifier la mission VTE « %s »") % offer.shown_title,
        why=_(
            "Elle est proposée et la règle ne la refuse pas : acceptez-la, ou dites pourquoi non."
        ),
        url_name="vte_mission",
        url_args=[offer.code],
        role="referent",
        where=CHECKERS,
        since=now,
        due=today + dt.timedelta(days=delays_on(today).check_days),
        now=now,
    )


def _correct(offer: Offer, now: dt.datetime) -> None:
    cause = f"vte:{offer.code}:correct"
    if offer.state != "refused":
        settle(cause=cause, now=now)
        return
    ask(
        cause=cause,
        title=_("Corriger la mission VTE « %s »") % offer.shown_title,
        why=_("Elle a été refusée : la raison est sur sa page."),
        url_name="vte_edit",
        url_args=[offer.code],
        since=now,
        now=now,
        **_writers(offer),
    )


def _ask_aids(offer: Offer, now: dt.datetime) -> None:
    """The VTE vert has a last day: it is recalled until it is asked for, or that day is past."""
    cause = f"vte:{offer.code}:ask"
    green = schemes()["green"]
    months = green.within_months()
    asked = offer.state == "filled" and offer.green and offer.hired_on and months is not None
    if not asked or offer.aids.filter(kind=green.code).exists():
        settle(cause=cause, now=now)
        return
    last = add_months(offer.hired_on, months)  # type: ignore[arg-type]
    if last < localdate(now):
        settle(cause=cause, now=now)
        return
    ask(
        cause=cause,
        title=_("Demander l’aide VTE vert de « %s »") % offer.shown_title,
        why=_("L’embauche est déclarée ; l’aide se demande dans les %s mois qui la suivent.")
        % months,
        url_name="vte_mission",
        url_args=[offer.code],
        since=now,
        due=last,
        now=now,
        **_writers(offer),
    )


class Writers(TypedDict):
    """Those who write a mission, as the lists « À faire » name them."""

    role: list[str]
    where: Where


def _writers(offer: Offer) -> Writers:
    """Who is told: the company's contacts, the project manager who wrote it, or the referent."""
    if offer.on_behalf == TERRITORY and offer.territory:
        return {"role": ["company", "project_manager"], "where": offer.authors_where}
    if offer.on_behalf:
        return {"role": ["company", "referent"], "where": offer.authors_where}
    return {"role": ["company"], "where": offer.authors_where}
