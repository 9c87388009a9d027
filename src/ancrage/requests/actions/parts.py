"""What several commands do as a part of themselves."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.journal.command import unjournalled
from ancrage.kernel.text import fold
from ancrage.people.actions.numbering import take_numbers
from ancrage.people.models import Person
from ancrage.requests.models import RequestCounter, ServiceRequest

PART = "une partie de la commande, qui en laisse la trace"


class RequestRefusedError(ValueError):
    """What cannot be done with a request; the message is one French sentence."""


class StaleRequestError(RequestRefusedError):
    """Somebody changed the request meanwhile."""


@unjournalled(PART)
def take_codes(*, year: int, count: int = 1) -> list[str]:
    """The next public codes of a year: « S-2026-000123 »."""
    numbers = take_numbers(counter=RequestCounter, year=year, count=count)
    return [f"S-{year}-{number:06d}" for number in numbers]


def locked_request(request: ServiceRequest, *, revision: int | None = None) -> ServiceRequest:
    """The request as it is now, kept from other changes. StaleRequestError.

    `revision`: the one that was read; None when it does not matter.
    """
    held = ServiceRequest.objects.select_for_update().get(pk=request.pk)
    if revision is not None and revision != held.revision:
        told = _(
            "Quelqu’un a changé cette sollicitation pendant que vous écriviez : relisez-la. Ce que "
            "vous avez écrit est encore là."
        )
        raise StaleRequestError(told)
    return held


def with_words(request: ServiceRequest) -> ServiceRequest:
    """The request with the words by which it is found; those of the company are kept apart."""
    told = (
        request.code,
        request.number,
        request.measure_name,
        request.operator_name,
        request.territory_name,
        request.commune_name,
    )
    request.search_words = fold(" ".join(filter(None, told)))[:800]
    request.company_words = fold(f"{request.company_name} {request.siret}")[:260]
    return request


def is_invented(reference: str) -> bool:
    """Whether a person is made up: so is what he asks."""
    return Person.objects.filter(reference=reference, is_demonstration=True).exists()


DAYS = {
    "sent": "sent_on",
    "acknowledged": "acknowledged_on",
    "more": "more_on",
    "instructed": "instructed_on",
    "granted": "decided_on",
    "refused": "decided_on",
    "withdrawn": "withdrawn_on",
    "delivered": "delivered_on",
    "closed": "closed_on",
}
"""The date of each state, by the name of its field."""
OUTCOMES = {"granted": "granted", "refused": "refused", "withdrawn": "withdrawn"}
ANSWERED = frozenset({"acknowledged", "more", "instructed", "granted", "refused"})
"""The states by which an operator shows that it has received the request."""


def date_state(request: ServiceRequest, *, today: dt.date) -> None:
    """Write the day of the state that has just begun, and what it decides."""
    state = request.state
    if state in ANSWERED and request.acknowledged_on is None:
        request.acknowledged_on = today
    if state != "acknowledged":  # a reply brings it back there: the first answer's day stays
        setattr(request, DAYS[state], today)
    if state in OUTCOMES:
        request.outcome = OUTCOMES[state]
    elif state in {"sent", "acknowledged", "more", "instructed"}:
        request.outcome, request.decided_on = "", None
