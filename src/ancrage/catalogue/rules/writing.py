"""A version's document made and changed: the same that is read, exported and kept."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]
EMPTY: tuple[object, ...] = (None, "", [], {})


def plain_document(value: Mapping[str, Any]) -> Document:
    """A document of JSON values: days in ISO form, what is empty left out."""
    told: Document = _plain(value)
    return told


def _plain(value: Any) -> Any:  # noqa: ANN401 whatever the document holds
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items() if v not in EMPTY}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def with_measure(document: Mapping[str, Any], measure: Mapping[str, Any]) -> Document:
    """The document with that measure, in the place of the one of its code or at the end."""
    told = plain_document(measure)
    held = list(document["measures"])
    codes = [one["code"] for one in held]
    place = codes.index(told.get("code")) if told.get("code") in codes else len(held)
    return {**document, "measures": [*held[:place], told, *held[place + 1 :]]}


def without_measure(document: Mapping[str, Any], code: str) -> Document:
    """The document without that measure."""
    return {**document, "measures": [one for one in document["measures"] if one["code"] != code]}


def self_contained(
    document: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]]
) -> Document:
    """The document with all the needs, operators and sources that it speaks of."""
    told = plain_document(document)
    spoken = set(_words(told))
    for table, lines in shared.items():
        used = {
            code: dict(line) for code, line in lines.items() if table == "needs" or code in spoken
        }
        told[table] = plain_document({**used, **told.get(table, {})})
    measures = told.pop("measures")
    return {**told, "measures": measures}


def _words(value: object) -> list[str]:
    """Every text of a document: codes are among them."""
    if isinstance(value, Mapping):
        return [word for one in value.values() for word in _words(one)]
    if isinstance(value, list):
        return [word for one in value for word in _words(one)]
    return [value] if isinstance(value, str) else []
