"""Requests as the pages say them: steps that may be made, dates, amounts."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset
from ancrage.kernel.workflow import Step
from ancrage.requests.access import Access
from ancrage.requests.definitions import workflow
from ancrage.requests.models import ServiceRequest
from ancrage.requests.queries.requests import facts_of

UNKNOWN = "inconnu"
INVENTED = (
    "Démonstration : ces sollicitations, leurs montants et leurs délais sont inventés. Ils ne "
    "disent rien de ce que font les opérateurs."
)
SOURCE = "Ancrage, sollicitations enregistrées sur le site et fichiers des opérateurs"
INVENTED_SOURCE = "Ancrage, démonstration : sollicitations, montants et délais inventés"


@dataclass(frozen=True, slots=True)
class Offered:
    """A step that somebody has the right to make; `obstacle` says why not now, "" when he can."""

    step: Step
    obstacle: str

    @property
    def url_name(self) -> str:
        return f"request_{self.step.verb}"


def offered(access: Access, *, today: dt.date) -> list[Offered]:
    """The steps that start from a request's state and that the actor has the right to make."""
    request, flow = access.request, workflow()
    his = [step for step in flow.from_state(request.state) if access.may(step.right)]
    facts = facts_of(request, today=today)
    return [
        Offered(step, flow.obstacle(step.verb, state=request.state, facts=facts)) for step in his
    ]


def amount(cents: int | None) -> str:
    """« 12 500 € »; « inconnu » when there is none."""
    return UNKNOWN if cents is None else typeset(euros(cents))


def in_euros(cents: int | None) -> float | None:
    """For the files: a number of euros."""
    return None if cents is None else cents / 100


def as_typed(cents: int | None) -> str:
    """An amount as one types it again in a form: « 12500,50 »."""
    if cents is None:
        return ""
    whole, rest = divmod(cents, 100)
    return f"{whole},{rest:02d}" if rest else str(whole)


def where_words(request: ServiceRequest) -> str:
    """« Vallée de l’Arve », « hors territoire (Lyon) », « lieu inconnu »."""
    if request.territory:
        return request.territory_name
    told = {"outside": _("hors territoire"), "unknown": _("lieu inconnu")}
    place = str(told.get(request.place, request.place))
    return f"{place} ({request.commune_name})" if request.commune_name else place


def timeline(request: ServiceRequest) -> Iterator[tuple[str, dt.date]]:
    """What happened, and when, in order."""
    told = [
        (_("Envoyée"), request.sent_on),
        (_("Accusé de réception"), request.acknowledged_on),
        (_("Complément demandé"), request.more_on),
        (_("Instruction commencée"), request.instructed_on),
        (_("Refusée") if request.outcome == "refused" else _("Décidée"), request.decided_on),
        (_("Retirée"), request.withdrawn_on),
        (_("Réalisée"), request.delivered_on),
        (_("Close"), request.closed_on),
    ]
    known = [(day, rank, label) for rank, (label, day) in enumerate(told) if day]
    yield from ((label, day) for day, _rank, label in sorted(known))
