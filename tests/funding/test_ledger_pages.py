"""The pages of the ledger: what each reads, what each may do, and that sums open to their parts."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from ancrage.files.actions import store_file
from ancrage.funding.actions.dossiers import join_project
from ancrage.funding.actions.entries import reverse_entry
from ancrage.funding.actions.official import load_envelopes
from ancrage.funding.definitions import official_envelopes
from ancrage.funding.models import (
    Commitment,
    Dossier,
    Entry,
    Envelope,
    EnvelopeMove,
    Project,
)
from ancrage.funding.queries.totals import sums_by
from ancrage.funding.rules.cuts import Look
from ancrage.funding.words.money import RESERVED
from tests.funding.world import (
    DAY,
    HOST,
    MEASURE,
    NOW,
    OPERATOR,
    TODAY,
    amount,
    commitment,
    dossier,
    envelope,
    posted,
)
from tests.people.world import sign_in
from tests.requests.world import communes
from tests.snapshots import main_of

pytestmark = pytest.mark.django_db
CHANCE = [(r"\b[0-9a-f]{64}\b", "…"), (r"\b[0-9a-f]{32}\b", "…")]
NAMES = ("Verrerie Inventée", "Fours verriers", "BPI-7")
FULL = ("national", "referent", "lead", "company", "copilot", "auditor")
LISTED = {"colonnes": "code,beneficiaire,numero,siret,objet", "format": "csv"}


@pytest.fixture(autouse=True)
def _day(monkeypatch, held):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def client_of(held):
    """A client signed in as somebody; "" for a visitor."""
    return lambda who="": sign_in(Client(), getattr(held, who)) if who else Client()


@pytest.fixture
def one():
    """A dossier granted and paid in part on a part of an envelope, of a project of two."""
    paying = commitment("EJ-1", envelope=envelope("vte", 10_000_00))
    made, other = dossier(number="BPI-7"), dossier(number="BPI-8", place="outside", territory="")
    posted(
        amount("requested", 5_000_00, dossier=made),
        amount("granted", 4_000_00, dossier=made, commitment=paying),
        amount("paid", 1_000_00, dossier=made, document="DP-12"),
        amount("requested", 900_00, dossier=other),
    )
    project = Project(name="Four commun", total_cents=20_000_00)
    for held in (made, other):
        project = join_project(by=HOST, now=NOW, today=TODAY, dossier=held, project=project)
    made.refresh_from_db()
    return made


def page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


class TestSnapshots:
    @pytest.mark.parametrize("who", ["national", ""])
    def test_envelopes(self, client_of, snapshot, who):
        load_envelopes(by=HOST, now=NOW, envelopes=official_envelopes()[0], reason="Relevé")
        assert main_of(client_of(who), reverse("envelopes"), CHANCE) == snapshot

    @pytest.mark.parametrize("who", ["referent", ""])
    def test_an_envelope(self, client_of, snapshot, one, who):
        numbers = [(r"(mouvements/|mouvement )\d+", r"\1N")]
        address = reverse("envelope", args=["vte"])
        assert main_of(client_of(who), address, [*CHANCE, *numbers]) == snapshot

    @pytest.mark.parametrize("who", ["referent", ""])
    def test_entries(self, client_of, snapshot, one, who):
        numbers = [(r'ecritures/\d+/">\d+', 'ecritures/N/">N')]
        assert main_of(client_of(who), reverse("entries"), [*CHANCE, *numbers]) == snapshot

    @pytest.mark.parametrize("who", ["referent", ""])
    def test_an_entry(self, client_of, snapshot, one, who):
        paid = Entry.objects.get(stage="paid")
        numbers = [
            (r"Écriture [\d\s]*\d", "Écriture N"),
            (rf"\b{paid.pk}\b", "N"),
            (r"entrée \d+", "entrée N"),
            (r"journal/\d+", "…"),
            (r"engagements/\d+/", "engagements/N/"),
        ]
        shown = main_of(client_of(who), reverse("entry", args=[paid.pk]), [*CHANCE, *numbers])
        assert shown == snapshot

    @pytest.mark.parametrize("who", ["referent", ""])
    def test_a_dossier(self, client_of, snapshot, one, who):
        numbers = [(r"(ecritures|engagements)/\d+/", r"\1/N/")]
        address = reverse("dossier", args=[one.code])
        assert main_of(client_of(who), address, [*CHANCE, *numbers]) == snapshot


class TestSums:
    @pytest.mark.parametrize(
        ("query", "look"),
        [
            ({"stade": "requested"}, Look(stage="requested")),
            ({"stade": "requested", "lieu": "outside"}, Look(stage="requested", place="outside")),
            ({"total": "granted", "financeur": OPERATOR}, Look(total="granted", financer=OPERATOR)),
            (
                {"total": "paid", "annee": "2024", "besoin": "recruter"},
                Look(total="paid", year=2024, need="recruter"),
            ),
            (
                {"stade": "requested", "territoire": "inconnu"},
                Look(stage="requested", territory="inconnu"),
            ),
        ],
    )
    def test_the_sum_at_the_top_is_that_of_the_lines_and_of_the_total(self, one, query, look):
        response = Client().get(reverse("entries"), query)
        figure, count = response.context["sums"]
        sums = sums_by(look).get(())
        assert figure.value * 100 == sum(sums.gross.values())
        assert count.value == sums.count
        file = Client().get(reverse("entries"), query | {"format": "csv"}).content.decode()
        rows = list(csv.DictReader(io.StringIO(file.lstrip("\ufeff")), delimiter=";"))
        assert len([row for row in rows if row["Écriture"].isdecimal()]) == sums.count

    def test_what_is_read_beside_a_cut_is_summed_too(self, one):
        line = one.lines.get()
        for query, cents in (
            ({"stade": "requested", "dossier": one.code}, 5_000_00),
            ({"stade": "paid", "enveloppe": "vte"}, 1_000_00),
            ({"stade": "granted", "engagement": line.commitment_id}, 4_000_00),
            ({"stade": "requested", "fiche": "inconnu"}, 5_900_00),
        ):
            response = Client().get(reverse("entries"), query)
            assert response.context["sums"][0].value * 100 == cents, query

    def test_what_is_asked_for_and_what_is_paid_are_not_added(self, one):
        response = Client().get(reverse("entries"), {"dossier": one.code})
        assert [figure.value for figure in response.context["sums"]] == [3]
        assert "Choisissez un stade" in response.content.decode()

    @pytest.mark.parametrize("query", [{"engagement": "x"}, {"fichier": "x"}, {"engagement": "²"}])
    def test_what_cannot_be_is_not_there(self, query):
        assert Client().get(reverse("entries"), query).status_code == 404

    def test_as_at_a_day_and_as_known_on_another(self, one):
        for query in ({"date": "2024-02-01"}, {"connu": "2018-01-01"}):
            response = Client().get(reverse("entries"), query)
            assert response.context["sums"][0].value == 0
        assert "10/02/2000" not in page(Client(), "dossier", one.code, date="2024-02-01")


class TestNames:
    @pytest.mark.parametrize("who", [*FULL, "", "stranger", "other_referent", "other_copilot"])
    def test_are_read_by_those_whose_it_is(self, client_of, one, who):
        client = client_of(who)
        paid = Entry.objects.get(stage="paid")
        pages = [
            page(client, "dossier", one.code),
            page(client, "entry", paid.pk),
            page(client, "entries", **LISTED),
            page(client, "dossiers", **LISTED),
            page(client, "project", one.project.code),
            page(client, "commitment", one.lines.get().commitment_id),
        ]
        seen = [any(name in text for name in NAMES) for text in pages]
        assert any(seen) == (who in FULL)
        if who not in FULL:
            assert RESERVED in pages[3]
            assert one.code not in page(client, "dossiers", q="verrerie")
            assert "DP-12" not in "".join(pages)
            assert "Four commun" not in "".join(pages)

    @pytest.mark.parametrize(
        ("who", "reads"),
        [
            ("national", 1),
            ("referent", 1),
            ("lead", 1),
            ("company", 1),
            ("copilot", 0),
            ("auditor", 0),
        ],
    )
    def test_of_what_is_reserved_by_few(self, client_of, one, who, reads):
        Dossier.objects.update(is_reserved=True)
        client = client_of(who)
        texts = [page(client, "dossier", one.code), page(client, "dossiers", **LISTED)]
        assert any(name in text for name in NAMES for text in texts) == bool(reads)
        found = page(client, "dossiers", q="verrerie")
        assert (one.code in found) == bool(reads)


class TestActs:
    def test_an_amount_is_posted_once_however_often_the_form_is_sent(self, client_of, one):
        client = client_of("referent")
        address = reverse("dossier_post", args=[one.code])
        key = client.get(address).context["form"]["key"].value()
        told = {"key": key, "stage": "paid", "cents": "12,50", "event_on": "2024-04-01"}
        for _time in range(2):
            assert client.post(address, told).url == reverse("dossier", args=[one.code])
        one.refresh_from_db()
        assert one.paid_cents == 1_012_50
        refused = client.post(address, told | {"key": "autre", "cents": "9999"})
        assert refused.status_code == 422
        assert "engagés et pas encore payés" in refused.content.decode()
        assert "9999" in refused.content.decode()

    def test_an_entry_is_reversed_with_its_reason(self, client_of, one):
        paid = Entry.objects.get(stage="paid")
        client = client_of("referent")
        address = reverse("entry_reverse", args=[paid.pk])
        assert client.post(address, {"reason": ""}).status_code == 422
        made = client.post(address, {"reason": "Doublon"})
        assert "annule l’écriture" in client.get(made.url).content.decode()
        assert "est annulée par" in page(client, "entry", paid.pk)
        assert client.get(address).status_code == 404
        assert client_of("copilot").get(address).status_code == 404

    def test_a_dossier_from_its_opening_to_its_commitment(self, client_of):
        client, commune = client_of("referent"), communes("01")[0]
        told = {
            "financer": OPERATOR,
            "number": "BPI-9",
            "beneficiary": "Forge",
            "purpose": "Presse",
            "measure": MEASURE,
            "commune": commune,
            "asked_on": DAY.isoformat(),
            "eligible_cents": "1 000",
        }
        wrong = client.post(reverse("dossier_open"), told | {"commune": "99999"})
        assert (wrong.status_code, Dossier.objects.count()) == (422, 0)
        made = client.post(reverse("dossier_open"), told)
        one = Dossier.objects.get()
        assert made.url == reverse("dossier", args=[one.code])
        assert (one.commune, one.region, one.eligible_cents) == (commune, "01", 100_000)
        assert one.place != "unknown"
        again = client.post(reverse("dossier_open"), told)
        assert f"est déjà là\N{NO-BREAK SPACE}: {one.code}" in again.content.decode()
        envelope("vte", 10_000_00)
        committed = {"number": "EJ-9", "committed_on": "2024-04-01", "envelope": "vte"}
        client.post(reverse("dossier_commit", args=[one.code]), committed)
        assert Commitment.objects.get(number="EJ-9").envelope.code == "vte"
        joined = client.post(reverse("dossier_join", args=[one.code]), {"name": "Presse"})
        assert joined.url == reverse("project", args=[Project.objects.get().code])
        left = reverse("dossier_leave", args=[one.code])
        client.post(left, {"reason": "Autre projet"})
        one.refresh_from_db()
        assert one.project is None
        foreign = told | {"financer": "ademe"}
        assert client.post(reverse("dossier_open"), foreign).status_code == 422

    def test_an_envelope_is_opened_delegated_described_and_a_move_undone(self, client_of):
        client = client_of("referent")
        told = {
            "code": "essai",
            "name": "Essai",
            "nature": "opened",
            "operator": OPERATOR,
            "certainty": "official",
            "source": "Convention",
            "cents": "100",
            "event_on": DAY.isoformat(),
            "reason": "Convention signée",
        }
        opened = client.post(reverse("envelope_open"), told)
        assert opened.url == reverse("envelope", args=["essai"])
        part = told | {"code": "part", "cents": "40"}
        address = f"{reverse('envelope_open')}?dans=essai"
        assert client.post(address, part).url == reverse("envelope", args=["part"])
        move = {"way": "reprendre", "other": "part", "cents": "15", "event_on": DAY.isoformat()}
        client.post(reverse("envelope_move", args=["essai"]), move | {"reason": "Trop"})
        assert Envelope.objects.get(code="part").held == 25_00
        more = move | {"way": "donner", "cents": "999", "reason": "Trop"}
        refused = client.post(reverse("envelope_move", args=["essai"]), more)
        assert "de disponible" in refused.content.decode()
        changed = told | {"name": "Essai 2", "reason": "Nom"}
        client.post(reverse("envelope_revise", args=["essai"]), changed)
        assert Envelope.objects.get(code="essai").revision == 2
        taken = EnvelopeMove.objects.get(kind="recall")
        client.post(reverse("envelope_undo", args=["part", taken.pk]), {"reason": "Erreur"})
        assert Envelope.objects.get(code="part").held == 40_00
        text = page(client, "envelope", "part")
        assert "Erreur" in text
        assert "(annulé)" in text
        other = client_of("other_referent")
        assert other.get(reverse("envelope_move", args=["essai"])).status_code == 404

    def test_an_entry_leads_up_to_the_top_of_its_envelope(self, one):
        top = envelope("tout", 100_00)
        paying = commitment("EJ-2", envelope=envelope("part", 50_00, parent=top))
        posted(amount("granted", 10_00, dossier=one, commitment=paying))
        entry = Entry.objects.get(envelope__code="part")
        text = page(Client(), "entry", entry.pk)
        assert text.index(reverse("envelope", args=["tout"])) < text.index(
            reverse("envelope", args=["part"])
        )
        assert "introuvable" not in text

    def test_a_reversal_is_in_the_journal_too(self, one):
        paid = Entry.objects.get(stage="paid")
        made = reverse_entry(by=HOST, now=NOW, entry=paid, reason="Doublon")
        assert "introuvable" not in page(Client(), "entry", made.pk)


class TestTheFileOfAnEntry:
    @pytest.fixture
    def paid(self, one):
        content = b"Numero;Montant\r\nBPI-7;10,00\r\n"
        sent = store_file(name="paiements.csv", content=content, by_reference="essai", now=NOW)
        posted(amount("paid", 10_00, dossier=one, file=sent, row=2))
        return Entry.objects.get(file=sent)

    @pytest.mark.parametrize("who", ["national", "referent", "auditor"])
    def test_is_taken_by_who_reads_all_of_its_financer(self, client_of, paid, who):
        address = reverse("entry_file", args=[paid.pk])
        assert address in page(client_of(who), "entry", paid.pk)
        assert client_of(who).get(address).content.startswith(b"Numero")

    @pytest.mark.parametrize("who", ["", "lead", "copilot", "other_referent"])
    def test_is_not_there_for_others(self, client_of, paid, who):
        address = reverse("entry_file", args=[paid.pk])
        assert address not in page(client_of(who), "entry", paid.pk)
        assert client_of(who).get(address).status_code in {302, 404}

    def test_with_a_secret_in_it_is_not_the_auditors(self, client_of, paid):
        secret = dossier(number="BPI-9", is_reserved=True)
        posted(amount("requested", 1_00, dossier=secret, file=paid.file, row=3))
        assert client_of("auditor").get(reverse("entry_file", args=[paid.pk])).status_code == 404
        assert client_of("referent").get(reverse("entry_file", args=[paid.pk])).status_code == 200
