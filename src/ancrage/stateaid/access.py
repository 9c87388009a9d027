"""Who reads what is known of a company's aid: a business secret, which its financers, the national
team, the auditors and the company itself know.

A financer is concerned by a company once it holds a dossier of it, or asked for a check on it.
"""

from collections.abc import Iterable
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
    """Who pays these companies or was asked to, and themselves. Three queries."""
    held = Dossier.objects.filter(siren__in=sirens).order_by().values_list("financer", flat=True)
    asked = Check.objects.filter(siren__in=sirens).order_by().values_list("financer", flat=True)
    codes = filter(None, {*held.distinct(), *asked.distinct()})
    return _together([*map(financer_where, codes), own_where(*sirens)])


def check_where(check: Check) -> Where:
    """Whose money a check is about, and the company. One query."""
    return _together([financer_where(check.financer), own_where(check.siren)])


def own_where(*sirens: str) -> Where:
    """The companies themselves: whoever acts for them."""
    own = Q(pk__in=[])
    for siren in filter(None, sirens):
        own |= Q(siret__startswith=siren)
    held = Organisation.objects.filter(own, kind=Organisation.COMPANY)
    return Where(companies=frozenset(held.values_list("code", flat=True)))


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
