"""Scenarios: made, moved, computed, given up, shared results, rights, journal."""

import threading
import time

import pytest
from django.db import connection

from ancrage.jobs.models import Job
from ancrage.jobs.queue import QueueFullError
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.people.queries import actor_of
from ancrage.selection import actions_scenarios as actions
from ancrage.selection.demonstration import seed
from ancrage.selection.engine.model import Status
from ancrage.selection.models import Identification, Scenario
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.runs import current_run, find_run, runs
from ancrage.selection.queries.scenarios import run_of, seen, visible_scenarios
from ancrage.selection.scenario_states import MAY, ScenarioState, ScenarioVerb
from ancrage.selection.workshop_rules import Moved, RulesRefusedError, values_of
from tests.people.world import person
from tests.selection.site import COUNTRY, NOW, identified, store
from tests.selection.workshop import asked, made, moving, shipped, work

__all__ = ["shipped"]


@pytest.fixture
def country(shipped, db):
    store()


@pytest.fixture
def national(country):
    return actor_of(person("national"), on=NOW.date())


@pytest.fixture
def region(country):
    return actor_of(person("copilot", code="84"), on=NOW.date())


def state(scenario):
    return seen(Scenario.objects.get(pk=scenario.code), loaded_country(), now=NOW).state


def told():
    return [entry.says for entry in JournalEntry.objects.filter(kind="scenario").order_by("number")]


def test_a_scenario_starts_from_a_named_rule_set(national):
    scenario = made(national, name="  Plus   petit ")
    assert scenario.code.startswith("plus-petit-")
    assert (scenario.name, scenario.owner) == ("Plus petit", national.reference)
    assert scenario.rules["name"] == scenario.code
    assert scenario.rules["title"] == "Plus petit"
    assert state(scenario) == ScenarioState.DRAFT
    assert told() == ["Scénario créé\u00a0: Plus petit"]


def test_settings_move_its_rules_from_the_start(national):
    assert made(national, settings=["territories=3"]).rules["territories"] == 3
    with pytest.raises(InputRefused):
        made(national, settings=["territories=beaucoup"])
    assert Scenario.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_scenario_needs_a_name(national, name):
    with pytest.raises(actions.ScenarioRefusedError):
        made(national, name=name)
    assert not Scenario.objects.exists()


def test_an_unknown_rule_set_is_refused(national):
    with pytest.raises(actions.ScenarioRefusedError, match="inconnu"):
        actions.create_scenario(by=national, now=NOW, name="x", base="inconnu")


@pytest.mark.usefixtures("shipped")
@pytest.mark.django_db(transaction=True)
def test_a_scenario_is_computed_in_the_background_and_kept_as_a_trial():
    store()
    by = actor_of(person("national"), on=NOW.date())
    scenario = asked(by, made(by), draws=10)
    assert state(scenario) == ScenarioState.WAITING
    work()
    assert Job.objects.get().error == ""
    assert state(scenario) == ScenarioState.DONE
    run = run_of(Scenario.objects.get())
    assert run.title == "Essai"
    assert run.result.status == Status.OPTIMAL
    assert run.robustness["runs"] == 10
    assert set(run.explanation.units) == {unit.siren for unit in COUNTRY.units}
    assert Identification.objects.get().is_trial
    assert (runs(), current_run(on=NOW.date())) == ([], None)
    assert find_run(run.code) is not None


def test_what_was_computed_already_is_taken_at_once(national):
    """The programme's run has the same rules and figures: nothing is computed again."""
    scenario = made(national)
    kept = identified(draws=0)
    asked(national, scenario)
    scenario.refresh_from_db()
    assert (scenario.identification, scenario.job) == (kept, None)
    assert state(scenario) == ScenarioState.DONE
    assert not Job.objects.exists()
    asked(national, scenario)
    assert len(told()) == 2
    assert "déjà connu" in told()[-1]


def test_a_result_with_too_few_draws_is_not_taken(national):
    identified(draws=2)
    assert asked(national, made(national), draws=10).job is not None


