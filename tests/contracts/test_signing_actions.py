"""Signing an act: the turn, the document, delegation, refusal, paper, a service that fails."""

import datetime as dt

import pytest

from ancrage.contracts.actions.drafting import prepare_act
from ancrage.contracts.actions.parts import ActRefusedError
from ancrage.contracts.actions.sending import decide_act, send_act, withdraw_act
from ancrage.contracts.actions.signing import (
    delegate_signature,
    expire_act,
    keep_answer,
    refuse_signature,
    remind_signature,
    start_signature,
)
from ancrage.contracts.actions.signing_paper import give_scan, settle_scan
from ancrage.contracts.models import Signature
from ancrage.contracts.queries.signing import awaited_of, document_digest, document_of
from ancrage.contracts.queries.verification import OTHER, SAME, recorded
from ancrage.contracts.rules.circuit import CircuitRefusedError
from ancrage.contracts.rules.paper_code import paper_code, read_code
from ancrage.contracts.signing.report import Verdict
from ancrage.contracts.signing.verifying import verify
from ancrage.contracts.signing_models import Attempt
from ancrage.contracts.signing_run import expire_all, follow_all, follow_attempt, sign
from ancrage.contracts.tasks import follow
from ancrage.inbox.models import Item
from ancrage.jobs.models import Job
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import host
from ancrage.kernel.workflow import StepRefusedError
from tests.contracts import services
from tests.contracts.signed_papers import authority, paper, request, root
from tests.contracts.world import NOW, TODAY, again, sent

WHO = {
    "elected": "elected",
    "industrial": "industrial",
    "operator": "referent",
    "region": "copilot",
    "state": "prefecture",
}
"""Who signs for each kind of party in the tests' country."""
LATER = NOW + dt.timedelta(days=90)


@pytest.fixture(autouse=True)
def _service(settings):
    settings.SIGNATURES_FOLDER = authority().folder
    settings.SIGNATURE_PROVIDER = "tests.contracts.services.current"
    services.renewed()


@pytest.fixture
def act(world):
    return sent(world, signing_order="ordered")


def of(act, party: str) -> Signature:
    held = act.signatures.select_related("act__contract").filter(sending=again(act).sendings)
    return held.get(party__startswith=f"{party}:")


def signs(world, act, party: str, *, now=NOW, **told) -> Attempt:
    return sign(
        by=world.actor(WHO[party]),
        now=now,
        signature=of(act, party),
        digest_seen=document_digest(again(act)),
        **told,
    )


def on_paper(world, act) -> Signature:
    held = of(act, "intercommunality")
    given = give_scan(
        by=world.actor("manager"),
        now=NOW,
        signature=held,
        code=paper_code(held.key, act.digest),
        name="Dominique Essai",
        signed_on=TODAY,
        file_name="scan.pdf",
        content=paper(),
    )
    return settle_scan(by=world.actor("secretariat"), now=NOW, signature=given, accept=True)


def waiting(signature: Signature) -> int:
    return Item.objects.filter(
        cause=f"contracts:signature:{signature.key}", settled_at=None
    ).count()


def test_all_sign_in_order_and_the_act_binds(world, act):
    assert [one.act_id for one in awaited_of(world.actor("elected"))] == [act.pk]
    with pytest.raises(CircuitRefusedError, match="pas encore son tour"):
        signs(world, act, "operator")
    signs(world, act, "elected", place="Cluses")
    signs(world, act, "industrial")
    assert waiting(of(act, "elected")) == 0
    assert waiting(of(act, "operator")) == 0
    on_paper(world, act)
    assert waiting(of(act, "operator")) == 1
    for party in ("operator", "state", "region"):
        assert again(act).state == "sent"
        signs(world, act, party)
    done = again(act)
    assert (done.state, done.signed_on) == ("signed", TODAY)
    report = verify(document_of(done), roots=root())
    assert report.verdict is Verdict.AUTHENTIC
    assert [one.quality for one in report.signatures] == [
        of(act, party).quality for party in ("elected", "industrial", "operator", "state", "region")
    ]
    assert report.signatures[0].place == "Cluses"
    assert report.signed_digest == done.digest
    assert recorded(report).published == done
    assert recorded(report).same == SAME
    part = verify(bytes(done.document.content.data), roots=root())
    assert recorded(part).same == OTHER


