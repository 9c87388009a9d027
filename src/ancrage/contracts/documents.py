"""Contracts and acts as the API and the command line give them, as far as one may read them."""

from collections.abc import Iterable
from typing import Any

from ancrage.contracts.access import contract_where, reads_whole
from ancrage.contracts.definitions import state_of
from ancrage.contracts.models import SIGNED, Act, Contract, Signature
from ancrage.contracts.queries.contents import Draft, signatures_of
from ancrage.contracts.rules.content import ActContent, document
from ancrage.contracts.rules.differences import (
    Difference,
    dates_said,
    money_changes,
    obligations_said,
)
from ancrage.kernel.rights import Actor

DAYS = ("decided_on", "due", "signed_on", "starts_on", "ends_on")


def contract_document(contract: Contract, acts: Iterable[Act]) -> dict[str, Any]:
    """A contract with those of its acts that may be seen."""
    return {
        "code": contract.code,
        "territory": contract.scope,
        "territory_name": contract.territory_name,
        "regions": sorted(contract.region_codes),
        "origin": contract.origin,
        "is_demonstration": contract.is_demonstration,
        "acts": [act_summary(act) for act in acts],
    }


def acts_of(contract: Contract, actor: Actor) -> list[Act]:
    """The acts of a contract that somebody may see. Two queries."""
    acts = list(contract.acts.defer("content", "choices").order_by("rank"))
    if reads_whole(actor, contract_where(contract)):
        return acts
    return [act for act in acts if act.state == SIGNED]


def act_summary(act: Act) -> dict[str, Any]:
    """An act in its contract."""
    return {
        "rank": act.rank,
        "kind": act.kind,
        "name": act.name,
        "state": act.state,
        "state_label": state_of(act.state).label,
        "is_outside": act.is_outside,
        **{name: getattr(act, name) for name in DAYS},
    }


def act_document(
    act: Act,
    *,
    content: ActContent | None,
    change: Difference | None,
    draft: Draft | None,
    is_whole: bool,
) -> dict[str, Any]:
    """An act with what it says, what it changes, what it lacks, who signs it."""
    return {
        **act_summary(act),
        "contract": act.contract.code,
        "revision": act.revision if is_whole else None,
        "reason": act.reason if is_whole else None,
        "digest": act.digest or None,
        "choices": act.choices if is_whole else None,
        "content": document(content) if content else None,
        "changes": change_document(change) if change else None,
        "missing": [one.sentence for one in draft.missing] if draft and is_whole else None,
        "unwritten": list(draft.facts().unwritten) if draft and is_whole else None,
        "signatures": [signature_document(one) for one in signatures_of(act)],
    }


def change_document(change: Difference) -> dict[str, Any]:
    """What an amendment changes, in words and in cents."""
    return {
        "obligations": [one.sentence for one in obligations_said(change)],
        "dates": [one.sentence for one in dates_said(change)],
        "money": [
            {"financer": one.financer, "kind": one.kind, "before": one.before, "after": one.after}
            for one in money_changes(change)
        ],
    }


def signature_document(one: Signature) -> dict[str, Any]:
    """Where a signature stands; the name of who signed is on the signed file alone."""
    return {
        "party": one.party,
        "organisation": one.organisation,
        "quality": one.quality,
        "rank": one.rank,
        "state": one.state,
        "signed_at": one.signed_at,
    }
