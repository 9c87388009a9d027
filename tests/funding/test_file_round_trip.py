"""Export and import again: the same dossiers, whatever their texts and their amounts."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ancrage.funding.models import Entry
from ancrage.funding.money_files import dossiers_sheet
from ancrage.ui.exports import csv_text, ods_bytes, xlsx_bytes
from tests.funding.filing import taken
from tests.funding.world import (
    DAY,
    OPERATOR,
    SIRET,
    TODAY,
    amount,
    commitment,
    dossier,
    posted,
)
from tests.requests.world import communes

pytestmark = pytest.mark.django_db
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]),
    min_size=1,
    max_size=40,
)
CENTS = st.integers(1, 10**11)
WRITES = {
    "csv": lambda sheet: ("\ufeff" + csv_text(sheet)).encode(),
    "xlsx": xlsx_bytes,
    "ods": ods_bytes,
}


@pytest.fixture(autouse=True)
def _world(held):
    """The small country."""


@st.composite
def moneys(draw):
    """What happened to a dossier: (stage, cents) in order, each within the one before."""
    asked, granted = draw(CENTS), draw(CENTS)
    back = draw(st.integers(0, granted))
    ordered = draw(st.integers(0, granted - back))
    paid = draw(st.integers(0, granted - back))
    told = [
        ("announced", draw(st.integers(0, 10**6))),
        ("requested", asked),
        ("instruction", draw(st.integers(0, asked))),
        ("granted", granted),
        ("decommitted", back),
        ("ordered", ordered),
        ("paid", paid),
        ("recovered", draw(st.integers(0, paid))),
    ]
    end = draw(st.integers(2, len(told)))
    return [(stage, cents) for stage, cents in told[:end] if cents]


def begun(number: int, texts: tuple[str, str], told: list[tuple[str, int]], commune: str) -> None:
    """A dossier to which this happened, a day apart."""
    one = dossier(
        number=f"D-{number}",
        beneficiary=texts[0],
        purpose=texts[1],
        scheme="pret",
        scheme_name="Prêt vert",
        commune=commune,
        outcome="granted" if any(stage == "granted" for stage, _cents in told) else "",
        decided_on=DAY + dt.timedelta(days=9),
    )
    paying = commitment(f"EJ-{number}")
    posted(
        *(
            amount(
                stage,
                cents,
                DAY + dt.timedelta(days=rank),
                dossier=one,
                commitment=paying if stage == "granted" else None,
            )
            for rank, (stage, cents) in enumerate(told)
        )
    )


@pytest.mark.parametrize("suffix", WRITES)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(held=st.lists(st.tuples(st.tuples(TEXT, TEXT), moneys()), min_size=1, max_size=3))
def test_what_is_taken_away_comes_back_the_same(suffix, held):
    with transaction.atomic():
        for number, (texts, told) in enumerate(held):
            begun(number, texts, told, communes("01")[number])
        before = Entry.objects.count()
        content = WRITES[suffix](dossiers_sheet(OPERATOR, day=TODAY))
        back = taken(content, f"dossiers.{suffix}")
        assert back.counts == {"new": 0, "changed": 0, "same": len(held), "loose": 0, "faulty": 0}
        assert Entry.objects.count() == before
        transaction.set_rollback(True)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "'="])
def test_what_a_spreadsheet_would_run_is_escaped_and_read_back(sign):
    dossier(number="D-1", siret=SIRET, purpose=f"{sign}cmd|' /C calc'!A0")
    text = csv_text(dossiers_sheet(OPERATOR, day=TODAY))
    assert f";'{sign}cmd" in text
    assert taken(("\ufeff" + text).encode()).counts["same"] == 1
