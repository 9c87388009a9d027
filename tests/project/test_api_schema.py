"""The API answers as its own description says, whatever is asked within it."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
OPERATIONS = [
    ("GET", "/lists"),
    ("GET", "/lists/{code}"),
    ("GET", "/territories"),
    ("GET", "/territories/{version}/{code}"),
    ("GET", "/intercommunalities"),
    ("GET", "/intercommunalities/{siren}"),
    ("GET", "/regions"),
    ("GET", "/regions/{code}"),
    ("GET", "/changes"),
    ("GET", "/changes/crosswalk"),
    ("GET", "/lookup"),
    ("GET", "/me"),
    ("GET", "/roles"),
    ("POST", "/roles/{reference}/end"),
    ("POST", "/roles/{reference}/stand-ins"),
    ("GET", "/people/{reference}"),
    ("POST", "/people/{reference}/roles"),
    ("POST", "/people/{reference}/correction"),
    ("GET", "/people/{reference}/export"),
    ("POST", "/people/{reference}/erasure"),
    ("GET", "/organisations"),
    ("POST", "/organisations/additions"),
    ("GET", "/rights"),
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
    ("POST", "/tokens/{reference}/revocation"),
    ("GET", "/retention"),
    ("POST", "/retention/applications"),
    ("GET", "/identifications"),
    ("GET", "/identifications/{code}"),
    ("GET", "/identifications/{code}/territories"),
    ("GET", "/identifications/{code}/explanation/{siren}"),
    ("POST", "/identifications/{code}/explanation/{siren}/exact"),
    ("POST", "/identifications/{code}/publications"),
    ("GET", "/scenarios"),
    ("POST", "/scenarios"),
    ("GET", "/scenarios/{code}"),
    ("PUT", "/scenarios/{code}/rules"),
    ("PUT", "/scenarios/{code}/name"),
    ("POST", "/scenarios/{code}/run"),
    ("POST", "/scenarios/{code}/cancel"),
    ("POST", "/scenarios/{code}/archive"),
    ("POST", "/scenarios/{code}/restore"),
    ("GET", "/amendments"),
    ("POST", "/amendments"),
    ("GET", "/amendments/{code}"),
    ("POST", "/amendments/{code}/moves"),
    ("POST", "/amendments/{code}/undo"),
    ("PUT", "/amendments/{code}/words"),
    ("POST", "/amendments/{code}/refresh"),
    ("POST", "/amendments/{code}/set-aside/{position}/forget"),
    ("POST", "/amendments/{code}/submit"),
    ("POST", "/amendments/{code}/decision"),
    ("POST", "/amendments/{code}/take-back"),
    ("POST", "/amendments/{code}/objection"),
    ("POST", "/amendments/{code}/withdraw"),
    ("POST", "/amendments/{code}/accept"),
    ("POST", "/amendments/{code}/refuse"),
    ("POST", "/amendments/{code}/send-back"),
    ("GET", "/programmes/{programme}/history"),
    ("GET", "/inbox"),
    ("POST", "/inbox/read"),
    ("POST", "/inbox/unread"),
    ("GET", "/inbox/preferences"),
    ("PUT", "/inbox/preferences"),
    ("GET", "/inbox/messages"),
    ("GET", "/inbox/messages/{identifier}"),
    ("POST", "/inbox/messages/{identifier}/resend"),
    ("GET", "/missions"),
    ("POST", "/missions"),
    ("GET", "/missions/{code}"),
    ("PUT", "/missions/{code}"),
    ("GET", "/missions/{code}/grid"),
    ("GET", "/missions/{code}/candidates"),
    ("POST", "/missions/{code}/candidates"),
    ("GET", "/missions/{code}/candidates/{number}"),
    ("GET", "/missions/{code}/effect"),
    ("POST", "/missions/{code}/effect"),
    ("POST", "/missions/{code}/proposals"),
    ("GET", "/missions/{code}/candidates/{number}/draft"),
    ("PUT", "/missions/{code}/candidates/{number}/draft"),
    ("POST", "/missions/{code}/candidates/{number}/files"),
    ("DELETE", "/missions/{code}/candidates/{number}/files/{piece}"),
    ("POST", "/missions/{code}/candidates/{number}/submit"),
    ("POST", "/missions/{code}/candidates/{number}/return"),
    ("POST", "/missions/{code}/candidates/{number}/admit"),
    ("POST", "/missions/{code}/candidates/{number}/refuse"),
    ("POST", "/missions/{code}/candidates/{number}/conclude"),
    ("POST", "/missions/{code}/candidates/{number}/reopen"),
    ("POST", "/missions/{code}/candidates/{number}/withdraw"),
    ("GET", "/missions/{code}/candidates/{number}/reading"),
    ("PUT", "/missions/{code}/candidates/{number}/reading"),
    ("POST", "/missions/{code}/candidates/{number}/reading/lock"),
    ("GET", "/missions/{code}/candidates/{number}/readings"),
    ("POST", "/missions/{code}/candidates/{number}/readings"),
    ("POST", "/missions/{code}/candidates/{number}/readings/remarks"),
    ("PUT", "/missions/{code}/candidates/{number}/settlements/{criterion}"),
    ("POST", "/missions/{code}/candidates/{number}/settlements/{criterion}/accept"),
    ("POST", "/missions/{code}/candidates/{number}/settlements/{criterion}/keep"),
    ("PUT", "/missions/{code}/use"),
    ("POST", "/missions/{code}/open"),
    ("POST", "/missions/{code}/close"),
    ("POST", "/missions/{code}/experts"),
    ("POST", "/missions/{code}/experts/{number}/dismiss"),
    ("GET", "/missions/{code}/interests"),
    ("PUT", "/missions/{code}/interests"),
    ("POST", "/missions/{code}/picks"),
    ("POST", "/missions/{code}/readings/share"),
    ("POST", "/missions/{code}/readings/{number}/set-aside"),
    ("POST", "/missions/{code}/effect/cancel"),
]


@pytest.fixture
def _one_connection():
    """The application's requests stay in the test's own transaction."""
    held = (request_started, request_finished)
    for signal in held:
        signal.disconnect(close_old_connections)
    yield
    for signal in held:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def schema(django_db_setup, django_db_blocker):
    """Read once: it is the code's, whatever the database holds."""
    with django_db_blocker.unblock():
        return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.usefixtures("reference", "_one_connection")
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_schema_holds(schema, method, path):
    operation = schema[f"/api/v1{path}"][method]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def holds(case):
        plain = {"Accept-Encoding": "identity"}  # its client does not unzip
        case.call_and_validate(checks=CHECKS, headers=plain)

    holds()


def test_every_operation_is_tried(schema):
    found = [result.ok() for result in schema.get_all_operations()]
    described = {(o.method.upper(), o.path.removeprefix("/api/v1")) for o in found}
    assert described == set(OPERATIONS)
