"""What several commands do as a part of themselves."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import record, unjournalled
from ancrage.kernel.bars import to_bars
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.kernel.text import fold
from ancrage.people.actions.numbering import take_numbers
from ancrage.people.models import Person
from ancrage.people.queries.scopes import named
from ancrage.roadmaps.models import ActionSheet, Revision, Roadmap, SheetColumns, SheetCounter
from ancrage.roadmaps.queries.sheets import plan_of_sheet
from ancrage.roadmaps.rules.content import Change
from ancrage.roadmaps.rules.funding import STAGES, Plan
from ancrage.roadmaps.rules.periods import first_day, last_day

PART = "une partie de la commande, qui en laisse la trace"
KIND = "action_sheet"
COPIED = (
    "reference",
    "title",
    "need",
    "axis",
    "maturity",
    "owner_name",
    "owner_siret",
    "owner_kind",
)
LISTED = ("operators", "measures", "communes", "intercommunalities")
SHORT = 200


class SheetRefusedError(ValueError):
    """What cannot be done with a sheet; the message is one French sentence."""


def locked_sheet(sheet: ActionSheet) -> ActionSheet:
    """The sheet as it is now, kept from other changes. SheetRefusedError once it is in the bin."""
    held = (
        ActionSheet.objects.select_for_update(of=("self",))
        .select_related("roadmap")
        .get(pk=sheet.pk)
    )
    if held.deleted_at is not None:
        raise SheetRefusedError(_("Cette fiche est à la corbeille : rétablissez-la d’abord."))
    return held


@unjournalled(PART)
def take_codes(*, year: int, count: int = 1) -> list[str]:
    """The next public codes of a year: « F-2026-000123 »."""
    numbers = take_numbers(counter=SheetCounter, year=year, count=count)
    return [f"F-{year}-{number:06d}" for number in numbers]


@unjournalled(PART)
def roadmap_of(*, scope: str, now: dt.datetime, is_demonstration: bool = False) -> Roadmap:
    """The roadmap of a territory, begun if it was not. SheetRefusedError when it is none."""
    held = Roadmap.objects.filter(scope=scope).first()
    if held is not None:
        return held
    asked = Scope(ScopeKind.TERRITORY, scope)
    place = named([asked])[asked]
    if not place.regions:
        raise SheetRefusedError(_("Aucun territoire du programme ne porte ce code."))
    return Roadmap.objects.get_or_create(
        scope=scope,
        defaults={
            "programme": scope.partition(":")[0],
            "territory_name": place.name,
            "regions": to_bars(place.regions),
            "created_at": now,
            "changed_at": now,
            "is_demonstration": is_demonstration,
        },
    )[0]


def with_columns(sheet: ActionSheet) -> ActionSheet:
    """The sheet with the columns that are made from its content."""
    fill_columns(sheet, sheet.content, sheet)
    return sheet


def fill_columns(row: SheetColumns, content: Mapping[str, Any], sheet: ActionSheet) -> None:
    """Make the columns of a row, the sheet itself or a version of it, from a content."""
    for name in COPIED:
        setattr(row, name, content.get(name, ""))
    for name in LISTED:
        setattr(row, name, _between_bars(content.get(name, [])))
    row.total_cost, row.own_share = content.get("total_cost"), content.get("own_share")
    row.starts_on = first_day(content["starts"]) if content.get("starts") else None
    row.ends_on = last_day(content["ends"]) if content.get("ends") else None
    row.next_due = _next_due(content, row.ends_on)
    latitude, _comma, longitude = content.get("point", "").partition(",")
    row.latitude = float(latitude) if latitude else None
    row.longitude = float(longitude) if longitude else None
    row.is_blocked = bool(content.get("blocking"))
    told = (sheet.code, row.reference, row.title, row.owner_name, row.axis)
    row.search_words = fold(" ".join([*told, sheet.roadmap.territory_name]))


def _between_bars(codes: Iterable[str]) -> str:
    told = [code.replace("|", " ") for code in codes]
    return f"|{'|'.join(told)}|" if told else ""


def _next_due(content: Mapping[str, Any], ends_on: dt.date | None) -> dt.date | None:
    """The first milestone that is not said to be done, else the end."""
    rows = content.get("milestones", {}).values()
    waiting = [last_day(row["due"]) for row in rows if row.get("due") and not row.get("done")]
    return min(waiting, default=ends_on)


def with_money(sheet: ActionSheet) -> ActionSheet:
    """The sheet with the sums of its funding entries. One query."""
    fill_money(sheet, plan_of_sheet(sheet))
    return sheet


def fill_money(row: SheetColumns, plan: Plan) -> None:
    """Make the columns of a row that tell its money from a plan."""
    for stage in STAGES:
        setattr(row, stage, plan.total(stage))
    row.financers = _between_bars(sorted({line.financer for line in plan.lines}))
    row.budget_years = _between_bars(sorted({str(line.year) for line in plan.lines}))


@unjournalled(PART)
def keep_revision(
    *, sheet: ActionSheet, changes: Mapping[str, Change], author: str, origin: str, now: dt.datetime
) -> Revision:
    """Number what was written, and keep it. The sheet is not saved here."""
    sheet.revision += 1
    sheet.changed_at = now
    return Revision.objects.create(
        sheet=sheet,
        number=sheet.revision,
        changes={path: list(pair) for path, pair in changes.items()},
        author=author,
        origin=origin,
        written_at=now,
    )


def is_invented(reference: str) -> bool:
    """Whether a person is made up: so is what he writes."""
    return Person.objects.filter(reference=reference, is_demonstration=True).exists()


def record_sheet(sheet: ActionSheet, says: str, **told: Any) -> None:  # noqa: ANN401 as `record`
    """An entry on a sheet; what a reserved or unpublished one holds is withheld."""
    record(
        kind=KIND,
        reference=sheet.code,
        label=sheet.code,
        says=f"{says} : {sheet.code}",
        private=True,
        **told,
    )


def short(changes: Mapping[str, Change], which: int) -> dict[str, Any]:
    """One side of changes for the journal: long texts by their length alone."""

    def told(value: Any) -> Any:  # noqa: ANN401 whatever a field holds
        if isinstance(value, str) and len(value) > SHORT:
            return f"{len(value)} caractères"
        return value

    return {path: told(pair[which]) for path, pair in changes.items()}


def today(now: dt.datetime) -> dt.date:
    """The day in France of a moment."""
    return localdate(now)
