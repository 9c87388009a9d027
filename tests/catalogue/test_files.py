"""The basket as files: the public schema's constraints hold, and nothing is lost on the way."""

import csv
import datetime as dt
import io
import json
import re
import uuid

import pytest
import yaml

from ancrage.catalogue.definitions import aid_fields, shared
from ancrage.catalogue.files import KINDS, updated_at
from ancrage.catalogue.queries import basket, basket_at, shipped_versions
from ancrage.catalogue.rules.aid import aid_rows, professional_rows
from ancrage.catalogue.rules.basket import Basket
from ancrage.catalogue.rules.reading import read_basket
from tests.catalogue.world import TODAY, added

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
VERSIONS = shipped_versions()


def rows_of(held: Basket, *, professional: bool) -> list[dict[str, str]]:
    return (professional_rows if professional else aid_rows)(held, updated=NOW)


def check(value: str, field: dict[str, object]) -> None:
    """One cell against the constraints of its field."""
    if not value:
        assert not field.get("required"), field["name"]
        return
    assert len(value) <= int(str(field.get("maxLength", 10_000))), field["name"]
    if "pattern" in field:
        assert re.search(str(field["pattern"]), value), (field["name"], value)
    if field["type"] == "datetime":
        assert dt.datetime.fromisoformat(value).tzinfo
    if field["type"] == "integer":
        assert value.isdecimal()
    if field.get("format") == "uuid":
        assert str(uuid.UUID(value)) == value


@pytest.mark.parametrize("professional", [False, True])
@pytest.mark.parametrize("held", VERSIONS, ids=lambda held: held.code)
def test_every_row_holds_to_the_schema(held, professional):
    fields = aid_fields(professional=professional)
    rows = rows_of(held, professional=professional)
    assert rows
    for row in rows:
        assert list(row) == [field["name"] for field in fields]
        for field in fields:
            check(row[field["name"]], field)
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == len(ids)


def test_the_check_sees_a_fault():
    fields = {field["name"]: field for field in aid_fields(professional=False)}
    for name, value in (("titre", ""), ("cibles", "tous"), ("date_ouverture", "demain")):
        with pytest.raises((AssertionError, ValueError)):
            check(value, fields[name])


def test_our_copy_of_the_schema_keeps_the_names_of_its_fields():
    names = [field["name"] for field in aid_fields(professional=True)]
    assert len(names) == len(set(names)) == 26
    assert names[:3] == ["id", "titre", "promesse"]
    assert len(aid_fields(professional=False)) == 15


def test_places_that_are_not_found_are_no_dispositif():
    assert len(aid_rows(VERSIONS[0], updated=NOW)) == 15


def test_what_the_vte_becomes():
    (row,) = [r for r in professional_rows(VERSIONS[2], updated=NOW) if "VTE" in r["titre"]]
    assert row["cibles"] == "professionnels"
    assert row["eligibilite_categorie_taille_entreprise"] == "MIC|PME|ETI"
    assert json.loads(row["porteurs"]) == [{"nom": "Bpifrance", "siren": "320252489"}]
    assert json.loads(row["base_juridique"])[0]["lien"].startswith("https://eur-lex")
    assert row["eligibilite"].startswith("• être une entreprise\n• une PME")


@pytest.mark.django_db
def test_a_region_s_measure_is_of_its_region():
    added(is_demonstration=True)
    (row,) = [r for r in aid_rows(basket_at(TODAY), updated=NOW) if r["titre"] == "Atelier partagé"]
    assert row["eligibilite_geographique"] == "REG-84"
    assert "Démonstration" in row["description"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", [held.code for held in VERSIONS])
def test_every_file_is_written_and_read(kind, code):
    held = basket(code)
    assert held is not None
    text = KINDS[kind].write(held)
    if kind.endswith(".json"):
        assert json.loads(text)
    elif kind.endswith(".yaml"):
        assert read_basket(yaml.safe_load(text), shared=shared()).measures == held.measures
    elif kind == "panier.csv":
        lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
        assert len(lines) == len(held.measures) + 1
        assert lines[0][:4] == ["Code", "Version", "Proposée par", "Nom"]
    else:
        assert len(list(csv.DictReader(io.StringIO(text)))) >= 1


@pytest.mark.django_db
def test_a_version_that_ships_was_changed_when_it_came_into_force():
    assert updated_at(VERSIONS[0]) == dt.datetime(2018, 11, 22, tzinfo=dt.UTC)
