"""Reading the entries of the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from ancrage.funding.definitions import chart
from ancrage.funding.models import Batch, Entry
from ancrage.funding.queries.cuts import signed_cents
from ancrage.funding.queries.totals import parts_by
from ancrage.funding.rules.cuts import UNKNOWN, Look, whole
from ancrage.journal.models import JournalEntry
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.people.queries import scope_labels

WITHIN = {
    "enveloppe": "envelope__code",
    "dossier": "dossier__code",
    "engagement": "line__commitment",
    "lot": "batch__reference",
    "fichier": "file",
    "fiche": "dossier__sheet",
}
"""What narrows a list of entries beside a cut, by the name that addresses give it."""


@dataclass(frozen=True, slots=True)
class Total:
    """What a list of entries holds: how many, their cents added, and as they count in a net
    total (decommitments and recoveries taken off); whether the demonstration made some up."""

    count: int
    cents: int
    net: int
    is_invented: bool


def everything() -> "QuerySet[Entry]":
    """All entries, the last first, with what lists show of them."""
    return Entry.objects.select_related("dossier", "envelope").order_by("-pk")


def total_of(look: Look) -> Total:
    """The total of the entries of a cut, without reading them where cells tell. One query."""
    parts = parts_by(look)
    sums = whole(parts, chart())
    is_invented = any(part.is_demonstration for part in parts)
    return Total(sums.count, sum(sums.gross.values()), sum(sums.net.values()), is_invented)


def counted(rows: "QuerySet[Entry]") -> Total:
    """The total of entries, read. One query."""
    found: dict[str, Any] = rows.order_by().aggregate(
        number=Count("pk"),
        gross=Sum("cents"),
        net=Sum(signed_cents()),
        invented=Count("pk", filter=Q(is_demonstration=True)),
    )
    return Total(found["number"], found["gross"] or 0, found["net"] or 0, bool(found["invented"]))


def within(rows: "QuerySet[Entry]", asked: Mapping[str, str]) -> "QuerySet[Entry]":
    """The entries of one envelope, dossier, commitment, batch, file, sheet: names as in WITHIN."""
    where = Q()
    for name, value in asked.items():
        if name == "fiche" and value == UNKNOWN:
            where &= Q(dossier=None) | Q(dossier__sheet="")
        else:
            where &= Q(**{WITHIN[name]: value})
    return rows.filter(where)


def find_entry(pk: int) -> Entry | None:
    """An entry with all that its page tells. One query."""
    held = Entry.objects.select_related(
        "dossier__project", "line__commitment", "envelope", "batch", "file", "reverses", "reversal"
    )
    return held.filter(pk=pk).first()


def journal_of(batch: Batch) -> JournalEntry | None:
    """The entry of the journal that holds a batch's hash. One query."""
    for held in JournalEntry.objects.filter(at=batch.entered_at):
        if batch.hash in hashes_in(held.change):
            return held
    return None


def hashes_in(told: object) -> set[str]:
    """Every text of the length of a hash in what an entry of the journal tells."""
    if isinstance(told, str):
        return {told} if len(told) == 64 else set()
    if isinstance(told, dict):
        return set().union(*map(hashes_in, told.values()))
    if isinstance(told, list):
        return set().union(*map(hashes_in, told))
    return set()


def territory_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of territories by scope code. Two queries, none without a code."""
    wanted = [Scope(ScopeKind.TERRITORY, code) for code in set(codes) if code]
    return {scope.code: name for scope, name in scope_labels(wanted).items()} if wanted else {}
