"""The dossier of each project that a plan serves: the one that it has, else a new one."""

import datetime as dt
from collections.abc import Sequence

from ancrage.allocation.actions.parts import PART
from ancrage.allocation.models import Line, Scenario
from ancrage.allocation.queries.places import named_at
from ancrage.funding.actions.opening import open_dossiers
from ancrage.funding.actions.rows import rewrite
from ancrage.funding.models import Dossier, Project
from ancrage.funding.queries.financers import financer_name
from ancrage.funding.queries.names import names_of
from ancrage.journal.command import unjournalled
from ancrage.kernel.bars import to_bars
from ancrage.kernel.chunks import in_chunks
from ancrage.kernel.identifiers import read_siret

INSIDE, UNPLACED = "inside", "unknown"


@unjournalled(PART)
def dossiers_for(
    *, scenario: Scenario, lines: Sequence[Line], day: dt.date, now: dt.datetime
) -> None:
    """Give each line its dossier of the scenario's financer: the one that it comes from, else the
    one of its sheet that waits for a decision, else a new one, placed by its territory; and to
    the dossier the sheet and the co-funded project of the line."""
    projects = _of_sheets(lines)
    waiting = _waiting(scenario, lines)
    for line in lines:
        if line.dossier is None:
            line.dossier = waiting.pop(line.sheet, None)
    made = _new(scenario, [line for line in lines if line.dossier is None], day)
    for line in lines:
        held = line.dossier
        if held is not None and line.sheet and held.project_id is None:
            held.project = projects.get(line.sheet)
    _tie(lines, made, now)
    open_dossiers(dossiers=made, year=day.year, now=now)
    for line in lines:
        held = line.dossier
        line.dossier = held  # its key is known now
    rewrite(lines, ["dossier"])


def _of_sheets(lines: Sequence[Line]) -> dict[str, Project]:
    """The first co-funded project of each sheet."""
    found: dict[str, Project] = {}
    for chunk in in_chunks(sorted({line.sheet for line in lines if line.sheet})):
        for one in Project.objects.filter(sheet__in=chunk).order_by("-pk"):
            found[one.sheet] = one
    return found


def _waiting(scenario: Scenario, lines: Sequence[Line]) -> dict[str, Dossier]:
    """The dossier of the financer on each sheet that waits for a decision, where there is one alone
    and no line has it."""
    taken = {line.dossier_id for line in lines if line.dossier_id}
    found: dict[str, list[Dossier]] = {}
    wanted = sorted({line.sheet for line in lines if line.sheet and line.dossier is None})
    for chunk in in_chunks(wanted):
        held = Dossier.objects.filter(
            financer=scenario.financer, sheet__in=chunk, outcome="", granted_cents=0
        )
        for one in held.exclude(pk__in=taken):
            found.setdefault(one.sheet, []).append(one)
    return {sheet: held[0] for sheet, held in found.items() if len(held) == 1}


def _new(scenario: Scenario, lines: Sequence[Line], day: dt.date) -> list[Dossier]:
    """A dossier for each of these lines, not yet written."""
    name, places = financer_name(scenario.financer), named_at(day).by_scope
    measures = names_of("measure", {line.measure for line in lines})
    for line in lines:
        siret = read_siret(line.siret) or ""
        held = places.get(line.territory)
        regions = held.regions if held else frozenset(filter(None, [line.region]))
        line.dossier = Dossier(
            financer=scenario.financer,
            financer_name=name,
            measure=line.measure,
            measure_name=measures.get(line.measure, ""),
            need=line.need,
            year=line.year or day.year,
            sheet=line.sheet,
            siret=siret,
            siren=siret[:9],
            beneficiary=line.beneficiary,
            purpose=(line.name or line.code)[:256],
            programme=line.territory.partition(":")[0],
            region=line.region,
            regions=to_bars(regions),
            territory=line.territory,
            territory_name=line.territory_name,
            place=INSIDE if line.territory else UNPLACED,
            placed_on=day,
            eligible_cents=line.eligible,
            aid_basis=line.more.get("aid_basis", ""),
            is_reserved=line.more.get("is_reserved", False),
            is_demonstration=scenario.is_demonstration,
        )
    return [line.dossier for line in lines if line.dossier]


@unjournalled(PART)
def _tie(lines: Sequence[Line], made: Sequence[Dossier], now: dt.datetime) -> None:
    """Keep the sheet and the project of dossiers that were there already."""
    known = [line for line in lines if line.dossier and line.dossier.pk and line.sheet]
    for line in known:
        if line.dossier and not line.dossier.sheet:
            line.dossier.sheet = line.sheet
        if line.dossier:
            line.dossier.changed_at = now
    rewrite([line.dossier for line in known if line.dossier], ["sheet", "project", "changed_at"])
