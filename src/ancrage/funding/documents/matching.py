"""Payments, suggestions, links and returns as the API and the command line give them. Amounts are
cents."""

from collections.abc import Mapping, Sequence
from typing import Any

from ancrage.funding.models import Match, WaitingPayment
from ancrage.funding.models.returns import CERTIFIED
from ancrage.funding.queries.linking import Tie
from ancrage.funding.queries.plans import Plan
from ancrage.funding.queries.returns import ReturnRow, frozen
from ancrage.funding.queries.waiting import Backlog
from ancrage.funding.rules.matching import Suggestion
from ancrage.funding.rules.returns import Figures, Finding, document


def backlog_document(held: Backlog, names: Mapping[str, str]) -> dict[str, Any]:
    """What waits of a financer: public."""
    return {
        "financer": held.financer,
        "financer_name": names[held.financer],
        "count": held.count,
        "cents": held.cents,
        "oldest": held.oldest,
        "ages": [{"count": count, "cents": cents} for count, cents in held.ages],
        "owner_role": held.owner.role,
        "is_demonstration": held.is_demonstration,
    }


def payment_document(held: WaitingPayment) -> dict[str, Any]:
    """A payment that somebody may read."""
    entry = held.entry
    return {
        "id": held.pk,
        "financer": held.financer,
        "cents": entry.cents,
        "paid_on": entry.event_on,
        "state": held.state,
        "matched_on": held.matched_on,
        "number": held.number,
        "commitment_number": held.commitment_number,
        "siret": held.siret,
        "siren": held.siren,
        "beneficiary": held.beneficiary,
        "label": held.label,
        "year": held.year,
        "commune": held.commune,
        "entry": entry.pk,
        "is_demonstration": entry.is_demonstration,
    }


def suggestion_document(held: Suggestion) -> dict[str, Any]:
    """A dossier that is suggested, with its reasons."""
    return {
        "dossier": held.key,
        "score": held.score,
        "is_tied": held.is_tied,
        "is_sure": held.is_sure,
        "reasons": [{"code": r.code, "weight": r.weight, "says": r.says} for r in held.reasons],
    }


def match_document(held: Match) -> dict[str, Any]:
    """What a payment was given to."""
    shares = held.shares.select_related("dossier")
    return {
        "how": held.how,
        "score": held.score,
        "note": held.note,
        "made_at": held.made_at,
        "undone_at": held.undone_at,
        "undone_reason": held.undone_reason,
        "shares": [{"dossier": s.dossier.code, "cents": s.cents} for s in shares],
    }


def whole_document(
    held: WaitingPayment, found: Sequence[Suggestion], matches: Sequence[Match]
) -> dict[str, Any]:
    """A payment with what is suggested for it, and what was done."""
    return payment_document(held) | {
        "suggestions": [suggestion_document(one) for one in found],
        "matches": [match_document(one) for one in matches],
    }


def plan_document(held: Plan) -> dict[str, Any]:
    """What would be, or was, matched at once."""
    return {
        "mark": held.mark,
        "cents": held.cents,
        "left": dict(held.left),
        "matches": [
            {
                "payment": one.waiting.pk,
                "score": one.score,
                "shares": [
                    {"dossier": share.dossier.code, "cents": share.cents} for share in one.shares
                ],
            }
            for one in held.given
        ],
    }


def tie_document(held: Tie) -> dict[str, Any]:
    """A request, a sheet or a dossier with the dossiers suggested for it."""
    return {
        "code": held.side.code,
        "label": held.side.label,
        "suggestions": [suggestion_document(one) for one in held.found],
    }


def return_document(row: ReturnRow) -> dict[str, Any]:
    """A return as everybody may know of it: where it stands, who certified it."""
    held, version = row.held, row.version
    return {
        "financer": held.financer,
        "financer_name": held.financer_name,
        "half": held.half,
        "state": held.state,
        "due": held.due,
        "is_late": row.is_late,
        "is_nil": version.is_nil if version else False,
        "version": version.rank if version else None,
        "certified_by": version.certified_name if version else "",
        "certified_as": version.certified_as if version else "",
        "certified_at": version.certified_at if version else None,
        "digest": version.digest if version else "",
        "is_demonstration": held.is_demonstration,
    }


def whole_return(
    row: ReturnRow,
    draft: Figures | None,
    findings: Sequence[Finding] = (),
    mark: str = "",
) -> dict[str, Any]:
    """A return with its figures: those of the draft when they are given, else the last
    certified."""
    version = row.version
    is_draft = draft is not None and row.held.state != CERTIFIED
    figures = draft if is_draft else frozen(version) if version else None
    comments = row.held.comments if is_draft else version.comments if version else {}
    return return_document(row) | {
        "is_draft": is_draft,
        "figures": _lines(figures) if figures else None,
        "comments": comments,
        "checks": [
            {
                "code": one.kind.code,
                "level": one.kind.level,
                "count": one.count,
                "cents": one.cents,
                "holds": one.holds,
            }
            for one in findings
        ],
        "mark": mark,
        "revision": row.held.revision if is_draft else None,
    }


def _lines(figures: Figures) -> dict[str, Any]:
    """The figures, each line flat."""
    told = document(figures)
    lines = [{"measure": o["measure"], "name": o["name"]} | o["tally"] for o in told["lines"]]
    whole = {"measure": "", "name": ""} | told["whole"]
    return told | {"lines": lines, "whole": whole}
