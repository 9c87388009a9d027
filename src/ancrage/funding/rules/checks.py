"""What a check of the ledger says: held, broken, or to be looked at."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

HELD, BROKEN, LOOK = "held", "broken", "look"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: `looked` things were compared, `faults` of them do not agree.

    `examples`: some of them, in words. A check that only warns (`is_warning`) tells what may be
    right and has to be looked at.
    """

    code: str
    looked: int
    faults: int
    examples: tuple[str, ...] = ()
    is_warning: bool = False

    @property
    def state(self) -> str:
        if not self.faults:
            return HELD
        return LOOK if self.is_warning else BROKEN

    def document(self) -> dict[str, Any]:
        """As a run keeps it."""
        return asdict(self)


def finding_of(document: Mapping[str, Any]) -> Finding:
    """A finding as a run kept it."""
    return Finding(**{**document, "examples": tuple(document["examples"])})


def is_sound(findings: list[Finding]) -> bool:
    """Whether no invariant is broken."""
    return all(finding.state != BROKEN for finding in findings)


def compared(
    code: str, told: Mapping[Any, int], found: Mapping[Any, int], *, unit: str = ""
) -> Finding:
    """Two accounts of the same sums, in cents, by key: they agree, or where they do not."""
    keys = told.keys() | found.keys()
    faults = sorted((key for key in keys if told.get(key, 0) != found.get(key, 0)), key=str)
    examples = tuple(
        f"{unit}{_named(key)} : {told.get(key, 0)} ≠ {found.get(key, 0)} centimes"
        for key in faults[:MOST_EXAMPLES]
    )
    return Finding(code, len(keys), len(faults), examples)


MOST_EXAMPLES = 5


def _named(key: Any) -> str:  # noqa: ANN401 a key or several
    return ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)
