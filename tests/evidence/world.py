"""Files with a known truth, in the small country of the requests, and money through the quarters.

Bpifrance grants three files in four inside and one in two outside, in 30 days against 60; ADEME
makes no difference; « essaimage » has two beneficiaries alone.
"""

import datetime as dt
from collections.abc import Iterator

from ancrage.funding.actions.opening import open_dossiers
from ancrage.funding.actions.posting import Posting
from ancrage.funding.models import Dossier
from tests.funding.world import HERE, NOW, OPERATOR, OTHER, TODAY, amount, commitment, posted, world
from tests.requests.world import World, communes

ASKED = dt.date(2023, 2, 1)
QUARTERS = 31
SEASONS = (60_000_00, 90_000_00, 100_000_00, 150_000_00)


def made(number: int, *, inside: bool, granted: bool, days: int, **told: object) -> Dossier:
    asked = told.pop("asked_on", ASKED + dt.timedelta(days=7 * number))
    where = {"territory": HERE, "place": "inside"} if inside else {"place": "outside"}
    held = {
        "financer": OPERATOR,
        "financer_name": "Bpifrance",
        "measure": "vte",
        "measure_name": "VTE",
        "year": 2023,
        "programme": "essai",
        "siren": f"{number:09d}",
        "asked_on": asked,
        "decided_on": asked + dt.timedelta(days=days),
        "outcome": "granted" if granted else "refused",
        "number": f"{told.get('measure', 'vte')}-{inside}-{number}",
    }
    return Dossier(**held | where | told)


def files() -> list[Dossier]:
    """What was asked, with the truth that the pages must find."""
    ademe = {"financer": OTHER, "financer_name": "ADEME", "measure": "diag", "measure_name": "Diag"}
    lone = {"measure": "essaimage", "measure_name": "Essaimage"}
    waiting = {"outcome": "", "decided_on": None, "asked_on": dt.date(2026, 9, 1)}
    early = {"asked_on": dt.date(2018, 6, 1), "commune": communes("01")[0]}
    found = [made(n, inside=True, granted=n % 4 > 0, days=30 + n % 7) for n in range(60)]
    found += [made(n, inside=False, granted=n % 2 > 0, days=60 + n % 7) for n in range(80)]
    for inside in (True, False):
        found += [
            made(n, inside=inside, granted=n % 3 > 0, days=40 + n % 9, **ademe) for n in range(30)
        ]
        found += [made(n, inside=inside, granted=True, days=20, **lone) for n in range(2)]
    found += [made(100 + n, inside=True, granted=False, days=0, **waiting) for n in range(3)]
    found += [made(200 + n, inside=False, granted=True, days=90, **early) for n in range(4)]
    undated = made(300, inside=True, granted=True, days=0)
    undated.asked_on = None
    far = communes("02")[-1]
    for one in found:
        one.commune = one.commune or ("" if one.territory else far)
    return [*found, undated]


def money(financer: str, dossiers: list[Dossier]) -> Iterator[Posting]:
    """What each asked of a financer, and what was granted to those that were."""
    paying = commitment(f"EJ-{financer}", financer=financer)
    for rank, one in enumerate(dossiers):
        cents = (1_000_00, 2_000_00, 5_000_00)[rank % 23 % 3]
        if one.financer != financer or one.asked_on is None:
            continue
        yield amount("requested", cents, one.asked_on, dossier=one)
        if one.outcome == "granted":
            yield amount("granted", cents, one.decided_on, dossier=one, commitment=paying)


def quarters() -> Iterator[Posting]:
    """Commitments with a season, from 2019 on; two thirds paid in the next quarter."""
    for quarter in range(QUARTERS):
        day = dt.date(2019 + quarter // 4, 3 * (quarter % 4) + 2, 1)
        paying = commitment(f"EJ-Q{quarter}", financer=OTHER, committed_on=day)
        told = {"financer": OTHER, "financer_name": "ADEME", "measure": "fonds"}
        told["measure_name"] = "Fonds"
        one = made(quarter, inside=True, granted=True, days=0, **told)
        one.asked_on, one.decided_on = None, day
        open_dossiers(dossiers=[one], year=2019, now=NOW)
        cents = SEASONS[quarter % 4] + 997_00 * (quarter * quarter % 23)
        yield amount("granted", cents, day, dossier=one, commitment=paying)
        paid = day + dt.timedelta(days=92)
        if paid <= TODAY:
            yield amount("paid", cents * 2 // 3, paid, dossier=one)


def filled() -> World:
    """The people, the places, the files and the money."""
    held = world()
    dossiers = files()
    open_dossiers(dossiers=dossiers, year=2023, now=NOW)
    for financer in (OPERATOR, OTHER):
        posted(*money(financer, dossiers), financer=financer)
    posted(*quarters(), financer=OTHER)
    return held
