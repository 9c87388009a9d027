"""Reading a version: whole, or refused with every fault and its place."""

import datetime as dt
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.catalogue.definitions import shared, shipped_documents
from ancrage.catalogue.rules.basket import Means
from ancrage.catalogue.rules.reading import BasketRefusedError, read_basket, read_measure

GOOD: dict[str, Any] = {
    "code": "essai",
    "title": "Essai",
    "valid_from": "2026-01-01",
    "sources": {"note": {"title": "Note", "certainty": "reported"}},
    "measures": [
        {
            "code": "pret",
            "needs": ["attirer"],
            "name": "Prêt d’essai",
            "brings": "Un prêt : long.",
            "means": ["financial"],
            "operator": "bpifrance",
            "open_to": ["company", "territory"],
            "opens": "2026-02-01",
            "closes": dt.date(2026, 12, 31),
            "criteria": [
                {"fact": "size", "in": ["small"], "requires": "une petite entreprise"},
                {"fact": "day", "since": "2026-03-01", "requires": "à partir de mars"},
            ],
            "amounts": [{"label": "Prêt", "cents": 5, "source": "note"}],
            "sources": ["note"],
            "certainty": "reported",
        }
    ],
}


def faults(document: object) -> list[str]:
    with pytest.raises(BasketRefusedError) as refused:
        read_basket(document, shared=shared())  # type: ignore[arg-type]
    return [str(fault) for fault in refused.value.faults]


def changed(**measure: Any) -> dict[str, Any]:
    document = deepcopy(GOOD)
    document["measures"][0] |= measure
    return document


def test_a_document_becomes_a_basket() -> None:
    read = read_basket(GOOD, shared=shared())
    measure = read.measures["pret"]
    assert measure.brings == "Un prêt\u00a0: long."
    assert measure.means == {Means.FINANCIAL}
    assert [criterion.requires for criterion in measure.criteria] == [
        "être une entreprise ou un territoire (binôme, chef de projet)",
        "demander à partir du 1er février 2026",
        "demander jusqu’au 31 décembre 2026",
        "une petite entreprise",
        "à partir de mars",
    ]
    assert measure.criteria[4].check is not None
    assert measure.criteria[4].check.against == dt.date(2026, 3, 1)


