"""The pages of the requests: lists, one request, who sees what of it, ten thousand of them."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from ancrage.kernel.text import fold
from ancrage.requests.access import Access
from ancrage.requests.actions.thread import attach_document, write_message, write_note
from ancrage.requests.models import ServiceRequest
from ancrage.requests.queries.requests import visible_to
from tests.people.world import sign_in
from tests.requests.world import (
    HERE,
    NAME,
    NOW,
    OPERATOR,
    SIRET,
    TODAY,
    WORD,
    drafted,
    sent,
    stepped,
)

pytestmark = pytest.mark.django_db
LIST = "/sollicitations/"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PRIVATE = (NAME, SIRET, WORD, "Quel tuteur", "devis.pdf", "Note secrète")
READERS = ("lead", "company", "referent", "copilot", "national")
STRANGERS = ("stranger", "other_referent", "other_copilot")


def client(held, who) -> Client:
    return sign_in(Client(), getattr(held, who))


def whole(held) -> ServiceRequest:
    """A request with all that is private in it."""
    made = stepped(held, sent(held), "ask_more")
    attach_document(by=held.actor("lead"), now=NOW, request=made, name="devis.pdf", content=PDF)
    write_note(by=held.actor("referent"), now=NOW, request=made, text="Note secrète.")
    write_message(by=held.actor("lead"), now=NOW, request=made, text="Nous répondons.")
    return made


def test_those_whose_it_is_read_it_whole_and_the_note_stays_the_operator_s(held):
    made = whole(held)
    for who in READERS:
        text = client(held, who).get(f"{LIST}{made.code}/").content.decode()
        for word in PRIVATE[:-1]:
            assert word in text, (who, word)
        assert ("Note secrète" in text) == (who == "referent")


def test_an_auditor_sees_that_it_exists_its_amounts_and_its_dates(held):
    made = whole(held)
    auditor = client(held, "auditor")
    text = auditor.get(f"{LIST}{made.code}/").content.decode()
    assert "4\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}€" in text
    assert not any(word in text for word in PRIVATE)
    columns = "code,entreprise,siret,objet,numero"
    page = auditor.get(LIST, {"colonnes": columns, "format": "csv"}).content.decode()
    assert made.code in page
    assert not any(word in page for word in PRIVATE)
    assert made.code not in auditor.get(LIST, {"q": "verrerie"}).content.decode()
    assert auditor.get(f"{LIST}{made.code}/pieces/1/").status_code == 404


def test_who_looks_as_another_sees_an_outline(held):
    made = whole(held)
    seen = held.actor("lead", seen_by="autre")
    assert Access(seen, made).is_outline


@pytest.mark.parametrize("who", STRANGERS)
def test_to_the_others_it_is_not_there(held, who):
    made = whole(held)
    other = client(held, who)
    assert other.get(f"{LIST}{made.code}/").status_code == 404
    assert made.code not in other.get(LIST).content.decode()
    assert other.post(f"{LIST}{made.code}/accorder/").status_code == 404


def test_a_draft_is_its_side_s_alone(held):
    made = drafted(held)
    for who in ("lead", "company"):
        assert client(held, who).get(f"{LIST}{made.code}/").status_code == 200
    for who in ("referent", "copilot", "national", "auditor", *STRANGERS):
        assert client(held, who).get(f"{LIST}{made.code}/").status_code == 404
        assert made not in visible_to(held.actor(who))


def test_one_asks_on_the_screen_and_loses_nothing(held):
    lead = client(held, "lead")
    page = lead.get(f"{LIST}demander/?mesure=vte&fact_size=small").content.decode()
    assert "Taille de l’entreprise" in page
    assert '<option value="small" selected>' in page
    told = {
        "measure": "vte",
        "purpose": "Texte que l’on garde",
        "asked_by": "company",
        "siret": "123",
        "cost": "beaucoup",
    }
    refused = lead.post(f"{LIST}demander/", told)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Texte que l’on garde" in text
    assert "SIRET est faux" in text
    assert "12 500,00" in text
    good = told | {
        "siret": SIRET,
        "company_name": NAME,
        "cost": "12 500,00 €",
        "fact_size": "large",
    }
    kept = lead.post(f"{LIST}demander/", good, follow=True)
    made = ServiceRequest.objects.get(purpose="Texte que l’on garde")
    assert (made.cost, made.territory, made.state) == (1_250_000, HERE, "draft")
    assert "non rempli" in kept.content.decode()
    path = f"{LIST}{made.code}/ecrire/"
    again = lead.post(path, good | {"revision": made.revision, "send": "1"}, follow=True)
    made.refresh_from_db()
    assert made.state == "sent"
    assert "envoyée" in again.content.decode()


def test_a_draft_changed_by_two_keeps_what_each_typed(held):
    made = drafted(held)
    told = {
        "measure": "vte",
        "purpose": "Le mien",
        "asked_by": "company",
        "siret": SIRET,
        "company_name": NAME,
        "territory": HERE,
        "revision": made.revision + 5,
    }
    page = client(held, "lead").post(f"{LIST}{made.code}/ecrire/", told)
    assert page.status_code == 409
    assert "Le mien" in page.content.decode()
    assert "Quelqu’un a changé" in page.content.decode()


def test_the_operator_answers_on_the_screen(held):
    made = sent(held)
    referent = client(held, "referent")
    path = f"{LIST}{made.code}/"
    refused = referent.post(f"{path}refuser/", {"reason": " ", "revision": made.revision})
    assert refused.status_code == 409
    wrong = referent.post(f"{path}accorder/", {"amount": "mille", "revision": made.revision})
    assert "mille" in wrong.content.decode()
    told = {"amount": "3 500,50", "revision": made.revision}
    referent.post(f"{path}accorder/", told)
    made.refresh_from_db()
    assert (made.state, made.granted_amount) == ("granted", 350_050)


# Ten thousand


def ten_thousand() -> None:
    states = ("sent", "instructed", "granted", "refused", "delivered")
    ServiceRequest.objects.bulk_create(
        [
            ServiceRequest(
                code=f"S-2025-{rank:06d}",
                measure=f"m-{rank % 20}",
                measure_name=f"Mesure {rank % 20}",
                operator=OPERATOR if rank % 2 else "ademe",
                operator_name="Bpifrance" if rank % 2 else "ADEME",
                territory=HERE if rank % 3 else "",
                territory_name="Vallée Une" if rank % 3 else "",
                place="inside" if rank % 3 else "outside",
                regions="|01|",
                state=states[rank % 5],
                company_name=f"Société {rank}",
                search_words=fold(f"S-2025-{rank:06d} mesure {rank % 20}"),
                company_words=fold(f"Société {rank}"),
                sent_on=TODAY - dt.timedelta(days=rank % 900),
                due=TODAY - dt.timedelta(days=rank % 50) if rank % 5 < 2 else None,
                granted_amount=rank * 100 if rank % 5 == 2 else None,
                author="",
                created_at=NOW,
                changed_at=NOW,
            )
            for rank in range(10_000)
        ],
        batch_size=1000,
    )


@pytest.fixture(scope="module")
def many(held):
    ten_thousand()
    yield held
    ServiceRequest.objects.all()._raw_delete("default")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"etat": "granted", "tri": "-accorde", "colonnes": "code,accorde"},
        {"q": "mesure 7", "delai": "retard", "page": "3"},
        {"operateur": OPERATOR, "lieu": "inside", "annee": "2025"},
    ],
)
def test_ten_thousand_requests_answer_in_fifteen_queries(
    many, query, django_assert_max_num_queries
):
    national = client(many, "national")
    with django_assert_max_num_queries(15):
        page = national.get(LIST, query)
    assert page.status_code == 200


def rows_of(page) -> list[list[str]]:
    return list(csv.reader(io.StringIO(page.content.decode("utf-8-sig")), delimiter=";"))


def test_the_file_is_what_the_screen_shows(many):
    query = {"etat": "granted", "tri": "-accorde", "colonnes": "code,mesure,accorde", "q": "mesure"}
    national = client(many, "national")
    table = national.get(LIST, query).context["table"]
    heading, *rows = rows_of(national.get(LIST, query | {"format": "csv"}))
    assert heading[:3] == ["Sollicitation", "Mesure", "Montant accordé (€)"]
    assert len(rows) == table.count == 2000
    shown = [[cell.text for cell in cells] for cells in table.body]
    assert [row[0] for row in rows[:50]] == [cells[0] for cells in shown]
    amounts = [float(row[2].replace(",", ".")) for row in rows]
    assert amounts == sorted(amounts, reverse=True)
    book = national.get(LIST, query | {"format": "xlsx"})
    page = load_workbook(io.BytesIO(book.content), read_only=True).worksheets[0]
    lines = [list(line)[:3] for line in page.iter_rows(values_only=True)]
    assert [line[0] for line in lines[1:]] == [row[0] for row in rows]


WANTED = ("societe", "123")
"""Each word is looked for by itself, in what is public and in the company."""


def test_filters_and_search_keep_what_they_say(many):
    national = client(many, "national")
    held = ServiceRequest.objects.filter(code__startswith="S-2025")

    def counted(**query):
        return national.get(LIST, query).context["table"].count

    assert (
        counted(operateur="ademe", lieu="outside")
        == held.filter(operator="ademe", place="outside").count()
    )
    assert counted(delai="retard") == held.filter(due__lt=timezone.localdate()).count()
    found = [r for r in held if all(w in f"{r.search_words} {r.company_words}" for w in WANTED)]
    assert counted(q="Société 123") == len(found) > 0
    assert counted(etat="rien") == 10_000
