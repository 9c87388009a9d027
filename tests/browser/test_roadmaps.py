"""A sheet written by two people at once, over a server that dies, and decided by the committee."""

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.checks import check_both_ways
from tests.browser.conftest import free_port, of_home, opener, wait_until_it_answers
from tests.browser.personas import ELECTED, PROJECT, SECRETARIAT, Inbox, press, sign_in
from tests.browser.screens import follow

TITLE = "Mettre en commun une presse inventée"
SAVED = re.compile(r"^Enregistré à \d\d:\d\d$")
BRIEF = 30_000
"""Milliseconds after which what should have been saved is not."""
TWO_MINUTES = 120
SETTINGS = "ancrage.project.settings"


def begun(page: Page) -> str:
    """A sheet of the valley, by its three fields; its code."""
    page.goto("/fiches/commencer/")
    page.get_by_label("Intitulé").fill(TITLE)
    page.get_by_label("Besoin").select_option("Innover")
    press(page, "Commencer la fiche")
    return re.search(r"F-\d+-\d+", page.url)[0]


def status(page: Page):
    return page.locator("[data-status]")


def write(page: Page, label: str, text: str) -> None:
    """Type in a field, and leave it."""
    field = page.get_by_label(label).first
    field.fill(text)
    field.blur()


def kept(page: Page, text: str = "") -> None:
    """The page says that everything is saved, or all but what `text` says."""
    expect(status(page)).to_have_text(
        re.compile(rf"^Enregistré à \d\d:\d\d{text}") if text else SAVED, timeout=BRIEF
    )


def test_two_people_write_at_once_and_choose_where_they_clash(enter):
    project, elected = enter(PROJECT), enter(ELECTED)
    path = f"/fiches/{begun(project)}/ecrire/"
    elected.goto(path)
    write(project, "Contexte", "Le texte de la cheffe de projet")
    kept(project)
    write(elected, "Risques", "Un risque vu par l’élue")
    kept(elected)
    expect(elected.get_by_label("Contexte")).to_have_value("Le texte de la cheffe de projet")
    write(elected, "Contexte", "Le texte de l’élue")
    kept(elected)
    write(project, "Contexte", "La cheffe de projet récrit")
    expect(project.get_by_text("a aussi été écrit par quelqu’un d’autre")).to_be_visible()
    expect(project.get_by_label("Risques")).to_have_value("Un risque vu par l’élue")
    check_both_ways(project)
    project.get_by_label("Garder les deux").click()
    kept(project)
    elected.reload()
    both = "Le texte de l’élue\n\nLa cheffe de projet récrit"
    expect(elected.get_by_label("Contexte")).to_have_value(both)
    corrected_after_another_wrote(project, elected)
    assert project.faults + elected.faults == []


def corrected_after_another_wrote(project: Page, elected: Page) -> None:
    """What one corrects was typed before the other wrote: it does not take its place unseen."""
    write(project, "Coût total", "beaucoup")
    expect(project.get_by_text("Écrivez un montant en euros")).to_be_visible()
    write(elected, "Coût total", "500")
    kept(elected)
    write(project, "Partenaires", "Un voisin")
    kept(project, ", sauf ce qui est à corriger")
    write(project, "Coût total", "400")
    expect(project.get_by_text("a aussi été écrit par quelqu’un d’autre")).to_be_visible()
    project.get_by_label("Garder le mien").click()
    kept(project)


def test_rows_are_added_and_removed_and_a_fault_is_told_at_its_field(enter):
    project = enter(PROJECT)
    code = begun(project)
    rows = project.locator("[data-rows='milestones']")
    rows.get_by_role("button", name="Ajouter une ligne").click()
    row = rows.locator("[data-row]").last
    row.get_by_role("textbox", name="Jalon").fill("Permis déposé")
    row.get_by_role("textbox", name="Prévu").fill("mars 2027")
    write(project, "Coût total", "beaucoup")
    expect(project.get_by_text("Écrivez un montant en euros")).to_be_visible(timeout=BRIEF)
    write(project, "Coût total", "1,2 M€")
    kept(project)
    project.reload()
    expect(rows.get_by_role("textbox", name="Jalon").first).to_have_value("Permis déposé")
    expect(project.get_by_label("Coût total")).to_have_value("1 200 000")
    rows.get_by_label("Retirer cette ligne").first.check()
    kept(project)
    project.goto(f"/fiches/{code}/")
    expect(project.get_by_role("main")).not_to_contain_text("Permis déposé")
    expect(project.get_by_role("main")).to_contain_text("Il manque encore, pour le comité")
    check_both_ways(project)
    press(project, "Mettre à la corbeille")
    check_both_ways(project)
    press(project, "Annuler la suppression")
    expect(project.get_by_role("heading", level=1)).to_contain_text(TITLE)
    assert project.faults == []


