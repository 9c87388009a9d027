"""The API answers as its own description says, whatever is asked within it."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
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
OPERATIONS = (
    "/lists",
    "/lists/{code}",
    "/territories",
    "/territories/{version}/{code}",
    "/intercommunalities",
    "/intercommunalities/{siren}",
    "/regions",
    "/regions/{code}",
    "/changes",
    "/changes/crosswalk",
    "/lookup",
)


@pytest.fixture
def schema(reference):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.parametrize("path", OPERATIONS)
def test_the_schema_holds(schema, path):
    operation = schema[f"/api/v1{path}"]["GET"]

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
    described = {found.ok().path.removeprefix("/api/v1") for found in schema.get_all_operations()}
    own = {path for path in described if not path.startswith("/identification")}
    assert own == set(OPERATIONS)
