"""Where the projects of a scenario come from: a file, action sheets, dossiers in instruction.

Each gives lines that are kept nowhere yet, for `take_lines`. What nobody told stays unknown, and is
named in `more["unknown"]`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ancrage.allocation.engine.model import Project
from ancrage.allocation.engine.reading import nearest, read_projects
from ancrage.allocation.models import Line, Scenario
from ancrage.allocation.queries.places import Named, named_at
from ancrage.allocation.queries.problems import more_of
from ancrage.allocation.rules.asking import AskedFor, Payer, asked_for, jobs_of, result_of
from ancrage.funding.access import REGION, Access, own_sirets, read_by
from ancrage.funding.models import Dossier
from ancrage.funding.queries.financers import STATES, financer_name
from ancrage.funding.queries.names import read_names
from ancrage.kernel.bars import barred, from_bars
from ancrage.kernel.chunks import in_chunks
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import fold
from ancrage.roadmaps.access import Access as SheetAccess
from ancrage.roadmaps.definitions import indicator_units, words
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.queries.sheets import told, visible_to
from ancrage.roadmaps.rules.funding import plan_of

SHARED_STATES = ("submitted", "postponed", "validated", "running", "suspended")
"""The states of the sheets whose money may still be asked for."""
MATURITY = {"idea": 0, "study": 1, "ready": 2, "started": 3, "done": 3}
"""The engine's maturity of what a sheet tells: 0 (idea) to 3 (ready)."""
LENGTHS = {"code": 60, "territory": 120, "region": 3, "need": 20, "measure": 100, "operator": 60}


def lines_of_file(
    actor: Actor, scenario: Scenario, content: bytes, *, name: str, day: dt.date
) -> list[Line]:
    """The lines of a `projects.csv` (`engine/reading.py`). Territories are told by « programme:code
    », or by the code or the name of one of the lists in force; a project whose code is that of a
    sheet or of a dossier of the financer is that one. InputRefused, with every fault."""
    projects, known = read_projects(content, file=name), named_at(day)
    faults = [*_faults(projects, known, name), *_code_faults(projects, name)]
    if faults:
        raise InputRefused(faults)
    sheets, dossiers = _named(actor, scenario, [project.code for project in projects])
    return [
        _with_source(_line(project, known), sheets.get(project.code), dossiers.get(project.code))
        for project in projects
    ]


def _faults(projects: Iterable[Project], known: Named, name: str) -> Iterator[Problem]:
    """What cannot be kept; each wrong territory once."""
    wrong: set[str] = set()
    for project in projects:
        for column, most in LENGTHS.items():
            if len(getattr(project, column)) > most:
                what = _("« %s » est trop long.") % getattr(project, column)[:80]
                advice = _("Donnez un code de %d caractères au plus.") % most
                yield Problem(name, None, "project" if column == "code" else column, what, advice)
        place = project.territory
        if place and place not in wrong and not known.scope_of(place):
            wrong.add(place)
            what = _("« %s » n’est le territoire d’aucune liste en vigueur.") % place
            yield Problem(name, None, "territory", what, nearest(place, list(known.by_scope)))


def _code_faults(projects: Sequence[Project], name: str) -> Iterator[Problem]:
    """Codes that nothing has, each once: what is adopted is written in the ledger under them."""
    known = read_names()
    named = {
        "region": known.regions,
        "need": known.needs,
        "measure": known.measures | known.added,
        "operator": known.financers,
    }
    for column, codes in named.items():
        told = dict.fromkeys(getattr(project, column) for project in projects)
        for code in told:
            if code and code not in codes and len(code) <= LENGTHS[column]:
                what = _("« %s » n’est le code de rien de connu.") % code
                yield Problem(name, None, column, what, nearest(code, list(codes)))


def _line(project: Project, known: Named) -> Line:
    """A line as a file tells it."""
    scope = known.scope_of(project.territory)
    held = known.by_scope.get(scope)
    unknown = [name for name in ("eligible", "overrun", "maturity") if _is_unknown(project, name)]
    return Line(
        code=project.code,
        territory=scope,
        territory_name=held.name if held else "",
        region=project.region or (held.region if held else ""),
        need=project.need,
        measure=project.measure,
        operator=project.operator,
        year=project.year,
        asked=project.asked,
        minimum=project.minimum,
        eligible=project.eligible,
        result=project.result,
        jobs=project.jobs,
        room=project.room,
        more=more_of(project) | {"origin": "file", "unknown": unknown},
    )


