"""The API of people: the same commands as the screens, for who comes with a key."""

import datetime as dt

import pytest
from django.utils import timezone

from ancrage.people.actions.access import request_access
from ancrage.people.actions.tokens import create_token
from ancrage.people.models import AccessRequest, Invitation, RoleHolding
from ancrage.people.queries import actor_of
from ancrage.people.queries.tokens import carriable
from tests.described import check_operation
from tests.people.country import ARVE, country
from tests.people.test_accounts import COMMON
from tests.people.world import person

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country():
    country()


def key_of(somebody, *, may_write=True):
    by = actor_of(somebody, on=TODAY)
    roles = [row.holding.reference for row in carriable(by, on=TODAY)]
    made = create_token(
        by=by,
        now=timezone.now(),
        name="essai",
        expires_on=TODAY + DAY,
        may_write=may_write,
        roles=roles,
    )
    return made.key


class Api:
    """The API, as somebody calls it."""

    def __init__(self, client, somebody):
        self.client = client
        self.headers = {"Authorization": f"Bearer {key_of(somebody)}"}

    def get(self, path):
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def post(self, path, **body):
        url = f"/api/v1{path}"
        return self.client.post(url, body, content_type="application/json", headers=self.headers)


def test_who_holds_what_is_told_to_each_as_on_the_page(client):
    for role, code in (("elected_lead", "essai:t1"), ("elected_lead", "essai:t3")):
        person(role, code=code)
    copilot = Api(client, person("copilot", code="84"))
    told = copilot.get("/roles?role=elected_lead").json()
    assert [row["scope"]["name"] for row in told["items"]] == ["Vallée de l’Arve"]
    auditor = Api(client, person("auditor"))
    assert auditor.get("/roles?role=elected_lead").json()["count"] == 2
    theirs = RoleHolding.objects.get(scope_code="essai:t3").person.reference
    assert copilot.get(f"/people/{theirs}").status_code == 404
    assert auditor.get(f"/people/{theirs}").json()["roles"][0]["state"] == "held"


def test_a_role_is_given_replaced_and_ended(client):
    copilot, lead = Api(client, person("copilot", code="84")), person()
    deputy = person()
    RoleHolding.objects.create(
        person=lead,
        role="project_manager",
        scope_kind="territory",
        scope_code="essai:t2",
        since=TODAY,
    )
    path = f"/people/{lead.reference}/roles"
    for body, status, said in (
        ({"role": "elected_lead", "scope": "Brest"}, 409, "Rien ne s’appelle"),
        ({"role": "elected_lead", "scope": "bresle"}, 404, ""),
        ({"role": "roi", "scope": "arve"}, 409, "n’existe pas"),
        ({"role": "copilot", "scope": "84"}, 409, "pas le vôtre"),
        ({"role": "elected_lead", "scope": "arve", "organisation": "200033116"}, 200, ""),
        ({"role": "elected_lead", "scope": "arve"}, 409, "déjà"),
    ):
        answer = copilot.post(path, since=str(TODAY), **body)
        assert (answer.status_code, said in str(answer.json())) == (status, True), body
    given = lead.holdings.get(role="elected_lead")
    assert given.organisation.code == "200033116"
    himself = Api(client, lead)
    body = {"email": deputy.email, "since": str(TODAY), "is_delegation": False}
    stands = himself.post(f"/roles/{given.reference}/stand-ins", **body)
    assert stands.json()["stands_in_for"] == lead.reference
    ended = copilot.post(
        f"/roles/{given.reference}/end", last_day=str(TODAY), reason="Fin de mandat."
    )
    assert ended.json()["until"] == str(TODAY)


def test_a_table_is_brought_in_with_its_faults_located_then_done_once(client):
    copilot = Api(client, person("copilot", code="84"))
    good = {
        "email": "claire@essai.example",
        "family": "Montagnier",
        "role": "élu référent",
        "scope": "arve",
    }
    faulty = copilot.post("/invitations/batches", rows=[good, good | {"scope": "Brest"}])
    assert faulty.status_code == 422
    assert "ligne 2, colonne Territoire" in faulty.json()["errors"][0]
    dry = copilot.post("/invitations/batches", rows=[good], dry_run=True).json()
    assert dry == {"done": False, "invited": 1, "given": 1, "held": 0}
    assert not Invitation.objects.exists()
    assert copilot.post("/invitations/batches", rows=[good]).json()["done"] is True
    again = copilot.post("/invitations/batches", rows=[good]).json()
    assert again == {"done": True, "invited": 0, "given": 0, "held": 1}
    told = copilot.get("/invitations").json()["items"][0]
    assert (told["state"], told["roles"]) == ("sent", ["élu référent, Vallée de l’Arve"])
    sent = copilot.post(f"/invitations/{told['reference']}/again")
    assert sent.json()["sent_count"] == 2
    other = Api(client, person("copilot", code="28"))
    assert other.post(f"/invitations/{told['reference']}/again").status_code == 404
    assert copilot.post(f"/invitations/{told['reference']}/cancellation").status_code == 200


