"""The rules of financers' files: cells, columns, steps from what is known to what is told."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from ancrage.files.rules.cells import UnreadableError
from ancrage.funding.definitions import money_words
from ancrage.funding.rules.cells import Money, read_company, read_money
from ancrage.funding.rules.filed import Filed
from ancrage.funding.rules.steps import ERROR, NEW, REAL, Known, Steps

DAY = dt.date(2024, 12, 31)
HEADINGS = {"paid_amount": "Montant versé"}


@pytest.mark.parametrize(
    ("text", "unit", "cents"),
    [
        ("12 500,00 €", 1, 1_250_000),
        ("-300", 1, -30_000),
        ("(300,00)", 1, -30_000),
        ("300-", 1, -30_000),
        ("1 234.5", 1, 123_450),
        ("450", 1000, 45_000_000),
        ("450 €", 1000, 45_000),
        ("1,2 M€", 1, 120_000_000),
    ],
)
def test_amounts_are_read_with_their_sign_and_their_unit(text, unit, cents):
    assert read_money(text, unit) == Money(cents)


@pytest.mark.parametrize("text", ["nc", "-", "–", "à préciser", "Non connu"])
def test_what_says_nothing_is_nothing(text):
    assert read_money(text) is None


def test_the_noise_of_a_spreadsheet_is_rounded_and_said():
    assert read_money("21667,500000004") == Money(2_166_750, "arrondi au centime")


@pytest.mark.parametrize("text", ["12 à 15", "environ 3", "1.234 M€", "10000,123", "#REF!"])
def test_what_may_be_read_two_ways_is_not_read(text):
    with pytest.raises(UnreadableError):
        read_money(text)


def test_the_zeros_of_companies_are_put_back():
    siren = "00552" + "801"
    siren += luhn.calc_check_digit(siren)
    siret = siren + "0001"
    siret += luhn.calc_check_digit(siret)
    assert read_company(siren[2:]).siren == siren
    assert read_company(siret[2:]).siret == siret
    assert read_company(f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}").note == ""


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["N° EJ", "Montant", "Date"], ["commitment", "granted_amount", "decided_on"]),
        (["N° EJ", "Montant", "N° DP", "Date"],
         ["commitment", "paid_amount", "payment", "paid_on"]),
        (["nomBeneficiaire", "idBeneficiaire", "montant", "dateConvention"],
         ["beneficiary", "siret", "granted_amount", "decided_on"]),
        (["Montant accordé (k€)", "MONTANT VERSE"], ["granted_amount", "paid_amount"]),
    ],
)  # fmt: skip
def test_headings_are_recognised(headings, found):
    assert list(money_words().recognised(headings, remembered={}).values()) == found


CENTS = st.integers(0, 10**9)


@st.composite
def amounts(draw):
    """Amounts up to a day, each within what bounds it."""
    granted = draw(CENTS)
    asked = draw(CENTS)
    return {"asked": asked, "granted": granted, "paid": draw(st.integers(0, granted))}


@given(amounts(), amounts(), st.sampled_from([REAL, ERROR]))
def test_steps_lead_from_what_is_known_to_what_is_told(before, after, decreases):
    known = Known(
        pk=1,
        live=before["asked"],
        granted=before["granted"],
        ordered=before["paid"],
        paid=before["paid"],
        gross={"paid": before["paid"], "granted": before["granted"]},
        commitments=("",),
    )
    told = {f"{name}_amount": cents for name, cents in after.items()}
    steps = Steps(Filed(2, told), known, DAY, decreases, HEADINGS)
    steps.of_dossier()
    assert all(step.cents > 0 for step in steps.found)
    if steps.faults:  # what is really paid is not taken back by a lower grant
        assert decreases == REAL
        assert before["paid"] > after["granted"]
        return
    moved = dict.fromkeys(("asked", "granted", "paid"), 0)
    names = {
        "requested": ("asked", 1),
        "cancelled": ("asked", -1),
        "granted": ("granted", 1),
        "decommitted": ("granted", -1),
        "paid": ("paid", 1),
        "recovered": ("paid", -1),
    }
    for step in steps.found:
        name, sign = names[step.stage]
        moved[name] += -step.cents if step.is_correction else sign * step.cents
    assert {name: before[name] + cents for name, cents in moved.items()} == after


@pytest.mark.parametrize(
    ("state", "granted", "is_refused"),
    [("", 900_00, True), ("instructed", 900_00, True), ("refused", 900_00, True),
     ("granted", 900_00, False), ("delivered", 900_00, False), ("", 0, False)],
)  # fmt: skip
def test_what_was_refused_is_granted_only_when_the_line_says_so(state, granted, is_refused):
    told = {"granted_amount": granted, "decided_on": DAY} | ({"state": state} if state else {})
    steps = Steps(Filed(2, told), Known(pk=1, outcome="refused"), DAY, REAL, HEADINGS)
    steps.of_dossier()
    assert bool(steps.faults) is is_refused


def test_what_is_known_to_be_refused_and_granted_blames_no_line_that_adds_nothing():
    known = Known(pk=1, outcome="refused", granted=900_00, gross={"granted": 900_00})
    steps = Steps(Filed(2, {"granted_amount": 900_00}), known, DAY, REAL, HEADINGS)
    steps.of_dossier()
    assert steps.faults == []


@given(amounts())
def test_what_is_known_already_takes_no_step(told):
    steps = Steps(Filed(2, {}), NEW, DAY, REAL, HEADINGS)
    steps.of_dossier()
    assert not steps.found
    same = {f"{name}_amount": 0 for name in told}
    steps = Steps(Filed(2, same), NEW, DAY, REAL, HEADINGS)
    steps.of_dossier()
    assert not steps.found
