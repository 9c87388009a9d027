"""The roads on their pages, in the API, on the command line; what proves each stage to whom."""

import datetime as dt
import json
import re

import pytest
from django.test import Client
from typer.testing import CliRunner

from ancrage.contracts.models import CONTRACT, PROTOCOL, Act
from ancrage.home.path.gathering import find_road, roads_at
from ancrage.home.path.rules import Status
from ancrage.journal import acting
from ancrage.kernel.rights import VISITOR
from ancrage.people.queries.dates import tandems_since
from ancrage.project.cli import app
from ancrage.roadmaps.actions.steps import lead_sheet
from ancrage.roadmaps.models import ActionSheet
from tests.contracts import world as contracts
from tests.home.programme import ARVE, NORTH, NOW, SOUTH, TODAY, called, submitted
from tests.people.world import LONG_AGO, person, sign_in
from tests.snapshots import main_of

pytestmark = pytest.mark.django_db
LOIRE, PLAIN = contracts.LOIRE, contracts.PLAIN
TERRITORY = "/territoires/essai-2018/{}/"


@pytest.fixture(autouse=True)
def _nobody():
    """Each command says who acts."""
    yield
    acting.act_for("")


def road(scope: str, who=VISITOR, day: dt.date = TODAY):
    return find_road(who, scope, day=day).standing


def stages(scope: str, who=VISITOR, day: dt.date = TODAY) -> tuple[str | None, str | None]:
    held = road(scope, who, day)
    return (held.here and held.here.stage.code, held.next and held.next.stage.code)


def on(scope: str, stage: str, who=VISITOR) -> dt.date | None:
    return next(step.on for step in road(scope, who).steps if step.stage.code == stage)


def test_what_is_proved_of_each(world):
    assert stages(ARVE) == ("governance", "protocol")
    assert on(ARVE, "identification") == dt.date(2018, 11, 22)
    assert on(ARVE, "governance") == LONG_AGO
    assert on(ARVE, "plan") == on(ARVE, "validation") == TODAY
    assert [step.stage.code for step in road(ARVE).ahead] == ["plan", "validation"]
    # one lead alone is no governance
    assert stages(LOIRE) == stages(PLAIN) == ("identification", "governance")


def test_the_tandem_is_whole_from_the_day_the_second_lead_is_named(world):
    person("elected_lead", code=LOIRE, since=dt.date(2026, 3, 1))
    assert stages(LOIRE) == ("governance", "protocol")
    assert on(LOIRE, "governance") == dt.date(2026, 3, 1)
    assert stages(LOIRE, day=dt.date(2026, 2, 28)) == ("identification", "governance")
    person("elected_lead", code=PLAIN, since=dt.date(2027, 1, 1))
    assert set(tandems_since(by=TODAY)) == {ARVE, LOIRE}
    assert set(tandems_since(by=TODAY, scope=LOIRE)) == {LOIRE}


def test_acts_carry_a_territory_along_its_road(world):
    contracts.signed(world, PROTOCOL)
    assert stages(ARVE) == ("validation", "contract")
    assert on(ARVE, "protocol") == TODAY
    contracts.signed(world, CONTRACT)
    assert stages(ARVE) == ("contract", "action")
    sheet = ActionSheet.objects.get()
    lead_sheet(by=world.actor("manager"), now=NOW, sheet=sheet, verb="start")
    assert stages(ARVE) == ("action", "evaluation")
    assert on(ARVE, "action") == TODAY


def test_before_the_day_of_the_list_no_territory_has_a_road(world):
    assert find_road(VISITOR, ARVE, day=dt.date(2018, 11, 21)) is None
    assert roads_at(VISITOR, day=dt.date(2018, 11, 21)) == []
    assert find_road(VISITOR, "essai:rien", day=TODAY) is None


def test_at_an_earlier_date_the_road_is_that_of_the_day(world):
    contracts.signed(world, PROTOCOL)
    Act.objects.update(signed_on=TODAY)
    assert stages(ARVE, day=TODAY - dt.timedelta(days=1)) == ("governance", "protocol")


def test_a_sheet_that_is_reserved_or_only_submitted_proves_nothing_to_everybody(world):
    ActionSheet.objects.all().update(is_private=True)
    held = submitted(world, title="Une fiche soumise")
    ActionSheet.objects.filter(pk=held.pk).update(submitted_on=dt.date(2026, 5, 1))
    assert on(ARVE, "plan") is None
    assert on(ARVE, "plan", world.actor("far")) is None
    for name in ("elected", "copilot", "national", "auditor"):
        assert on(ARVE, "plan", world.actor(name)) == dt.date(2026, 5, 1), name
        assert on(ARVE, "validation", world.actor(name)) == TODAY, name


def test_the_number_of_queries_does_not_grow_with_the_territories(world, django_assert_num_queries):
    roads_at(VISITOR, day=TODAY)
    with django_assert_num_queries(7):
        assert len(roads_at(VISITOR, day=TODAY)) == 3
    contracts.signed(world, PROTOCOL)
    called(world)
    with django_assert_num_queries(8):
        roads_at(VISITOR, day=TODAY)


def test_the_nation_s_page(world, snapshot):
    assert main_of(Client(), "/parcours/") == snapshot


