"""The steps of an amendment: what each does, refuses, and leaves in the journal."""

import datetime as dt

import pytest

from ancrage.adaptation import actions
from ancrage.adaptation.actions import AmendmentRefusedError, StaleAmendmentError
from ancrage.adaptation.models import Amendment
from ancrage.geography.models import PerimeterVersion
from ancrage.inbox.models import Item
from ancrage.journal.models import JournalEntry
from ancrage.selection.engine.amending import (
    AddMember,
    AddTerritory,
    MergeTerritories,
    MoveRefused,
    Part,
    RemoveMember,
    SplitTerritory,
)
from tests.adaptation.site import (
    ACROSS,
    ADD,
    HOST,
    NOW,
    PROGRAMME,
    RENAME,
    SIRENS,
    SITTING,
    TODAY,
    accept,
    accepted,
    approved,
    decide,
    drafted,
    programme,
    submitted,
    todays_list,
)


@pytest.fixture(autouse=True)
def _site(db):
    programme()


def entries():
    return JournalEntry.objects.filter(kind="amendment")


def waiting():
    return {item.cause for item in Item.objects.filter(kind=Item.TODO, settled_at=None)}


def test_a_draft_takes_changes_and_leaves_no_entry():
    made = drafted(ADD, RENAME)
    assert made.code == "01-2026-01"
    assert [move["kind"] for move in made.moves] == ["add_member", "rename"]
    assert (made.state, made.revision) == ("draft", 3)
    assert {region.code for region in made.regions.all()} == {"01"}
    assert not entries()
    assert drafted().code == "01-2026-02"


def test_an_amendment_goes_through_to_a_new_list():
    made = submitted(ADD)
    assert made.state == "submitted"
    assert waiting() == {"amendment:01-2026-01:decide"}
    made = decide(made)
    assert made.state == "approved"
    assert waiting() == {"amendment:01-2026-01:accept"}
    made = accept(made)
    assert made.state == "accepted"
    assert waiting() == set()
    version = PerimeterVersion.objects.get(code="essai-2026-11-25")
    assert (made.result, made.base.code) == (version, "essai-1")
    assert version.is_simulated
    assert version.valid_from == TODAY
    assert PerimeterVersion.objects.get(code="essai-1").valid_to == TODAY - dt.timedelta(days=1)
    assert set(todays_list()["sim-0101"]) == {SIRENS[0], SIRENS[4], SIRENS[1]}
    assert len(todays_list()) == 3
    said = [entry.command for entry in entries()]
    assert said == ["adaptation.submit", "adaptation.decide", "adaptation.accept"]


def test_the_entry_of_a_decision_keeps_names_apart():
    decide(submitted())
    entry = entries().get(command="adaptation.decide")
    assert entry.personal["present"] == ["Anne Un", "Luc Deux"]
    assert "Anne" not in str(entry.change) + entry.says + entry.label
    assert entry.change["details"]["present"] == 3
    record = Amendment.objects.get().steps.get(verb="approve").decision
    assert (record.body, record.present_count) == ("Comité régional", 3)
    assert record.present == ["Anne Un", "Luc Deux"]


def test_accepting_touches_the_tandem_and_names_the_version():
    accepted(ADD)
    entry = entries().get(command="adaptation.accept")
    assert entry.where == {"region": ["01"], "territory": [f"{PROGRAMME}:sim-0101"]}
    assert entry.change["after"]["list"] == "essai-2026-11-25"
    assert entry.change["after"]["state"] == "acceptée"
    (said,) = entry.change["after"]["moves"]
    assert "Ajouter U1 au territoire" in said
    assert [part["command"] for part in entry.change["details"]["parts"]] == [
        "geography.publish_version"
    ]
    told = Item.objects.filter(kind=Item.KNOW, addressees__role="elected_lead")
    assert [item.url_args for item in told] == [["01-2026-01"]]


@pytest.mark.parametrize(
    ("moves", "reason", "told"),
    [((), "Parce que.", "aucun changement"), ((ADD,), " ", "motif")],
)
def test_nothing_is_submitted_without_a_change_and_a_reason(moves, reason, told):
    made = drafted(*moves, reason=reason)
    with pytest.raises(AmendmentRefusedError, match=told):
        actions.submit_amendment(by=HOST, now=NOW, code=made.code)
    assert Amendment.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("move", "told"),
    [
        (AddMember("sim-0201", SIRENS[2]), "aucun membre dans votre région"),
        (AddTerritory("sim-0103", "Loin", "02", (SIRENS[15],)), "aucun membre dans votre région"),
        (MergeTerritories(("sim-0101", "sim-0201"), "sim-0101", "Nord", "01"), "Nord-Est"),
    ],
)
def test_a_region_touches_only_its_territories(move, told):
    made = drafted()
    with pytest.raises(AmendmentRefusedError, match=told):
        actions.add_move(by=HOST, now=NOW, code=made.code, move=move)
    assert Amendment.objects.get().moves == []


