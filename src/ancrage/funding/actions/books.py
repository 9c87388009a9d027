"""The balances that postings touch: read once, locked, written back together.

Whoever holds `locked_head()` is alone to post: what is read after it stays true until the end of
the transaction.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from ancrage.funding.actions.rows import PART, insert_keyed, rewrite
from ancrage.funding.models import Commitment, CommitmentLine, Dossier, Envelope, LedgerHead
from ancrage.funding.models.envelopes import OPENED
from ancrage.funding.rules.chart import ENVELOPE, Chart
from ancrage.funding.rules.entries import GRANTED
from ancrage.funding.rules.moves import Balances, Move, apply
from ancrage.funding.rules.steps import CLOSED
from ancrage.journal.command import unjournalled
from ancrage.kernel.chunks import in_chunks

CLAIMS = {
    "announced": "announced_cents",
    "asked": "asked_cents",
    "instruction": "instruction_cents",
}
"""Where a dossier keeps the balance of each of its accounts."""
LINE = ("granted", "ordered", "paid", "recovered")
BALANCES = (*CLAIMS.values(), "granted_cents", "paid_cents", "outcome", "decided_on", "changed_at")


@unjournalled(PART)
def locked_head() -> LedgerHead:
    """The end of the ledger, kept from others until the transaction ends."""
    LedgerHead.objects.get_or_create(pk=1)
    return LedgerHead.objects.select_for_update().get(pk=1)


class Books:
    """Dossiers, lines and envelopes with their balances, as they are while the head is held."""

    def __init__(
        self, dossiers: Iterable[int], commitments: Iterable[Commitment], chart: Chart
    ) -> None:
        self.chart = chart
        self.dossiers: dict[int, Dossier] = {}
        self.lines: dict[tuple[int, int], CommitmentLine] = {}
        self._of_dossier: dict[int, list[CommitmentLine]] = defaultdict(list)
        self._touched: set[int] = set()
        self._touched_lines: set[tuple[int, int]] = set()
        self._drawn: set[int] = set()
        self._overturning: dict[int, dt.date] = {}
        for chunk in in_chunks(sorted(set(dossiers))):
            self.dossiers |= Dossier.objects.in_bulk(chunk)
            held = CommitmentLine.objects.filter(dossier__in=chunk)
            for line in held.select_related("commitment").order_by(
                "commitment__committed_on", "pk"
            ):
                self._add(line)
        envelopes = {c.envelope_id for c in commitments} | {
            line.commitment.envelope_id for line in self.lines.values()
        }
        self.envelopes = Envelope.objects.in_bulk([pk for pk in envelopes if pk])

    def _add(self, line: CommitmentLine) -> None:
        self.lines[line.commitment_id, line.dossier_id] = line
        self._of_dossier[line.dossier_id].append(line)

    def lines_of(self, dossier: Dossier, commitment: Commitment | None) -> list[CommitmentLine]:
        """The lines of a dossier, the oldest commitment first; that of one commitment."""
        held = self._of_dossier[dossier.pk]
        return [c for c in held if commitment is None or c.commitment_id == commitment.pk]

    def open_line(self, dossier: Dossier, commitment: Commitment) -> CommitmentLine:
        """The line of a commitment for a dossier, begun if it was not; written with the rest."""
        line = self.lines.get((commitment.pk, dossier.pk))
        if line is None:
            line = CommitmentLine(commitment=commitment, dossier=dossier)
            self._add(line)
        return line

    def balances(self, dossier: Dossier | None, line: CommitmentLine | None) -> Balances:
        """The balance of each account that an amount of a dossier, or of a line, may touch."""
        found: Balances = {}
        if dossier is not None:
            held = self.dossiers[dossier.pk]
            found |= {code: getattr(held, field) for code, field in CLAIMS.items()}
        if line is not None:
            found |= {code: getattr(line, code) for code in LINE}
            envelope = self.envelope_of(line.commitment)
            if envelope is not None:
                found[ENVELOPE] = envelope.available if envelope.nature == OPENED else 0
        return found

    def envelope_of(self, commitment: Commitment) -> Envelope | None:
        """The envelope that a commitment is drawn on, with its balance."""
        return self.envelopes.get(commitment.envelope_id or 0)

    def apply(self, move: Move, dossier: Dossier | None, line: CommitmentLine | None) -> None:
        """Change the balances as a move does."""
        after = self.balances(dossier, line)
        before = after.get(ENVELOPE, 0)
        apply(move, after, self.chart)
        if line is not None:
            for code in LINE:
                setattr(line, code, after[code])
            self._touched_lines.add((line.commitment_id, line.dossier_id))
            envelope = self.envelope_of(line.commitment)
            if envelope is not None:
                envelope.committed += before - after[ENVELOPE]
                self._drawn.add(envelope.pk)
        if dossier is not None:
            self._apply_to(self.dossiers[dossier.pk], move, after)

    def _apply_to(self, held: Dossier, move: Move, after: Balances) -> None:
        for code, field in CLAIMS.items():
            setattr(held, field, after[code])
        stage = self.chart.stages[move.stage]
        if stage.of == "granted":
            held.granted_cents += stage.sign * move.cents
        if stage.of == "paid":
            held.paid_cents += stage.sign * move.cents
        self._touched.add(held.pk)

    def decide(self, dossier: Dossier, on: dt.date) -> None:
        """A grant of that day decides a dossier of which nobody told the outcome; one that was
        refused or withdrawn before, if something is granted in the end. An older grant changes
        nothing of what was told since."""
        held = self.dossiers[dossier.pk]
        if not held.outcome:
            held.outcome, held.decided_on = GRANTED, held.decided_on or on
        elif held.outcome in CLOSED and (held.decided_on is None or held.decided_on <= on):
            self._overturning[held.pk] = max(on, self._overturning.get(held.pk, on))

    def reopen(self, dossier: Dossier, on: dt.date) -> None:
        """A dossier whose grant of that day is undone waits again, when nothing else is granted."""
        held = self.dossiers[dossier.pk]
        if held.outcome == GRANTED and not held.granted_cents:
            held.outcome = ""
            held.decided_on = None if held.decided_on == on else held.decided_on

    @unjournalled(PART)
    def write_lines(self) -> None:
        """Make the lines that are new, so that entries can name them."""
        new = [line for line in self.lines.values() if line.pk is None]
        insert_keyed(new, "commitment_id", "dossier_id")

    @unjournalled(PART)
    def write(self, now: dt.datetime) -> None:
        """Write every balance that changed."""
        for pk, on in self._overturning.items():
            if self.dossiers[pk].granted_cents > 0:
                self.dossiers[pk].outcome, self.dossiers[pk].decided_on = GRANTED, on
        changed = [self.dossiers[pk] for pk in sorted(self._touched)]
        for dossier in changed:
            dossier.changed_at = now
        rewrite([self.lines[key] for key in sorted(self._touched_lines)], LINE)
        rewrite(changed, BALANCES)
        rewrite([one for one in self.envelopes.values() if one.pk in self._drawn], ["committed"])
