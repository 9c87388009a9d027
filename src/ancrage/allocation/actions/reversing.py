"""An adoption undone whole: promises, delegations, amounts told in funding plans."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.allocation.actions.parts import ScenarioRefusedError, opened, record_scenario
from ancrage.allocation.models import Adoption, Scenario
from ancrage.funding.actions.books import locked_head
from ancrage.funding.actions.envelopes import reverse_move
from ancrage.funding.actions.undoing import undo
from ancrage.funding.models import Batch, Entry, EnvelopeMove
from ancrage.funding.models.ledger import SCREEN
from ancrage.journal.command import command
from ancrage.kernel.rights import Actor
from ancrage.roadmaps.actions.money import reverse_funding
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.models import FundingEntry

LONGEST = 300


@command("allocation.reverse")
def reverse_adoption(*, by: Actor, now: dt.datetime, scenario: Scenario, reason: str) -> Adoption:
    """Undo what an adoption wrote, entry by entry, and say why. Dossiers that it opened stay,
    without a promise. StepRefusedError once one of them was decided; LedgerRefusedError when the
    credits delegated are used."""
    locked_head()
    held = opened(scenario, "reverse", now=now, reason=reason)
    made = Adoption.objects.select_for_update().get(scenario=held)
    batch = _undone(by, now, held, made, reason)
    for move in EnvelopeMove.objects.filter(key__in=made.moves).select_related("origin", "target"):
        reverse_move(by=by, now=now, move=move, reason=reason)
    told = FundingEntry.objects.filter(pk__in=made.declared, reversal=None)
    for entry in told.select_related("sheet__roadmap"):
        _untold(by, now, entry, reason)
    made.reversed_at, made.reversed_by = now, by.reference
    made.reversed_reason = reason.strip()[:LONGEST]
    made.save(update_fields=["reversed_at", "reversed_by", "reversed_reason"])
    held.save(update_fields=["state", "changed_at"])
    record_scenario(
        held,
        _("Adoption annulée"),
        after={"state": held.state, "batch": batch.reference, "hash": batch.hash},
        details={"reason": reason.strip()},
    )
    return made


def _untold(by: Actor, now: dt.datetime, entry: FundingEntry, reason: str) -> None:
    """Undo an amount told in a funding plan. ScenarioRefusedError for a sheet in the bin."""
    try:
        reverse_funding(by=by, now=now, entry=entry, reason=reason)
    except SheetRefusedError as refusal:
        raise ScenarioRefusedError(f"{entry.sheet.code}\N{NO-BREAK SPACE}: {refusal}") from refusal


def _undone(by: Actor, now: dt.datetime, held: Scenario, made: Adoption, reason: str) -> Batch:
    """The promises that nobody undid yet, undone."""
    entries = Entry.objects.filter(batch__reference=made.batch, reversal=None).order_by("-pk")
    return undo(
        by=by,
        now=now,
        financer=held.financer,
        entries=list(entries),
        reason=reason,
        origin=SCREEN,
    )
