"""Requests as far as somebody may know of them, and what their steps look at."""

import datetime as dt

from django.db.models import Q, QuerySet

from ancrage.catalogue.queries import basket_at
from ancrage.catalogue.rules.basket import Measure
from ancrage.journal.policy import rights
from ancrage.kernel.bars import barred
from ancrage.kernel.rights import Actor, Reach, ScopeKind
from ancrage.requests.access import READ
from ancrage.requests.models import COMPANY, Document, Message, Note, ServiceRequest
from ancrage.requests.rules.guards import Facts

ASKING = ("elected_lead", "industrial_lead", "project_manager", "company")
"""The roles that write requests: drafts are theirs alone."""


def visible_to(actor: Actor) -> "QuerySet[ServiceRequest]":
    """The requests that somebody may see, in full or in outline; of drafts, his side's alone."""
    right = rights().rights.get(READ)
    found = ServiceRequest.objects.all()
    if right is None:
        return found.none()
    drafts, sent = Q(pk=None), Q(pk=None)
    if actor.is_person:
        drafts |= Q(author=actor.reference)
    for holding in actor.held:
        reach = right.who.get(holding.role)
        if reach in {Reach.ANY, Reach.OUTLINE}:
            return found.filter(drafts | ~Q(state="draft"))
        if reach == Reach.OWN:
            touched = _on(holding.scope.kind, holding.scope.code)
            sent |= touched
            if holding.role in ASKING:
                drafts |= touched
    return found.filter(drafts | (sent & ~Q(state="draft")))


def _on(kind: ScopeKind, code: str) -> Q:
    return {
        ScopeKind.NATION: ~Q(pk=None),
        ScopeKind.REGION: Q(regions__contains=barred(code)),
        ScopeKind.TERRITORY: Q(territory=code),
        ScopeKind.OPERATOR: Q(operator=code),
        ScopeKind.COMPANY: Q(company=code),
    }[kind]


def find_request(actor: Actor, code: str) -> ServiceRequest | None:
    """A request that the actor may see; None for the others, as if they were not there."""
    return visible_to(actor).filter(code=code).first()


def measure_of(request: ServiceRequest, *, on: dt.date) -> Measure | None:
    """The measure as the basket in force that day has it; None when it is no longer there."""
    return basket_at(on).measures.get(request.measure)


def lacking(request: ServiceRequest) -> list[str]:
    """What a draft still lacks, in words."""
    found = []
    if not request.purpose.strip():
        found.append("ce que vous demandez, en quelques mots")
    if not request.territory and not request.company:
        found.append("le territoire, ou l’entreprise")
    if request.asked_by == COMPANY and not request.siret:
        found.append("le SIRET de l’entreprise")
    if request.asked_by == COMPANY and not request.company_name:
        found.append("le nom de l’entreprise")
    return found


def facts_of(request: ServiceRequest, *, today: dt.date) -> Facts:
    """What the steps of a request look at."""
    if not request.is_draft:
        return Facts(today)
    measure = measure_of(request, on=today)
    return Facts(
        today=today,
        missing=tuple(lacking(request)),
        is_known=measure is not None and measure.is_found,
        has_operator=measure is None or bool(measure.operator),
        opens=measure.opens if measure else None,
        closes=measure.closes if measure else None,
    )


def thread_of(request: ServiceRequest) -> list[Message]:
    """The messages of both sides, oldest first."""
    return list(request.messages.all())


def notes_of(request: ServiceRequest) -> list[Note]:
    """The operator's own notes: ask `Access.reads_notes` before."""
    return list(request.notes.all())


def documents_of(request: ServiceRequest) -> list[Document]:
    """The files joined by either side."""
    return list(request.documents.select_related("file"))