@contextmanager
def killable(home: Path, port: int) -> Iterator[subprocess.Popen]:
    """A web server of this port, killed at the end as by a machine that stops; no worker beside."""
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    environment = of_home(home) | {"SITE_URL": address, "DJANGO_SETTINGS_MODULE": SETTINGS}
    server = subprocess.Popen(
        [*command, "--log-level=critical", "ancrage.project.wsgi:application"], env=environment
    )
    try:
        wait_until_it_answers(address)
        yield server
    finally:
        kill(server)


def kill(server: subprocess.Popen) -> None:
    """The server and all that it started, at once and without a word."""
    if server.poll() is None:
        for pid in family(server.pid):
            os.kill(pid, signal.SIGKILL)
        server.wait(20)


def family(pid: int) -> list[int]:
    """A process and those that it started, as the system tells them."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in told for one in family(int(child)))]


def test_no_word_is_lost_with_the_server(browser: Browser, changing_home: Path):
    """Killed while two pages write: one sends again by itself, one is closed before it can."""
    port = free_port()
    with opener(browser, f"http://127.0.0.1:{port}") as open_at:
        with killable(changing_home, port) as server:
            page = open_at("/connexion/")
            sign_in(page, PROJECT)
            code = begun(page)
            write(page, "Contexte", "Écrit avant la panne")
            kept(page)
            closed = page.context.new_page()
            closed.goto(page.url)
            kill(server)
            write(page, "Contexte", "Écrit pendant la panne")
            write(closed, "Risques", "Écrit, puis l’onglet est fermé")
            for one in (page, closed):
                expect(status(one)).to_contain_text("Non enregistré", timeout=BRIEF)
            page.get_by_role("button", name="Enregistrer et voir la fiche").click()
            expect(page.get_by_label("Contexte")).to_have_value("Écrit pendant la panne")
            warned_before_it_closes(closed)
        with killable(changing_home, port):
            kept(page)
            taken_back(page.context.new_page(), code)


def warned_before_it_closes(page: Page) -> None:
    page.get_by_label("Risques").click()
    with page.expect_event("dialog") as told:
        page.close(run_before_unload=True)
    assert told.value.type == "beforeunload"
    told.value.dismiss()
    page.close(run_before_unload=False)


def taken_back(page: Page, code: str) -> None:
    """What a page before could not send, even when one writes there before answering."""
    page.goto(f"/fiches/{code}/ecrire/")
    expect(page.get_by_label("Contexte")).to_have_value("Écrit pendant la panne")
    offer = page.get_by_role("button", name="Les reprendre")
    expect(offer).to_be_visible()
    write(page, "Risques", "Écrit depuis")
    write(page, "Objectifs", "Partager une presse")
    kept(page)
    page.reload()
    offer.click()
    page.get_by_label("Garder les deux").click()
    kept(page)
    page.reload()
    both = "Écrit depuis\n\nÉcrit, puis l’onglet est fermé"
    expect(page.get_by_label("Risques")).to_have_value(both)
    expect(page.get_by_label("Objectifs")).to_have_value("Partager une presse")
    expect(offer).to_be_hidden()


def test_a_sheet_goes_from_its_form_to_the_committee_and_to_a_report(enter, open_changing):
    project, committee = enter(PROJECT), enter(SECRETARIAT)
    code = begun(project)
    fill_whole(project)
    press_finish(project)
    expect(project.get_by_role("main")).to_contain_text("Rien ne manque pour le comité")
    press(project, "Soumettre au comité")
    remark(committee, code)
    decide(committee, "Valider")
    resolve(project, code)
    press(project, "Engager l’action")
    the_next_version(project, committee, code)
    public = open_changing(f"/fiches/{code}/")
    expect(public.get_by_role("main")).to_contain_text("ouverture au public")
    expect(public.get_by_role("main")).not_to_contain_text("Pour quelles entreprises")
    reported(project, committee, code)
    for path in ("historique/", "copier/"):
        project.goto(f"/fiches/{code}/{path}")
        check_both_ways(project)
    assert project.faults + committee.faults + public.faults == []


def fill_whole(page: Page) -> None:
    """Everything that the committee needs, without money from others."""
    for label, text in {
        "Porteur": "Une communauté inventée",
        "Objectifs": "Partager une presse.",
        "Description": "Achat, installation, ouverture.",
        "Début": "T1 2027",
        "Fin": "2028",
        "Communes": "Cluses",
        "Coût total": "40 000",
        "Autofinancement": "40 000",
    }.items():
        page.get_by_label(label).first.fill(text)
    page.get_by_label("Maturité").select_option("prête à démarrer")
    row = page.locator("[data-rows='milestones'] [data-row]").first
    row.get_by_role("textbox", name="Jalon").fill("Presse livrée")
    row = page.locator("[data-rows='indicators'] [data-row]").first
    row.get_by_label("Indicateur commun").select_option("Emplois créés")
    row.get_by_label("Cible").fill("3")


def press_finish(page: Page) -> None:
    """The page of the sheet comes once everything is saved."""
    press(page, "Enregistrer et voir la fiche")


def remark(committee: Page, code: str) -> None:
    """The committee asks about a field."""
    committee.goto(f"/fiches/{code}/")
    check_both_ways(committee)
    committee.get_by_text("Faire une remarque").click()
    committee.get_by_label("Sur", exact=True).select_option("Description")
    committee.get_by_label("Remarque", exact=False).last.fill("Pour quelles entreprises ?")
    press(committee, "Envoyer la remarque")
    expect(committee.locator("#remarques")).to_contain_text("1 à traiter")
    expect(committee.get_by_text("Répondre et résoudre")).to_be_visible()


def decide(committee: Page, verb: str) -> None:
    committee.locator("#decider summary", has_text=re.compile(rf"^\s*{verb}\s*$")).click()
    press(committee, verb)


def resolve(project: Page, code: str) -> None:
    """The territory answers, from what waits for it."""
    Inbox(project).open(f"Répondre à une remarque sur la fiche {code}")
    project.get_by_text("Répondre et résoudre").click()
    project.get_by_label("Réponse").fill("Les décolleteurs de la vallée.")
    press(project, "La remarque est résolue")
    expect(project.locator("#remarques")).to_contain_text("résolue")


def the_next_version(project: Page, committee: Page, code: str) -> None:
    """What is written later waits for the committee, which reads what it changes."""
    follow(project.get_by_role("link", name="Écrire la fiche"))
    expect(project.get_by_role("main")).to_contain_text("Le comité a validé la version 1")
    write(project, "Description", "Achat, installation, ouverture au public.")
    press_finish(project)
    press(project, "Soumettre la nouvelle version")
    committee.goto(f"/fiches/{code}/")
    expect(committee.locator("#changements ins")).to_contain_text("ouverture au public")
    check_both_ways(committee)
    decide(committee, "Valider la nouvelle version")
    project.goto(f"/fiches/{code}/versions/2/")
    expect(project.locator(".f-differences del").first).to_contain_text("ouverture")
    check_both_ways(project)


def reported(project: Page, committee: Page, code: str) -> None:
    """Asked before the committee, done by the link with three answers."""
    committee.goto(f"/fiches/{code}/")
    follow(committee.get_by_role("main").get_by_role("link", name="Feuille de route"))
    follow(committee.get_by_role("link", name="Demander les points d’avancement"))
    in_a_month = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=30)
    committee.get_by_label("comité").last.fill(in_a_month.isoformat())
    press(committee, "Demander")
    began = time.monotonic()
    Inbox(project).open(f"Faire le point sur la fiche {code}")
    project.get_by_label("à surveiller").check()
    project.get_by_label("Pourquoi").fill("Un mois de retard")
    project.get_by_label("Presse livrée").check()
    check_both_ways(project)
    press(project, "Envoyer le point")
    assert time.monotonic() - began < TWO_MINUTES
    expect(project.get_by_role("main")).to_contain_text("Un mois de retard")
    assert f"Faire le point sur la fiche {code}" not in Inbox(project).to_do
