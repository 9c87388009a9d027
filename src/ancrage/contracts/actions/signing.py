"""Signing an act: the click that binds, what the service answers, delegation, refusal, ends.

The click and the answer are two commands: between them, the service may be slow, down, or late.
What is between them is an `Attempt`, under a key that makes the request one and the same.
"""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.contracts.access import contract_where
from ancrage.contracts.actions.parts import (
    KIND,
    PART,
    ActRefusedError,
    act_reference,
    locked_act,
    record_act,
    today,
)
from ancrage.contracts.actions.sending import conclude_act, stop_act
from ancrage.contracts.actions.signing_turns import (
    ask_signature,
    close_turn,
    open_turn,
    tell_signatory,
)
from ancrage.contracts.models import Act, Signature
from ancrage.contracts.providers import provider, trusted_roots
from ancrage.contracts.queries.signing import (
    Round,
    digest,
    document_digest,
    document_of,
    round_of,
    signature_where,
    speaks_for,
)
from ancrage.contracts.rules import circuit as rules
from ancrage.contracts.signing.report import NotAddedError, UnreadableError
from ancrage.contracts.signing_data import following_at
from ancrage.contracts.signing_models import Attempt
from ancrage.files.actions import discard_file, store_file
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import typeset
from ancrage.people.actions.accounts import read_address
from ancrage.people.models import Person

KEPT = (Attempt.KEPT, Attempt.EVIDENCE)


def locked_round(signature: Signature) -> tuple[Round, Signature]:
    """The round as it is now, kept from other changes, and the signature in it. ActRefusedError."""
    held = round_of(locked_act(signature.act))
    for one in held.signatures:
        if one.pk == signature.pk:
            return held, one
    raise ActRefusedError(_("Cette signature est celle d’un envoi passé : l’acte a été renvoyé."))


@command("contracts.sign")
def start_signature(
    *, by: Actor, now: dt.datetime, signature: Signature, digest_seen: str, place: str = ""
) -> Attempt:
    """The click that binds: sign the document that one has opened, and no other.

    Clicking again is the same request. ActRefusedError, CircuitRefusedError.
    """
    held, mine = locked_round(signature)
    allow(signature_where(mine))
    _check_speaks(by, mine)
    if held.pending and held.pending.signature_id == mine.pk:
        unchanged()
        return held.pending
    rules.ask(held.circuit, mine.key, day=today(now))
    if digest_seen != document_digest(held.act):
        raise ActRefusedError(
            _("Le document a changé depuis que vous l’avez ouvert : relisez-le, puis signez.")
        )
    attempt = Attempt.objects.create(
        key=f"{mine.key}-{mine.attempts.count() + 1}",
        act=held.act,
        signature=mine,
        provider=provider().code,
        digest=digest_seen,
        person=by.reference,
        name=by.name,
        quality=_quality(by, mine),
        place=place.strip()[:80],
        asked_at=now,
    )
    _record(mine, held.act, _("Signature demandée"), by=by, after={"key": attempt.key})
    return attempt


@command("contracts.follow")
def keep_answer(*, by: Actor, now: dt.datetime, attempt: Attempt, document: bytes) -> Attempt:
    """Keep the signature that the service made: as the next one of the act; as evidence when the
    round has ended; not at all when it was received already."""
    act = locked_act(attempt.act)
    held = Attempt.objects.select_related("signature").get(pk=attempt.pk)
    allow(contract_where(act.contract))
    if held.state in KEPT:
        unchanged()
        return held
    before = document_of(act)
    if held.state == Attempt.PENDING and not _is_added(held, before, document):
        return _decline(
            held, act, _("Le service a rendu autre chose que ce document, signé."), by=by, now=now
        )
    _circuit, outcome = rules.answered(round_of(act).circuit, held.signature.key)
    if held.state != Attempt.PENDING or outcome is not rules.Outcome.KEPT:
        return _as_evidence(held, act, document, by=by, now=now)
    past, name = act.signed_file, f"{act.contract.code}-acte-{act.rank}-signe.pdf"
    act.signed_file = store_file(name=name, content=document, by_reference=held.person, now=now)
    act.save(update_fields=["signed_file"])
    if past is not None:
        discard_file(file=past)
    mark_attempt(attempt=held, state=Attempt.KEPT, now=now)
    _give(held.signature, act, person=held.person, name=held.name, at=held.asked_at, now=now)
    _record(
        held.signature, act, _("Signature reçue"), by=by, after={"sha256": act.signed_file.sha256}
    )
    return held


