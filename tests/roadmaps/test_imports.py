"""Files of sheets: shown before they change anything, taken in whole, undone, in the journal."""

import datetime as dt
import io

import pytest
from docx import Document

from ancrage.jobs.registry import RefusedError
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.roadmaps import tasks
from ancrage.roadmaps.actions.following import Progress, comment_sheet, report_progress
from ancrage.roadmaps.actions.importing import (
    choose_columns,
    prepare_import,
    read_import,
    take_import,
)
from ancrage.roadmaps.actions.money import declare_funding
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.actions.undoing import undo_import
from ancrage.roadmaps.actions.writing import delete_sheet
from ancrage.roadmaps.files import values_of
from ancrage.roadmaps.import_words import errors_sheet
from ancrage.roadmaps.models import (
    ActionSheet,
    ColumnChoice,
    FundingEntry,
    ImportFile,
    SheetImport,
)
from ancrage.roadmaps.queries.importing import find_import, look_at
from ancrage.roadmaps.queries.reading import Given
from ancrage.roadmaps.queries.sheets import plan_of_sheet
from ancrage.roadmaps.rules.planning import FAULTY
from ancrage.roadmaps.word_template import sheet_document
from ancrage.ui.exports import xlsx_bytes
from tests.roadmaps.filing import GOOD, HEAD, as_csv, as_xlsx, looked, prepared, taken, told
from tests.roadmaps.world import ARVE, LOIRE, NOW, TODAY, again, asked, begun, running

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)
NOTHING = {"new": 0, "changed": 0, "same": 1, "faulty": 0}


def sheet(**more):
    return ActionSheet.objects.get(**more)


def line(**changes):
    return list((dict(zip(HEAD, GOOD, strict=True)) | changes).values())


def test_a_file_is_shown_then_taken_in_and_the_same_again_changes_nothing(world):
    content = as_csv(GOOD, ["A2", "Former des soudeurs", "GRETA", "450 k€", "T3 2027"])
    look = looked(world, content)
    assert look.plan.counts == {"new": 2, "changed": 0, "same": 0, "faulty": 0}
    assert not ActionSheet.objects.exists()
    held = taken(world, content)
    first, second = ActionSheet.objects.order_by("code")
    assert first.content == {
        "reference": "A1",
        "title": "Ouvrir un atelier",
        "owner_name": "Verrerie Inventée",
        "total_cost": 21_667_00,
        "starts": "2027-03",
    }
    assert first.cells["total_cost"] == [held.reference, "fiches.csv · D2"]
    assert (second.content["total_cost"], second.content["starts"]) == (450_000_00, "2027-T3")
    entry = JournalEntry.objects.latest("number")
    assert (entry.command, entry.reference) == ("roadmaps.import", held.reference)
    before = JournalEntry.objects.count()
    assert taken(world, content).counts == {"new": 0, "changed": 0, "same": 2, "faulty": 0}
    assert JournalEntry.objects.count() == before
    assert {one.revision for one in ActionSheet.objects.all()} == {1}
    assert not ImportFile.objects.filter(source=held).exists()


def test_a_mended_file_updates_the_right_sheets_and_says_how(world):
    taken(world, as_csv(GOOD, ["", "Sans numéro", "GRETA", "", ""]))
    code = sheet(reference="A1").code
    mended = as_csv(
        [code, "B9", "Un autre titre", "", "30 000", ""],
        ["", "", "Sans numéro", "GRETA", "1 M€", ""],
        head=["Code Ancrage", *HEAD],
    )
    look = looked(world, mended)
    assert [(row.kind, row.how) for row in look.plan.rows] == [
        ("changed", "code"),
        ("changed", "title"),
    ]
    taken(world, mended)
    held = sheet(code=code)
    assert (held.reference, held.title, held.total_cost) == ("B9", "Un autre titre", 30_000_00)
    assert held.content["starts"] == "2027-03"  # an empty cell erases nothing
    assert held.revisions.get().origin == "file"


