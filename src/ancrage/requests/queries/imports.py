"""An operator's file read again at each look, with the columns that were chosen; what it does."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ancrage.files.rules.columns import recognised
from ancrage.files.spreadsheets import Sheet, read_spreadsheet
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor, ScopeKind
from ancrage.requests.definitions import words
from ancrage.requests.models import ColumnChoice, RequestImport, ServiceRequest
from ancrage.requests.queries.filing import Filing, Plan, measure_words
from ancrage.requests.rules.columns import missing_fields
from ancrage.requests.rules.filed import Filed, Reading, check_lines, read_lines

WHOLE = "*"
"""Among the columns chosen, the measure of the whole file."""


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it stands: its table, what each column is, what it would do."""

    sheet: Sheet
    columns: dict[str, str]
    measure: str
    filing: Filing
    plan: Plan

    @property
    def ignored(self) -> list[str]:
        return [heading for heading, field in self.columns.items() if not field]


def operators_of(actor: Actor) -> list[str]:
    """The operators for which somebody may bring files in."""
    return sorted(actor.codes(ScopeKind.OPERATOR, role="referent"))


def find_prepared(actor: Actor, reference: str) -> RequestImport | None:
    """A file that was prepared for one of the actor's operators."""
    held = RequestImport.objects.select_related("file__content").filter(
        reference=reference, operator__in=operators_of(actor)
    )
    return held.first()


def taken_of(actor: Actor) -> list[RequestImport]:
    """The last files that were taken in for the actor's operators."""
    held = RequestImport.objects.filter(operator__in=operators_of(actor), taken_at__isnull=False)
    return list(held.order_by("-taken_at")[:10])


def remembered(operator: str) -> dict[str, str]:
    """What an operator said of its columns before, by folded heading."""
    return dict(ColumnChoice.objects.filter(operator=operator).values_list("heading", "field"))


def read_sheet(*, name: str, content: bytes, on: dt.date) -> Sheet:
    """The table of a file. InputRefused."""
    return read_spreadsheet(name=name, content=content, on=on, knows=words().knows)


def look_at(prepared: RequestImport, *, today: dt.date) -> Look:
    """What a prepared file would do, now. InputRefused for one that is no table."""
    if prepared.file is None:
        raise InputRefused([Problem(prepared.name, None, None, "ce fichier est repris.", "")])
    content = bytes(prepared.file.content.data)
    sheet = read_sheet(name=prepared.name, content=content, on=today)
    return look(
        sheet,
        operator=prepared.operator,
        programme=prepared.programme,
        chosen=prepared.columns,
        today=today,
    )


def look(
    sheet: Sheet,
    *,
    operator: str,
    programme: str,
    today: dt.date,
    chosen: dict[str, str] | None = None,
) -> Look:
    """What the table of a file would do. `chosen`: what the columns are, when somebody said it."""
    told = dict(chosen or {})
    measures = measure_words(operator)
    measure = told.pop(WHOLE, "")
    known = recognised(sheet.headings, columns=words().columns, remembered=remembered(operator))
    columns = {heading: told.get(heading, known[heading]) for heading in sheet.headings}
    reading = Reading(sheet.file, columns, words(), measures, measure)
    filing = Filing(operator, programme, reading, today)
    missing = missing_fields(columns.values(), headings=words().headings)
    if missing:
        what, advice = "aucune colonne ne dit de quels dossiers il s’agit.", "Choisissez-la."
        fault = Problem(sheet.file, None, missing[0], what, advice)
        return Look(sheet, columns, measure, filing, Plan((), (fault,)))
    lines = ((row.row, row.cells) for row in sheet.rows)
    found, problems = read_lines(lines, reading=reading)
    return Look(sheet, columns, measure, filing, planned(filing, found, problems))


def planned(filing: Filing, lines: Sequence[Filed], problems: Sequence[Problem]) -> Plan:
    """What lines would do, checked together."""
    return filing.plan(lines, [*problems, *check_lines(lines, reading=filing.reading)])


def operator_requests(operator: str) -> list[ServiceRequest]:
    """The requests of an operator's own file: all but drafts, the last asked first."""
    held = ServiceRequest.objects.filter(operator=operator).exclude(state="draft")
    return list(held.order_by("-sent_on", "-code"))
