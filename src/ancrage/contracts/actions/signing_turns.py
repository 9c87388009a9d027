"""Whose turn it is, asked of the lists « À faire », as parts of the commands that change it."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.contracts.access import contract_where
from ancrage.contracts.actions.notices import TANDEM
from ancrage.contracts.actions.parts import PART
from ancrage.contracts.models import Act, Signature
from ancrage.contracts.queries.signing import round_of, signature_where
from ancrage.contracts.signing_models import Attempt
from ancrage.inbox.actions import ask, inform, settle
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import Where

LADDER = "signature"


def signature_cause(signature: Signature) -> str:
    """What names the signature that somebody owes, in the lists « À faire »."""
    return f"contracts:signature:{signature.key}"


def paper_cause(signature: Signature) -> str:
    """What names the confirmation of a signed sheet, in the lists « À faire »."""
    return f"contracts:signature:{signature.key}:paper"


@unjournalled(PART)
def open_turn(*, act: Act, now: dt.datetime) -> None:
    """Ask those whose turn has come for their signature; those asked already keep their date."""
    held = round_of(act)
    turn = held.circuit.turn
    for signature in held.signatures:
        if signature.key in turn and signature.state == Signature.WAITING:
            signature.state, signature.asked_at = Signature.ASKED, now
            signature.save(update_fields=["state", "asked_at"])
            ask_signature(signature=signature, act=act, now=now)


@unjournalled(PART)
def ask_signature(*, signature: Signature, act: Act, now: dt.datetime) -> None:
    """Put it in the lists of who may give it; of those who lead the act when it is on paper."""
    contract = act.contract
    on_site = bool(signature.role or signature.delegate)
    told = {"act": act.name, "place": contract.territory_name, "party": signature.organisation}
    title = (
        _("Signer : %(act)s, %(place)s") if on_site else _("Faire signer sur papier : %(party)s")
    )
    where = signature_where(signature) if signature.role else Where()
    if not on_site:
        where = Where(territories=frozenset({contract.scope}))
    ask(
        cause=signature_cause(signature),
        title=title % told,
        why=_("C’est le tour de cette signature ; l’acte attend la sienne, puis les suivantes.")
        if on_site
        else _("Cette partie n’a pas de compte ici : imprimez la feuille, déposez le scan signé."),
        url_name="act_sign",
        url_args=[signature.key],
        role=(signature.role or None) if on_site else TANDEM,
        where=where,
        reference=signature.delegate or None,
        since=now,
        due=act.due,
        ladder=LADDER,
        now=now,
    )


@unjournalled(PART)
def tell_signatory(
    *, signature: Signature, act: Act, what: str, why: str, now: dt.datetime
) -> None:
    """Tell who owes a signature something of it: a reminder, a delegation, a failure."""
    inform(
        cause=f"{signature_cause(signature)}:{what}:{now:%Y%m%d%H%M%S}",
        title=_("Signature attendue : %(act)s, %(place)s")
        % {"act": act.name, "place": act.contract.territory_name},
        why=why,
        url_name="act_sign",
        url_args=[signature.key],
        role=signature.role or None if signature.role or signature.delegate else TANDEM,
        where=signature_where(signature)
        if signature.role
        else Where(territories=frozenset({act.contract.scope})),
        reference=signature.delegate or None,
        now=now,
    )


@unjournalled(PART)
def ask_confirmation(*, signature: Signature, act: Act, by_party: bool, now: dt.datetime) -> None:
    """Ask the other side to confirm the signed sheet that one side gave."""
    to_party = not by_party and bool(signature.role or signature.delegate)
    where = signature_where(signature) if signature.role else Where()
    ask(
        cause=paper_cause(signature),
        title=_("Confirmer la signature sur papier : %s") % signature.organisation,
        why=_("L’autre partie a déposé le scan signé : regardez-le, puis confirmez ou écartez-le."),
        url_name="act_sign",
        url_args=[signature.key],
        role=(signature.role or None) if to_party else (*TANDEM, "secretariat", "copilot"),
        where=where if to_party else contract_where(act.contract),
        reference=signature.delegate or None if to_party else None,
        since=now,
        due=act.due,
        ladder=LADDER,
        now=now,
    )


@unjournalled(PART)
def close_turn(*, signature: Signature, now: dt.datetime) -> None:
    """Nothing is waited for of a signature any more."""
    settle(cause=signature_cause(signature), now=now)
    settle(cause=paper_cause(signature), now=now)


@unjournalled(PART)
def orphan_attempts(*, act: Act) -> None:
    """The round ended: what the service has is no longer waited for, but may still come."""
    act.attempts.filter(state=Attempt.PENDING).update(state=Attempt.ORPHAN)
