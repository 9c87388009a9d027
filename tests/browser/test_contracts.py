"""The contract on the roadmap: checked, approved in committee, previewed, signed by all, amended;
and the executive committee of 5 March 2019 with its pack. Eight people, one after the other."""

import datetime as dt
import re
import subprocess
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.checks import check_both_ways
from tests.browser.personas import (
    ELECTED,
    INDUSTRIAL,
    NATIONAL,
    PROJECT,
    REFERENT,
    REGION,
    SECRETARIAT,
    STATE,
    press,
)
from tests.browser.screens import follow
from tests.browser.test_committees import prepare, put, seat, today

VALLEY = "Cluses-Arve et Montagnes – Faucigny - Glières"
BANK = "Référente Banque des Territoires"
SIGNERS = {
    "Élu référent": ELECTED,
    "Industriel référent": INDUSTRIAL,
    "Région": REGION,
    "État": STATE,
    "Bpifrance": REFERENT,
    "Banque des Territoires": BANK,
}
"""Who signs on the site, by what the name of the party begins with; the others sign on paper."""
MOST_PARTIES = 20
PATIENCE = 90_000
"""Milliseconds within which a pack is made, on a busy machine."""
SCAN = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def test_a_contract_from_its_draft_to_a_signed_amendment(enter, open_changing, tmp_path):
    people = {who: enter(who) for who in (PROJECT, ELECTED, SECRETARIAT)}
    project, committee = people[PROJECT], people[SECRETARIAT]
    project.goto("/contrats/")
    follow(project.get_by_role("main").get_by_role("link", name=VALLEY))
    follow(project.get_by_role("main").get_by_role("link", name="Ouvrir l’acte"))
    check_both_ways(project)
    press(project, "Vérifier et arrêter le contenu")
    act = project.url
    approved_in_committee(committee)
    sent(project, act)
    signed_by_all(people, act, enter, tmp_path)
    verified(project, open_changing("/verifier/"), act, tmp_path)
    second = amended(project, committee)
    sent(project, second)
    signed_by_all(people, second, enter, tmp_path)
    public = open_changing(f"{second}changements/")
    expect(public.get_by_role("main")).to_contain_text("31 décembre 2031")
    check_both_ways(public)
    assert [page.faults for page in people.values() if page.faults] == []


def approved_in_committee(committee: Page) -> None:
    """The regional committee has the act on its agenda, and approves it."""
    prepare(
        committee,
        committee="régional",
        day=today(),
        title="séance du contrat",
        place="Hôtel de Région",
    )
    put(committee, f"Contrat : {VALLEY}")
    press(committee, "Convoquer les membres")
    press(committee, "Ouvrir la séance")
    seat(committee, "Présidence", "État")
    follow(committee.locator(".m-agenda > li", has_text=VALLEY).get_by_role("link", name="Décider"))
    committee.get_by_label(re.compile(r"approuvé –")).check()
    press(committee, "Consigner la décision")
    press(committee, "Clore la séance")


def sent(page: Page, act: str) -> None:
    """Read as the parties will sign it, and sent."""
    page.goto(act)
    follow(page.get_by_role("main").get_by_role("link", name="Relire et envoyer à la signature"))
    expect(page.get_by_role("main")).to_contain_text("à l’octet près")
    check_both_ways(page)
    press(page, "Envoyer à la signature")
    expect(page.get_by_role("main")).to_contain_text("à la signature")


def signed_by_all(people: dict[str, Page], act: str, enter, tmp_path: Path) -> None:
    """Each in turn, on the site or on paper, until the act is signed."""
    project = people[PROJECT]
    for _ in range(MOST_PARTIES):
        project.goto(act)
        turn = project.locator(".cs-step", has_text="c’est son tour").first
        if not turn.count():
            break
        link = turn.get_by_role("link").first
        party, url = link.inner_text(), link.get_attribute("href")
        who = next((who for begins, who in SIGNERS.items() if party.startswith(begins)), "")
        if who:
            if who not in people:
                people[who] = enter(who)
            sign(people[who], url)
        else:
            sign_on_paper(project, people[ELECTED], url, tmp_path)
    expect(project.get_by_role("main")).to_contain_text("Signé le")


def sign(page: Page, url: str) -> None:
    page.goto(url)
    check_both_ways(page)
    press(page, "Signer ce document")
    expect(page.get_by_role("main")).to_contain_text("signée")