def test_a_sheet_of_the_bin_is_not_written_nor_a_closed_one(world):
    made = begun(world)
    delete_sheet(by=world.actor("manager"), now=NOW, sheet=made)
    content = as_csv([made.code, *GOOD], head=["Code Ancrage", *HEAD])
    assert "corbeille" in told(looked(world, content))[0][4]
    ActionSheet.objects.update(deleted_at=None, state="closed")
    assert "close" in told(looked(world, content))[0][4]


def test_a_code_of_elsewhere_is_told_and_makes_a_new_sheet(world):
    other = begun(world, who="other", scope=LOIRE, title="Là-bas", reference="Z9")
    content = as_csv([other.code, *GOOD], head=["Code Ancrage", *HEAD])
    look = looked(world, content)
    assert look.plan.counts["new"] == 1
    assert other.code in look.plan.notes[0][1].text
    taken(world, content)
    assert again(other).title == "Là-bas"


def test_what_was_inferred_is_confirmed_first(world):
    content = as_csv(line(**{"Coût total (€)": "33333,333333"}))
    held = prepared(world, content)
    assert "33333,33" in look_at(held).plan.notes[0][1].text
    with pytest.raises(SheetRefusedError, match="déduit"):
        take_import(by=world.actor("manager"), now=NOW, held=held)
    take_import(by=world.actor("manager"), now=NOW, held=held, confirmed=True)
    assert sheet().total_cost == 33_333_33


def test_money_becomes_entries_and_a_correction_reverses_them(world):
    head = ["N°", "Titre", "Région – demandé 2027", "Financeur 1", "Montant 1", "Année 1"]
    content = as_csv(["A1", "Un", "20 000", "Bpifrance", "5 k€", "2028"], head=head)
    taken(world, content)
    held = sheet()
    assert held.asked == 25_000_00
    entry = held.funding.get(year=2027)
    assert (entry.financer, entry.kind, entry.source) == ("Région", "region", "fiches.csv · C2")
    assert taken(world, content).counts == NOTHING
    changed = as_csv(["A1", "Un", "30 000", "Bpifrance", "0", "2028"], head=head)
    taken(world, changed)
    assert again(held).asked == 30_000_00
    assert [one.cents for one in held.funding.order_by("pk")] == [
        20_000_00, 5_000_00, -20_000_00, 30_000_00, -5_000_00,
    ]  # fmt: skip
    assert taken(world, changed).counts == NOTHING


def test_rows_of_other_pages_go_to_their_sheets(world):
    pages = {
        "Fiches": [["N°", "Titre", "Début"], ["A1", "Un", "2027"]],
        "Financements": [
            ["N° fiche", "Financeur", "Année", "Stade", "Montant"],
            ["A1", "FEDER", 2027, "accordé", 1000.5],
            ["A1", "Région", 2028, "demandé", "2 k€"],
        ],
        "Jalons": [["N° fiche", "Jalon", "Échéance"], ["A1", "Permis", "juin 2027"]],
        "Suivi": [["Fiche action", "Indicateur", "Cible"], ["Un", "Emplois créés", 12]],
    }
    taken(world, as_xlsx(pages), "fiches.xlsx")
    held = sheet()
    lines = [(one.financer, one.year, one.granted, one.asked) for one in plan_of_sheet(held).lines]
    assert lines == [("FEDER", 2027, 1000_50, None), ("Région", 2028, None, 2000_00)]
    assert held.content["milestones"] == {"m1": {"title": "Permis", "due": "2027-06"}}
    assert held.content["indicators"] == {"i1": {"indicator": "jobs_created", "target": "12"}}
    assert held.cells["milestones.m1.due"][1] == "fiches.xlsx · Jalons!C2"
    assert taken(world, as_xlsx(pages), "fiches.xlsx").counts == NOTHING


