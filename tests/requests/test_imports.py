"""Operators' files: read as offices write them, shown before they change anything."""

import csv
import io

import pytest
from django.test import Client

from ancrage.geography import models as geo
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.requests.actions import imports
from ancrage.requests.actions.imports import (
    choose_columns,
    prepare_import,
    take_batch,
    take_import,
)
from ancrage.requests.actions.parts import RequestRefusedError, StaleRequestError
from ancrage.requests.models import ColumnChoice, RequestImport, ServiceRequest
from ancrage.requests.operator_file import operator_sheet
from ancrage.requests.queries.imports import WHOLE, look_at, operator_requests
from ancrage.requests.rules.filed import Filed
from ancrage.ui.exports import csv_text, xlsx_bytes
from tests.people.world import sign_in
from tests.requests.messy import messy_file
from tests.requests.world import HERE, NOW, OPERATOR, PROGRAMME, TODAY, communes, sent

pytestmark = pytest.mark.django_db
HEAD = ["N° dossier", "Mesure", "Statut", "Commune", "Code INSEE", "Date de dépôt", "Motif"]
GOOD = ["D-1", "vte", "en cours", "", "", "03/02/2021", ""]


def as_csv(*rows, head=HEAD, encoding="cp1252"):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([head, *rows])
    return buffer.getvalue().encode(encoding)


def prepared(held, content, name="suivi.csv", who="referent") -> RequestImport:
    return prepare_import(
        by=held.actor(who), now=NOW, operator=OPERATOR, programme=PROGRAMME, name=name,
        content=content,
    )  # fmt: skip


def looked(held, content, name="suivi.csv"):
    return look_at(prepared(held, content, name), today=TODAY)


def taken(held, content, name="suivi.csv") -> dict[str, int]:
    """What a file did."""
    made = prepared(held, content, name)
    found = look_at(made, today=TODAY)
    take_import(by=held.actor("referent"), now=NOW, prepared=made)
    return found.plan.counts


def faults(held, *rows, head=HEAD):
    return [(p.row, p.column, p.what) for p in looked(held, as_csv(*rows, head=head)).plan.problems]


def towns() -> list[tuple[str, str, str]]:
    held = geo.Commune.objects.order_by("code")
    return [(town.code, town.name, town.department_id) for town in held]


def test_a_messy_file_is_taken_in_and_again_changes_nothing(held):
    content = messy_file(towns(), 60)
    assert taken(held, content) == {"new": 60, "changed": 0, "same": 0}
    assert taken(held, content) == {"new": 0, "changed": 0, "same": 60}
    rows = ServiceRequest.objects.filter(source__isnull=False)
    assert rows.count() == 60
    assert {"inside", "outside"} <= set(rows.values_list("place", flat=True))
    refused = rows.get(number="D-00006")
    assert (refused.state, refused.outcome) == ("refused", "refused")
    granted = rows.get(number="D-00003")
    assert (granted.outcome, granted.granted_amount) == ("granted", 200_300)
    assert granted.asked_amount == 400_300
    assert granted.sent_on.isoformat() == "2022-04-04"


def test_a_later_file_says_what_changes_and_the_journal_keeps_it_without_companies(held):
    taken(held, messy_file(towns(), 12))
    found = looked(held, messy_file(towns(), 12, later=6))
    assert found.plan.counts == {"new": 0, "changed": 4, "same": 8}
    changed = found.plan.of("changed")[0]
    assert changed.changes["state"] == ("instructed", "granted")
    taken(held, messy_file(towns(), 12, later=6))
    entry = JournalEntry.objects.filter(command="requests.import").last()
    assert len(entry.change["details"]["changed"]) == 4
    assert "Société" not in str(entry.change)
    assert entry.private


