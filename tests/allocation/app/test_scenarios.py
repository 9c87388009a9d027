"""Scenarios begun, described, filled, ruled, copied, dropped."""

import re

import pytest

from ancrage.allocation.actions.lines import (
    DOSSIERS,
    FILE,
    SHEETS,
    remove_lines,
    take_lines,
)
from ancrage.allocation.actions.parts import ScenarioChangedError, ScenarioRefusedError
from ancrage.allocation.actions.ruling import set_rules
from ancrage.allocation.actions.scenarios import (
    Wanted,
    copy_scenario,
    create_scenario,
    describe_scenario,
    drop_scenario,
)
from ancrage.allocation.models import Line, Scenario
from ancrage.allocation.queries.places import figures_of
from ancrage.allocation.queries.problems import problem_of
from ancrage.allocation.queries.scenarios import find_scenario, is_current, visible_to
from ancrage.allocation.queries.sources import lines_from, lines_of_sheets
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from tests.allocation.app import world as making
from tests.allocation.app.world import ARVE, CENTS, LOIRE, NORTH, NOW, REGION, TODAY, again
from tests.funding.world import amount, posted
from tests.roadmaps.world import asked, submitted, validated

pytestmark = pytest.mark.django_db


def entries(command):
    return JournalEntry.objects.filter(command=command)


def test_a_scenario_begins_with_what_its_envelope_has_left(world):
    made = making.begun(world)
    assert (made.state, made.revision) == ("draft", 1)
    assert made.rules == {"envelope_cents": CENTS}
    assert made.code.startswith("R-2026-")
    entry = entries("allocation.create").get()
    assert entry.reference == made.code
    assert {p.code for p in entry.places.all()} == {NORTH}


@pytest.mark.parametrize("who", ["referent", "auditor", "other_copilot", "manager", "stranger"])
def test_another_does_not_begin_one_here(world, who):
    with pytest.raises(NotAllowedError):
        making.begun(world, who)
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"name": "  "}, "nom"),
        ({"financer": "personne"}, "financeur"),
        ({"delegates_by": "couleur"}, "délèguent"),
        ({"financer": "region:99"}, "financeur"),
        ({"financer": "bpifrance"}, "Une Région partage"),
    ],
)
def test_what_cannot_be_is_refused_in_words(world, told, says):
    with pytest.raises(ScenarioRefusedError, match=says):
        making.begun(world, **told)


def test_a_region_shares_no_envelope_of_another(world):
    held = making.envelope(region="02", code="ailleurs")
    with pytest.raises(ScenarioRefusedError, match="son territoire"):
        making.begun(world, envelope=held)
    made = making.begun(world, "national", envelope=held, scope="")
    assert made.scope == ""


def test_who_reads_a_scenario(world):
    made = making.begun(world)
    for who in ("national", "copilot", "prefecture", "secretariat", "auditor"):
        assert list(visible_to(world.actor(who))) == [made]
        assert find_scenario(world.actor(who), made.code) == made
    for who in ("other_copilot", "manager", "referent", "stranger"):
        assert not visible_to(world.actor(who)).exists()
        assert find_scenario(world.actor(who), made.code) is None


def test_its_author_reads_it_whatever_its_scope(world):
    made = making.begun(world, "national", scope="")
    assert not visible_to(world.actor("copilot")).exists()
    assert list(visible_to(world.actor("national"))) == [made]


def test_it_is_described_anew(world):
    made = making.begun(world)
    wanted = making.wanted(made.envelope, name="Mieux dit", delegates_by="need")
    told = {"by": world.actor("copilot"), "now": NOW, "scenario": made, "wanted": wanted}
    held = describe_scenario(**told, revision=1)
    assert (held.name, held.delegates_by, held.revision) == ("Mieux dit", "need", 1)
    describe_scenario(**told)
    assert entries("allocation.describe").count() == 1
    with pytest.raises(ScenarioChangedError):
        describe_scenario(**told | {"wanted": wanted}, revision=9)


