"""`ancrage inbox`: what waits, for whom; sending; choosing; sending again."""

import pytest

from ancrage.inbox.models import Mailbox, Message
from ancrage.journal import acting
from ancrage.project.cli import run
from tests.inbox.moments import asked, informed
from tests.people.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_else():
    yield
    acting.act_for("")


def told(capsys, *arguments: str, code: int = 0) -> str:
    acting.act_for("")  # each command line says for itself who acts
    assert run(["--by", arguments[0], *arguments[1:]] if "@" in arguments[0] else arguments) == code
    held = capsys.readouterr()
    return held.out + held.err


def test_the_host_sees_everything_that_waits(capsys):
    assert told(capsys, "inbox", "list") == "Rien n’attend.\n"
    asked("a", role=("copilot", "national"))
    line = told(capsys, "inbox", "list").rstrip("\n").split("\t")
    assert line == ["todo", "2026-03-02", "", "Décider (a)", "copilot region:84, national nation:"]


def test_a_person_sees_what_is_his(capsys):
    copilot, other = person("copilot", code="84"), person("copilot", code="28")
    asked("a")
    assert "Décider (a)\tparce que vous êtes copilote" in told(
        capsys, copilot.email, "inbox", "list"
    )
    assert told(capsys, other.email, "inbox", "list") == "Rien n’attend.\n"


def test_sending_at_a_moment(capsys):
    copilot = person("copilot", code="84")
    asked("a")
    informed("b")
    assert "Messages écrits : 0" in told(capsys, "inbox", "send", "--at", "2026-03-03T06:59")
    sent = told(capsys, "inbox", "send", "--at", "2026-03-03T07:00")
    assert sent == "Messages écrits : 1 ; partis : 1 ; gardés ici : 0 ; en échec : 0.\n"
    assert told(capsys, "inbox", "send", "--quiet", "--at", "2026-03-03T07:05") == ""
    assert Message.objects.get().reference == copilot.reference


def test_sending_is_for_the_host_and_administrators(capsys):
    told(capsys, person("administrator").email, "inbox", "send")
    refusal = told(capsys, person("copilot", code="84").email, "inbox", "send", code=2)
    assert "vous n’en avez pas le droit" in refusal


def test_choosing(capsys):
    copilot = person("copilot", code="84")
    told(capsys, copilot.email, "inbox", "choose", "--digest", "weekly", "--no-urgent")
    box = Mailbox.objects.get(reference=copilot.reference)
    assert (box.digest, box.urgent_at_once) == ("weekly", False)
    refusal = told(capsys, copilot.email, "inbox", "choose", "--digest", "hourly", code=2)
    assert "n’est pas un rythme" in refusal
    told(capsys, "inbox", "choose", "--digest", "none", code=2)  # the host has no list of his own


def test_sending_again(capsys):
    person("copilot", code="84")
    asked("a", urgent=True)
    told(capsys, "inbox", "send", "--at", "2026-03-02T09:05")
    message = Message.objects.get()
    assert "pas de ceux" in told(capsys, "inbox", "resend", message.identifier, code=2)
    Message.objects.update(state=Message.UNCERTAIN)
    assert "remis à l’envoi" in told(capsys, "inbox", "resend", message.identifier)
    assert "Aucun message" in told(capsys, "inbox", "resend", "inconnu", code=2)
