"""What the workshop's form says becomes rules, with every fault at its field; and files."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.selection.engine.rules import (
    load_rules,
    rules_document,
    rules_from_document,
    shipped_rules,
)
from ancrage.selection.engine.vocabulary import kind_of
from ancrage.selection.workshop_fields import every_field, field_of, label_of
from ancrage.selection.workshop_rules import (
    NAMED,
    Moved,
    RulesRefusedError,
    bonus_of,
    changes,
    in_words,
    moved_document,
    named_of,
    values_of,
)
from ancrage.selection.workshop_toml import rules_toml
from tests.selection.packs import rules as drawn_rules
from tests.selection.small import grid_country

COUNTRY = grid_country(4, 4)
SIRENS = [unit.siren for unit in COUNTRY.units]
REGIONS = {"01": "Amont", "02": "Aval"}


def documents():
    """Rules as a shipped file may say them, for a small country."""
    return drawn_rules(SIRENS, [(SIRENS[0], SIRENS[1]), (SIRENS[4], SIRENS[5])]).map(
        lambda document: rules_document(rules_from_document(document, name="essai"))
    )


def moved(document, **values):
    found = {key.replace("__", "."): value for key, value in values.items()}
    return moved_document(
        document,
        moved=Moved(values_of(document) | found, named_of(document), bonus_of(document)),
        title=document["title"],
        country=COUNTRY,
        regions=REGIONS,
    )


def small():
    document = {"territories": 2, "members": {"max": 3}, "regions": {"each": {"at_least": 1}}}
    return rules_document(rules_from_document(document, name="petit"))


@given(documents())
def test_what_is_not_moved_stays_the_same_rules(document):
    """An imposed intercommunalité is in anyway: that it was put in besides is not said again."""
    rules = rules_from_document(document)
    imposed = frozenset().union(*rules.impose)
    again = rules_from_document(moved(document))
    assert again == replace(rules, include=rules.include - imposed)


@given(documents(), st.sampled_from(["gap", "weights.cohesion", "intensity.min"]))
def test_only_what_is_moved_changes(document, key):
    again = moved(document, **{key.replace(".", "__"): 0.25})
    found = [change.key for change in changes(document, again, regions=REGIONS, places={})]
    assert found == [key]


@given(documents())
def test_a_rule_file_gives_the_same_rules_back(document):
    text = rules_toml(document)
    assert rules_from_document(tomllib.loads(text)) == rules_from_document(document)


@pytest.mark.parametrize("name", shipped_rules())
def test_shipped_rules_survive_the_form_and_the_file(name, tmp_path):
    document = rules_document(load_rules(name))
    file = tmp_path / f"{name}.toml"
    file.write_text(rules_toml(document), encoding="utf-8")
    assert load_rules(file) == load_rules(name)
    typed = {f.key: f.read(f.written(values_of(document).get(f.key))) for f in fields(document)}
    assert {k: v for k, v in typed.items() if v is not None} == values_of(document)


def fields(document):
    return list(every_field([code for code in document.get("regions", {}) if code != "each"]))


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("population.max", "300 000", 300_000),
        ("population.max", "300\u202f000", 300_000),
        ("population.max", "sans limite", float("inf")),
        ("population.max", "", None),
        ("coverage.min", "48", 0.48),
        ("coverage.min", "29,0", 0.29),
        ("gap", "0,01", 0.0001),
        ("intensity.min", "1,2", 1.2),
        ("regions.84.at_least", "15", 15),
    ],
)
def test_values_are_read_as_people_type_them(key, text, value):
    assert field_of(key).read(text) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("territories", "0"),
        ("territories", "12,5"),
        ("territories", "beaucoup"),
        ("members.max", "7"),
        ("population.min", "-1"),
        ("population.min", "NaN"),
        ("coverage.min", "120"),
        ("gap", "inf"),
        ("gap", "sans limite"),
    ],
)
def test_what_a_rule_cannot_be_is_refused(key, text):
    with pytest.raises(ValueError):  # noqa: PT011 the form says why, with the field's own words
        field_of(key).read(text)


def test_every_field_is_a_rule_of_the_engine_in_words():
    for field in every_field(["84"]):
        assert kind_of(field.key) is not None
        assert field.expected
        assert str(field.label) != field.key


@pytest.mark.parametrize(
    ("values", "key", "said"),
    [
        ({"population__min": 9, "population__max": 3}, "population.min", "Population, au moins"),
        (
            {"regions__01__at_least": 3, "regions__01__at_most": 1},
            "regions.01.at_least",
            "Nombre de territoires, au moins (Amont)",
        ),
        (
            {"population__max": 9, "regions__02__population__min": 20},
            "regions.02.population.min",
            "dans la région Aval",
        ),
        ({"territories": None}, "territories", "Nombre de territoires"),
    ],
)
def test_rules_that_contradict_each_other_are_refused_at_their_field(values, key, said):
    with pytest.raises(RulesRefusedError) as refusal:
        moved(small(), **values)
    fault = refusal.value.faults[0]
    assert (fault.key, said in fault.message) == (key, True)


def test_faults_of_named_places_are_told_where_they_are_named():
    with pytest.raises(RulesRefusedError) as refusal:
        moved_document(
            small(),
            moved=Moved(values_of(small()), {"999999999": "include"}),
            title="",
            country=COUNTRY,
            regions=REGIONS,
        )
    assert [fault.key for fault in refusal.value.faults] == [NAMED]
    assert "retenues d’office" in refusal.value.faults[0].message


def test_named_places_become_lists_and_groups():
    named = {
        SIRENS[0]: "group-2",
        SIRENS[1]: "group-1",
        SIRENS[2]: "exclude",
        SIRENS[3]: "include",
        SIRENS[4]: "group-1",
    }
    made = moved_document(
        small(),
        moved=Moved(values_of(small()), named),
        title="Nommées",
        country=COUNTRY,
        regions=REGIONS,
    )
    assert made["impose"] == [[SIRENS[0]], [SIRENS[1], SIRENS[4]]]
    assert (made["include"], made["exclude"]) == ([SIRENS[3]], [SIRENS[2]])
    assert set(named_of(made)) == set(named)


def test_what_a_place_counts_for_more_is_a_rule_like_another():
    document = small()
    made = moved_document(
        document,
        moved=Moved(values_of(document), {SIRENS[0]: "include"}, {SIRENS[0]: 0.1, SIRENS[1]: 0.5}),
        title="",
        country=COUNTRY,
        regions=REGIONS,
    )
    assert made["bonus"] == {SIRENS[0]: 0.1, SIRENS[1]: 0.5}
    told = changes(document, made, regions=REGIONS, places={SIRENS[0]: "Amont"})
    assert [(change.label, change.after) for change in told] == [
        (SIRENS[1], "ses emplois industriels comptent pour 50\u00a0% de plus"),
        ("Amont", "retenue d’office, ses emplois industriels comptent pour 10\u00a0% de plus"),
    ]
    assert "bonus" not in moved(document)


def test_a_reason_leaves_with_the_rule_that_it_explained():
    document = rules_document(load_rules("announcement-2018"))
    country = grid_country(4, 4)
    kept = moved_document(
        document | {"regions": {}},
        moved=Moved(values_of(document | {"regions": {}}) | {"population.max": 250_000}),
        title="",
        country=country,
        regions={},
    )["reasons"]
    assert "population" not in kept
    assert kept["territories"] == document["reasons"]["territories"]


def test_the_changes_say_before_and_after_in_words():
    base = rules_document(load_rules("announcement-2018"))
    values = {"regions.84.at_least": 10, "coverage.min": 0.4, "regions.01.intensity.min": None}
    values |= {"regions.each.at_least": None}
    after = {key: value for key, value in (values_of(base) | values).items() if value is not None}
    told = {
        change.key: (change.label, change.before, change.after)
        for change in changes(base, _nested(after), regions={"84": "Alpes"}, places={})
    }
    assert told["coverage.min"][1:] == ("48\u202f%", "40\u202f%")
    assert told["regions.84"] == ("Nombre de territoires (Alpes)", "exactement 15", "de 10 à 15")
    assert told["regions.each"] == ("Territoires par région", "au moins 1", "libre")
    assert told["regions.01.intensity.min"][2] == "comme ailleurs"


def _nested(flat):
    """Dotted names at the top level are read as nested ones."""
    return rules_document(rules_from_document(flat))


def test_the_words_of_the_engine_become_those_of_the_form():
    told = in_words("« regions.84.exactly » gêne la région 84.", regions={"84": "Alpes"})
    assert told == "«\u00a0Nombre de territoires (Alpes)\u00a0» gêne la région Alpes."
    assert label_of("inconnue", {}) == "inconnue"
