"""Who reads a contract and what it touches."""

from ancrage.contracts.models import SIGNED, Act, Contract
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, ScopeKind, Where

READ, DRAFT, WRITE, PREPARE, DECIDE, SEND, ENTER = (
    "contracts.read",
    "contracts.draft",
    "contracts.write",
    "contracts.prepare",
    "contracts.decide",
    "contracts.send",
    "contracts.enter",
)


def contract_where(contract: Contract) -> Where:
    """What a contract touches: its territory, its regions, the operators that are asked to sign.

    One query.
    """
    asked = contract.acts.filter(signatures__scope_kind=ScopeKind.OPERATOR.value)
    return Where(
        regions=contract.region_codes,
        territories=frozenset({contract.scope}),
        operators=frozenset(asked.values_list("signatures__scope_code", flat=True)),
    )


def reads_whole(actor: Actor, where: Where) -> bool:
    """Whether somebody reads a contract as it is prepared; else what is signed of it."""
    return may(actor, READ, where)


def is_public(act: Act) -> bool:
    """Whether everybody reads an act."""
    return act.state == SIGNED
