"""A plan adopted: credits delegated, promises posted, sheets told, once; and all of it undone."""

import datetime as dt

import pytest

from ancrage.allocation.actions import adopting
from ancrage.allocation.actions.adopting import adopt_scenario
from ancrage.allocation.actions.parts import ScenarioChangedError, ScenarioRefusedError
from ancrage.allocation.actions.proposing import propose_scenario, take_back_scenario
from ancrage.allocation.actions.reversing import reverse_adoption
from ancrage.allocation.actions.ruling import set_rules
from ancrage.allocation.models import Adoption, Scenario
from ancrage.allocation.queries.scenarios import left_of
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import Batch, Dossier, Entry, Envelope, EnvelopeMove, Project
from ancrage.inbox.models import Item
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.workflow import StepRefusedError
from ancrage.roadmaps.models import FundingEntry
from tests.allocation.app import world as making
from tests.allocation.app.test_scenarios import asked_of, take
from tests.allocation.app.world import (
    ARVE,
    CENTS,
    HOST,
    LOIRE,
    NORTH,
    NOW,
    REGION,
    TODAY,
    again,
    grants,
)
from tests.funding.world import amount, commitment, posted
from tests.roadmaps.world import again as sheet_again
from tests.roadmaps.world import validated

pytestmark = pytest.mark.django_db
DECISION = "Relevé du 20 novembre 2026, point 2"


def adopted(world, held, who="secretariat", **told):
    usual = {"by": world.actor(who), "now": NOW, "decision": DECISION}
    return adopt_scenario(**usual | told, scenario=held)


def written():
    """How much an adoption could have written."""
    return (
        Entry.objects.count(),
        EnvelopeMove.objects.count(),
        Dossier.objects.count(),
        Adoption.objects.count(),
        FundingEntry.objects.count(),
    )


def test_adopted_it_delegates_the_credits_and_promises_each_project(world):
    held = making.computed(world)
    made = adopted(world, held, adopted_on=TODAY - dt.timedelta(days=3))
    assert (made.count, made.cents, made.decision) == (2, CENTS, DECISION)
    assert again(held).state == "adopted"
    fund = Envelope.objects.get(code="fonds")
    assert (fund.available, fund.delegated) == (0, CENTS)
    parts = {part.territory: part.held for part in fund.parts.all()}
    assert parts == {ARVE: 60_000_00, LOIRE: 40_000_00}
    assert set(fund.parts.values_list("region", "nature")) == {(NORTH, "opened")}
    moves = EnvelopeMove.objects.filter(key__in=made.moves)
    assert sum(move.cents for move in moves) == CENTS
    batch = Batch.objects.get(reference=made.batch)
    rows = {e.dossier.purpose: e for e in batch.entries.select_related("dossier")}
    assert {name: e.cents for name, e in rows.items()} == {"A": 60_000_00, "B": 40_000_00}
    entry = rows["A"]
    assert (entry.stage, entry.financer, entry.document) == ("announced", REGION, DECISION)
    assert (entry.event_on, entry.territory) == (TODAY - dt.timedelta(days=3), ARVE)
    dossier = entry.dossier
    assert (dossier.announced_cents, dossier.place, dossier.measure) == (60_000_00, "inside", "vte")
    assert dossier.measure_name
    assert making.grants(held) == {"A": 60_000_00, "B": 40_000_00, "C": 0}
    assert held.lines.get(code="A").dossier == dossier
    assert held.lines.get(code="C").dossier is None
    assert made.note.size > 1000


def test_its_entry_names_nobody_and_holds_what_it_wrote(world):
    made = adopted(world, making.computed(world))
    entry = JournalEntry.objects.get(command="allocation.adopt")
    after = entry.change["after"]
    assert (after["cents"], after["batch"]) == (CENTS, made.batch)
    assert after["hash"] == Batch.objects.get(reference=made.batch).hash
    assert after["note"] == made.note.sha256
    parts = [part["command"] for part in entry.change["details"]["parts"]]
    assert parts.count("funding.open_envelope") == 2
    assert parts.count("funding.post") == 1


