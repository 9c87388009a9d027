"""A verdict and what it was asked, as a check keeps them and as the API gives them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from ancrage.stateaid.rules.model import Asked, Verdict


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """A verdict in JSON: fields of `Verdict`, days as AAAA-MM-JJ, amounts in cents."""
    told: dict[str, Any] = _verdicts().dump_python(verdict, mode="json")
    return told


def read_verdict(document: Mapping[str, Any]) -> Verdict:
    """The verdict that a document tells. ValueError when it tells none."""
    return _verdicts().validate_python(document)


def asked_document(asked: Asked) -> dict[str, Any]:
    """What a check was asked, in JSON."""
    told: dict[str, Any] = _asked().dump_python(asked, mode="json")
    return told


def read_asked(document: Mapping[str, Any]) -> Asked:
    """What a document says was asked. ValueError when it says nothing."""
    return _asked().validate_python(document)


@cache
def _verdicts() -> TypeAdapter[Verdict]:
    return TypeAdapter(Verdict)


@cache
def _asked() -> TypeAdapter[Asked]:
    return TypeAdapter(Asked)
