"""Publishing, telling, bringing back: what each does, who may, what the journal keeps."""

import datetime as dt
from dataclasses import replace

import pytest

from ancrage.funding.models import Batch, Commitment, Dossier, Entry
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.opendata.actions.importing import Brought, import_grants
from ancrage.opendata.actions.publishing import publish
from ancrage.opendata.actions.telling import OpenDataRefusedError, name_grantor, tell_terms
from ancrage.opendata.definitions import legal_format
from ancrage.opendata.models import FirstPublication, Publication, Terms
from ancrage.opendata.queries.conventions import conventions
from ancrage.opendata.queries.delays import duties_of
from ancrage.opendata.queries.positions import legal_rows, positions
from ancrage.opendata.rules import scdl
from ancrage.opendata.rules.conventions import conventions_of, rows_of
from ancrage.opendata.rules.duty import Standing
from tests.opendata.made import ALONE, SHARED
from tests.opendata.world import (
    COMMUNE,
    GRANTOR,
    HOST,
    NOW,
    ONE,
    OPERATOR,
    OTHER,
    OTHER_GRANTOR,
    SIGNED,
    THREE,
    TODAY,
    TWO,
    granted,
    grantor,
    held,
)

pytestmark = pytest.mark.django_db
FIELDS = legal_format().columns


@pytest.fixture(autouse=True)
def _world(world):
    """The small country."""


def legal_file(day=TODAY) -> bytes:
    return scdl.written(legal_rows(day, is_demonstration=False), FIELDS)


class TestStandings:
    def test_each(self):
        ready = granted("EJ-1", (ONE, 30_000_00))
        grantor()
        cases = {
            ready: Standing.READY,
            granted("EJ-2", (TWO, 23_000_00)): Standing.NOT_DUE,
            granted("EJ-3", (COMMUNE, 90_000_00)): Standing.NOT_DUE,
            granted("EJ-4", (THREE, 23_000_01), terms={}): Standing.LACKING,
            granted("EJ-5", (THREE, 50_000_00), is_reserved=True): Standing.WITHHELD,
            granted("EJ-6", (THREE, 50_000_00), on=dt.date(2017, 7, 31)): Standing.NOT_DUE,
            granted("EJ-7", (COMMUNE, 90_000_00), (THREE, 1_000_00)): Standing.READY,
        }
        assert {one: held(one).stands.standing for one in cases} == cases
        assert held(ready).stands.due == dt.date(2027, 1, 5)

    def test_what_a_grantor_gives_in_a_year_is_added(self):
        grantor_of = granted("EJ-1", (ONE, 12_000_00))
        other = granted("EJ-2", (ONE, 11_000_01), on=dt.date(2026, 2, 1))
        before = granted("EJ-3", (ONE, 22_000_00), on=dt.date(2025, 12, 31))
        grantor()
        assert held(grantor_of).stands.standing == Standing.READY
        assert held(other).stands.standing == Standing.READY
        assert held(before).stands.standing == Standing.NOT_DUE

    def test_what_is_invented_is_not_added_to_the_real(self):
        granted("EJ-1", (ONE, 20_000_00), is_demonstration=True)
        real = granted("EJ-2", (ONE, 20_000_00))
        grantor()
        assert held(real).stands.standing == Standing.NOT_DUE

    def test_without_the_grantor_s_siret_nothing_is_ready(self):
        made = granted("EJ-1", (ONE, 30_000_00))
        assert held(made).stands.standing == Standing.LACKING
        assert held(made).stands.lacks[0] == "SIRET de l’attribuant\u00a0: pas dit."

    def test_late_is_told_with_its_grantor(self):
        grantor_day = dt.date(2026, 8, 1)
        late = granted("EJ-1", (ONE, 30_000_00), on=grantor_day)
        granted("EJ-2", (TWO, 30_000_00))
        grantor()
        assert held(late).stands.late == (TODAY - dt.date(2026, 11, 1)).days
        (duty,) = duties_of(positions(TODAY))
        assert (duty.name, duty.due, duty.late) == ("Bpifrance", 2, 1)
        publish(by=HOST, now=NOW, dataset="subventions")
        (duty,) = duties_of(positions(TODAY))
        assert (duty.late, duty.published_late, duty.counts[Standing.PUBLISHED]) == (0, 1, 2)


