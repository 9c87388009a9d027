"""Finding a measure with one's own words; comparing versions; saying a measure in words."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ancrage.catalogue.definitions import lexicon
from ancrage.catalogue.queries import shipped_versions
from ancrage.catalogue.rules.basket import Amount, Basket
from ancrage.catalogue.rules.comparison import compare
from ancrage.catalogue.rules.search import search, stem, stems
from ancrage.catalogue.rules.words import amount_words, measure_lines

CASES = yaml.safe_load((Path(__file__).parent / "searches.yaml").read_text(encoding="utf-8"))
VERSIONS: dict[str, Basket] = {held.code: held for held in shipped_versions()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['version']} {case['words']}")
def test_what_is_typed_finds_the_measure(case: dict[str, Any]) -> None:
    hits = search(VERSIONS[case["version"]], case["words"], lexicon=lexicon())
    first = case["first"]
    assert [hit.measure.code for hit in hits[: len(first) or None]] == first


def test_a_result_says_why() -> None:
    (best, *_others) = search(VERSIONS["2023-11"], "recruter un apprenti", lexicon=lexicon())
    said = best.says.replace("\u00a0", " ")
    assert said == "« recruter » dans le besoin ; « apprenti » dans les mots associés"
    (kindred,) = search(VERSIONS["2018-11"], "interdictions", lexicon=lexicon())
    assert "un mot voisin de « interdictions »" in kindred.says.replace("\u00a0", " ")


def test_measures_that_answer_more_words_come_first() -> None:
    hits = search(VERSIONS["2019-03"], "prêt apprenti machine", lexicon=lexicon())
    assert [hit.missed for hit in hits] == sorted(hit.missed for hit in hits)
    assert all(
        one.score >= other.score for one, other in pairwise(hits) if one.missed == other.missed
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("recruter", "recrutement"),
        ("apprenti", "apprentissage"),
        ("alternance", "alternants"),
        ("industriel", "industries"),
        ("innovation", "innover"),
        ("simplifier", "simplification"),
        ("logements", "loger"),
        ("financière", "financement"),
    ],
)
def test_endings_do_not_matter(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_a_stem_begins_the_word_and_leaves_something(word: str) -> None:
    assert word.startswith(stem(word))
    assert stem(word)


@given(st.text(max_size=60))
def test_no_query_breaks_the_search(text: str) -> None:
    for hit in search(VERSIONS["2023-11"], text, lexicon=lexicon()):
        assert hit.measure.is_found
        assert hit.says


@pytest.mark.parametrize("code", VERSIONS)
def test_a_measure_is_found_by_its_own_name(code: str) -> None:
    for measure in VERSIONS[code].measures.values():
        hits = search(VERSIONS[code], measure.name, lexicon=lexicon())
        found = [hit.measure.code for hit in hits[:3]]
        assert not measure.is_found or measure.code in found


def test_two_versions_are_compared_field_by_field() -> None:
    made = compare(VERSIONS["2018-11"], VERSIONS["2019-03"])
    assert {m.code for m in made.removed} == {"place-16", "place-17"}
    assert {"fonds-acceleration", "apec", "referent-unique"} <= {m.code for m in made.added}
    (vte,) = [held for held in made.changed if held.measure.code == "vte"]
    fields = {change.field: change for change in vte.changes}
    assert fields["amounts"].before == "inconnu"
    assert "4\u202f000\u00a0€" in fields["amounts"].after
    assert "pic" in {m.code for m in made.same}


@pytest.mark.parametrize("code", VERSIONS)
def test_a_version_is_like_itself(code: str) -> None:
    made = compare(VERSIONS[code], VERSIONS[code])
    assert (made.count, len(made.same)) == (0, len(VERSIONS[code].measures))


def test_comparing_the_other_way_round_swaps_what_is_added_and_removed() -> None:
    forth = compare(VERSIONS["2019-03"], VERSIONS["2023-11"])
    back = compare(VERSIONS["2023-11"], VERSIONS["2019-03"])
    assert forth.added == back.removed
    assert forth.removed == back.added
    assert {h.measure.code for h in forth.changed} == {h.measure.code for h in back.changed}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Amount("Aide", cents=400000, per="par VTE"), "Aide : 4 000 € par VTE"),
        (Amount("Part", rate=0.5, per="du coût"), "Part : 50 % du coût"),
        (
            Amount("Part", rate=0.125, most_cents=150, per="du coût"),
            "Part : 12,5 % du coût, 1,50 € au plus",
        ),
        (Amount("Aide", least_cents=100, most_cents=200), "Aide : de 1 € à 2 €"),
        (Amount("Aide", least_cents=100), "Aide : 1 € au moins"),
        (Amount("Fonds", cents=100, shared=True), "Fonds : 1 € (pour tous les demandeurs)"),
    ],
)
def test_an_amount_in_words(amount: Amount, words: str) -> None:
    assert amount_words(amount).replace("\u00a0", " ").replace("\u202f", " ") == words


def test_what_is_not_known_is_said_to_be() -> None:
    basket = VERSIONS["2018-11"]
    lines = measure_lines(basket.measures["place-16"], basket)
    assert lines["name"].text == "Intitulé non retrouvé"
    assert {lines[name].text for name in ("needs", "operator", "amounts", "days")} == {"inconnu"}
