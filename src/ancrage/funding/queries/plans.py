"""What would be matched at once: by key, or by suggestions that leave no doubt. Nothing changes."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ancrage.funding.models import Commitment, CommitmentLine, Dossier, WaitingPayment
from ancrage.funding.models.matching import HAND, KEY, SUGGESTED
from ancrage.funding.queries.waiting import payable_by_code, suggested, waiting_of
from ancrage.funding.rules.keys import Line, Outcome, Paid, by_key
from ancrage.funding.rules.matching import Reason
from ancrage.kernel.chain import canonical, digest
from ancrage.kernel.chunks import in_chunks


@dataclass(frozen=True, slots=True)
class Share:
    """Cents of a payment for a dossier; of one of its commitments when it is known which."""

    dossier: Dossier
    cents: int
    commitment: Commitment | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A payment and what it is given to; `score`, `reasons`: of the suggestion accepted."""

    waiting: WaitingPayment
    shares: tuple[Share, ...]
    how: str = HAND
    score: int | None = None
    reasons: tuple[Reason, ...] = ()
    note: str = ""

    @property
    def cents(self) -> int:
        return sum(share.cents for share in self.shares)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be matched, and how many payments are not, by outcome."""

    given: tuple[Given, ...]
    left: Mapping[str, int]

    @property
    def cents(self) -> int:
        return sum(one.cents for one in self.given)

    @property
    def mark(self) -> str:
        """What tells this plan from any other: it is accepted as it was shown, or not at all."""
        told = [[g.waiting.pk, [[s.dossier.code, s.cents] for s in g.shares]] for g in self.given]
        return digest(canonical(told))


def key_plan(financer: str) -> Plan:
    """What the keys alone match: number, SIRET and exercise; number of commitment."""
    waiting = list(waiting_of(financer))
    named = _dossiers_named(financer, waiting)
    held = _commitments_named(financer, waiting)
    lines = _lines(set(named.values()), set(held.values()))
    of_commitment: dict[int, list[int]] = defaultdict(list)
    for line in lines.values():
        of_commitment[line.commitment_id].append(line.pk)
    payments = [
        Paid(
            one.pk,
            one.entry.cents,
            named.get((one.number, one.siret, one.year)),
            _known_lines(held.get(one.commitment_number), of_commitment),
        )
        for one in waiting
    ]
    told = [Line(pk, line.dossier_id, line.granted + line.ordered) for pk, line in lines.items()]
    found = by_key(payments, lines=told, oldest_first=list(lines))
    by_pk = {one.pk: one for one in waiting}
    given = [
        Given(
            by_pk[one.key],
            tuple(
                Share(lines[pk].dossier, cents, lines[pk].commitment) for pk, cents in one.shares
            ),
            KEY,
        )
        for one in found
        if one.outcome == Outcome.MATCHED
    ]
    left = Counter(one.outcome.value for one in found if one.outcome != Outcome.MATCHED)
    return Plan(tuple(given), left)


def _share(line: CommitmentLine, cents: int) -> Share:
    return Share(line.dossier, cents, line.commitment)


def _known_lines(
    commitment: int | None, of_commitment: Mapping[int, list[int]]
) -> tuple[int, ...] | None:
    return tuple(of_commitment.get(commitment, ())) if commitment is not None else None


def _dossiers_named(
    financer: str, waiting: Iterable[WaitingPayment]
) -> dict[tuple[str, str, int | None], int]:
    """The dossiers by number, SIRET and exercise."""
    numbers = {one.number for one in waiting if one.number and one.siret and one.year}
    found: dict[tuple[str, str, int | None], int] = {}
    for chunk in in_chunks(numbers):
        rows = Dossier.objects.filter(financer=financer, number__in=chunk).order_by()
        for number, siret, year, pk in rows.values_list("number", "siret", "year", "pk"):
            if siret:
                found[number, siret, year] = pk
    return found


def _commitments_named(financer: str, waiting: Iterable[WaitingPayment]) -> dict[str, int]:
    """The commitments by number."""
    found: dict[str, int] = {}
    for chunk in in_chunks({one.commitment_number for one in waiting} - {""}):
        rows = Commitment.objects.filter(financer=financer, number__in=chunk)
        found |= dict(rows.values_list("number", "pk"))
    return found


def _lines(dossiers: set[int], commitments: set[int]) -> dict[int, CommitmentLine]:
    """The lines of these dossiers and of these commitments, the oldest commitment first."""
    found: dict[int, CommitmentLine] = {}
    for field, keys in (("dossier", dossiers), ("commitment", commitments)):
        for chunk in in_chunks(sorted(keys)):
            rows = CommitmentLine.objects.filter(**{f"{field}__in": chunk})
            found |= {row.pk: row for row in rows.select_related("dossier", "commitment")}
    return dict(sorted(found.items(), key=lambda pair: (_age(pair[1]), pair[0])))


def _age(line: CommitmentLine) -> tuple[bool, dt.date]:
    day = line.commitment.committed_on
    return day is None, day or dt.date.min


def sure_plan(financer: str, *, on: dt.date) -> Plan:
    """The suggestions of a financer's list that leave no doubt and can be paid."""
    waiting = list(waiting_of(financer))
    found = suggested(waiting, on=on)
    sure = {pk: held[0] for pk, held in found.items() if held and held[0].is_sure}
    payable = payable_by_code({held.key for held in sure.values()})
    rooms = {code: one.room for code, one in payable.items()}
    given = []
    for one in waiting:
        held = sure.get(one.pk)
        if held is None or rooms[held.key] < one.entry.cents:
            continue
        rooms[held.key] -= one.entry.cents
        share = Share(payable[held.key].dossier, one.entry.cents)
        given.append(Given(one, (share,), SUGGESTED, held.score, held.reasons))
    left = {"waiting": len(waiting) - len(given)}
    return Plan(tuple(given), left)
