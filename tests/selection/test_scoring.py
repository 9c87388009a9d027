"""Scores that enter the rules as they were declared, and what they changed."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.kernel.problems import InputRefused
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.model import Status, Thresholds
from ancrage.selection.engine.rules import rules_document, rules_from_document
from ancrage.selection.engine.scored import Cause, changes_document, what_changed
from ancrage.selection.engine.scoring import (
    Candidate,
    Entry,
    ScoreUse,
    entries,
    obstacles,
    rules_with_scores,
)
from tests.selection.small import best_selection, countries, make_rules, path_country

A = Candidate("a", "Amont", ("1", "2"))
B = Candidate("b", "Bassin", ("2", "3"))
C = Candidate("c", "Causse", ("4",))
ALL = (A, B, C)


def entered(scores, rules=None, candidates=ALL, **use):
    return rules_with_scores(
        rules=rules or make_rules(), candidates=candidates, scores=scores, use=ScoreUse(**use)
    )


def refusal(scores, rules=None, candidates=ALL, **use):
    with pytest.raises(InputRefused) as refused:
        entered(scores, rules, candidates, **use)
    return [(p.column, p.what.replace("\N{NO-BREAK SPACE}", " ")) for p in refused.value.problems]


def reason(rules, key):
    return rules.reasons[key].replace("\N{NO-BREAK SPACE}", " ")


def test_scores_without_a_declared_use_change_nothing():
    rules = make_rules(reasons={"exclude": "Déjà."}, bonus={"9": 0.5})
    assert entered({"a": 0.1, "b": 1, "c": None}, rules) == rules


def test_under_the_minimum_the_members_are_excluded():
    rules = entered({"a": 0.39, "c": 0.4}, candidates=(A, C), minimum=0.4)
    assert rules.exclude == {"1", "2"}
    assert reason(rules, "exclude") == (
        "Candidatures écartées par la mission : Amont (note de 39, minimum 40)."
    )


def test_another_candidate_that_holds_a_member_keeps_it_possible():
    rules = entered({"a": 0.1, "b": None}, minimum=0.4)
    assert rules.exclude == {"1"}
    assert reason(rules, "exclude").endswith(
        "Reste possible, car une autre candidature la porte : 2."
    )


def test_a_member_of_two_refused_candidates_is_excluded():
    assert entered({"a": 0.1, "b": 0.2}, minimum=0.4).exclude == {"1", "2", "3"}


def test_no_score_is_neither_under_the_minimum_nor_worth_a_bonus():
    rules = entered({"a": None, "c": 0.5}, candidates=(A, C), minimum=0.4, bonus=0.2)
    assert rules.exclude == frozenset()
    assert rules.bonus == {"4": pytest.approx(0.1)}
    assert reason(rules, "bonus").endswith("Sans note, donc sans bonus : Amont.")
    assert "20 % de plus" in reason(rules, "bonus")


def test_a_member_of_several_candidates_has_the_best_bonus():
    rules = entered({"a": 0.2, "b": 0.8, "c": 0}, bonus=0.5)
    assert rules.bonus == pytest.approx({"1": 0.1, "2": 0.4, "3": 0.4})


def test_a_bonus_comes_beside_that_of_the_rules():
    rules = entered({"c": 1}, make_rules(bonus={"4": 0.2, "9": 0.3}), bonus=0.1)
    assert rules.bonus == pytest.approx({"4": 0.3, "9": 0.3})


def test_a_refused_candidate_gives_no_bonus():
    rules = entered({"a": 0.3, "b": 0.6}, minimum=0.5, bonus=0.5)
    assert rules.exclude == {"1"}
    assert rules.bonus == pytest.approx({"2": 0.3, "3": 0.3})


def test_forced_in_by_name_or_from_a_score():
    rules = entered({"a": 0.95, "c": 0.1}, forced_from=0.9, minimum=0.5, forced_in=frozenset("c"))
    assert set(rules.impose) == {frozenset({"1", "2"}), frozenset({"4"})}
    assert rules.exclude == frozenset()
    assert reason(rules, "impose") == (
        "Candidatures retenues d’office par la mission : Amont (note de 95), Causse (note de 10)."
    )


def test_a_perimeter_that_is_imposed_already_is_not_imposed_twice():
    rules = make_rules(impose=(frozenset({"4"}),))
    assert entered({}, rules, forced_in=frozenset("c")) == rules


def test_forced_out_by_name_comes_before_the_score():
    rules = entered({"c": 1}, forced_from=0.9, forced_out=frozenset("c"))
    assert (rules.exclude, rules.impose) == ({"4"}, ())
    assert "Causse (d’office)" in rules.reasons["exclude"]


def test_each_candidate_is_told_how_it_enters():
    use = ScoreUse(minimum=0.3, forced_from=0.9, forced_out=frozenset("c"))
    found = entries(candidates=ALL, scores={"a": 0.2, "b": 0.9}, use=use)
    assert found == {"a": Entry.BELOW, "b": Entry.FORCED_IN, "c": Entry.FORCED_OUT}
    assert entries(candidates=ALL, scores={}, use=use)["a"] is Entry.OPEN


def test_a_reason_that_is_there_is_kept():
    rules = make_rules(reasons={"exclude": "Déjà écartées."}, exclude=frozenset("9"))
    found = entered({"c": 0}, rules, minimum=0.5)
    assert found.exclude == {"4", "9"}
    assert found.reasons["exclude"].startswith("Déjà écartées. Candidatures écartées")


FAULTS = [
    ({"a": 1.5}, {}, "a", "n’est pas entre 0 et 1"),
    ({"z": 0.5}, {}, "z", "n’est le code d’aucune candidature"),
    ({}, {"forced_in": frozenset("z")}, "z", "n’est le code d’aucune candidature"),
    ({}, {"forced_in": frozenset("a"), "forced_out": frozenset("a")}, "a", "à la fois"),
    ({}, {"minimum": 40}, "minimum", "vaut 40"),
    ({}, {"bonus": -1}, "bonus", "le bonus vaut -1"),
    ({}, {"forced_in": frozenset("ab")}, "b", "ont 2 en commun"),
]


@pytest.mark.parametrize(("scores", "use", "column", "told"), FAULTS)
def test_a_fault_is_told_at_its_candidate(scores, use, column, told):
    (found,) = refusal(scores, **use)
    assert found[0] == column
    assert told in found[1]


def test_what_the_rules_want_otherwise_is_told():
    rules = make_rules(
        include=frozenset("4"), exclude=frozenset("1"), impose=(frozenset({"3", "5"}),)
    )
    assert [code for code, _ in refusal({"c": 0}, rules, minimum=0.5)] == ["c"]
    assert [code for code, _ in refusal({}, rules, forced_in=frozenset("a"))] == ["a"]
    ((code, told),) = refusal({}, rules, forced_in=frozenset("b"))
    assert (code, told) == ("b", "« Bassin » est retenue d’office, et les règles imposent 3 + 5.")


def test_two_candidates_with_one_code_and_an_empty_one_are_told():
    assert refusal({}, candidates=(A, A))[0][0] == "a"
    empty = Candidate("v", "Vide", ())
    assert (
        "n’a aucune intercommunalité" in refusal({}, None, (empty,), forced_in=frozenset("v"))[0][1]
    )


COUNTRY = path_country([(60, 200), (20, 100), (50, 200), (None, None), (70, 200), (10, 100)])
S = [unit.siren for unit in COUNTRY.units]


def candidate(code, *places):
    return Candidate(code, f"Candidature {code}", tuple(S[place] for place in places))


def test_what_keeps_a_candidate_out_whatever_its_score():
    rules = make_rules(members_max=2, thresholds=Thresholds(population_max=70))
    asked = (candidate("fit", 0, 1), candidate("wide", 0, 1, 2), candidate("unknown", 2, 3))
    found = obstacles(country=COUNTRY, rules=rules, candidates=asked)
    assert {code: [c.rule for c in checks] for code, checks in found.items()} == {
        "fit": [],
        "wide": ["members.max", "population.max"],
        "unknown": ["known_figures"],
    }


def solved(rules):
    return identify(country=COUNTRY, rules=rules, gap=0)


SINGLES = make_rules(territories=2, members_max=1, weight_intensity=0)


def with_scores(scores, candidates, **use):
    use = ScoreUse(**use)
    rules = rules_with_scores(rules=SINGLES, candidates=candidates, scores=scores, use=use)
    return what_changed(country=COUNTRY, before=solved(SINGLES), after=solved(rules))


def test_a_bonus_brings_one_in_for_another():
    """The list is U4 and U0 (70 + 60); counted half as much again, U2 comes before U0."""
    found = with_scores({"c": 1}, (candidate("c", 2),), bonus=0.5)
    assert [(s.joined, s.causes) for s in found.came_in] == [((S[2],), (Cause.BONUS,))]
    assert [(s.left, s.causes) for s in found.went_out] == [((S[0],), (Cause.KNOCK_ON,))]
    assert (found.changed, found.unchanged) == ((), 1)
    assert (found.value_before, found.value_after) == (pytest.approx(130), pytest.approx(120))
    assert (found.scored_before, found.scored_after) == (pytest.approx(130), pytest.approx(145))
    assert (found.jobs_before, found.jobs_after) == (130, 120)
    assert found.value_change == pytest.approx(-10)
    assert found.share_change == pytest.approx(-10 / 210)
    assert [d.siren for d in found.joined] == [S[2]]
    assert [d.siren for d in found.left] == [S[0]]
    assert [(r.region, r.pays) for r in found.regions] == [("01", True)]


def test_a_refused_candidate_goes_out_and_another_comes_in():
    found = with_scores({"c": 0.1}, (candidate("c", 4),), minimum=0.5)
    assert [(s.left, s.causes) for s in found.went_out] == [((S[4],), (Cause.EXCLUDED,))]
    assert [(s.joined, s.causes) for s in found.came_in] == [((S[2],), (Cause.KNOCK_ON,))]


def test_a_forced_candidate_comes_in():
    found = with_scores({}, (candidate("c", 5),), forced_in=frozenset("c"))
    assert [(s.joined, s.causes) for s in found.came_in] == [((S[5],), (Cause.IMPOSED,))]
    assert found.value_change == pytest.approx(-50)


def test_a_territory_that_only_changes_is_told_as_changed():
    rules = make_rules(
        territories=1, members_max=2, weight_intensity=0, exclude=frozenset({S[4], S[5]})
    )
    forced = replace(rules, impose=(frozenset({S[1], S[2]}),))
    found = what_changed(country=COUNTRY, before=solved(rules), after=solved(forced))
    (swap,) = found.changed
    assert (swap.joined, swap.left, swap.causes) == ((S[2],), (S[0],), (Cause.IMPOSED,))
    assert (found.came_in, found.went_out, found.unchanged) == ((), (), 0)


def test_scores_that_change_nothing_say_so():
    found = with_scores({"c": 1}, (candidate("c", 4),), bonus=0.5)
    assert (found.came_in, found.went_out, found.changed, found.unchanged) == ((), (), (), 2)
    assert found.value_change == 0
    assert found.scored_after > found.value_after


def test_the_changes_are_ready_for_json():
    found = with_scores({"c": 1}, (candidate("c", 2),), bonus=0.5)
    document = json.loads(json.dumps(changes_document(found)))
    assert document["came_in"][0]["causes"] == ["bonus"]
    assert document["value_change"] == pytest.approx(-10)
    assert document["regions"][0]["region"] == "01"


def test_without_a_list_there_is_nothing_to_compare():
    none = solved(make_rules(territories=99))
    assert none.status is Status.INFEASIBLE
    for before, after in ((solved(SINGLES), none), (none, solved(SINGLES))):
        with pytest.raises(ValueError, match="rien à comparer"):
            what_changed(country=COUNTRY, before=before, after=after)


@st.composite
def missions(draw):
    """A small country, candidates that may overlap, scores and a use of them."""
    country = draw(countries(smallest=4, largest=8))
    sirens = [unit.siren for unit in country.units]
    groups = draw(
        st.lists(st.lists(st.sampled_from(sirens), min_size=1, max_size=2, unique=True), max_size=4)
    )
    candidates = tuple(Candidate(f"c{i}", f"C{i}", tuple(g)) for i, g in enumerate(groups))
    score = st.one_of(st.none(), st.sampled_from([0, 0.25, 0.5, 1]))
    scores = {c.code: draw(score) for c in candidates}
    use = ScoreUse(
        minimum=draw(st.sampled_from([None, None, 0.3])),
        bonus=draw(st.sampled_from([None, 0.2, 2])),
        forced_from=draw(st.sampled_from([None, None, 1])),
    )
    return country, candidates, scores, use


@settings(max_examples=150, deadline=None)
@given(mission=missions(), data=st.data())
def test_the_list_with_scores_is_the_best_under_what_they_say(mission, data):
    country, candidates, scores, use = mission
    rules = make_rules(territories=data.draw(st.integers(1, 2)))
    try:
        scored = rules_with_scores(rules=rules, candidates=candidates, scores=scores, use=use)
    except InputRefused:
        assert use.forced_from is not None  # two that overlap are both forced in
        return
    assert rules_from_document(rules_document(scored)) == scored
    before = identify(country=country, rules=rules, gap=0)
    after = identify(country=country, rules=scored, gap=0)
    expected = best_selection(country, scored)
    assert (after.objective is None) == (expected is None)
    if before.objective is None or after.objective is None:
        return
    assert after.objective == pytest.approx(expected, abs=1e-9)
    found = what_changed(country=country, before=before, after=after)
    assert found.value_before == pytest.approx(before.objective, abs=1e-9)
    assert found.scored_after == pytest.approx(after.objective, abs=1e-9)
    assert found.value_change <= 1e-9
    if scored.exclude == rules.exclude and scored.impose == rules.impose:
        assert found.scored_after >= found.scored_before - 1e-9
    members = {siren for territory in after.territories for siren in territory.members}
    assert not members & scored.exclude
    assert {d.siren for d in found.joined} | {d.siren for d in found.left} == {
        siren
        for swap in (*found.came_in, *found.went_out, *found.changed)
        for siren in (*swap.joined, *swap.left)
        if (siren in members) != (siren in {s for t in before.territories for s in t.members})
    }
    assert found.unchanged == len(
        {frozenset(t.members) for t in before.territories}
        & {frozenset(t.members) for t in after.territories}
    )
