"""State aid as the API and the command line tell it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from ancrage.stateaid.models import AidTerms, Check, CompanyLink, Declaration, ImportedTable
from ancrage.stateaid.queries.overruns import Overrun, Unchecked
from ancrage.stateaid.queries.told import Known
from ancrage.stateaid.rules.model import Aid
from ancrage.stateaid.rules.regimes import Regime, Version


def aid_document(aid: Aid) -> dict[str, Any]:
    """An aid that a company received."""
    return asdict(aid)


def check_document(held: Check) -> dict[str, Any]:
    """A verdict as it was given, without its detail."""
    names = (
        *("code", "siren", "name", "financer", "regime", "amount_cents", "cents", "granted_on"),
        *("answer", "most", "made_at", "told", "granted_cents", "accepted_at", "accepted_reason"),
        "is_demonstration",
    )
    later = getattr(held, "revised_by", None)
    return {name: getattr(held, name) for name in names} | {
        "dossier": held.dossier.code if held.dossier else "",
        "revises": held.revises.code if held.revises else "",
        "revised_by": later.code if later else "",
    }


def link_document(held: CompanyLink, revised: Iterable[Check] = ()) -> dict[str, Any]:
    """A link between companies."""
    names = ("reference", "holder", "holder_name", "held", "held_name", "kind", "since", "until")
    more = ("source", "recorded_at", "withdrawn_reason", "is_demonstration")
    return {name: getattr(held, name) for name in (*names, *more)} | {
        "withdrawn": held.withdrawn_at is not None,
        "revised": [one.code for one in revised],
    }


def declaration_document(held: Declaration, revised: Iterable[Check] = ()) -> dict[str, Any]:
    """What a company declared, with its aids."""
    names = ("reference", "siren", "name", "as_of", "signed_by", "group", "recorded_at")
    aid = ("siren", "granted_on", "cents", "regime", "financer", "project", "number")
    more = ("road_freight", "benefited")
    return {name: getattr(held, name) for name in (*names, "withdrawn_reason")} | {
        "aids": [{name: getattr(one, name) for name in (*aid, *more)} for one in held.aids.all()],
        "withdrawn": held.withdrawn_at is not None,
        "is_demonstration": held.is_demonstration,
        "revised": [one.code for one in revised],
    }


def table_document(held: ImportedTable, revised: Iterable[Check] = ()) -> dict[str, Any]:
    """A dated table that was imported."""
    names = ("reference", "kind", "name", "source", "digest", "count", "as_of", "recorded_at")
    more = ("withdrawn_reason", "is_demonstration")
    return {name: getattr(held, name) for name in (*names, *more)} | {
        "withdrawn": held.withdrawn_at is not None,
        "revised": [one.code for one in revised],
    }


def terms_document(held: AidTerms, revised: Iterable[Check] = ()) -> dict[str, Any]:
    """The regime of a dossier and the terms of its aid."""
    names = ("instrument", "terms", "conditions", "benefited")
    return {name: getattr(held, name) for name in names} | {
        "dossier": held.dossier.code,
        "regime": held.dossier.aid_basis,
        "eligible": held.dossier.eligible_cents,
        "revised": [one.code for one in revised],
    }


def regime_document(held: Regime) -> dict[str, Any]:
    """A regime with its dated versions."""
    return {
        "code": held.code,
        "name": held.name,
        "kind": held.kind.value,
        "versions": [_version(one) for one in held.versions],
    }


def _version(held: Version) -> dict[str, Any]:
    names = ("valid_from", "valid_to", "source", "article")
    return {name: getattr(held, name) for name in names} | {
        "certainty": str(held.certainty.value),
        "ceilings": {one.label: one.cents for one in held.limits},
        "questions": {one.code: one.question for one in held.questions},
        "notes": list(held.notes),
    }


def company_document(known: Known) -> dict[str, Any]:
    """What is known of a company."""
    company, row = known.company, known.described
    year_end = company.year_end
    return {
        "siren": company.siren,
        "name": company.name,
        "size": company.size,
        "year_end": f"{year_end[0]:02d}-{year_end[1]:02d}" if year_end else "",
        "road_freight": company.road_freight,
        "source": row.source if row else "",
        "revision": row.revision if row else 0,
        "date": known.on,
        "links_known_on": company.links_known_on,
        "declared_on": company.declared_on,
        "group": dict(known.group),
        "links": [link_document(one) for one in known.links],
        "aids": [aid_document(one) for one in known.aids],
        "checks": [one.code for one in known.checks],
    }


def oversight_document(
    day: dt.date, unchecked: Iterable[Unchecked], over: Iterable[Overrun]
) -> dict[str, Any]:
    """Grants that no check covers, and undertakings above a ceiling."""
    return {
        "date": day,
        "unchecked": [
            {
                "dossier": one.dossier.code,
                "financer": one.dossier.financer,
                "regime": one.dossier.aid_basis,
                "granted_on": one.granted_on,
                "cents": one.cents,
                "checked_cents": one.checked,
            }
            for one in unchecked
        ],
        "overruns": [
            {
                "siren": one.siren,
                "name": one.name,
                "regime": one.verdict.regime,
                "ceiling": one.verdict.ceiling,
                "used": one.verdict.used,
            }
            for one in over
        ],
    }
