"""A verdict and what it was asked, as a check keeps them and as the API gives them."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from ancrage.stateaid.models import Check
from ancrage.stateaid.rules.model import Asked, Verdict


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """A verdict in JSON: fields of `Verdict`, days as AAAA-MM-JJ, amounts in cents."""
    told: dict[str, Any] = _verdicts().dump_python(verdict, mode="json")
    return told


def read_verdict(check: Check) -> Verdict:
    """The verdict that a check keeps. ValueError when it keeps none.

    PostgreSQL keeps no order of keys: of the undertaking, who asked is first, then by SIREN.
    """
    held = _verdicts().validate_python(check.verdict)
    others = sorted(held.group.keys() - {check.siren})
    order = [siren for siren in (check.siren, *others) if siren in held.group]
    return replace(held, group={siren: held.group[siren] for siren in order})


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