def test_nobody_gives_his_scenario_to_another_region(world):
    made = making.begun(world)
    wanted = Wanted("Essai", REGION, scope="02")
    with pytest.raises(NotAllowedError):
        describe_scenario(by=world.actor("copilot"), now=NOW, scenario=made, wanted=wanted)
    assert again(made).scope == NORTH


def test_projects_of_a_file_are_placed_with_what_is_known_of_their_territories(world):
    held = making.filled(world)
    assert held.revision == 2
    lines = list(held.lines.all())
    assert [line.code for line in lines] == ["A", "B", "C"]
    assert [line.territory_name for line in lines][:2] == ["Vallée de l’Arve", "Loire"]
    assert lines[2].more["unknown"] == ["eligible", "overrun", "maturity"]
    assert set(held.places["territories"]) == {ARVE, LOIRE}
    assert held.places["territories"][ARVE]["jobs"] > 0
    assert 0 <= held.places["territories"][ARVE]["need"] <= 1
    problem = problem_of(held)
    assert problem.rules.envelope == CENTS
    assert problem.territories[ARVE].jobs == held.places["territories"][ARVE]["jobs"]
    assert entries("allocation.take_lines").get().change["after"]["added"] == 3


def test_figures_of_territories_cost_the_same_however_many(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        found = figures_of([ARVE, LOIRE, "essai:plaine", "essai:rien"], day=TODAY)
    assert len(found["territories"]) == 3
    assert found["unknown"] == ["essai:rien"]
    assert figures_of([""], day=TODAY) == {}


def test_a_territory_is_also_told_by_its_name(world):
    text = making.PROJECTS.replace(LOIRE, "loire").replace(ARVE, "Vallee de l'Arve")
    held = making.filled(world, projects=text)
    assert set(held.lines.values_list("territory", flat=True)) == {ARVE, LOIRE}


def test_what_a_file_says_wrong_is_told_and_nothing_changes(world):
    made = making.begun(world)
    text = making.PROJECTS.replace(LOIRE, "essai:loir").replace("vte", "v" * 120)
    with pytest.raises(InputRefused) as refusal:
        lines_from("file", world.actor("copilot"), made, content=text.encode(), day=TODAY)
    assert "essai:loire" in str(refusal.value)
    assert "trop long" in str(refusal.value)
    assert not Line.objects.exists()


def test_a_code_that_nothing_has_is_told_with_the_nearest(world):
    made = making.begun(world)
    text = making.PROJECTS.replace("recruter", "recuter").replace("bpifrance", "bpifrence")
    text = text.replace("vte", "vtee").replace(f",{NORTH},", ",99,")
    with pytest.raises(InputRefused) as refusal:
        lines_from("file", world.actor("copilot"), made, content=text.encode(), day=TODAY)
    told = str(refusal.value)
    for column, near in (("need", "recruter"), ("operator", "bpifrance"), ("measure", "vte")):
        assert re.search(rf"colonne {column}.:.*Le plus proche est «.{near}.»", told), told
    assert re.search(r"colonne region.: «.99.»", told), told


def test_too_many_projects_are_refused_with_the_limit(world, monkeypatch):
    from dataclasses import replace  # noqa: PLC0415

    from ancrage.allocation import definitions  # noqa: PLC0415
    from ancrage.allocation.actions import lines  # noqa: PLC0415

    few = replace(definitions.parameters_at(TODAY), most_lines=2)
    monkeypatch.setattr(lines, "parameters_at", lambda _day: few)
    with pytest.raises(ScenarioRefusedError, match="2 au plus"):
        making.filled(world)
    assert not Line.objects.exists()


def take(world, held, source, **told):
    by = world.actor("copilot")
    lines = lines_from(source, by, held, day=TODAY, **told)
    return take_lines(by=by, now=NOW, scenario=held, lines=lines, source=source)


def test_sheets_that_ask_the_financer_become_projects(world):
    sheet = validated(world)
    made = making.begun(world)
    assert take(world, made, SHEETS).added == 1
    (line,) = made.lines.all()
    assert (line.code, line.sheet, line.asked) == (sheet.code, sheet.code, 60_000_00)
    assert (line.territory, line.region, line.need) == (ARVE, NORTH, "innover")
    assert (line.result, line.jobs, line.year) == (12.0, 12.0, 2027)
    assert line.more["unknown"] == ["minimum", "eligible"]
    assert (line.more["maturity"], line.more["starts"]) == (2, 2027)
    again_taken = take(world, made, SHEETS)
    assert (again_taken.added, again_taken.same) == (0, 1)
    assert again(made).revision == 2


def test_a_sheet_that_asks_others_is_not_there(world):
    validated(world)
    made = making.begun(
        world, "national", financer="bpifrance", scope="", envelope=making.envelope()
    )
    assert lines_of_sheets(world.actor("national"), made) == []


def test_a_reserved_sheet_is_taken_without_its_names(world):
    submitted(world, private=True)
    made = making.begun(world)
    take(world, made, SHEETS)
    (line,) = made.lines.all()
    assert (line.name, line.beneficiary, line.siret) == ("Projet réservé", "", "")


def asked_of(held, cents, **told):
    posted(amount("requested", cents, dossier=held, **told), financer=held.financer)
    return held


def test_dossiers_in_instruction_become_projects_and_those_decided_do_not(world):
    waiting = asked_of(making.dossier(number="1"), 30_000_00)
    asked_of(making.dossier(number="2", outcome="refused"), 10_000_00)
    making.dossier(number="3")
    asked_of(making.dossier(number="4", financer="ademe"), 10_000_00)
    made = making.begun(world)
    assert take(world, made, DOSSIERS).added == 1
    (line,) = made.lines.all()
    assert (line.dossier, line.asked, line.code) == (waiting, 30_000_00, waiting.code)
    assert "eligible" in line.more["unknown"]


def test_a_sheet_and_its_dossier_are_one_project(world):
    sheet = validated(world)
    held = asked_of(making.dossier(sheet=sheet.code), 50_000_00)
    made = making.begun(world)
    take(world, made, SHEETS)
    assert take(world, made, DOSSIERS).changed == 1
    (line,) = made.lines.all()
    assert (line.code, line.dossier, line.asked) == (sheet.code, held, 50_000_00)
    assert take(world, made, SHEETS).same == 1
    assert made.lines.count() == 1


def test_a_second_dossier_of_a_sheet_is_another_project(world):
    sheet = validated(world)
    first = asked_of(making.dossier(sheet=sheet.code, number="1"), 50_000_00)
    second = asked_of(making.dossier(sheet=sheet.code, number="2"), 20_000_00)
    made = making.begun(world)
    take(world, made, SHEETS)
    take(world, made, DOSSIERS)
    codes = dict(made.lines.values_list("code", "dossier__code"))
    assert codes == {sheet.code: first.code, second.code: second.code}


def test_nothing_found_is_said(world):
    made = making.begun(world)
    with pytest.raises(ScenarioRefusedError, match="Aucun projet"):
        take(world, made, DOSSIERS)


def test_lines_are_replaced_and_removed(world):
    held = making.filled(world)
    by = world.actor("copilot")
    fewer = "\n".join(making.PROJECTS.splitlines()[:2]).replace("6000000", "7000000")
    lines = lines_from("file", by, held, content=fewer.encode(), day=TODAY)
    told = {"by": by, "now": NOW, "scenario": held}
    taken = take_lines(**told, lines=lines, source=FILE, replace=True, revision=2)
    assert (taken.added, taken.changed, taken.removed) == (0, 1, 2)
    assert held.lines.get().asked == 7_000_000
    with pytest.raises(ScenarioChangedError):
        take_lines(**told, lines=lines, source=FILE, revision=2)
    with pytest.raises(ScenarioRefusedError, match="Z"):
        remove_lines(**told, codes=["A", "Z"])
    assert remove_lines(**told, codes=["A"]).revision == 4
    assert not held.lines.exists()


def test_a_project_that_a_rule_names_is_not_removed(world):
    rule = {"code": "un", "projects": ["A", "B"]}
    held = making.ruled(world, {"exclusion": [rule]})
    with pytest.raises(InputRefused):
        remove_lines(by=world.actor("copilot"), now=NOW, scenario=held, codes=["A"])
    assert held.lines.count() == 3


def test_rules_are_replaced_whole_or_refused_whole(world):
    held = making.planned(making.filled(world))
    by = world.actor("copilot")
    told = {"by": by, "now": NOW, "scenario": held}
    limit = {"code": "arve", "where": {"territory": ARVE}, "ceiling_cents": 40_000_00}
    rules = {"envelope_cents": CENTS, "limit": [limit]}
    made = set_rules(**told, rules=rules, revision=2)
    assert (made.state, made.revision, is_current(made)) == ("draft", 3, False)
    assert entries("allocation.set_rules").get().change["after"]["limit"][0]["code"] == "arve"
    assert set_rules(**told, rules=rules).revision == 3
    with pytest.raises(InputRefused, match="plancher"):
        set_rules(**told, rules={"envelope_cents": CENTS, "limit": [{"code": "x"}]})
    assert again(held).rules == rules


def test_rules_may_bring_grants_set_by_hand(world):
    held = making.ruled(world, {"held": {"A": 20_000_00}})
    assert held.lines.get(code="A").held == 20_000_00
    assert "held" not in held.rules
    assert problem_of(held).rules.held == {"A": 20_000_00}


def test_a_copy_asks_the_same_and_waits_for_a_plan(world):
    held = making.planned(making.ruled(world, {"held": {"A": 20_000_00}}))
    made = copy_scenario(by=world.actor("secretariat"), now=NOW, scenario=held, name="Variante")
    assert (made.parent, made.state, made.plan) == (held, "draft", None)
    assert made.owner != held.owner
    assert problem_of(made) == problem_of(held)
    assert set(made.lines.values_list("granted", flat=True)) == {None}
    assert making.grants(held)["A"] == 20_000_00


def test_a_dropped_scenario_is_read_and_changes_no_more(world):
    held = making.filled(world)
    told = {"by": world.actor("copilot"), "now": NOW, "scenario": held}
    with pytest.raises(StepRefusedError, match="raison"):
        drop_scenario(**told, reason=" ")
    assert drop_scenario(**told, reason="Sans suite").state == "dropped"
    with pytest.raises(StepRefusedError, match="abandonné"):
        set_rules(**told, rules={"envelope_cents": 1})
    assert find_scenario(world.actor("auditor"), held.code) is not None


def test_a_scenario_of_nobody_in_particular_needs_no_envelope(world):
    made = create_scenario(by=world.actor("national"), now=NOW, wanted=Wanted("Libre", "etat"))
    assert (made.envelope, made.rules) == (None, {"envelope_cents": 0})


def test_what_a_plan_asks_twice_of_a_financer_is_one_amount(world):
    made = making.begun(world)
    sheet = submitted(world)
    from ancrage.roadmaps.actions.money import declare_funding  # noqa: PLC0415

    told = {"by": world.actor("manager"), "now": NOW, "sheet": sheet}
    declare_funding(**told, declared=asked(year=2028, cents=5_000_00))
    declare_funding(**told, declared=asked(stage="granted", cents=10_000_00))
    declare_funding(**told, declared=asked(financer="État", kind="state", cents=1_000_00))
    take(world, made, SHEETS)
    (line,) = made.lines.all()
    assert (line.asked, line.year) == (55_000_00, 2027)
    assert line.more["cofunding"] == 1_000_00
