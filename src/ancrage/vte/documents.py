"""What the API and the command line say of missions: the same facts, ready for JSON."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from ancrage.kernel.rights import Actor
from ancrage.vte.definitions import claims, schemes
from ancrage.vte.models import Offer
from ancrage.vte.queries.aids import aids_of
from ancrage.vte.queries.checks import all_checks
from ancrage.vte.queries.counts import by_region, by_territory, by_year, lines
from ancrage.vte.queries.offers import may_read_file
from ancrage.vte.rules.schemes import Checked, Scheme

TOLD = (
    "siret",
    "company_name",
    "sector",
    "need",
    "title",
    "description",
    "skills",
    "contract",
    "months",
    "level",
    "degree_since",
    "starts_on",
    "closes_on",
    "has_tutor",
    "tutor",
    "green",
    "contact",
)


def offer_document(offer: Offer) -> dict[str, Any]:
    """A mission as everybody reads it: what is declared says so."""
    return {
        "code": offer.code,
        "state": offer.state,
        "reason": offer.reason,
        **{name: getattr(offer, name) for name in TOLD},
        "place": {
            "declared": offer.place,
            "commune": offer.commune,
            "name": offer.commune_name,
            "region": offer.region,
            "intercommunality": offer.siren,
            "verified": False,
        },
        "siret_verified": False,
        "territory": offer.territory,
        "territory_name": offer.territory_name,
        "list": offer.list_code,
        "in_territory": bool(offer.territory) if offer.is_placed else None,
        "published_at": offer.published_at,
        "hired_on": offer.hired_on,
        "is_demonstration": offer.is_demonstration,
    }


def detail_document(actor: Actor, offer: Offer, *, today: dt.date) -> dict[str, Any]:
    """A mission, with what the rules say and its aids for who may read them."""
    reads = may_read_file(actor, offer)
    day = offer.hired_on or today
    return {
        **offer_document(offer),
        "version": offer.version,
        "figures": offer.private_figures if reads else None,
        "checks": [check_document(checked) for checked in all_checks(offer, day=day, today=today)]
        if reads
        else [],
        "aids": aid_documents(offer) if reads else [],
    }


def check_document(checked: Checked) -> dict[str, Any]:
    """What a scheme says of a mission, criterion by criterion."""
    return {
        "scheme": checked.scheme.code,
        "name": checked.scheme.name,
        "day": checked.day,
        "outcome": str(checked.outcome),
        "expected_cents": checked.amount.cents if checked.amount else None,
        "findings": [
            {
                "outcome": str(finding.outcome),
                "says": finding.says,
                "remedy": finding.remedy,
                "source": finding.criterion.source,
            }
            for finding in checked.verdict.findings
        ],
    }


def aid_documents(offer: Offer) -> list[dict[str, Any]]:
    """The aids asked for a hiring, and where their requests stand."""
    return [
        {
            "kind": aid.kind,
            "request": aid.request,
            "state": held.state if held else "",
            "outcome": held.outcome if held else "",
            "expected_cents": aid.expected_cents,
            "granted_cents": held.granted_amount if held else None,
        }
        for aid, held in aids_of(offer)
    ]


def scheme_document(scheme: Scheme, *, day: dt.date) -> dict[str, Any]:
    """The label or an aid on a day, as far as sources tell."""
    return {
        "code": scheme.code,
        "name": scheme.name,
        "in_force": str(scheme.period.holds(day)),
        "period": scheme.period.says,
        "certainty": str(scheme.certainty),
        "criteria": [
            {"requires": c.requires, "remedy": c.remedy, "source": c.source}
            for c in scheme.criteria
        ],
        "amounts": [
            {
                "label": a.label,
                "cents": a.cents,
                "superseded": a.superseded,
                "remark": a.remark,
                "source": a.source,
            }
            for a in scheme.amounts
        ],
        "notes": list(scheme.notes),
    }


def rules_document(day: dt.date) -> list[dict[str, Any]]:
    """The label and the aids."""
    return [scheme_document(scheme, day=day) for scheme in schemes().values()]


def counters_document() -> dict[str, Any]:
    """The counters of this site, and what others have counted."""
    held = lines()
    tables = {
        "territories": by_territory(held, outside=""),
        "regions": by_region(held, names={}, unknown=""),
        "years": by_year(held),
    }
    return {
        **{
            name: [{"code": row.code, **asdict(row.counts)} for row in rows]
            for name, rows in tables.items()
        },
        "claims": [
            {
                "value": claim.value,
                "at_least": claim.at_least,
                "what": claim.what,
                "counted_on": claim.counted_on,
                "counted": claim.counted,
                "source": claim.source.title,
                "address": claim.source.url,
            }
            for claim in claims()
        ],
    }