def test_a_change_that_the_list_does_not_allow_is_refused():
    made = drafted(ADD)
    with pytest.raises(MoveRefused, match="déjà dans ce territoire"):
        actions.add_move(by=HOST, now=NOW, code=made.code, move=ADD)


def test_the_last_change_is_undone():
    made = drafted(ADD, RENAME)
    made = actions.undo_move(by=HOST, now=NOW, code=made.code)
    assert [move["kind"] for move in made.moves] == ["add_member"]
    actions.undo_move(by=HOST, now=NOW, code=made.code)
    with pytest.raises(AmendmentRefusedError, match="aucun changement"):
        actions.undo_move(by=HOST, now=NOW, code=made.code)


@pytest.mark.parametrize(
    ("sitting", "told"),
    [
        ({"decided_on": dt.date(2026, 11, 26)}, "avenir"),
        ({"body": " "}, "instance"),
        ({"present_count": 0}, "présents"),
        ({"present_count": 1}, "plus de présents"),
    ],
)
def test_a_record_must_say_what_happened(sitting, told):
    made = submitted()
    changed = {field: getattr(SITTING, field) for field in ("body", "decided_on", "present_count")}
    record = type(SITTING)(**(changed | sitting), names=SITTING.names)
    with pytest.raises(AmendmentRefusedError, match=told):
        actions.decide_amendment(
            by=HOST, now=NOW, code=made.code, favourable=True, sitting=record, words="Oui."
        )


def test_an_unfavourable_opinion_ends_it_and_it_can_start_again():
    made = decide(submitted(ADD), favourable=False)
    assert made.state == "rejected"
    assert waiting() == set()
    again = actions.propose_amendment(
        by=HOST, now=NOW, programme=PROGRAMME, region="01", title="Encore", like=made.code
    )
    assert (again.moves, again.state) == (made.moves, "draft")


def test_refused_with_a_reason():
    made = approved()
    with pytest.raises(AmendmentRefusedError, match="motif"):
        actions.refuse_amendment(by=HOST, now=NOW, code=made.code, words=" ")
    made = actions.refuse_amendment(by=HOST, now=NOW, code=made.code, words="Trop loin.")
    assert made.state == "refused"
    assert entries().last().change["details"]["words"] == "Trop loin."
    assert PerimeterVersion.objects.filter(perimeter=PROGRAMME).count() == 1


@pytest.mark.parametrize("verb", ["take_back", "send_back"])
def test_back_to_the_region_and_submitted_again(verb):
    if verb == "take_back":
        made = actions.take_back_amendment(
            by=HOST, now=NOW, code=submitted().code, words="Une erreur."
        )
    else:
        made = actions.send_back_amendment(
            by=HOST, now=NOW, code=approved().code, words="À préciser."
        )
    assert made.state == "correction"
    assert waiting() == {f"amendment:{made.code}:correct"}
    made = actions.add_move(by=HOST, now=NOW, code=made.code, move=RENAME)
    made = actions.submit_amendment(by=HOST, now=NOW, code=made.code)
    assert made.state == "submitted"
    assert accept(decide(made)).state == "accepted"


def test_a_withdrawn_draft_leaves_no_entry_and_a_withdrawn_proposal_one():
    actions.withdraw_amendment(by=HOST, now=NOW, code=drafted(ADD).code)
    assert not entries()
    actions.withdraw_amendment(by=HOST, now=NOW, code=submitted().code)
    assert entries().last().command == "adaptation.withdraw"
    assert waiting() == set()


def test_an_objection_must_be_answered():
    made = approved(ACROSS)
    assert {region.code for region in made.regions.all()} == {"01", "02"}
    actions.object_to_amendment(by=HOST, now=NOW, code=made.code, words="C’est à nous.")
    with pytest.raises(AmendmentRefusedError, match="objection"):
        accept(made)
    assert accept(made, words="Le bassin est commun.").state == "accepted"


def test_only_a_region_concerned_objects():
    with pytest.raises(AmendmentRefusedError, match="à cheval"):
        actions.object_to_amendment(by=HOST, now=NOW, code=approved().code, words="Non.")


@pytest.mark.parametrize(
    ("day", "told"),
    [(TODAY - dt.timedelta(days=1), "passé"), (dt.date(2018, 11, 22), "passé")],
)
def test_a_list_does_not_change_in_the_past(day, told):
    with pytest.raises(AmendmentRefusedError, match=told):
        accept(approved(), valid_from=day)
    assert PerimeterVersion.objects.filter(perimeter=PROGRAMME).count() == 1


def test_one_list_a_day():
    accepted(ADD)
    other = approved(RemoveMember("sim-0102", SIRENS[10]))
    with pytest.raises(AmendmentRefusedError, match="25 novembre 2026"):
        accept(other)
    assert accept(other, valid_from=TODAY + dt.timedelta(days=1)).state == "accepted"