def _is_unknown(project: Project, name: str) -> bool:
    return getattr(project, name) is None


def _named(
    actor: Actor, scenario: Scenario, codes: Sequence[str]
) -> tuple[dict[str, ActionSheet], dict[str, Dossier]]:
    """The sheets that somebody reads, and the financer's dossiers, that codes name."""
    sheets: dict[str, ActionSheet] = {}
    dossiers: dict[str, Dossier] = {}
    wanted = [code for code in codes if code[:2] in ("F-", "D-")]
    for part in in_chunks(wanted, size=500):
        found = visible_to(actor).filter(code__in=part)
        sheets |= {one.code: one for one in found if SheetAccess(actor, one).is_full}
        held = Dossier.objects.filter(read_by(actor), code__in=part, financer=scenario.financer)
        dossiers |= {one.code: one for one in held}
    return sheets, dossiers


def _with_source(line: Line, sheet: ActionSheet | None, dossier: Dossier | None) -> Line:
    """A line of a file, tied to the sheet or the dossier that its code names."""
    if sheet is not None:
        line.sheet = sheet.code
        line.name, line.beneficiary, line.siret = sheet.title, sheet.owner_name, sheet.owner_siret
    if dossier is not None:
        line.dossier, line.sheet = dossier, dossier.sheet
        line.name, line.beneficiary, line.siret = (
            dossier.purpose,
            dossier.beneficiary,
            dossier.siret,
        )
    is_reserved = bool((sheet and sheet.is_private) or (dossier and dossier.is_reserved))
    return _reserved(line) if is_reserved else line


def _reserved(line: Line) -> Line:
    """A line whose names are a business secret: its readers are not all those of the secret."""
    line.name, line.beneficiary, line.siret = _("Projet réservé"), "", ""
    line.more["is_reserved"] = True
    return line


def lines_of_sheets(actor: Actor, scenario: Scenario) -> list[Line]:
    """A line for each sheet of the scope that asks the scenario's financer for money, of those that
    somebody reads. Four queries.

    A sheet tells neither a useful minimum nor an eligible cost.
    """
    held = visible_to(actor).filter(state__in=SHARED_STATES)
    if scenario.scope:
        held = held.filter(roadmap__regions__contains=barred(scenario.scope))
    payer = payer_of(scenario.financer, scenario.scope)
    lines = []
    for sheet in held.prefetch_related("funding").order_by("code"):
        plan = plan_of(
            told(sheet.funding.all()), total_cost=sheet.total_cost, own_share=sheet.own_share
        )
        asked = asked_for(plan, payer)
        if asked is not None:
            line = _of_sheet(sheet, asked, scenario)
            is_full = SheetAccess(actor, sheet).is_full
            lines.append(_reserved(line) if sheet.is_private or not is_full else line)
    return lines


def payer_of(financer: str, scope: str) -> Payer:
    """A financer as funding plans name it. At most one query.

    The State and Europe are alone of their kind; so is the regional council in its own region.
    """
    if financer in STATES:
        return Payer("state" if financer == "etat" else "europe", frozenset(), is_alone=True)
    name = financer_name(financer)
    if not financer.startswith(REGION):
        return Payer("operator", frozenset({fold(name), fold(financer)}))
    is_alone = financer.removeprefix(REGION) == scope
    return Payer("region", frozenset({fold(name)}), is_alone=is_alone)


