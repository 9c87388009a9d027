"""The pages of reconciliation and of returns: who sees what, what is done, what it asks."""

import pytest
from django.test import Client
from django.urls import reverse

from ancrage.funding.actions.returns import open_returns, write_return
from ancrage.funding.models import Dossier, Match, Return, ReturnVersion, SetAside, WaitingPayment
from ancrage.funding.rules.halves import Half
from tests.funding.matching_world import granted, waiting
from tests.funding.world import DAY, HOST, NOW, OPERATOR, SIRET, commitment, dossier, posted
from tests.funding.world import amount as amount_of
from tests.people.world import sign_in
from tests.snapshots import main_of

pytestmark = pytest.mark.django_db
SECRET = ("Fonderie Cachée", "DOS-2024-0012")
CHANCE = (
    (r"n° \d+", "n° 1"),
    (r"paiements/\d+/", "paiements/1/"),
    (r"Prénom\d* Nom\d*|[A-Z][a-zé]+ N\d+", "Quelqu’un"),
    (r"[0-9a-f]{64}", "empreinte"),
)


@pytest.fixture(autouse=True)
def _today(held, monkeypatch):
    """The day of the tests' world."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def client(held, who: str) -> Client:
    return sign_in(Client(), getattr(held, who)) if who else Client()


def known() -> tuple[Dossier, WaitingPayment]:
    """A dossier and a payment that its number tells, two zeros lost."""
    one = granted(1_000_00, number="DOS-2024-0012", beneficiary="Fonderie Cachée")
    told = {"siret": SIRET, "number": "DOS-2024-12", "beneficiary": "Fonderie Cachée"}
    return one, waiting(400_00, **told)


def test_everybody_reads_how_much_waits_and_only_its_owners_read_what(held):
    _one, payment = known()
    page = reverse("waiting_payment", args=[payment.pk])
    for who, reads in (
        ("", False),
        ("lead", False),
        ("copilot", False),
        ("other_referent", False),
        ("referent", True),
        ("national", True),
        ("auditor", True),
    ):
        text = client(held, who).get(reverse("reconciliation")).content.decode()
        assert held.referent.name in text
        assert "400,00" in text
        assert (SECRET[0] in text) == reads, who
        assert client(held, who).get(page).status_code == (200 if reads else 404 if who else 302), (
            who
        )
    auditor = client(held, "auditor").get(page).content.decode()
    assert all(word in auditor for word in SECRET)
    assert "payment_match" not in auditor
    assert "<form" not in auditor.partition("<main")[2]


def test_a_payment_is_matched_refused_and_taken_back_on_its_page(held):
    one, payment = known()
    by = client(held, "referent")
    page = reverse("waiting_payment", args=[payment.pk])
    text = by.get(page).content.decode()
    assert "Même numéro, aux zéros près" in text
    told = {"dossier_0": one.code, "part_0": "400,01"}
    refused = by.post(reverse("payment_match", args=[payment.pk]), told)
    assert refused.status_code == 409
    assert "aucun centime" in refused.content.decode()
    assert 'value="400,01"' in refused.content.decode()
    bad = by.post(reverse("payment_match", args=[payment.pk]), told | {"part_0": "mille"})
    assert "Écrivez un montant" in bad.content.decode()
    done = by.post(reverse("payment_match", args=[payment.pk]), told | {"part_0": "400"})
    assert done.headers["Location"] == page
    made = Match.objects.get()
    assert (made.how, made.author) == ("suggested", held.referent.reference)
    assert one.code in by.get(page).content.decode()
    by.post(reverse("payment_undo", args=[payment.pk]), {"reason": "Homonyme"})
    assert "Homonyme" in by.get(page).content.decode()
    assert by.post(reverse("payment_undo", args=[payment.pk])).status_code == 404
    two = granted(400_00)
    told = {"dossier": two.code, "reason": "Autre objet"}
    by.post(reverse("payment_refuse", args=[payment.pk]), told)
    assert SetAside.objects.filter(right=two.code).exists()
    assert by.post(reverse("payment_refuse", args=[payment.pk])).status_code == 404


def test_a_payment_beyond_what_is_left_is_offered_to_be_shared(held):
    paying = commitment("EJ-7")
    one, two = granted(300_00, paying=paying), granted(100_00, paying=paying)
    payment = waiting(400_00, commitment_number="EJ-7", siret=SIRET)
    by = client(held, "national")
    text = by.get(reverse("waiting_payment", args=[payment.pk])).content.decode()
    assert "partagez le paiement" in text
    told = {"dossier_0": one.code, "part_0": "300", "dossier_1": two.code, "part_1": "100"}
    assert f'value="{one.code}"' in text
    by.post(reverse("payment_match", args=[payment.pk]), told)
    assert Match.objects.get().how == "hand"


def test_many_are_matched_at_once_after_a_preview(held):
    one, payment = known()
    by = client(held, "referent")
    sure = reverse("reconciliation_sure")
    page = by.get(sure, {"financeur": OPERATOR})
    assert one.code in page.content.decode()
    mark = page.context["plan"].mark
    stale = by.post(sure, {"financer": OPERATOR, "mark": "x"})
    assert stale.status_code == 409
    done = by.post(sure, {"financer": OPERATOR, "mark": mark})
    text = by.get(done.headers["Location"]).content.decode()
    assert "1 paiement rattaché" in text
    payment.refresh_from_db()
    assert payment.state == "matched"
    assert client(held, "other_referent").get(sure, {"financeur": OPERATOR}).status_code == 404
    empty = by.get(sure, {"financeur": OPERATOR}).content.decode()
    assert "Aucune suggestion" in empty


def test_keys_are_matched_by_a_button(held):
    one = granted(100_00, number="A-1")
    waiting(60_00, siret=SIRET, number="A-1", year=2024)
    waiting(60_00, siret=SIRET, number="A-1", year=2024)
    done = client(held, "referent").post(reverse("reconciliation_keys"), {"financer": OPERATOR})
    text = client(held, "").get(done.headers["Location"]).content.decode()
    assert "1 paiement rattaché. Faute d’un engagement suffisant, 1 attendent." in text
    one.refresh_from_db()
    assert one.paid_cents == 60_00


def test_dossiers_are_tied_on_their_page(held):
    one = dossier()
    two = dossier(financer="ademe", financer_name="ADEME")
    by = client(held, "national")
    page = reverse("dossier_links", args=["projets"])
    assert two.code in by.get(page).content.decode()
    told = {"dossier": one.code, "code": two.code}
    by.post(reverse("dossier_link", args=["projets"]), told)
    one.refresh_from_db()
    assert one.project is not None
    wrong = by.post(reverse("dossier_unlink", args=["projets"]), {"dossier": one.code})
    assert wrong.status_code == 409
    by.post(reverse("dossier_unlink", args=["projets"]), {"dossier": one.code, "reason": "Non"})
    one.refresh_from_db()
    assert one.project is None
    three = dossier(financer="etat", financer_name="État")
    told = {"dossier": one.code, "code": three.code, "reason": "Rien à voir"}
    by.post(reverse("dossier_link_refuse", args=["projets"]), told)
    assert SetAside.objects.filter(left=three.code, right=one.code).exists()
    assert by.post(page.replace("projets", "projets/lier"), {"dossier": "x"}).status_code == 409
    assert by.get(reverse("dossier_links", args=["rien"])).status_code == 404
    assert client(held, "lead").get(page).status_code == 404


def opened() -> Return:
    granted(1_000_00)
    posted(amount_of("paid", 10_00, DAY, dossier=Dossier.objects.get()))
    open_returns(by=HOST, now=NOW, half=Half(2024, 1))
    return Return.objects.get()


def test_a_return_goes_from_the_draft_to_the_certified_and_back(held):
    one = opened()
    where = [OPERATOR, "2024-S1"]
    page, by = reverse("return", args=where), client(held, "referent")
    text = by.get(page).content.decode()
    assert "non certifiés" in text
    assert "pas encore certifiée" in client(held, "").get(page).content.decode()
    assert client(held, "").get(reverse("return_paper", args=[*where, "pdf"])).status_code == 404
    told = {"comment:": "Rien à signaler.", "revision": "1"}
    assert by.post(reverse("return_write", args=where), told).status_code == 302
    assert by.post(reverse("return_write", args=where), told).status_code == 409
    mark = by.get(page).context["mark"]
    told = {"as": "Directrice financière", "mark": mark}
    unsure = by.post(reverse("return_certify", args=where), told)
    assert unsure.status_code == 409
    by.post(reverse("return_certify", args=where), told | {"sure": "on"})
    made = ReturnVersion.objects.get()
    text = client(held, "").get(page).content.decode()
    assert all(word in text for word in (held.referent.name, "Directrice financière", made.digest))
    assert "Sur l’ensemble\N{NO-BREAK SPACE}: Rien à signaler." in text
    read = client(held, "national").get(page).content.decode()
    assert "return_certify" not in read
    assert "Elle devait l’être avant le" in read
    assert "certifier avant le" not in read
    pdf = client(held, "").get(reverse("return_paper", args=[*where, "pdf"]))
    assert pdf.content.startswith(b"%PDF")
    assert client(held, "").get(reverse("return_paper", args=[*where, "txt"])).status_code == 404
    by.post(reverse("return_reopen", args=where), {"reason": "Un paiement oublié"})
    one.refresh_from_db()
    assert one.state == "reopened"
    public = client(held, "")
    assert "Un paiement oublié" in public.get(page).content.decode()
    assert public.get(page, {"version": "9"}).status_code == 404
    write_return(by=HOST, now=NOW, held=one, comments={"": "Corrigé."})
    assert "Corrigé." not in public.get(page).content.decode()
    granted(5_00)
    assert "version 1" in by.get(page).content.decode()


def test_the_national_team_asks_for_returns_and_sees_those_that_are_late(held):
    dossier()
    by, page = client(held, "national"), reverse("returns")
    ask = reverse("returns_open")
    assert by.post(ask, {"half": "2024"}).status_code == 409
    assert by.post(ask, {"half": "2026-S2"}).status_code == 409
    assert by.post(ask, {"half": "2026-S1"}).headers["Location"] == page
    for who in ("", "national"):
        assert "1 déclaration est en retard" in client(held, who).get(page).content.decode()
    assert client(held, "referent").post(ask, {"half": "2025-S1"}).status_code == 404


@pytest.fixture
def _many():
    """More than a page of payments and of dossiers."""
    for rank in range(30):
        granted(100_00 + rank, number=f"DOS-{rank:05d}", siret="", siren="")
        waiting(100_00 + rank, number=f"DOS-{rank}")


@pytest.mark.usefixtures("_many")
def test_pages_ask_little_of_the_database(held, django_assert_max_num_queries):
    open_returns(by=HOST, now=NOW, half=Half(2024, 1))
    by = client(held, "national")
    first = WaitingPayment.objects.first().pk
    for name, args in (
        ("reconciliation", []),
        ("reconciliation_sure", []),
        ("waiting_payment", [first]),
        ("dossier_links", ["projets"]),
        ("dossier_links", ["sollicitations"]),
        ("dossier_links", ["fiches"]),
        ("returns", []),
        ("return", [OPERATOR, "2024-S1"]),
    ):
        address = reverse(name, args=args)
        by.get(address, {"financeur": OPERATOR})
        with django_assert_max_num_queries(15):
            assert by.get(address, {"financeur": OPERATOR}).status_code == 200


@pytest.mark.parametrize("name", ["reconciliation", "waiting_payment", "returns", "return"])
def test_a_page(held, snapshot, name):
    _one, payment = known()
    open_returns(by=HOST, now=NOW, half=Half(2024, 1))
    args = {"waiting_payment": [payment.pk], "return": [OPERATOR, "2024-S1"]}.get(name, [])
    chance = (*CHANCE, (held.referent.name, "Quelqu’un"))
    assert main_of(client(held, "referent"), reverse(name, args=args), chance) == snapshot
