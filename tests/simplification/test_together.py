"""Two people at once: nothing is done twice, and nobody's work is lost."""

import pytest

from ancrage.journal.models import JournalEntry
from ancrage.simplification.actions.cases import amend_case, group_report
from ancrage.simplification.actions.questions import Answer, answer_question, ask_question
from ancrage.simplification.models import BlockReport, Question
from tests.simplification import world as making
from tests.simplification.world import ARVE, LOIRE, NOW, fresh
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def refused(found: list[object]) -> int:
    return sum(isinstance(one, ValueError) for one in found)


def test_two_people_group_the_same_report_and_one_does(world):
    case, other = making.gathered(world), making.gathered(world, making.reported(world))
    report, by = making.reported(world), world.actor("national")
    found = at_once(
        lambda: group_report(by=by, now=NOW, case=case, report=report),
        lambda: group_report(by=by, now=NOW, case=other, report=report),
        refusals=ValueError,
    )
    assert refused(found) == 1
    assert fresh(report).case_id in {case.pk, other.pk}
    assert JournalEntry.objects.filter(command="simplification.group").count() == 1


def test_two_answers_at_once_leave_one(world):
    case, by = making.asked(world), world.actor("prefecture")
    found = at_once(
        lambda: answer_question(by=by, now=NOW, case=case, answer=Answer("refused", "Non.")),
        lambda: answer_question(by=by, now=NOW, case=case, answer=Answer("derogation", "Oui.")),
        refusals=ValueError,
    )
    assert refused(found) == 1
    assert Question.objects.get().outcome in {"refused", "derogation"}
    assert JournalEntry.objects.filter(command="simplification.answer").count() == 1


def test_two_people_ask_at_once_and_one_question_waits(world):
    case, by = making.gathered(world), world.actor("national")

    def ask():
        return ask_question(by=by, now=NOW, case=case, version=case.version, asked=making.asking())

    assert refused(at_once(ask, ask, refusals=ValueError)) == 1
    assert Question.objects.count() == 1


def test_two_rewritings_at_once_lose_nothing_silently(world):
    case, by = making.gathered(world), world.actor("national")

    def write(title: str):
        written = making.written(title=title)
        return amend_case(by=by, now=NOW, case=case, version=case.version, written=written)

    found = at_once(lambda: write("un"), lambda: write("deux"), refusals=ValueError)
    assert refused(found) == 1
    assert fresh(case).title in {"un", "deux"}


def test_reports_begun_at_once_have_numbers_of_their_own(world):
    making.drafted(world)
    found = at_once(
        lambda: making.drafted(world, "elected", ARVE),
        lambda: making.drafted(world, "other", LOIRE),
    )
    assert not [one for one in found if isinstance(one, Exception)]
    assert sorted(BlockReport.objects.values_list("number", flat=True)) == [1, 2, 3]
