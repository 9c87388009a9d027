"""The demonstration: really computed, in every state, marked, the same the second time."""

from django.utils import timezone

from ancrage.antennas import demonstration
from ancrage.antennas.definitions import workflows
from ancrage.antennas.models import Antenna, Booking, Siting
from ancrage.antennas.queries.places import loaded_ground
from ancrage.antennas.queries.sitings import Seen
from ancrage.geography.models import Intercommunality, ReferencePack


def test_every_state_is_there_once_for_all(country):
    for _ in range(2):
        demonstration.seed(now=timezone.now(), perimeter="programme")
    siting = Siting.objects.get()
    assert Seen(siting).is_current(loaded_ground())
    assert Seen(siting).plan.gap == 0
    states = set(Antenna.objects.values_list("state", flat=True))
    assert states == workflows()["antenna"].states.keys()
    booked = set(Booking.objects.values_list("state", flat=True))
    assert booked == workflows()["booking"].states.keys()
    marked = [*Siting.objects.all(), *Antenna.objects.all(), *Booking.objects.all()]
    assert all(each.is_demonstration for each in marked)


def test_a_country_too_small_has_none(country):
    ReferencePack.objects.update(fingerprint="smaller")
    Intercommunality.objects.update(longitude=None)
    demonstration.seed(now=timezone.now(), perimeter="programme")
    assert not Siting.objects.exists()
