"""Loading the embedded pack: everything is there, twice changes nothing, refusals change nothing."""

import datetime as dt

from ancrage.geography.models import Commune


def test_everything_is_loaded(reference):
    assert Commune.objects.count() == 34_969
