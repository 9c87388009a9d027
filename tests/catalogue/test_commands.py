"""`ancrage basket`: what is read, and a whole version written from the command line."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from ancrage.catalogue.models import AddedMeasure, BasketVersion
from ancrage.journal import acting
from ancrage.journal.policy import NotAllowedError
from ancrage.project.cli import app
from tests.catalogue.test_pages import a_territory
from tests.catalogue.world import MEASURE, NATIONAL
from tests.people.world import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country", "today")]


@pytest.fixture(autouse=True)
def _host():
    yield
    acting.act_for("")


def run(*arguments: object, by="", code: int = 0) -> str:
    """What the command says, as the host or as somebody."""
    asked = ["--by", by.email] if by else []
    acting.act_for("")
    result = CliRunner().invoke(app, [*asked, "basket", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output + str(result.stderr)
    return result.output.replace("\u00a0", " ")


def written(path, told) -> str:
    path.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    return str(path)


def test_what_is_read():
    assert "17 mesures, 2 non retrouvées" in run("versions")
    assert len(json.loads(run("list", "--version", "2018-11", "--json"))) == 17
    assert "place-16" not in run("list", "--version", "2018-11", "--need", "recruter")
    assert "Aide VTE vert" in run("show", "vte", "--date", "2024-01-01")
    assert run("search", "recruter un apprenti").startswith("vte\t")
    assert "Aucune mesure." in run("search", "xylophone")
    assert "size\tchoice" in run("facts")
    assert "- place-16" in run("compare", "2018-11", "2019-03")
    assert "Rien ne change." in run("compare", "2018-11", "2018-11")
    for arguments in (
        ("show", "rien"),
        ("list", "--version", "rien"),
        ("list", "--date", "demain"),
        ("export", "rien.csv"),
        ("territory", "rien", "rien"),
    ):
        run(*arguments, code=2)


def test_judging_from_the_command_line():
    told = ["--fact", "applicant=company", "--fact", "size=large", "--fact", "green=non"]
    said = run("judge", "vte", *told)
    assert "Il faut : une PME" in said
    assert "À préciser" in said
    granted = run("judge", "bdt-ingenierie", "--fact", "applicant=intercommunality")
    assert "Montant : Cofinancement d’une étude, au plus : 50 %" in granted
    costs = ["--fact", "eligible_cost=100000000", "--date", "2021-01-11"]
    assert (
        json.loads(run("judge", "plateformes-acceleration", *costs, "--json"))["outcome"] == "yes"
    )
    assert "n’est pas au vocabulaire" in run("judge", "vte", "--fact", "taille=2", code=2)
    region = run("judge", "fonds-vert-rebond", "--fact", "region=84")
    assert "Rempli : un projet en France métropolitaine" in region


def test_a_file_is_checked_whole(tmp_path):
    exported = tmp_path / "version.yaml"
    run("export", "--version", "2018-11", "--out", exported)
    assert "17 mesures, rien à redire" in run("check", exported)
    told = yaml.safe_load(exported.read_text(encoding="utf-8"))
    told["measures"][0] |= {"needs": ["dormir"], "days": -1}
    refused = run("check", written(exported, told), code=2)
    assert refused.count("mesure « vte »") == 2
    exported.write_text("a: [", encoding="utf-8")
    assert "ne se lit pas" in run("check", exported, code=2)


def test_the_same_file_whatever_the_door(client, tmp_path):
    page = client.get("/panier/fichiers/panier.json?version=2019-03").content
    run("export", "panier.json", "--version", "2019-03", "--out", tmp_path / "panier.json")
    assert (tmp_path / "panier.json").read_bytes() == page


def test_a_territory():
    territory = a_territory()
    said = run("territory", territory.version_id, territory.code)
    assert "oui\tvte" in said
    assert "non\trebond-ingenierie" in said


def test_a_version_from_draft_to_force(tmp_path):
    auditor = person("auditor")
    run("start", "2027-01", "--title", "2027", "--since", "2027-01-01")
    with pytest.raises(NotAllowedError):
        run("start", "2028-01", "--title", "x", "--since", "2028-01-01", by=auditor)
    run("put", "2027-01", written(tmp_path / "m.yaml", NATIONAL))
    run("remove", "2027-01", "apec")
    run("remove", "2027-01", "apec", code=2)
    assert "+ guichet" in run("draft", "2027-01", by=auditor)
    assert "2027-01\tdraft" in run("drafts")
    run("publish", "2027-01", code=2)
    run("publish", "2027-01", "--reason", "Offre.")
    assert "2027-01" in run("versions")
    run("draft", "rien", code=2)


def test_a_whole_version_written_and_abandoned(tmp_path):
    run("start", "2027-01", "--title", "2027", "--since", "2027-01-01", "--from", "2018-11")
    document = BasketVersion.objects.get().document | {"title": "Autre"}
    run("write", "2027-01", written(tmp_path / "v.yaml", document))
    run("write", "2027-01", written(tmp_path / "v.yaml", ["x"]), code=2)
    run("abandon", "2027-01", "--reason", "Non.")
    assert BasketVersion.objects.get().state == "abandoned"


def test_a_measure_added_amended_ended(tmp_path):
    file = tmp_path / "m.yaml"
    run("add", "region:01", written(file, MEASURE), "--since", "2026-01-01")
    change = written(file, MEASURE | {"name": "Autre"})
    run("amend", "r84-atelier", change, "--since", "2026-06-01")
    run("end", "r84-atelier", code=2)
    run("end", "r84-atelier", "--until", "2026-12-31", "--reason", "Fini.")
    assert AddedMeasure.objects.count() == 2
    assert "Autre" in run("show", "r84-atelier")
    run("amend", "rien", change, code=2)