@command("contracts.follow")
def decline_answer(*, by: Actor, now: dt.datetime, attempt: Attempt, reason: str) -> Attempt:
    """The service did not sign: the signature is still awaited, and may be asked again."""
    act = locked_act(attempt.act)
    held = Attempt.objects.select_related("signature").get(pk=attempt.pk)
    allow(contract_where(act.contract))
    if held.state not in Attempt.FOLLOWED:
        unchanged()
        return held
    return _decline(held, act, reason, by=by, now=now)


@command("contracts.delegate")
def delegate_signature(
    *, by: Actor, now: dt.datetime, signature: Signature, email: str
) -> Signature:
    """Give one's signature to somebody who has an account; "" takes it back. AccountRefusedError.

    The document will say that he signs by delegation.
    """
    held, mine = locked_round(signature)
    allow(signature_where(mine))
    _check_speaks(by, mine)
    if mine.state not in rules.AWAITED or not held.circuit.is_open:
        raise ActRefusedError(_("Cet acte n’attend plus cette signature."))
    if held.pending and held.pending.signature_id == mine.pk:
        raise ActRefusedError(_("Cette signature est en cours auprès du service de signature."))
    address = read_address(email) if email.strip() else ""
    person = Person.objects.filter(email=address, erased_at=None).first() if address else None
    if address and person is None:
        raise ActRefusedError(_("Personne n’a de compte à cette adresse : invitez-la d’abord."))
    mine.delegate = person.reference if person else ""
    mine.save(update_fields=["delegate"])
    if mine.state == Signature.ASKED:
        close_turn(signature=mine, now=now)
        ask_signature(signature=mine, act=held.act, now=now)
    says = _("Signature déléguée") if person else _("Délégation de signature retirée")
    _record(mine, held.act, says, by=by, personal={"email": address} if address else None)
    return mine


@command("contracts.sign")
def refuse_signature(
    *, by: Actor, now: dt.datetime, signature: Signature, reason: str
) -> Signature:
    """Refuse to sign, saying why: the round stops for all. CircuitRefusedError."""
    held, mine = locked_round(signature)
    allow(signature_where(mine))
    _check_speaks(by, mine)
    rules.refused(held.circuit, mine.key, reason=reason)
    mine.state, mine.reason, mine.person = Signature.REFUSED, reason.strip(), by.reference
    mine.save(update_fields=["state", "reason", "person"])
    close_turn(signature=mine, now=now)
    stop_act(act=held.act, verb="refuse", reason=reason, now=now)
    _record(mine, held.act, _("Signature refusée"), by=by, details={"reason": reason.strip()})
    return mine


@command("contracts.remind")
def remind_signature(*, by: Actor, now: dt.datetime, signature: Signature) -> Signature:
    """Remind who owes a signature whose turn has come. ActRefusedError when it is too early."""
    held, mine = locked_round(signature)
    allow(contract_where(held.act.contract))
    if mine.key not in held.circuit.turn or mine.asked_at is None:
        raise ActRefusedError(_("Cette signature n’est pas attendue maintenant."))
    why = rules.may_remind(
        asked_on=today(mine.asked_at),
        reminded_on=today(mine.reminded_at) if mine.reminded_at else None,
        day=today(now),
        least=following_at(today(now)).remind_least_days,
    )
    if why:
        raise ActRefusedError(why)
    mine.reminded_at = now
    mine.save(update_fields=["reminded_at"])
    told = _("Les autres parties attendent votre signature.")
    tell_signatory(signature=mine, act=held.act, what="remind", why=told, now=now)
    _record(mine, held.act, _("Signature relancée"), by=by)
    return mine


@command("contracts.expire")
def expire_act(*, by: Actor, now: dt.datetime, act: Act) -> Act:
    """End the round of an act whose time ran out. StepRefusedError while it has not."""
    held = locked_act(act)
    allow(contract_where(held.contract))
    reason = _("Toutes les signatures ne sont pas venues à temps.")
    stop_act(act=held, verb="expire", reason=reason, now=now)
    record_act(held, _("Délai de signature passé"), after={"state": held.state})
    return held


