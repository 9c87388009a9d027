"""The ledger as the API and the command line tell it. Amounts are whole cents."""

from typing import Any

from ancrage.funding.access import Access
from ancrage.funding.models import Batch, CheckRun, Dossier, Entry
from ancrage.funding.queries.entries import Total
from ancrage.funding.queries.envelopes import Node
from ancrage.funding.rules.checks import finding_of, is_sound
from ancrage.kernel.rights import Actor


def envelope_document(node: Node) -> dict[str, Any]:
    """An envelope with its balances."""
    held = node.envelope
    names = ("operator", "financer", "measure", "need", "year", "region", "territory")
    return {
        "code": held.code,
        "name": held.name,
        "nature": held.nature,
        "parent": node.parent.code if node.parent else "",
        "depth": node.depth,
        "held": node.held,
        "delegated": node.delegated,
        "committed": node.committed,
        "available": node.available,
        **{name: getattr(held, name) for name in names},
        "certainty": held.certainty,
        "source": held.source,
        "url": held.url,
        "remark": held.remark,
        "revision": held.revision,
        "is_demonstration": held.is_demonstration,
    }


def entry_document(
    entry: Entry, actor: Actor, sirets: frozenset[str] | None = None
) -> dict[str, Any]:
    """An entry; what only those whose it is read is null for the others. `sirets`: see `Access`."""
    is_full = entry.dossier is not None and Access(actor, entry.dossier, sirets).is_full
    cut = ("stage", "financer", "scheme", "measure", "need", "programme", "territory", "place")
    return {
        "id": entry.pk,
        **{name: getattr(entry, name) for name in cut},
        "region": entry.region,
        "debit": entry.debit,
        "credit": entry.credit,
        "cents": entry.cents,
        "event_on": entry.event_on,
        "entered_at": entry.entered_at,
        "dossier": entry.dossier.code if entry.dossier else "",
        "envelope": entry.envelope.code if entry.envelope else "",
        "reverses": entry.reverses_id,
        "is_verified": entry.is_verified,
        "is_demonstration": entry.is_demonstration,
        "document": entry.document if is_full else None,
        "row": entry.row if is_full else None,
        "reason": entry.reason if is_full else None,
        "beneficiary": entry.dossier.beneficiary if is_full and entry.dossier else None,
        "siret": entry.dossier.siret if is_full and entry.dossier else None,
    }


def total_document(total: Total) -> dict[str, int]:
    """What a list of entries holds."""
    return {"count": total.count, "cents": total.cents, "net": total.net}


PUBLIC = (
    "code",
    "financer",
    "financer_name",
    "scheme",
    "measure",
    "need",
    "year",
    "programme",
    "commune",
    "region",
    "territory",
    "place",
    "asked_on",
    "instructed_on",
    "decided_on",
    "outcome",
    "announced_cents",
    "asked_cents",
    "instruction_cents",
    "granted_cents",
    "paid_cents",
    "is_reserved",
    "is_demonstration",
)
NAMES = ("number", "beneficiary", "siret", "purpose", "sheet", "request", "eligible_cents")


def dossier_document(
    dossier: Dossier, actor: Actor, sirets: frozenset[str] | None = None
) -> dict[str, Any]:
    """A dossier; what names its beneficiary is null for those who do not read it. `sirets`: see
    `Access`."""
    is_full = Access(actor, dossier, sirets).is_full
    return {
        **{name: getattr(dossier, name) for name in PUBLIC},
        "project": dossier.project.code if dossier.project else "",
        **{name: getattr(dossier, name) if is_full else None for name in NAMES},
    }


def batch_document(batch: Batch) -> dict[str, Any]:
    """A batch as who posted it is told."""
    names = ("reference", "financer", "key", "hash", "count", "entered_at")
    return {name: getattr(batch, name) for name in names}


def run_document(run: CheckRun) -> dict[str, Any]:
    """A run of the checks."""
    findings = [finding_of(one) for one in run.findings]
    return {
        "begun_at": run.begun_at,
        "ended_at": run.ended_at,
        "entries": run.entries,
        "head": run.head,
        "is_sound": is_sound(findings),
        "findings": [{**one.document(), "state": one.state} for one in findings],
    }
