"""Financers' files: read as offices write them, shown, taken in, brought up to date, undone."""

import datetime as dt

import pytest

from ancrage.funding.actions.import_undoing import undo_import
from ancrage.funding.actions.importing import prepare_import, take_import
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import (
    Commitment,
    Dossier,
    Entry,
    FiledPayment,
    MoneyColumn,
    MoneyImport,
    Project,
    WaitingPayment,
)
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.requests.models import ServiceRequest
from tests.funding.filing import GOOD, HEAD, as_csv, but, looked, plain, says, sent, taken
from tests.funding.messy import PAID, PAYMENTS
from tests.funding.world import HOST, NOW, OPERATOR, SIRET, amount, envelope, posted
from tests.requests.world import communes, stepped
from tests.requests.world import sent as asked

pytestmark = pytest.mark.django_db
NOTHING = {"new": 0, "changed": 0, "same": 1, "loose": 0, "faulty": 0}


@pytest.fixture(autouse=True)
def _world(held):
    """The small country."""


def entries(**told):
    rows = Entry.objects.filter(**told).order_by("pk")
    return [(e.stage, e.cents // 100, e.event_on.isoformat(), e.row) for e in rows]


def balances():
    names = ("asked_cents", "instruction_cents", "granted_cents", "paid_cents")
    return [tuple(cents // 100 for cents in row) for row in
            Dossier.objects.order_by("pk").values_list(*names)]  # fmt: skip


def paid(*rows, **more):
    return as_csv(*rows, head=PAYMENTS)


def test_a_file_is_shown_then_taken_in_with_its_rows():
    preview = looked(as_csv(GOOD))
    assert preview.faults == []
    assert says(preview) == ["new demandé : 12 000 € ; accordé : 10 000 € ; payé : 4 000 €"]
    assert not Dossier.objects.exists()
    held = taken(as_csv(GOOD))
    assert balances() == [(12000, 0, 10000, 4000)]
    assert entries() == [
        ("requested", 12000, "2024-01-03", 2),
        ("granted", 10000, "2024-03-01", 2),
        ("paid", 4000, "2024-06-15", 2),
    ]
    assert set(Entry.objects.values_list("file", flat=True)) == {held.file_id}
    (entry,) = JournalEntry.objects.filter(command="funding.import_file")
    assert len(entry.change["after"]["hash"]) == 1


def test_the_same_file_again_changes_nothing():
    taken(as_csv(GOOD))
    before, journal = Entry.objects.count(), JournalEntry.objects.count()
    held = taken(as_csv(GOOD))
    assert (held.counts, held.batches) == (NOTHING, [])
    assert (Entry.objects.count(), JournalEntry.objects.count()) == (before, journal)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_encodings_and_marks_say_the_same(encoding, mark):
    content = as_csv(GOOD, encoding="utf-8").decode()
    cells = ([f'"{cell}"' for cell in line.split(";")] for line in content.splitlines())
    made = "\r\n".join(mark.join(line) for line in cells).encode(encoding)
    assert says(looked(made)) == says(looked(as_csv(GOOD)))


def test_a_later_file_posts_the_difference_on_its_own_day():
    taken(as_csv(GOOD))
    later = as_csv(but(c6="11 000", c7="20/09/2024", c8="7 500"))
    assert says(looked(later)) == ["changed accordé : 1 000 € ; payé : 3 500 €"]
    taken(later, as_at=dt.date(2024, 9, 30))
    assert entries()[3:] == [
        ("granted", 1000, "2024-09-30", 2),  # no day is told for it
        ("paid", 3500, "2024-09-20", 2),
    ]
    assert taken(later).counts == NOTHING


def test_what_went_down_is_taken_back_or_corrected():
    taken(as_csv(GOOD))
    lower = as_csv(but(c4="9 000", c6="9 000", c8="3 000"))
    real = looked(lower)
    assert says(real) == ["changed annulé : 3 000 € ; dégagé : 1 000 € ; reversé : 1 000 €"]
    assert real.lower == 1
    error = looked(lower, decreases="error")
    assert says(error) == [
        "changed demandé : erreur de 3 000 € ; accordé : erreur de 1 000 € ; "
        "payé : erreur de 1 000 €"
    ]
    with pytest.raises(LedgerRefusedError, match="Dites d’abord"):
        take_import(by=HOST, now=NOW, held=sent(lower, decreases="error"))
    taken(lower, decreases="error")
    assert balances() == [(9000, 0, 9000, 3000)]
    alive = Entry.objects.filter(reverses=None, reversal=None).order_by("pk")
    assert [(e.stage, e.cents // 100, str(e.event_on)) for e in alive] == [
        ("requested", 9000, "2024-01-03"),
        ("granted", 9000, "2024-03-01"),
        ("paid", 3000, "2024-06-15"),
    ]
    assert taken(lower, decreases="error").counts == NOTHING


def test_what_went_down_for_real_stays_so():
    taken(as_csv(GOOD))
    lower = as_csv(but(c4="9 000", c6="9 000", c8="3 000"))
    taken(lower, as_at=dt.date(2024, 12, 31))
    assert balances() == [(9000, 0, 9000, 3000)]
    assert [e[0] for e in entries()[3:]] == ["cancelled", "decommitted", "recovered"]
    assert taken(lower).counts == NOTHING


def test_what_was_granted_then_given_up_stays_so_whatever_comes_later():
    row, head = [*but(c8="", c7=""), "abandonné", "10 000"], [*HEAD, "Statut", "Montant dégagé"]
    told = Dossier.objects.values_list("outcome", "granted_cents")
    for later in ([], [communes("01")[0]]):
        content = as_csv([*row, *later], head=[*head, "Code INSEE"][: len(row) + len(later)])
        taken(content)
        assert told.get() == ("withdrawn", 0)
        assert taken(content).counts == NOTHING


def test_a_payment_a_line_is_found_out_and_told_once():
    rows = [PAID, [*PAID[:3], "DP-2", "15/07/2024", "1 000"]]
    preview = looked(paid(*rows))
    assert (preview.layout, preview.why) == ("payments", "une colonne numérote les paiements")
    taken(paid(*rows))
    assert balances() == [(0, 0, 10000, 5000)]
    taken(paid(*rows, [*PAID[:3], "DP-3", "15/08/2024", "-500"]))
    assert entries()[3:] == [("recovered", 500, "2024-08-15", 4)]
    assert taken(paid(*rows[::-1])).counts == NOTHING


def test_payments_without_a_number_are_told_by_their_day_and_amount():
    head = [*PAYMENTS[:3], *PAYMENTS[4:]]
    row = ["D-1", SIRET, "10 000", "15/06/2024", "1 000"]
    preview = looked(as_csv(row, row, head=head))
    (note,) = [note for note in preview.notes if "même jour" in note.text]
    assert (note.row, note.example) == (3, "ligne 2")
    taken(as_csv(row, row, head=head))
    assert balances() == [(0, 0, 10000, 2000)]
    assert taken(as_csv(row, row, head=head)).counts == NOTHING


def test_a_payment_without_a_commitment_waits_then_is_matched_by_a_later_file():
    loose = ["D-9", SIRET, "", "DP-9", "15/06/2024", "4 000"]
    held = taken(paid(loose))
    (waiting,) = WaitingPayment.objects.all()
    assert (waiting.number, waiting.siren, waiting.state) == ("D-9", SIRET[:9], "waiting")
    assert (waiting.source_import, waiting.row, waiting.entry.stage) == (held, 2, "unmatched")
    assert not Dossier.objects.exists()
    again = taken(paid(loose)).counts
    assert (again["loose"], WaitingPayment.objects.count()) == (0, 1)
    granted = ["D-9", SIRET, "10 000", "DP-9", "15/06/2024", "4 000"]
    taken(paid(granted))
    waiting.refresh_from_db()
    assert (waiting.state, balances()) == ("matched", [(0, 0, 10000, 4000)])
    assert sum(e.cents for e in Entry.objects.filter(stage="unmatched")) == 0
    assert taken(paid(granted)).counts == NOTHING


def test_a_cumulated_payment_that_waits_is_matched_by_its_key():
    head = ["N° dossier", "SIRET", "Montant versé", "Montant accordé"]
    taken(as_csv(["D-9", SIRET, "4 000", ""], head=head))
    preview = looked(as_csv(["D-9", SIRET, "5 000", "10 000"], head=head))
    assert preview.released == 1
    taken(as_csv(["D-9", SIRET, "5 000", "10 000"], head=head))
    assert balances() == [(0, 0, 10000, 5000)]
    assert sum(e.cents for e in Entry.objects.filter(stage="unmatched")) == 0


def test_where_it_lands_is_told_by_the_commune_on_the_day():
    inside, outside = communes("01")[0], communes("01")[-1]
    head = [*HEAD, "Code INSEE"]
    rows = [[*but(c0=f"D-{n}"), code] for n, code in enumerate((inside, outside, ""))]
    preview = looked(as_csv(*rows, head=head))
    assert [row.place for row in preview.rows] == ["inside", "outside", "unknown"]
    granted = next(one for one in preview.sums if one.stage == "granted")
    assert (granted.cents, granted.inside, granted.outside) == (3000000, 1000000, 1000000)
    taken(as_csv(*rows, head=head))
    assert set(Entry.objects.values_list("dossier__number", "place", "region")) == {
        ("D-0", "inside", "01"), ("D-1", "outside", "01"), ("D-2", "unknown", ""),
    }  # fmt: skip


def test_a_place_that_changes_moves_its_money_by_reversals():
    inside = communes("01")[0]
    taken(as_csv(GOOD))
    preview = looked(as_csv([*GOOD, inside], head=[*HEAD, "Code INSEE"]))
    assert preview.recut == 1
    taken(as_csv([*GOOD, inside], head=[*HEAD, "Code INSEE"]))
    assert balances() == [(12000, 0, 10000, 4000)]
    alive = Entry.objects.filter(reverses=None, reversal=None)
    assert set(alive.values_list("place", flat=True)) == {"inside"}
    assert sum(e.cents for e in Entry.objects.filter(place="unknown")) == 0


def test_a_siren_is_taken_for_a_siret():
    preview = looked(as_csv(but(c1=SIRET[:9])))
    assert [note.text for note in preview.notes] == ["SIREN donné à la place du SIRET"]
    taken(as_csv(but(c1=SIRET[:9])))
    taken(as_csv(GOOD))
    assert Dossier.objects.get().siret == SIRET
    assert taken(as_csv(but(c1=SIRET[:9]))).counts == NOTHING


def test_a_commitment_tells_its_dossier_and_may_cover_several():
    head = ["N° dossier", "N° EJ", "Montant accordé", "Date de décision"]
    taken(as_csv(["D-1", "EJ-1", "1000", "01/03/2024"], ["D-2", "EJ-1", "500", "01/03/2024"],
                 head=head))  # fmt: skip
    assert Commitment.objects.get().lines.count() == 2
    taken(as_csv(["D-3", "EJ-3", "100", "01/03/2024"], head=head))
    later = ["N° EJ", "Montant payé", "N° de paiement", "Date de paiement"]
    held = taken(as_csv(["EJ-3", "60", "1", "01/06/2024"], ["EJ-1", "7", "1", "01/06/2024"],
                        head=later))  # fmt: skip
    assert (held.counts["changed"], held.counts["loose"]) == (1, 1)
    assert Dossier.objects.get(number="D-3").paid_cents == 6000
    assert WaitingPayment.objects.get().commitment_number == "EJ-1"


def test_an_envelope_is_drawn_on_and_never_overdrawn():
    opened = envelope("vte", 1_500_00)
    head = ["N° dossier", "Montant accordé", "Enveloppe"]
    preview = looked(as_csv(["D-1", "1000", "vte"], ["D-2", "600", "vte"], head=head))
    assert [(f.row, plain(f.what)) for f in preview.faults] == [
        (3, "l’enveloppe vte n’a plus que 500 €.")
    ]
    taken(as_csv(["D-1", "1000", "vte"], ["D-2", "600", "vte"], head=head))
    opened.refresh_from_db()
    assert (opened.committed, Dossier.objects.count()) == (100000, 1)


def test_projects_and_requests_are_linked_by_exact_keys(held):
    request = stepped(held, asked(held), "acknowledge")
    ServiceRequest.objects.filter(pk=request.pk).update(number="D-1")
    head = [*HEAD, "idCofinancement", "Coût total du projet"]
    taken(as_csv([*GOOD, "COFI-7", "50 000"], head=head))
    one = Dossier.objects.get()
    assert one.request == request.code
    assert (one.project.code, one.project.total_cents) == ("COFI-7", 5000000)
    taken(as_csv([*but(c0="D-2"), "COFI-7", ""], head=head))
    assert Project.objects.get().dossiers.count() == 2


def test_lines_at_fault_are_left_and_come_back_mended():
    held = taken(as_csv(GOOD, but(c0="D-2", c6="environ 3")))
    assert held.counts == {"new": 1, "changed": 0, "same": 0, "loose": 0, "faulty": 1}
    mended = taken(as_csv(GOOD, but(c0="D-2")))
    assert (mended.counts["new"], mended.counts["same"]) == (1, 1)


def test_a_fault_of_one_payment_does_not_lose_the_others():
    rows = [[*PAID[:3], "DP-1", "15/06/2024", "10 001"], [*PAID[:3], "DP-2", "15/06/2024", "1"]]
    held = taken(paid(*rows))
    assert (held.counts["faulty"], balances()) == (1, [(0, 0, 10000, 1)])


def test_an_import_is_undone_whole_while_nothing_leans_on_it():
    first = taken(as_csv(GOOD))
    held = taken(as_csv(but(c4="9 000", c6="9 000", c8="3 000"), but(c0="D-2")),
                 decreases="error")  # fmt: skip
    with pytest.raises(LedgerRefusedError, match="on a écrit depuis"):
        undo_import(by=HOST, now=NOW, held=first)
    undo_import(by=HOST, now=NOW, held=held)
    assert balances() == [(12000, 0, 10000, 4000), (0, 0, 0, 0)]
    with pytest.raises(LedgerRefusedError, match="déjà défaite"):
        undo_import(by=HOST, now=NOW, held=held)


def test_undoing_makes_payments_wait_again():
    taken(paid(["D-9", SIRET, "", "DP-9", "15/06/2024", "4 000"]))
    held = taken(paid(["D-9", SIRET, "10 000", "DP-9", "15/06/2024", "4 000"]))
    undo_import(by=HOST, now=NOW, held=held)
    (waiting,) = WaitingPayment.objects.all()
    assert (waiting.state, waiting.entry.cents) == ("waiting", 400000)
    assert sum(e.cents for e in Entry.objects.filter(stage="unmatched")) == 400000
    assert FiledPayment.objects.get().cents == 400000


def test_undoing_puts_back_what_dossiers_said():
    taken(as_csv([*GOOD, "Fours"], head=[*HEAD, "Objet"]))
    held = taken(as_csv([*GOOD, "Halle"], head=[*HEAD, "Objet"]))
    assert Dossier.objects.get().purpose == "Halle"
    undo_import(by=HOST, now=NOW, held=held)
    assert Dossier.objects.get().purpose == "Fours"


def test_what_was_shown_is_what_is_done():
    held = sent(as_csv(GOOD))
    taken(as_csv(GOOD))
    with pytest.raises(LedgerRefusedError, match="a changé depuis"):
        take_import(by=HOST, now=NOW, held=held, confirmed=True)
    one = Dossier.objects.get()
    posted(amount("paid", 100, dossier=one))
    assert MoneyImport.objects.filter(taken_at=None).count() == 1


def test_columns_are_chosen_and_remembered():
    head = [*HEAD[:6], "Montant validé par le comité", *HEAD[7:]]
    assert "payé : 4 000 €" not in says(looked(as_csv(GOOD, head=head)))[0]
    chosen = {"Montant validé par le comité": "granted_amount"}
    assert "accordé : 10 000 €" in says(looked(as_csv(GOOD, head=head), columns=chosen))[0]
    assert MoneyColumn.objects.get().financer == OPERATOR
    assert "accordé : 10 000 €" in says(looked(as_csv(GOOD, head=head)))[0]


def test_the_same_key_prepares_once():
    told = {"by": HOST, "now": NOW, "financer": OPERATOR, "name": "a.csv", "key": "envoi-1"}
    first = prepare_import(**told, content=as_csv(GOOD))
    assert prepare_import(**told, content=as_csv(GOOD)) == first
    with pytest.raises(LedgerRefusedError, match="déjà servi"):
        prepare_import(**told, content=as_csv(but(c0="D-2")))


def test_an_operator_writes_for_itself_alone(held):
    prepared = sent(as_csv(GOOD))
    with pytest.raises(NotAllowedError):
        take_import(by=held.actor("other_referent"), now=NOW, held=prepared, confirmed=True)
    take_import(by=held.actor("referent"), now=NOW, held=prepared, confirmed=True)
    assert Dossier.objects.count() == 1


def test_what_is_not_taken_of_a_line_of_payment_is_said():
    head = ["N° dossier", "SIRET", "Date de paiement", "Montant payé", "N° paiement", "Mandaté le",
            "Montant reversé"]  # fmt: skip
    preview = looked(
        as_csv(["D-1", SIRET, "15/06/2024", "100,00", "1", "01/06/2024", ""], head=head)
    )
    assert preview.layout == "payments"
    assert preview.left_out == ["Mandaté le", "Montant reversé"]