def test_columns_are_corrected_and_remembered_for_the_territory(world):
    content = as_csv(["A1", "Un", "Inventée"], head=["N°", "Mon titre à moi", "Qui fait"])
    held = prepared(world, content)
    assert look_at(held).plan.counts["faulty"] == 1
    chosen = {"mon titre a moi": "title", "qui fait": "owner_name"}
    choose_columns(held=held, columns=chosen, pages={})
    read_import(held=held, now=NOW)
    assert look_at(held).plan.rows[0].content["owner_name"] == "Inventée"
    assert looked(world, content).plan.counts["new"] == 1
    elsewhere = looked(world, content, who="other", scope=LOIRE)
    assert elsewhere.plan.counts["faulty"] == 1


def test_columns_are_no_longer_corrected_once_files_are_taken_in(world):
    held = taken(world, as_csv(GOOD, line(**{"N°": "A2", "Coût total (€)": "cher"})))
    kept = bytes(SheetImport.objects.get().reading)
    with pytest.raises(SheetRefusedError, match="déjà repris"):
        choose_columns(held=held, columns={"n°": ""}, pages={})
    with pytest.raises(SheetRefusedError, match="déjà repris"):
        read_import(held=held, now=NOW)
    assert bytes(SheetImport.objects.get().reading) == kept
    assert not ColumnChoice.objects.exists()


def test_lines_at_fault_are_taken_away_mended_and_sent_again(world):
    content = as_csv(
        GOOD, line(**{"N°": "A2", "Titre de l’action": "Deux", "Coût total (€)": "cher"})
    )
    look = looked(world, content)
    made = errors_sheet([row.filed for row in look.plan.of(FAULTY)], look.plan.faults)
    assert len(made.rows) == 1
    row = list(made.rows[0])
    assert "Coût total (€) : valeur incomprise." in row[0].replace("\N{NO-BREAK SPACE}", " ")
    row[list(made.headings).index("Coût total (€)")] = "12 500"
    mended = xlsx_bytes(type(made)("t", made.headings, [row]))
    taken(world, content)
    taken(world, mended, "mended.xlsx")
    assert sheet(reference="A2").total_cost == 12_500_00
    assert ActionSheet.objects.count() == 2


def test_documents_made_with_our_template_many_at_once(world):
    def filled(**values):
        return sheet_document(values, title="Fiche")

    files = [
        Given("a.docx", filled(reference="A1", title="Un", milestones="Permis : juin 2027")),
        Given("b.docx", filled(title="Deux", funding="Région 2027 : 20 000 € demandé")),
        Given("c.docx", filled(title="", objectives="Perdus")),
    ]
    actor = world.actor("manager")
    held = read_import(held=prepare_import(by=actor, now=NOW, scope=ARVE, files=files), now=NOW)
    assert look_at(held).plan.counts == {"new": 2, "changed": 0, "same": 0, "faulty": 1}
    take_import(by=actor, now=NOW, held=held, confirmed=True)
    first = sheet(reference="A1")
    assert first.content["milestones"]["m1"] == {"title": "Permis", "due": "2027-06"}
    assert first.cells["milestones.m1.due"] == [held.reference, "a.docx · Jalons"]
    assert sheet(title="Deux").asked == 20_000_00


def test_a_document_is_read_after_it_was_edited(world):
    document = Document(io.BytesIO(sheet_document({"title": "Un"}, title="Fiche")))
    table = document.tables[0]
    label = next(row for row in table.rows if row.cells[0].text.startswith("Intitulé"))
    label.cells[0].paragraphs[0].text = "Titre de l’action :"
    label.cells[1].paragraphs[0].add_run(" mot")
    label.cells[1].add_paragraph("de plus")
    table._tbl.remove(table.rows[0]._tr)
    buffer = io.BytesIO()
    document.save(buffer)
    look = looked(world, buffer.getvalue(), "fiche.docx")
    assert look.plan.rows[0].title == "Un mot de plus"