def sign_on_paper(giver: Page, confirmer: Page, url: str, tmp_path: Path) -> None:
    """The sheet is printed and signed, one gives the scan, the other confirms it."""
    giver.goto(url)
    with giver.expect_download() as expected:
        giver.get_by_role("link", name="La feuille à signer").click()
    sheet = tmp_path / "feuille.pdf"
    expected.value.save_as(sheet)
    text = subprocess.run(
        ["pdftotext", sheet, "-"], capture_output=True, check=True, text=True
    ).stdout
    giver.get_by_text("Déposer le scan signé").click()
    giver.get_by_label("Code de la feuille").fill(re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", text)[0])
    giver.get_by_label("Qui a signé").fill("Dominique Inventé")
    giver.get_by_label("Signé le").fill(today().isoformat())
    giver.get_by_label("Le scan").set_input_files(
        {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    )
    press(giver, "Déposer le scan")
    confirmer.goto(url)
    press(confirmer, "Confirmer ce scan")


def verified(page: Page, visitor: Page, act: str, tmp_path: Path) -> None:
    """Anybody sees who signed the file, and a change of one byte."""
    page.goto(act)
    with page.expect_download() as expected:
        page.get_by_role("link", name="Le fichier signé").click()
    file = tmp_path / "signe.pdf"
    expected.value.save_as(file)
    visitor.get_by_label("Document à vérifier").set_input_files(file)
    press(visitor, "Vérifier")
    expect(visitor.locator(".cs-signatures")).to_contain_text("Claire Montagnier")
    expect(visitor.locator(".cs-report")).not_to_contain_text("non valable")
    check_both_ways(visitor)
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 1
    visitor.get_by_label("Document à vérifier").set_input_files(
        {"name": "change.pdf", "mimeType": "application/pdf", "buffer": bytes(content)}
    )
    press(visitor, "Vérifier")
    expect(visitor.locator(".cs-report")).not_to_contain_text("valable, inchangé")
    expect(visitor.locator(".cs-report .fr-alert--error")).to_be_visible()


def amended(project: Page, committee: Page) -> str:
    """An amendment that puts the end off by a year, approved by the committee; its address."""
    project.goto("/contrats/")
    follow(project.get_by_role("main").get_by_role("link", name=VALLEY))
    follow(project.get_by_role("main").get_by_role("link", name="Préparer la suite"))
    check_both_ways(project)
    press(project, "Commencer : avenant")
    act = re.match(r".*/actes/\d+/", project.url)[0]
    project.goto(f"{act}ecrire/")
    project.get_by_label("Pourquoi cet avenant").fill("Le chantier dure un an de plus (inventé).")
    project.get_by_label("L’avenant prend effet le").fill(
        (today() + dt.timedelta(days=30)).isoformat()
    )
    project.get_by_label("Le contrat prend fin le").fill("2031-12-31")
    press(project, "Enregistrer")
    project.goto(f"{act}changements/")
    expect(project.get_by_role("main")).to_contain_text("31 décembre 2031")
    project.goto(act)
    press(project, "Vérifier et arrêter le contenu")
    committee.goto(act)
    committee.locator("summary", has_text="Consigner l’approbation du comité").click()
    press(committee, "Consigner l’approbation du comité")
    return act


def test_the_executive_committee_of_march_2019_has_its_pack(enter, tmp_path):
    national = enter(NATIONAL)
    national.goto("/comites/")
    follow(
        national.get_by_role("main").get_by_role("link", name=re.compile("Global Industrie")).first
    )
    expect(national.get_by_role("main")).to_contain_text("Territoires d’industrie")
    press(national, "Faire le dossier des membres")
    pdf = national.get_by_role("main").get_by_role("link", name=re.compile("PDF"))
    expect(pdf.first).to_be_visible(timeout=PATIENCE)
    check_both_ways(national)
    with national.expect_download() as expected:
        pdf.first.click()
    file = tmp_path / "dossier.pdf"
    expected.value.save_as(file)
    told = subprocess.run(["pdfinfo", file], capture_output=True, check=True, text=True).stdout
    assert re.search(r"Tagged:\s+yes", told)
    subprocess.run(["qpdf", "--check", file], capture_output=True, check=True)
    assert national.faults == []