def test_who_read_an_older_revision_is_refused():
    made = drafted(ADD)
    actions.add_move(by=HOST, now=NOW, code=made.code, move=RENAME, revision=2)
    with pytest.raises(StaleAmendmentError) as refusal:
        actions.write_amendment(
            by=HOST, now=NOW, code=made.code, title="Autre", reason="", revision=2
        )
    assert refusal.value.held.revision == 3
    assert Amendment.objects.get().title == "Un voisin de plus"


def test_who_previewed_an_older_list_is_refused():
    made = approved(RENAME)
    accepted(ADD)
    with pytest.raises(AmendmentRefusedError, match="aperçu"):
        accept(made, valid_from=TODAY + dt.timedelta(days=1), seen_list="essai-1")


TOMORROW = TODAY + dt.timedelta(days=1)


def test_changes_that_do_not_meet_both_pass():
    one, two = approved(ADD), approved(RENAME)
    accept(one)
    made = accept(two, valid_from=TOMORROW)
    assert made.state == "accepted"
    assert made.base == one.__class__.objects.get(code=one.code).result
    held = PerimeterVersion.objects.get(code=f"essai-{TOMORROW}")
    names = {t.code: t.name for t in held.territories.all()}
    assert names["sim-0101"] == "Grand Nord-Ouest"
    assert SIRENS[1] in todays_list()["sim-0101"]


def test_what_meets_goes_back_and_the_rest_passes():
    one = approved(AddMember("sim-0101", SIRENS[5]))
    two = approved(ADD, RemoveMember("sim-0102", SIRENS[10]))
    accept(one)
    made = accept(two, valid_from=TOMORROW)
    assert made.state == "accepted"
    assert [move["kind"] for move in made.moves] == ["remove_member"]
    rest = Amendment.objects.get(follows=made)
    assert (rest.state, rest.moves, rest.base) == ("correction", [], made.result)
    (aside,) = rest.set_aside
    assert aside["move"]["siren"] == SIRENS[1]
    assert "a reçu U5" in aside["why"]
    assert set(todays_list()["sim-0101"]) == {SIRENS[0], SIRENS[4], SIRENS[5]}
    assert todays_list()["sim-0102"] == (SIRENS[9],)
    assert f"amendment:{rest.code}:correct" in waiting()
    assert rest.steps.get().words == aside["why"]


def test_when_nothing_passes_it_is_not_accepted_but_sent_back_with_why():
    one, two = approved(AddMember("sim-0101", SIRENS[5])), approved(ADD)
    accept(one)
    with pytest.raises(AmendmentRefusedError, match="renvoyez"):
        accept(two, valid_from=TOMORROW)
    made = actions.send_back_amendment(by=HOST, now=NOW, code=two.code, words="La liste a changé.")
    assert (made.state, made.moves) == ("correction", [])
    assert "a reçu U5" in made.set_aside[0]["why"]
    assert made.base.code == "essai-2026-11-25"
    made = actions.forget_set_aside(by=HOST, now=NOW, code=made.code, position=0)
    made = actions.add_move(by=HOST, now=NOW, code=made.code, move=ADD)
    made = actions.submit_amendment(by=HOST, now=NOW, code=made.code)
    assert accept(decide(made), valid_from=TOMORROW).state == "accepted"


def test_a_draft_on_an_older_list_is_brought_up_to_date_before_it_is_submitted():
    made = drafted(RENAME)
    accepted(ADD)
    with pytest.raises(AmendmentRefusedError, match="liste du jour"):
        actions.submit_amendment(by=HOST, now=NOW, code=made.code)
    made = actions.refresh_amendment(by=HOST, now=NOW, code=made.code)
    assert (made.base.code, len(made.moves)) == ("essai-2026-11-25", 1)
    assert actions.submit_amendment(by=HOST, now=NOW, code=made.code).state == "submitted"


def test_two_new_territories_that_took_the_same_code_are_told_apart():
    one = approved(AddTerritory("sim-0103", "Sud", "01", (SIRENS[12],)))
    two = approved(AddTerritory("sim-0103", "Ouest", "01", (SIRENS[8],)))
    accept(one)
    accept(two, valid_from=TOMORROW)
    assert todays_list()["sim-0103"] == (SIRENS[12],)
    assert todays_list()["sim-0104"] == (SIRENS[8],)


def test_split_and_merge_keep_everybody():
    parts = (Part("sim-0101", "Nord", (SIRENS[0],)), Part("sim-0103", "Ouest", (SIRENS[4],)))
    accepted(SplitTerritory("sim-0101", parts))
    assert todays_list()["sim-0101"] == (SIRENS[0],)
    assert todays_list()["sim-0103"] == (SIRENS[4],)
    again = approved(MergeTerritories(("sim-0101", "sim-0103"), "sim-0101", "Nord-Ouest"))
    accept(again, valid_from=TOMORROW)
    assert set(todays_list()["sim-0101"]) == {SIRENS[0], SIRENS[4]}
    assert "sim-0103" not in todays_list()