def test_a_sheet_as_a_document_says_the_same_when_it_comes_back(world):
    made = begun(world)
    declare_funding(by=world.actor("manager"), now=NOW, sheet=made, declared=asked())
    content = sheet_document(values_of(again(made), day=TODAY), title="Fiche")
    assert looked(world, content, "fiche.docx").plan.counts == NOTHING


def test_an_import_is_undone_whole(world):
    made = begun(world, reference="A1", title="Ouvrir un atelier", owner_name="Verrerie Inventée")
    declare_funding(by=world.actor("manager"), now=NOW, sheet=made, declared=asked())
    before = again(made)
    head = [*HEAD, "Région Essai – demandé 2027"]
    content = as_csv([*GOOD, "70 000"], [*line(**{"N°": "A2", HEAD[1]: "Deux"}), ""], head=head)
    held = prepared(world, content)
    take_import(by=world.actor("manager"), now=LATER, held=held, confirmed=True)
    assert again(made).asked == 70_000_00
    undo_import(by=world.actor("manager"), now=LATER, held=held)
    after = again(made)
    assert (after.content, after.asked) == (before.content, before.asked)
    assert after.revision == before.revision + 2
    assert sheet(title="Deux").deleted_at is not None
    assert JournalEntry.objects.latest("number").command == "roadmaps.import"
    with pytest.raises(SheetRefusedError, match="déjà défaite"):
        undo_import(by=world.actor("manager"), now=LATER, held=held)
    assert looked(world, content).plan.counts["new"] == 1


def test_undoing_an_import_gives_back_the_former_cells(world):
    first = taken(world, as_csv(GOOD, ["A2", "Deux", "GRETA", "450 k€", ""]))
    made = sheet(reference="A1")
    cells = made.cells
    assert cells["total_cost"] == [first.reference, "fiches.csv · D2"]
    second = prepared(world, as_csv([*GOOD[:3], "30 000", "mai 2027"]), "mended.csv")
    take_import(by=world.actor("manager"), now=LATER, held=second)
    assert again(made).cells == cells | {
        "total_cost": [second.reference, "mended.csv · D2"],
        "starts": [second.reference, "mended.csv · E2"],
    }
    undo_import(by=world.actor("elected"), now=LATER, held=second)
    held = again(made)
    assert (held.cells, held.total_cost, held.content) == (cells, 21_667_00, made.content)
    assert set(sheet(reference="A2").cells) == {"reference", "title", "owner_name", "total_cost"}


def test_undoing_an_import_tells_former_amounts_again_from_their_own_source(world):
    made = begun(world, reference="A1", title="Ouvrir un atelier", owner_name="Verrerie Inventée")
    actor = world.actor("manager")
    declare_funding(by=actor, now=NOW, sheet=made, declared=asked(cents=10_000_00))
    declare_funding(by=actor, now=NOW, sheet=made, declared=asked(cents=5_000_00, source="Avenant"))
    head = [*HEAD, "Région Essai – demandé 2027", "FEDER accordé 2028"]
    held = prepared(world, as_csv([*GOOD, "70 000", "1 000"], head=head))
    take_import(by=actor, now=LATER, held=held, confirmed=True)
    assert (again(made).asked, again(made).granted) == (70_000_00, 1_000_00)
    assert again(made).financers == "|FEDER|Région Essai|"
    undo_import(by=actor, now=LATER + dt.timedelta(hours=1), held=held)
    after = again(made)
    assert (after.asked, after.granted, after.financers) == (15_000_00, None, "|Région Essai|")
    standing = after.funding.filter(reverses=None, reversal=None)
    assert {(one.cents, one.source, one.told_on) for one in standing} == {
        (10_000_00, "Courrier du 2 novembre 2026", TODAY), (5_000_00, "Avenant", TODAY),
    }  # fmt: skip
    assert after.funding.count() == 10  # 2 told, 2 reversed and told anew, then back