def test_each_signs_for_his_own_party(world, act):
    with pytest.raises(ActRefusedError, match="revient à"):
        sign(
            by=world.actor("industrial"),
            now=NOW,
            signature=of(act, "elected"),
            digest_seen=document_digest(act),
        )
    for who in ("other", "stranger", "manager", "national"):
        with pytest.raises(NotAllowedError):
            sign(
                by=world.actor(who),
                now=NOW,
                signature=of(act, "elected"),
                digest_seen=document_digest(act),
            )


def test_only_the_document_that_was_opened_is_signed(world, act):
    seen = document_digest(act)
    signs(world, act, "industrial")
    with pytest.raises(ActRefusedError, match="a changé depuis"):
        sign(by=world.actor("elected"), now=NOW, signature=of(act, "elected"), digest_seen=seen)
    assert of(act, "elected").state == Signature.ASKED


def test_who_is_given_a_signature_signs_by_delegation(world, act):
    mine = of(act, "elected")
    delegate_signature(
        by=world.actor("elected"), now=NOW, signature=mine, email=world.people["owner"].email
    )
    delegate = world.actor("owner")
    assert [one.pk for one in awaited_of(delegate)] == [mine.pk]
    attempt = sign(by=delegate, now=NOW, signature=mine, digest_seen=document_digest(act))
    assert attempt.state == Attempt.KEPT
    told = verify(document_of(again(act)), roots=root()).signatures[0]
    assert told.name == delegate.name
    assert told.quality.endswith("par délégation")
    with pytest.raises(ActRefusedError, match="n’attend plus"):
        delegate_signature(by=world.actor("elected"), now=NOW, signature=mine, email="")


def test_a_delegation_can_be_taken_back_and_needs_an_account(world, act):
    mine = of(act, "elected")
    told = {"by": world.actor("elected"), "now": NOW, "signature": mine}
    with pytest.raises(ActRefusedError, match="compte"):
        delegate_signature(**told, email="personne@nulle.part")
    delegate_signature(**told, email=world.people["owner"].email)
    delegate_signature(**told, email="")
    assert not awaited_of(world.actor("owner"))


def test_a_refusal_says_why_and_stops_the_act(world, act):
    signs(world, act, "industrial")
    mine = of(act, "elected")
    with pytest.raises(CircuitRefusedError, match="pourquoi"):
        refuse_signature(by=world.actor("elected"), now=NOW, signature=mine, reason="")
    refuse_signature(
        by=world.actor("elected"), now=NOW, signature=mine, reason="Le conseil a voté contre."
    )
    held = again(act)
    assert (held.state, held.reason) == ("refused", "Le conseil a voté contre.")
    assert of(act, "elected").state == Signature.REFUSED
    assert of(act, "industrial").state == Signature.SIGNED
    assert waiting(mine) == 0
    with pytest.raises(CircuitRefusedError):
        signs(world, act, "elected")


def test_reminders_are_not_sent_every_hour(world, act):
    mine = of(act, "elected")
    lead = {"by": world.actor("secretariat"), "signature": mine}
    with pytest.raises(ActRefusedError, match="peu"):
        remind_signature(**lead, now=NOW)
    remind_signature(**lead, now=NOW + dt.timedelta(days=3))
    with pytest.raises(ActRefusedError, match="peu"):
        remind_signature(**lead, now=NOW + dt.timedelta(days=4))
    with pytest.raises(ActRefusedError, match="pas attendue"):
        remind_signature(by=world.actor("secretariat"), now=LATER, signature=of(act, "operator"))
    with pytest.raises(NotAllowedError):
        remind_signature(by=world.actor("other"), now=LATER, signature=mine)


def test_time_runs_out(world, act):
    with pytest.raises(StepRefusedError):
        expire_act(by=host(), now=NOW, act=act)
    assert expire_all(now=LATER) == 1
    assert again(act).state == "expired"
    assert of(act, "elected").state == Signature.EXPIRED
    assert expire_all(now=LATER) == 0
    with pytest.raises(CircuitRefusedError):
        signs(world, act, "elected", now=LATER)


