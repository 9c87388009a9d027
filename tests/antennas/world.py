"""A small country with points, a scenario with its plan, antennas, companies that ask."""

import datetime as dt

from django.utils import timezone

from ancrage.antennas.actions.antennas import Offer, adopt_siting, open_antenna
from ancrage.antennas.actions.results import keep_plan
from ancrage.antennas.actions.sitings import Wanted, create_siting
from ancrage.antennas.engine.model import Objective, Question
from ancrage.antennas.models import Antenna, Siting
from ancrage.antennas.queries.places import loaded_ground
from ancrage.geography.models import Intercommunality, ReferencePack
from ancrage.kernel.rights import host
from ancrage.people.actions.accounts import add_organisation
from ancrage.people.models import Organisation
from tests.selection.site import store

HOST = host()
OPERATOR = "bpifrance"
QUESTION = Question(3, Objective.COVERAGE, 70.0)


def country() -> None:
    """Sixteen intercommunalités on a grid, half a degree apart."""
    store()
    ReferencePack.objects.update(fingerprint="antennas", code="antennas")
    for rank, place in enumerate(Intercommunality.objects.order_by("siren")):
        place.longitude, place.latitude = 2 + rank % 4 * 0.5, 45 + rank // 4 * 0.5
        place.save(update_fields=["longitude", "latitude"])


def planned(question: Question = QUESTION, *, name: str = "Trois antennes") -> Siting:
    """A scenario with its plan."""
    now = timezone.now()
    made = create_siting(by=HOST, now=now, wanted=Wanted(name, question))
    return keep_plan(now=now, siting=made, plan=loaded_ground().solve(question))


def days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def adopted(siting: Siting, *, places: int = 2) -> list[Antenna]:
    """Its antennas, planned, with places from ten days ago to thirty days ahead."""
    return adopt_siting(
        by=HOST,
        now=timezone.now(),
        siting=siting,
        opens_on=days(-10),
        offer=Offer(days(-10), days(30), places),
    )


def opened(*, places: int = 2) -> Antenna:
    """An open antenna."""
    antenna = adopted(planned(), places=places)[0]
    return open_antenna(by=HOST, now=timezone.now(), antenna=antenna)


def company(code: str = "essai-1") -> str:
    """A company that may ask for places."""
    add_organisation(
        by=HOST,
        now=timezone.now(),
        kind=Organisation.COMPANY,
        code=code,
        name=f"Entreprise {code}",
        is_demonstration=True,
    )
    return code
