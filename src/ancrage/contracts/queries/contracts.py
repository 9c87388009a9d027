"""Contracts and acts as far as somebody may know of them."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from ancrage.contracts.access import READ
from ancrage.contracts.models import SIGNED, Act, Contract, Signature
from ancrage.journal.policy import rights
from ancrage.kernel.bars import barred
from ancrage.kernel.rights import Actor, Reach, ScopeKind


def visible_to(actor: Actor) -> "QuerySet[Contract]":
    """The contracts that somebody may see: those with an act signed, and those that are his."""
    signed = Act.objects.filter(contract=OuterRef("pk"), state=SIGNED)
    return Contract.objects.filter(Q(Exists(signed)) | read_by(actor))


def read_by(actor: Actor) -> Q:
    """Which contracts somebody reads as they are prepared."""
    right, found = rights().rights.get(READ), Q(pk=None)
    if right is None:
        return found
    for holding in actor.held:
        reach = right.who.get(holding.role)
        if reach in {Reach.ANY, Reach.OUTLINE}:
            return ~Q(pk=None)
        if reach == Reach.OWN:
            found |= _on(holding.scope.kind, holding.scope.code)
    return found


def _on(kind: ScopeKind, code: str) -> Q:
    asked = Signature.objects.filter(scope_kind=ScopeKind.OPERATOR.value, scope_code=code)
    return {
        ScopeKind.NATION: ~Q(pk=None),
        ScopeKind.REGION: Q(regions__contains=barred(code)),
        ScopeKind.TERRITORY: Q(scope=code),
        ScopeKind.OPERATOR: Q(pk__in=asked.values("act__contract")),
        ScopeKind.COMPANY: Q(pk=None),
    }[kind]


def find_contract(actor: Actor, code: str) -> Contract | None:
    """A contract that somebody may see; None for the others, as if they were not there."""
    return visible_to(actor).filter(code=code).first()


def find_act(actor: Actor, code: str, rank: int) -> Act | None:
    """An act that somebody may see: signed, or of a contract that is his."""
    held = Act.objects.select_related("contract", "document", "signed_file")
    seen = Q(state=SIGNED) | Q(contract__in=Contract.objects.filter(read_by(actor)))
    return held.filter(seen, contract__code=code, rank=rank).first()


def contract_of(scope: str) -> Contract | None:
    """The contract of a territory; None before its first act."""
    return Contract.objects.filter(scope=scope).first()


def with_acts(rows: "QuerySet[Contract]") -> "QuerySet[Contract]":
    """Contracts with their acts, without the contents of these. One query more."""
    light = Act.objects.defer("content", "choices").order_by("rank")
    return rows.prefetch_related(Prefetch("acts", queryset=light))
