"""Companies that somebody may look for; what ceilings leave to one."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from ancrage.funding.access import read_by
from ancrage.funding.models import Dossier
from ancrage.funding.queries.financers import financers_of
from ancrage.kernel.rights import Actor
from ancrage.stateaid.access import READ, own_sirens, visible_checks
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.models import Undertaking
from ancrage.stateaid.queries.asking import Question
from ancrage.stateaid.queries.facts import Facts
from ancrage.stateaid.queries.verdicts import verdict_on
from ancrage.stateaid.rules.model import Asked, Verdict
from ancrage.stateaid.rules.regimes import Kind

MOST_FOUND = 30
DE_MINIMIS = "de_minimis"


def find_companies(actor: Actor, text: str) -> list[tuple[str, str]]:
    """SIREN and name of the companies of which somebody reads the aids and whose name has each
    word: at most one more than `MOST_FOUND`, in the order of names. Three queries."""
    found: dict[str, str] = {}
    for rows, field in _readable(actor) if text.split() else ():
        kept = Q(*(Q(**{f"{field}__icontains": word}) for word in text.split()))
        held = rows.filter(kept).order_by(field).values_list("siren", field).distinct()
        for siren, name in held[: MOST_FOUND + 1]:
            found.setdefault(siren, name)
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))[: MOST_FOUND + 1]


def _readable(actor: Actor) -> Iterator[tuple[QuerySet[Any], str]]:
    """Where the companies are of which somebody reads the aids, with the field of their name."""
    checks = visible_checks(actor)
    financers = financers_of(actor, READ)
    dossiers, companies = Dossier.objects.exclude(siren=""), Undertaking.objects.all()
    if financers is not None:
        own = Q(siren__in=own_sirens(actor))
        dossiers = dossiers.filter(own | Q(financer__in=financers))
        known = own | Q(siren__in=dossiers.order_by().values("siren"))
        companies = companies.filter(known | Q(siren__in=checks.order_by().values("siren")))
    yield companies, "name"
    yield dossiers.filter(read_by(actor)), "beneficiary"
    yield checks, "name"


@dataclass(frozen=True, slots=True)
class Left:
    """What a ceiling leaves to a company on a day, before any new grant."""

    regime: str
    verdict: Verdict


def ceilings_left(siren: str, on: dt.date, facts: Facts) -> list[Left]:
    """The general de minimis ceiling, and those of the regimes under which the company or its
    group received an aid."""
    told = {DE_MINIMIS, *(aid.regime for aid in facts.aids)}
    held = [
        code
        for code, regime in regimes().by_code.items()
        if code in told and regime.kind == Kind.CEILING and regime.on(on)
    ]
    return [Left(code, verdict_on(_nothing_more(siren, code, on), facts)) for code in held]


def _nothing_more(siren: str, regime: str, on: dt.date) -> Question:
    """A grant of nothing, whose conditions are met: what is left of the ceiling is all that it
    asks."""
    version = regimes().by_code[regime].on(on)
    met = {one.code: True for one in version.conditions} if version else {}
    return Question(Asked(siren, 0, regime, on, conditions=met), 0)
