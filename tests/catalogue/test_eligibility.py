"""Judging: three answers, each explained; telling more never makes one less sure."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.catalogue.definitions import vocabulary
from ancrage.catalogue.queries import shipped_versions
from ancrage.catalogue.rules.eligibility import Criterion, Outcome, joined, judge, read_criteria
from ancrage.catalogue.rules.facts import Fact, Kind
from ancrage.geography.queries import region_names
from ancrage.kernel.text import typeset

MEASURES = [m for held in shipped_versions() for m in held.measures.values() if m.criteria]
DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2027, 1, 1))


def values_of(fact: Fact) -> st.SearchStrategy[Any]:
    if fact.kind == Kind.YES_NO:
        return st.booleans()
    if fact.kind == Kind.DAY:
        return DAYS
    if fact.kind == Kind.CHOICE:
        return st.sampled_from(sorted(fact.choices))
    return st.sampled_from([0, 1, 3, 6, 10, 12, 23, 24, 20_000_000, 100_000_000])


FACTS = st.fixed_dictionaries(
    {}, optional={code: values_of(fact) for code, fact in vocabulary().items()}
)


@given(st.sampled_from(MEASURES), FACTS, FACTS)
def test_telling_more_never_changes_what_was_settled(measure, told, more):
    before = measure.judge(told)
    after = measure.judge({**more, **told})
    for was, now in zip(before.findings, after.findings, strict=True):
        assert was.outcome in {Outcome.UNKNOWN, now.outcome}
    assert before.outcome in {Outcome.UNKNOWN, after.outcome} or before.outcome == Outcome.NO


@given(st.sampled_from(MEASURES), FACTS)
def test_every_finding_says_what_is_asked_and_what_was_found(measure, told):
    verdict = measure.judge(told)
    assert verdict.is_eligible == all(f.outcome == Outcome.YES for f in verdict.findings)
    for finding in verdict.findings:
        assert finding.criterion.requires in finding.says
        assert bool(finding.remedy) <= (finding.outcome == Outcome.NO)
    assert bool(verdict.missing) == bool(verdict.of(Outcome.UNKNOWN))


@given(st.lists(st.sampled_from(Outcome)))
def test_joining_is_kleene_s(outcomes):
    every, some = joined(outcomes, needs_all=True), joined(outcomes, needs_all=False)
    rank = {Outcome.NO: 0, Outcome.UNKNOWN: 1, Outcome.YES: 2}
    assert rank[every] == min((rank[o] for o in outcomes), default=2)
    assert rank[some] == max((rank[o] for o in outcomes), default=0)


def read(*told: dict[str, Any]) -> tuple[Criterion, ...]:
    return read_criteria(told, facts=vocabulary())


def test_a_region_is_said_by_its_name_an_overseas_collectivity_too():
    criteria = read({"fact": "region", "not_in": ["988"], "requires": "un projet en métropole"})
    (refused,) = judge(criteria, {"region": "988"}).findings
    assert refused.says == typeset(
        "Il faut : un projet en métropole ; ici, région : Nouvelle-Calédonie."
    )
    (met,) = judge(criteria, {"region": "84"}).findings
    assert "région : Auvergne-Rhône-Alpes" in met.says.replace("\u00a0", " ")


@pytest.mark.usefixtures("reference")
def test_the_regions_of_the_vocabulary_are_those_of_the_reference():
    assert vocabulary()["region"].choices == region_names()


def test_a_refusal_is_said_with_what_would_have_to_change():
    criteria = read(
        {
            "fact": "size",
            "in": ["small"],
            "requires": "une petite entreprise",
            "remedy": "Voir l’aide aux grandes.",
        }
    )
    (finding,) = judge(criteria, {"size": "large"}).findings
    said = "Il faut : une petite entreprise ; ici, taille de l’entreprise : grande entreprise."
    assert finding.says == typeset(said)
    assert finding.remedy == "Voir l’aide aux grandes."
    (unknown,) = judge(criteria, {}).findings
    assert unknown.says.startswith(typeset("À préciser : une petite entreprise"))
    assert unknown.remedy == ""


def test_a_value_is_written_in_french():
    facts = vocabulary()
    assert facts["day"].written(dt.date(2019, 3, 1)) == "1er mars 2019"
    assert facts["eligible_cost"].written(20_000_000) == "200\u202f000\u00a0€"
    assert facts["eligible_cost"].written(1250) == "12,50\u00a0€"
    assert facts["green"].written(value=True) == "oui"
    assert facts["contract_months"].written(12) == "12 mois"
    assert facts["size"].written(None) == "inconnu"