def test_it_moves_the_ledger_once(world):
    held = making.computed(world)
    adopted(world, held)
    before = written()
    with pytest.raises(StepRefusedError, match="adopté"):
        adopted(world, held)
    with pytest.raises(StepRefusedError):
        set_rules(by=world.actor("copilot"), now=NOW, scenario=held, rules={"envelope_cents": 1})
    assert written() == before


def test_a_part_that_is_there_is_reused(world):
    held = making.computed(world)
    part = making.envelope(
        0, code="deja", parent=Envelope.objects.get(code="fonds"), territory=ARVE
    )
    adopted(world, held)
    part.refresh_from_db()
    assert part.held == 60_000_00
    assert Envelope.objects.count() == 3


def test_delegated_by_nothing_the_envelope_is_promised_all_the_same(world):
    first = making.computed(world, delegates_by="")
    second = making.planned(making.filled(world, envelope=first.envelope, delegates_by="need"))
    fund = first.envelope
    assert left_of(fund) == CENTS
    assert adopted(world, first).moves == []
    fund.refresh_from_db()
    assert (fund.available, left_of(fund)) == (CENTS, 0)
    with pytest.raises(StepRefusedError, match="il ne reste que 0"):
        adopted(world, second)
    line = first.lines.get(code="A")
    draw = commitment("EJ-1", envelope=fund, financer=REGION)
    grant = amount("granted", 60_000_00, on=TODAY, dossier=line.dossier, commitment=draw)
    posted(grant, financer=REGION)
    assert left_of(fund) == 0


@pytest.mark.parametrize(
    ("by_what", "cents"),
    [
        ("need", {"innover": 60_000_00, "recruter": 40_000_00}),
        ("year", {"2027": CENTS}),
        ("measure", {"vte": CENTS}),
        ("operator", {"bpifrance": CENTS}),
    ],
)
def test_credits_are_delegated_by_other_things_too(world, by_what, cents):
    adopted(world, making.computed(world, delegates_by=by_what))
    parts = Envelope.objects.get(code="fonds").parts.all()
    assert {str(getattr(part, by_what)): part.held for part in parts} == cents
    assert all(part.name.startswith("Fonds, ") for part in parts)


def test_a_project_that_does_not_say_of_what_its_credits_are_keeps_all_back(world):
    text = making.PROJECTS.replace(",vte,bpifrance,2027,6000000", ",,,2027,6000000")
    held = making.computed(world, projects=text, delegates_by="measure")
    before = written()
    with pytest.raises(ScenarioRefusedError, match="ne dit pas"):
        adopted(world, held)
    assert written() == before
    assert again(held).state == "computed"


def test_not_more_than_the_envelope_has_left(world):
    held = making.computed(world)
    fund = Envelope.objects.get(code="fonds")
    making.envelope(30_000_00, code="part", parent=fund)
    before = written()
    with pytest.raises(StepRefusedError, match="il ne reste que"):
        adopted(world, held)
    assert written() == before


def test_a_fault_on_the_way_leaves_nothing(world, monkeypatch):
    held = making.computed(world)
    before = written()

    def fail(*_args, **_told):
        raise LedgerRefusedError("Non.")

    monkeypatch.setattr(adopting, "declare_promises", fail)
    with pytest.raises(LedgerRefusedError):
        adopted(world, held)
    assert written() == before
    assert again(held).state == "computed"


@pytest.mark.parametrize("who", ["prefecture", "auditor", "other_copilot", "manager", "referent"])
def test_who_does_not_record_an_adoption(world, who):
    held = making.computed(world)
    with pytest.raises(NotAllowedError):
        adopted(world, held, who)
    assert not Adoption.objects.exists()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"decision": " "}, "décision"),
        ({"adopted_on": TODAY + dt.timedelta(days=1)}, "pas encore passée"),
    ],
)
def test_what_an_adoption_needs(world, told, says):
    held = making.computed(world)
    with pytest.raises(ScenarioRefusedError, match=says):
        adopted(world, held, **told)


