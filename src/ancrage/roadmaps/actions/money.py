"""Money told of a sheet: entries that are added and reversed, never changed."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, unjournalled
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor
from ancrage.roadmaps.access import writers_where
from ancrage.roadmaps.actions.parts import (
    PART,
    SheetRefusedError,
    locked_sheet,
    record_sheet,
    today,
    with_money,
)
from ancrage.roadmaps.definitions import words
from ancrage.roadmaps.models import ActionSheet, FundingEntry
from ancrage.roadmaps.queries.sheets import shared_with
from ancrage.roadmaps.rules.funding import STAGES

FIRST_YEAR, LAST_YEAR, MOST_CENTS = 2010, 2060, 10**15


@dataclass(frozen=True, slots=True)
class Declared:
    """An amount told of a financer: cents, for a year, at a stage; when and where it was told."""

    financer: str
    kind: str
    year: int
    stage: str
    cents: int
    told_on: dt.date
    source: str

    def faults(self, *, today: dt.date) -> list[Problem]:
        """Everything that is wrong with it."""
        tests = [
            (_("Financeur"), bool(self.financer.strip()), _("Nommez le financeur.")),
            (_("Nature"), self.kind in words("financer_kinds"), _("Choisissez sa nature.")),
            (_("Année"), FIRST_YEAR <= self.year <= LAST_YEAR, _("Écrivez l’année du budget.")),
            (_("Stade"), self.stage in STAGES, _("Demandé, promis, accordé ou payé.")),
            (_("Montant"), 0 < self.cents <= MOST_CENTS, _("Écrivez un montant positif.")),
            (_("Dit le"), self.told_on <= today, _("Cette date n’est pas encore passée.")),
            (_("Source"), bool(self.source.strip()), _("Dites d’où vient ce montant.")),
        ]
        return [
            Problem("", None, name, _("à corriger."), told) for name, ok, told in tests if not ok
        ]


@command("roadmaps.declare")
def declare_funding(
    *, by: Actor, now: dt.datetime, sheet: ActionSheet, declared: Declared
) -> FundingEntry:
    """Tell an amount. InputRefused, with every fault."""
    held = locked_sheet(sheet)
    allow(writers_where(held, shared_with(held)))
    faults = declared.faults(today=today(now))
    if faults:
        raise InputRefused(faults)
    made = add_entry(sheet=held, declared=declared, by=by, now=now)
    with_money(held).save()
    record_sheet(
        held,
        _("Montant déclaré"),
        after={
            "financer": made.financer,
            "year": made.year,
            "stage": made.stage,
            "cents": made.cents,
        },
    )
    return made


@command("roadmaps.declare")
def reverse_funding(
    *, by: Actor, now: dt.datetime, entry: FundingEntry, reason: str
) -> FundingEntry:
    """Undo an entry whole by its opposite, and say why. SheetRefusedError."""
    held = locked_sheet(entry.sheet)
    allow(writers_where(held, shared_with(held)))
    told = FundingEntry.objects.select_for_update().get(pk=entry.pk)
    if told.reverses_id or FundingEntry.objects.filter(reverses=told).exists():
        raise SheetRefusedError(_("Cette écriture est déjà annulée."))
    if not reason.strip():
        raise SheetRefusedError(_("Dites pourquoi vous annulez cette écriture."))
    made = FundingEntry.objects.create(
        sheet=held,
        financer=told.financer,
        kind=told.kind,
        year=told.year,
        stage=told.stage,
        cents=-told.cents,
        told_on=today(now),
        source=reason.strip()[:300],
        reverses=told,
        author=by.reference,
        entered_at=now,
    )
    with_money(held).save()
    record_sheet(held, _("Montant déclaré, annulé"), details={"reason": reason.strip()[:300]})
    return made


@unjournalled(PART)
def add_entry(
    *, sheet: ActionSheet, declared: Declared, by: Actor, now: dt.datetime
) -> FundingEntry:
    """Append an entry. The sums of the sheet are not written here."""
    return FundingEntry.objects.create(
        sheet=sheet,
        financer=" ".join(declared.financer.split())[:200],
        kind=declared.kind,
        year=declared.year,
        stage=declared.stage,
        cents=declared.cents,
        told_on=declared.told_on,
        source=declared.source.strip()[:300],
        author=by.reference,
        entered_at=now,
    )
