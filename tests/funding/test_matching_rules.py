"""What is alike and why, what keys give, what halves and returns say: by cases and at random."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.funding.matching_definitions import (
    check_kinds,
    deadline_at,
    parameters_at,
    return_workflow,
)
from ancrage.funding.rules.halves import Half, half_of, read_half
from ancrage.funding.rules.keys import Line as KeyLine
from ancrage.funding.rules.keys import Outcome, Paid, by_key, proposed
from ancrage.funding.rules.matching import Known, alike, compare, read_parameters, suggestions
from ancrage.funding.rules.numbers import Likeness, likeness, misspellings, spellings
from ancrage.funding.rules.returns import (
    CHECK,
    Figures,
    Line,
    ReturnFacts,
    Tally,
    check,
    differences,
    document,
    read_document,
)
from ancrage.kernel.workflow import StepRefusedError

DAY = dt.date(2024, 3, 1)
P = parameters_at(DAY)


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("DOS-2024-0012", "dos 2024/0012", Likeness.SAME),
        ("DOS-2024-00123", "DOS-2024-123", Likeness.ZEROS),
        ("00123", "123", Likeness.ZEROS),
        ("2024-01234", "DOS-2024-1234", Likeness.PREFIX),
        ("01234", "DOS-2024-001234", Likeness.PREFIX),
        ("DOS-2024-1234", "DOS-2024-1235", Likeness.ONE_APART),
        ("DOS-2024-1234", "DOS-2024-1243", Likeness.ONE_APART),
        ("DOS-2024-1234", "DOS-2024-134", Likeness.ONE_APART),
        ("12345", "123455", Likeness.ONE_APART),
        ("DOS-2024-1234", "DOS-2024-1256", Likeness.NONE),
        ("12", "13", Likeness.NONE),
        ("12", "DOS-12", Likeness.NONE),
        ("", "", Likeness.NONE),
        ("", "12345", Likeness.NONE),
        ("ABC", "ABD", Likeness.NONE),
        ("é", "è", Likeness.NONE),
    ],
)
def test_numbers_alike(one, other, wanted):
    assert likeness(one, other) == wanted
    assert likeness(other, one) == wanted


NUMBERS = st.from_regex(r"(DOS-|EJ)?(20[0-9]{2}-)?0{0,3}[1-9][0-9]{3,5}", fullmatch=True)


@given(NUMBERS, st.data())
def test_a_number_mistyped_is_found_by_its_spellings(number, data):
    place = data.draw(st.sampled_from([n for n, sign in enumerate(number) if sign.isdigit()]))
    digit = data.draw(st.sampled_from("0123456789"))
    typed = number[:place] + digit + number[place + 1 :]
    assert number in spellings(typed) | misspellings(typed)
    assert likeness(number, typed) in {Likeness.SAME, Likeness.ZEROS, Likeness.ONE_APART}


@given(NUMBERS)
def test_a_number_without_its_zeros_is_found_by_its_spellings(number):
    head = number.rstrip("0123456789")
    typed = head + number[len(head) :].lstrip("0")
    assert number in spellings(typed)
    assert likeness(number, typed) in {Likeness.SAME, Likeness.ZEROS}


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_compared_both_ways(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert alike(one, other) == pytest.approx(alike(other, one))
    assert 0 <= alike(one, other) <= 1
    assert "" not in spellings(one) | misspellings(one)


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("SAS Verrerie inventée", "VERRERIE INVENTEE", 1.0),
        ("Verrerie Inventée", "Verrerie Inventee SARL", 1.0),
        ("Verrerie Inventée", "Verrerie Inventéa", 0.75),
        ("Verrerie", "Fonderie", 0.0),
        ("", "Verrerie", 0.0),
        ("SAS", "SARL", 0.0),
    ],
)
def test_names_alike(one, other, wanted):
    assert alike(one, other, P.idle_words) == wanted


PAID = Known(
    "1",
    number="DOS-2024-0012",
    commitments=("EJ-100",),
    siret="78012998700068",
    siren="780129987",
    amounts=(100_00,),
    day=DAY,
    year=2024,
    name="Verrerie Inventée",
    purpose="Four verrier électrique",
    communes=("01004",),
    measures=("vte",),
    territory="essai:ti-0101",
)
WHOLE = replace(PAID, key="D", room=100_00, begun=DAY)


def codes(one, other):
    return {reason.code for reason in compare(one, other, P)}


@pytest.mark.parametrize(
    ("told", "gone", "come"),
    [
        ({}, set(), set()),
        ({"number": "DOS-2024-12"}, {"number"}, {"number_alike"}),
        ({"number": "DOS-2024-0013"}, {"number"}, {"number_near"}),
        ({"commitments": ("EJ-0100",)}, {"commitment"}, {"commitment_alike"}),
        ({"commitments": ()}, {"commitment"}, set()),
        ({"siret": "78012998700050"}, {"siret"}, {"siren"}),
        ({"siret": "", "siren": "000000000"}, {"siret"}, {"siren_differs"}),
        ({"siret": "", "siren": ""}, {"siret"}, set()),
        ({"amounts": (100_50,)}, {"amount"}, {"amount_near"}),
        ({"amounts": (200_00,)}, {"amount"}, set()),
        ({"room": 99_99}, {"amount_within"}, {"amount_beyond"}),
        ({"begun": DAY + dt.timedelta(1)}, {"date"}, {"date_before"}),
        ({"day": DAY + dt.timedelta(61)}, {"date"}, set()),
        ({"year": 2023}, {"year"}, set()),
        ({"name": "Autre"}, {"name"}, set()),
        ({"purpose": "Tri optique"}, {"purpose"}, set()),
        ({"communes": ("01005",)}, {"commune"}, set()),
        ({"measures": ("autre",)}, {"measure"}, set()),
        ({"territory": ""}, {"territory"}, set()),
    ],
)
def test_each_reason_has_its_case(told, gone, come):
    whole = codes(PAID, WHOLE)
    assert codes(PAID, replace(WHOLE, **told)) == whole - gone | come
    assert whole == {
        *("number", "commitment", "siret", "amount", "amount_within", "date", "year", "name"),
        *("purpose", "commune", "measure", "territory"),
    }


def test_the_same_sheet_is_a_reason():
    assert codes(Known("a", sheet="F-1"), Known("b", sheet="F-1")) == {"sheet"}


def test_suggestions_are_ranked_tied_sure_and_never_those_refused():
    twin = replace(WHOLE, key="E")
    far = Known("F", name="Verrerie Inventée")
    found = suggestions(PAID, [far, twin, WHOLE], P)
    assert [(s.key, s.is_tied, s.is_sure) for s in found] == [
        ("D", True, False),
        ("E", True, False),
    ]
    alone = suggestions(PAID, [WHOLE, far], P)
    assert [(s.key, s.is_sure) for s in alone] == [("D", True)]
    assert suggestions(PAID, [WHOLE, twin], P, refused={"D", "E"}) == []
    short = replace(WHOLE, room=1)
    assert not suggestions(PAID, [short], P)[0].is_sure
    assert suggestions(PAID, [], P) == []


KNOWN = st.builds(
    Known,
    key=st.text("ABC", min_size=1, max_size=2),
    number=st.sampled_from(["", "DOS-0012", "DOS-12", "DOS-0013"]),
    siren=st.sampled_from(["", "780129987", "000000000"]),
    amounts=st.lists(st.integers(1, 300), max_size=2).map(tuple),
    room=st.none() | st.integers(0, 300),
    year=st.none() | st.just(2024),
    name=st.sampled_from(["", "Verrerie Inventée", "Verrerie Inventee SAS", "Autre"]),
)


@given(KNOWN, st.lists(KNOWN, max_size=6), st.randoms())
def test_suggestions_do_not_hang_on_the_order(one, candidates, dice):
    told = {c.key: c for c in candidates}
    known = list(told.values())
    found = suggestions(one, known, P)
    dice.shuffle(known)
    assert suggestions(one, known, P) == found
    scores = [s.score for s in found]
    assert scores == sorted(scores, reverse=True)
    assert all(s.score == sum(r.weight for r in s.reasons) >= P.threshold for s in found)
    assert sum(s.is_sure for s in found) <= 1
    assert all(s.is_tied == (scores.count(s.score) > 1) for s in found)


def test_parameters_name_every_reason_and_no_other():
    weights = {"siret": {"weight": 1, "reason": "x"}}
    with pytest.raises(ValueError, match="commitment"):
        read_parameters({"weights": weights})
    assert all(weight.reason.endswith(".") for weight in P.weights.values())


LINES = [KeyLine(1, 10, 100), KeyLine(2, 10, 50), KeyLine(3, 20, 50), KeyLine(4, 30, 25)]


@pytest.mark.parametrize(
    ("payment", "outcome", "shares"),
    [
        (Paid(1, 120, 10, None), Outcome.MATCHED, ((1, 100), (2, 20))),
        (Paid(1, 151, 10, None), Outcome.SHORT, ()),
        (Paid(1, 10, 10, (3, 4)), Outcome.CONTRADICTORY, ()),
        (Paid(1, 40, 10, (2, 3)), Outcome.MATCHED, ((2, 40),)),
        (Paid(1, 10, None, (3, 4)), Outcome.MATCHED, ((3, 7), (4, 3))),
        (Paid(1, 76, None, (3, 4)), Outcome.SHORT, ()),
        (Paid(1, 10, None, None), Outcome.UNKNOWN, ()),
        (Paid(1, 10, None, ()), Outcome.UNKNOWN, ()),
        (Paid(1, 10, 40, None), Outcome.SHORT, ()),
    ],
)
def test_what_keys_give(payment, outcome, shares):
    found = by_key([payment], lines=LINES, oldest_first=[1, 2, 3, 4])[0]
    assert (found.outcome, found.shares) == (outcome, shares)


@given(
    st.lists(
        st.builds(
            Paid,
            st.integers(0, 9),
            st.integers(1, 120),
            st.sampled_from([None, 10, 20]),
            st.sampled_from([None, (1, 2, 3), (3, 4)]),
        ),
        max_size=8,
    )
)
def test_keys_lose_no_cent_and_overdraw_nothing(payments):
    found = by_key(payments, lines=LINES, oldest_first=[1, 2, 3, 4])
    taken = {line.pk: 0 for line in LINES}
    for payment, one in zip(payments, found, strict=True):
        if one.outcome == Outcome.MATCHED:
            assert sum(cents for _pk, cents in one.shares) == payment.cents
        for pk, cents in one.shares:
            taken[pk] += cents
    assert all(taken[line.pk] <= line.room for line in LINES)


@given(st.integers(1, 1000), st.lists(st.integers(0, 300), min_size=1, max_size=5))
def test_what_is_proposed_fits_and_is_whole_when_it_can(cents, rooms):
    found = proposed(cents, rooms)
    assert all(0 <= share <= room for share, room in zip(found, rooms, strict=True))
    assert sum(found) == min(cents, sum(rooms))


@pytest.mark.parametrize(
    ("code", "starts", "ends", "before"),
    [
        ("2026-S1", (2026, 1, 1), (2026, 6, 30), "2025-S2"),
        ("2025-S2", (2025, 7, 1), (2025, 12, 31), "2025-S1"),
    ],
)
def test_halves(code, starts, ends, before):
    half = read_half(code)
    assert (half.code, half.starts_on, half.ends_on) == (code, dt.date(*starts), dt.date(*ends))
    assert half.before.code == before
    assert half_of(half.ends_on) == half_of(half.starts_on) == half
    assert half.due(deadline_at(half.ends_on)) == half.ends_on + dt.timedelta(31)


@pytest.mark.parametrize("text", ["", "2026", "2026-S3", "2026-s1", "26-S1", "2026-S1 "])
def test_what_is_no_half(text):
    assert read_half(text) is None


CENTS = st.integers(-(10**12), 10**12)
TALLIES = st.builds(Tally, received=st.integers(0, 99), granted=CENTS, paid=CENTS)
FIGURES = st.builds(
    Figures,
    as_of=st.dates(),
    lines=st.lists(
        st.builds(Line, st.sampled_from(["", "vte", "friches"]), st.just("Nom"), TALLIES),
        max_size=3,
        unique_by=lambda line: line.measure,
    ).map(tuple),
    whole=TALLIES,
    unmatched=CENTS,
)


@given(FIGURES, FIGURES)
def test_figures_are_frozen_and_compared(one, other):
    assert read_document(document(one)) == one
    assert differences(one, one) == []
    there, back = differences(one, other), differences(other, one)
    assert sorted((d.measure, d.field, d.before or 0, d.after or 0) for d in there) == sorted(
        (d.measure, d.field, d.after or 0, d.before or 0) for d in back
    )


def found(comments=None, **counts):
    return check(check_kinds(), counts, {"unmatched": 5_00}, comments or {})


@pytest.mark.parametrize(
    ("findings", "says"),
    [
        (found(), ""),
        (found(unplaced=3), ""),
        (found(unmatched=1), "Paiements à rattacher"),
        (found({f"{CHECK}unmatched": "Virement en cours."}, unmatched=1), ""),
        (found({f"{CHECK}nil": "Si."}, nil=1), "néant"),
    ],
)
def test_what_blocks_and_what_has_to_be_explained(findings, says):
    facts = ReturnFacts(dt.date(2026, 7, 1), dt.date(2026, 6, 30), findings)
    told = return_workflow().obstacle("certify", state="draft", facts=facts)
    assert says in told if says else told == ""


def test_a_half_year_is_certified_once_it_is_over():
    facts = ReturnFacts(dt.date(2026, 6, 30), dt.date(2026, 6, 30))
    with pytest.raises(StepRefusedError, match="à partir du lendemain"):
        return_workflow().after("certify", state="draft", facts=facts)
    with pytest.raises(StepRefusedError, match="raison"):
        return_workflow().after("reopen", state="certified", facts=facts, reason=" ")


def test_the_document_draws_the_workflow():
    page = Path(__file__).parents[2] / "docs" / "reference" / "returns.md"
    assert return_workflow().diagram() in page.read_text(encoding="utf-8")


def test_a_finding_says_how_much():
    told = {one.kind.code: one.says for one in found(unmatched=2)}
    assert told["unmatched"].startswith("2, soit 5")
    assert told["late"] == "aucun"


def test_half_years_are_in_order():
    assert Half(2025, 2) < Half(2026, 1) < Half(2026, 2)