def test_where_it_was_is_told_by_the_commune_on_that_day(held):
    inside, outside = communes("01")[0], communes("01")[-1]
    rows = [
        [f"D-{rank}", "vte", "", "", code, day, ""]
        for rank, (code, day) in enumerate(
            [
                (inside, "03/02/2021"),
                (outside, "03/02/2021"),
                (inside, "03/02/2017"),
                ("", "1/2/21"),
            ]
        )
    ]
    taken(held, as_csv(*rows))
    found = {r.number: r for r in ServiceRequest.objects.filter(source__isnull=False)}
    assert [found[f"D-{n}"].place for n in range(4)] == ["inside", "outside", "unknown", "unknown"]
    assert found["D-0"].territory == HERE
    assert found["D-1"].regions == "|01|"
    assert (found["D-2"].territory, found["D-2"].commune) == ("", inside)


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({0: "", 5: ""}, "N° dossier", "dossier"),
        ({1: "rien"}, "Mesure", "rien"),
        ({2: "perdue"}, "Statut", "perdue"),
        ({3: "Nullepart"}, "Commune", "aucune commune"),
        ({4: "99999"}, "Code INSEE", "aucune commune"),
        ({5: "31/02/2021"}, "Date de dépôt", "ne se lit pas"),
        ({5: ""}, "Date de dépôt", "manque"),
        ({1: ""}, "Mesure", "manque"),
        ({2: "close"}, "Statut", "clos"),
    ],
)
def test_every_fault_has_its_line_and_its_column(held, changes, column, said):
    row = [changes.get(place, cell) for place, cell in enumerate(GOOD)]
    found = faults(held, ["D-0", *GOOD[1:]], row)
    assert any(r == 3 and c == column and said in what for r, c, what in found)


def test_nothing_is_done_when_one_line_is_at_fault(held):
    made = prepared(held, as_csv(GOOD, ["D-2", "vte", "perdue", "", "", "03/02/2021", ""]))
    with pytest.raises(InputRefused):
        take_import(by=held.actor("referent"), now=NOW, prepared=made)
    assert not ServiceRequest.objects.filter(source__isnull=False).exists()


def test_a_file_without_a_number_says_which_column_is_missing(held):
    (fault,) = looked(held, as_csv(["vte", "x"], head=["Mesure", "Statut"])).plan.problems
    assert fault.column == "Code Ancrage ou Numéro de dossier"


def test_columns_are_chosen_and_remembered_for_the_operator(held):
    head = ["Chrono", "Mesure", "Date de dépôt"]
    content = as_csv(["D-9", "vte", "03/02/2021"], head=head)
    made = prepared(held, content)
    assert look_at(made, today=TODAY).plan.problems
    columns = {"Chrono": "number", "Mesure": "measure", "Date de dépôt": "sent_on"}
    choose_columns(prepared=made, columns=columns)
    assert look_at(made, today=TODAY).plan.counts["new"] == 1
    assert ColumnChoice.objects.get(operator=OPERATOR, heading="chrono").field == "number"
    assert looked(held, content).plan.counts["new"] == 1


def test_one_measure_may_hold_for_the_whole_file(held):
    content = as_csv(["D-9", "03/02/2021"], head=["Numéro", "Date de dépôt"])
    made = prepared(held, content)
    choose_columns(prepared=made, columns={WHOLE: "vte"})
    (row,) = look_at(made, today=TODAY).plan.rows
    assert row.made.measure == "vte"


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_our_own_file_is_filled_and_sent_back(held, suffix):
    made = sent(held)
    sheet = operator_sheet(operator_requests(OPERATOR), operator="Bpifrance")
    rows = [list(row) for row in sheet.rows]
    place = {heading: rank for rank, heading in enumerate(sheet.headings)}
    (mine,) = [row for row in rows if row[0] == made.code]
    again = type(sheet)(sheet.title, sheet.headings, rows)
    content = csv_text(again).encode() if suffix == "csv" else xlsx_bytes(again)
    assert looked(held, content, f"f.{suffix}").plan.counts["changed"] == 0
    mine[place["État"]], mine[place["Numéro de dossier"]] = "accordée", "BPI-7"
    mine[place["Montant accordé (€)"]] = 3000.5
    content = csv_text(again).encode() if suffix == "csv" else xlsx_bytes(again)
    taken(held, content, f"f.{suffix}")
    made.refresh_from_db()
    assert (made.state, made.number, made.granted_amount) == ("granted", "BPI-7", 300_050)
    assert (made.decided_on, made.acknowledged_on) == (TODAY, TODAY)
    assert made.purpose.startswith("Un apprenti")