@pytest.mark.parametrize("field", ["code", "title", "valid_from"])
def test_what_a_version_must_tell(field: str) -> None:
    document = {name: value for name, value in GOOD.items() if name != field}
    assert f"champ « {field} » : ce champ manque" in faults(document)[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"needs": ["dormir"]}, "champ « needs » : besoin inconnu : « dormir »"),
        ({"needs": "attirer"}, "champ « needs » : une liste est attendue, pas « attirer »"),
        ({"needs": None}, "champ « needs » : à remplir dès que la mesure a un nom"),
        ({"operator": "inconnu"}, "champ « operator » : opérateur inconnu : « inconnu »"),
        ({"operator": "à l’État"}, "un code sans espace ni accent est attendu"),
        ({"open_to": ["martien"]}, "champ « open_to » : demandeur inconnu : « martien »"),
        ({"means": ["magic"]}, "« magic » n’est pas l’un de : financial, administrative"),
        ({"days": -1}, "champ « days » : un nombre entier positif est attendu"),
        ({"days": True}, "champ « days » : un nombre entier positif est attendu"),
        ({"opens": "demain"}, "champ « opens » : un jour « AAAA-MM-JJ » est attendu"),
        ({"closes": "2025-01-01"}, "champ « closes » : la clôture précède l’ouverture"),
        ({"takes": ["a", 3]}, "champ « takes » : un texte est attendu, pas « 3 »"),
        ({"colour": "bleu"}, "champ « colour » : ce champ n’existe pas"),
        ({"criteria": {}}, "champ « criteria » : une liste de critères est attendue"),
        ({"criteria": ["taille"]}, "champ « criteria 1 » : un critère est attendu"),
        (
            {"criteria": [{"fact": "age", "is": True, "requires": "x"}]},
            "champ « criteria 1 » : « x » : le fait « age » n’est pas au vocabulaire",
        ),
        ({"criteria": [{"fact": "size"}]}, "« requires » manque"),
        ({"criteria": [{"fact": "size", "requires": "x"}]}, "un test, parmi is, in, not_in"),
        (
            {"criteria": [{"fact": "size", "at_least": 2, "requires": "x"}]},
            "« at_least » ne convient pas au fait « size »",
        ),
        (
            {"criteria": [{"fact": "size", "in": ["géante"], "requires": "x"}]},
            "n’est pas une valeur de « size »",
        ),
        ({"criteria": [{"fact": "size", "in": "small", "requires": "x"}]}, "attend une liste"),
        ({"criteria": [{"any": [], "requires": "x"}]}, "« any » et « all » attendent une liste"),
        (
            {"criteria": [{"any": [{}], "all": [{}], "requires": "x"}]},
            "un seul de « any », « all », « fact »",
        ),
        (
            {"criteria": [{"fact": "size", "in": ["small"], "requires": "x", "source": "zut"}]},
            "champ « criteria 1, source » : source inconnue : « zut »",
        ),
        ({"amounts": "4 000 €"}, "champ « amounts » : une liste de montants est attendue"),
        ({"amounts": [4]}, "champ « amounts 1 » : un montant est attendu"),
        ({"amounts": [{"label": "x"}]}, "un montant (« cents ») ou un taux (« rate »)"),
        ({"amounts": [{"label": "x", "rate": 50}]}, "une part entre 0 et 1 est attendue"),
        ({"amounts": [{"label": "x", "cents": 1, "shared": "oui"}]}, "« true » ou « false »"),
        (
            {"amounts": [{"label": "x", "cents": 1, "since": "2026-02-01", "until": "2026-01-01"}]},
            "champ « amounts 1, until » : la fin précède le début",
        ),
    ],
)
def test_each_fault_says_where_and_what(change: dict[str, Any], said: str) -> None:
    told = [fault.replace("\u00a0", " ") for fault in faults(changed(**change))]
    assert any(said in fault for fault in told), told
    assert told[0].startswith("version essai, mesure « pret »")


def test_every_fault_is_told_at_once() -> None:
    told = faults(changed(needs=["dormir"], days=-1, colour="bleu", means=["magic"]))
    assert len(told) == 4


def test_two_measures_may_not_share_a_code() -> None:
    document = deepcopy(GOOD)
    document["measures"] *= 2
    assert "ce code est déjà celui d’une autre mesure" in faults(document)[0]


@pytest.mark.parametrize("document", [None, [], "panier", {}, {"measures": 3}, {"measures": [3]}])
def test_anything_else_is_refused_in_words(document: object) -> None:
    assert faults(document)


@pytest.mark.parametrize("part", ["needs", "operators", "sources", "priorities", "counts"])
def test_a_table_must_be_one(part: str) -> None:
    assert any(part in fault for fault in faults(GOOD | {part: ["x"]}))


def test_a_region_s_measure_is_for_its_region() -> None:
    told = {"code": "r84-fonds", "needs": ["attirer"], "name": "Fonds", "brings": "Une aide."}
    read = read_measure(told, shared=shared(), owner="region:84")
    assert read.judge({"region": "84"}).is_eligible
    assert not read.judge({"region": "11"}).is_eligible


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda some: (
        st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=5), some, max_size=3)
    ),
    max_leaves=6,
)


@given(field=st.sampled_from([*GOOD["measures"][0], "state_aid", "priorities"]), value=junk)
def test_no_document_breaks_the_reader(field: str, value: object) -> None:
    for document in (changed(**{field: value}), GOOD | {field: value}):
        with suppress(BasketRefusedError):
            read_basket(document, shared=shared())


@pytest.mark.parametrize("code", shipped_documents())
def test_the_shipped_versions_are_read(code: str) -> None:
    assert read_basket(shipped_documents()[code], shared=shared()).code == code
