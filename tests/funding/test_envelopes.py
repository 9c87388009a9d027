"""Envelopes: credits move through the tree, never more than is held; versions; official data."""

import datetime as dt
from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ancrage.funding.actions.envelopes import (
    Told,
    move_envelope,
    open_envelope,
    reverse_move,
    revise_envelope,
)
from ancrage.funding.actions.invented import add_invented
from ancrage.funding.actions.official import load_envelopes
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.definitions import DATA, official_envelopes
from ancrage.funding.models import Commitment, Entry, Envelope, EnvelopeMove
from ancrage.funding.queries.envelopes import nodes, sums_at, versions_of
from ancrage.funding.rules.delegating import held_changes, kind_of, path_of
from ancrage.funding.rules.official import read_official
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from tests.funding.world import (
    DAY,
    HOST,
    NOW,
    OPERATOR,
    OTHER,
    amount,
    commitment,
    dossier,
    envelope,
    posted,
)

WHY = Told(DAY, "Décision du comité")


class TestRules:
    PARENTS = {1: None, 2: 1, 3: 2, 4: 1, 5: None}

    @pytest.mark.parametrize(
        ("origin", "target", "kind", "changes"),
        [
            (None, 1, "open", {1: 9}),
            (1, None, "close", {1: -9}),
            (1, 2, "delegate", {2: 9}),
            (1, 3, "delegate", {2: 9, 3: 9}),
            (3, 1, "recall", {2: -9, 3: -9}),
            (3, 4, "transfer", {2: -9, 3: -9, 4: 9}),
            (3, 5, "transfer", {1: -9, 2: -9, 3: -9, 5: 9}),
        ],
    )
    def test_what_a_move_changes(self, origin, target, kind, changes):
        paths = path_of(origin, self.PARENTS), path_of(target, self.PARENTS)
        assert kind_of(*paths) == kind
        assert held_changes(*paths, 9) == changes

    @given(st.lists(st.tuples(*[st.integers(1, 5)] * 2, st.integers(1, 9)), max_size=9))
    def test_parts_never_drift_from_their_whole(self, moves):
        held, given_by = dict.fromkeys(self.PARENTS, 0), {}
        for origin, target, cents in moves:
            paths = path_of(origin, self.PARENTS), path_of(target, self.PARENTS)
            for pk, change in held_changes(*paths, cents).items():
                held[pk] += change
                given_by[pk, origin, target] = change
        assert held[1] + held[5] == 0


