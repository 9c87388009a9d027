"""What is promised, told in the funding plan of each sheet, so that nobody types it again."""

import datetime as dt
from collections.abc import Sequence

from ancrage.allocation.actions.parts import PART, ScenarioRefusedError
from ancrage.allocation.models import Line, Scenario
from ancrage.allocation.queries.sources import payer_of
from ancrage.allocation.rules.asking import Payer
from ancrage.funding.actions.envelopes import Told
from ancrage.funding.queries.financers import financer_name
from ancrage.journal.command import unjournalled
from ancrage.kernel.chunks import in_chunks
from ancrage.kernel.rights import Actor
from ancrage.roadmaps.actions.money import Declared, declare_funding
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.queries.sheets import everything, plan_of_sheet
from ancrage.roadmaps.rules.funding import PROMISED


@unjournalled(PART)
def declare_promises(
    *, by: Actor, now: dt.datetime, scenario: Scenario, lines: Sequence[Line], told: Told
) -> list[int]:
    """Declare in the funding plan of each line's sheet what it does not yet say of this promise.
    Returns the keys of the amounts. ScenarioRefusedError for a sheet that is in the bin."""
    payer, name = payer_of(scenario.financer, scenario.scope), financer_name(scenario.financer)
    wanted = {line.sheet: line for line in lines if line.sheet}
    made = []
    for chunk in in_chunks(sorted(wanted)):
        for sheet in everything().filter(code__in=chunk).order_by("code"):
            declared = _declared(sheet, wanted[sheet.code], payer, name, told)
            if declared is not None:
                made.append(_told(by, now, sheet, declared))
    return made


def _declared(
    sheet: ActionSheet, line: Line, payer: Payer, name: str, told: Told
) -> Declared | None:
    """What is to be told, in the words of the plan; None when it tells as much already."""
    mine = [held for held in plan_of_sheet(sheet).lines if payer.is_meant(held)]
    cents = (line.granted or 0) - sum(held.promised or 0 for held in mine)
    if cents <= 0:
        return None
    return Declared(
        financer=mine[0].financer if mine else name,
        kind=payer.kind,
        year=mine[0].year if mine else line.year or told.event_on.year,
        stage=PROMISED,
        cents=cents,
        told_on=told.event_on,
        source=f"{told.reason} ; {told.source}"[:300],
    )


def _told(by: Actor, now: dt.datetime, sheet: ActionSheet, declared: Declared) -> int:
    try:
        return declare_funding(by=by, now=now, sheet=sheet, declared=declared).pk
    except SheetRefusedError as refusal:
        raise ScenarioRefusedError(f"{sheet.code}\N{NO-BREAK SPACE}: {refusal}") from refusal
