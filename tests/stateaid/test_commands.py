"""State aid from the command line: the same actions, refusals and silence."""

import json

import pytest
import yaml

from ancrage.journal import acting
from ancrage.stateaid.models import Check, CompanyLink, Declaration, Undertaking
from tests.stateaid.doors import ASKED, DECLARATION, LINK, RATES, TERMS, run
from tests.stateaid.world import (
    DAY,
    NOW,
    OPERATOR,
    PARENT,
    SIREN,
    aided,
    declared,
    dossier,
    granted,
)

pytestmark = pytest.mark.django_db
WHY = ("--reason", "Essai")


@pytest.fixture(autouse=True)
def _then(monkeypatch, held):
    """It is the day of the tests' world."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


@pytest.fixture
def body(tmp_path):
    """A file that holds what the API would be sent."""

    def write(told):
        path = tmp_path / "told.yaml"
        path.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
        return path

    return write


def test_from_a_trial_to_a_verdict_revised_and_accepted(held, body, tmp_path):
    by = held.referent
    tried = json.loads(run("check", body(ASKED), "--dry-run", "--json", by=by))
    assert (tried["answer"], Check.objects.count()) == ("unknown", 0)
    assert "inconnu" in run("check", body(ASKED), by=by)
    code = Check.objects.get().code
    run("accept", code, *WHY, by=by)
    received = tmp_path / "declaration.txt"
    received.write_text("Fait à Essai", encoding="utf-8")
    told = run("declare", body(DECLARATION), "--file", received, by=held.company)
    last = Check.objects.get(revises__code=code)
    assert f"{last.code} : oui" in told
    assert Declaration.objects.get().file.name == "declaration.txt"
    assert last.code in run("revise", last.code, by=by)
    assert "Seul un verdict inconnu" in run("accept", last.code, *WHY, by=by, code=2)
    assert last.code in run("checks", "--siren", SIREN, "--answer", "yes")
    assert "Aucune" in run("checks", by=held.other_referent)
    assert json.loads(run("show", code, "--json"))["revised_by"] == last.code
    assert "n’existe pas" in run("show", code, by=held.stranger, code=2)
    reference = Declaration.objects.get().reference
    run("withdraw-declaration", reference, *WHY, by=held.company)
    assert "n’existe pas" in run("withdraw-declaration", "0" * 32, *WHY, code=2)


def test_a_dossier_is_checked_under_its_terms(held, body):
    declared()
    one = dossier()
    asked = {"dossier": one.code, "cents": 1_00, "on": str(DAY)}
    assert "régime" in run("check", body(asked), code=2)
    run("terms", one.code, body(TERMS), by=held.referent)
    assert "oui" in run("check", body(asked), by=held.referent)
    assert json.loads(run("check", body(asked), "--dry-run", "--json"))["answer"] == "yes"
    assert "n’existe pas" in run("terms", "D-2024-999999", body(TERMS), code=2)


def test_companies_and_links(held, body):
    declared()
    granted(aided(), 10_000_00)
    by = held.referent
    reference = run("link", body(LINK), by=by).split()[0]
    run("describe", SIREN, body({"size": "small", "source": "Liasse"}), by=by)
    assert Undertaking.objects.get().size == "small"
    assert PARENT in run("company", SIREN, by=by)
    known = json.loads(run("company", SIREN, "--known-on", "2020-01-01", "--json"))
    assert set(known["group"]) == {SIREN}
    assert "n’existe pas" in run("company", SIREN, by=held.stranger, code=2)
    ended = run("end-link", reference, "--until", "2024-01-01", *WHY, by=by).split()[0]
    run("withdraw-link", ended, *WHY, by=by)
    assert not CompanyLink.objects.filter(withdrawn_at=None).exists()
    assert "n’existe pas" in run("withdraw-link", "0" * 32, *WHY, code=2)


def test_tables(held, tmp_path):
    file = tmp_path / "taux.csv"
    file.write_text(RATES, encoding="utf-8")
    source = ("--source", "Commission")
    assert "1 lignes, aucune faute" in run("import-table", "rates", file, *source, "--dry-run")
    reference = run("import-table", "rates", file, *source).split()[0]
    assert reference in run("tables")
    run("withdraw-table", reference, *WHY)
    assert "Aucune table" in run("tables")
    assert "n’existe pas" in run("withdraw-table", "0" * 32, *WHY, code=2)
    assert "de_minimis" in run("regimes")


def test_the_register_and_what_escaped_checks(held, tmp_path):
    declared()
    granted(aided(), 10_000_00)
    file = tmp_path / "registre.csv"
    days = ("--since", "2025-11-01", "--until", "2025-11-30")
    assert "1 aides" in run("register", OPERATOR, *days, "--out", file, by=held.referent)
    assert "10000.00" in file.read_text(encoding="utf-8")
    assert "Rien à signaler" in run("overruns", "--date", DAY)
