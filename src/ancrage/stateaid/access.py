"""Who reads what is known of a company's aid: a business secret, which its financers, the national
team, the auditors and the company itself know.

A financer is concerned by a company once it holds a dossier of it, or asked for a check on it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import reduce

from django.db.models import Q, QuerySet

from ancrage.funding.access import financer_where, own_sirets
from ancrage.funding.models import Dossier
from ancrage.funding.queries.financers import financers_of
from ancrage.journal.policy import may
from ancrage.kernel.rights import NOWHERE, Actor, Where
from ancrage.people.models import Organisation
from ancrage.stateaid.models import Check

READ = "stateaid.read"


def company_where(*sirens: str) -> Where:
    """Who pays these companies or was asked to, and themselves. Two queries."""
    return _together(companies_where(sirens).values())


def companies_where(sirens: Collection[str]) -> dict[str, Where]:
    """The same of each company, by SIREN. Two queries."""
    held = Dossier.objects.filter(siren__in=sirens).order_by().values_list("siren", "financer")
    asked = Check.objects.filter(siren__in=sirens).order_by().values_list("siren", "financer")
    found = defaultdict(list)
    for siren, financer in held.union(asked):
        if financer:
            found[siren].append(financer_where(financer))
    own = _own_codes(sirens)
    return {
        siren: _together([*found[siren], Where(companies=frozenset(own[siren]))])
        for siren in sirens
    }


def check_where(check: Check) -> Where:
    """Whose money a check is about, and the company. One query."""
    own = Where(companies=frozenset(_own_codes([check.siren])[check.siren]))
    return _together([financer_where(check.financer), own])


def _own_codes(sirens: Collection[str]) -> defaultdict[str, set[str]]:
    """The companies themselves, for whoever acts for them: their codes, by SIREN."""
    own = Q(pk__in=[])
    for siren in filter(None, sirens):
        own |= Q(siret__startswith=siren)
    rows = Organisation.objects.filter(own, kind=Organisation.COMPANY).order_by()
    found = defaultdict(set)
    for code, siret in rows.values_list("code", "siret"):
        found[siret[:9]].add(code)
    return found


def _together(places: Iterable[Where]) -> Where:
    """All that any of these touches."""
    return reduce(
        lambda a, b: Where(
            regions=a.regions | b.regions,
            operators=a.operators | b.operators,
            companies=a.companies | b.companies,
        ),
        places,
        NOWHERE,
    )


def own_sirens(actor: Actor) -> frozenset[str]:
    """The SIREN of the companies that somebody acts for; none when another looks as he would."""
    return frozenset() if actor.seen_by else frozenset(code[:9] for code in own_sirets(actor))


def reads_company(actor: Actor, siren: str) -> bool:
    """Whether somebody may know what aid a company received."""
    return may(actor, READ, company_where(siren))


def visible_checks(actor: Actor) -> "QuerySet[Check]":
    """The verdicts that somebody reads, the last one first."""
    financers = financers_of(actor, READ)
    if financers is None:
        return Check.objects.all()
    return Check.objects.filter(Q(financer__in=financers) | Q(siren__in=own_sirens(actor)))
