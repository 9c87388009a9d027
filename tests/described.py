"""The API as it describes itself, and calls made within what it describes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache

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

ROOT = "/api/v1"
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@cache
def schema() -> schemathesis.BaseSchema:
    """Read once: it is the code's, whatever the database holds."""
    with _one_connection():
        return schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", get_wsgi_application())


def check_operation(
    method: str,
    path: str,
    *,
    examples: int,
    key: str = "",
    parameters: Mapping[str, str] | None = None,
) -> None:
    """Whatever is asked of an operation, the answer is one that it describes."""
    operation = schema()[f"{ROOT}{path}"][method]
    headers = {"Accept-Encoding": "identity"}  # its client does not unzip
    if key:
        headers["Authorization"] = f"Bearer {key}"

    @given(case=operation.as_strategy())
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def holds(case: schemathesis.Case) -> None:
        if parameters is not None:
            case.path_parameters = dict(parameters)
        case.call_and_validate(checks=CHECKS, headers=headers)

    with _one_connection():
        holds()


@contextmanager
def _one_connection() -> Iterator[None]:
    """The application's requests stay in the test's own transaction."""
    held = (request_started, request_finished)
    for signal in held:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in held:
            signal.connect(close_old_connections)
