"""Amendments as an actor may see them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from ancrage.adaptation.models import Amendment, Step
from ancrage.adaptation.places import held_regions, where_asked
from ancrage.adaptation.rules.workflow import Transition
from ancrage.adaptation.workflow import workflow
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor

ACCEPTED, OBJECT = "accepted", "object"


def visible_to(actor: Actor) -> QuerySet[Amendment]:
    """Those accepted, for all; those submitted once, in the regions concerned; drafts, in theirs.

    Newest change first.
    """
    seen = Q(state=ACCEPTED)
    concerned = held_regions(actor, "adaptation.read_submitted")
    submitted = Q(submitted_at__isnull=False)
    seen |= submitted if concerned is None else submitted & Q(pk__in=_touching(concerned))
    own = held_regions(actor, "adaptation.read_draft")
    seen |= ~Q(pk=None) if own is None else Q(region__in=own)
    found = Amendment.objects.filter(seen).select_related(
        "programme", "base", "region", "result", "follows"
    )
    return found.prefetch_related("regions")


def _touching(regions: frozenset[str]) -> QuerySet[Amendment, Any]:
    return Amendment.objects.filter(regions__in=regions).order_by().values("pk")


def find_amendment(actor: Actor, code: str) -> Amendment | None:
    """An amendment that the actor may see; None when there is none, or it is not for him."""
    return visible_to(actor).filter(code=code).first()


def open_to(actor: Actor, amendment: Amendment) -> list[Transition]:
    """What the actor may do with an amendment now, in the order of the workflow."""
    return [
        way
        for way in workflow().ways_out(amendment.state)
        if may(actor, way.verb.right, where_asked(amendment, way.verb.right))
    ]


AWAITED = {
    "draft": ("submit",),
    "correction": ("submit",),
    "submitted": ("approve",),
    "approved": ("accept",),
}
"""The step that each state waits for: who may do it is awaited."""


def awaits(actor: Actor, amendment: Amendment) -> bool:
    """Whether an amendment waits for something that the actor may do."""
    verbs = AWAITED.get(amendment.state, ())
    return any(way.verb.code in verbs for way in open_to(actor, amendment))


def objections(amendment: Amendment) -> list[Step]:
    """What other regions had against it since it was last submitted; one query."""
    return objections_in(amendment, amendment.steps.filter(verb=OBJECT).select_related("region"))


def objections_in(amendment: Amendment, steps: Iterable[Step]) -> list[Step]:
    """The same among steps at hand."""
    since = amendment.submitted_at
    return [step for step in steps if step.verb == OBJECT and since and step.at >= since]


def waiting(state: str | None = None, *, region: str = "") -> "QuerySet[Amendment]":
    """Amendments for a committee that has them on its agenda: all, or those of a state, written
    by a region ("" for all); the oldest first."""
    held = Amendment.objects.select_related("programme", "base", "region", "result")
    if state is not None:
        held = held.filter(state=state)
    if region:
        held = held.filter(region=region)
    return held.order_by("submitted_at", "code")
