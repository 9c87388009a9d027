"""The aid that companies received, as a check takes it: ours, declared, read in the register."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Max, Q, Sum
from django.utils.timezone import localdate

from ancrage.funding.models import Dossier, Entry
from ancrage.funding.rules.entries import GRANTED
from ancrage.funding.rules.splitting import in_turn
from ancrage.kernel.chunks import in_chunks
from ancrage.stateaid.models import AidTerms, ReceivedAid
from ancrage.stateaid.queries.equivalents import equivalent_of
from ancrage.stateaid.queries.knowing import end_of, known
from ancrage.stateaid.rules.model import Aid, Origin, Tables

DECOMMITTED = "decommitted"
NO_AID = "none"
"""The basis of a dossier that is no State aid."""
READ = (
    *("code", "siren", "financer_name", "number", "sheet", "aid_basis", "project__code"),
    *(f"aid_terms__{name}" for name in ("instrument", "terms", "benefited", "dossier_id")),
)
"""The fields of a dossier that its aid is told from."""
Day = tuple[int, dt.datetime]
"""Cents granted on a day, and when the last of them was entered."""


def aids_of(
    sirens: Collection[str], *, tables: Tables, known_on: dt.date | None = None
) -> list[Aid]:
    """All the aid that these companies received, as known on a day (None: now)."""
    held = ledger_aids(sirens, tables=tables, known_on=known_on)
    return held + told_aids(sirens, known_on=known_on)


def told_aids(sirens: Collection[str], *, known_on: dt.date | None = None) -> list[Aid]:
    """What declarations and files of the register tell, each aid once per origin."""
    found: list[ReceivedAid] = []
    alive = known(known_on, path="declaration__") & Q(table=None)
    alive |= known(known_on, path="table__") & Q(declaration=None)
    for chunk in in_chunks(sorted(sirens)):
        found += ReceivedAid.objects.filter(alive, siren__in=chunk)
    return [_told(one) for one in _once(found)]


def _once(rows: Sequence[ReceivedAid]) -> list[ReceivedAid]:
    """Two declarations, or two files, that tell the same aid tell it once; one that tells two
    alike tells two."""
    most: Counter[tuple[Any, ...]] = Counter()
    kept = []
    seen: Counter[tuple[Any, ...]] = Counter()
    for one in rows:
        same = _likeness(one)
        source = (*same, one.declaration_id, one.table_id)
        seen[source] += 1
        if seen[source] > most[same]:
            most[same] += 1
            kept.append(one)
    return kept


def _likeness(one: ReceivedAid) -> tuple[Any, ...]:
    """What makes two told aids one; of one number told otherwise, rules say that they disagree."""
    name = one.number or one.financer.casefold()
    return (one.origin, one.siren, one.granted_on, one.cents, one.regime, name)


def _told(one: ReceivedAid) -> Aid:
    return Aid(
        code=one.reference,
        siren=one.siren,
        granted_on=one.granted_on,
        cents=one.cents,
        regime=one.regime,
        origin=Origin(one.origin),
        recorded_on=localdate(one.recorded_at),
        financer=one.financer,
        project=one.project,
        number=one.number,
        road_freight=one.road_freight,
        benefited=one.benefited,
    )


def ledger_aids(
    sirens: Collection[str], *, tables: Tables, known_on: dt.date | None = None
) -> list[Aid]:
    """What our ledger granted to these companies under a regime, or without telling which: one aid
    for each dossier and day, less what was decommitted, the oldest first."""
    found: list[Aid] = []
    for chunk in in_chunks(sorted(filter(None, sirens))):
        found += aids_where(Q(siren__in=chunk), tables=tables, known_on=known_on)
    return found


def aids_where(wanted: Q, *, tables: Tables, known_on: dt.date | None = None) -> list[Aid]:
    """The same of the dossiers `wanted`. These are found first: a company has few of them."""
    rows = Dossier.objects.filter(wanted).exclude(aid_basis=NO_AID).order_by("pk")
    if known_on is None:
        rows = rows.filter(granted_cents__gt=0)
    held = rows.select_related("project", "aid_terms").only(*READ)
    found: list[Aid] = []
    for chunk in in_chunks(held):
        days = granted_days([dossier.pk for dossier in chunk], known_on)
        for dossier in chunk:
            found += _aids_of(dossier, days.get(dossier.pk, {}), tables)
    return found


def granted_days(
    dossiers: Sequence[int], known_on: dt.date | None
) -> dict[int, dict[dt.date, Day]]:
    """Net cents granted by dossier and day; days that come to nothing are left out.

    All stages are summed: their index would be taken before that of dossiers, and be slower.
    """
    rows = Entry.objects.filter(dossier__in=dossiers).order_by()
    end = end_of(known_on)
    if end is not None:
        rows = rows.filter(entered_at__lt=end)
    granted: dict[int, dict[dt.date, Day]] = defaultdict(dict)
    taken: Counter[int] = Counter()
    told = rows.values_list("dossier_id", "stage", "event_on")
    for pk, stage, day, cents, at in told.annotate(Sum("cents"), Max("entered_at")):
        if stage == GRANTED:
            granted[pk][day] = (cents, at)
        elif stage == DECOMMITTED:
            taken[pk] += cents
    return {pk: left for pk, days in granted.items() if (left := _less(days, taken[pk]))}


def _less(days: dict[dt.date, Day], taken: int) -> dict[dt.date, Day]:
    """Days less what was decommitted: from the oldest, so that what stays counts the longest."""
    order = sorted(days)
    parts = in_turn(taken, [days[day][0] for day in order])
    left = {
        day: (days[day][0] - part, days[day][1]) for day, part in zip(order, parts, strict=True)
    }
    return {day: held for day, held in left.items() if held[0]}


def costs_of(
    projects: Collection[str], *, tables: Tables, known_on: dt.date | None = None
) -> list[Aid]:
    """What our ledger granted, to whomever, for these projects (`project_of`)."""
    found: list[Aid] = []
    for chunk in in_chunks(sorted(filter(None, projects))):
        wanted = Q(project__code__in=chunk) | Q(sheet__in=chunk)
        found += aids_where(wanted, tables=tables, known_on=known_on)
    return [aid for aid in found if aid.project in projects]


def _aids_of(dossier: Dossier, days: dict[dt.date, Day], tables: Tables) -> Iterable[Aid]:
    terms: AidTerms | None = getattr(dossier, "aid_terms", None)
    for rank, day in enumerate(sorted(days)):
        cents, at = days[day]
        later = f"@{day}" if rank else ""
        yield Aid(
            code=f"{dossier.code}{later}",
            siren=dossier.siren,
            granted_on=day,
            cents=equivalent_of(terms, cents, regime=dossier.aid_basis, on=day, tables=tables),
            regime=dossier.aid_basis,
            origin=Origin.LEDGER,
            recorded_on=localdate(at),
            financer=dossier.financer_name,
            project=project_of(dossier),
            number=f"{number_of(dossier)}{later}",
            benefited=terms.benefited if terms else "",
        )


def project_of(dossier: Dossier) -> str:
    """What an aid pays for: the co-funded project, the sheet, else the dossier itself."""
    return dossier.project.code if dossier.project else dossier.sheet or dossier.code


def number_of(dossier: Dossier) -> str:
    """What other sources call the aid of a dossier."""
    return dossier.number or dossier.code
