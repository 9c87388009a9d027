"""Writing a request: begun, changed as long as it is a draft, sent to who answers."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.catalogue.queries import basket_at, vocabulary
from ancrage.catalogue.rules.basket import Measure
from ancrage.catalogue.rules.facts import Value
from ancrage.journal.command import allow, command, record
from ancrage.kernel.identifiers import read_siret
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import typeset
from ancrage.people.models import Organisation
from ancrage.requests.access import where_of
from ancrage.requests.actions.parts import (
    RequestRefusedError,
    is_invented,
    locked_request,
    take_codes,
    with_words,
)
from ancrage.requests.models import COMPANY, SCREEN, TERRITORY, ServiceRequest
from ancrage.requests.queries.judging import DERIVED, as_json
from ancrage.requests.queries.places import NOWHERE, Spot, atlas, programmes, spot_of_territory

KIND = "service_request"
LONGEST = 5000
MOST_CENTS = 10**15


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked, for whom. `asked_by`: a territory, or a company through it.

    `territory` is a scope code; without one, that of the commune on the day holds. Amounts in
    cents. `facts`: what else is known, in the catalogue's words.
    """

    measure: str
    asked_by: str = TERRITORY
    territory: str = ""
    commune: str = ""
    company_name: str = ""
    siret: str = ""
    purpose: str = ""
    cost: int | None = None
    asked_amount: int | None = None
    wanted_on: dt.date | None = None
    facts: Mapping[str, Value | None] = field(default_factory=dict)


@command("requests.ask")
def ask_request(
    *, by: Actor, now: dt.datetime, wanted: Wanted, origin: str = SCREEN
) -> ServiceRequest:
    """Begin a request, as a draft that its side alone reads. InputRefused; NotAllowedError."""
    made = ServiceRequest(author=by.reference, created_at=now, changed_at=now, origin=origin)
    _fill(made, wanted, localdate(now))
    allow(where_of(made))
    (made.code,) = take_codes(year=localdate(now).year)
    made.is_demonstration = is_invented(by.reference)
    with_words(made).save()
    record(
        kind=KIND,
        reference=made.code,
        label=made.code,
        says=_("Brouillon de sollicitation commencé : %s") % made.code,
        after=content_of(made),
        private=True,
    )
    return made


@command("requests.edit")
def edit_request(
    *,
    by: Actor,
    now: dt.datetime,
    request: ServiceRequest,
    wanted: Wanted,
    revision: int | None = None,
) -> ServiceRequest:
    """Change a draft. InputRefused; StaleRequestError; RequestRefusedError once it is sent."""
    held = locked_request(request, revision=revision)
    allow(where_of(held))
    if not held.is_draft:
        raise RequestRefusedError(
            _("Cette sollicitation est envoyée : écrivez plutôt un message à l’opérateur.")
        )
    before = content_of(held)
    _fill(held, wanted, localdate(now))
    allow(where_of(held))  # the territory or the company may be another
    held.revision += 1
    held.changed_at = now
    with_words(held).save()
    record(
        kind=KIND,
        reference=held.code,
        label=held.code,
        says=_("Brouillon de sollicitation modifié : %s") % held.code,
        before=before,
        after=content_of(held),
        private=True,
    )
    return held


def content_of(request: ServiceRequest) -> dict[str, object]:
    """What a request asks, for the journal."""
    return {
        "measure": request.measure,
        "territory": request.territory,
        "commune": request.commune,
        "siret": request.siret,
        "purpose": request.purpose,
        "cost": request.cost,
        "asked_amount": request.asked_amount,
        "wanted_on": request.wanted_on,
        "facts": request.facts,
    }


