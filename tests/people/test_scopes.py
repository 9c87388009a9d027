"""Scopes by name: shown in words, found by what people type."""

import datetime as dt

import pytest

from ancrage.kernel.rights import NATION, Scope, ScopeKind
from ancrage.people.queries import find_scopes, named_scopes, regions_of, scope_label, scope_labels
from ancrage.people.queries.scopes import territories_in
from tests.people.country import ARVE, ROANNE, country, programme

pytestmark = pytest.mark.django_db
AURA = Scope(ScopeKind.REGION, "84")


@pytest.fixture(autouse=True)
def _country():
    country()


def test_every_kind_has_a_name():
    assert scope_labels([NATION, AURA, ARVE, Scope(ScopeKind.OPERATOR, "bpifrance")]) == {
        NATION: "France entière",
        AURA: "Auvergne-Rhône-Alpes",
        ARVE: "Vallée de l’Arve",
        Scope(ScopeKind.OPERATOR, "bpifrance"): "Bpifrance",
    }


def test_what_is_not_known_keeps_its_code():
    assert scope_label(Scope(ScopeKind.TERRITORY, "essai:zz")) == "essai:zz"
    assert scope_label(Scope(ScopeKind.REGION, "99")) == "99"


def test_a_territory_is_named_as_in_the_latest_list_of_its_programme():
    programme("autre", names={"t1": "Ailleurs"})
    programme(version="essai-2", since=dt.date(2021, 1, 1), names={"t1": "Arve et Giffre"})
    assert scope_label(ARVE) == "Arve et Giffre"
    assert scope_label(ROANNE) == "Roannais"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("arve", ["Vallée de l’Arve (Auvergne-Rhône-Alpes)"]),
        ("  VALLEE de l'arve ", ["Vallée de l’Arve (Auvergne-Rhône-Alpes)"]),
        ("essai:t2", ["Roannais (Auvergne-Rhône-Alpes)"]),
        ("t2", ["Roannais (Auvergne-Rhône-Alpes)"]),
        ("Vallée", ["Vallée de l’Arve (Auvergne-Rhône-Alpes)", "Vallée de la Bresle (Normandie)"]),
        ("Brest", []),
        ("", []),
        ("’ – !", []),
    ],
)
def test_a_territory_is_found_by_what_people_type(typed, found):
    assert [named.label for named in find_scopes(ScopeKind.TERRITORY, typed)] == found


def test_an_exact_name_wins_over_those_that_hold_it():
    programme("autre", names={"t1": "Roannais et Forez"})
    assert [n.name for n in find_scopes(ScopeKind.TERRITORY, "roannais")] == ["Roannais"]


def test_the_nation_is_found_whatever_is_typed():
    assert [named.scope for named in find_scopes(ScopeKind.NATION, "")] == [NATION]


def test_a_territory_is_in_the_regions_of_its_members():
    bresle = Scope(ScopeKind.TERRITORY, "essai:t3")
    assert regions_of([ARVE, bresle, AURA, NATION]) == {
        ARVE: {"84"},
        bresle: {"28", "32"},
        AURA: {"84"},
        NATION: frozenset(),
    }
    assert territories_in(["32"]) == {"essai:t3"}


def test_the_choices_are_in_the_order_of_the_alphabet():
    names = [named.name for named in named_scopes(ScopeKind.TERRITORY)]
    assert names == ["Roannais", "Vallée de l’Arve", "Vallée de la Bresle"]


def test_many_scopes_cost_few_queries(django_assert_max_num_queries):
    scopes = [NATION, AURA, ARVE, ROANNE, Scope(ScopeKind.OPERATOR, "bpifrance")]
    with django_assert_max_num_queries(4):
        scope_labels(scopes)
