"""The steps of a request: who makes them, from where, what they date, tell and record."""

import datetime as dt
from itertools import product

import pytest
from django.db import transaction

from ancrage.inbox.models import Item
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.requests.actions.asking import ask_request, edit_request
from ancrage.requests.actions.parts import RequestRefusedError, StaleRequestError
from ancrage.requests.actions.steps import STEPS, acknowledge_request, grant_request, send_request
from ancrage.requests.definitions import workflow
from ancrage.requests.models import ServiceRequest
from tests.requests.world import (
    HERE,
    MORE,
    NOW,
    SIRET,
    THERE,
    TODAY,
    at,
    drafted,
    sent,
    stepped,
    wanted,
)

pytestmark = pytest.mark.django_db
ROADS = {
    "draft": (),
    "sent": ("send",),
    "acknowledged": ("send", "acknowledge"),
    "more": ("send", "ask_more"),
    "instructed": ("send", "instruct"),
    "granted": ("send", "grant"),
    "refused": ("send", "refuse"),
    "withdrawn": ("send", "withdraw"),
    "delivered": ("send", "grant", "deliver"),
    "closed": ("send", "refuse", "close"),
}


def test_every_step_is_made_from_its_states_and_from_no_other(held):
    requests = {state: stepped(held, drafted(held), *road) for state, road in ROADS.items()}
    for (state, request), verb in product(requests.items(), STEPS):
        assert request.state == state
        step = workflow().steps[verb]
        if state not in step.before:
            with pytest.raises((StepRefusedError, NotAllowedError)):
                stepped(held, request, verb)
            continue
        with transaction.atomic():
            made = stepped(held, request, verb)
            transaction.set_rollback(True)
        assert made.state == step.leads_to(state)
        assert made.revision == request.revision + 1


def test_each_state_is_dated_and_has_its_deadline(held):
    made = sent(held)
    assert (made.sent_on, made.due) == (TODAY, TODAY + dt.timedelta(days=7))
    made = stepped(held, made, "acknowledge", now=at(3))
    assert made.acknowledged_on == at(3).date()
    assert made.due == TODAY + dt.timedelta(days=60)
    made = stepped(held, made, "ask_more", now=at(10))
    assert made.due == at(10 + 21).date()
    made = stepped(held, made, "reply", now=at(20))
    assert (made.acknowledged_on, made.due) == (at(3).date(), TODAY + dt.timedelta(days=60))
    made = stepped(held, made, "grant", now=at(40))
    assert (made.decided_on, made.outcome, made.granted_amount) == (
        at(40).date(),
        "granted",
        400_000,
    )
    made = stepped(held, made, "reopen", now=at(41))
    assert (made.decided_on, made.outcome, made.granted_amount) == (None, "", None)


def test_the_conditions_are_examined_when_it_is_sent_and_kept_with_their_day(held):
    made = sent(held, facts={"size": "large"})
    assert made.judged_on == TODAY
    told = {line["outcome"] for line in made.verdict}
    assert "no" in told
    assert any("grandes entreprises" in line["remedy"] for line in made.verdict)


@pytest.mark.parametrize("verb", ["acknowledge", "ask_more", "instruct", "grant", "refuse"])
@pytest.mark.parametrize(
    "who", ["lead", "company", "other_referent", "copilot", "national", "auditor"]
)
def test_only_the_operator_answers(held, verb, who):
    made = sent(held)
    with pytest.raises(NotAllowedError):
        STEPS[verb](by=held.actor(who), now=NOW, request=made, **MORE.get(verb, {}))
    made.refresh_from_db()
    assert made.state == "sent"


@pytest.mark.parametrize("who", ["stranger", "referent", "copilot", "national", "auditor"])
def test_only_its_side_asks_edits_and_sends(held, who):
    with pytest.raises(NotAllowedError):
        ask_request(by=held.actor(who), now=NOW, wanted=wanted())
    made = drafted(held)
    with pytest.raises(NotAllowedError):
        edit_request(by=held.actor(who), now=NOW, request=made, wanted=wanted())
    with pytest.raises(NotAllowedError):
        send_request(by=held.actor(who), now=NOW, request=made)


