"""The round of signatures of an act, who may give each, what waits for somebody."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from ancrage.contracts.access import SEND, contract_where
from ancrage.contracts.models import Act, Contract, Signature
from ancrage.contracts.queries.contracts import read_by
from ancrage.contracts.rules.circuit import Circuit, Slot
from ancrage.contracts.signing_models import Attempt
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Scope, ScopeKind, Where
from ancrage.people.models import Person
from ancrage.people.queries import actor_of

SENT = "sent"


@dataclass(frozen=True, slots=True)
class Round:
    """The signatures of an act's last sending and what the service has of them."""

    act: Act
    signatures: tuple[Signature, ...]
    pending: Attempt | None

    @property
    def circuit(self) -> Circuit:
        """As rules see it."""
        slots = tuple(
            Slot(one.key, one.rank, one.organisation or one.party, one.state)
            for one in self.signatures
        )
        flying = self.pending.signature.key if self.pending else ""
        return Circuit(slots, self.act.due, self.act.state == SENT, flying)


def round_of(act: Act) -> Round:
    """Two queries."""
    return rounds_of([act])[act.pk]


def rounds_of(acts: Iterable[Act]) -> dict[int, Round]:
    """The rounds of several acts, by their keys. Two queries."""
    by_act = {act.pk: act for act in acts}
    signatures: dict[int, list[Signature]] = {pk: [] for pk in by_act}
    for one in Signature.objects.filter(act__in=by_act).order_by("rank", "pk"):
        if one.sending == by_act[one.act_id].sendings:
            signatures[one.act_id].append(one)
    flying = Attempt.objects.filter(act__in=by_act, state=Attempt.PENDING)
    pending = {one.act_id: one for one in flying.select_related("signature")}
    return {pk: Round(act, tuple(signatures[pk]), pending.get(pk)) for pk, act in by_act.items()}


def document_of(act: Act) -> bytes:
    """What the next signatory signs: the document with the signatures that it has so far."""
    file = act.signed_file or act.document
    return bytes(file.content.data) if file else b""


def document_digest(act: Act) -> str:
    """The SHA-256 of that document; "" when there is none. No content is read."""
    file = act.signed_file or act.document
    return file.sha256 if file else ""


def digest(content: bytes) -> str:
    """What tells a document from any other."""
    return hashlib.sha256(content).hexdigest()


def signature_where(signature: Signature) -> Where:
    """What a signature touches: the scope of its role, who was given it."""
    code = frozenset(filter(None, [signature.scope_code]))
    kind = signature.scope_kind
    return Where(
        regions=code if kind == ScopeKind.REGION.value else frozenset(),
        territories=code if kind == ScopeKind.TERRITORY.value else frozenset(),
        operators=code if kind == ScopeKind.OPERATOR.value else frozenset(),
        people=frozenset(filter(None, [signature.delegate])),
    )


def speaks_for(actor: Actor, signature: Signature) -> bool:
    """Whether somebody holds the role that signs, on its scope, or was given the signature."""
    if actor.is_person and signature.delegate == actor.reference:
        return True
    return bool(signature.role) and any(
        one.role == signature.role
        and one.scope == Scope(ScopeKind(signature.scope_kind), signature.scope_code)
        for one in actor.holdings
    )


def gave_for_party(signature: Signature, *, day: dt.date) -> bool:
    """Whether the scan of a signed sheet was given by who signs, not by who leads the act."""
    person = Person.objects.filter(reference=signature.scanned_by).first()
    return person is not None and speaks_for(actor_of(person, on=day), signature)


def leads(actor: Actor, act: Act) -> bool:
    """Whether somebody is of those who lead the act: they send it, remind, see to the paper."""
    return may(actor, SEND, contract_where(act.contract))


def visible_to(actor: Actor) -> "QuerySet[Signature]":
    """The signatures that somebody may see: of the contracts that he reads, and those given him."""
    held = Signature.objects.select_related(
        "act__contract", "act__document", "act__signed_file", "scan"
    )
    seen = Q(act__contract__in=Contract.objects.filter(read_by(actor)))
    if actor.is_person:
        seen |= Q(delegate=actor.reference)
    return held.filter(seen)


def find_signature(actor: Actor, key: str) -> Signature | None:
    """A signature that somebody may see; None for the others."""
    return visible_to(actor).filter(key=key).first()


def awaited_of(actor: Actor) -> list[Signature]:
    """The signatures that somebody may give, of acts being signed, those of his turn first."""
    asked = Q(delegate=actor.reference) if actor.is_person else Q(pk=None)
    for one in actor.holdings:
        asked |= Q(role=one.role, scope_kind=one.scope.kind.value, scope_code=one.scope.code)
    held = (
        Signature.objects.filter(asked, act__state=SENT)
        .exclude(role="", delegate="")
        .select_related("act__contract", "act__document", "act__signed_file")
        .prefetch_related(Prefetch("attempts", queryset=Attempt.objects.order_by("pk")))
    )
    mine = [one for one in held if one.sending == one.act.sendings and speaks_for(actor, one)]
    return sorted(mine, key=lambda one: (one.state != Signature.ASKED, one.act.due or dt.date.max))


def evidence_of(acts: Iterable[Act]) -> list[Attempt]:
    """What came too late on these acts, kept as evidence."""
    return list(
        Attempt.objects.filter(act__in=list(acts), state=Attempt.EVIDENCE).select_related(
            "signature"
        )
    )
