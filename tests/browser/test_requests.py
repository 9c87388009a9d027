"""A request from the measure to its grant: the tandem asks, the operator answers by a link."""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.checks import check_both_ways
from tests.browser.conftest import of_home
from tests.browser.personas import ELECTED, press
from tests.browser.screens import follow

PURPOSE = "Un volontaire pour préparer une nouvelle ligne"
SIRET = "00000000000000"
MAKE_LINK = """
import django; django.setup()
from django.utils import timezone
from ancrage.inbox.models import Item
from ancrage.people.models import Person
from ancrage.requests.actions.links import answer_mark
from ancrage.requests.queries.links import path_of
item = Item.objects.get(cause="requests:{code}:answer:sent", settled_at=None)
to = Person.objects.get(email="referent.bpifrance@demo.example").reference
mark = answer_mark(item=item, reference=to, now=timezone.now())
print(path_of(mark.split()[1], to))
"""
"""What the next digest does: its hour does not come while the test runs."""


def test_a_tandem_asks_and_the_operator_answers_by_a_link(enter, open_changing, changing_home):
    lead = enter(ELECTED, "/sollicitations/demander/")
    check_both_ways(lead)
    follow(lead.get_by_role("link", name="Volontariat territorial en entreprise"))
    lead.get_by_label("Ce que vous demandez").fill(PURPOSE)
    lead.get_by_label("Qui en bénéficie").select_option("une entreprise")
    lead.get_by_label("Entreprise", exact=False).first.fill("Atelier inventé")
    lead.get_by_label("SIRET de l’entreprise").fill(SIRET)
    press(lead, "Enregistrer et vérifier les conditions")
    expect(lead.get_by_role("heading", name="Les conditions, avec")).to_be_visible()
    check_both_ways(lead)
    press(lead, "Envoyer à l’opérateur")
    expect(lead.get_by_role("main")).to_contain_text("envoyée")
    code = lead.url.rstrip("/").rpartition("/")[2]
    referent = open_changing(link_of(changing_home, code))
    expect(referent.get_by_role("main")).to_contain_text(PURPOSE)
    check_both_ways(referent)
    referent.get_by_label("Accorder").check()
    referent.get_by_label("Montant accordé").fill("4 000 €")
    press(referent, "Envoyer la réponse")
    expect(referent.get_by_role("main")).to_contain_text("accordée")
    lead.reload()
    the_tandem_sees_it(lead)
    assert lead.faults + referent.faults == []


def the_tandem_sees_it(lead: Page) -> None:
    main = lead.get_by_role("main")
    expect(main).to_contain_text("accordée")
    expect(main).to_contain_text("4\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}€")
    check_both_ways(lead)


def link_of(home: Path, code: str) -> str:
    """The path of the referent's link, as the message would carry it."""
    environment = of_home(home) | {"DJANGO_SETTINGS_MODULE": "ancrage.project.settings"}
    command = [sys.executable, "-c", MAKE_LINK.format(code=code)]
    made = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    return made.stdout.strip()
