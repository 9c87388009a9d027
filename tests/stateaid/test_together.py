"""Several at once: no ceiling is passed by two grants of one moment, nothing learnt is missed."""

import pytest

from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import Entry
from ancrage.stateaid.models import Check
from tests.stateaid.world import (
    PARENT,
    SIREN,
    SIRET,
    aided,
    declared,
    granted,
    link,
)
from tests.together import at_once, refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_grants_of_one_moment_to_one_group_do_not_both_pass():
    link(PARENT, SIREN)
    declared(SIREN)
    declared(PARENT, name="Mère inventée")
    one, two = aided(), aided(siret=f"{PARENT}00013", siren=PARENT)
    found = at_once(*(lambda held=held: granted(held, 200_000_00) for held in (one, two)))
    assert refused(found, LedgerRefusedError) == refused(found, Exception) == 1
    assert (Entry.objects.count(), Check.objects.count()) == (1, 1)


def test_a_link_learnt_as_a_grant_is_made_is_counted_or_revises_it():
    declared(SIREN)
    declared(PARENT, name="Mère inventée")
    granted(aided(siret=f"{PARENT}00013", siren=PARENT), 200_000_00)
    one = aided(siret=SIRET)
    found = at_once(lambda: granted(one, 200_000_00), lambda: link(PARENT, SIREN))
    if refused(found, LedgerRefusedError):
        assert Entry.objects.count() == 1
    else:
        last = Check.objects.get(siren=SIREN, revised_by=None)
        assert (last.answer, last.revises.answer) == ("no", "yes")
