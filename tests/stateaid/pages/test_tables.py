"""What anybody reads of regimes and tables; files brought in and taken back; the register."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ancrage.stateaid.models import ImportedTable, ReferenceRate
from tests.snapshots import main_of
from tests.stateaid.pages.world import UNKNOWN, check, words_of
from tests.stateaid.world import DAY, OPERATOR, SIREN, aided, declared, received

pytestmark = pytest.mark.django_db
RATES = b"valid_from,rate_percent,source\n2026-01-01,2.11,Commission\n"


def sent(client, content: bytes = RATES, **changes):
    file = SimpleUploadedFile("taux.csv", content, "text/csv")
    told = {"kind": "rates", "source": "Commission, 2026", "document": file}
    return client.post(reverse("aid_table_import"), told | changes)


class TestRegimes:
    def test_are_read_by_anybody(self, client_of):
        told = words_of(client_of().get(reverse("aid_regimes")))
        assert "Plafond d’une entreprise unique : 300 000 € (" in told
        assert "Plafond d’une entreprise unique : 200 000 €" in told
        assert "petite 20 %, moyenne 10 %, grande 0 %" in told

    def test_are_narrowed_to_those_in_force_on_a_day(self, client_of):
        told = client_of().get(
            reverse("aid_regimes"), {"date": "2023-06-01", "vigueur": "oui", "q": "général"}
        )
        assert "200 000 €" in words_of(told)
        assert "300 000 €" not in words_of(told)

    def test_are_taken_away(self, client_of):
        file = client_of().get(reverse("aid_regimes"), {"format": "csv"})
        assert "de minimis" in file.content.decode().lower()


class TestTables:
    def test_say_what_is_missing_to_anybody(self, client_of, snapshot):
        assert main_of(client_of(), reverse("aid_tables")) == snapshot

    def test_are_imported_and_taken_back(self, client_of):
        client = client_of("national")
        assert sent(client).url == reverse("aid_tables")
        held = ImportedTable.objects.get()
        assert (held.count, float(ReferenceRate.objects.get().percent)) == (1, 2.11)
        told = words_of(client_of().get(reverse("aid_tables")))
        assert "1 ligne, importée le 23 novembre 2026 ; source : Commission, 2026" in told
        address = reverse("aid_table_withdraw", args=[held.reference])
        assert client.post(address, {"reason": ""}).status_code == 422
        client.post(address, {"reason": "Mauvaise année"})
        told = words_of(client.get(reverse("aid_tables")))
        assert "le 23 novembre 2026 : Mauvaise année" in told
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize(
        ("content", "changes"),
        [
            (b"valid_from,rate_percent,source\nhier,beaucoup,x\n", {}),
            (b"a,b\n1,2\n", {}),
            (RATES, {"source": ""}),
            (RATES, {"kind": "rien"}),
        ],
    )
    def test_that_are_wrong_change_nothing(self, client_of, content, changes):
        assert sent(client_of("national"), content, **changes).status_code == 422
        assert ImportedTable.objects.count() == 0

    def test_that_is_wrong_says_every_fault_with_its_line_and_column(self, client_of):
        wrong = b"valid_from,rate_percent,source\n2026-01-01,beaucoup,x\nhier,2.1,x\n"
        told = words_of(sent(client_of("national"), wrong), status=422)
        assert "taux.csv, ligne 2, colonne rate_percent : « beaucoup »" in told
        assert "taux.csv, ligne 3, colonne valid_from : « hier »" in told
        many = RATES.splitlines()[0] + b"\nhier,2.1,x" * 22
        assert "et 2 autres fautes." in words_of(sent(client_of("national"), many), status=422)
        shown = words_of(client_of("national").get(reverse("aid_table_import")))
        assert "Colonnes : taux de référence valid_from, rate_percent, source" in shown
        assert ImportedTable.objects.count() == 0

    @pytest.mark.parametrize("who", ["referent", "auditor", "company"])
    def test_are_not_imported_by_others(self, client_of, who):
        assert sent(client_of(who)).status_code in {403, 404}
        assert ImportedTable.objects.count() == 0


class TestTheRegister:
    ASKED = {"financeur": OPERATOR, "du": "2025-01-01", "au": "2026-12-31"}

    def read(self, response):
        assert response.status_code == 200
        return list(csv.reader(io.StringIO(response.content.decode())))

    def test_is_taken_away_by_the_financer(self, client_of):
        declared()
        aided(1_500_00, on=DAY)
        file = client_of("referent").get(reverse("aid_register"), self.ASKED)
        rows = self.read(file)
        assert "1500.00" in rows[1]
        assert "registre-bpifrance-2025-01-01-2026-12-31.csv" in file["Content-Disposition"]
        assert len(self.read(client_of("auditor").get(reverse("aid_register"), self.ASKED))) == 2

    def test_of_the_demonstration_says_so(self, client_of):
        declared()
        aided(1_500_00, on=DAY, is_demonstration=True)
        file = client_of("referent").get(reverse("aid_register"), self.ASKED)
        assert "demonstration-registre" in file["Content-Disposition"]
        assert any("Démonstration" in cell for cell in self.read(file)[1])

    @pytest.mark.parametrize("changes", [{"financeur": "ademe"}, {"du": ""}, {"au": "x"}])
    def test_of_others_or_of_no_day_is_not_there(self, client_of, changes):
        asked = self.ASKED | changes
        assert client_of("referent").get(reverse("aid_register"), asked).status_code == 404


def test_the_first_page_shows_what_waits(client_of):
    one = check(UNKNOWN)
    assert one.code in words_of(client_of("referent").get(reverse("state_aid")))
    assert one.code not in words_of(client_of("other_referent").get(reverse("state_aid")))


class TestOversight:
    @pytest.mark.parametrize("who", ["national", "auditor"])
    def test_shows_what_no_verdict_covers_and_the_ceilings_passed(self, client_of, who):
        declared(SIREN, received(299_000_00))
        one = aided(2_000_00)
        address = reverse("aid_oversight")
        told = words_of(client_of(who).get(address, {"date": DAY.isoformat()}))
        assert one.code in told.split("Octrois sans verdict")[1]
        over = told.split("Octrois sans verdict")[0]
        assert "Verrerie Inventée (SIREN 780129987)" in over
        assert "301 000,00" in over

    def test_says_that_all_is_well(self, client_of):
        told = words_of(client_of("national").get(reverse("aid_oversight")))
        assert "aucune entreprise unique n’a reçu plus" in told
        assert "Chaque octroi sous un régime a son verdict." in told

    @pytest.mark.parametrize("who", ["referent", "company", "copilot"])
    def test_is_not_for_others(self, client_of, who):
        assert client_of(who).get(reverse("aid_oversight")).status_code in {403, 404}