def test_a_plan_that_answers_something_else_is_not_adopted(world):
    held = making.computed(world)
    set_rules(
        by=world.actor("copilot"), now=NOW, scenario=held, rules={"envelope_cents": CENTS // 2}
    )
    with pytest.raises(StepRefusedError, match="pas possible"):
        adopted(world, held)


def test_a_plan_that_breaks_a_rule_is_adopted_with_the_reason_alone(world):
    limit = {"code": "arve", "where": {"territory": ARVE}, "ceiling_cents": 30_000_00}
    held = making.planned(making.ruled(world, {"limit": [limit]}))
    held = making.hold(world, held, "A", 50_000_00)
    with pytest.raises(ScenarioRefusedError, match="ne respecte pas"):
        adopted(world, held)
    made = adopted(world, held, despite="Le préfet l’a demandé.")
    assert made.despite == "Le préfet l’a demandé."
    assert Dossier.objects.get(purpose="A").announced_cents == 50_000_00


def test_what_was_proposed_is_what_is_adopted(world):
    held = propose_scenario(by=world.actor("prefecture"), now=NOW, scenario=making.computed(world))
    assert (held.state, len(held.mark)) == ("proposed", 64)
    held.lines.filter(code="A").update(granted=1)
    with pytest.raises(ScenarioChangedError, match="n’est plus celui"):
        adopted(world, held)
    held.lines.filter(code="A").update(granted=60_000_00)
    assert adopted(world, held).count == 2


@pytest.mark.parametrize("verb", ["adopt", "take_back"])
def test_what_is_proposed_waits_in_the_lists_of_who_writes_the_agenda(world, verb):
    held = making.computed(world)
    assert not Item.objects.exists()
    held = propose_scenario(by=world.actor("prefecture"), now=NOW, scenario=held)
    item = Item.objects.get(settled_at=None)
    assert (item.url_name, item.url_args) == ("allocation", [held.code])
    told = set(item.addressees.values_list("role", "scope_code"))
    assert told == {("secretariat", NORTH), ("copilot", NORTH)}
    if verb == "adopt":
        adopted(world, held)
    else:
        take_back_scenario(by=world.actor("copilot"), now=NOW, scenario=held, reason="Non")
    assert not Item.objects.filter(settled_at=None).exists()


def test_a_scenario_is_taken_back_from_the_committee(world):
    held = propose_scenario(by=world.actor("copilot"), now=NOW, scenario=making.computed(world))
    told = {"by": world.actor("copilot"), "now": NOW, "scenario": held}
    with pytest.raises(StepRefusedError, match="raison"):
        take_back_scenario(**told, reason="")
    back = take_back_scenario(**told, reason="Il manque un projet.")
    assert (back.state, back.mark) == ("computed", "")
    assert JournalEntry.objects.filter(command="allocation.take_back").count() == 1


def test_a_scenario_without_envelope_is_not_proposed(world):
    held = making.computed(world)
    Scenario.objects.filter(pk=held.pk).update(envelope=None)
    with pytest.raises(StepRefusedError, match="quelle enveloppe"):
        propose_scenario(by=world.actor("copilot"), now=NOW, scenario=held)


def shared_sheet(world):
    """A scenario that serves a sheet, its co-funded project and its dossier that waits."""
    sheet = validated(world)
    project = Project.objects.create(
        code="P-2026-000001", name="X", sheet=sheet.code, created_at=NOW
    )
    held = making.begun(world)
    take(world, held, "sheets")
    return sheet, project, making.planned(again(held))


def test_a_sheet_s_promise_is_told_in_its_funding_plan_too(world):
    sheet, project, held = shared_sheet(world)
    made = adopted(world, held)
    (key,) = made.declared
    told = FundingEntry.objects.get(pk=key)
    assert (told.stage, told.cents, told.kind, told.year) == ("promised", 60_000_00, "region", 2027)
    assert told.financer == "Région Essai"
    assert DECISION in told.source
    assert sheet_again(sheet).promised == 60_000_00
    dossier = Dossier.objects.get(sheet=sheet.code)
    assert (dossier.project, dossier.purpose) == (project, "Ouvrir un atelier partagé")


def test_the_dossier_that_waits_on_a_sheet_is_the_one_that_is_promised(world):
    sheet, project, held = shared_sheet(world)
    waiting = asked_of(making.dossier(sheet=sheet.code), 60_000_00)
    adopted(world, held)
    waiting.refresh_from_db()
    assert (waiting.announced_cents, waiting.project) == (60_000_00, project)
    assert Dossier.objects.count() == 1


def test_a_dossier_in_instruction_keeps_its_own_names(world):
    waiting = asked_of(making.dossier(), 30_000_00)
    held = making.begun(world)
    take(world, held, "dossiers")
    rules = {"envelope_cents": CENTS, "objective": {"robustness": 1.0}}
    held = set_rules(by=world.actor("copilot"), now=NOW, scenario=again(held), rules=rules)
    adopted(world, making.planned(held))
    waiting.refresh_from_db()
    assert (waiting.announced_cents, waiting.asked_cents) == (30_000_00, 30_000_00)
    assert waiting.purpose == "Fours verriers"
    assert Dossier.objects.count() == 1


def test_a_dossier_decided_meanwhile_keeps_all_back(world):
    waiting = asked_of(making.dossier(), 30_000_00)
    held = making.begun(world)
    take(world, held, "dossiers")
    rules = {"envelope_cents": CENTS, "objective": {"robustness": 1.0}}
    held = set_rules(by=world.actor("copilot"), now=NOW, scenario=again(held), rules=rules)
    held = making.planned(held)
    waiting.outcome = "refused"
    waiting.save()
    with pytest.raises(ScenarioRefusedError, match=waiting.code):
        adopted(world, held)
    assert again(held).state == "computed"


def test_a_part_for_something_else_too_is_another_part(world):
    held = making.computed(world)
    fund = Envelope.objects.get(code="fonds")
    other = making.envelope(0, code="autre", parent=fund, territory=ARVE, measure="vte")
    adopted(world, held)
    other.refresh_from_db()
    assert other.held == 0
    assert Envelope.objects.get(parent=fund, territory=ARVE, measure="").held == 60_000_00


def test_a_sheet_in_the_bin_is_named_by_the_refusal(world):
    sheet, _project, held = shared_sheet(world)
    sheet.deleted_at = NOW
    sheet.save()
    with pytest.raises(ScenarioRefusedError, match=sheet.code):
        adopted(world, held)
    assert not Entry.objects.exists()


def test_an_adoption_is_undone_whole_with_its_reason(world):
    sheet, _project, held = shared_sheet(world)
    made = adopted(world, held)
    told = {"by": world.actor("copilot"), "now": NOW, "scenario": held}
    with pytest.raises(StepRefusedError, match="raison"):
        reverse_adoption(**told, reason=" ")
    made = reverse_adoption(**told, reason="Erreur de report")
    assert (made.reversed_at, made.reversed_reason) == (NOW, "Erreur de report")
    assert again(held).state == "reversed"
    fund = Envelope.objects.get(code="fonds")
    assert (fund.available, left_of(fund)) == (CENTS, CENTS)
    assert Dossier.objects.get().announced_cents == 0
    assert sheet_again(sheet).promised in (0, None)
    assert JournalEntry.objects.filter(command="allocation.reverse").count() == 1
    with pytest.raises(StepRefusedError):
        reverse_adoption(**told, reason="Encore")


def test_what_was_granted_since_keeps_an_adoption(world):
    held = making.computed(world)
    adopted(world, held)
    line = held.lines.get(code="A")
    part = Envelope.objects.get(territory=ARVE)
    draw = commitment("EJ-1", envelope=part, financer=REGION)
    posted(
        amount("granted", 10_000_00, on=TODAY, dossier=line.dossier, commitment=draw),
        financer=REGION,
    )
    with pytest.raises(StepRefusedError, match="déjà reçu une décision"):
        reverse_adoption(by=HOST, now=NOW, scenario=held, reason="Erreur")
    assert again(held).state == "adopted"


def test_who_does_not_undo_an_adoption(world):
    held = making.computed(world)
    adopted(world, held)
    for who in ("prefecture", "auditor", "other_copilot"):
        with pytest.raises(NotAllowedError):
            reverse_adoption(by=world.actor(who), now=NOW, scenario=held, reason="Non")
    assert grants(held)["A"] == 60_000_00
