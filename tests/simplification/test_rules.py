"""The rules, by cases and by properties: likeness, search, what a report lacks, the counters."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ancrage.simplification.definitions import (
    authorities,
    parameters_at,
    proposals,
    workflows,
)
from ancrage.simplification.rules.figures import Counted, summaries, summary
from ancrage.simplification.rules.guards import GUARDS, Facts
from ancrage.simplification.rules.likeness import (
    Thresholds,
    Traits,
    citations_of,
    forms_of,
    likeness,
    matched,
    most_alike,
    search_words,
    spoken,
    stem,
    words_of,
)
from ancrage.simplification.rules.reporting import Told, faults, is_legifrance, missing

TODAY = dt.date(2026, 11, 23)
KEPT = parameters_at(TODAY).thresholds
CASES = yaml.safe_load((Path(__file__).parent / "likeness_cases.yaml").read_text(encoding="utf-8"))
TEXTS = st.text(alphabet="abcéàuxs LR-12", max_size=60)


def traits(text: str, cited: str = "") -> Traits:
    return Traits(words_of(text), citations_of(cited))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_likeness_by_cases(case):
    a = traits(case["a"], case.get("a_text", ""))
    b = traits(case["b"], case.get("b_text", ""))
    found = likeness(a, b, KEPT, spoken(case.get("a_text", ""), case["a"]))
    told = [reason.replace("\u00a0", " ") for reason in found.reasons] if found else []
    assert told == case["alike"]


@given(TEXTS, TEXTS)
def test_likeness_is_the_same_both_ways_and_always_says_why(a, b):
    one, other = traits(a, a), traits(b, b)
    found = likeness(one, other, KEPT)
    assert found == likeness(other, one, KEPT)
    assert spoken(a).keys() >= words_of(a)
    assert found is None or (found.reasons and found.weight > 0)


@given(TEXTS)
def test_what_says_something_is_like_itself(text):
    here = traits(text)
    found = likeness(here, here, KEPT)
    assert (found is not None) == (len(here.words) >= KEPT.words_min)


@given(TEXTS)
def test_stems_do_not_depend_on_capitals_or_order(text):
    assert words_of(text) == words_of(text.upper()) == words_of(*reversed(text.split(" ")))


def test_each_threshold_decides():
    a, b = traits("etude locaux industriels"), traits("etude locaux industriels atelier vide neuf")
    assert likeness(a, b, Thresholds(3, 25))
    assert likeness(a, b, Thresholds(4, 25)) is None
    long = traits("etude locaux industriels " + "rien ".join("abcdefghij"))
    assert likeness(long, b, Thresholds(3, 100)) is None


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("locaux", "local"),
        ("local", "local"),
        ("travaux", "travail"),
        ("bateaux", "bateau"),
        ("eaux", "eau"),
        ("zones", "zone"),
        ("delais", "delai"),
        ("des", "des"),
    ],
)
def test_plurals(word, bare):
    assert stem(word) == bare


@given(st.sampled_from(["local", "zone", "etude", "travail", "permis", "journal"]))
def test_what_people_type_is_found_in_the_forms_of_a_word(word):
    assert stem(word) in forms_of([stem(word)])


def test_the_most_alike_come_first_and_are_few():
    here = traits("étude préalable des locaux industriels vides", "Arrêté n° 2019-12")
    others = [
        ("cited", traits("rien", "Arrêté n° 2019-12")),
        ("words", traits("études préalables de locaux industriels")),
        ("neither", traits("transport de pièces")),
        ("both", traits("étude préalable des locaux industriels vides", "arrêté n° 2019-12")),
    ]
    found = most_alike(here, others, KEPT, most=2)
    assert [like.thing for like in found] == ["both", "cited"]


@pytest.mark.parametrize(
    "text",
    ["Arrêté n° 2019-12", "article L. 123-4", "décret n° 2018-727", "ABCD1900012A"],
)
def test_texts_are_recognised_inside_a_sentence(text):
    assert citations_of("", "", f"Selon {text}, il faut attendre.") & citations_of("", "", text)


def test_an_address_of_legifrance_tells_its_text():
    url = "https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000000000000"
    assert citations_of("", url) == {"jorftext000000000000"}
    assert is_legifrance(url)
    for wrong in ("http://www.legifrance.gouv.fr/x", f"{url} ", "https://legifrance.example/x", ""):
        assert not is_legifrance(wrong)


def test_searching_takes_words_in_their_order_once():
    assert search_words("Les études, étude des LOCAUX") == ("etude", "local")
    assert matched(("etude", "loc", "zone"), {"etude", "local"}) == ("etude", "loc")
    assert search_words("le la et") == ()


def test_a_complete_report_lacks_nothing():
    whole = Told("Titre", "Texte", "Empêche", "simplify", "derogation", "Sans")
    assert missing(whole) == {}
    for name in ("rule", "prevents", "kind", "proposal"):
        assert list(missing(replace(whole, **{name: " "}))) == [name]
    assert faults(whole, needs={"simplify"}, kinds=proposals()) == {}


def counted(days: int | None, outcome: str = "derogation", **changes) -> Counted:
    begun = dt.date(2025, 1, 1)
    end = None if days is None else begun + dt.timedelta(days=days)
    told = {
        "authority": "central",
        "need": "recruit",
        "regions": ("84",),
        "asked_on": begun,
        "due_on": begun + dt.timedelta(days=60),
        "answered_on": end,
        "outcome": outcome if end else "",
    }
    return Counted(**(told | changes))


def test_the_counters():
    held = [
        counted(10),
        counted(30, "refused"),
        counted(50),
        counted(5, "not_competent"),
        counted(None),
    ]
    found = summary(held, today=TODAY)
    assert (found.asked, found.answered, found.granted, found.referred) == (5, 3, 2, 1)
    assert (found.waiting, found.late) == (1, 1)
    assert (found.median_days, found.ninetieth_days) == (30, 50)


def test_no_answer_no_delay():
    found = summary([counted(None), counted(4, "not_competent")], today=dt.date(2025, 1, 2))
    assert (found.median_days, found.ninetieth_days, found.late) == (None, None, 0)
    assert summary([], today=TODAY).asked == 0


def test_a_question_of_two_regions_counts_in_both():
    held = [counted(10, regions=("84", "28")), counted(None, regions=("84",))]
    found = summaries(held, lambda q: q.regions, today=TODAY)
    assert {code: told.asked for code, told in found.items()} == {"28": 1, "84": 2}


GUARDED = [
    ("complete", {"missing": ("x",)}, {}),
    ("case_open", {"case_state": "closed"}, {"case_state": "granted"}),
    ("case_unasked", {"case_state": "asked"}, {"case_state": "open"}),
    ("case_answered", {"case_state": "asked"}, {"case_state": "refused"}),
    ("is_reserved", {}, {"is_private": True}),
    ("has_reports", {"reports": 0}, {}),
    ("never_asked", {"was_asked": True}, {}),
    (
        "effects_known",
        {"untold": 1, "follow_up_on": TODAY},
        {"untold": 1, "follow_up_on": TODAY - dt.timedelta(days=1)},
    ),
]


@pytest.mark.parametrize(("name", "holds_up", "lets"), GUARDED, ids=[g[0] for g in GUARDED])
def test_each_condition_decides(name, holds_up, lets):
    assert GUARDS[name](Facts(TODAY, **holds_up)).endswith(".")
    assert GUARDS[name](Facts(TODAY, **lets)) == ""


def test_every_condition_is_used_and_tried():
    used = {g for flow in workflows().values() for s in flow.steps.values() for g in s.guards}
    assert used == GUARDS.keys() == {name for name, *_rest in GUARDED}


def test_dated_data_says_where_it_comes_from():
    for kind in authorities().values():
        assert kind.source
        assert kind.delay_at(dt.date(1999, 1, 1)) == kind.delays[0]
        assert all(delay.days > 0 and delay.source for delay in kind.delays)
    assert parameters_at(dt.date(1999, 1, 1)).source