def test_access_is_asked_for_and_answered(client):
    somebody, copilot = Api(client, person()), Api(client, person("copilot", code="84"))
    asked = somebody.post("/me/access-requests", role="elected_lead", scope="arve").json()
    assert somebody.get("/access-requests").json()["count"] == 1
    path = f"/access-requests/{asked['reference']}"
    assert somebody.post(f"{path}/grant", since=str(TODAY)).status_code == 404
    assert copilot.post(f"{path}/refusal", reason=" ").status_code == 409
    assert copilot.post(f"{path}/grant", since=str(TODAY)).json()["state"] == "granted"
    asked = somebody.post("/me/access-requests", role="national").json()
    path = f"/access-requests/{asked['reference']}"
    assert copilot.get("/access-requests").json()["count"] == 1
    assert somebody.post(f"{path}/withdrawal").json()["state"] == "withdrawn"
    assert AccessRequest.objects.count() == 2


def test_an_organisation_is_added_once_and_checked(client):
    national = Api(client, person("national"))
    body = {"kind": "company", "name": "Forges", "siret": COMMON}
    assert national.post("/organisations/additions", **body).json()["code"] == COMMON
    assert national.post("/organisations/additions", **body).status_code == 200
    wrong = national.post("/organisations/additions", **body | {"siret": "123"})
    assert (wrong.status_code, "SIRET" in wrong.json()["detail"]) == (409, True)
    told = national.get("/organisations?kind=company").json()
    assert told["count"] == 1


def test_keys_are_made_seen_and_revoked(client):
    somebody = Api(client, person("copilot", code="84"))
    made = somebody.post("/me/tokens", name="autre", expires_on=str(TODAY)).json()
    assert made["key"].startswith(f"ancrage_{made['reference']}_")
    assert made["roles"] == ["copilote régional, Auvergne-Rhône-Alpes"]
    assert made["may_write"] is False
    assert somebody.get("/tokens").json()["count"] == 2
    assert somebody.post(f"/tokens/{made['reference']}/revocation").json()["state"] == "revoked"
    other = Api(client, person())
    assert other.post(f"/tokens/{made['reference']}/revocation").status_code == 404


def test_personal_data_are_exported_corrected_and_erased(client):
    somebody = person()
    himself = Api(client, somebody)
    path = f"/people/{somebody.reference}"
    corrected = himself.post(
        f"{path}/correction", family_name="Durand", email="durand@essai.example"
    )
    assert corrected.json()["email"] == "durand@essai.example"
    assert himself.get(f"{path}/export").json()["person"]["family_name"] == "Durand"
    assert himself.post(f"{path}/erasure", reason="Moi.").status_code == 404
    administrator = Api(client, person("administrator"))
    assert administrator.post(f"{path}/erasure", reason="À sa demande.").status_code == 204
    assert himself.get("/me").status_code == 401
    assert administrator.post("/retention/applications").json() == {}


def test_the_table_of_rights_and_the_rules_of_retention_are_open_to_all(client):
    told = client.get("/api/v1/rights?role=auditor&limit=500").json()
    assert all("auditor" in right["who"] for right in told["items"])
    assert not any(right["writes"] for right in told["items"])
    assert any(rule["code"] == "journal" for rule in client.get("/api/v1/retention").json())


OURS = [
    ("GET", "/me"),
    ("GET", "/roles"),
    ("POST", "/roles/{reference}/end"),
    ("POST", "/roles/{reference}/stand-ins"),
    ("GET", "/people/{reference}"),
    ("POST", "/people/{reference}/roles"),
    ("POST", "/people/{reference}/correction"),
    ("GET", "/people/{reference}/export"),
    ("GET", "/organisations"),
    ("POST", "/organisations/additions"),
    ("GET", "/invitations"),
    ("POST", "/invitations/batches"),
    ("POST", "/invitations/{reference}/again"),
    ("POST", "/invitations/{reference}/cancellation"),
    ("GET", "/access-requests"),
    ("POST", "/me/access-requests"),
    ("POST", "/access-requests/{reference}/withdrawal"),
    ("POST", "/access-requests/{reference}/grant"),
    ("POST", "/access-requests/{reference}/refusal"),
    ("GET", "/tokens"),
    ("POST", "/me/tokens"),
]


@pytest.mark.parametrize(("method", "path"), OURS)
def test_an_administrator_s_calls_are_answered_as_described(method, path):
    """With a key, on references that are there: what is behind the door answers."""
    key = key_of(person("administrator"))
    somebody = person("elected_lead", code="essai:t1")
    asker = person()
    asked = request_access(
        by=actor_of(asker, on=TODAY), now=timezone.now(), role="elected_lead", scope=ARVE
    )
    references = {
        "roles": somebody.holdings.get().reference,
        "people": somebody.reference,
        "access-requests": asked.reference,
        "invitations": "0" * 32,
    }
    parameters = {"reference": references[path.split("/")[1]]} if "{reference}" in path else None
    check_operation(method, path, examples=12, key=key, parameters=parameters)