def test_a_service_that_is_down_loses_nothing(world, act):
    services.service.mood = services.DOWN
    attempt = signs(world, act, "elected")
    assert attempt.state == Attempt.PENDING
    assert Job.objects.filter(kind="contracts.follow").count() == 1
    assert signs(world, act, "elected") == attempt, "clicking again is the same request"
    with pytest.raises(CircuitRefusedError, match="Une autre signature"):
        signs(world, act, "industrial")
    assert follow_all(now=NOW)["waiting"] == 1
    services.service.mood = services.UP
    assert follow_all(now=NOW)["signed"] == 1
    assert of(act, "elected").state == Signature.SIGNED
    assert services.service.signed == [attempt.key]
    assert signs(world, act, "industrial").state == Attempt.KEPT


def test_a_service_that_is_slow_then_answers(world, act):
    services.service.mood = services.SLOW
    attempt = signs(world, act, "elected")
    assert (attempt.state, attempt.tries) == (Attempt.PENDING, 1)
    services.service.mood = services.UP
    assert follow_attempt(attempt, now=NOW).state == Attempt.KEPT
    assert of(act, "elected").signed_at == NOW, "the hour of the click"


def test_the_worker_asks_again_until_it_is_answered(world, act, monkeypatch):
    services.service.mood = services.SLOW
    attempt = signs(world, act, "elected")
    pauses = []

    def wait(seconds):
        pauses.append(seconds)
        if len(pauses) == 2:
            services.service.mood = services.UP

    monkeypatch.setattr("ancrage.contracts.tasks.time.sleep", wait)
    follow({"key": attempt.key}, lambda *_told: None)
    assert len(pauses) == 2
    assert of(act, "elected").state == Signature.SIGNED


def test_an_answer_that_was_cut_is_not_signed_again(world, act):
    services.service.mood = services.CUTS
    attempt = signs(world, act, "elected")
    assert attempt.state == Attempt.PENDING
    services.service.mood = services.UP
    follow_attempt(attempt, now=NOW)
    assert services.service.signed == [attempt.key]
    assert len(verify(document_of(again(act)), roots=root()).signatures) == 1


def test_an_answer_given_twice_is_kept_once(world, act):
    attempt = signs(world, act, "elected")
    entries = JournalEntry.objects.count()
    answer = authority().fetch(attempt.key)
    keep_answer(by=host(), now=NOW, attempt=attempt, document=answer.document)
    assert JournalEntry.objects.count() == entries
    assert len(verify(document_of(again(act)), roots=root()).signatures) == 1


def test_a_service_that_declines_may_be_asked_again(world, act):
    services.service.mood = services.DECLINES
    attempt = signs(world, act, "elected")
    assert (attempt.state, of(act, "elected").state) == (Attempt.DECLINED, Signature.ASKED)
    assert "téléphone" in attempt.words
    services.service.mood = services.UP
    second = signs(world, act, "elected")
    assert second.state == Attempt.KEPT
    assert second.key != attempt.key


def test_a_service_that_returns_something_else_is_not_believed(world, act):
    services.service.mood = services.LIES
    attempt = signs(world, act, "elected")
    assert attempt.state == Attempt.DECLINED
    assert of(act, "elected").state == Signature.ASKED
    assert again(act).signed_file is None


def test_a_signature_in_another_name_is_not_believed(world, act):
    attempt = start_signature(
        by=world.actor("elected"),
        now=NOW,
        signature=of(act, "elected"),
        digest_seen=document_digest(act),
    )
    other = authority().ask(request(document_of(act), name="Quelqu’un d’autre", key="other"))
    held = keep_answer(by=host(), now=NOW, attempt=attempt, document=other.document)
    assert held.state == Attempt.DECLINED


def ended(world, act, how: str):
    if how == "withdrawn":
        return withdraw_act(by=world.actor("elected"), now=NOW, act=act, reason="Erreur.")
    return expire_act(by=host(), now=LATER, act=act)


