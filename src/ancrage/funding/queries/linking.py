"""What dossiers may be of: requests, action sheets, projects that several financers pay."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ancrage.funding.matching_definitions import parameters_at
from ancrage.funding.models import Dossier
from ancrage.funding.models.matching import PROJECT, REQUEST, SHEET
from ancrage.funding.queries.candidates import Wanted, dossiers_for
from ancrage.funding.queries.financers import financers_of
from ancrage.funding.queries.waiting import refused_pairs
from ancrage.funding.rules.matching import Known, Suggestion, suggestions
from ancrage.kernel.rights import Actor
from ancrage.requests.models import ServiceRequest
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.queries.sheets import visible_to as sheets_visible_to

LINK = "funding.link_dossier"


@dataclass(frozen=True, slots=True)
class Side:
    """What may be tied to a dossier: how it is called, what is known of it, whose dossiers."""

    code: str
    label: str
    known: Known
    financer: str


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing with the dossiers suggested for it, the heaviest first."""

    side: Side
    found: tuple[Suggestion, ...]


def unlinked(actor: Actor, kind: str) -> "QuerySet[Any]":
    """The requests, sheets or dossiers that somebody may tie, and that no dossier is tied to."""
    financers = financers_of(actor, LINK)
    return {REQUEST: _requests, SHEET: _sheets, PROJECT: _dossiers}[kind](actor, financers)


def _requests(_actor: Actor, financers: frozenset[str] | None) -> "QuerySet[ServiceRequest]":
    tied = Dossier.objects.filter(request=OuterRef("code"))
    held = ServiceRequest.objects.exclude(state="draft").filter(~Exists(tied))
    return held if financers is None else held.filter(operator__in=financers)


def _sheets(actor: Actor, financers: frozenset[str] | None) -> "QuerySet[ActionSheet]":
    tied = Dossier.objects.filter(sheet=OuterRef("code"))
    held = sheets_visible_to(actor).filter(~Exists(tied)).exclude(owner_siret="")
    if financers is None:
        return held
    named = Q(pk=None)
    for code in financers:
        named |= Q(operators__contains=f"|{code}|")
    return held.filter(named, is_private=False)


def _dossiers(_actor: Actor, financers: frozenset[str] | None) -> "QuerySet[Dossier]":
    others = Dossier.objects.filter(siren=OuterRef("siren")).exclude(financer=OuterRef("financer"))
    held = Dossier.objects.filter(project=None).exclude(siren="").filter(Exists(others))
    return held if financers is None else held.filter(financer__in=financers)


def ties(rows: Sequence[Any], kind: str, *, on: dt.date) -> list[Tie]:
    """The dossiers suggested for each row of `unlinked`: six queries in all."""
    parameters = parameters_at(on)
    sides = [SIDES[kind](row) for row in rows]
    candidates = dossiers_for([Wanted(s.known, s.financer) for s in sides], rare=parameters.rare)
    refused = _refused(kind, sides, candidates)
    return [
        Tie(
            side,
            tuple(
                suggestions(
                    side.known,
                    _others(side, candidates[side.code], kind),
                    parameters,
                    refused=refused[side.code],
                )
            ),
        )
        for side in sides
    ]


def _others(side: Side, candidates: Sequence[Known], kind: str) -> list[Known]:
    """What it can be tied to, without what is known of payments; another financer's dossiers when
    it is one."""
    return [
        replace(one, room=None, begun=None)
        for one in candidates
        if kind != PROJECT or one.financer != side.known.financer
    ]


def _refused(
    kind: str, sides: Sequence[Side], candidates: dict[str, list[Known]]
) -> dict[str, frozenset[str]]:
    """The dossiers set aside, by what they were suggested for."""
    codes = {one.key for held in candidates.values() for one in held}
    pairs = refused_pairs(kind, codes)
    return {
        side.code: frozenset(code for code, others in pairs.items() if side.code in others)
        for side in sides
    }


def _of_request(held: ServiceRequest) -> Side:
    amounts = (held.asked_amount, held.granted_amount)
    known = Known(
        key=held.code,
        number=held.number,
        siret=held.siret,
        siren=held.siret[:9],
        amounts=tuple(sorted({cents for cents in amounts if cents})),
        day=held.decided_on or held.sent_on,
        year=held.sent_on.year if held.sent_on else None,
        name=held.company_name,
        purpose=held.purpose[:256],
        communes=tuple(filter(None, [held.commune])),
        measures=(held.measure,),
        territory=held.territory,
    )
    return Side(held.code, held.measure_name, known, held.operator)


def _of_sheet(held: ActionSheet) -> Side:
    amounts = (held.asked, held.promised, held.granted, held.total_cost)
    known = Known(
        key=held.code,
        siret=held.owner_siret,
        siren=held.owner_siret[:9],
        amounts=tuple(sorted({cents for cents in amounts if cents})),
        day=held.starts_on,
        name=held.owner_name,
        purpose=held.title,
        communes=_codes(held.communes),
        measures=_codes(held.measures),
        territory=held.scope,
        sheet=held.code,
    )
    return Side(held.code, held.title, known, "")


def _of_dossier(held: Dossier) -> Side:
    known = Known(
        key=held.code,
        financer=held.financer,
        siret=held.siret,
        siren=held.siren,
        day=held.decided_on or held.asked_on,
        name=held.beneficiary,
        purpose=held.purpose,
        communes=tuple(filter(None, [held.commune])),
        territory=held.territory,
        sheet=held.sheet,
    )
    return Side(held.code, held.purpose or held.beneficiary, known, "")


def _codes(bars: str) -> tuple[str, ...]:
    return tuple(filter(None, bars.split("|")))


SIDES: dict[str, Callable[[Any], Side]] = {
    REQUEST: _of_request,
    SHEET: _of_sheet,
    PROJECT: _of_dossier,
}
