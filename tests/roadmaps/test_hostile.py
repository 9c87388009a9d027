"""Files as offices, accidents and ill will make them: a clear answer, and nothing written."""

import io

import pytest
from openpyxl import load_workbook

from ancrage.files.models import FileContent, StoredFile
from ancrage.geography.models import Commune
from ancrage.journal.models import JournalEntry
from ancrage.kernel.problems import InputRefused
from ancrage.roadmaps.actions.importing import take_import
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.files import export_table
from ancrage.roadmaps.models import (
    ActionSheet,
    ColumnChoice,
    FundingEntry,
    Revision,
    Roadmap,
    SheetImport,
)
from ancrage.roadmaps.queries.importing import look_at
from ancrage.ui.exports import csv_text, xlsx_bytes
from tests.roadmaps import messy
from tests.roadmaps.filing import GOOD, as_csv, looked, prepared, taken
from tests.roadmaps.world import ARVE, NOW, TODAY, begun

pytestmark = pytest.mark.django_db


KEPT = (ActionSheet, FundingEntry, Revision, Roadmap, ColumnChoice, JournalEntry)
"""What a file that is refused, or read, never changes."""


def rows_kept():
    return [model.objects.count() for model in KEPT]


def test_there_are_enough_of_them():
    assert len({case[0] for case in (*messy.REFUSED, *messy.FAULTY)}) >= 40


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [case[1:] for case in messy.REFUSED],
    ids=[c[0] for c in messy.REFUSED],
)
def test_a_file_that_is_not_accepted_is_not_kept(world, snapshot, name, make, words):
    before = rows_kept()
    with pytest.raises(InputRefused, match=words) as refusal:
        prepared(world, make(), name)
    assert str(refusal.value) == snapshot
    assert rows_kept() == before
    assert not SheetImport.objects.exists()
    assert not StoredFile.objects.exists()
    assert not FileContent.objects.exists()


@pytest.mark.parametrize(
    ("name", "make", "words"), [case[1:] for case in messy.FAULTY], ids=[c[0] for c in messy.FAULTY]
)
def test_a_fault_is_told_with_its_place_and_nothing_is_written(world, snapshot, name, make, words):
    before = rows_kept()
    held = prepared(world, make(), name)
    look = look_at(held)
    assert [str(fault.problem()) for fault in look.plan.all_faults] == snapshot
    told = " ".join(str(fault.problem()) for fault in look.plan.all_faults)
    assert words in told.replace("\N{NO-BREAK SPACE}", " ")
    assert all(fault.file == name for fault in look.plan.all_faults)
    if not look.plan.has_changes:
        with pytest.raises(SheetRefusedError, match="corrigez d’abord"):
            take_import(by=world.actor("manager"), now=NOW, held=held, confirmed=True)
    assert rows_kept() == before
    assert SheetImport.objects.get().taken_at is None


def test_a_fault_says_file_sheet_row_column_value_and_remedy(world):
    (fault,) = looked(world, messy.one(3, "beaucoup")(), "fiches.xlsx").plan.all_faults
    assert (fault.file, fault.page, fault.row) == ("fiches.xlsx", "Fiches", 2)
    assert (fault.column, fault.value) == ("Coût total (€)", "beaucoup")
    assert fault.advice == "Écrivez un montant en euros, comme 12 500,00."


def test_every_fault_is_told_at_once(world):
    content = as_csv(["A1", "", "X", "-3", "bientôt"], ["A1", "Deux", "X", "cher", ""])
    assert len(looked(world, content).plan.all_faults) >= 4


def values(world, content, name="fiches.xlsx"):
    look = looked(world, content, name)
    assert not look.plan.all_faults, look.plan.all_faults
    return {row.filed.reference: row.content for row in look.plan.rows}, look


def test_days_counted_from_1904(world):
    found, look = values(world, messy.mac_dates())
    assert found["A1"]["starts"] == "2027-03-15"
    assert found["A2"]["starts"] == "2027-03-16"
    assert any("45000" in note.text for _filed, note in look.plan.notes)


def test_merged_cells_double_headings_and_totals(world):
    found, look = values(world, messy.merged())
    assert {ref: c["axis"] for ref, c in found.items()} == {
        "A1": "Compétences", "A2": "Compétences", "B1": "Foncier",
    }  # fmt: skip
    assert found["B1"]["total_cost"] == 12_50
    money = {(m.financer, m.year, m.cents) for row in look.plan.rows for m, _held in row.money}
    assert money == {("Région", 2027, 100000), ("État", 2027, 50000), ("Région", 2027, 300000)}
    assert [line.split()[6] for line in look.told.apart] == ["titre", "total"]


def test_two_tables_on_a_sheet(world):
    found, _look = values(world, messy.two_tables())
    assert found["A1"]["starts"] == "2027"
    assert (found["A2"]["title"], found["A2"]["need"], found["A2"]["ends"]) == (
        "Deux", "innover", "2028",
    )  # fmt: skip


def test_a_day_is_no_more_precise_than_it_is_shown(world):
    found, _look = values(world, messy.shown_months())
    assert (found["A1"]["starts"], found["A1"]["ends"]) == ("2027-03", "2027")
    assert found["A2"]["starts"] == "2027-03-01"