@pytest.mark.parametrize("how", ["withdrawn", "expired"])
def test_an_answer_after_the_end_is_kept_as_evidence_and_binds_nobody(world, act, how):
    services.service.mood = services.SLOW
    attempt = signs(world, act, "elected")
    ended(world, act, how)
    soon = again(act).moved_at + dt.timedelta(days=2)
    assert follow_attempt(attempt, now=soon).state == Attempt.ORPHAN
    services.service.mood = services.UP
    late = follow_attempt(attempt, now=soon)
    assert late.state == Attempt.EVIDENCE
    assert late.file is not None
    held = again(act)
    assert (held.state, held.signed_file) == (how, None)
    assert of(act, "elected").state == how
    assert follow_all(now=LATER)["signed"] == 0, "it is received once"


def test_nothing_new_is_asked_of_the_service_after_the_end(world, act):
    services.service.mood = services.DOWN
    attempt = signs(world, act, "elected")
    ended(world, act, "withdrawn")
    services.service.mood = services.UP
    assert follow_attempt(attempt, now=NOW).state == Attempt.ORPHAN
    assert services.service.signed == []
    assert follow_attempt(attempt, now=LATER).state == Attempt.LOST


def test_paper_is_given_by_one_side_and_confirmed_by_the_other(world, act):
    mine = of(act, "elected")
    told = {
        "now": NOW,
        "signature": mine,
        "name": "Élue Essai",
        "signed_on": TODAY,
        "file_name": "scan.pdf",
        "content": paper(),
    }
    code = paper_code(mine.key, act.digest)
    with pytest.raises(ActRefusedError, match="code"):
        give_scan(by=world.actor("elected"), code="AAAA-AAAA", **told)
    with pytest.raises(NotAllowedError):
        give_scan(by=world.actor("other"), code=code, **told)
    with pytest.raises(ActRefusedError, match="jour"):
        give_scan(
            by=world.actor("elected"),
            code=code,
            **{**told, "signed_on": TODAY + dt.timedelta(days=1)},
        )
    given = give_scan(by=world.actor("elected"), code=code.lower().replace("-", " "), **told)
    assert of(act, "elected").state == Signature.ASKED
    with pytest.raises(ActRefusedError, match="quelqu’un d’autre"):
        settle_scan(by=world.actor("elected"), now=NOW, signature=given, accept=True)
    with pytest.raises(ActRefusedError, match="pourquoi"):
        settle_scan(by=world.actor("secretariat"), now=NOW, signature=given, accept=False)
    settle_scan(by=world.actor("secretariat"), now=NOW, signature=given, accept=True)
    held = of(act, "elected")
    assert (held.state, held.means, held.name) == ("signed", "paper", "Élue Essai")
    assert recorded(verify(paper())).same == SAME


def test_a_scan_that_does_not_suit_is_set_aside(world, act):
    mine = of(act, "elected")
    given = give_scan(
        by=world.actor("secretariat"),
        now=NOW,
        signature=mine,
        code=paper_code(mine.key, act.digest),
        name="Élue Essai",
        signed_on=TODAY,
        file_name="scan.pdf",
        content=paper(),
    )
    settle_scan(
        by=world.actor("elected"),
        now=NOW,
        signature=given,
        accept=False,
        reason="Ce n’est pas ma signature.",
    )
    held = of(act, "elected")
    assert (held.scan, held.state, waiting(held)) == (None, Signature.ASKED, 1)


def test_codes_are_read_however_they_are_typed():
    code = paper_code("a" * 32, "b" * 64)
    assert read_code(f" {code.lower()} ") == code
    assert paper_code("a" * 32, "c" * 64) != code


def test_what_was_sent_again_is_signed_again(world, act):
    signs(world, act, "elected")
    old = of(act, "industrial")
    withdraw_act(by=world.actor("elected"), now=NOW, act=act, reason="Une date est fausse.")
    prepare_act(by=world.actor("manager"), now=NOW, act=act, verb="rework")
    prepare_act(by=world.actor("manager"), now=NOW, act=act, verb="check")
    decide_act(by=world.actor("secretariat"), now=NOW, act=act, verb="approve")
    send_act(by=world.actor("elected"), now=NOW, act=act, digest_seen=again(act).digest)
    assert of(act, "elected").state == Signature.ASKED
    with pytest.raises(ActRefusedError, match="envoi passé"):
        sign(
            by=world.actor("industrial"),
            now=NOW,
            signature=old,
            digest_seen=document_digest(again(act)),
        )
    assert signs(world, act, "industrial").state == Attempt.KEPT
