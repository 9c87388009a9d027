"""Which territory at a date: cases on the real lists, and rules on made-up ones."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ancrage.geography.gazetteer import read_gazetteer
from ancrage.geography.rules.listing import (
    Gazetteer,
    ListedTerritory,
    ListVersion,
    Member,
    Town,
    communes_of,
)
from ancrage.geography.rules.lookup import Register, Status
from ancrage.geography.rules.lookup_words import lookup_document, why
from ancrage.kernel.identifiers import read_commune_code, read_siren
from ancrage.kernel.text import fold, long_date, typeset
from tests.geography.small_pack import write_small_pack

CASES = yaml.safe_load((Path(__file__).parent / "lookup_cases.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def france():
    return Register(*read_gazetteer())


def look(register, case):
    if "epci" in case:
        return register.group(text=case["epci"], on=case["date"])
    return register.commune(text=case["commune"], on=case["date"])


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_the_real_lists_answer(france, case):
    found = look(france, case)
    told = lookup_document(lookup=found, register=france)
    assert told["status"] == case["status"]
    assert told["repaired_from"] == case.get("repaired_from")
    if "code" in case:
        assert told["place"]["code"] == case["code"]
    if "list" in case:
        assert told["list"]["code"] == case["list"]
    if "territories" in case:
        assert [t["code"] for t in told["territories"]] == case["territories"]
    for words in case.get("says", ()):
        assert words in told["why"].replace("\N{NO-BREAK SPACE}", " ")


def test_no_answer_is_given_without_a_list(france):
    found = france.commune(text="42187", on=dt.date(2018, 11, 22))
    assert (found.version, found.answers) == (None, ())
    assert "première liste détenue vaut à partir du 13 octobre 2020" in why(
        lookup=found, register=france
    )


def test_a_postal_code_has_all_its_communes(france):
    found = france.postal_code(text="42300", on=dt.date(2024, 8, 1))
    assert [lookup.name for lookup in found] == ["Mably", "Roanne", "Villerest"]
    assert france.postal_code(text="00000", on=dt.date(2024, 8, 1)) == []
    assert france.postal_code(text=" 1000", on=dt.date(2024, 8, 1))[0].code == "01053"


@pytest.mark.parametrize("name", ["Saint-Étienne", "saint etienne", "SAINT ETIENNE", "st-étienne"])
def test_names_are_found_with_accents_or_not(france, name):
    found = france.named(text=name, on=dt.date(2024, 8, 1))
    assert "42218" in [lookup.code for lookup in found]


def test_homonyms_are_all_told(france):
    found = france.named(text="Saint-Denis", on=dt.date(2024, 8, 1))
    assert {"93066", "97411"} <= {lookup.code for lookup in found}


def test_part_of_a_name_is_enough_when_nothing_has_that_name(france):
    found = france.named(text="roannais agglomeration", on=dt.date(2024, 8, 1))
    assert [lookup.code for lookup in found] == ["200035731"]
    assert france.named(text="zzzz", on=dt.date(2024, 8, 1)) == []
    assert france.named(text=" - ", on=dt.date(2024, 8, 1)) == []


def test_each_list_gives_each_of_its_communes_once(france):
    totals = {"2020-10": 15_661, "2022-12": 16_151, "2023-11": 18_702, "2024-07": 18_639}
    for version in france.versions:
        rows = list(communes_of(version, france.gazetteer))
        assert len(rows) == len({row["commune"] for row in rows}) == totals[version.code]


def test_the_file_of_a_list_and_the_lookup_agree(france):
    for row in list(communes_of(france.versions[0], france.gazetteer))[::200]:
        found = france.commune(text=row["commune"], on=dt.date(2021, 1, 1))
        assert [a.territory.code for a in found.answers] == [row["territory_code"]]


def small_country(*, listed, day):
    towns = {code: Town(code, code, (), "E", "", 1) for code in ("01001", "01002", "01003")}
    places = Gazetteer(towns, {}, {"01002": "01001"}, dt.date(2024, 1, 1), {"E": "E"})
    member = Member("E", communes=frozenset(listed))
    territory = ListedTerritory("t-1", "T", "11", (member,))
    return Register(places, [ListVersion("v", "p", "V", day, None, (territory,))])


@pytest.mark.parametrize(
    ("day", "status"),
    [(dt.date(2020, 1, 1), Status.MATCHED), (dt.date(2024, 1, 1), Status.NONE)],
)
def test_only_an_older_list_covers_a_re_created_commune_through_its_parent(day, status):
    country = small_country(listed=["01001"], day=day)
    assert country.commune(text="01002", on=dt.date(2025, 1, 1)).status == status


def test_a_list_that_ended_without_a_next_one_leaves_it_unknown(tmp_path):
    places, versions = read_gazetteer(directory=write_small_pack(tmp_path))
    first = Register(places, versions[:1])
    assert first.commune(text="01001", on=dt.date(2022, 1, 1)).status == Status.MATCHED
    found = first.commune(text="01001", on=dt.date(2023, 1, 1))
    assert found.status == Status.UNKNOWN
    assert "ne vaut à cette date" in why(lookup=found, register=first)


@given(st.from_regex(r"\A(0[1-9]|[1-8][0-9]|2[AB])[0-9]{3}\Z"))
def test_a_right_code_is_never_repaired_and_a_mangled_one_comes_back(code):
    assert read_commune_code(code).repaired_from == ""
    for mangled in (f" {code}", f"{code[:2]} {code[2:]}", code.lower(), f"{code}.0"):
        read = read_commune_code(mangled)
        assert (read.code, read.repaired_from) == (code, "" if mangled == code else mangled)
    if code.startswith("0"):
        assert read_commune_code(code[1:]).code == code


@pytest.mark.parametrize("text", ["", "x", "123", "123456", "2C001", "01-01", "٤٢٢١٨"])
def test_what_is_no_code_is_not_made_one(text):
    assert read_commune_code(text) is None


def test_a_siren_has_its_check_digit():
    assert read_siren("200 035 731") == "200035731"
    assert read_siren("200035730") is None


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_french_is_written_as_it_should():
    assert fold("Œuvre-Saint-L'Haÿ") == "oeuvre saint l hay"
    assert (long_date(dt.date(2021, 6, 1)), long_date(dt.date(2021, 12, 22))) == (
        "1er juin 2021",
        "22 décembre 2021",
    )
    assert typeset("« a » : 5 % !") == "«\xa0a\xa0»\xa0: 5\xa0%\xa0!"
