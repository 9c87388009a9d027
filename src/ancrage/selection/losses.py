"""« Pourquoi pas nous ? » for one intercommunalité: explained, and exactly when asked."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.jobs.progress import JobView, job_view
from ancrage.jobs.rules import UNFULFILLED
from ancrage.selection.engine.explanation import UnitExplanation, UnitStatus
from ancrage.selection.engine.model import Country, Unit
from ancrage.selection.models import LossRequest
from ancrage.selection.queries.runs import Run, loss_of
from ancrage.selection.wording import exact_words, loss_words, needed_words


@dataclass(frozen=True, slots=True)
class LossView:
    """One intercommunalité in an identification, ready to be shown.

    `territory_name` is "" unless it is chosen. `asked` is None until somebody asks for the exact
    loss; `job` is how its computation fares. `units` gives the names of the places that it
    mentions.
    """

    unit: Unit
    why: UnitExplanation | None
    objective: float | None
    territory_name: str
    asked: LossRequest | None
    job: JobView | None
    units: Mapping[str, Unit]

    @property
    def is_chosen(self) -> bool:
        return self.why is not None and self.why.status == UnitStatus.CHOSEN

    @property
    def is_alternative(self) -> bool:
        return self.why is not None and self.why.status == UnitStatus.ALTERNATIVE

    @property
    def has_unknown_jobs(self) -> bool:
        return self.why is not None and self.why.status == UnitStatus.UNKNOWN_JOBS

    @property
    def is_excluded(self) -> bool:
        return self.why is not None and self.why.status == UnitStatus.EXCLUDED

    @property
    def interval(self) -> str:
        """The interval of the loss, in words."""
        return loss_words(self.why, self.objective) if self.why else ""

    @property
    def needed(self) -> list[str]:
        """What its territory would break without it, in words."""
        return needed_words(self.why.brings.needed_for) if self.why and self.why.brings else []

    @property
    def best_group(self) -> list[Unit]:
        """The territory that would hold it in the best solution built."""
        return self._known((self.why and self.why.best_group) or ())

    @property
    def is_pending(self) -> bool:
        return self.job is not None and self.job.is_pending

    @property
    def is_failed(self) -> bool:
        return self.job is not None and self.job.state in UNFULFILLED

    @property
    def answer(self) -> dict[str, Any] | None:
        return self.asked.answer if self.asked else None

    @property
    def loss_words(self) -> str:
        """The loss that was solved for, in words."""
        return exact_words(self.answer, self.objective) if self.answer else ""

    @property
    def leaving(self) -> list[Unit]:
        """Who would leave the list, by decreasing industrial jobs."""
        return self._named("dropped")

    @property
    def coming(self) -> list[Unit]:
        """Who would come into the list, by decreasing industrial jobs."""
        return self._named("joining")

    def _named(self, side: str) -> list[Unit]:
        found = self._known((self.answer or {}).get(side, ()))
        return sorted(found, key=lambda unit: -(unit.industrial_jobs or 0))

    def _known(self, sirens: Iterable[str]) -> list[Unit]:
        """Those that are still there: another year of intercommunalités may have been loaded."""
        return [self.units[siren] for siren in sirens if siren in self.units]


def loss_view(run: Run, siren: str, country: Country, *, now: dt.datetime) -> LossView | None:
    """What to show of an intercommunalité; None when the country has none of that SIREN.

    One query, two when its exact loss waits.
    """
    units = {unit.siren: unit for unit in country.units}
    if siren not in units:
        return None
    asked = loss_of(run, siren)
    return LossView(
        unit=units[siren],
        why=run.why(siren),
        objective=run.result.objective,
        territory_name=run.holders[siren].name if siren in run.holders else "",
        asked=asked,
        job=job_view(asked.job, now=now) if asked else None,
        units=units,
    )
