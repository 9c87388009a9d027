"""An operator's file mended, taken in and certified; an auditor who goes down to one payment."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.checks import check_both_ways
from tests.browser.personas import AUDITOR, REFERENT, go, press, said
from tests.browser.screens import follow

HEAD = (
    "Numéro de dossier;SIRET;Bénéficiaire;Code commune;Demandé le;Montant demandé (€);Décidé le;"
    "Montant accordé (€);Numéro d’engagement;Payé le;Montant payé (€)"
)
FIRM = "78012998700068;Verrerie du Lac (essai);1004"
GOOD = f"ESSAI-1;{FIRM};03/02/2026;12 500,00;15/04/2026;10 000,00;EJ-ESSAI-1;02/06/2026;4 000,50"
BAD = f"ESSAI-2;{FIRM};03/02/2026;environ 9;15/04/2026;6 000,00;EJ-ESSAI-2;;"
MENDED = BAD.replace("environ 9", "9 000")


def send(page: Page, *lines: str, folder: Path) -> None:
    """Choose a file as an office writes it, and have it read."""
    path = folder / "suivi.csv"
    path.write_bytes("\r\n".join([HEAD, *lines, ""]).encode("cp1252"))
    page.get_by_label("Votre fichier").set_input_files(path)
    press(page, "Voir ce qu’il ferait")


def counts(page: Page) -> str:
    return said(page.locator(".ri-counts").first)


def take(page: Page) -> None:
    """Accept what is shown, what was inferred too."""
    word = page.locator("#confirme")
    if word.count():
        word.check()
    press(page, "Reprendre ce fichier")


def test_a_file_is_mended_taken_in_and_the_half_year_certified(enter, tmp_path):
    page = enter(REFERENT, "/argent/fichiers/")
    check_both_ways(page)
    send(page, GOOD, BAD, folder=tmp_path)
    assert counts(page).startswith("1 dossier nouveau")
    assert counts(page).endswith("1 ligne à corriger")
    assert "environ 9" in said(page.locator("#fautes tbody tr").first)
    check_both_ways(page)
    take(page)
    check_both_ways(page)
    go(page, "Envoyer un autre fichier")
    send(page, GOOD, MENDED, folder=tmp_path)
    assert counts(page) == (
        "1 dossier nouveau 0 mis à jour 1 inchangé 0 paiement à rattacher 0 ligne à corriger"
    )
    take(page)
    page.goto("/argent/dossiers/?q=ESSAI-1")
    follow(page.locator("#tableau tbody").get_by_role("link").first)
    assert "Verrerie du Lac (essai)" in said(page.locator("main"))
    check_both_ways(page)
    certify(page)
    assert page.faults == []


def certify(page: Page) -> None:
    """The half-year that is late: comments where they are asked for, then a name."""
    page.goto("/argent/declarations/bpifrance/2026-S1/")
    assert "En retard" in said(page.locator("main"))
    check_both_ways(page)
    for box in page.locator("#commentaires textarea").all():
        box.fill("Vu avec le service comptable (essai).")
    press(page, "Enregistrer")
    page.get_by_label("En qualité de").fill("Référent")
    page.get_by_text("Je certifie que ces chiffres").click()
    press(page, "Certifier la déclaration")
    told = said(page.locator("#versions"))
    assert "Version 1" in told
    assert "Thomas Keller" in told
    check_both_ways(page)


def test_an_auditor_goes_from_what_was_announced_to_one_payment(enter):
    page = enter(AUDITOR, "/argent/")
    assert "1,36 milliard" in said(page.locator(".mo-announced"))
    check_both_ways(page)
    rooms = page.get_by_role("navigation", name="Les pages de l’argent")
    follow(rooms.get_by_role("link", name="Enveloppes"))
    go(page, "Territoires d’industrie : l’enveloppe annoncée")
    assert "1 360 000 000" in said(page.locator("main"))
    check_both_ways(page)
    page.goto("/argent/ecritures/?total=paid&financeur=bpifrance&mesure=vte")
    whole = said(page.locator(".a-figures").first)
    assert "Total net de ces écritures" in whole
    check_both_ways(page)
    follow(page.locator("#tableau tbody").get_by_role("link").first)
    facts = said(page.locator("dl.a-facts"))
    for name in ("Compte débité", "Dossier", "Engagement", "Enveloppe", "Pièce", "Journal"):
        assert name in facts
    check_both_ways(page)
    follow(page.locator("dl.a-facts").get_by_role("link", name="D-").first)
    check_both_ways(page)
    page.goto("/priorite/")
    check_both_ways(page)
    assert page.faults == []
