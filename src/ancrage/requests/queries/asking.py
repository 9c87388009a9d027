"""What is known of somebody who asks, so that he does not type it."""

from typing import Any

from ancrage.catalogue.rules.basket import Measure
from ancrage.kernel.rights import Actor, ScopeKind
from ancrage.people.models import Organisation
from ancrage.requests.models import COMPANY, TERRITORY

LEADS = ("elected_lead", "industrial_lead", "project_manager")


def territories_of(actor: Actor) -> frozenset[str]:
    """The scope codes of the territories for which somebody may ask."""
    held = (actor.codes(ScopeKind.TERRITORY, role=role) for role in LEADS)
    return frozenset().union(*held)


def company_of(actor: Actor) -> Organisation | None:
    """The company for which somebody speaks; None when he speaks for none."""
    codes = actor.codes(ScopeKind.COMPANY, role=COMPANY)
    held = Organisation.objects.filter(kind=Organisation.COMPANY, code__in=codes)
    return held.first() if codes else None


def known_of(actor: Actor, measure: Measure) -> dict[str, Any]:
    """What a new form is filled with."""
    territories = sorted(territories_of(actor))
    company = company_of(actor)
    told: dict[str, Any] = {"asked_by": TERRITORY}
    if company is not None:
        told |= {"company_name": company.name, "siret": company.siret}
    only_companies = measure.open_to == frozenset({COMPANY})
    if only_companies or not territories:
        told["asked_by"] = COMPANY
    if territories:
        told["territory"] = territories[0]
    return told