@pytest.mark.django_db
class TestMoves:
    @pytest.fixture(autouse=True)
    def tree(self, held):
        """One of 100 €, with a part of 60 € that has one of 40 €, and one of 10 €."""
        self.people = held
        self.top = envelope("tout", 100_00)
        self.part = envelope("part", 60_00, parent=self.top)
        self.leaf = envelope("feuille", 40_00, parent=self.part)
        self.other = envelope("autre", 10_00, parent=self.top)

    def balances(self):
        """held, delegated of each, read again."""
        rows = Envelope.objects.filter(code__in=["tout", "part", "feuille", "autre"])
        return {row.code: (row.held // 100, row.delegated // 100) for row in rows}

    def move(self, origin, target, euros, **told):
        return move_envelope(
            by=HOST,
            now=NOW,
            origin=origin,
            target=target,
            cents=euros * 100,
            told=replace(WHY, **told),
        )

    def test_a_part_of_a_part_is_inside_both(self):
        assert self.balances() == {
            "tout": (100, 70),
            "part": (60, 40),
            "feuille": (40, 0),
            "autre": (10, 0),
        }

    def test_credits_are_taken_back_and_passed_on_across_the_tree(self):
        self.move(self.leaf, self.top, 15)
        assert self.balances()["tout"] == (100, 55)
        made = self.move(self.leaf, self.other, 5)
        assert (made.kind, self.balances()) == (
            "transfer",
            {"tout": (100, 55), "part": (40, 20), "feuille": (20, 0), "autre": (15, 0)},
        )
        rows = {row.pk: row for row in Envelope.objects.all()}
        for pk, sums in sums_at(rows, None).items():
            assert (sums.held, sums.delegated) == (rows[pk].held, rows[pk].delegated)

    @pytest.mark.parametrize(
        ("ends", "euros", "says"),
        [
            (("top", "part"), 31, "n’a que 30"),
            (("leaf", "other"), 41, "n’a que 40"),
            (("part", "other"), 21, "n’a que 20"),
            (("leaf", None), 1, "de l’enveloppe qui la contient"),
            ((None, "leaf"), 1, "de l’enveloppe qui la contient"),
            (("top", "top"), 1, "de l’enveloppe qui la contient"),
            (("top", "part"), 0, "montant positif"),
            ((None, None), 1, "d’où à où"),
        ],
    )
    def test_what_cannot_move_changes_nothing(self, ends, euros, says):
        before, moves = self.balances(), EnvelopeMove.objects.count()
        origin, target = (getattr(self, end) if end else None for end in ends)
        with pytest.raises(LedgerRefusedError, match=says):
            self.move(origin, target, euros)
        assert (self.balances(), EnvelopeMove.objects.count()) == (before, moves)

    def test_natures_never_mix(self):
        promised = envelope("promesse", 100_00, nature="announced")
        with pytest.raises(LedgerRefusedError, match="même nature"):
            self.move(promised, self.top, 1)
        with pytest.raises(LedgerRefusedError, match="ne se mêlent pas"):
            envelope("part-promise", 1_00, parent=promised, nature="opened")
        paying = commitment(envelope=promised)
        with pytest.raises(InputRefused, match="disponibles dans l’enveloppe"):
            posted(amount("granted", 1_00, dossier=dossier(), commitment=paying))

    def test_what_is_committed_can_neither_be_delegated_nor_taken_back(self):
        paying = commitment(envelope=self.leaf)
        posted(amount("granted", 30_00, dossier=dossier(), commitment=paying))
        with pytest.raises(LedgerRefusedError, match="n’a que 10"):
            self.move(self.leaf, self.top, 11)

    def test_the_same_key_moves_once(self):
        made = self.move(self.top, self.part, 3, key="m-1")
        assert self.move(self.top, self.part, 3, key="m-1") == made
        assert self.balances()["part"] == (63, 40)
        with pytest.raises(LedgerRefusedError, match="déjà servi"):
            self.move(self.top, self.part, 4, key="m-1")

    def test_a_move_is_undone_once_and_not_when_it_was_spent(self):
        before = self.balances()
        made = self.move(self.part, self.leaf, 20)
        undone = reverse_move(by=HOST, now=NOW, move=made, reason="Erreur")
        assert (undone.cents, self.balances()) == (-20_00, before)
        for move, says in ((made, "déjà annulé"), (undone, "déjà annulé")):
            with pytest.raises(LedgerRefusedError, match=says):
                reverse_move(by=HOST, now=NOW, move=move, reason="Encore")
        first = EnvelopeMove.objects.get(target=self.part, kind="delegate", reverses=None)
        with pytest.raises(LedgerRefusedError, match="n’a que"):
            reverse_move(by=HOST, now=NOW, move=first, reason="Trop tard")

    def test_as_at_a_day(self):
        later = DAY + dt.timedelta(days=10)
        self.move(self.top, self.part, 5, event_on=later)
        found = {n.envelope.code: n.held for n in nodes(until=DAY)}
        assert found["part"] == 60_00
        assert {n.envelope.code: n.held for n in nodes(until=later)}["part"] == 65_00

    def test_a_new_version_keeps_the_one_before_in_the_journal(self):
        told = {"by": HOST, "now": NOW, "envelope": self.part, "reason": "Convention signée"}
        made = revise_envelope(revision=1, changes={"year": 2025}, **told)
        assert (made.revision, made.year) == (2, 2025)
        entry = JournalEntry.objects.get(command="funding.revise_envelope")
        assert (entry.change["before"], entry.change["after"]) == ({"year": None}, {"year": 2025})
        with pytest.raises(LedgerRefusedError, match="changé entre-temps"):
            revise_envelope(revision=1, changes={"year": 2026}, **told)
        assert revise_envelope(revision=2, changes={"year": 2025}, **told).revision == 2

    def test_each_delegates_from_his_own(self):
        by = self.people.actor("referent")
        told = {"by": by, "now": NOW, "target": self.part, "cents": 1_00, "told": WHY}
        assert move_envelope(origin=self.top, **told).cents == 1_00
        foreign = envelope("autrui", 10_00, operator=OTHER)
        with pytest.raises(NotAllowedError):
            move_envelope(origin=foreign, **told)
        with pytest.raises(NotAllowedError):
            open_envelope(
                by=by,
                now=NOW,
                envelope=Envelope(code="x", nature="opened", parent=foreign, source="…"),
                cents=0,
                told=WHY,
            )


@pytest.mark.django_db
def test_made_up_grants_are_drawn_on_an_envelope_that_was_opened_after_them(held):
    source = {"nature": "opened", "operator": OPERATOR, "source": "Inventé (essai)"}
    made = Envelope(code="essai", name="Essai", **source)
    paying = Commitment(financer=OPERATOR, number="INV", envelope=made, committed_on=DAY)
    open_envelope(by=HOST, now=NOW, envelope=made, cents=100_00, told=WHY)
    line = amount("granted", 40_00, dossier=dossier(), commitment=paying)
    add_invented(
        by=HOST, now=NOW, financer=OPERATOR, dossiers=[], commitments=[paying], postings=[line]
    )
    made.refresh_from_db()
    assert (made.committed, Entry.objects.get().envelope) == (40_00, made)


@pytest.mark.django_db
class TestOfficial:
    def load(self, rows, reason="Relevé"):
        return load_envelopes(by=HOST, now=NOW, envelopes=rows, reason=reason)

    def test_the_programme_s_envelope_is_loaded_once(self, held):
        rows, reason = official_envelopes()
        assert self.load(rows, reason) == {"opened": len(rows), "changed": 0, "same": 0}
        assert self.load(rows, reason) == {"opened": 0, "changed": 0, "same": len(rows)}
        top = Envelope.objects.get(code="programme-2018")
        assert (top.held, top.nature) == (1_360_000_000_00, "announced")
        assert top.available == 810_000_000_00, "what no source splits"
        bank = Envelope.objects.get(code="banque-des-territoires-2018")
        assert bank.available == 74_000_000_00
        other = Envelope.objects.get(code="territoires-innovation")
        assert (other.nature, other.parent) == ("oriented", None)
        assert JournalEntry.objects.filter(command="funding.load_envelopes").count() == 1

    def test_a_changed_file_makes_a_version_with_its_reason(self, held):
        rows, _reason = official_envelopes()
        self.load(rows)
        changed = [
            replace(one, cents=520_000_000_00, fields={**one.fields, "remark": "Relue"})
            if one.code == "banque-des-territoires-2018"
            else one
            for one in rows
        ]
        assert self.load(changed, "Nouvelle source")["changed"] == 1
        bank = Envelope.objects.get(code="banque-des-territoires-2018")
        assert (bank.held, bank.revision, bank.remark) == (520_000_000_00, 2, "Relue")
        assert bank.received.last().reason == "Nouvelle source"
        assert Envelope.objects.get(code="programme-2018").held == 1_360_000_000_00
        told = [(one.says, one.reason) for one in versions_of(bank)]
        assert ("Enveloppe, version 2", "Nouvelle source") in told
        assert told[-1][1] == "Relevé"

    def test_each_has_its_source(self):
        for row in yaml.safe_load((DATA / "envelopes.yaml").read_text(encoding="utf-8"))[
            "envelopes"
        ]:
            assert row["source"], row["code"]
            assert row["url"].startswith("http"), row["code"]
            assert row["certainty"] in {"official", "reported"}, row["code"]

    def test_parts_that_pass_their_whole_are_refused(self):
        whole = {"code": "a", "nature": "announced", "euros": 1, "day": DAY}
        with pytest.raises(ValueError, match="pass it by 100 cents"):
            read_official([whole, whole | {"code": "b", "euros": 2, "parent": "a"}])
        with pytest.raises(ValueError, match="does not come before"):
            read_official([whole | {"parent": "b"}])
