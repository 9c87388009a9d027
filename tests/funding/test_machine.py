"""Whatever is posted, reversed, delegated, in whatever order: every invariant holds after it."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ancrage.funding.actions.entries import reverse_entry
from ancrage.funding.actions.envelopes import Told, move_envelope, reverse_move
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import Batch, Cell, Dossier, Entry, Envelope, EnvelopeMove
from ancrage.funding.queries.checks import CHECKS
from ancrage.kernel.problems import InputRefused
from tests.funding.world import DAY, HOST, NOW, amount, commitment, dossier, envelope, posted

pytestmark = pytest.mark.django_db
STAGES = (
    "announced",
    "requested",
    "instruction",
    "cancelled",
    "granted",
    "decommitted",
    "ordered",
    "paid",
    "recovered",
)
AT_THE_END = {"chain", "journal", "duplicates", "projects", "order"}
"""Checks that no step can heal."""
FEW = st.integers(0, 2)
SMALL = st.integers(1, 60)


class Ledger(RuleBasedStateMachine):
    """Three dossiers, three commitments on two parts of an envelope and on nothing followed."""

    @initialize()
    def begin(self):
        self.point = transaction.savepoint()
        self.top = envelope("tout", 200)
        self.parts = [envelope(f"part-{n}", 60, parent=self.top) for n in range(2)]
        self.dossiers = [dossier(number=str(n), commune="") for n in range(3)]
        self.commitments = [
            commitment(f"EJ-{n}", envelope=held) for n, held in enumerate([*self.parts, None])
        ]
        self.cents: Counter[str] = Counter()
        self.outside = 200

    @rule(stage=st.sampled_from(STAGES), cents=SMALL, which=FEW, by=FEW, again=st.booleans())
    def post(self, stage, cents, which, by, again):
        told = amount(stage, cents, dossier=self.dossiers[which], commitment=self.commitments[by])
        before, key = Entry.objects.count(), f"lot-{Batch.objects.count()}"
        try:
            batch = posted(told, key=key)
        except InputRefused:
            assert Entry.objects.count() == before
            return
        self.cents[stage] += cents
        if again:
            assert posted(told, key=key) == batch

    @precondition(lambda self: Entry.objects.exists())
    @rule(rank=st.integers(0, 100))
    def reverse(self, rank):
        entries = list(Entry.objects.order_by("pk"))
        entry = entries[rank % len(entries)]
        try:
            reverse_entry(by=HOST, now=NOW, entry=entry, reason="Essai")
        except LedgerRefusedError:
            assert Entry.objects.count() == len(entries)
        else:
            self.cents[entry.stage] -= entry.cents

    @rule(gives=st.integers(0, 3), gets=st.integers(0, 3), cents=SMALL)
    def move(self, gives, gets, cents):
        ends = [self.top, *self.parts, None]
        told = Told(DAY, "Essai")
        try:
            move_envelope(
                by=HOST, now=NOW, origin=ends[gives], target=ends[gets], cents=cents, told=told
            )
        except LedgerRefusedError:
            return
        self.outside += cents * ((ends[gives] is None) - (ends[gets] is None))

    @rule(rank=st.integers(0, 100))
    def undo(self, rank):
        moves = list(EnvelopeMove.objects.order_by("pk"))
        move = moves[rank % len(moves)]
        try:
            reverse_move(by=HOST, now=NOW, move=move, reason="Essai")
        except LedgerRefusedError:
            assert EnvelopeMove.objects.count() == len(moves)
        else:
            self.outside -= move.cents * ((move.origin is None) - (move.target is None))

    @invariant()
    def every_balance_is_the_sum_of_its_entries(self):
        self.check(*(CHECKS.keys() - AT_THE_END))

    def check(self, *codes):
        for code in codes:
            finding = CHECKS[code]()
            assert not finding.faults or finding.is_warning, finding

    @invariant()
    def nothing_is_lost_or_made(self):
        held = dict.fromkeys(STAGES, 0)
        for cell in Cell.objects.all():
            held[cell.stage] += cell.cents
        assert held == {stage: self.cents[stage] for stage in STAGES}
        assert Envelope.objects.get(pk=self.top.pk).held == self.outside
        for one in Dossier.objects.all():
            assert 0 <= one.paid_cents <= one.granted_cents

    def teardown(self):
        self.check(*AT_THE_END)
        transaction.savepoint_rollback(self.point)


def test_every_invariant_holds_after_every_step(held):
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=10,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