def test_of_what_was_asked_here_a_file_changes_the_answer_alone(held):
    made = sent(held)
    head = ["Code Ancrage", "Statut", "Entreprise", "Montant demandé", "Motif"]
    assert faults(held, [made.code, "refusée", "", "", ""], head=head) != []
    taken(held, as_csv([made.code, "refusée", "Autre", "1 €", "Hors champ"], head=head))
    made.refresh_from_db()
    assert (made.state, made.reason) == ("refused", "Hors champ")
    assert (made.company_name, made.asked_amount) == ("Verrerie Inventée", 400_000)


def test_a_file_takes_no_decision_back(held):
    made = sent(held)
    head = ["Code Ancrage", "Statut"]
    taken(held, as_csv([made.code, "accordée"], head=head))
    ((row, column, what),) = faults(held, [made.code, "en cours"], head=head)
    assert (row, column) == (2, "Statut")
    assert made.code in what


def test_a_request_answered_while_the_file_is_read_is_not_overwritten(held, monkeypatch):
    made = sent(held)

    def look_while_somebody_answers(prepared, *, today):
        found = look_at(prepared, today=today)
        ServiceRequest.objects.filter(pk=made.pk).update(revision=made.revision + 1, number="B-1")
        return found

    monkeypatch.setattr(imports, "look_at", look_while_somebody_answers)
    taking = prepared(held, as_csv([made.code, "accordée"], head=["Code Ancrage", "Statut"]))
    with pytest.raises(StaleRequestError, match=made.code):
        take_import(by=held.actor("referent"), now=NOW, prepared=taking)
    made.refresh_from_db()
    assert made.state == "sent"


def test_another_operator_s_requests_are_not_there(held):
    made = sent(held)
    ServiceRequest.objects.filter(pk=made.pk).update(operator="ademe")
    found = faults(held, [made.code, "accordée"], head=["Code Ancrage", "Statut"])
    assert "n’est pas une sollicitation" in found[0][2]


def test_only_the_operator_takes_files_in(held):
    made = prepared(held, as_csv(GOOD))
    for who in ("other_referent", "lead", "national", "auditor"):
        with pytest.raises(NotAllowedError):
            take_import(by=held.actor(who), now=NOW, prepared=made)


def test_a_batch_of_a_program_is_never_taken_twice(held):
    filing = looked(held, as_csv(GOOD)).filing
    lines = [Filed(1, number="L-1", measure="vte", sent_on=TODAY)]
    told = {"by": held.actor("referent"), "now": NOW, "key": "lot-1"}
    first = take_batch(**told, filing=filing, lines=lines)
    filing = looked(held, as_csv(GOOD)).filing
    assert take_batch(**told, filing=filing, lines=lines).pk == first.pk
    with pytest.raises(RequestRefusedError, match="clé"):
        take_batch(**told, filing=filing, lines=[Filed(1, number="L-2", measure="vte")])
    assert ServiceRequest.objects.filter(number="L-1").count() == 1


def test_the_pages_of_a_file_from_its_sending_to_its_end(held):
    client = sign_in(Client(), held.referent)
    assert client.get("/sollicitations/reprise/").status_code == 200
    upload = io.BytesIO(messy_file(towns(), 20))
    upload.name = "suivi.csv"
    told = {"operator": OPERATOR, "programme": PROGRAMME, "file": upload}
    page = client.post("/sollicitations/reprise/", told, follow=True)
    path = page.redirect_chain[-1][0]
    text = page.content.decode()
    assert "20 nouvelles" in text
    assert "Société n° 7" in text
    assert not ServiceRequest.objects.filter(source__isnull=False).exists()
    done = client.post(path, {"take": "1"}, follow=True).content.decode()
    assert "20 nouvelles sollicitations" in done
    assert sign_in(Client(), held.other_referent).get(path).status_code == 404
    assert RequestImport.objects.get(taken_at__isnull=False).file is None


def test_what_is_no_table_is_told_on_the_page(held):
    client = sign_in(Client(), held.referent)
    upload = io.BytesIO(b"%PDF-1.4\n%%EOF")
    upload.name = "suivi.pdf"
    told = {"operator": OPERATOR, "programme": PROGRAMME, "file": upload}
    page = client.post("/sollicitations/reprise/", told)
    assert page.status_code == 422
    assert "XLSX ou en CSV" in page.content.decode()
