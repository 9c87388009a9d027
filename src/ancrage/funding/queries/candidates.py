"""The dossiers that something may go with, found by keys that are indexed, never pair by pair.

By SIREN, by every spelling of the numbers, by an amount that few dossiers share.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import Count, F, Q, Window

from ancrage.funding.models import CommitmentLine, Dossier
from ancrage.funding.rules.matching import Known
from ancrage.funding.rules.numbers import by_spelling, misspellings
from ancrage.kernel.chunks import in_chunks

KEYS = 20_000
"""How many keys are asked at once: SQLite takes 32,766 parameters."""
FIELDS = (
    *("pk", "code", "financer", "number", "siret", "siren", "granted_cents", "decided_on"),
    *("asked_on", "year", "beneficiary", "purpose", "commune", "measure", "territory", "sheet"),
    *("asked_cents", "instruction_cents"),
)
LINE = ("lines__commitment__number", "lines__granted", "lines__ordered")
"""What is read of each of a dossier's lines."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: `known`, among the dossiers of `financer`; "" for any."""

    known: Known
    financer: str = ""


Row = tuple[Any, str, int]
"""A key, the financer of the dossier that has it, the dossier."""


def dossiers_for(wanted: Sequence[Wanted], *, rare: int) -> dict[str, list[Known]]:
    """The dossiers that each may go with, by the key of what is looked for.

    `rare`: an amount that more dossiers of a financer share is not looked for. Five queries, more
    only beyond many thousands of keys.
    """
    known = [one.known for one in wanted]
    of_siren, of_number = _identified(known)
    pairs = (
        *_joined(wanted, lambda k: (k.siren,), of_siren),
        *_joined(wanted, lambda k: (k.number,), of_number),
        *_joined(wanted, lambda k: k.commitments, _committed(known)),
        *_joined(wanted, lambda k: k.amounts, _amounting(known, rare)),
    )
    found: dict[str, set[int]] = defaultdict(set)
    for key, pk in pairs:
        found[key].add(pk)
    held = known_dossiers({pk for pks in found.values() for pk in pks})
    return {one.key: [held[pk] for pk in sorted(found[one.key])] for one in known}


def _joined(
    wanted: Sequence[Wanted], keys_of: Callable[[Known], Sequence[Any]], rows: Iterable[Row]
) -> Iterator[tuple[str, int]]:
    """(what is looked for, dossier) with a key in common, of the same financer unless any will
    do."""
    held: dict[tuple[Any, str], list[int]] = defaultdict(list)
    for key, financer, pk in rows:
        held[key, financer].append(pk)
        held[key, ""].append(pk)
    for one in wanted:
        for key in keys_of(one.known):
            for pk in held.get((key, one.financer), ()):
                yield one.known.key, pk


def _identified(known: Sequence[Known]) -> tuple[list[Row], list[Row]]:
    """By SIREN, and by every spelling of the numbers; of what neither finds, by the numbers one
    digit apart: two numbers that follow each other are, so that it tells little."""
    sirens = {one.siren for one in known} - {""}
    spelled = by_spelling(one.number for one in known)
    of_siren: list[Row] = []
    of_number: list[Row] = []
    for asked in zip_longest(in_chunks(sirens, KEYS // 2), in_chunks(spelled, KEYS // 2)):
        wanted = Q(siren__in=asked[0] or ()) | Q(number__in=asked[1] or ())
        rows = Dossier.objects.filter(wanted).order_by()
        for siren, number, financer, pk in rows.values_list("siren", "number", "financer", "pk"):
            if siren in sirens:
                of_siren.append((siren, financer, pk))
            of_number += ((told, financer, pk) for told in spelled.get(number, ()))
    found = {key for key, _financer, _pk in (*of_siren, *of_number)}
    rest = (one.number for one in known if not {one.siren, one.number} & found)
    return of_siren, [*of_number, *_misspelled(rest)]


def _misspelled(numbers: Iterable[str]) -> Iterator[Row]:
    spelled = by_spelling(numbers, misspellings)
    for chunk in in_chunks(spelled, KEYS):
        rows = Dossier.objects.filter(number__in=chunk).order_by()
        for held, financer, pk in rows.values_list("number", "financer", "pk"):
            yield from ((number, financer, pk) for number in spelled[held])


def _committed(known: Iterable[Known]) -> Iterator[Row]:
    """By every spelling of the numbers of commitments."""
    spelled = by_spelling(number for one in known for number in one.commitments)
    for chunk in in_chunks(spelled, KEYS):
        lines = CommitmentLine.objects.filter(commitment__number__in=chunk).order_by()
        for held, financer, pk in lines.values_list(
            "commitment__number", "commitment__financer", "dossier"
        ):
            yield from ((number, financer, pk) for number in spelled[held])


def _amounting(known: Iterable[Known], rare: int) -> Iterator[Row]:
    """By an amount granted that few dossiers of the financer share."""
    shared = Window(Count("pk"), partition_by=[F("granted_cents"), F("financer")])
    for chunk in in_chunks({cents for one in known for cents in one.amounts}, KEYS):
        rows = Dossier.objects.filter(granted_cents__in=chunk).order_by().annotate(n=shared)
        yield from rows.filter(n__lte=rare).values_list("granted_cents", "financer", "pk")


def known_dossiers(pks: Iterable[int]) -> dict[int, Known]:
    """What is known of dossiers, with the lines of their commitments: one query."""
    held: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for chunk in in_chunks(sorted(pks), KEYS):
        rows = Dossier.objects.filter(pk__in=chunk).order_by("pk", "lines__pk")
        for row in rows.values(*FIELDS, *LINE):
            held[row["pk"]].append(row)
    return {pk: _known(rows) for pk, rows in held.items()}


def _known(rows: Sequence[Mapping[str, Any]]) -> Known:
    """A dossier from a row for each of its lines."""
    row = rows[0]
    lines = [line for line in rows if line["lines__granted"] is not None]
    rooms = [line["lines__granted"] + line["lines__ordered"] for line in lines]
    ordered = [line["lines__ordered"] for line in lines]
    asked = row["asked_cents"] + row["instruction_cents"]
    amounts = {row["granted_cents"], sum(rooms), asked, *rooms, *ordered} - {0}
    numbers = (line["lines__commitment__number"] for line in lines)
    return Known(
        key=row["code"],
        financer=row["financer"],
        number=row["number"],
        commitments=tuple(filter(None, numbers)),
        siret=row["siret"],
        siren=row["siren"],
        amounts=tuple(sorted(amounts)),
        room=sum(rooms),
        day=row["decided_on"] or row["asked_on"],
        begun=row["decided_on"],
        year=row["year"],
        name=row["beneficiary"],
        purpose=row["purpose"],
        communes=tuple(filter(None, [row["commune"]])),
        measures=tuple(filter(None, [row["measure"]])),
        territory=row["territory"],
        sheet=row["sheet"],
    )
