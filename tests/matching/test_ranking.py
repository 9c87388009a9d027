"""The order of measures: every rule can decide, every result says why, nothing else enters."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.catalogue.rules.basket import Certainty
from ancrage.catalogue.rules.eligibility import Outcome
from ancrage.matching.rules.matching import (
    COMPANY as BY_COMPANY,
)
from ancrage.matching.rules.matching import (
    FIGURES,
    NOBODY,
    Answered,
    NeedSaid,
    because,
    first_of_all,
)
from tests.matching.made import (
    AID,
    COMPANY,
    DAY,
    NEED,
    TERRITORY,
    codes,
    ground,
    measure,
    rank,
    spoken,
)

SMALL = {"fact": "size", "in": ["small"], "requires": "une petite entreprise", "remedy": "Grandir."}
LATE = DAY.replace(year=2020)

# Two measures alike but for one thing: "z" is after "a" by name, and comes first by that thing.
DECIDES = {
    "outcome: within reach before what is to be told": (
        measure("a", open_to=frozenset({"company"}), criteria=[SMALL]),
        measure("z"),
        {},
    ),
    "outcome: what is to be told before what is refused": (
        measure("a", closes=LATE),
        measure("z", open_to=frozenset({"company"}), criteria=[SMALL]),
        {},
    ),
    "signal": (measure("a"), measure("z"), {"signals": [spoken(speaks_for=frozenset({"z"}))]}),
    "applicant": (
        measure("a", open_to=frozenset({"company"})),
        measure("z", open_to=frozenset({"intercommunality"})),
        {},
    ),
    "money": (measure("a"), measure("z", amounts=(AID,)), {}),
    "certainty": (measure("a"), measure("z", certainty=Certainty.OFFICIAL), {}),
    "referent": (measure("a"), measure("z"), {"on": ground(a=Answered(0), z=Answered(1))}),
    "quick": (
        measure("a"),
        measure("z"),
        {"on": ground(a=Answered(1, 61, 9), z=Answered(1, 60, 9))},
    ),
    "local": (measure("a", owner="region:27"), measure("z", owner="region:84"), {}),
    "name": (replace(measure("a"), name="Z"), replace(measure("z"), name="É"), {}),
}


@pytest.mark.parametrize("rule", DECIDES)
def test_each_rule_can_be_the_one_that_decides(rule):
    first, second, given_too = DECIDES[rule]
    assert codes(rank(first, second, **given_too)) == ["z", "a"]


def test_without_any_of_them_the_name_decides():
    assert codes(rank(measure("z"), measure("a"))) == ["a", "z"]


def test_how_strong_a_need_is_decides_over_all_needs():
    strong = replace(NEED, code="attirer", level="pressing")
    here, there = measure("a"), measure("z", needs=("attirer",))
    lists = [rank(here, there), rank(here, there, need=strong)]
    assert codes(first_of_all(lists)) == ["z", "a"]
    both = measure("b", needs=("recruter", "attirer"))
    found = first_of_all([rank(both), rank(both, need=strong)])
    assert [(r.measure.code, r.need.code) for r in found] == [("b", "attirer")]


def test_a_refusal_says_why_and_what_would_change_it():
    large = replace(COMPANY, facts={**COMPANY.facts, "size": "large"})
    (found,) = rank(
        measure(open_to=frozenset({"company"}), criteria=[SMALL], amounts=(AID,)), asker=large
    )
    assert found.outcome == Outcome.NO
    (refusal,) = found.refusals
    assert "Il faut\u00a0: une petite entreprise" in refusal.says
    assert "grande entreprise" in refusal.says
    assert refusal.remedy == "Grandir."
    assert "money" not in {reason.rule for reason in found.reasons}


def test_what_is_unknown_is_asked_and_refuses_nothing():
    (found,) = rank(measure(open_to=frozenset({"company"}), criteria=[SMALL]), asker=COMPANY)
    assert found.outcome == Outcome.UNKNOWN
    (question,) = found.questions
    assert (question.fact, question.asks) == ("size", "Taille de l’entreprise\u00a0?")
    assert "une petite entreprise" in question.why


def test_who_may_ask_must_be_known():
    (found,) = rank(measure(open_to=frozenset()))
    assert found.outcome == Outcome.UNKNOWN
    assert "Qui peut la demander" in found.questions[0].asks


def test_a_territory_asks_as_what_suits_best():
    (found,) = rank(measure(open_to=frozenset({"company", "intercommunality"})))
    assert found.applicant == "intercommunality"
    (found,) = rank(measure(open_to=frozenset({"association"})))
    assert found.outcome == Outcome.NO


@pytest.mark.parametrize(
    ("need", "told"),
    [
        (NEED, "le binôme dit le besoin «\u00a0Recruter\u00a0» réel"),
        (replace(NEED, by=FIGURES), "les chiffres publics suggèrent"),
        (NeedSaid("recruter", "Recruter", by=NOBODY), "dont ni le binôme ni les chiffres"),
        (NeedSaid("recruter", "Recruter", by=BY_COMPANY), "vous cherchez à répondre"),
    ],
)
def test_the_first_reason_is_the_need(need, told):
    (found,) = rank(measure(), need=need)
    assert found.reasons[0].rule == "need"
    assert told in found.reasons[0].says


def test_reasons_are_french_sentences():
    (found,) = rank(
        measure(amounts=(AID,)), signals=[spoken(2)], on=ground(m=Answered(1, 34.4, 12))
    )
    says = {reason.rule: reason.says for reason in found.reasons}
    assert says["signal:essai"] == (
        "Parce que 62\u00a0% des projets sont difficiles dans le bassin (signe d’un besoin plus "
        "fort que chez 9 de ses 12)."
    )
    assert "4\u202f000" in says["money"]
    assert says["referent"] == "Parce qu’un référent est désigné ici."
    assert "34 jours" in says["quick"]
    assert found.points == sum(reason.points for reason in found.reasons)
    assert because("elle") == "Parce qu’elle."
    assert because("l’industrie") == "Parce que l’industrie."


MEASURES = st.lists(
    st.builds(
        measure,
        code=st.text("abcdefgh", min_size=1, max_size=4),
        open_to=st.sets(st.sampled_from(["territory", "company", "association"])).map(frozenset),
        certainty=st.sampled_from(list(Certainty)),
        amounts=st.sampled_from([(), (AID,)]),
        owner=st.sampled_from(["nation", "region:84", "operator:ademe"]),
        closes=st.sampled_from([None, LATE]),
        criteria=st.sampled_from([(), [SMALL]]),
    ),
    max_size=6,
    unique_by=lambda held: held.code,
)


@settings(max_examples=60)
@given(
    measures=MEASURES,
    points=st.integers(0, 3),
    turn=st.randoms(use_true_random=False),
    referents=st.sampled_from([None, 0, 1, 2]),
)
def test_the_order_holds_whatever_the_order_of_telling(measures, points, turn, referents):
    on = ground(**{held.code: Answered(referents) for held in measures})
    signals = [spoken(points, speaks_for=frozenset({"a", "ab"}))]
    found = rank(*measures, signals=signals, on=on)
    shuffled = list(measures)
    turn.shuffle(shuffled)
    assert rank(*shuffled, signals=signals, on=on) == found
    places = [(Outcome.YES, Outcome.UNKNOWN, Outcome.NO).index(r.outcome) for r in found]
    assert places == sorted(places)
    assert all(result.reasons for result in found)
    assert all(reason.says.startswith("Parce qu") for r in found for reason in r.reasons)
    assert all(r.refusals for r in found if r.outcome == Outcome.NO)
    assert all(r.questions for r in found if r.outcome == Outcome.UNKNOWN)


@settings(max_examples=60)
@given(measures=MEASURES, weak=st.integers(0, 3), more=st.integers(0, 3))
def test_a_stronger_signal_never_lowers_what_it_speaks_for(measures, weak, more):
    if not measures:
        return
    chosen = measures[0].code

    def place(points):
        signals = [spoken(points, speaks_for=frozenset({chosen}))]
        return codes(rank(*measures, signals=signals)).index(chosen)

    assert place(weak + more) <= place(weak)


def test_what_is_of_another_need_is_not_an_answer():
    assert rank(measure(needs=("attirer",)), asker=TERRITORY) == []
