"""Priority and forecasts on pages, in the API, on the command line; what the public may read."""

import csv
import datetime as dt
import io
import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from typer.testing import CliRunner

from ancrage.evidence import words
from ancrage.evidence.queries.files import files_at
from ancrage.evidence.queries.history import histories_at
from ancrage.evidence.queries.priority import priority_at
from ancrage.evidence.queries.weight import industrial_weight
from ancrage.evidence.rules.comparisons import Verdict
from ancrage.evidence.rules.priority import ALL
from ancrage.funding.models import Dossier, Entry, LedgerHead
from ancrage.journal import acting
from ancrage.kernel.rights import VISITOR
from ancrage.project.cli import app
from tests.evidence.world import QUARTERS
from tests.people.world import sign_in
from tests.requests.world import OPERATOR, OTHER, TODAY
from tests.snapshots import main_of

pytestmark = pytest.mark.django_db
VTE, LONE = (OPERATOR, "vte"), (OPERATOR, "essaimage")
PAGE = "/priorite/"
AT = f"?date={TODAY}"


def client(held, who) -> Client:
    return sign_in(Client(), getattr(held, who))


def text_of(browser: Client, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def found(actor, day: dt.date = TODAY):
    return priority_at(actor, day=day)


def something_changed():
    """What every posting leaves, and a test that changes rows by itself does not."""
    assert LedgerHead.objects.update(hash=uuid4().hex)


def test_the_pages(held, snapshot):
    assert main_of(Client(), PAGE + AT) == snapshot
    assert main_of(client(held, "auditor"), f"{PAGE}{OPERATOR}/vte/{AT}") == snapshot
    assert main_of(Client(), f"/previsions/{OTHER}/fonds/{AT}") == snapshot


@pytest.mark.parametrize("url", [PAGE, f"{PAGE}ademe/", f"{PAGE}ademe/diag/", "/previsions/",
                                 "/previsions/ademe/", "/previsions/ademe/fonds/"])  # fmt: skip
def test_pages_take_few_queries(held, url):
    reader = client(held, "auditor")
    text_of(reader, url)
    with CaptureQueriesContext(connection) as queries:
        text_of(reader, url)
    assert len(queries) <= 15, [query["sql"][:90] for query in queries]


def test_the_known_truth_is_found(held):
    seen = found(held.actor("auditor"))
    row = seen.row(*VTE)
    assert (row.place.rate.first, row.place.rate.second) == (60, 84)
    assert row.place.rate.estimate.value == pytest.approx(45 / 60 - 44 / 84)
    assert row.place.delay.estimate.value == -30
    for kind in (row.place.rate, row.place.delay):
        assert kind.verdict(level=0.95) == Verdict.ESTABLISHED
    same = seen.row(OTHER, "diag")
    assert (same.place.rate.estimate.value, same.place.delay.estimate.value) == (0, 0)
    assert same.place.rate.verdict(level=0.95) == Verdict.NOT
    assert row.places["inside"].pending == 3, "never counted as refused"
    # of the places that entered in November 2018, four files came before
    assert row.time.second.files == 4
    assert seen.findings.entry == dt.date(2018, 11, 22)
    assert seen.unasked == QUARTERS + 1


def test_the_share_of_the_files_stands_beside_the_weight_of_the_territories(held):
    weight = industrial_weight(TODAY)
    assert weight.list_name == "Programme d’essai"
    assert 0 < weight.share < 1
    row = found(held.actor("auditor")).row("")
    said = words.share_sentence(row, weight, reach=1.96).replace("\N{NO-BREAK SPACE}", " ")
    assert "45\u202f% des 211 dossiers" in said
    assert "(de 38 à 52 %)" in said
    assert "au moins" in said
    assert industrial_weight(dt.date(2015, 1, 1)) is None


def test_amounts_are_those_of_the_ledger(held):
    read = files_at(TODAY)
    for stage, told in (("requested", "asked_amount"), ("granted", "granted_amount")):
        entries = Entry.objects.filter(stage=stage, dossier__asked_on__isnull=False)
        posted = sum(entries.values_list("cents", flat=True))
        assert sum(getattr(case, told) or 0 for case in read.cases) == posted
    early = files_at(dt.date(2023, 2, 10))
    assert all(case.asked <= dt.date(2023, 2, 10) for case in early.cases)
    assert not any(case.granted_amount for case in early.cases if case.asked.year == 2023)


def test_the_public_reads_neither_one_company_nor_what_would_give_it_away(held):
    assert found(VISITOR).hidden == {LONE, VTE}
    page = text_of(Client(), PAGE + AT)
    assert "Bpifrance, Essaimage" in page
    assert f'href="{PAGE}{OPERATOR}/essaimage/' not in page
    assert Client().get(f"{PAGE}{OPERATOR}/essaimage/").status_code == 404
    assert Client().get(f"{PAGE}{OPERATOR}/rien/").status_code == 404
    for who in ("auditor", "national", "referent"):
        text_of(client(held, who), f"{PAGE}{OPERATOR}/essaimage/")
    for who in ("other_referent", "lead", "company", "copilot"):
        assert client(held, who).get(f"{PAGE}{OPERATOR}/essaimage/").status_code == 404, who


def test_what_is_kept_from_a_page_is_told(held):
    """Of the places that entered, four files came before; of ADEME's, none."""
    Dossier.objects.filter(asked_on=dt.date(2018, 6, 1)).update(siren="123456782")
    something_changed()
    url = f"{PAGE}{OPERATOR}/{AT}"
    assert "1 ensemble n’est pas montré" in text_of(Client(), url)
    assert "avant l’entrée dans la liste</th>" not in text_of(Client(), url).split("Ailleurs")[0]
    whole = text_of(client(held, "auditor"), url)
    assert "pas montré" not in whole
    assert "Lieux des territoires, avant l’entrée dans la liste" in whole


def test_the_public_reads_the_end_of_a_quarter(held):
    assert found(VISITOR).on == dt.date(2026, 9, 30)
    assert found(VISITOR, dt.date(2024, 12, 31)).on == dt.date(2024, 12, 31)
    assert found(held.actor("auditor")).on == TODAY
    assert "le 30\u00a0septembre\u00a02026" in text_of(Client(), PAGE + AT)


def test_before_files_there_is_nothing_to_tell(held):
    page = text_of(client(held, "auditor"), f"{PAGE}?date=2015-06-01")
    assert "trop peu de cas pour comparer (0 et 0 dossiers)" in page
    assert "Aucun engagement ni paiement" in text_of(Client(), "/previsions/?date=2015-06-01")


def test_no_sentence_says_a_cause(held):
    page = text_of(Client(), PAGE + AT)
    assert "Un écart brut n’est pas un effet" in page
    for word in ("grâce", "parce que", "a permis", "en raison", "impact"):
        assert word not in page


def test_the_table_is_taken_away_as_it_is_shown(held):
    response = client(held, "auditor").get(f"{PAGE}{AT}&format=csv&portee=une+mesure")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[:2] for row in rows[1:]] == [
        ["ADEME", "Diag"],
        ["Bpifrance", "Essaimage"],
        ["Bpifrance", "VTE"],
    ]
    detail = client(held, "auditor").get(f"{PAGE}{OPERATOR}/vte/?e-format=csv")
    assert detail["Content-Type"].startswith("text/csv")
    curve = client(held, "auditor").get(f"{PAGE}{OPERATOR}/vte/?graphique=attente")
    assert curve["Content-Type"].startswith("text/csv")


