"""What a check of State aid is asked, and what it answers. Pure; amounts in integer cents.

An amount of aid is always a gross grant equivalent (`gge.py`), an aid is given on the day when
the right to it is (not when it is paid), and nothing here reads a clock: `on` is the day of the
grant that is asked about, `known_on` the day up to which what was recorded counts.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Answer(StrEnum):
    """A verdict: never yes when something that could change it is not known."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """Where an aid is known from: our ledger, the company's declaration, the register's file."""

    LEDGER = "ledger"
    DECLARED = "declared"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Aid:
    """An aid that somebody received. `cents`: gross grant equivalent, None when it is not known
    (an advance whose rates we do not hold). `regime`: code of data/regimes.yaml, "" when it is not
    told. `project`: what it pays for, "" when it is not told: aids for the same costs add up.
    `recorded_on`: the day when we came to know it. `number`: what two sources call the same aid.
    `benefited`: after a split, the SIREN of who took over the activity that was aided, "" when it
    is not told."""

    code: str
    siren: str
    granted_on: dt.date
    cents: int | None
    regime: str
    origin: Origin
    recorded_on: dt.date
    financer: str = ""
    project: str = ""
    number: str = ""
    road_freight: bool = False
    benefited: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """`holder` controls `held` from a day to another (None: still), as `source` tells. `kind`: code
    of data/links.yaml (majority of votes, power to appoint, dominant influence, agreement;
    `merger`: `held` was absorbed by `holder` on `since`; `split`: `held` came out of `holder`).
    `equity`: of a split, the book value of the equity of `holder` and of `held` that day, in cents.
    """

    holder: str
    held: str
    kind: str
    since: dt.date
    until: dt.date | None
    source: str
    recorded_on: dt.date
    equity: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """What is known of a beneficiary; None or "": not known. `size`: small, medium, large.
    `year_end`: month and day when its fiscal year ends. `road_freight`: it carries goods by road
    for hire or reward. `links_known_on`, `declared_on`: the day when its links, and the de minimis
    aids of its group in the last three years, were declared."""

    siren: str
    name: str = ""
    size: str = ""
    year_end: tuple[int, int] | None = None
    road_freight: bool | None = None
    is_undertaking: bool | None = True
    links_known_on: dt.date | None = None
    declared_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A grant before it is decided. `cents`: its gross grant equivalent. `eligible`: the costs that
    may be aided. `commune`: INSEE code of the place of the project. `conditions`: what was answered
    to the conditions of the regime's version (`Version.conditions`), by their codes."""

    siren: str
    cents: int
    regime: str
    on: dt.date
    eligible: int | None = None
    project: str = ""
    commune: str = ""
    number: str = ""
    conditions: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tables:
    """The dated tables that were imported: zones of regional aid by commune, reference rates.
    `zones[commune]`: entries of (since, until, zone code); `rates`: (since, base rate in per cent);
    `register_until`: the last day that the national register's file tells."""

    zones: Mapping[str, tuple[tuple[dt.date, dt.date | None, str], ...]] | None = None
    rates: tuple[tuple[dt.date, float], ...] | None = None
    register_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """An aid as a verdict counts it: whose, why he is of the group, whether it is in the window."""

    aid: Aid
    because: str
    in_window: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """`ceiling`, `window` (first day, last day), `used` and `room` are those of the rule that is
    nearest to refuse; None where a rule has none or it is not known. `most`: the most that may be
    granted for sure, None: unknown. `intensity`: all the aids for the same costs with the one
    asked, over the eligible costs; `highest`: what it may be; as fractions of 1. `reasons`: French
    sentences, in order; `missing`: what would settle an unknown (« Taille de l’entreprise », the
    table of zones in force on a day); `articles`: of which texts; `group`: SIREN and why, the
    asked company first."""

    answer: Answer
    most: int | None
    regime: str
    on: dt.date
    ceiling: int | None = None
    window: tuple[dt.date, dt.date] | None = None
    used: int | None = None
    room: int | None = None
    intensity: float | None = None
    highest: float | None = None
    counted: tuple[Counted, ...] = ()
    group: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
