"""The dossiers and the projects that a financer's file tells, begun or written again."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.timezone import localdate

from ancrage.funding.actions.opening import open_dossiers
from ancrage.funding.actions.rows import PART, rewrite
from ancrage.funding.models import Batch, Dossier, MoneyImport, Project
from ancrage.funding.queries.filing import FileRegisters
from ancrage.funding.queries.financers import financer_name
from ancrage.funding.queries.reading import Read
from ancrage.funding.rules.plan import MADE, Plan, Planned
from ancrage.journal.command import unjournalled
from ancrage.kernel.chunks import in_chunks
from ancrage.kernel.rights import Actor

PLAIN = (
    *("siret", "siren", "beneficiary", "purpose", "asked_on", "instructed_on", "decided_on"),
    *("outcome", "sheet", "request", "aid_basis"),
)
"""The fields of a dossier that are those of the file as they are."""
WRITTEN = (
    *PLAIN,
    *("number", "scheme", "scheme_name", "measure", "measure_name", "need", "project"),
    *("eligible_cents", "is_reserved", "programme", "commune", "commune_name", "region", "regions"),
    *("territory", "territory_name", "place", "placed_on", "changed_at"),
)
"""The columns of a dossier that a file may write."""


@dataclass
class Taking:
    """One file being taken in: who, when, its source, what is posted as it goes."""

    by: Actor
    now: dt.datetime
    source: MoneyImport
    read: Read
    is_invented: bool
    dossiers: dict[int, Dossier] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    former: dict[str, Any] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        return self.read.plan

    @property
    def registers(self) -> FileRegisters:
        return self.read.registers


@unjournalled(PART)
def open_projects_of(taking: Taking, active: Iterable[Planned]) -> None:
    """The projects that lines name; a new identifier begins one, which all financers share."""
    told = {one.told["project"]: one.told for one in active if "project" in one.told}
    for chunk in in_chunks(sorted(told)):
        held = Project.objects.filter(code__in=chunk)
        taking.projects |= {project.code: project for project in held}
    new = [
        Project(
            code=code,
            name=(line.get("purpose") or code)[:250],
            sheet=line.get("sheet", ""),
            total_cents=line.get("project_amount"),
            created_at=taking.now,
            is_demonstration=taking.is_invented,
        )
        for code, line in told.items()
        if code not in taking.projects
    ]
    costed = []
    for code, project in taking.projects.items():
        if project.total_cents is None and told[code].get("project_amount") is not None:
            project.total_cents = told[code]["project_amount"]
            costed.append(project)
    Project.objects.bulk_create(new, batch_size=500)
    rewrite(costed, ["total_cents"])
    taking.projects |= {project.code: project for project in new}


@unjournalled(PART)
def write_dossiers(taking: Taking, active: Sequence[Planned]) -> list[Dossier]:
    """Every dossier, in the order of `active`: new ones begun, the others written again."""
    pks = [one.known.pk for one in active if one.known.pk]
    for chunk in in_chunks(pks):
        taking.dossiers |= Dossier.objects.in_bulk(chunk)
    found, new, changed = [], [], []
    name = financer_name(taking.source.financer)
    for one in active:
        if one.kind == MADE:
            dossier = _begun(taking, one, name)
            new.append(dossier)
        else:
            dossier = taking.dossiers[one.known.pk]
            if one.changes:
                taking.former.setdefault("dossiers", {})[dossier.code] = _before(dossier)
                changed.append(dossier)
        _fill(taking, dossier, one)
        found.append(dossier)
    open_dossiers(dossiers=new, year=localdate(taking.now).year, now=taking.now)
    for dossier in changed:
        dossier.changed_at = taking.now
    rewrite(changed, WRITTEN)
    return found


def _begun(taking: Taking, one: Planned, name: str) -> Dossier:
    return Dossier(
        financer=taking.source.financer,
        financer_name=name,
        number=one.told.get("number", ""),
        year=one.told["year"],
        programme=taking.registers.programme,
        is_demonstration=taking.is_invented,
    )


def _before(dossier: Dossier) -> dict[str, Any]:
    """What a dossier said, to be put back when the import is undone."""
    names = [name for name in WRITTEN if name not in {"changed_at", "project"}]
    held = {name: getattr(dossier, name) for name in names}
    days = {name: day.isoformat() for name, day in held.items() if isinstance(day, dt.date)}
    return held | days | {"project_id": dossier.project_id}


def _fill(taking: Taking, dossier: Dossier, one: Planned) -> None:
    """Write in a dossier what its line changes."""
    changes = {name: after for name, (_before_it, after) in one.changes.items()}
    for name in PLAIN:
        if name in changes:
            setattr(dossier, name, changes[name])
    if one.told.get("number") and not dossier.number:
        dossier.number = one.told["number"]
    if "scheme" in changes:
        dossier.scheme, dossier.scheme_name = slugify(changes["scheme"])[:80], changes["scheme"]
    if "measure" in changes:
        measure = taking.registers.measures[changes["measure"]]
        dossier.measure, dossier.measure_name = measure.code, measure.name
        dossier.need = measure.needs[0] if measure.needs else ""
    if "project" in changes:
        dossier.project = taking.projects[changes["project"]]
    if "eligible_amount" in changes:
        dossier.eligible_cents = changes["eligible_amount"]
    if "reserved" in changes:
        dossier.is_reserved = True
    if "commune" in changes or one.kind == MADE:
        _place(taking, dossier, one)


def _place(taking: Taking, dossier: Dossier, one: Planned) -> None:
    """Where it is, by the list that held on the day of asking, else of the decision."""
    registers = taking.registers
    code, atlas = one.told.get("commune", ""), registers.atlas
    dossier.placed_on = dossier.asked_on or dossier.decided_on or taking.source.as_at
    if not code or atlas is None:
        dossier.region = registers.region_of(one.told.get("department", ""))
        dossier.regions = f"|{dossier.region}|" if dossier.region else ""
        return
    spot = atlas.spot(code, dossier.placed_on)
    dossier.programme = registers.programme
    dossier.commune, dossier.commune_name = spot.commune, spot.commune_name
    dossier.place, dossier.territory = spot.place, spot.territory
    dossier.territory_name, dossier.regions = spot.territory_name, spot.regions
    dossier.region = atlas.of_communes.get(code, ("", ""))[0]