class TestWhatNeverLeaves:
    def test_secrets_persons_and_inventions_are_not_in_the_legal_file(self):
        granted("EJ-1", (ONE, 30_000_00), is_reserved=True, purpose="Procédé tenu secret")
        granted("EJ-2", (TWO, 30_000_00), terms={"withheld": "person", "reason": "Artisan"})
        granted("EJ-3", (THREE, 30_000_00), is_demonstration=True, purpose="Inventé")
        seen = granted("EJ-4", (ONE, 40_000_00), purpose="Visible")
        grantor()
        text = legal_file().decode()
        assert "Visible" in text
        assert text.count("\r\n") == 2
        assert "secret" not in text
        assert "Inventé" not in text
        invented = legal_rows(TODAY, is_demonstration=True)
        assert [row.purpose for row in invented] == ["Inventé"]
        assert held(seen).stands.standing == Standing.READY


class TestPublishing:
    def test_frozen_with_its_digest_and_what_changed(self):
        first_made = granted("EJ-1", (ONE, 30_000_00))
        grantor()
        first = publish(by=HOST, now=NOW, dataset="subventions", note="Première")
        assert (first.code, first.rows, first.added) == ("O-2026-0001", 1, 1)
        assert bytes(first.file.content.data) == legal_file()
        assert first.file.name == f"subventions-{TODAY.isoformat()}.csv"
        granted("EJ-2", (TWO, 50_000_00))
        tell_terms(by=HOST, now=NOW, commitment=first_made, told={"conditions": "unique"})
        second = publish(by=HOST, now=NOW, dataset="subventions")
        assert (second.rows, second.added, second.removed, second.altered) == (2, 1, 0, 1)
        assert second.previous == first
        assert second.changes["altered"][0]["columns"] == ("conditionsVersement",)
        assert (
            "unique" not in bytes(Publication.objects.get(pk=first.pk).file.content.data).decode()
        )
        assert FirstPublication.objects.get(commitment=first_made).publication == first
        entry = JournalEntry.objects.latest("pk")
        assert entry.command == "opendata.publish"
        assert entry.change["after"]["sha256"] == second.sha256

    def test_nothing_new_is_not_published_again(self):
        granted("EJ-1", (ONE, 30_000_00))
        grantor()
        first = publish(by=HOST, now=NOW, dataset="subventions")
        count = JournalEntry.objects.count()
        assert publish(by=HOST, now=NOW, dataset="subventions") == first
        assert JournalEntry.objects.count() == count

    def test_a_demonstration_says_so(self):
        granted("EJ-1", (ONE, 30_000_00), is_demonstration=True)
        grantor()
        made = publish(by=HOST, now=NOW, dataset="subventions-demonstration")
        assert made.is_demonstration
        assert made.file.name.startswith("subventions-demonstration-")
        money = publish(by=HOST, now=NOW, dataset="argent")
        assert money.file.name.startswith("avec-demonstration-")

    def test_who_may(self, world):
        for name in ("referent", "copilot", "auditor", "lead"):
            with pytest.raises(NotAllowedError):
                publish(by=world.actor(name), now=NOW, dataset="subventions")
        publish(by=world.actor("national"), now=NOW, dataset="subventions")

    def test_what_is_not_there(self):
        with pytest.raises(OpenDataRefusedError, match="n’existe pas"):
            publish(by=HOST, now=NOW, dataset="rien")


