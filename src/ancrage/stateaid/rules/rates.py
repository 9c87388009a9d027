"""The share of eligible costs that a regime lets aid, for a company at a place on a day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from ancrage.kernel.text import long_date
from ancrage.stateaid.rules.model import Asked, Company, Tables
from ancrage.stateaid.rules.regimes import SIZES, Version
from ancrage.stateaid.rules.spans import Span, joined

WHOLE = 100
SIZE_MISSING = "Taille de l’entreprise (petite, moyenne, grande) au sens de l’annexe I du RGEC"
COSTS_MISSING = "Coûts admissibles du projet"


@dataclass(frozen=True, slots=True)
class Rate:
    """From `low` to `high` per cent of the eligible costs; `missing`: what would settle it."""

    low: int
    high: int
    missing: tuple[str, ...] = ()


def rate_of(version: Version, asked: Asked, company: Company, tables: Tables) -> Rate:
    """The rate of a regime for a project. Between 0 and 100 % when nothing is known of it."""
    if version.eligible_most is not None and (asked.eligible or 0) > version.eligible_most:
        return Rate(0, WHOLE, (version.eligible_doubt,))
    rates, missing = _by_size(version, asked, tables)
    if missing:
        return Rate(0, WHOLE, missing)
    sizes = (company.size,) if company.size in SIZES else SIZES
    possible = [rates[size] for size in sizes]
    told = [rate for rate in possible if rate is not None]
    if len(told) < len(possible):
        return Rate(0, WHOLE, (version.rate_doubt,))
    size_missing = (SIZE_MISSING,) if min(told) < max(told) else ()
    base = Rate(min(told), max(told), size_missing)
    return _raised(base, version, asked)


def ceiling_of(rate: Rate, eligible: int | None) -> Span:
    """The most that a rate allows, in cents, rounded down; unknown without the eligible costs."""
    if eligible is None:
        return Span(0, None, joined((rate.missing, (COSTS_MISSING,))))
    return Span(eligible * rate.low // WHOLE, eligible * rate.high // WHOLE, rate.missing)


def _raised(base: Rate, version: Version, asked: Asked) -> Rate:
    low, high, missing = base.low, base.high, list(base.missing)
    for bonus in version.bonuses:
        answer = asked.conditions.get(bonus.code)
        if not bonus.points or answer is False:
            continue
        high = min(version.rate_most, high + bonus.points)
        if answer:
            low = min(version.rate_most, low + bonus.points)
        elif low < high:
            missing.append(bonus.question)
    return Rate(low, high, tuple(missing) if low < high else ())


def _by_size(
    version: Version, asked: Asked, tables: Tables
) -> tuple[Mapping[str, int | None], tuple[str, ...]]:
    if version.zones is None:
        return version.rates or dict.fromkeys(SIZES), ()
    zone, missing = _zone(asked.commune, asked.on, tables)
    if missing:
        return {}, (missing,)
    if not zone:
        return dict.fromkeys(SIZES, 0), ()
    if zone not in version.zones:
        return {}, (f"Taux de la zone d’aide à finalité régionale « {zone} »",)
    return version.zones[zone], ()


def _zone(commune: str, on: dt.date, tables: Tables) -> tuple[str, str]:
    """The zone of a commune on a day, "" when it is in none; else what is missing to tell."""
    zones = tables.zones
    told = zones is not None and any(
        _covers(entry, on) for entries in zones.values() for entry in entries
    )
    if zones is None or not told:
        return "", f"Table des zones d’aide à finalité régionale en vigueur le {long_date(on)}"
    if not commune:
        return "", "Commune du projet"
    return next((entry[2] for entry in zones.get(commune, ()) if _covers(entry, on)), ""), ""


def _covers(entry: tuple[dt.date, dt.date | None, str], on: dt.date) -> bool:
    since, until, _zone = entry
    return since <= on and (until is None or on <= until)