def _of_sheet(sheet: ActionSheet, asked: AskedFor, scenario: Scenario) -> Line:
    rows = list(indicators_of(sheet))
    found = {"result": result_of(rows, unit=scenario.unit), "jobs": jobs_of(rows)}
    unknown = [*(name for name, value in found.items() if value is None), "minimum", "eligible"]
    regions = sorted(sheet.roadmap.region_codes)
    more: dict[str, Any] = {
        "origin": "sheets",
        "unknown": unknown,
        "cofunding": asked.cofunding,
        "promised": asked.promised,
        "aid_basis": sheet.content.get("aid_basis", ""),
    }
    if sheet.maturity in MATURITY:
        more["maturity"] = MATURITY[sheet.maturity]
    for name, day in (("starts", sheet.starts_on), ("ends", sheet.ends_on)):
        if day is not None:
            more[name] = day.year
    return Line(
        code=sheet.code,
        name=sheet.title,
        beneficiary=sheet.owner_name,
        siret=sheet.owner_siret,
        sheet=sheet.code,
        territory=sheet.scope,
        territory_name=sheet.roadmap.territory_name,
        region=scenario.scope or (regions[0] if len(regions) == 1 else ""),
        need=sheet.need,
        measure=_only(sheet.measures),
        operator=_only(sheet.operators),
        year=asked.year,
        asked=asked.cents,
        result=found["result"] or 0.0,
        jobs=found["jobs"] or 0.0,
        more=more,
    )


def indicators_of(sheet: ActionSheet) -> Iterator[dict[str, Any]]:
    """The indicators of a sheet, with the words and the units of the common ones, as numbers."""
    labels, units = words("indicators"), indicator_units()
    for row in sheet.content.get("indicators", {}).values():
        code = row.get("indicator", "")
        yield {
            "indicator": code,
            "label": labels.get(code) or row.get("label", ""),
            "unit": units.get(code) or row.get("unit", ""),
            "target": _number(row.get("target")),
            "baseline": _number(row.get("baseline")),
        }


def _number(told: str | None) -> float | None:
    return float(told) if told else None


def _only(codes: str) -> str:
    """The one code of a list; "" when there are none or several."""
    held = from_bars(codes)
    return next(iter(held)) if len(held) == 1 else ""


def lines_of_dossiers(actor: Actor, scenario: Scenario) -> list[Line]:
    """A line for each dossier of the financer that waits for a decision, in the scope, of those
    that somebody reads: what is asked, or in instruction. Two queries."""
    held = Dossier.objects.filter(
        read_by(actor),
        financer=scenario.financer,
        outcome="",
        decided_on=None,
        granted_cents=0,
    ).order_by("code")
    if scenario.scope:
        held = held.filter(regions__contains=barred(scenario.scope))
    own, taken, lines = own_sirets(actor), set[str](), []
    for dossier in held:
        asked = dossier.asked_cents + dossier.instruction_cents
        if asked <= 0:
            continue
        code = dossier.sheet if dossier.sheet and dossier.sheet not in taken else dossier.code
        taken.add(code)
        line = _of_dossier(dossier, code, asked, scenario)
        is_open = Access(actor, dossier, own).is_full and not dossier.is_reserved
        lines.append(line if is_open else _reserved(line))
    return lines


def _of_dossier(dossier: Dossier, code: str, asked: int, scenario: Scenario) -> Line:
    unknown = [
        "minimum",
        "result",
        "jobs",
        *(["eligible"] if dossier.eligible_cents is None else []),
    ]
    is_operator = dossier.financer not in STATES and not dossier.financer.startswith(REGION)
    return Line(
        code=code,
        name=dossier.purpose,
        beneficiary=dossier.beneficiary,
        siret=dossier.siret,
        sheet=dossier.sheet,
        dossier=dossier,
        territory=dossier.territory,
        territory_name=dossier.territory_name,
        region=dossier.region or scenario.scope,
        need=dossier.need,
        measure=dossier.measure,
        operator=dossier.financer if is_operator else "",
        year=dossier.year,
        asked=asked,
        eligible=dossier.eligible_cents,
        more={"origin": "dossiers", "unknown": unknown, "aid_basis": dossier.aid_basis},
    )


def lines_from(
    source: str,
    actor: Actor,
    scenario: Scenario,
    *,
    content: bytes = b"",
    name: str = "projects.csv",
    day: dt.date,
) -> list[Line]:
    """The lines of a source: "file" (with its content and name), "sheets" or "dossiers"."""
    if source == "file":
        return lines_of_file(actor, scenario, content, name=name, day=day)
    return {"sheets": lines_of_sheets, "dossiers": lines_of_dossiers}[source](actor, scenario)
