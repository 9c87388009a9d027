"""Rule files and settings: what each name does, and how a mistake is told."""

import json
import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest

from ancrage.kernel.problems import InputRefused
from ancrage.selection.engine.country import make_country, read_country
from ancrage.selection.engine.model import Quota
from ancrage.selection.engine.programme import region_quotas
from ancrage.selection.engine.rules import (
    check_against,
    fingerprint,
    load_rules,
    rules_document,
    rules_from_document,
    shipped_rules,
)
from tests.selection.packs import chain

SHIPPED = ["announcement-2018", "press-band", "pure-coverage", "wide"]
SMALL = {"territories": 2, "members": {"max": 2}}


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    return read_country(chain(tmp_path_factory.mktemp("chain") / "pack"))


def changed(*settings, **document):
    return rules_from_document(SMALL | document, settings=settings)


def refused(*settings, **document):
    with pytest.raises(InputRefused) as refusal:
        changed(*settings, **document)
    return [str(problem) for problem in refusal.value.problems]


def test_the_default_rules_are_those_announced():
    rules = load_rules("announcement-2018")
    assert (rules.territories, rules.members_max, rules.coverage_min) == (124, 4, 0.48)
    assert rules.quotas == {"84": Quota(15, 15)}
    assert rules.each_region == Quota(1, None)
    national = rules.thresholds
    assert (national.population_min, national.population_max) == (20_000, 300_000)
    assert (national.intensity_min, national.member_intensity_min) == (1.2, 0.8)
    assert (rules.weight_intensity, rules.weight_cohesion) == (0.5, 1)


def test_four_rule_files_are_shipped():
    assert shipped_rules() == SHIPPED
    assert load_rules("wide").members_max == 6
    band = load_rules("press-band").thresholds
    assert (band.population_min, band.population_max) == (50_000, 150_000)


def test_pure_coverage_has_neither_region_nor_floor():
    rules = load_rules("pure-coverage")
    assert (rules.weight_intensity, rules.weight_cohesion, rules.coverage_min) == (0, 0, 0)
    assert (rules.quotas, rules.regional_thresholds, rules.each_region) == ({}, {}, Quota())
    assert rules.thresholds.member_intensity_min == 0


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_says_why_it_departs_from_the_national_rules(name):
    rules = load_rules(name)
    assert rules.title
    assert {f"regions.{region}" for region in rules.regional_thresholds} <= set(rules.reasons)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_document_says_the_rules_again(name):
    rules = load_rules(name)
    assert rules_from_document(rules_document(rules)) == rules


def test_a_document_has_the_names_of_the_file():
    text = (files("ancrage.selection") / "data" / "announcement-2018.toml").read_text("utf-8")
    document = rules_document(load_rules("announcement-2018"))
    assert {key: document[key] for key in tomllib.loads(text)} == tomllib.loads(text)


SETTINGS = [
    ("territories=40", lambda r: r.territories, 40),
    ("members.max=3", lambda r: r.members_max, 3),
    ("members.intensity.min=0.8", lambda r: r.thresholds.member_intensity_min, 0.8),
    ("population.min=20000", lambda r: r.thresholds.population_min, 20_000),
    ("population.max=300000", lambda r: r.thresholds.population_max, 300_000),
    ("population.max=inf", lambda r: r.thresholds.population_max, float("inf")),
    ("intensity.min=1,2", lambda r: r.thresholds.intensity_min, 1.2),
    ("industrial_jobs.min=500", lambda r: r.thresholds.industrial_jobs_min, 500),
    ("weights.intensity=0.5", lambda r: r.weight_intensity, 0.5),
    ("weights.cohesion=1", lambda r: r.weight_cohesion, 1),
    ("coverage.min=0.48", lambda r: r.coverage_min, 0.48),
    ("gap=0.01", lambda r: r.gap, 0.01),
    ("regions.84.exactly=15", lambda r: r.quotas, {"84": Quota(15, 15)}),
    ("regions.84.at_least=2", lambda r: r.quotas, {"84": Quota(2, None)}),
    ("regions.84.at_most=2", lambda r: r.quotas, {"84": Quota(0, 2)}),
    ("regions.each.at_least=1", lambda r: r.each_region, Quota(1, None)),
    ("regions.each.at_most=9", lambda r: r.each_region, Quota(0, 9)),
    ("regions.01.intensity.min=3", lambda r: r.regional_thresholds["01"].intensity_min, 3),
    ("regions.01.population.max=9", lambda r: r.regional_thresholds["01"].population_max, 9),
    ("regions.01.population.min=9", lambda r: r.regional_thresholds["01"].population_min, 9),
    (
        "regions.01.industrial_jobs.min=9",
        lambda r: r.regional_thresholds["01"].industrial_jobs_min,
        9,
    ),
    (
        "regions.01.members.intensity.min=2",
        lambda r: r.regional_thresholds["01"].member_intensity_min,
        2,
    ),
    ("bonus.A=0,1", lambda r: r.bonus, {"A": 0.1}),
    ("bonus.A=2", lambda r: r.bonus, {"A": 2}),
    ("include=A,B", lambda r: r.include, frozenset("AB")),
    ("exclude= A , B ", lambda r: r.exclude, frozenset("AB")),
    ("impose=A+B,C", lambda r: r.impose, (frozenset("AB"), frozenset("C"))),
]


