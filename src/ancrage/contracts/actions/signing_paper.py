"""Signing on paper: one side gives the signed sheet, the other confirms it or sets it aside."""

import datetime as dt
import hmac

from django.utils.translation import gettext as _

from ancrage.contracts.access import contract_where
from ancrage.contracts.actions.parts import (
    KIND,
    ActRefusedError,
    act_reference,
    today,
)
from ancrage.contracts.actions.signing import locked_round, next_turn
from ancrage.contracts.actions.signing_turns import (
    ask_confirmation,
    ask_signature,
    close_turn,
    tell_signatory,
)
from ancrage.contracts.models import Act, Signature
from ancrage.contracts.queries.signing import gave_for_party, leads, signature_where, speaks_for
from ancrage.contracts.rules import circuit as rules
from ancrage.contracts.rules.paper_code import paper_code, read_code
from ancrage.files.actions import discard_file, store_file
from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor, Where
from ancrage.kernel.text import typeset


@command("contracts.paper")
def give_scan(
    *,
    by: Actor,
    now: dt.datetime,
    signature: Signature,
    code: str,
    name: str,
    signed_on: dt.date,
    file_name: str,
    content: bytes,
) -> Signature:
    """Give the scan of the signed sheet: by who signs, or by those who lead the act.

    `code`: the one printed on the sheet, which ties it to this document and this party. `name`:
    who signed; `signed_on`: the day written beside. ActRefusedError, FileRefusedError.
    """
    held, mine = locked_round(signature)
    act = held.act
    allow(_either_side(mine, act))
    is_party = speaks_for(by, mine)
    if not is_party and not leads(by, act):
        raise ActRefusedError(_("Le scan se dépose par qui signe, ou par qui conduit l’acte."))
    rules.on_paper(held.circuit, mine.key, day=today(now))
    if not hmac.compare_digest(read_code(code), paper_code(mine.key, act.digest)):
        raise ActRefusedError(
            _("Ce code n’est pas celui de cette signature : il est imprimé sur la feuille.")
        )
    if not name.strip():
        raise ActRefusedError(_("Dites qui a signé."))
    if act.sent_at is None or not today(act.sent_at) <= signed_on <= today(now):
        raise ActRefusedError(_("Le jour de la signature est entre celui de l’envoi et ce jour."))
    past = mine.scan
    mine.scan = store_file(name=file_name, content=content, by_reference=by.reference, now=now)
    mine.scanned_by, mine.name = by.reference, name.strip()[:200]
    mine.signed_at = dt.datetime.combine(signed_on, dt.time(12), tzinfo=now.tzinfo)
    mine.save()
    if past is not None:
        discard_file(file=past)
    close_turn(signature=mine, now=now)
    ask_confirmation(signature=mine, act=act, by_party=is_party, now=now)
    _record(mine, act, _("Scan signé déposé"), sha256=mine.scan.sha256)
    return mine


@command("contracts.paper")
def settle_scan(
    *, by: Actor, now: dt.datetime, signature: Signature, accept: bool, reason: str = ""
) -> Signature:
    """Confirm the signed sheet that the other side gave: it counts as the signature. Or set it
    aside, saying why: the signature is awaited again. ActRefusedError."""
    held, mine = locked_round(signature)
    act = held.act
    allow(_either_side(mine, act))
    if mine.scan is None or mine.state not in rules.AWAITED:
        raise ActRefusedError(_("Aucun scan n’attend d’être confirmé."))
    by_party = speaks_for(by, mine)
    if not by_party and not leads(by, act):
        raise ActRefusedError(_("Le scan se confirme par qui signe, ou par qui conduit l’acte."))
    why = rules.may_confirm(
        given_by=mine.scanned_by,
        by=by.reference,
        given_by_party=gave_for_party(mine, day=today(now)),
        by_party=by_party,
    )
    if why:
        raise ActRefusedError(why)
    if not accept:
        return _set_aside(mine, act, reason, now)
    rules.on_paper(held.circuit, mine.key, day=today(now))
    mine.state, mine.means, mine.confirmed_by = Signature.SIGNED, Signature.PAPER, by.reference
    mine.save()
    next_turn(signature=mine, act=act, now=now)
    _record(mine, act, _("Signature sur papier confirmée"), sha256=mine.scan.sha256)
    return mine


def _set_aside(mine: Signature, act: Act, reason: str, now: dt.datetime) -> Signature:
    if not reason.strip():
        raise ActRefusedError(_("Dites pourquoi le scan ne convient pas."))
    past = mine.scan
    sha256 = past.sha256 if past else ""
    mine.scan, mine.scanned_by, mine.name, mine.signed_at = None, "", "", None
    mine.save()
    if past is not None:
        discard_file(file=past)
    close_turn(signature=mine, now=now)
    ask_signature(signature=mine, act=act, now=now)
    why = _("Le scan déposé a été écarté : %s") % reason.strip()
    tell_signatory(signature=mine, act=act, what="aside", why=why, now=now)
    _record(mine, act, _("Scan signé écarté"), sha256=sha256, reason=reason.strip())
    return mine


def _either_side(signature: Signature, act: Act) -> Where:
    one, other = signature_where(signature), contract_where(act.contract)
    return Where(
        regions=one.regions | other.regions,
        territories=one.territories | other.territories,
        operators=one.operators | other.operators,
        people=one.people,
    )


def _record(signature: Signature, act: Act, says: str, **details: object) -> None:
    record(
        kind=KIND,
        reference=act_reference(act),
        label=act_reference(act),
        says=typeset(f"{says} : {act_reference(act)}, {signature.party}"),
        after={"signature": signature.state, "act": act.state},
        details=details,
        personal={"name": signature.name} if signature.name else None,
    )
