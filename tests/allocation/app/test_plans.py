"""The plan of a scenario: asked of the worker, kept, given up, out of date; amounts by hand."""

import datetime as dt
import pickle

import pytest

from ancrage.allocation import tasks
from ancrage.allocation.actions.computing import JOB, cancel_computing, compute_scenario
from ancrage.allocation.actions.holding import hold_line
from ancrage.allocation.actions.lines import take_lines
from ancrage.allocation.actions.parts import ScenarioChangedError, ScenarioRefusedError
from ancrage.allocation.actions.ruling import set_rules
from ancrage.allocation.compute import Computed, compute
from ancrage.allocation.definitions import parameters_at
from ancrage.allocation.engine.model import Plan
from ancrage.allocation.models import Line
from ancrage.allocation.queries.problems import mark_of, plan_of, problem_of
from ancrage.allocation.queries.scenarios import (
    buttons,
    facts_of,
    is_current,
    shared_rooms,
    unknown_rooms,
)
from ancrage.allocation.queries.sources import lines_from
from ancrage.allocation.tasks import plan_scenario
from ancrage.jobs.actions import start_job
from ancrage.jobs.registry import RefusedError, handler_of
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.workflow import StepRefusedError
from tests.allocation.app import world as making
from tests.allocation.app.world import ARVE, CENTS, NOW, REASON, TODAY, again, grants, hold
from tests.roadmaps.world import validated
from tests.stateaid.world import link

pytestmark = pytest.mark.django_db
SIREN, PARENT = "542065479", "552100554"


def here(function, *arguments, progress):
    """The computation, in this process."""
    return function(*arguments, progress=progress)


@pytest.fixture
def work(monkeypatch):
    """Do the job of a scenario as the worker would; what it told of its progress."""
    monkeypatch.setattr(tasks, "run_apart", here)

    def run(held):
        told = []
        plan_scenario(held.job.arguments, lambda *one: told.append(one))
        return told

    return run


def test_a_plan_is_asked_computed_and_kept_with_what_stands_beside_it(world, work):
    held = making.filled(world)
    asked = compute_scenario(by=world.actor("copilot"), now=NOW, scenario=held)
    assert asked.job.arguments == {"scenario": held.code, "revision": 2}
    told = work(asked)
    made = again(held)
    assert (made.state, made.status, made.planned_revision) == ("computed", "optimal", 2)
    assert grants(made) == {"A": 60_000_00, "B": 40_000_00, "C": 0}
    assert plan_of(made).grants == (60_000_00, 40_000_00, 0)
    assert is_current(made)
    assert made.answers["more"]["served"] == 1
    assert made.answers["more"]["moves"][0]["project"] == "C"
    shares = [share for _step, share in told]
    assert shares == sorted(shares)
    assert handler_of(JOB) is plan_scenario
    assert JournalEntry.objects.filter(command="allocation.compute").count() == 1


def test_the_same_problem_always_gives_the_same_plan(world):
    held = making.computed(world)
    first = {k: v for k, v in held.plan.items() if k != "seconds"}
    second = making.planned(held)
    assert {k: v for k, v in second.plan.items() if k != "seconds"} == first
    assert mark_of(second) == mark_of(held)


def test_what_is_being_computed_is_not_asked_twice_nor_changed(world):
    held = making.filled(world)
    told = {"by": world.actor("copilot"), "now": NOW}
    asked = compute_scenario(**told, scenario=held)
    assert compute_scenario(**told, scenario=held).job == asked.job
    with pytest.raises(StepRefusedError, match="en cours"):
        set_rules(**told, scenario=held, rules={"envelope_cents": 1})
    assert cancel_computing(**told, scenario=held).job.state
    with pytest.raises(ScenarioRefusedError, match="Aucun calcul"):
        cancel_computing(**told, scenario=held)
    assert set_rules(**told, scenario=again(held), rules={"envelope_cents": 1}).revision == 3


