"""What tandems say of their needs: revisions that stay, who writes, who reads what is private."""

import datetime as dt

import pytest

from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.matching.actions.needs import (
    NeedRefusedError,
    StaleNeedError,
    Words,
    declare_need,
)
from ancrage.matching.models import NeedStatement
from ancrage.matching.queries.needs import Beside, last_revision, readable, statements_of
from tests.matching import world as making
from tests.matching.world import HOST, NOW, ONE, TODAY, TWO
from tests.people.world import actor

REAL = Words("real", "confirms", "Il manque des soudeurs.")
CLOSED = Words("pressing", "completes", "Un site hésite à partir.", is_private=True)


@pytest.fixture(autouse=True)
def _country(db):
    making.country()


def declare(words=REAL, *, revision=0, by=HOST, territory=ONE, need="recruter", **more):
    return declare_need(
        by=by, now=NOW, territory=territory, need=need, revision=revision, words=words, **more
    )


def test_each_word_is_a_revision_and_the_figures_of_then_stay_beside():
    declare(beside=Beside("low", {"hiring_difficulty": 48.0}))
    second = declare(Words("pressing", "corrects", "Deux ateliers ouvrent."), revision=1)
    assert (second.revision, last_revision(ONE, "recruter")) == (2, 2)
    last, first = statements_of(ONE, day=TODAY)["recruter"]
    assert (last.level, first.level) == ("pressing", "real")
    assert (first.suggested, first.seen) == ("low", {"hiring_difficulty": 48.0})
    assert statements_of(ONE, day=dt.date(2020, 1, 1)) == {}
    assert statements_of("", day=TODAY) == {}
    entry = JournalEntry.objects.order_by("number").last()
    assert entry.command == "matching.declare"
    assert "ateliers" not in entry.says


def test_two_of_the_tandem_do_not_overwrite_one_another():
    declare()
    with pytest.raises(StaleNeedError, match="entre-temps"):
        declare(Words("low", "completes"), revision=0)
    assert NeedStatement.objects.get().level == "real"


def test_saying_the_same_again_adds_nothing():
    declare()
    assert declare(revision=1).revision == 1
    assert NeedStatement.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"words": Words("énorme")}, "pressant, réel"),
        ({"words": Words("real", "conteste")}, "confirmez, corrigez"),
        ({"words": Words("real", "corrects", " ")}, "dites en quoi"),
        ({"words": Words("real", "confirms", "x" * 4001)}, "dépasse"),
        ({"need": "dormir"}, "pas de besoin"),
        ({"territory": "essai:nulle-part"}, "Aucune liste"),
    ],
)
def test_what_is_refused(change, why):
    with pytest.raises(NeedRefusedError, match=why):
        declare(**change)
    assert not NeedStatement.objects.exists()


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [
        ("elected_lead", ONE, True),
        ("industrial_lead", ONE, True),
        ("project_manager", ONE, True),
        ("project_manager", TWO, False),
        ("copilot", "01", False),
        ("national", "", False),
        ("auditor", "", False),
    ],
)
def test_who_writes(role, code, may):
    by = actor(role, code=code)
    if may:
        assert declare(by=by).declared_by == by.reference
    else:
        with pytest.raises(NotAllowedError):
            declare(by=by)


def test_what_is_private_is_read_by_the_tandem_and_known_by_few():
    declare()
    declare(CLOSED, revision=1)
    said = statements_of(ONE, day=TODAY)

    def seen(role="", code=""):
        return readable(said, actor=actor(role, code=code), scope=ONE)["recruter"]

    tandem = seen("elected_lead", ONE)
    assert (tandem.last.words, len(tandem.history)) == (CLOSED.words, 2)
    auditor = seen("auditor")
    assert (auditor.last, auditor.hidden.revision, auditor.history) == (None, 2, ())
    other = seen("elected_lead", TWO)
    assert (other.last, other.hidden, other.history) == (None, None, ())
    assert seen().last is None


def test_the_journal_keeps_private_words_from_outline_readers():
    declare(CLOSED)
    entry = JournalEntry.objects.order_by("number").last()
    assert entry.private
