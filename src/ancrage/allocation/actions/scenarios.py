"""Scenarios begun, described anew, copied, dropped."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from ancrage.allocation.access import scope_where, shares_within
from ancrage.allocation.actions.parts import (
    PART,
    ScenarioRefusedError,
    locked,
    opened,
    record_scenario,
    today,
)
from ancrage.allocation.engine.model import DIMENSIONS
from ancrage.allocation.models import DRAFT, Scenario, ScenarioCounter
from ancrage.allocation.queries.scenarios import left_of
from ancrage.funding.actions.rows import insert
from ancrage.funding.models import Envelope
from ancrage.funding.queries.names import read_names
from ancrage.geography.models import Region
from ancrage.journal.command import allow, command, unchanged, unjournalled
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import typeset
from ancrage.people.actions.numbering import take_numbers

NAME, NOTE, UNIT = 150, 5000, 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a scenario is called, whose money it shares: `financer`, `scope`, `delegates_by` as in
    `models.Scenario`; `unit`: of the expected results."""

    name: str
    financer: str
    scope: str = ""
    envelope: Envelope | None = None
    delegates_by: str = ""
    unit: str = ""
    note: str = ""

    def fields(self) -> dict[str, Any]:
        """The columns of a scenario. ScenarioRefusedError."""
        name = typeset(" ".join(self.name.split()))
        self._check(name)
        return {
            "name": name,
            "financer": self.financer,
            "scope": self.scope,
            "envelope": self.envelope,
            "delegates_by": self.delegates_by,
            "unit": self.unit.strip(),
            "note": typeset(self.note.strip()),
        }

    def _check(self, name: str) -> None:
        if not name or len(name) > NAME or len(self.note) > NOTE or len(self.unit) > UNIT:
            told = _("Donnez un nom de %(most)d caractères au plus, une note et une unité brèves.")
            raise ScenarioRefusedError(told % {"most": NAME})
        if self.delegates_by not in ("", *DIMENSIONS):
            raise ScenarioRefusedError(_("Des crédits ne se délèguent pas ainsi."))
        if self.scope and not Region.objects.filter(code=self.scope).exists():
            raise ScenarioRefusedError(_("Aucune Région ne porte ce code."))
        if self.financer not in read_names().financers:
            raise ScenarioRefusedError(_("Ce financeur n’est pas connu."))
        if self.envelope and not shares_within(self.scope, self.envelope, self.financer):
            raise ScenarioRefusedError(
                _(
                    "Une Région partage les enveloppes de son territoire, en son nom, en celui de "
                    "l’État ou de l’opérateur de l’enveloppe."
                )
            )

    def told(self) -> dict[str, Any]:
        """As the journal holds it."""
        return {
            "name": self.name,
            "financer": self.financer,
            "scope": self.scope,
            "envelope": self.envelope.code if self.envelope else "",
            "delegates_by": self.delegates_by,
            "unit": self.unit,
        }


@command("allocation.create")
def create_scenario(
    *, by: Actor, now: dt.datetime, wanted: Wanted, is_demonstration: bool = False
) -> Scenario:
    """Begin a scenario; its rules share what is left of its envelope. ScenarioRefusedError."""
    allow(scope_where(wanted.scope, by.reference))
    cents = max(left_of(wanted.envelope), 0) if wanted.envelope else 0
    made = _begun(
        now,
        owner=by.reference,
        rules={"envelope_cents": cents},
        is_demonstration=is_demonstration
        or bool(wanted.envelope and wanted.envelope.is_demonstration),
        **wanted.fields(),
    )
    record_scenario(made, _("Scénario de répartition commencé"), after=wanted.told())
    return made


@command("allocation.describe")
def describe_scenario(
    *,
    by: Actor,
    now: dt.datetime,
    scenario: Scenario,
    wanted: Wanted,
    revision: int | None = None,
) -> Scenario:
    """Change what a scenario is called and whose money it shares; its plan still answers, as the
    amount to share is a rule."""
    held = opened(scenario, "describe", now=now, revision=revision)
    allow(scope_where(wanted.scope, held.owner))
    before, fields = wanted_of(held).told(), wanted.fields()
    if all(getattr(held, name) == value for name, value in fields.items()):
        unchanged()
        return held
    for name, value in fields.items():
        setattr(held, name, value)
    held.save()
    record_scenario(held, _("Scénario de répartition décrit"), before=before, after=wanted.told())
    return held


@command("allocation.copy")
def copy_scenario(
    *, by: Actor, now: dt.datetime, scenario: Scenario, name: str, note: str = ""
) -> Scenario:
    """Begin another scenario with the same projects, rules and grants set by hand; its plan is to
    be computed. ScenarioRefusedError."""
    held = locked(scenario)
    allow(scope_where(held.scope, held.owner))
    wanted = replace(wanted_of(held), name=name, note=note)
    made = _begun(
        now,
        owner=by.reference,
        parent=held,
        rules=held.rules,
        sources=held.sources,
        places=held.places,
        is_demonstration=held.is_demonstration,
        **wanted.fields(),
    )
    lines = list(held.lines.all())
    for line in lines:
        line.pk, line.scenario, line.granted = None, made, None
    insert(lines)
    record_scenario(made, _("Scénario de répartition copié"), after={"parent": held.code})
    return made


@command("allocation.drop")
def drop_scenario(*, by: Actor, now: dt.datetime, scenario: Scenario, reason: str) -> Scenario:
    """Give a scenario up, and say why; it stays readable."""
    held = opened(scenario, "drop", now=now, reason=reason)
    held.save(update_fields=["state", "changed_at"])
    record_scenario(
        held, _("Scénario de répartition abandonné"), details={"reason": reason.strip()}
    )
    return held


def wanted_of(scenario: Scenario) -> Wanted:
    """What a scenario is called and shares now."""
    return Wanted(
        name=scenario.name,
        financer=scenario.financer,
        scope=scenario.scope,
        envelope=scenario.envelope,
        delegates_by=scenario.delegates_by,
        unit=scenario.unit,
        note=scenario.note,
    )


@unjournalled(PART)
def _begun(now: dt.datetime, **fields: Any) -> Scenario:  # noqa: ANN401 columns of the scenario
    year = today(now).year
    (number,) = take_numbers(counter=ScenarioCounter, year=year)
    code = f"R-{year}-{number:04d}"
    return Scenario.objects.create(code=code, state=DRAFT, created_at=now, changed_at=now, **fields)