def test_histories_are_those_of_the_ledger(held):
    histories = histories_at(TODAY)
    fund = histories.histories[OTHER, "fonds"]
    assert fund.size == QUARTERS
    for stage, series in (("granted", fund.committed), ("paid", fund.paid)):
        entries = Entry.objects.filter(stage=stage, measure="fonds", event_on__lte="2026-09-30")
        assert series.sum() == sum(entries.values_list("cents", flat=True))
    # each quarter is paid in the next one
    assert fund.ladder.diagonal(1).sum() == fund.paid.sum()
    whole = histories.histories[ALL]
    granted = Entry.objects.filter(stage="granted").values_list("cents", flat=True)
    assert whole.committed.sum() == sum(granted)
    assert histories_at(dt.date(2010, 1, 1)).histories == {}


def test_a_forecast_is_told_where_it_beats_both_and_nowhere_else(held):
    page = text_of(Client(), f"/previsions/{OTHER}/fonds/{AT}")
    assert "fourchettes à 80\u202f%" in page
    assert "2026-T4" in page
    assert "une méthode naïve fait aussi bien" in text_of(Client(), f"/previsions/{OPERATOR}/{AT}")
    assert Client().get("/previsions/rien/").status_code == 404


def test_what_is_invented_says_so(held):
    Dossier.objects.update(is_demonstration=True)
    Entry.objects.update(is_demonstration=True)
    something_changed()
    for url in (PAGE, f"{PAGE}ademe/", "/previsions/"):
        assert "sont inventés" in text_of(Client(), url)