def test_a_workbook_as_a_region_keeps_it(world):
    """Titles above, headings on two lines, units in headings, a total, a note, other sheets."""
    found, look = values(world, messy.regional(), "PA Arve.xlsx")
    assert {ref: content["title"] for ref, content in found.items()} == {
        "1.1": "École de production", "1.2": "Campus des métiers", "2.1": "Fablab",
    }  # fmt: skip
    first, second, third = found["1.1"], found["1.2"], found["2.1"]
    assert (first["total_cost"], second["total_cost"], third["total_cost"]) == (
        1_200_000_00, 450_000_00, 2_300_000_00,
    )  # fmt: skip
    assert (first["starts"], second["starts"], third["starts"]) == ("2020-T3", "2019-03", "2021-01")
    assert (first["ends"], second["ends"], "ends" in third) == ("2022-T1", "2021-02-03", False)
    assert second["owner_siret"] == "78012998700068"
    assert first["communes"] == ["00001", "00002"]
    rows = {row.filed.reference: row for row in look.plan.rows}
    assert {ref: row.filed.is_private for ref, row in rows.items()} == {
        "1.1": True, "1.2": False, "2.1": True,
    }  # fmt: skip
    money = [(m.financer, m.kind, m.year, m.cents) for m, _held in rows["1.1"].money]
    assert money == [
        ("Région", "region", 2020, 20_000_00),
        ("État FNADT", "state", 2020, 50_000_00),
        ("CC", "local", 2020, 10_000_00),
    ]
    jobs = {ref: c.get("indicators", {}).get("i1", {}).get("target") for ref, c in found.items()}
    assert jobs == {"1.1": "12", "1.2": "5", "2.1": None}
    said = [note.text.replace("\N{NO-BREAK SPACE}", " ") for _filed, note in look.plan.notes]
    assert said == [
        "Année non dite : celle du début, 2020.",
        "« 44230 » lu comme le 3 février 2021.",
        "« 5 ETP » : 5, sans « ETP ».",
        "« janv-21 » lu comme janvier 2021.",
    ]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in look.told.apart] == [
        "PA Arve.xlsx · Brouillon : feuille masquée, laissée de côté",
        "PA Arve.xlsx · Contacts : aucun titre reconnu, feuille laissée de côté",
        "PA Arve.xlsx · Fiches, ligne 8 : total",
        "PA Arve.xlsx · Fiches, ligne 11 : total",
        "PA Arve.xlsx · Fiches, ligne 12 : « (1) sous réserve de validation », seul",
    ]


def test_a_commune_is_the_territory_s_and_its_namesakes_are_told(world):
    commune = Commune.objects.get(code="00000")
    Commune.objects.filter(code="00009").update(name=commune.name)
    head = ["N°", "Titre", "Commune"]
    _found, look = values(world, as_csv(["A1", "Un", commune.name], head=head), "f.csv")
    (told,) = [note.text for _filed, note in look.plan.notes]
    assert told.replace("\N{NO-BREAK SPACE}", " ") == (
        f"« {commune.name} » : celle du territoire, 00000, pas 00009."
    )
    Commune.objects.filter(code__in=["00011", "00012"]).update(name="Saint-Martin")
    (fault,) = looked(world, as_csv(["A1", "Un", "St Martin"], head=head)).plan.all_faults
    assert "plusieurs répondent à ce nom, donnez le code (00011, 00012)" in fault.advice


@pytest.mark.parametrize("told", ["à confirmer", "Non chiffré", "NC", "–", "?", "à définir"])
def test_what_says_that_nothing_is_known_is_nothing(world, told):
    found, look = values(world, messy.one(3, told)())
    assert "total_cost" not in found["A1"]
    assert not look.plan.notes


def test_windows_1252_and_utf_8_say_the_same(world):
    western, _look = values(world, as_csv(GOOD), "f.csv")
    utf, _look = values(world, as_csv(GOOD, encoding="utf-8-sig"), "f.csv")
    assert western == utf


def test_a_formula_has_its_saved_value(world):
    content = messy.filled_formulas(messy.one(3, "=SUM(1,2)")())
    found, _look = values(world, content)
    assert found["A1"]["total_cost"] == 3_00


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "'="])
def test_what_a_spreadsheet_would_run_is_escaped_and_read_back(world, sign):
    title = f"{sign}cmd|' /C calc'!A0"
    begun(world, title=title)
    table = export_table(world.actor("manager"), ARVE, day=TODAY)
    page = load_workbook(io.BytesIO(xlsx_bytes(table))).worksheets[0]
    cell = next(c for c in page[2] if isinstance(c.value, str) and "calc" in c.value)
    assert (cell.data_type, cell.value[0]) == ("s", "'")
    content = ("\ufeff" + csv_text(export_table(world.actor("manager"), ARVE, day=TODAY))).encode()
    assert looked(world, content).plan.counts == {"new": 0, "changed": 0, "same": 1, "faulty": 0}


def test_nothing_but_good_lines_is_written(world):
    held = taken(world, as_csv(GOOD, ["A2", "Deux", "X", "-1", ""]))
    assert held.counts == {"new": 1, "changed": 0, "same": 0, "faulty": 1}
    assert ActionSheet.objects.get().reference == "A1"
    assert not FundingEntry.objects.exists()