@pytest.mark.parametrize(("setting", "read", "value"), SETTINGS, ids=[s for s, _, _ in SETTINGS])
def test_a_setting_reaches_its_rule(setting, read, value):
    rules = changed(setting)
    assert read(rules) == value
    assert rules_from_document(rules_document(rules)) == rules


def test_a_region_keeps_what_it_does_not_change():
    rules = changed("regions.01.intensity.min=0", population={"min": 7}, intensity={"min": 2})
    own = rules.regional_thresholds["01"]
    assert (own.intensity_min, own.population_min) == (0, 7)


def test_a_region_without_a_number_of_its_own_has_that_of_each():
    rules = changed("regions.84.at_most=3", regions={"each": {"at_least": 1}})
    assert rules.quotas == {"84": Quota(1, 3)}


def test_a_region_whose_jobs_are_unknown_has_no_number_of_each(tmp_path):
    """Region 06 may have three at most: that does not make it need one."""
    pack = chain(tmp_path / "pack")
    units = read_country(pack).units
    blank = replace(units[0], region="06", industrial_jobs=None, total_jobs=None)
    country = make_country(units=[blank, *units[1:]], pairs=set())
    rules = changed("regions.06.at_most=3", regions={"each": {"at_least": 1}})
    again = rules_from_document(rules_document(rules))
    for read in (rules, again):
        numbers = region_quotas(country, read)
        assert numbers.pop("06") == Quota(0, 3)
        assert set(numbers.values()) == {Quota(1)}
    asked = changed("regions.06.at_least=1", regions={"each": {"at_least": 1}})
    assert region_quotas(country, asked)["06"] == Quota(1)


def test_one_at_most_and_one_in_each_is_not_one_exactly():
    rules = changed("regions.84.at_most=1", regions={"each": {"at_least": 1}})
    assert rules_document(rules)["regions"]["84"] == {"at_most": 1}


def test_whole_numbers_are_written_alike(country):
    """Rules made in code with 1.0 are those that their document gives back, with 1."""
    rules = replace(changed(), weight_cohesion=1.0, coverage_min=0.0)
    again = rules_from_document(json.loads(json.dumps(rules_document(rules))))
    assert fingerprint(country=country, rules=again) == fingerprint(country=country, rules=rules)
    assert type(rules_document(rules)["weights"]["cohesion"]) is int


def test_a_setting_withdraws_the_number_that_it_replaces():
    file = {"regions": {"84": {"exactly": 15}}}
    assert changed("regions.84.at_least=3", **file).quotas == {"84": Quota(3, None)}
    file = {"regions": {"84": {"at_least": 1, "at_most": 2}}}
    assert changed("regions.84.exactly=5", **file).quotas == {"84": Quota(5, 5)}


def test_the_fingerprint_follows_rules_and_figures_but_no_title(country, tmp_path):
    before = fingerprint(country=country, rules=changed())
    assert fingerprint(country=country, rules=changed(title="Autre", name="autre")) == before
    assert fingerprint(country=country, rules=changed("members.max=3")) != before
    assert fingerprint(country=country, rules=changed("members.max=2.0")) == before
    pack = chain(tmp_path / "pack")
    text = (pack / "epci.csv").read_text(encoding="utf-8")
    (pack / "epci.csv").write_text(text.replace("30000,3000", "30001,3000"), encoding="utf-8")
    assert fingerprint(country=read_country(pack), rules=changed()) != before


MISTAKES = [
    ("teritories=3", "La plus proche est « territories »"),
    ("member.max=3", "La plus proche est « members.max »"),
    ("regions.84.exacly=3", "La plus proche est « regions.84.exactly »"),
    ("regions.84.popultion.min=3", "La plus proche est « regions.84.population.min »"),
    ("regions.each.at_last=3", "La plus proche est « regions.each.at_least »"),
    ("regions.each.intensity.min=3", "n’existe pas"),
    ("members=3", "n’existe pas"),
    ("territories=0", "d’au moins 1"),
    ("territories=2.5", "nombre entier"),
    ("territories=beaucoup", "nombre entier"),
    ("members.max=inf", "nombre entier"),
    ("population.min=-1", "positif ou nul"),
    ("population.min=nan", "positif ou nul"),
    ("weights.intensity=inf", "positif ou nul"),
    ("coverage.min=48", "entre 0 et 1"),
    ("regions.84.exactly=-1", "positif ou nul"),
    ("bonus.A=-0.1", "positif ou nul"),
    ("bonus.A=inf", "positif ou nul"),
    ("bonus=0.1", "La plus proche est « bonus.200000172 »"),
    ("bonus.A.B=0.1", "n’existe pas"),
    ("territories", "n’a pas la forme règle=valeur"),
]


