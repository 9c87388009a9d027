"""Why each intercommunalité is in a territory, or is not, and what it would cost to have it.

Four answers to "why not us?": its jobs are unknown; no group that holds it can pass the
thresholds (which, by how much); the rules exclude it; or it could be in, and the best solution
that holds it loses some value. That loss is given as an interval which surely contains

    loss(u) = (best value under the rules) − (best value of a solution that holds u)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ancrage.selection.engine.contributions import Contribution
from ancrage.selection.engine.shortfalls import Shortfall


class UnitStatus(StrEnum):
    """Where an intercommunalité stands in a result."""

    CHOSEN = "chosen"
    UNKNOWN_JOBS = "unknown_jobs"
    THRESHOLD = "threshold"
    EXCLUDED = "excluded"
    ALTERNATIVE = "alternative"


@dataclass(frozen=True, slots=True)
class UnitExplanation:
    """The explanation of one intercommunalité.

    `territory` (a code) and `brings` when chosen; `fails` when no group can hold it;
    `loss_min` and `loss_max`, in the unit of the value, when it could be in. `loss_max` is None
    when no solution that holds it has been built, and `best_group` (SIRENs) is the territory
    that would hold it in the solution behind `loss_max`.
    """

    siren: str
    status: UnitStatus
    territory: str | None = None
    brings: Contribution | None = None
    fails: tuple[Shortfall, ...] = ()
    loss_min: float | None = None
    loss_max: float | None = None
    best_group: tuple[str, ...] | None = None

    def document(self) -> dict[str, Any]:
        """The same, JSON-ready."""
        return {
            "status": str(self.status),
            "territory": self.territory,
            "brings": self.brings.document() if self.brings else None,
            "fails": [shortfall.document() for shortfall in self.fails],
            "loss_min": self.loss_min,
            "loss_max": self.loss_max,
            "best_group": list(self.best_group) if self.best_group else None,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of every intercommunalité, by SIREN.

    `median_width` is the median of loss_max − loss_min over the alternatives (None without any
    closed interval), in the unit of the value; `median_width_share` the same over the objective.
    """

    units: Mapping[str, UnitExplanation]
    median_width: float | None
    median_width_share: float | None


def explanation_document(explanation: Explanation) -> dict[str, Any]:
    """The explanation, JSON-ready."""
    return {
        "units": {siren: unit.document() for siren, unit in explanation.units.items()},
        "median_width": explanation.median_width,
        "median_width_share": explanation.median_width_share,
    }


def explanation_from_document(document: Mapping[str, Any]) -> Explanation:
    """The explanation behind a document written by `explanation_document`."""
    return Explanation(
        units={siren: _unit(siren, unit) for siren, unit in document["units"].items()},
        median_width=document["median_width"],
        median_width_share=document["median_width_share"],
    )


def _unit(siren: str, unit: Mapping[str, Any]) -> UnitExplanation:
    brings = unit["brings"]
    return UnitExplanation(
        siren=siren,
        status=UnitStatus(unit["status"]),
        territory=unit["territory"],
        brings=Contribution(**{**brings, "needed_for": tuple(brings["needed_for"])})
        if brings
        else None,
        fails=tuple(Shortfall(**shortfall) for shortfall in unit["fails"]),
        loss_min=unit["loss_min"],
        loss_max=unit["loss_max"],
        best_group=tuple(unit["best_group"]) if unit["best_group"] else None,
    )