def test_the_api_says_the_same(held):
    told = Client().get("/api/v1/priority", {"operator": OTHER, "date": TODAY}).json()
    assert [row["measure"] for row in told["rows"]] == ["", "diag"]
    assert told["as_of"] == "2026-09-30"
    assert {(one["operator"], one["measure"]) for one in told["hidden"]} == {LONE, VTE}
    rate = told["rows"][1]["place"][0]
    assert (rate["kind"], rate["value"], rate["verdict"]) == ("rate", 0, "not")
    assert (rate["first"], rate["second"]) == (30, 30)
    asked = {"operator": OTHER, "measure": "fonds", "date": TODAY}
    ahead = Client().get("/api/v1/forecast", asked).json()
    assert [one["kind"] for one in ahead["series"]] == ["committed", "paid"]
    first = ahead["series"][0]["ahead"][0]
    assert first["told"]
    assert first["low"] <= first["cents"] <= first["high"]
    assert first["error"] < min(first["error_as_last"], first["error_as_year"])
    assert Client().get("/api/v1/priority", {"date": "hier"}).status_code == 422


def run(*arguments: str, by: str = ""):
    try:
        return CliRunner().invoke(app, [*(("--by", by) if by else ()), *arguments])
    finally:
        acting.act_for("")


def test_the_command_line_says_the_same(held):
    told = run("priority", "--operator", OPERATOR, "--measure", "vte", "--date", "2026-11-23")
    assert told.exit_code == 0, told.output
    assert "décidées 30 jours plus vite" in told.output
    document = json.loads(run("priority", "--date", "2026-11-23", "--json").output)
    assert (document["rows"][0]["operator"], document["hidden"]) == ("", [])
    assert document["as_of"] == "2026-11-23"
    lead = run("priority", "--operator", OPERATOR, "--measure", "vte", by=held.lead.email)
    assert lead.exit_code != 0, "hidden from who may not read it"
    ahead = run("forecast", "--operator", OTHER, "--measure", "fonds", "--date", "2026-11-23")
    assert "4e trimestre 2026" in ahead.output
    series = json.loads(run("forecast", "--date", "2026-11-23", "--json").output)["series"]
    assert {one["kind"] for one in series} == {"committed", "paid"}
    assert run("forecast", "--date", "demain").exit_code != 0
    assert run("priority", "--operator", "rien").exit_code != 0


def test_figures_are_kept_until_something_changes(held):
    auditor = held.actor("auditor")
    before = found(auditor)
    with CaptureQueriesContext(connection) as queries:
        assert found(auditor).findings is before.findings
    assert len(queries) == 3
    changed = Dossier.objects.filter(measure="diag", outcome="granted")
    changed.update(outcome="refused")
    something_changed()
    assert before.row(OTHER, "diag").whole.granted == 40
    assert found(auditor).row(OTHER, "diag").whole.granted == 0
