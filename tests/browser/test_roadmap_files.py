"""A workbook of forty sheets brought in: faults mended, a sheet completed and submitted."""

import io
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.checks import check_both_ways
from tests.browser.personas import PROJECT, go, press, said
from tests.browser.screens import content_of, follow
from tests.roadmaps import messy

START = "/fiches/reprise/"
MENDED = {"V7": ("Coût total (k€)", "20"), "V19": ("Début", "avril 2027")}
SAVED = 30_000
"""Milliseconds after which what should have been saved is not."""


def send(page: Page, name: str, content: bytes, folder: Path) -> None:
    """Choose a file, and have it read."""
    path = folder / name
    path.write_bytes(content)
    page.get_by_label("Vos fichiers").set_input_files(path)
    press(page, "Voir ce qu’ils feraient")


def counts(page: Page) -> str:
    return " ".join(page.locator(".ri-counts").inner_text().split())


def mended(content: bytes) -> bytes:
    """The file of lines at fault, with what was wrong written again; the messages stay beside."""
    book = load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    head = [cell.value for cell in page[1]]
    lines = list(page.iter_rows(min_row=2))
    assert [line[0].value for line in lines] != [""] * 3
    for line in lines:
        cells = dict(zip(head, line, strict=True))
        column, text = MENDED.get(cells["N°"].value, ("N°", "V32"))
        assert column in cells["À corriger"].value or column == "N°"
        cells[column].value = text
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_an_awkward_workbook_is_mended_taken_in_completed_and_submitted(enter, tmp_path):
    page = enter(PROJECT, START)
    check_both_ways(page)
    send(page, "feuille de route.xlsx", messy.forty(), tmp_path)
    assert counts(page) == "37 créées 0 modifiée 0 inchangée 3 à corriger"
    check_both_ways(page)
    see_faults(page)
    again = mended(faulty_lines(page))
    take(page)
    assert counts(page) == "37 créées 0 modifiée 0 inchangée 3 à corriger"
    check_both_ways(page)
    go(page, "Envoyer d’autres fichiers")
    send(page, "à corriger, corrigé.xlsx", again, tmp_path)
    assert counts(page) == "3 créées 0 modifiée 0 inchangée 0 à corriger"
    take(page)
    send_again(page, tmp_path)
    complete_and_submit(page)
    cannot_be_undone(page)
    assert page.faults == []


def see_faults(page: Page) -> None:
    """Three faults, each with its file, sheet, row, column, value and what to do."""
    place = ["feuille de route.xlsx", "Fiches"]
    rows = page.locator("#fautes tbody tr").all()
    assert [[said(cell) for cell in row.locator("th, td").all()] for row in rows] == [
        [*place, "12", "Coût total (k€)", "environ 20", "Valeur incomprise.",
         "Écrivez un montant en euros, comme 12 500,00."],
        [*place, "26", "Début", "Printemps 2027", "Valeur incomprise.",
         "Écrivez une date, un mois (mars 2027), un trimestre (T3 2027) ou une année."],
        [*place, "43", "Référence", "V31", "La même référence est déjà dite : Fiches, ligne 42.",
         "Gardez-en une, ou distinguez-les."],
    ]  # fmt: skip


def faulty_lines(page: Page) -> bytes:
    with page.expect_download() as expected:
        page.get_by_role("link", name="Prendre ces lignes dans un fichier").click()
    return content_of(expected.value)


def take(page: Page) -> None:
    """Confirm what was inferred, if anything, and accept."""
    box = page.locator("#confirme")
    if box.count():
        box.check()
    follow(page.locator("#accepter").get_by_role("button"))


def send_again(page: Page, folder: Path) -> None:
    """The first file again: nothing but its three faults."""
    go(page, "Envoyer d’autres fichiers")
    send(page, "feuille de route.xlsx", messy.forty(), folder)
    assert counts(page) == "0 créée 0 modifiée 37 inchangées 3 à corriger"
    page.goto(START)
    follow(page.locator("#derniers").get_by_role("link", name="feuille de route.xlsx").last)


def complete_and_submit(page: Page) -> None:
    """The first sheet that the file wrote lacks what the workbook did not tell."""
    follow(page.locator("#fiches").get_by_role("link").first)
    expect(page.get_by_role("main")).to_contain_text("Il manque encore, pour le comité")
    sheet = page.url
    page.goto(f"{sheet}ecrire/")
    page.get_by_label("Objectifs").fill("Former vingt personnes par an.")
    page.get_by_label("Description").fill("Un plateau commun, ouvert aux entreprises.")
    page.get_by_label("Besoin").select_option("Recruter")
    page.get_by_label("Description").blur()
    expect(page.locator("[data-missing]")).to_contain_text("Rien ne manque", timeout=SAVED)
    page.goto(sheet)
    press(page, "Soumettre au comité")
    expect(page.get_by_role("main")).to_contain_text("soumise")


def cannot_be_undone(page: Page) -> None:
    """A sheet of the import was written since: the page says which, and shows no button."""
    page.goto(START)
    follow(page.locator("#derniers").get_by_role("link", name="feuille de route.xlsx").last)
    undo = page.locator("#defaire")
    expect(undo).to_contain_text("Elle ne se défait plus d’un coup")
    expect(undo.get_by_role("link")).to_have_count(1)
    expect(undo.get_by_role("button")).to_have_count(0)
    check_both_ways(page)
