"""Which rule keeps an intercommunalité out whatever its neighbours, and by how much."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A threshold that no group holding the intercommunalité can pass.

    `rule` is the dotted name; `value` the best figure within reach (None: no connected group at
    all passes the other thresholds), `limit` the figure asked; `advice` says it in French.
    """

    rule: str
    value: float | None
    limit: float
    advice: str

    def document(self) -> dict[str, Any]:
        """The same, JSON-ready."""
        return asdict(self)
