"""The made-up signatures of the demonstration: one act signed for real, by its personas."""

import datetime as dt

from django.utils.timezone import localdate

from ancrage.contracts.actions.signing_paper import give_scan, settle_scan
from ancrage.contracts.models import Act, Signature
from ancrage.contracts.queries.signing import document_digest, round_of, signature_where
from ancrage.contracts.rules.paper_code import paper_code
from ancrage.contracts.signing_run import sign
from ancrage.kernel.rights import Actor
from ancrage.people.queries import actor_of, holders

PLACE = "démonstration"
SIGNATORY = "Signataire inventé"


def sign_all(act: Act, *, giver: Actor, confirmer: Actor, scan: bytes, now: dt.datetime) -> None:
    """Have all the parties sign in turn: with the local authority where somebody holds the role,
    on paper for the others. `giver` gives the scans, `confirmer` confirms them. It stops where the
    service does not answer."""
    while (found := round_of(Act.objects.select_related("contract").get(pk=act.pk))).circuit.turn:
        mine = next(one for one in found.signatures if one.key in found.circuit.turn)
        held = Signature.objects.select_related("act__contract").get(pk=mine.pk)
        signatory = _signatory(held, localdate(now))
        if signatory is not None:
            seen = document_digest(found.act)
            done = sign(by=signatory, now=now, signature=held, digest_seen=seen, place=PLACE)
            if done.state != done.KEPT:
                return
            continue
        given = give_scan(
            by=giver,
            now=now,
            signature=held,
            code=paper_code(held.key, found.act.digest),
            name=SIGNATORY,
            signed_on=localdate(now),
            file_name="feuille-inventee.pdf",
            content=scan,
        )
        settle_scan(by=confirmer, now=now, signature=given, accept=True)


def _signatory(signature: Signature, day: dt.date) -> Actor | None:
    if not signature.role:
        return None
    held = holders(role=signature.role, where=signature_where(signature), on=day)
    exact = [one for one in held if one.scope_code == signature.scope_code]
    return actor_of(exact[0].person, on=day) if exact else None
