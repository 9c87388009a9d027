"""A small programme whose list regions amend, and the people who do."""

import datetime as dt

from ancrage.adaptation import actions
from ancrage.adaptation.lists import HeldList, latest_list
from ancrage.adaptation.models import Amendment
from ancrage.adaptation.rules.guards import Sitting
from ancrage.geography.actions import start_programme
from ancrage.geography.models import PerimeterVersion
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import host
from ancrage.selection.engine.amending import AddMember, Move, RenameTerritory
from ancrage.selection.models import Publication
from tests.people.world import actor
from tests.selection.site import COUNTRY, identified, store

HOST = host()
NOW = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 25)
PROGRAMME = "essai"
SITTING = Sitting("Comité régional", dt.date(2026, 11, 20), 3, ("Anne Un", "Luc Deux"))
SIRENS = [unit.siren for unit in COUNTRY.units]
"""A grid of four by four, row after row: the two first columns are region 01, the others 02."""


def programme() -> None:
    """Three territories: two at home in region 01 and 02, one across both."""
    store()
    start_programme(
        by=HOST,
        now=NOW,
        code=PROGRAMME,
        name="Essai (liste simulée)",
        version_code="essai-1",
        valid_from=dt.date(2018, 11, 22),
        quality=Quality.SIMULATED,
        territories=[
            territory("sim-0101", "Nord-Ouest", "01", 0, 4),
            territory("sim-0201", "Nord-Est", "02", 3, 7),
            territory("sim-0102", "Milieu", "01", 9, 10),
        ],
    )


def judged() -> None:
    """Have an identification stand behind the programme's first list, to judge it by."""
    Publication.objects.create(
        identification=identified(draws=0),
        version=PerimeterVersion.objects.get(code="essai-1"),
        published_at=NOW,
    )


def territory(code: str, name: str, region: str, *places: int) -> ListedTerritory:
    return ListedTerritory(code, name, region, tuple(Member(SIRENS[at]) for at in places))


ADD = AddMember("sim-0101", SIRENS[1])
"""A neighbour in region 01 joins « Nord-Ouest »."""
RENAME = RenameTerritory("sim-0101", "Grand Nord-Ouest")
ACROSS = AddMember("sim-0102", SIRENS[13])
"""Touches « Milieu », which has a member in region 02."""


def drafted(*moves: Move, by=HOST, region="01", reason="Ils travaillent ensemble.") -> Amendment:
    """A draft with these moves."""
    made = actions.propose_amendment(
        by=by, now=NOW, programme=PROGRAMME, region=region, title="Un voisin de plus", reason=reason
    )
    for move in moves:
        made = actions.add_move(by=by, now=NOW, code=made.code, move=move)
    return made


def submitted(*moves: Move, by=HOST, region="01") -> Amendment:
    made = drafted(*(moves or (ADD,)), by=by, region=region)
    return actions.submit_amendment(by=by, now=NOW, code=made.code)


def approved(*moves: Move, by=HOST, region="01") -> Amendment:
    made = submitted(*moves, by=by, region=region)
    return decide(made, by=by)


def decide(amendment: Amendment, *, by=HOST, favourable=True) -> Amendment:
    return actions.decide_amendment(
        by=by,
        now=NOW,
        code=amendment.code,
        favourable=favourable,
        sitting=SITTING,
        words="Adopté.",
    )


def accept(amendment: Amendment, *, by=HOST, valid_from=TODAY, words="", **more) -> Amendment:
    return actions.accept_amendment(
        by=by, now=NOW, code=amendment.code, valid_from=valid_from, words=words, **more
    )


def accepted(*moves: Move, valid_from=TODAY) -> Amendment:
    return accept(approved(*moves), valid_from=valid_from)


def todays_list() -> dict[str, tuple[str, ...]]:
    """The members of each territory of the last list."""
    held = HeldList(latest_list(PROGRAMME))
    return {t.code: t.members for t in held.territories}


def copilot(region="01"):
    return actor("copilot", code=region)


def national():
    return actor("national")
