"""What a check needs beside amounts: conditions answered, a declaration, links, a regime."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ancrage.kernel.text import long_date
from ancrage.stateaid.rules.context import Context
from ancrage.stateaid.rules.regimes import SIZES, Condition, Declaration, Kind, Version

UNDERTAKING_MISSING = "Activité économique du bénéficiaire : oui ou non"
VEHICLES = "no_freight_vehicles"


@dataclass(frozen=True, slots=True)
class Needs:
    """`missing`: what must be told before a yes; `refusals`: what is not met, in French."""

    missing: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


def of_regime(context: Context) -> Needs:
    """What is missing when no rule of the regime is held for that day."""
    asked = context.asked
    regime = context.regimes.by_code.get(asked.regime)
    if regime is None:
        what = f"Régime de l’aide demandée (« {asked.regime} » n’en est pas un)"
        return Needs((what if asked.regime else "Régime de l’aide demandée",))
    if regime.kind == Kind.UNHELD:
        return Needs(("Règles du régime invoqué, que la section ne tient pas",))
    return Needs((f"Règles du régime « {regime.name} » en vigueur le {long_date(asked.on)}",))


def of_version(context: Context, version: Version) -> Needs:
    """What must be told, and what is not met, under a version of a regime."""
    missing, refusals, articles = [], [], []
    if context.company.is_undertaking is None:
        missing.append(UNDERTAKING_MISSING)
    for condition in _asked_of(context, version):
        answer = context.asked.conditions.get(condition.code)
        if answer is False and _surely_asked(context, condition):
            refusals.append(f"Condition non remplie : {condition.question} ({condition.article})")
        elif not answer:
            missing.append(f"{condition.question} ({condition.article})")
        articles.append(condition.article)
    if version.declaration is not None:
        missing.extend(_declared(context, version.declaration))
    return Needs(tuple(missing), tuple(refusals), tuple(dict.fromkeys(articles)))


def _asked_of(context: Context, version: Version) -> Iterator[Condition]:
    """The conditions that this company must meet, or may have to."""
    size = context.company.size
    for condition in version.conditions:
        if size in condition.sizes or size not in SIZES:
            yield condition
    if context.company.road_freight is not False:
        yield from (each for each in version.freight_conditions if each.code == VEHICLES)


def _surely_asked(context: Context, condition: Condition) -> bool:
    """Whether a condition surely holds of this company."""
    if condition.code == VEHICLES:
        return bool(context.company.road_freight)
    return context.company.size in condition.sizes or condition.sizes == frozenset(SIZES)


def _declared(context: Context, declaration: Declaration) -> Iterator[str]:
    """The declaration of aids and of links, or the register once it covers three years."""
    on, settings = context.asked.on, context.regimes.settings
    earliest = on - dt.timedelta(days=settings.declaration_days)
    between = f"datés entre le {long_date(earliest)} et le {long_date(on)}"
    if not _within(context, context.company.links_known_on, earliest):
        yield f"Liens de l’entreprise avec d’autres (qui la détient, qui elle détient), {between}"
    if declaration.until is not None and on > declaration.until:
        since = on - dt.timedelta(days=settings.register_days)
        if context.tables.register_until is None or context.tables.register_until < since:
            day = long_date(since)
            yield f"Fichier du registre national arrêté au {day} ou après ({declaration.then})"
    elif not _within(context, context.company.declared_on, earliest):
        between = between.replace("datés", "datée")
        yield (
            "Déclaration de l’entreprise sur les aides de minimis reçues pendant "
            f"{declaration.covers}, {between} ({declaration.article})"
        )


def _within(context: Context, day: dt.date | None, earliest: dt.date) -> bool:
    return day is not None and earliest <= day <= min(context.asked.on, context.known_on)
