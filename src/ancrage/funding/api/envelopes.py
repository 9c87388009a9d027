"""The API of the envelopes: read, opened, moved, described anew."""

import datetime as dt
from functools import partial
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Path, Router, Status

from ancrage.funding.actions.envelopes import (
    SETTABLE,
    Told,
    move_envelope,
    open_envelope,
    reverse_move,
    revise_envelope,
)
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.documents.ledger import envelope_document
from ancrage.funding.models import Envelope, EnvelopeMove
from ancrage.funding.queries.envelopes import find_envelope, moves_of, nodes
from ancrage.funding.schemas import ledger as schemas
from ancrage.geography.schemas import Day, Problem
from ancrage.kernel.problems import InputRefused
from ancrage.people.acting_api import acting_in, problems_for

router = Router(tags=["ledger"])
READ = {401: Problem, 404: Problem, 422: Problem}
WRITTEN = {409: Problem, **READ}
refusals = partial(problems_for, LedgerRefusedError, faults=(InputRefused,))
Code = Annotated[schemas.Code, Path()]
Id = Annotated[schemas.Id, Path()]


@router.get(
    "/envelopes",
    response={200: list[schemas.EnvelopeOut], 422: Problem},
    operation_id="envelopes",
)
def envelopes(request: HttpRequest, date: Day | None = None) -> list[schemas.EnvelopeOut]:
    """Les enveloppes, chacune sous celle dont elle est une part ; à une date si elle est dite."""
    return [schemas.EnvelopeOut(**envelope_document(node)) for node in nodes(until=date)]


@router.get(
    "/envelopes/{code}",
    response={200: schemas.EnvelopeDetailOut, **READ},
    operation_id="envelope",
)
def envelope(
    request: HttpRequest, code: Code, date: Day | None = None
) -> schemas.EnvelopeDetailOut:
    """Une enveloppe et ses mouvements."""
    return _envelope(envelope_of(code), date)


def _envelope(held: Envelope, date: dt.date | None = None) -> schemas.EnvelopeDetailOut:
    (node,) = (one for one in nodes(until=date) if one.envelope.pk == held.pk)
    moves = [_move(one) for one in moves_of(held, until=date)]
    return schemas.EnvelopeDetailOut(**envelope_document(node), moves=moves)


def _move(one: EnvelopeMove) -> schemas.EnvelopeMoveOut:
    return schemas.EnvelopeMoveOut(
        id=one.pk,
        kind=one.kind,
        origin=one.origin.code if one.origin else "",
        target=one.target.code if one.target else "",
        cents=one.cents,
        event_on=one.event_on,
        reason=one.reason,
        source=one.source,
        reverses=one.reverses_id,
    )


def envelope_of(code: str) -> Envelope:
    """The envelope of the address."""
    found = find_envelope(code)
    if found is None:
        raise Http404(f"L’enveloppe « {code} » n’existe pas.")
    return found


@router.post(
    "/envelopes",
    response={201: schemas.EnvelopeDetailOut, **WRITTEN},
    operation_id="envelope_open",
)
def envelope_open(
    request: HttpRequest, wanted: schemas.EnvelopeIn
) -> Status[schemas.EnvelopeDetailOut]:
    """Ouvre une enveloppe, ou une part d’une autre."""
    parent = envelope_of(wanted.parent) if wanted.parent else None
    held = {name: getattr(wanted, name) for name in SETTABLE}
    nature = parent.nature if parent else wanted.nature
    made = Envelope(code=wanted.code, nature=nature, parent=parent, **held)
    told = Told(wanted.event_on, wanted.reason, wanted.source)
    with refusals():
        open_envelope(**acting_in(request), envelope=made, cents=wanted.cents, told=told)
    return Status(201, _envelope(made))


@router.post(
    "/envelope-moves",
    response={201: schemas.EnvelopeMoveOut, **WRITTEN},
    operation_id="envelope_move",
)
def envelope_move(
    request: HttpRequest, wanted: schemas.EnvelopeMoveIn
) -> Status[schemas.EnvelopeMoveOut]:
    """Délègue, transfère, reprend, reçoit ou rend des crédits."""
    ends = [envelope_of(code) if code else None for code in (wanted.origin, wanted.target)]
    told = Told(wanted.event_on, wanted.reason, wanted.source, wanted.key)
    with refusals():
        made = move_envelope(
            **acting_in(request), origin=ends[0], target=ends[1], cents=wanted.cents, told=told
        )
    return Status(201, _move(made))


@router.post(
    "/envelope-moves/{pk}/reversal",
    response={201: schemas.EnvelopeMoveOut, **WRITTEN},
    operation_id="envelope_undo",
)
def envelope_undo(
    request: HttpRequest, pk: Id, wanted: schemas.MoneyReasonIn
) -> Status[schemas.EnvelopeMoveOut]:
    """Annule un mouvement d’enveloppe par son opposé."""
    found = EnvelopeMove.objects.select_related("origin", "target").filter(pk=pk).first()
    if found is None:
        raise Http404("Ce mouvement n’existe pas.")
    with refusals():
        made = reverse_move(**acting_in(request), move=found, reason=wanted.reason)
    return Status(201, _move(made))


@router.patch(
    "/envelopes/{code}",
    response={200: schemas.EnvelopeDetailOut, **WRITTEN},
    operation_id="envelope_revise",
)
def envelope_revise(
    request: HttpRequest, code: Code, wanted: schemas.EnvelopeEdit
) -> schemas.EnvelopeDetailOut:
    """Décrit autrement une enveloppe, dans une nouvelle version."""
    changes = {name: value for name, value in wanted.dict().items() if value is not None}
    with refusals():
        made = revise_envelope(
            **acting_in(request),
            envelope=envelope_of(code),
            revision=wanted.revision,
            changes=changes,
            reason=wanted.reason,
        )
    return _envelope(made)