def test_moved_rules_make_the_result_stale(national):
    scenario = made(national)
    identified(draws=0)
    asked(national, scenario)
    moving(national, scenario, territories=3)
    assert state(scenario) == ScenarioState.STALE
    entry = JournalEntry.objects.order_by("number").last()
    assert entry.change["before"] == {"Nombre de territoires": "2\u202fterritoires"}
    assert entry.change["after"] == {"Nombre de territoires": "3\u202fterritoires"}


def test_changed_figures_make_the_result_stale(national):
    scenario = made(national)
    identified(draws=0)
    asked(national, scenario)
    Identification.objects.update(fingerprint="0" * 64)
    assert state(scenario) == ScenarioState.STALE


def test_rules_that_are_not_moved_leave_no_trace(national):
    scenario = made(national)
    before = (scenario.revision, len(told()))
    moving(national, scenario)
    scenario.refresh_from_db()
    assert (scenario.revision, len(told())) == before


def test_rules_that_contradict_each_other_change_nothing(national):
    scenario = made(national)
    with pytest.raises(RulesRefusedError):
        moving(national, scenario, population__min=9, population__max=3)
    scenario.refresh_from_db()
    assert (scenario.revision, len(told())) == (1, 1)


def test_somebody_who_read_older_rules_does_not_undo_the_newer(national):
    scenario = made(national)
    moving(national, scenario, territories=3)
    with pytest.raises(actions.ScenarioChangedError):
        actions.edit_scenario(
            by=national,
            now=NOW,
            scenario=scenario.code,
            moved=Moved(values_of(scenario.rules)),
            revision=scenario.revision,
        )
    scenario.refresh_from_db()
    assert scenario.rules["territories"] == 3


def test_a_region_changes_its_own_scenarios_only(national, region):
    theirs, own = made(national), made(region, name="Le nôtre")
    for refused in (
        lambda: moving(region, theirs, territories=3),
        lambda: asked(region, theirs),
        lambda: actions.archive_scenario(by=region, now=NOW, scenario=theirs.code),
        lambda: actions.cancel_scenario(by=region, now=NOW, scenario=theirs.code),
        lambda: actions.rename_scenario(
            by=region, now=NOW, scenario=theirs.code, name="x", note=""
        ),
        lambda: moving(region, Scenario(code="rien", rules=theirs.rules), territories=3),
    ):
        with pytest.raises(NotAllowedError):
            refused()
    assert [s.code for s in visible_scenarios(region)] == [own.code]
    assert {s.code for s in visible_scenarios(national)} == {own.code, theirs.code}
    moving(national, own, territories=3)
    copy = actions.duplicate_scenario(by=region, now=NOW, scenario=theirs.code)
    assert (copy.owner, copy.parent, copy.base) == (region.reference, theirs, "petit")
    assert copy.name == "Copie de «\u00a0Essai\u00a0»"


@pytest.mark.parametrize("role", ["auditor", "administrator", ""])
def test_others_make_none(country, role):
    with pytest.raises(NotAllowedError):
        made(actor_of(person(role), on=NOW.date()))


def test_names_and_notes_change_without_touching_the_result(national):
    scenario = made(national)
    identified(draws=0)
    asked(national, scenario)
    actions.rename_scenario(
        by=national, now=NOW, scenario=scenario.code, name="Autre", note="Vu le 3 : à revoir"
    )
    scenario.refresh_from_db()
    assert (scenario.name, scenario.note) == ("Autre", "Vu le 3\u00a0: à revoir")
    assert scenario.rules["title"] == "Autre"
    assert state(scenario) == ScenarioState.DONE


def test_an_archived_scenario_is_put_back_by_one_action(national):
    scenario = made(national)
    actions.archive_scenario(by=national, now=NOW, scenario=scenario.code)
    assert state(scenario) == ScenarioState.ARCHIVED
    with pytest.raises(actions.ScenarioRefusedError, match="archivé"):
        asked(national, scenario)
    actions.restore_scenario(by=national, now=NOW, scenario=scenario.code)
    assert state(scenario) == ScenarioState.DRAFT
    assert told()[1:] == [
        "Scénario archivé\u00a0: Essai",
        "Scénario sorti des archives\u00a0: Essai",
    ]


