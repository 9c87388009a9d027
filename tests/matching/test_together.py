"""Two people of a tandem at the same moment: one word is kept, the other is told."""

import pytest

from ancrage.matching.actions.needs import StaleNeedError, Words, declare_need
from ancrage.matching.models import NeedStatement
from tests.matching import world as making
from tests.matching.world import HOST, NOW, ONE
from tests.together import at_once


@pytest.mark.django_db(transaction=True)
def test_one_of_two_words_is_kept_and_the_other_refused():
    making.country()

    def say(level):
        return lambda: declare_need(
            by=HOST, now=NOW, territory=ONE, need="recruter", revision=0, words=Words(level)
        )

    found = at_once(say("real"), say("low"), refusals=StaleNeedError)
    assert sorted(isinstance(one, StaleNeedError) for one in found) == [False, True]
    assert NeedStatement.objects.count() == 1