class TestTelling:
    def test_only_what_changes_is_kept(self, world):
        made = granted("EJ-1", (ONE, 30_000_00))
        referent = world.actor("referent")
        tell_terms(by=referent, now=NOW, commitment=made, told={"decision": "2026-12"})
        terms = Terms.objects.get(commitment=made)
        assert (terms.decision, terms.conditions) == ("2026-12", "échelonné")
        entry = JournalEntry.objects.latest("pk")
        assert entry.change["after"] == {"decision": "2026-12"}
        tell_terms(by=referent, now=NOW, commitment=made, told={"decision": "2026-12"})
        assert JournalEntry.objects.latest("pk") == entry

    @pytest.mark.parametrize(
        ("told", "field"),
        [
            ({"paid": "2026"}, "paid"),
            ({"nature": "don"}, "nature"),
            ({"conditions": "x" * 257}, "conditions"),
            ({"aid": "123456"}, "aid"),
            ({"withheld": "parce que"}, "withheld"),
            ({"withheld": "secret"}, "reason"),
            ({"decision": "x" * 201}, "decision"),
            ({"beneficiary": "x"}, "beneficiary"),
        ],
    )
    def test_faults_are_located_and_nothing_is_kept(self, told, field):
        made = granted("EJ-1", (ONE, 30_000_00), terms={})
        with pytest.raises(InputRefused) as refused:
            tell_terms(by=HOST, now=NOW, commitment=made, told=told)
        assert [problem.column for problem in refused.value.problems] == [field]
        assert not Terms.objects.exists()

    def test_who_may(self, world):
        made = granted("EJ-1", (ONE, 30_000_00))
        for name in ("other_referent", "copilot", "auditor", "lead", "company"):
            with pytest.raises(NotAllowedError):
                tell_terms(by=world.actor(name), now=NOW, commitment=made, told={"aid": "1"})

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"siret": "1"}, "SIRET"),
            ({"name": " "}, "nom officiel"),
            ({"financer": "personne"}, "aucun financeur"),
            ({"financer": "region:99"}, "aucun financeur"),
            ({"financer": OTHER}, "autre financeur"),
        ],
    )
    def test_a_grantor_is_a_known_financer_with_its_siret(self, changes, said):
        granted("EJ-1", (ONE, 30_000_00))
        granted("EJ-1", (ONE, 30_000_00), financer=OTHER)
        grantor()
        told = {"financer": OPERATOR, "name": "Bpifrance", "siret": GRANTOR}
        with pytest.raises(OpenDataRefusedError, match=said):
            name_grantor(by=HOST, now=NOW, **told | changes)


def settled() -> None:
    """Two financers that have a name and a SIRET, and nothing yet in the ledger."""
    grantor()
    grantor(OTHER, OTHER_GRANTOR)


ELSEWHERE = [replace(ALONE, grantor_siret=GRANTOR), replace(SHARED, grantor_siret=OTHER_GRANTOR)]


def file_of(*told) -> bytes:
    return scdl.written([row for one in told for row in rows_of(one)], FIELDS)


def brought(content, by=HOST) -> Brought:
    return import_grants(by=by, now=NOW, name="subventions.csv", content=content)


