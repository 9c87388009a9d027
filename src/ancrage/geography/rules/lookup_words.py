"""Saying a look-up's answer: one French sentence for people, one document for programs."""

from collections.abc import Iterator
from typing import Any

from ancrage.geography.rules.listing import COMMUNE, ListVersion
from ancrage.geography.rules.lookup import Answer, Lookup, Register, Status
from ancrage.kernel.text import long_date, typeset


def why(*, lookup: Lookup, register: Register) -> str:
    """Why this is the answer: which list, since when, until when, whole or in part."""
    sentences = {
        Status.INVALID: _invalid,
        Status.UNKNOWN: _unknown,
        Status.NONE: _none,
        Status.MATCHED: _matched,
    }
    return typeset(" ".join(sentences[lookup.status](lookup, register)))


def period(version: ListVersion) -> str:
    """« en vigueur du 13 octobre 2020 au 30 décembre 2022 »."""
    if version.valid_to is None:
        return f"en vigueur depuis le {long_date(version.valid_from)}"
    return f"en vigueur du {long_date(version.valid_from)} au {long_date(version.valid_to)}"


def _invalid(lookup: Lookup, _register: Register) -> Iterator[str]:
    if lookup.kind == COMMUNE:
        yield f"« {lookup.code} » n’est le code d’aucune commune, d’aujourd’hui ou d’hier."
    else:
        yield f"« {lookup.code} » n’est le SIREN d’aucune intercommunalité."


def _unknown(lookup: Lookup, register: Register) -> Iterator[str]:
    held = register.versions
    if not held:
        yield "Aucune liste n’est connue."
    elif lookup.on < held[0].valid_from:
        first = long_date(held[0].valid_from)
        yield f"Inconnu : la première liste détenue vaut à partir du {first}."
    else:
        yield "Inconnu : aucune liste détenue ne vaut à cette date."


def _none(lookup: Lookup, _register: Register) -> Iterator[str]:
    yield from _input_notes(lookup)
    yield "Dans aucun territoire."
    if lookup.elsewhere:
        names = ", ".join(f"{t.name} ({t.code})" for t in lookup.elsewhere)
        yield f"D’autres communes de son intercommunalité sont dans : {names}."
    yield from _list_note(lookup)


def _matched(lookup: Lookup, _register: Register) -> Iterator[str]:
    yield from _input_notes(lookup)
    for answer in lookup.answers:
        yield _through(answer, lookup)
    yield from _list_note(lookup)


def _input_notes(lookup: Lookup) -> Iterator[str]:
    if lookup.repaired_from:
        yield f"Code réparé à partir de « {lookup.repaired_from} »."
    if lookup.former_code:
        yield f"{lookup.former_code} est un ancien code : la commune est aujourd’hui {lookup.code}."


def _list_note(lookup: Lookup) -> Iterator[str]:
    if lookup.version:
        yield f"{lookup.version.name}, {period(lookup.version)}."


def _through(answer: Answer, lookup: Lookup) -> str:
    if lookup.kind != COMMUNE:
        if answer.is_whole:
            return f"En entier dans {answer.territory.name}."
        part = f"{answer.communes_in} de ses {answer.communes_total} communes"
        return f"En partie dans {answer.territory.name} : {part}."
    if answer.member == lookup.code:
        return "Commune membre à elle seule."
    how = "membre entier" if answer.member_is_whole else "membre en partie, cette commune comprise"
    return f"Par {answer.member_name}, {how}."


def lookup_document(*, lookup: Lookup, register: Register) -> dict[str, Any]:
    """The answer as JSON has it: place, status, list, territories, why."""
    version = lookup.version
    return {
        "place": {
            "kind": lookup.kind,
            "code": lookup.code,
            "name": lookup.name,
            "former_code": lookup.former_code or None,
        },
        "date": lookup.on.isoformat(),
        "status": lookup.status.value,
        "repaired_from": lookup.repaired_from or None,
        "list": version and _list_document(version),
        "territories": [_answer_document(answer) for answer in lookup.answers],
        "why": why(lookup=lookup, register=register),
    }


def _list_document(version: ListVersion) -> dict[str, Any]:
    return {
        "code": version.code,
        "name": version.name,
        "valid_from": version.valid_from.isoformat(),
        "valid_to": version.valid_to and version.valid_to.isoformat(),
    }


def _answer_document(answer: Answer) -> dict[str, Any]:
    return {
        "code": answer.territory.code,
        "name": answer.territory.name,
        "region": answer.territory.region,
        "coverage": "whole" if answer.is_whole else "partial",
        "communes_in": answer.communes_in,
        "communes_total": answer.communes_total,
        "member": {
            "code": answer.member,
            "name": answer.member_name,
            "coverage": "whole" if answer.member_is_whole else "partial",
        },
    }
