"""People's other pages: few queries however much there is, and nothing for who looks as another."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ancrage.people.actions.access import request_access
from ancrage.people.actions.invitations import invite
from ancrage.people.actions.tokens import create_token
from ancrage.people.middleware import SEEN_AS
from ancrage.people.models import AccessRequest, ApiToken, Invitation
from ancrage.people.queries import actor_of
from ancrage.people.queries.tokens import carriable
from tests.people.country import ARVE, country
from tests.people.test_invitations import rows
from tests.people.test_invitations_table import changed
from tests.people.world import HOST, give, person, sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
MANY = 8
MOST_QUERIES = 15


@pytest.fixture
def world():
    """A copilot and an administrator with much to look at."""
    country()
    now = timezone.now()
    people = [person("copilot", code="84"), person("administrator")]
    lines = [changed(email=f"invite{n}@essai.example", family=f"Nom {n}") for n in range(MANY)]
    invite(by=HOST, now=now, rows=rows(*lines))
    for somebody in people:
        give(somebody, "project_manager", "essai:t1")
        actor = actor_of(somebody, on=TODAY)
        for _ in range(MANY):
            create_token(
                by=actor,
                now=now,
                name="essai",
                expires_on=TODAY + dt.timedelta(days=3),
                may_write=False,
                roles=[row.holding.reference for row in carriable(actor, on=TODAY)],
            )
    for _ in range(MANY):
        asker = actor_of(person(), on=TODAY)
        request_access(by=asker, now=now, role="elected_lead", scope=ARVE)
    return people


def paths():
    asked, sent = AccessRequest.objects.first(), Invitation.objects.first()
    role = sent.holdings.get().reference
    return [
        "/invitations/",
        "/invitations/tableau/",
        "/invitations/nouvelle/?role=elected_lead",
        "/acces/",
        f"/acces/{asked.reference}/",
        "/acces/demander/?role=elected_lead",
        "/mes-jetons/",
        "/mes-jetons/nouveau/",
        "/donnees-personnelles/",
        "/mes-roles/",
        f"/personnes/{sent.person.reference}/role/?role=elected_lead",
        f"/roles/{role}/fin/",
        "/organisations/ajouter/",
    ]


def test_the_pages_cost_few_queries(client, world):
    for somebody in world:
        sign_in(client, somebody)
        for path in paths():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200, path
            assert len(queries) <= MOST_QUERIES, (path, len(queries))


def test_who_looks_as_another_sees_his_pages_and_changes_nothing(client, world):
    """Every form of these pages, sent while looking: not there."""
    copilot, administrator = world
    sign_in(client, administrator)
    session = client.session
    session[SEEN_AS] = copilot.reference
    session.save()
    assert copilot.name in client.get("/mes-roles/").content.decode()
    asked, token = AccessRequest.objects.first(), ApiToken.objects.filter(person=copilot).first()
    sent = Invitation.objects.first()
    for path in (
        f"/acces/{asked.reference}/accorder/",
        f"/acces/{asked.reference}/refuser/",
        "/acces/demander/",
        f"/mes-jetons/{token.reference}/revoquer/",
        "/mes-jetons/nouveau/",
        f"/invitations/{sent.reference}/renvoyer/",
        f"/invitations/{sent.reference}/annuler/",
        "/invitations/tableau/",
        f"/personnes/{sent.person.reference}/role/",
        f"/personnes/{copilot.reference}/corriger/",
        f"/roles/{copilot.holdings.first().reference}/fin/",
    ):
        assert client.post(path).status_code == 404, path
    assert (
        "Donner un rôle" not in client.get(f"/personnes/{sent.person.reference}/").content.decode()
    )
    token.refresh_from_db()
    assert token.revoked_at is None