@unjournalled("un essai auprès du service, qui ne change rien à l’acte")
def mark_attempt(*, attempt: Attempt, state: str = "", words: str = "", now: dt.datetime) -> None:
    """Keep when the service was asked; what became of it when `state` is told."""
    attempt.tried_at, attempt.tries = now, attempt.tries + 1
    if words:
        attempt.words = words
    if state:
        attempt.state, attempt.answered_at = state, now
    attempt.save()


def _check_speaks(by: Actor, signature: Signature) -> None:
    if not speaks_for(by, signature):
        raise ActRefusedError(_("Cette signature revient à %s.") % signature.organisation)


def _quality(by: Actor, signature: Signature) -> str:
    if by.reference == signature.delegate:
        return _("%s, par délégation") % signature.quality
    return signature.quality


def _is_added(attempt: Attempt, before: bytes, document: bytes) -> bool:
    """Whether what came back is the document that was sent, with one signature more that leads to
    a root believed here, in the name of who clicked."""
    if digest(before) != attempt.digest:
        return False
    from ancrage.contracts.signing.verifying import check_added  # noqa: PLC0415 a heavy library, asked for at times

    try:
        added = check_added(before, document, roots=trusted_roots())
    except (NotAddedError, UnreadableError):
        return False
    return added.name.casefold() == attempt.name.casefold()


@unjournalled(PART)
def _give(
    signature: Signature, act: Act, *, person: str, name: str, at: dt.datetime, now: dt.datetime
) -> None:
    signature.state, signature.means = Signature.SIGNED, Signature.AUTHORITY
    signature.person, signature.name, signature.signed_at = person, name, at
    signature.save()
    next_turn(signature=signature, act=act, now=now)


@unjournalled(PART)
def next_turn(*, signature: Signature, act: Act, now: dt.datetime) -> None:
    """After a signature: the next ones are asked, or the act is concluded."""
    close_turn(signature=signature, now=now)
    if round_of(act).circuit.is_complete:
        conclude_act(act=act, now=now)
    else:
        open_turn(act=act, now=now)


def _as_evidence(
    attempt: Attempt, act: Act, document: bytes, *, by: Actor, now: dt.datetime
) -> Attempt:
    """The round ended before the answer came: it is kept, and binds nobody."""
    name = f"{act.contract.code}-acte-{act.rank}-hors-delai.pdf"
    try:
        attempt.file = store_file(name=name, content=document, by_reference=attempt.person, now=now)
    except FileRefusedError as refusal:
        return _decline(attempt, act, str(refusal), by=by, now=now)
    words = _("Arrivée après la fin du circuit : gardée comme preuve, elle n’engage pas.")
    mark_attempt(attempt=attempt, state=Attempt.EVIDENCE, words=words, now=now)
    says = _("Signature arrivée après la fin, gardée comme preuve")
    _record(attempt.signature, act, says, by=by, details={"sha256": attempt.file.sha256})
    return attempt


def _decline(attempt: Attempt, act: Act, reason: str, *, by: Actor, now: dt.datetime) -> Attempt:
    was_pending = attempt.state == Attempt.PENDING
    mark_attempt(attempt=attempt, state=Attempt.DECLINED, words=reason, now=now)
    if was_pending:
        why = _("La signature n’a pas abouti : %s Vous pouvez recommencer.") % reason
        tell_signatory(signature=attempt.signature, act=act, what="declined", why=why, now=now)
    says = _("Signature non aboutie")
    _record(attempt.signature, act, says, by=by, details={"reason": reason})
    return attempt


def _record(
    signature: Signature,
    act: Act,
    says: str,
    *,
    by: Actor,
    after: dict[str, object] | None = None,
    details: dict[str, object] | None = None,
    personal: dict[str, object] | None = None,
) -> None:
    """An entry on the act, of the party that signs; its signatory's name can be erased there."""
    named = {"name": signature.name or by.name} if signature.name or by.name else {}
    record(
        kind=KIND,
        reference=act_reference(act),
        label=act_reference(act),
        says=typeset(f"{says} : {act_reference(act)}, {signature.party}"),
        after={"signature": signature.state, "act": act.state, **(after or {})},
        details=details or {},
        personal={**named, **(personal or {})} or None,
    )