def test_a_draft_cannot_be_given_to_another_territory(held):
    made = drafted(held)
    other = wanted(territory=THERE, siret="", company_name="", asked_by="territory")
    with pytest.raises(NotAllowedError):
        edit_request(by=held.actor("lead"), now=NOW, request=made, wanted=other)


def test_a_company_asks_for_itself_and_its_territory_sees_it(held):
    made = ask_request(by=held.actor("company"), now=NOW, wanted=wanted())
    assert (made.company, made.territory, made.asked_by) == ("verrerie", HERE, "company")
    send_request(by=held.actor("lead"), now=NOW, request=made)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"measure": "rien"}, "measure"),
        ({"territory": "essai:rien"}, "territory"),
        ({"siret": "78012998700069"}, "siret"),
        ({"cost": -1}, "cost"),
        ({"facts": {"size": "énorme"}}, "fact_size"),
        ({"facts": {"couleur": "bleu"}}, "fact_couleur"),
        ({"commune": "99999"}, "territory"),
        ({"purpose": "x" * 5001}, "purpose"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(held, changes, field):
    with pytest.raises(InputRefused) as refusal:
        drafted(held, **changes)
    assert [problem.column for problem in refusal.value.problems] == [field]
    assert not ServiceRequest.objects.exists()


def test_a_draft_lacks_things_until_it_is_sent(held):
    made = drafted(held, purpose="", siret="", company_name="")
    with pytest.raises(StepRefusedError, match=r"en quelques mots.*SIRET"):
        stepped(held, made, "send")


def test_two_people_at_once_lose_nothing(held):
    made = sent(held)
    stepped(held, made, "acknowledge")
    with pytest.raises(StaleRequestError):
        grant_request(by=held.actor("referent"), now=NOW, request=made, revision=made.revision)


def test_a_file_number_is_given_once(held):
    first, second = sent(held), sent(held)
    by = held.actor("referent")
    acknowledge_request(by=by, now=NOW, request=first, number="D-1")
    with pytest.raises(RequestRefusedError, match=first.code):
        acknowledge_request(by=by, now=NOW, request=second, number="D-1")


def test_codes_follow_each_other_in_a_year(held):
    first, second = drafted(held).code, drafted(held).code
    assert first[:7] == second[:7] == "S-2026-"
    assert int(second[7:]) == int(first[7:]) + 1


def test_the_journal_tells_steps_and_never_what_is_private(held):
    made = stepped(held, sent(held), "ask_more", "reply", "refuse")
    entries = JournalEntry.objects.filter(reference=made.code)
    assert [entry.command for entry in entries] == [
        f"requests.{verb}" for verb in ("ask", "send", "ask_more", "reply", "refuse")
    ]
    for entry in entries:
        assert entry.private
        for word in (SIRET, "Verrerie", "fours", "apprenti", "tuteur", "champ"):
            assert word not in entry.says + entry.label


def waiting(code: str) -> dict[str, Item]:
    items = Item.objects.filter(cause__startswith=f"requests:{code}:", kind="todo", settled_at=None)
    return {item.cause.split(":", 2)[2]: item for item in items}


def test_the_right_people_are_asked_and_what_is_done_leaves_their_lists(held):
    made = sent(held)
    items = waiting(made.code)
    assert set(items) == {"answer:sent", "hole"}
    assert [a.role for a in items["hole"].addressees.all()] == ["copilot"]
    assert items["answer:sent"].due == made.due
    made = stepped(held, made, "ask_more")
    (item,) = waiting(made.code).values()
    assert {a.role for a in item.addressees.all()} >= {"elected_lead", "company"}
    made = stepped(held, made, "reply", "grant", "deliver")
    assert waiting(made.code) == {}
    told = Item.objects.filter(cause__startswith=f"requests:{made.code}:told:granted")
    assert told.exists()
    for item in Item.objects.all():
        assert "Verrerie" not in item.title + item.why
        assert "fours" not in item.title + item.why
