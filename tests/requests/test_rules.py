"""The rules of the requests: deadlines, outcomes, columns and cells of operators' files."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ancrage.files.rules.cells import UnreadableError, read_amount, read_day
from ancrage.files.rules.columns import recognised
from ancrage.requests.definitions import delays_at, words, workflow
from ancrage.requests.rules.columns import read_words
from ancrage.requests.rules.deadlines import Promise, due_day
from ancrage.requests.rules.filed import Reading, check_lines, read_lines
from ancrage.requests.rules.outcomes import Case, tally
from ancrage.requests.rules.reach import reachable

DAY = dt.date(2024, 1, 1)
CASES = yaml.safe_load((Path(__file__).parent / "outcome_cases.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_what_comes_out_is_counted_as_by_hand(case):
    held = [
        Case("o", "m", place, asked, result, day) for place, asked, result, day in case["cases"]
    ]
    found = tally(held, on=case["as of"])
    assert {name: getattr(found, name) for name in case["says"]} == case["says"]


@given(st.lists(st.sampled_from(["granted", "refused", "withdrawn", ""]), max_size=30))
def test_every_request_is_counted_once(results):
    found = tally([Case("o", "m", "inside", DAY, r, None) for r in results], on=DAY)
    parts = found.granted + found.refused + found.withdrawn + found.pending
    assert parts == found.asked == len(results)


@pytest.mark.parametrize(
    ("state", "days"),
    [("sent", 7), ("acknowledged", 60), ("instructed", 60), ("draft", None), ("closed", None)],
)
def test_a_deadline_is_counted_from_the_sending(state, days):
    found = due_day(state=state, since=DAY, sent=DAY, delays=delays_at(DAY))
    assert found == (None if days is None else DAY + dt.timedelta(days=days))


def test_the_measure_s_own_delays_come_first():
    promise = Promise(acknowledge=3, decide=30)
    for state, days in (("sent", 3), ("instructed", 30)):
        found = due_day(state=state, since=DAY, sent=DAY, delays=delays_at(DAY), promise=promise)
        assert found == DAY + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12 500,00 €", 1_250_000),
        ("12\N{NARROW NO-BREAK SPACE}500,5", 1_250_050),
        ("12.500", 1_250_000),
        ("12.500,25", 1_250_025),
        ("12,500.25", 1_250_025),
        ("1.234.567", 123_456_700),
        ("12,5 k€", 1_250_000),
        ("1,2 M€", 120_000_000),
        ("4000", 400_000),
        ("4000 euros", 400_000),
        ("0", 0),
        ("", None),
        ("-", None),
        ("inconnu", None),
    ],
)
def test_amounts_are_read_as_they_are_written(text, cents):
    assert read_amount(text) == cents


@pytest.mark.parametrize("text", ["douze", "12,5,6", "-40", "1e5", "12 500,005", "9" * 20])
def test_what_is_no_amount_is_told(text):
    with pytest.raises(UnreadableError):
        read_amount(text)


@given(st.integers(0, 10**12))
def test_every_amount_is_read_back_as_a_spreadsheet_shows_it(cents):
    whole, rest = divmod(cents, 100)
    shown = f"{whole:,}".replace(",", "\N{NO-BREAK SPACE}") + f",{rest:02d} €"
    assert read_amount(shown) == cents


@pytest.mark.parametrize(
    "text",
    ["03/02/2021", "3/2/21", "3.2.2021", "03-02-2021", "2021-02-03", "3 février 2021", "44230",
     "2021-02-03 00:00:00"],
)  # fmt: skip
def test_days_are_read_as_they_are_written(text):
    assert read_day(text) == dt.date(2021, 2, 3)


@pytest.mark.parametrize("text", ["31/02/2021", "hier", "2021", "03/02", "03/02/1789"])
def test_what_is_no_day_is_told(text):
    with pytest.raises(UnreadableError):
        read_day(text)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_every_day_is_read_back(day):
    assert read_day(f"{day:%d/%m/%Y}") == read_day(day.isoformat()) == day


HEADINGS = ["N°", "Raison sociale", "Décision – Date", "Montant", "Remarques"]


def test_columns_are_recognised_whatever_their_order_and_accents():
    found = recognised(HEADINGS, columns=words().columns, remembered={})
    assert found == {
        "N°": "number",
        "Raison sociale": "company",
        "Décision – Date": "decided_on",
        "Montant": "granted_amount",
        "Remarques": "",
    }
    assert recognised(HEADINGS[::-1], columns=words().columns, remembered={}) == found
    shouted = recognised(["RAISON SOCIALE"], columns=words().columns, remembered={})
    assert shouted == {"RAISON SOCIALE": "company"}


def test_what_was_chosen_is_remembered_and_no_field_is_filled_twice():
    chosen = {"remarques": "purpose", "montant": "asked_amount"}
    found = recognised([*HEADINGS, "Montant demandé"], columns=words().columns, remembered=chosen)
    assert (found["Remarques"], found["Montant"]) == ("purpose", "asked_amount")
    assert found["Montant demandé"] == ""


def test_our_own_headings_and_states_are_known():
    held = words()
    assert recognised(list(held.headings.values()), columns=held.columns, remembered={}) == {
        heading: field for field, heading in held.headings.items()
    }
    for state in workflow().states.values():
        if state.code != "draft":
            assert state.code in held.states.values()


def test_a_word_that_would_mean_two_things_is_refused():
    told = {
        "columns": {"a": {"heading": "Un", "also": ["x"]}, "b": {"heading": "Deux", "also": ["X"]}},
        "states": {},
    }
    with pytest.raises(ValueError, match="X"):
        read_words(told, labels={})


def reading(**columns):
    held = {words().headings[field]: field for field in words().headings}
    return Reading("f.csv", held, words(), {"vte": "vte"}, **columns)


def line(**cells):
    return 7, {words().headings[field]: text for field, text in cells.items()}


@pytest.mark.parametrize(
    ("cells", "field", "said"),
    [
        ({"sent_on": "hier"}, "sent_on", "hier"),
        ({"granted_amount": "beaucoup"}, "granted_amount", "beaucoup"),
        ({"state": "perdue"}, "state", "perdue"),
        ({"measure": "rien"}, "measure", "rien"),
        ({"siret": "78012998700069"}, "siret", "faux"),
        ({"siret": "7,80E+13"}, "siret", "faux"),
        ({"siret": "18"}, "siret", "faux"),
    ],
)
def test_every_fault_of_a_cell_has_its_line_and_its_column(cells, field, said):
    found, problems = read_lines([line(number="D-1", **cells)], reading=reading())
    assert found == []
    (problem,) = problems
    assert (problem.row, problem.column) == (7, words().headings[field])
    assert said in problem.what


def test_all_faults_come_at_once():
    lines = [line(sent_on="hier", siret="1"), line(granted_amount="x", state="y")]
    _found, problems = read_lines(lines, reading=reading())
    assert len(problems) == 4


def test_dates_in_disorder_doubles_and_closed_without_an_end_are_told():
    cells = [
        line(number="D-1", sent_on="03/02/2021", decided_on="01/02/2021"),
        line(number="D-1", state="close"),
        line(sent_on="03/02/2021"),
    ]
    lines = [(row, told) for row, (_seven, told) in enumerate(cells, start=2)]
    found, problems = read_lines(lines, reading=reading())
    assert problems == []
    told = [problem.what for problem in check_lines(found, reading=reading())]
    for word in ("précède", "est déjà à la ligne 2", "clos", "de quel dossier"):
        assert any(word in what for what in told)
    assert len(told) == 4


def test_the_state_is_told_by_the_dates_when_no_column_tells_it():
    cells = {"number": "D-1", "sent_on": "01/02/2021"}
    for more, state in (
        ({}, ""),
        ({"acknowledged_on": "02/02/2021"}, "acknowledged"),
        ({"decided_on": "03/02/2021"}, "granted"),
        ({"decided_on": "03/02/2021", "reason": "non"}, "refused"),
        ({"delivered_on": "04/02/2021"}, "delivered"),
    ):
        (found,), _problems = read_lines([line(**cells, **more)], reading=reading())
        assert (found.state, found.is_implied) == (state, True)


def test_a_siret_that_lost_its_zero_is_mended():
    (found,), _p = read_lines([line(number="D-1", siret="0 00000000 00018")], reading=reading())
    assert found.siret == "00000000000018"
    (found,), _p = read_lines([line(number="D-1", siret="0000000000018")], reading=reading())
    assert found.siret == "00000000000018"


def test_a_file_takes_no_decision_back_and_withdraws_only_what_it_brought():
    assert "instructed" not in reachable(workflow(), "granted", is_filed=True)
    assert "withdrawn" not in reachable(workflow(), "sent", is_filed=False)
    assert "withdrawn" in reachable(workflow(), "sent", is_filed=True)
    assert {"sent", "granted", "refused", "delivered", "closed"} <= reachable(
        workflow(), "sent", is_filed=False
    )
