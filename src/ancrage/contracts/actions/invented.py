"""The contracts of the demonstration: a command for all of them, since each would be slow."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.contracts.actions.notices import follow_act
from ancrage.contracts.actions.parts import take_code
from ancrage.contracts.actions.sending import signatures_for
from ancrage.contracts.models import Act, Contract, Signature
from ancrage.contracts.rules.content import ActContent
from ancrage.files.actions import store_file
from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor

BATCH = 250
AWAITED = {"sent": Signature.ASKED, "expired": Signature.EXPIRED, "refused": Signature.WITHDRAWN}
"""The state of the signatures that an act in a state still awaits; withdrawn in the others."""


@dataclass(frozen=True)
class Invented:
    """A made-up act, what it says, its PDF when it is to be signed for real or was entered."""

    act: Act
    content: ActContent
    pdf: bytes | None = None


@command("contracts.draft")
def open_invented(*, by: Actor, now: dt.datetime, contracts: Sequence[Contract]) -> None:
    """Open made-up contracts, marked as such, before their acts say their codes."""
    allow()
    for contract in contracts:
        contract.is_demonstration = True
        contract.code = take_code(year=localdate(contract.opened_at).year)
    Contract.objects.bulk_create(contracts)
    record(
        kind="contract_act",
        reference="demonstration",
        says=_("Contrats inventés pour la démonstration : %d") % len(contracts),
        details={"contracts": len(contracts)},
    )


@command("contracts.draft")
def add_invented(*, by: Actor, now: dt.datetime, acts: Sequence[Invented]) -> None:
    """Add the acts of made-up contracts."""
    allow()
    for one in acts:
        one.act.drafted_by = by.reference
        if one.pdf is not None:
            name = f"{one.act.contract.code}-acte-{one.act.rank}.pdf"
            one.act.document = store_file(
                name=name, content=one.pdf, by_reference=by.reference, now=now
            )
    Act.objects.bulk_create([one.act for one in acts], batch_size=BATCH)
    signatures = [signature for one in acts for signature in _signatures(one)]
    Signature.objects.bulk_create(signatures, batch_size=BATCH)
    for one in acts:
        if one.act.state in {"checked", "sent"}:
            follow_act(act=one.act, now=now)
    record(
        kind="contract_act",
        reference="demonstration",
        says=_("Actes inventés pour la démonstration : %d") % len(acts),
        details={"acts": len(acts)},
    )


def _signatures(one: Invented) -> list[Signature]:
    """Those that the act asked for, as its state leaves them; in the first place, one is given."""
    made = signatures_for(one.act, one.content) if one.act.sendings else []
    left = AWAITED.get(one.act.state, Signature.WITHDRAWN)
    for rank, signature in enumerate(made):
        is_given = one.act.state == "signed" or rank == 0
        signature.state = Signature.SIGNED if is_given else left
        if is_given:
            signature.means, signature.signed_at = Signature.PAPER, one.act.moved_at
    if one.act.state == "refused":
        made[-1].state, made[-1].reason = Signature.REFUSED, one.act.reason
    return made