def test_a_waiting_computation_is_cancelled_at_once(national):
    scenario = made(national)
    with pytest.raises(actions.ScenarioRefusedError, match="Aucun calcul"):
        actions.cancel_scenario(by=national, now=NOW, scenario=scenario.code)
    asked(national, scenario)
    with pytest.raises(actions.ScenarioRefusedError, match="en cours"):
        moving(national, scenario, territories=3)
    actions.cancel_scenario(by=national, now=NOW, scenario=scenario.code)
    assert state(scenario) == ScenarioState.CANCELLED
    assert asked(national, scenario).job.state == Job.WAITING


def test_asking_twice_makes_one_job_and_one_entry(national):
    scenario = made(national)
    asked(national, scenario)
    asked(national, scenario, draws=10)
    assert (Job.objects.count(), len(told())) == (1, 2)


def test_the_queue_of_scenarios_is_bounded(national, monkeypatch):
    monkeypatch.setattr(actions, "WAITING_SCENARIOS", 1)
    asked(national, made(national))
    scenario = made(national, name="De trop")
    with pytest.raises(QueueFullError):
        asked(national, scenario)
    assert state(scenario) == ScenarioState.DRAFT


@pytest.mark.usefixtures("shipped")
@pytest.mark.django_db(transaction=True)
def test_impossible_rules_name_their_conflict():
    store()
    by = actor_of(person("national"), on=NOW.date())
    scenario = made(by, settings=["territories=3", "regions.01.exactly=7"])
    asked(by, scenario)
    work()
    assert state(scenario) == ScenarioState.INFEASIBLE
    conflict = run_of(Scenario.objects.get()).result.conflict
    assert "regions.01.exactly" in conflict.rules
    asked(by, made(by, name="Pareil", settings=["territories=3", "regions.01.exactly=7"]))
    assert Job.objects.count() == 1


@pytest.mark.usefixtures("shipped")
@pytest.mark.django_db(transaction=True)
def test_figures_that_no_longer_have_a_place_are_told():
    store()
    by = actor_of(person("national"), on=NOW.date())
    scenario = made(by, settings=[f"include={COUNTRY.units[0].siren}"])
    asked(by, scenario)
    Scenario.objects.update(rules=scenario.rules | {"include": ["999999999"]})
    work()
    assert state(scenario) == ScenarioState.FAILED
    assert "999999999" in Job.objects.get().error


@pytest.mark.usefixtures("shipped")
@pytest.mark.django_db(transaction=True)
def test_a_computation_under_way_is_cancelled_within_seconds(monkeypatch):
    """The worker works in this thread; somebody cancels in another once it has begun."""
    store()
    by = actor_of(person("national"), on=NOW.date())
    scenario = asked(by, made(by), draws=50)
    threading.Thread(target=_cancel_once_running, args=(by, scenario)).start()
    started = time.monotonic()
    work()
    assert time.monotonic() - started < 60
    assert state(scenario) == ScenarioState.CANCELLED
    assert not Identification.objects.exists()


def _cancel_once_running(by, scenario):
    try:
        deadline = time.monotonic() + 30
        while Job.objects.get().state == Job.WAITING and time.monotonic() < deadline:
            time.sleep(0.05)
        actions.cancel_scenario(by=by, now=NOW, scenario=scenario.code)
    finally:
        connection.close()


def test_what_may_be_done_is_told_for_every_state():
    assert set(MAY) == set(ScenarioVerb)
    for found in ScenarioState:
        assert ScenarioVerb.DUPLICATE in {verb for verb in ScenarioVerb if found in MAY[verb]}
        assert len({verb for verb in ScenarioVerb if found in MAY[verb]}) >= 2


def test_the_demonstration_shows_each_state_once(reference):
    """On the real figures, whose rule sets are shipped: the first is not computed yet here."""
    for _ in range(2):
        seed(now=NOW, perimeter="annonce-2018")
    found = {s.name: seen(s, loaded_country(), now=NOW).state for s in Scenario.objects.all()}
    assert found == {
        "La fourchette de la presse": ScenarioState.WAITING,
        "Vingt territoires en Auvergne-Rhône-Alpes": ScenarioState.DRAFT,
        "Groupes de six intercommunalités": ScenarioState.INTERRUPTED,
        "Une seule intercommunalité par territoire": ScenarioState.INFEASIBLE,
    }
    assert all(scenario.is_demonstration for scenario in Scenario.objects.all())
