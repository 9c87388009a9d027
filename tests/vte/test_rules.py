"""The rules, by cases that a lawyer can read, and by properties."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ancrage.catalogue.queries import vocabulary
from ancrage.catalogue.rules.eligibility import Outcome
from ancrage.vte.definitions import (
    ceiling_on,
    claims,
    delays_on,
    limits_on,
    schemes,
    sources,
    workflow,
)
from ancrage.vte.rules.schemes import because, check
from ancrage.vte.rules.size import CompanyFigures, size_of
from ancrage.vte.rules.told import (
    Hiring,
    Told,
    add_months,
    begun_months,
    contact_fault,
    facts_of,
    faults,
    missing,
    whole_months,
)

CASES = Path(__file__).parent / "cases"
SAYS = {"oui": Outcome.YES, "non": Outcome.NO, "à préciser": Outcome.UNKNOWN}
TODAY = dt.date(2026, 11, 23)
LIMITS = limits_on(TODAY)


def cases(name):
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


TOLD = [
    pytest.param(name, case, id=f"{name}: {case['cas']}")
    for name in ("label", "territory", "green")
    for case in cases(name)
]


@pytest.mark.parametrize(("name", "case"), TOLD)
def test_each_scheme_by_cases(name, case):
    unknown = case["faits"].keys() - vocabulary().keys()
    assert not unknown
    found = check(schemes()[name], case["faits"], day=case["jour"])
    assert found.outcome == SAYS[case["dit"]]
    refusing = set().union(*(f.criterion.facts for f in found.refusals))
    assert refusing == set(case.get("refuse", ()))
    if "ignore" in case:
        assert set(case["ignore"]) == {f for q in found.open_questions for f in q.criterion.facts}
    if "montant" in case:
        amount = found.amount.written if found.amount else "inconnu"
        assert (
            amount.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\xa0", " ") == case["montant"]
        )


def test_each_condition_of_each_scheme_is_the_one_that_refuses_in_a_case():
    for name in ("label", "territory", "green"):
        refused = [set(case.get("refuse", ())) for case in cases(name)]
        own = schemes()[name].criteria
        if name != "label":
            own = own[len(schemes()["label"].criteria) :]
        for criterion in own:
            assert set(criterion.facts) in refused, (name, criterion.requires)


def test_what_refuses_says_why_what_to_change_and_where_it_is_read():
    for case in cases("label"):
        if case.get("refuse"):
            found = check(schemes()["label"], case["faits"], day=case["jour"])
            assert because(found)
            for finding in found.refusals:
                assert finding.remedy
                assert sources()[finding.criterion.source].url


def test_every_condition_and_amount_has_its_source():
    for scheme in schemes().values():
        for held in (*scheme.criteria, *scheme.amounts):
            assert held.source in sources(), held
        assert scheme.period.source in sources()
        assert scheme.period.says.endswith((".", "!"))


@pytest.mark.parametrize("case", cases("sizes"), ids=lambda case: case["cas"])
def test_the_size_by_cases(case):
    cents = {name: value * 100 for name, value in case.items() if name in {"chiffre", "bilan"}}
    figures = CompanyFigures(
        case.get("effectif"), cents.get("chiffre"), cents.get("bilan"), case.get("categorie", "")
    )
    found = size_of(figures, limits=LIMITS)
    assert (found.code or "inconnue") == case["taille"]
    assert found.says.endswith(".")


@given(st.integers(0, 249), st.integers(0, 5 * 10**9), st.none() | st.integers(0, 10**11))
def test_a_size_that_is_sure_stays_when_more_is_known(staff, turnover, balance):
    """Knowing one figure more never contradicts: a smaller size at most."""
    order = ["small", "medium"]
    before = size_of(CompanyFigures(staff, turnover, None), limits=LIMITS).code
    after = size_of(CompanyFigures(staff, turnover, balance), limits=LIMITS).code
    assert order.index(after) <= order.index(before)


@given(st.integers(0, 1000), st.integers(0, 10**11), st.integers(0, 10**11))
def test_fewer_people_are_never_a_larger_company(staff, turnover, balance):
    order = ["small", "medium", None]
    here = size_of(CompanyFigures(staff + 1, turnover, balance), limits=LIMITS).code
    there = size_of(CompanyFigures(staff, turnover, balance), limits=LIMITS).code
    assert order.index(there) <= order.index(here)


days = st.dates(dt.date(2018, 1, 1), dt.date(2030, 12, 31))


@given(days, st.integers(0, 40))
def test_months_gone_by_and_begun(day, months):
    later = add_months(day, months)
    assert whole_months(day, later) == months
    assert begun_months(day, later) == months
    assert begun_months(day, later + dt.timedelta(days=1)) == months + 1


@given(days, days)
def test_months_never_go_back(since, until):
    whole, begun = whole_months(since, until), begun_months(since, until)
    assert 0 <= whole <= begun <= whole + 1


def test_the_last_of_a_month_has_its_anniversary():
    assert add_months(dt.date(2026, 8, 31), 6) == dt.date(2027, 2, 28)
    assert begun_months(dt.date(2026, 8, 31), dt.date(2027, 2, 28)) == 6
    assert begun_months(dt.date(2026, 8, 31), dt.date(2027, 3, 1)) == 7


def test_what_was_hired_counts_rather_than_what_was_looked_for():
    told = Told(contract="cdd", months=6, level=2)
    hired = Hiring(dt.date(2026, 9, 1), "cdi", level=5, in_training=False, months_since_degree=3)
    here = {"size": "small", "in_territory": True, "day": TODAY}
    assert facts_of(told, **here)["contract_months"] == 6
    found = facts_of(told, **here, hiring=hired)
    assert (found["contract"], found["contract_months"], found["level"]) == ("cdi", None, 5)
    assert found["months_since_hiring"] == 3
    assert found["alternance_aid"] is False


def test_a_degree_is_compared_with_the_beginning():
    told = Told(contract="cdi", degree_since=dt.date(2025, 1, 15), starts_on=dt.date(2027, 1, 14))
    facts = facts_of(told, size=None, in_territory=None, day=TODAY)
    assert facts["months_since_degree"] == 23
    assert facts["in_training"] is False


@pytest.mark.parametrize(
    "contact",
    [
        "https://exemple.fr/recrutement",
        "recrutement@exemple.fr",
        "rh-usine@exemple.fr",
        "",
        "rh@x.fr",
    ],
)
def test_how_to_answer_that_is_nobodys(contact):
    assert contact_fault(contact) == ""


@pytest.mark.parametrize("contact", ["jeanne.martin@exemple.fr", "paul-durand@exemple.fr"])
def test_an_address_of_somebody_is_refused(contact):
    assert "personne" in contact_fault(contact)


@pytest.mark.parametrize("contact", ["06 12 34 56 78", "exemple.fr", "javascript:alert(1)"])
def test_what_is_no_address_is_refused(contact):
    assert "adresse" in contact_fault(contact)


def test_a_draft_lacks_what_it_lacks():
    assert set(missing(Told())) >= {"siret", "title", "place", "contact"}
    assert "months" in missing(Told(contract="cdd"))
    assert "months" not in missing(Told(contract="cdi"))


def test_what_cannot_stand_is_told_with_its_field():
    told = Told(
        siret="12345678901234",
        contract="cdi",
        months=12,
        closes_on=TODAY + dt.timedelta(days=400),
        contact="jeanne.martin@exemple.fr",
    )
    found = faults(told, today=TODAY, shown_days=delays_on(TODAY).shown_days)
    assert set(found) == {"siret", "months", "closes_on", "contact"}


def test_the_ceiling_changes_with_the_law():
    assert "200" in ceiling_on(dt.date(2023, 12, 31))
    assert "300" in ceiling_on(dt.date(2024, 1, 1))


def test_what_others_counted_is_kept_as_they_told_it():
    written = {claim.written for claim in claims()}
    assert {"509", "plus de 330", "plus de 250"} <= written
    assert all(claim.source.title for claim in claims())


def test_the_workflow_leads_somewhere_from_every_state_but_the_last():
    ends = {code for code in workflow().states if not workflow().from_state(code)}
    assert ends == {"filled", "withdrawn"}
