"""The made-up amendments, and the journey that is shown: from a region to the tandem's inbox."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ancrage.adaptation.demonstration import seed
from ancrage.adaptation.lists import HeldList
from ancrage.adaptation.models import Amendment
from ancrage.adaptation.sheet import Sheet
from ancrage.adaptation.workflow import workflow
from ancrage.geography.models import PerimeterVersion
from ancrage.journal.models import JournalEntry
from ancrage.people.demonstration import territory_holding
from ancrage.people.models import Person
from ancrage.project.demo import PERIMETER
from ancrage.selection.engine.amending import MoveRefused
from tests.demonstration import demonstration
from tests.people.world import sign_in

ARVE, MONT_BLANC = "200033116", "200034882"


@pytest.fixture(scope="module")
def _world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), demonstration():
        yield


def as_(email: str) -> Client:
    return sign_in(Client(), Person.objects.get(email=f"{email}@demo.example"))


def members(version: PerimeterVersion, code: str) -> tuple[str, ...]:
    return next(t.members for t in HeldList(version).territories if t.code == code)


def text_of(response) -> str:
    assert response.status_code == 200
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


@pytest.mark.django_db
@pytest.mark.usefixtures("_world")
def test_there_is_one_in_every_state_and_all_say_that_they_are_made_up():
    held = Amendment.objects.all()
    assert {a.state for a in held} == set(workflow().states)
    assert {a.region_id for a in held} == {"84", "28"}
    assert all(a.is_demonstration and a.moves for a in held)
    versions = PerimeterVersion.objects.filter(perimeter=PERIMETER)
    assert versions.count() == 1 + held.filter(state="accepted").count() >= 3
    assert all(version.is_simulated for version in versions)
    entries = JournalEntry.objects.filter(kind="amendment")
    assert entries.exclude(command="adaptation.submit").exists()
    assert any(Sheet(a).conflicts for a in held.filter(state="approved"))
    count = held.count()
    seed(now=timezone.now(), perimeter=PERIMETER)
    assert Amendment.objects.count() == count


@pytest.mark.django_db
@pytest.mark.usefixtures("_world")
def test_no_change_of_the_demonstration_is_broken():
    for made in Amendment.objects.all():
        try:
            assert Sheet(made).trouble == ""
        except MoveRefused as refusal:
            pytest.fail(f"{made.code}: {refusal}")


@pytest.mark.django_db
@pytest.mark.usefixtures("_world")
def test_a_region_adds_an_intercommunality_and_the_tandem_finds_it_in_its_inbox():
    """The journey of the demonstration, person after person."""
    region, committee = as_("region.aura"), as_("secretariat.aura")
    nation, lead = as_("equipe.nationale"), as_("elue.arve")
    place = territory_holding(ARVE, PERIMETER).partition(":")[2]
    told = {
        "programme": PERIMETER,
        "region": "84",
        "title": "Le Pays du Mont-Blanc rejoint la vallée de l’Arve",
        "reason": "Le décolletage y a ses fournisseurs.",
    }
    url = region.post(reverse("amendment_new"), told).url
    made = Amendment.objects.get(title=told["title"])
    change = {"genre": "add_member", "territoire": place, "membre": MONT_BLANC}
    preview = text_of(region.get(reverse("amendment_move", args=[made.code]), change))
    assert "Ajouter CC Pays du Mont-Blanc au territoire" in preview
    assert "Qui paie : Auvergne-Rhône-Alpes." in preview
    region.post(reverse("amendment_move", args=[made.code]), change | {"revision": "1"})
    assert as_("region.normandie").get(url).status_code == 404
    assert nation.get(url).status_code == 404
    region.post(reverse("amendment_submit", args=[made.code]), {"words": "", "revision": "2"})
    assert made.title in text_of(committee.get(reverse("inbox")))
    record = {
        "opinion": "favorable",
        "decided_on": timezone.localdate().isoformat(),
        "body": "Comité régional",
        "present_count": "9",
        "words": "Adopté.",
        "revision": "3",
    }
    committee.post(reverse("amendment_decide", args=[made.code]), record)
    assert made.title in text_of(nation.get(reverse("inbox")))
    day = timezone.localdate().isoformat()
    accept = reverse("amendment_accept", args=[made.code])
    assert "La liste exacte qui en résulterait : 124 territoires" in text_of(nation.get(accept))
    nation.post(accept, {"valid_from": day, "words": "Oui.", "revision": "4"})
    made.refresh_from_db()
    assert made.state == "accepted"
    visitor = Client()
    listed = text_of(visitor.get(reverse("territory", args=[made.result_id, place])))
    assert "CC Pays du Mont-Blanc" in listed
    assert MONT_BLANC in members(made.result, place)
    assert MONT_BLANC not in members(made.base, place)
    history = text_of(visitor.get(reverse("list_history", args=[PERIMETER])))
    assert "Ajouter CC Pays du Mont-Blanc au territoire" in history
    journal = text_of(nation.get(reverse("journal"), {"objet": made.code}))
    assert "Modification acceptée, liste publiée" in journal
    assert made.title in text_of(lead.get(reverse("inbox")))