@pytest.mark.parametrize(("setting", "told"), MISTAKES, ids=[s for s, _ in MISTAKES])
def test_a_mistaken_setting_is_told(setting, told):
    (sentence,) = refused(setting)
    assert sentence.startswith("--set : ")
    assert told in sentence


CONTRADICTIONS = [
    (("population.min=9", "population.max=3"), "dépasse « population.max »"),
    (("population.min=9", "regions.01.population.max=3"), "dans la région 01"),
    (("regions.01.at_least=9", "regions.01.at_most=3"), "dépasse « at_most »"),
    (("regions.01.exactly=9", "regions.01.at_most=3"), "se contredisent"),
    (("include=A", "exclude=A"), "à la fois dans « include » et dans « exclude »"),
    (("impose=A+B", "exclude=A"), "à la fois dans « impose » et dans « exclude »"),
    (("impose=A+B,B+C",), "deux fois dans « impose »"),
]


@pytest.mark.parametrize(("asked", "told"), CONTRADICTIONS)
def test_a_contradiction_is_told(asked, told):
    (sentence,) = refused(*asked)
    assert told in sentence


def test_wrong_types_in_a_document_are_told():
    wrong = {"include": "A", "exclude": [1], "impose": ["A"], "coverage": {"min": True}}
    told = refused(**wrong | {"title": 3, "reasons": ["x"], "include": {"a": 1}})
    for key in ("include.a", "exclude", "coverage.min", "title", "reasons"):
        assert any(f"« {key} »" in sentence for sentence in told), key


def test_a_reason_for_no_rule_is_told():
    (sentence,) = refused(reasons={"regions.94": "Corse.", "populatoin.min": "…"})
    assert "« populatoin.min »" in sentence


def test_every_fault_of_file_and_settings_is_told():
    assert len(refused("foo=1", "bar=2", gap=3, teritories=1)) == 4


def test_territories_and_members_are_obligatory():
    with pytest.raises(InputRefused) as refusal:
        rules_from_document({"coverage": {"min": 0}})
    assert [problem.what for problem in refusal.value.problems] == [
        "la règle « territories » manque.",
        "la règle « members.max » manque.",
    ]


def test_a_file_of_ones_own_is_read(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("territories = 3\nmembers.max = 2\n[regions.01]\nexactly = 1\n")
    rules = load_rules(file, settings=["territories=4"])
    assert (rules.name, rules.territories, rules.quotas) == ("mine", 4, {"01": Quota(1, 1)})


@pytest.mark.parametrize(
    ("content", "place"),
    [(b"territories = \n", "bad.toml, ligne 1 : "), (b"# \xe9", "bad.toml : ")],
)
def test_an_unreadable_file_is_told(tmp_path, content, place):
    (tmp_path / "bad.toml").write_bytes(content)
    with pytest.raises(InputRefused) as refusal:
        load_rules(tmp_path / "bad.toml")
    assert str(refusal.value).startswith(place)


@pytest.mark.parametrize("name", ["nothing", "nothing.toml", "no/where.toml"])
def test_rules_that_are_not_there_are_told(name):
    with pytest.raises(InputRefused) as refusal:
        load_rules(name)
    assert name in str(refusal.value)


UNKNOWN = [
    (("regions.99.exactly=1",), "« 99 »"),
    (("regions.99.intensity.min=1",), "« 99 »"),
    (("include=Z",), "« Z »"),
    (("exclude=Z",), "« Z »"),
    (("bonus.Z=1",), "« Z »"),
    (("impose=A+Z",), "« Z »"),
]


@pytest.mark.parametrize(("asked", "told"), UNKNOWN)
def test_naming_what_the_data_do_not_have_is_told(country, asked, told):
    with pytest.raises(InputRefused) as refusal:
        check_against(changed(*asked), country, settings=asked)
    assert [told in str(problem) for problem in refusal.value.problems] == [True]


def test_a_number_for_a_region_that_is_not_there_is_told(country):
    with pytest.raises(InputRefused, match="« 84 »"):
        check_against(changed(regions={"84": {"exactly": 1}}), country)


def test_the_thresholds_of_a_region_that_is_not_there_do_no_harm(country):
    check_against(changed(regions={"97": {"intensity": {"min": 0.1}}}), country)
