"""What was announced, statement by statement, and the figure of ours that stands beside it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from ancrage.kernel.text import typeset
from ancrage.ui.figures import Figure


@dataclass(frozen=True, slots=True)
class Claim:
    """A dated statement as its source made it. `measured` names our figure, if we have one."""

    key: str
    statement: str
    stated_on: date
    source: str
    url: str | None
    measured: str | None
    note: str


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A statement beside what the site computes: None when nothing here computes it."""

    claim: Claim
    figure: Figure | None


@cache
def announced() -> tuple[Claim, ...]:
    """Every statement of the announcement of 22 November 2018, in its order."""
    text = (files("ancrage.home") / "data" / "claims.yaml").read_text(encoding="utf-8")
    return tuple(Claim(**claim) for claim in yaml.safe_load(typeset(text))["claims"])


def check(figures: dict[str, Figure]) -> list[CheckedClaim]:
    """Put each statement beside the figure that measures it, by `Claim.measured`."""
    return [
        CheckedClaim(claim, figures.get(claim.measured) if claim.measured else None)
        for claim in announced()
    ]