def test_the_filters_keep_the_map_the_counts_and_the_files_alike(world):
    def shown(**asked) -> str:
        return Client().get("/parcours/", asked).content.decode()

    def counts(told: str) -> list[str]:
        return re.findall(r'path-counts__n">(\d+)<', told)

    assert "Vallée de l’Arve" in shown()
    assert counts(shown())[:3] == ["2", "1", "0"]
    south = shown(region=SOUTH)
    assert "Vallée de l’Arve" not in south
    assert counts(south)[:3] == ["1", "0", "0"]
    assert "Plaine" in shown(etape="identification")
    assert "Vallée de l’Arve" not in shown(etape="identification")
    assert "Vallée de l’Arve" in shown(suivante="protocol")
    lines = Client().get("/parcours/", {"region": NORTH, "format": "csv"}).content.decode()
    assert "Vallée de l’Arve" in lines
    assert "Plaine" not in lines
    assert Client().get("/parcours/", {"format": "xlsx"}).content[:2] == b"PK"
    for kind in ("svg", "png"):
        assert Client().get(f"/parcours/carte.{kind}", {"region": NORTH}).status_code == 200
    assert "aucune liste n’est en vigueur" in shown(date="2010-01-01")


def panel(client: Client, code: str, **asked) -> str:
    whole = client.get(TERRITORY.format(code), asked).content.decode()
    return whole.partition("<h2>Parcours</h2>")[2].partition("</section>")[0]


def test_a_territory_s_page_shows_its_road(world):
    told = panel(Client(), "arve")
    assert told.count('class="path__step') == 9
    assert told.count('aria-current="step"') == 1
    here = told.partition('aria-current="step"')[2].partition("</li>")[0]
    assert "Gouvernance installée" in here
    assert "en est là depuis le 1er" in here
    assert "<strong>Protocole d’accord</strong>" in told
    assert "élu référent, industriel référent, copilote régional, État en région" in told
    assert "/calendrier/?territoire=essai%3Aarve" in told
    assert "/territoires/essai-2018/arve/feuille-de-route/" in told


def test_a_stage_without_a_day_is_said_unknown(world):
    assert "date inconnue" not in panel(Client(), "arve")
    contracts.signed(world, PROTOCOL)
    contracts.signed(world, CONTRACT)
    Act.objects.filter(kind=PROTOCOL).update(signed_on=dt.date(2099, 1, 1))
    assert "franchie, date inconnue" in panel(Client(), "arve")


def test_the_territory_s_page_costs_few_queries(world, django_assert_max_num_queries):
    Client().get(TERRITORY.format("plaine"))
    with django_assert_max_num_queries(40):
        Client().get(TERRITORY.format("plaine"))


def test_a_signed_in_reader_sees_what_he_may(world):
    ActionSheet.objects.all().update(is_private=True)
    mine = panel(sign_in(Client(), world.people["elected"]), "arve")
    theirs = panel(Client(), "arve")
    assert "déjà, le 23" in mine
    assert "déjà, le 23" not in theirs


def test_the_api_tells_the_same(world):
    found = Client().get("/api/v1/territory-paths").json()
    assert {one["territory"]: (one["stage"], one["next"]) for one in found["items"]} == {
        ARVE: ("governance", "protocol"),
        LOIRE: ("identification", "governance"),
        PLAIN: ("identification", "governance"),
    }
    kept = Client().get(f"/api/v1/territory-paths?region={SOUTH}&stage=identification").json()
    assert [one["territory"] for one in kept["items"]] == [PLAIN]
    one = Client().get(f"/api/v1/territory-paths/{ARVE}").json()
    assert [step["status"] for step in one["steps"]][:3] == ["passed", "here", "next"]
    assert one["who"] == ["elected_lead", "industrial_lead", "copilot", "state_region"]
    assert Client().get("/api/v1/territory-paths/essai:rien").status_code == 404
    assert Client().get("/api/v1/territory-paths?date=hier").status_code == 422


def run(*words: str, code: int = 0) -> str:
    acting.act_for("")
    result = CliRunner().invoke(app, [*words])
    assert result.exit_code == code, result.output
    return result.output


def test_the_command_line_tells_the_same(world):
    assert f"{ARVE}\tgovernance\t2018-01-01\tprotocol" in run("path", "list")
    told = json.loads(run("path", "list", "--region", SOUTH, "--json"))
    assert [one["territory"] for one in told] == [PLAIN]
    assert "Aucun territoire." in run("path", "list", "--stage", "contract")
    run("path", "list", "--stage", "rien", code=2)
    run("path", "list", "--date", "hier", code=2)
    assert "here\t2018-01-01\tGouvernance installée" in run("path", "show", ARVE)
    run("path", "show", "essai:rien", code=2)


def test_every_status_has_its_words(world):
    contracts.signed(world, PROTOCOL)
    statuses = {step.status for step in road(ARVE).steps}
    assert statuses == {Status.PASSED, Status.HERE, Status.NEXT, Status.LATER}
    told = panel(Client(), "arve")
    for words in ("en est là depuis le", "prochaine étape", "à venir", "s’il le faut"):
        assert words in told


def test_the_act_in_progress_is_told_to_those_who_read_it(world):
    contracts.sent(world, PROTOCOL)
    assert "protocole, à la signature" in panel(
        sign_in(Client(), world.people["elected"]), "arve"
    ).replace("\n", " ")
    assert "à la signature" not in panel(Client(), "arve")
    assert "à la signature" not in panel(sign_in(Client(), world.people["far"]), "arve")
    held = {one.held.scope: one.pending for one in roads_at(world.actor("copilot"), day=TODAY)}
    assert held[ARVE].name == "protocole"
    assert held[PLAIN] is None
    earlier = find_road(world.actor("copilot"), ARVE, day=TODAY - dt.timedelta(days=1))
    assert earlier.pending is None