def test_a_sheet_begun_by_a_file_is_found_by_its_financers(world):
    head = ["N°", "Titre", "Région – demandé 2027", "FEDER accordé 2028"]
    taken(world, as_csv(["A1", "Un", "20 000", "5 000"], head=head))
    held = sheet()
    assert (held.financers, held.budget_years) == ("|FEDER|Région|", "|2027|2028|")


def touch_remark(world, made):
    comment_sheet(by=world.actor("manager"), now=LATER, sheet=made, text="Vu")


def touch_money(world, made):
    declare_funding(by=world.actor("manager"), now=LATER, sheet=made, declared=asked())


def touch_report(world, made):
    ActionSheet.objects.filter(pk=made.pk).update(state="running")
    report_progress(by=world.actor("manager"), now=LATER, sheet=made, progress=Progress("green"))


def touch_bin(world, made):
    delete_sheet(by=world.actor("manager"), now=LATER, sheet=made)


@pytest.mark.parametrize("touch", [touch_remark, touch_money, touch_report, touch_bin])
def test_an_import_that_something_leans_on_is_not_undone(world, touch):
    held = taken(world, as_csv(GOOD))
    touch(world, sheet())
    with pytest.raises(SheetRefusedError, match="changé depuis"):
        undo_import(by=world.actor("manager"), now=LATER, held=held)


def test_a_validated_sheet_becomes_a_working_copy_with_changes(world):
    made = running(world, reference="A1")
    taken(world, as_csv(line(**{HEAD[1]: made.title, HEAD[2]: ""})))
    held = again(made)
    assert held.content["total_cost"] == 21_667_00
    assert held.versions.get().content["total_cost"] == 100_000_00
    assert held.state == "running"


def test_two_who_accept_at_once_do_it_once(world):
    held = prepared(world, as_csv(GOOD))
    take_import(by=world.actor("manager"), now=NOW, held=held)
    with pytest.raises(SheetRefusedError, match="déjà repris"):
        take_import(by=world.actor("elected"), now=NOW, held=held)
    assert ActionSheet.objects.count() == 1


def test_two_files_of_the_same_sheets_are_compared_when_they_are_accepted(world):
    first, second = prepared(world, as_csv(GOOD)), prepared(world, as_csv(GOOD), "autre.csv")
    take_import(by=world.actor("manager"), now=NOW, held=first)
    done = take_import(by=world.actor("elected"), now=NOW, held=second)
    assert done.counts == NOTHING
    assert ActionSheet.objects.count() == 1


def test_nobody_brings_files_into_another_territory(world):
    held = prepared(world, as_csv(GOOD))
    for who in ("other", "far", "referent", "owner", "stranger", "auditor", "other_copilot"):
        assert find_import(world.actor(who), held.reference) is None
        with pytest.raises(NotAllowedError):
            take_import(by=world.actor(who), now=NOW, held=held)
    for who in ("elected", "secretariat", "copilot", "national"):
        assert find_import(world.actor(who), held.reference) is not None
    assert not ActionSheet.objects.exists()


def test_large_files_are_read_and_taken_in_by_the_worker(world):
    actor = world.actor("manager")
    held = prepare_import(by=actor, now=NOW, scope=ARVE, files=[Given("f.csv", as_csv(*(GOOD,)))])
    said = []
    told_progress = lambda step, share: said.append(share)  # noqa: E731
    tasks.read_files({"reference": held.reference}, told_progress)
    arguments = {"reference": held.reference, "by": actor.reference, "confirmed": True}
    tasks.take_files(arguments, told_progress)
    assert ActionSheet.objects.count() == 1
    assert said
    with pytest.raises(RefusedError, match="déjà repris"):
        tasks.take_files(arguments, told_progress)


def test_files_left_aside_are_let_go(world):
    prepared(world, as_csv(GOOD))
    later = NOW + dt.timedelta(days=4)
    prepare_import(
        by=world.actor("manager"), now=later, scope=ARVE, files=[Given("g.csv", as_csv(GOOD))]
    )
    assert SheetImport.objects.count() == 1
    assert FundingEntry.objects.count() == 0
