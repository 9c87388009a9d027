"""Grant agreements as the tests of open data need them: by hand, and drawn by Hypothesis."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st
from stdnum import luhn

from ancrage.opendata.rules.conventions import Beneficiary, Convention, rows_of
from ancrage.opendata.rules.grants import IN_CASH

GRANTOR, COMPANY, OTHER = "23350001600040", "38047555800058", "73282932000074"
ALONE = Convention(
    grantor="Région Bretagne",
    grantor_siret=GRANTOR,
    signed_on=dt.date(2026, 9, 14),
    decision="2026-09-103",
    purpose="Une ligne de montage",
    nature=IN_CASH,
    conditions="échelonné",
    paid="2026-10-01/2027-09-30",
    aid="12345",
    is_notified=False,
    scheme="",
    beneficiaries=(Beneficiary("Ateliers du Léman", COMPANY, "", 4_780_020),),
)
SHARED = replace(
    ALONE,
    decision="2026-09-104",
    beneficiaries=(
        Beneficiary("Ateliers du Léman", COMPANY, "", 2_151_009),
        Beneficiary("Les Petits Débrouillards", "", "W380475558", 2_629_011),
    ),
)
ROW = rows_of(ALONE)[0]


def siret(siren: str, establishment: str) -> str:
    """Eight digits of a company and four of its establishment, with their two check digits."""
    found = siren + luhn.calc_check_digit(siren) + establishment
    return found + luhn.calc_check_digit(found)


def digits(size: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=size, max_size=size)


sirets = st.builds(siret, digits(8).filter(lambda text: text != "35600000"), digits(4))
rnas = digits(9).map("W{}".format)
letters = st.characters(exclude_categories=["C"])
texts = st.text(letters | st.sampled_from("=+-@'\",;\n\t"), min_size=1, max_size=60).filter(
    lambda text: bool(text.strip())
)
days = st.dates(dt.date(2017, 8, 1), dt.date(2035, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> str:
    first, last = sorted((draw(days), draw(days)))
    return first.isoformat() if first == last else f"{first}/{last}"


@st.composite
def conventions(draw: st.DrawFn) -> Convention:
    who = draw(st.lists(sirets | rnas, min_size=1, max_size=6, unique=True))
    least = draw(st.integers(1, 10**9))
    amounts = [draw(st.integers(least, 12 * least)) for _one in who]
    return Convention(
        grantor=draw(texts),
        grantor_siret=draw(sirets),
        signed_on=draw(days),
        decision=draw(texts | st.just("")),
        purpose=draw(texts),
        nature=draw(
            st.sampled_from([IN_CASH, "aide en nature", "aide en numéraire;aide en nature"])
        ),
        conditions=draw(st.sampled_from(["unique", "échelonné"]) | texts),
        paid=draw(periods()),
        aid=draw(st.text("0123456789", max_size=5)),
        is_notified=draw(st.booleans()),
        scheme=draw(texts | st.just("")),
        beneficiaries=tuple(
            Beneficiary(draw(texts), *((one, "") if one[0] != "W" else ("", one)), amount)
            for one, amount in zip(who, amounts, strict=True)
        ),
    )


def distinct(held: Convention) -> tuple[object, ...]:
    """What a file tells a shared grant by: two that say the same would be read as one."""
    return tuple(getattr(held, name) for name in ("grantor_siret", "signed_on", "decision", "paid"))


files = st.lists(conventions(), min_size=1, max_size=6, unique_by=distinct)