def _fill(made: ServiceRequest, wanted: Wanted, today: dt.date) -> None:
    """Write what is wanted into the request. InputRefused, with every fault."""
    basket = basket_at(today)
    measure = basket.measures.get(wanted.measure)
    spot = _spot(wanted, today)
    problems = [Problem("", None, *fault) for fault in _faults(wanted, measure, spot)]
    if problems or measure is None or spot is None:
        raise InputRefused(problems)
    operator = basket.operators.get(measure.operator)
    made.basket, made.measure, made.measure_name = basket.code, measure.code, measure.name
    made.operator, made.operator_name = measure.operator, operator.name if operator else ""
    made.asked_by = wanted.asked_by
    place_request(made, spot)
    _name_company(made, wanted)
    made.purpose = wanted.purpose.strip()
    made.cost, made.asked_amount = wanted.cost, wanted.asked_amount
    made.wanted_on = wanted.wanted_on
    made.facts = as_json({c: v for c, v in wanted.facts.items() if c not in DERIVED})


def place_request(made: ServiceRequest, spot: Spot) -> None:
    """Say where a request is."""
    made.place, made.territory, made.territory_name = (
        spot.place,
        spot.territory,
        spot.territory_name,
    )
    made.programme = spot.territory.partition(":")[0]
    made.regions = spot.regions
    made.commune, made.commune_name = spot.commune, spot.commune_name


def _spot(wanted: Wanted, today: dt.date) -> Spot | None:
    """Where it is: the territory that is named, else that of the commune; None for a bad one."""
    commune = _commune_spot(wanted, today)
    if not wanted.territory:
        return commune
    held = spot_of_territory(wanted.territory)
    if held is NOWHERE or commune is None:
        return None
    return Spot(
        held.place,
        held.territory,
        held.territory_name,
        held.regions,
        commune.commune,
        commune.commune_name,
    )


def _commune_spot(wanted: Wanted, today: dt.date) -> Spot | None:
    if not wanted.commune:
        return NOWHERE
    known = [code for code, _name in programmes()]
    programme = wanted.territory.partition(":")[0] or (known[0] if known else "")
    book = atlas(programme)
    found = book.commune(code=wanted.commune, name="", department="") if book else None
    if book is None or found is None or not found.code:
        return None
    return book.spot(found.code, today)


def _faults(
    wanted: Wanted, measure: Measure | None, spot: Spot | None
) -> Iterator[tuple[str, str, str]]:
    """(field, what is wrong, what to do) of each fault."""
    if measure is None or not measure.is_found:
        yield "measure", "cette mesure n’est pas dans le panier en vigueur.", "Choisissez-en une."
    if wanted.asked_by not in {TERRITORY, COMPANY}:
        yield "asked_by", "ce demandeur n’est pas connu.", "Un territoire, ou une entreprise."
    if spot is None:
        yield "territory", "ce territoire ou cette commune n’existe pas.", "Vérifiez le code."
    if wanted.siret and read_siret(wanted.siret) is None:
        yield "siret", "ce SIRET est faux.", "Quatorze chiffres, comme sur l’avis de situation."
    for name in ("cost", "asked_amount"):
        amount = getattr(wanted, name)
        if amount is not None and not 0 <= amount <= MOST_CENTS:
            yield name, "ce montant n’est pas possible.", "Donnez-le en euros."
    if len(wanted.purpose) > LONGEST:
        yield "purpose", typeset(f"ce texte dépasse {LONGEST} caractères."), "Raccourcissez-le."
    held = vocabulary()
    for code, value in wanted.facts.items():
        if code not in held or not (value is None or held[code].accepts(value)):
            yield f"fact_{code}", "cette réponse n’est pas possible.", "Choisissez-en une autre."


def _name_company(made: ServiceRequest, wanted: Wanted) -> None:
    made.siret = (read_siret(wanted.siret) or "") if wanted.siret else ""
    made.company = company_code(made.siret) if made.siret else ""
    made.company_name = " ".join(wanted.company_name.split())[:200]


def company_code(siret: str) -> str:
    """The code of a company's scope: that of the organisation that has the SIRET, else it."""
    known = Organisation.objects.filter(kind=Organisation.COMPANY, siret=siret).first()
    return known.code if known else siret
