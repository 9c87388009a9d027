"""Every write of the antennas: a plan adopted, dates and places, opened, closed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.antennas.actions.notices import tell_antenna
from ancrage.antennas.definitions import parameters_at, workflows
from ancrage.antennas.models import Antenna, Period, Siting
from ancrage.antennas.queries.antennas import antenna_facts, left_in, where_of_antenna
from ancrage.antennas.queries.places import loaded_ground
from ancrage.antennas.queries.sitings import Seen
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor, Where
from ancrage.kernel.text import contracted, typeset
from ancrage.kernel.workflow import StepRefusedError

KIND = "antenna"


class AntennaRefusedError(ValueError):
    """What was asked cannot be done to the antenna; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Places from a day to a day, both included."""

    starts_on: dt.date
    ends_on: dt.date
    places: int


@command("antennas.adopt_siting")
def adopt_siting(
    *, by: Actor, now: dt.datetime, siting: Siting, opens_on: dt.date, offer: Offer
) -> list[Antenna]:
    """Make a planned antenna of each host of the plan that has none yet; returns the new ones.

    AntennaRefusedError without a plan that answers the question on the figures of today.
    """
    operator = parameters_at(localdate(now)).operator
    allow(Where(operators=frozenset({operator})))
    held = Siting.objects.select_for_update().get(pk=siting.pk)
    seen, ground = Seen(held), loaded_ground()
    if seen.plan is None or not seen.is_current(ground):
        raise AntennaRefusedError(
            _("Ce scénario n’a pas de plan à jour : faites-le calculer avant de l’adopter.")
        )
    _check(offer)
    if opens_on > offer.ends_on:
        raise AntennaRefusedError(_("L’ouverture vient après la fin de la première période."))
    there = Antenna.objects.exclude(state="closed").values_list("host", flat=True)
    hosts = [siren for siren in seen.plan.hosts if siren not in set(there)]
    if not hosts:
        unchanged()
        return []
    names = {place.siren: place.name for place in ground.places}
    made = [_made(held, operator, siren, names[siren], opens_on, now) for siren in hosts]
    for antenna in made:
        Period.objects.create(
            antenna=antenna,
            starts_on=offer.starts_on,
            ends_on=offer.ends_on,
            places=offer.places,
        )
    record(
        kind="siting",
        reference=held.code,
        label=held.name,
        says=_("Plan d’implantation adopté : %(name)s (%(count)d antennes prévues)")
        % {"name": held.name, "count": len(made)},
        after={"antennas": [antenna.code for antenna in made]},
        details={"opens_on": str(opens_on), **_told(offer)},
    )
    return made


@command("antennas.edit_antenna")
def edit_antenna(
    *,
    by: Actor,
    now: dt.datetime,
    antenna: Antenna,
    name: str,
    opens_on: dt.date,
    closes_on: dt.date | None,
    version: int | None = None,
) -> Antenna:
    """Change the name and the dates of an antenna; `version` is the one that was read."""
    held = _allowed(antenna)
    if version is not None and version != held.version:
        raise AntennaRefusedError(_("Cette antenne a été modifiée entre-temps : relisez-la."))
    name = typeset(" ".join(name.split()))
    if not name or len(name) > 120:
        raise AntennaRefusedError(_("Donnez un nom d’au plus 120 caractères."))
    if closes_on is not None and closes_on < opens_on:
        raise AntennaRefusedError(_("La fermeture vient avant l’ouverture."))
    before = _dates(held)
    held.name, held.opens_on, held.closes_on = name, opens_on, closes_on
    if _dates(held) == before:
        unchanged()
        return held
    held.version += 1
    held.save()
    _record(held, _("Antenne modifiée"), before=before, after=_dates(held))
    return held


@command("antennas.set_places")
def set_places(*, by: Actor, now: dt.datetime, antenna: Antenna, offer: Offer) -> Period:
    """Offer places on a period; one that starts the same day is changed.

    Never fewer than are held already; periods of an antenna do not overlap.
    """
    held = _allowed(antenna)
    if held.state == "closed":
        raise AntennaRefusedError(_("L’antenne est fermée : elle n’offre plus de places."))
    _check(offer)
    others = held.periods.exclude(starts_on=offer.starts_on)
    if others.filter(starts_on__lte=offer.ends_on, ends_on__gte=offer.starts_on).exists():
        raise AntennaRefusedError(_("Cette période en recouvre une autre de la même antenne."))
    period = held.periods.select_for_update().filter(starts_on=offer.starts_on).first()
    before = None
    if period is None:
        period = Period(antenna=held, starts_on=offer.starts_on)
    else:
        before = _told(Offer(period.starts_on, period.ends_on, period.places))
        _check_held(period, offer)
    period.ends_on, period.places = offer.ends_on, offer.places
    period.save()
    _record(held, _("Places offertes"), before=before, after=_told(offer))
    return period


@command("antennas.open")
def open_antenna(*, by: Actor, now: dt.datetime, antenna: Antenna) -> Antenna:
    """Open a planned antenna."""
    held = _allowed(antenna)
    return _moved(held, "open", now, "", _("Antenne ouverte"))


@command("antennas.close")
def close_antenna(*, by: Actor, now: dt.datetime, antenna: Antenna, reason: str) -> Antenna:
    """Close an antenna, or give a planned one up, and say why."""
    held = _allowed(antenna)
    return _moved(held, "close", now, reason, _("Antenne fermée"))


STEPS: dict[str, Callable[..., Antenna]] = {"open": open_antenna, "close": close_antenna}
"""The command of each step of the workflow."""


def _made(
    siting: Siting, operator: str, siren: str, name: str, opens_on: dt.date, now: dt.datetime
) -> Antenna:
    """One antenna; the second one that a host has in time is numbered."""
    stem = slugify(name)[:50].strip("-") or siren
    code, rank = stem, 1
    while Antenna.objects.filter(pk=code).exists():
        rank += 1
        code = f"{stem}-{rank}"
    return Antenna.objects.create(
        code=code,
        name=contracted(_("Antenne de %s") % name),
        host=siren,
        operator=operator,
        siting=siting,
        opens_on=opens_on,
        created_at=now,
        moved_at=now,
        is_demonstration=siting.is_demonstration,
    )


def _moved(held: Antenna, verb: str, now: dt.datetime, reason: str, says: str) -> Antenna:
    before, today = held.state, localdate(now)
    facts = antenna_facts(held, today=today)
    held.state = workflows()["antenna"].after(verb, state=before, facts=facts, reason=reason)
    held.reason, held.moved_at = reason.strip(), now
    if verb == "close" and (held.closes_on is None or held.closes_on > today):
        held.closes_on = max(today, held.opens_on)
    held.version += 1
    held.save()
    tell_antenna(antenna=held, now=now, told=f"{says}\N{NO-BREAK SPACE}: {held.name}")
    more = {"details": {"reason": held.reason}} if held.reason else {}
    _record(held, says, before={"state": before}, after={"state": held.state}, **more)
    return held


def _check(offer: Offer) -> None:
    if offer.places < 1:
        raise AntennaRefusedError(_("Offrez au moins une place."))
    if offer.ends_on < offer.starts_on:
        raise AntennaRefusedError(_("La période finit avant de commencer."))


def _check_held(period: Period, offer: Offer) -> None:
    held = period.places - left_in(period)
    if offer.places < held:
        told = _("%d places sont déjà tenues sur cette période : n’en offrez pas moins.")
        raise AntennaRefusedError(told % held)


def _told(offer: Offer) -> dict[str, Any]:
    return {
        "starts_on": str(offer.starts_on),
        "ends_on": str(offer.ends_on),
        "places": offer.places,
    }


def _dates(antenna: Antenna) -> dict[str, Any]:
    closes = str(antenna.closes_on) if antenna.closes_on else None
    return {"name": antenna.name, "opens_on": str(antenna.opens_on), "closes_on": closes}


def _allowed(antenna: Antenna) -> Antenna:
    held = Antenna.objects.select_for_update().get(pk=antenna.pk)
    allow(where_of_antenna(held))
    return held


def _record(antenna: Antenna, says: str, **more: Any) -> None:  # noqa: ANN401 the journal's
    record(
        kind=KIND,
        reference=antenna.code,
        label=antenna.name,
        says=f"{says}\N{NO-BREAK SPACE}: {antenna.name}",
        **more,
    )


REFUSALS = (AntennaRefusedError, StepRefusedError)