def test_a_plan_of_an_earlier_revision_is_let_go(world):
    held = making.filled(world)
    problem = making.problem_of(held)
    set_rules(
        by=world.actor("copilot"), now=NOW, scenario=held, rules={"envelope_cents": CENTS // 2}
    )
    found = Computed(Plan("optimal", (0, 0, 0)), {}, "optimal")
    making.keep_plan(now=NOW, scenario=held, revision=2, problem=problem, found=found)
    assert (again(held).plan, again(held).state) == (None, "draft")


def test_a_job_for_another_revision_gives_up(world, work):
    held = making.filled(world)
    asked = compute_scenario(by=world.actor("copilot"), now=NOW, scenario=held)
    start_job(job_id=asked.job.pk, now=NOW)
    asked.job.arguments["revision"] = 1
    with pytest.raises(RefusedError, match="a changé"):
        work(asked)
    asked.job.arguments["scenario"] = "R-2026-9999"
    with pytest.raises(RefusedError):
        work(asked)


def test_time_that_did_not_suffice_is_said(world, work, monkeypatch):
    asked = compute_scenario(by=world.actor("copilot"), now=NOW, scenario=making.filled(world))
    monkeypatch.setattr(tasks, "run_apart", lambda *_, **__: Computed(Plan("unknown")))
    with pytest.raises(RefusedError, match="temps imparti"):
        plan_scenario(asked.job.arguments, lambda *_: None)
    assert again(asked).plan is None


def test_rules_that_cannot_hold_together_are_named(world, work):
    floor = {"code": "arve", "where": {"territory": ARVE}, "floor_cents": CENTS}
    floors = [floor, floor | {"code": "trop", "floor_cents": CENTS + 100}]
    held = making.ruled(world, {"limit": floors})
    asked = compute_scenario(by=world.actor("copilot"), now=NOW, scenario=held)
    work(asked)
    made = again(held)
    assert (made.state, made.status) == ("draft", "infeasible")
    assert set(made.plan["conflict"]) & {"trop", "envelope"}
    assert made.answers["conflict"]["message"].endswith(".")
    assert set(grants(made).values()) == {None}
    assert not is_current(made)


def test_an_empty_scenario_is_not_computed(world):
    with pytest.raises(StepRefusedError, match="projets"):
        compute_scenario(by=world.actor("copilot"), now=NOW, scenario=making.begun(world))


def test_what_makes_no_sense_is_refused_before_it_is_computed(world):
    held = making.filled(world)
    by = world.actor("copilot")
    held = set_rules(by=by, now=NOW, scenario=held, rules={"envelope_cents": 0})
    with pytest.raises(ScenarioRefusedError, match="enveloppe est nulle"):
        compute_scenario(by=by, now=NOW, scenario=held)
    with pytest.raises(ScenarioRefusedError, match="enveloppe est nulle"):
        hold(world, held, "A", 60_000_00)
    assert (again(held).job, again(held).revision) == (None, 3)


def test_a_change_by_hand_that_time_stops_waits_for_the_worker(world, monkeypatch):
    held = making.computed(world)
    monkeypatch.setattr(
        "ancrage.allocation.engine.amending.solve", lambda *_, **__: Plan("unknown")
    )
    made = hold(world, held, "C", 10_000_00)
    assert (made.state, made.planned_revision, made.revision) == ("draft", 2, 3)


@pytest.mark.parametrize("who", ["auditor", "other_copilot", "stranger"])
def test_who_does_not_compute_nor_hold(world, who):
    held = making.filled(world)
    told = {"by": world.actor(who), "now": NOW, "scenario": held}
    with pytest.raises(NotAllowedError):
        compute_scenario(**told)
    with pytest.raises(NotAllowedError):
        hold_line(**told, code="A", cents=0, reason=REASON)
    assert again(held).job is None
    assert held.lines.get(code="A").held is None


def test_an_amount_by_hand_is_kept_and_its_cost_is_said_at_once(world):
    held = making.computed(world)
    made = hold(world, held, "C", 40_000_00, revision=2)
    assert (made.revision, made.state, made.planned_revision) == (3, "computed", 3)
    assert grants(made) == pytest.approx({"A": 60_000_00, "B": 0, "C": 40_000_00}, abs=1)
    told = made.answers["held"]
    assert (told["project"], told["cents"]) == ("C", 40_000_00)
    assert told["lost"] == pytest.approx(2.0)
    assert "perd 2,00" in told["says"]
    line = made.lines.get(code="C")
    assert (line.held, line.held_reason) == (40_000_00, REASON)
    entry = JournalEntry.objects.get(command="allocation.hold")
    assert entry.change["after"]["held"] == 40_000_00


def test_freed_it_is_shared_again(world):
    held = hold(world, making.computed(world), "C", 40_000_00)
    made = hold(world, held, "C", None, reason="")
    assert grants(made) == pytest.approx({"A": 60_000_00, "B": 40_000_00, "C": 0}, abs=1)
    assert made.lines.get(code="C").held_reason == ""
    assert hold(world, made, "C", None, reason="").revision == made.revision


def test_an_amount_that_breaks_a_rule_is_kept_and_what_it_breaks_is_said(world):
    limit = {"code": "arve", "label": "Arve", "where": {"territory": ARVE}}
    held = making.planned(making.ruled(world, {"limit": [limit | {"ceiling_cents": 30_000_00}]}))
    made = hold(world, held, "A", 50_000_00)
    assert (made.state, made.status) == ("computed", "amended")
    assert grants(made)["A"] == 50_000_00
    assert made.answers["held"]["broken"]
    assert "arve" in made.answers["conflict"]["rules"]
    back = hold(world, made, "A", None)
    assert (back.status, "conflict" in back.answers) == ("optimal", False)


def test_without_a_plan_before_the_cost_is_not_known(world):
    made = hold(world, making.filled(world), "C", 10_000_00)
    assert made.state == "computed"
    assert made.answers["held"]["lost"] is None
    assert "pas connu" in made.answers["held"]["says"]


def test_a_large_scenario_waits_for_the_worker(world, monkeypatch):
    from dataclasses import replace  # noqa: PLC0415

    from ancrage.allocation.actions import holding  # noqa: PLC0415

    few = replace(parameters_at(TODAY), quick_lines=2)
    monkeypatch.setattr(holding, "parameters_at", lambda _day: few)
    made = hold(world, making.computed(world), "C", 10_000_00)
    assert (made.state, made.planned_revision, made.revision) == ("draft", 2, 3)


@pytest.mark.parametrize(
    ("code", "cents", "reason", "says"),
    [
        ("Z", 1, REASON, "code Z"),
        ("A", 1_000_000_00, REASON, "ni plus"),
        ("A", -1, REASON, "ni plus"),
        ("A", 10_000_00, " ", "pourquoi"),
        ("A", 5_000_00, REASON, "selon ses règles"),
    ],
)
def test_an_amount_that_cannot_be_is_refused(world, code, cents, reason, says):
    held = making.computed(world)
    with pytest.raises(ScenarioRefusedError, match=says):
        hold(world, held, code, cents, reason=reason)
    assert again(held).revision == 2
    assert not Line.objects.exclude(held=None).exists()


def test_somebody_else_changed_it(world):
    held = making.computed(world)
    with pytest.raises(ScenarioChangedError):
        hold(world, held, "A", 10_000_00, revision=1)


def test_what_is_computed_apart_can_be_sent_there_and_back(world):
    problem = making.problem_of(making.filled(world))
    assert pickle.loads(pickle.dumps(problem)) == problem  # noqa: S301 ours
    found = compute(problem, 10.0, 1e-6, progress=lambda *_: None)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 ours
    assert pickle.loads(pickle.dumps(compute)) is compute  # noqa: S301 ours


def test_what_state_aid_leaves_is_looked_up_when_a_plan_is_computed(world, work):
    validated(world, aid_basis="none")
    held = making.begun(world)
    by = world.actor("copilot")
    lines = lines_from("sheets", by, held, day=TODAY)
    take_lines(by=by, now=NOW, scenario=held, lines=lines, source="sheets")
    line = held.lines.get()
    assert (line.room, line.room_told) == (60_000_00, "Pas d’aide d’État.")
    line.more["aid_basis"] = "de_minimis"
    line.save()
    work(compute_scenario(by=by, now=NOW, scenario=again(held)))
    line.refresh_from_db()
    assert line.room is None
    assert line.room_told
    assert unknown_rooms(held.lines.all()) == 1
    assert line.granted == 60_000_00


def test_what_nobody_knows_of_state_aid_is_counted(world):
    held = making.computed(world)
    assert unknown_rooms(held.lines.all()) == 3
    assert held.lines.get(code="A").room_told


def test_what_state_aid_leaves_to_one_company_is_counted_for_each_of_its_projects(world):
    held = making.filled(world)
    held.lines.update(room=50_000_00, siret=f"{SIREN}00011")
    held.lines.filter(code="B").update(siret=f"{SIREN}00029")
    assert shared_rooms(held.lines.all()) == 3
    for line in held.lines.filter(code="C"):
        line.more["aid_basis"] = "none"
        line.save()
    assert shared_rooms(held.lines.all()) == 2
    held.lines.filter(code="B").update(siret=f"{PARENT}00013")
    assert shared_rooms(held.lines.all()) == 0
    link(PARENT, SIREN, since=TODAY)
    told = {"before": shared_rooms(held.lines.all(), on=TODAY - dt.timedelta(days=1))}
    assert told | {"since": shared_rooms(held.lines.all(), on=TODAY)} == {"before": 0, "since": 2}
    assert shared_rooms(held.lines.all()) == 0


def offered(world, who, scenario):
    """The steps that somebody may make."""
    return buttons(world.actor(who), scenario, facts_of(scenario, now=NOW))


def test_who_may_do_what_from_where_it_stands(world):
    held = making.filled(world)
    verbs = {step.verb: told for step, told in offered(world, "copilot", held)}
    assert verbs == dict.fromkeys(("describe", "take", "rule", "hold", "compute", "drop"), "")
    assert offered(world, "auditor", held) == []
    held = making.planned(held)
    verbs = {step.verb: told for step, told in offered(world, "prefecture", held)}
    assert verbs["propose"] == ""
    assert "adopt" not in verbs


def test_a_limit_for_each_territory_is_called_by_its_name(world):
    each = {"code": "t", "label": "Territoire", "each": "territory", "ceiling_share": 0.9}
    held = making.ruled(world, {"limit": [each]})
    called = {limit.code: limit.label for limit in problem_of(held).rules.limits}
    names = dict(held.lines.values_list("territory", "territory_name"))
    assert called == {f"t.{code}": f"Territoire {name}" for code, name in names.items()}
    assert all(names.values())