class TestImport:
    def test_gives_the_same_agreements(self):
        settled()
        content = file_of(*ELSEWHERE)
        assert brought(content).added == 2
        assert Dossier.objects.filter(purpose=ALONE.purpose).count() == 3
        entries = Entry.objects.filter(file__isnull=False).order_by("row", "pk")
        assert [(one.row, one.cents) for one in entries] == [
            (2, 4_780_020),
            (3, 2_151_009),
            (3, 2_629_011),
        ]
        found = legal_rows(TODAY, is_demonstration=False)
        told = sorted(conventions_of(scdl.ordered(found)), key=str)
        assert [replace(one, grantor="") for one in told] == [
            replace(one, grantor="") for one in sorted(ELSEWHERE, key=str)
        ]

    def test_the_same_file_again_changes_nothing(self):
        settled()
        content = file_of(*ELSEWHERE)
        brought(content)
        before = JournalEntry.objects.count(), Batch.objects.count(), Commitment.objects.count()
        assert brought(content) == Brought(0, 0, 2, "")
        after = JournalEntry.objects.count(), Batch.objects.count(), Commitment.objects.count()
        assert before == after

    def test_what_was_exported_here_is_known_here(self):
        granted("EJ-1", (ONE, 30_000_00))
        granted("EJ-2", (ONE, 10_000_00), (TWO, 45_000_33))
        granted("EJ-2b", (ONE, 10_000_00), (TWO, 45_000_33))
        grantor()
        content = legal_file()
        assert content.count(b"\r\n") == 6
        assert brought(content) == Brought(0, 0, 3, "")

    def test_two_alike_of_which_one_is_known(self):
        """One decision grants twice for the same: what is new is new, whatever the order."""
        settled()
        one = ELSEWHERE[0].beneficiaries[0]
        less, more = (
            replace(ELSEWHERE[0], beneficiaries=(replace(one, amount=one.amount + change),))
            for change in (-1, 1)
        )
        for known, both in ((less, (less, more)), (more, (less, more))):
            told = [replace(held, decision=f"D-{known.amount}") for held in (known, *both)]
            assert brought(file_of(told[0])).added == 1
            made = brought(file_of(*told[1:]))
            assert (made.added, made.changed, made.same) == (1, 0, 1)

    def test_a_beneficiary_with_both_numbers_keeps_them(self):
        settled()
        both = replace(ELSEWHERE[1].beneficiaries[1], siret=ONE)
        told = replace(ELSEWHERE[1], beneficiaries=(ELSEWHERE[1].beneficiaries[0], both))
        brought(file_of(told))
        found = next(one for one in conventions(day=TODAY)).convention
        assert {(one.siret, one.rna) for one in found.beneficiaries} >= {(ONE, both.rna)}

    def test_terms_that_changed_are_taken_in(self):
        settled()
        brought(file_of(*ELSEWHERE))
        later = replace(ELSEWHERE[0], conditions="unique", paid="2026-12-01")
        assert brought(file_of(later, ELSEWHERE[1])).changed == 1
        assert Terms.objects.get(decision=later.decision).paid == "2026-12-01"

    def test_amounts_that_changed_are_refused_and_located(self):
        settled()
        brought(file_of(*ELSEWHERE))
        one = ELSEWHERE[0].beneficiaries[0]
        other = replace(ELSEWHERE[0], beneficiaries=(replace(one, amount=one.amount + 1),))
        with pytest.raises(InputRefused) as refused:
            brought(file_of(other))
        (problem,) = refused.value.problems
        assert (problem.row, problem.column) == (2, "montant")

    def test_every_fault_at_once_and_nothing_written(self):
        settled()
        entries = Entry.objects.count()
        unknown = replace(ALONE, decision="A")
        future = replace(ELSEWHERE[0], signed_on=dt.date(2030, 1, 1), decision="B" * 201)
        with pytest.raises(InputRefused) as refused:
            brought(file_of(unknown, future, ELSEWHERE[1]))
        told = {(problem.row, problem.column) for problem in refused.value.problems}
        assert told == {(2, "idAttribuant"), (3, "dateConvention"), (3, "referenceDecision")}
        assert Entry.objects.count() == entries

    @pytest.mark.parametrize("content", [b"", b"a;b", scdl.written([], FIELDS)])
    def test_what_is_not_such_a_file(self, content):
        with pytest.raises(InputRefused):
            brought(content)

    def test_each_brings_in_his_own_alone(self, world):
        settled()
        with pytest.raises(NotAllowedError):
            brought(file_of(*ELSEWHERE), by=world.actor("referent"))
        with pytest.raises(NotAllowedError):
            brought(file_of(ELSEWHERE[0]), by=world.actor("auditor"))
        assert brought(file_of(ELSEWHERE[0]), by=world.actor("referent")).added == 1

    def test_the_date_of_the_grant_is_that_of_the_agreement(self):
        settled()
        brought(file_of(ELSEWHERE[0]))
        assert Entry.objects.get(file__isnull=False).event_on == ALONE.signed_on != SIGNED
