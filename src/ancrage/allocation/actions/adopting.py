"""A scenario adopted: it becomes delegations of credits and promises in the ledger, once."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.allocation.actions.declaring import declare_promises
from ancrage.allocation.actions.delegating import delegate
from ancrage.allocation.actions.notices import follow_scenario
from ancrage.allocation.actions.parts import (
    ScenarioChangedError,
    ScenarioRefusedError,
    opened,
    record_scenario,
    today,
)
from ancrage.allocation.actions.promising import dossiers_for
from ancrage.allocation.actions.proposing import check_envelope
from ancrage.allocation.engine.checking import faults
from ancrage.allocation.models import Adoption, Line, Scenario
from ancrage.allocation.papers import note_pdf
from ancrage.allocation.queries.problems import mark_of, plan_of, problem_of
from ancrage.allocation.queries.scenarios import lines_of
from ancrage.catalogue.rules.facts import euros
from ancrage.files.actions import store_file
from ancrage.funding.actions.books import locked_head
from ancrage.funding.actions.entries import post_entries
from ancrage.funding.actions.envelopes import Told
from ancrage.funding.actions.posting import Posting
from ancrage.funding.models import Batch
from ancrage.journal.command import command
from ancrage.kernel.rights import Actor

ANNOUNCED = "announced"
LONGEST = 300
SHOWN = 3
"""How many broken rules a refusal names."""


@command("allocation.adopt")
def adopt_scenario(
    *,
    by: Actor,
    now: dt.datetime,
    scenario: Scenario,
    decision: str,
    adopted_on: dt.date | None = None,
    despite: str = "",
) -> Adoption:
    """Make a plan what was decided: credits delegated, a promise for each project that it serves,
    on its dossier and in the funding plan of its sheet; all of it, or nothing.

    `decision`: where it is recorded, in words; `adopted_on`: its day, today when it is not told;
    `despite`: why, although amounts set by hand break rules. ScenarioChangedError when it is not
    what was proposed; StepRefusedError, LedgerRefusedError, ScenarioRefusedError.
    """
    locked_head()
    held = opened(scenario, "adopt", now=now)
    day = adopted_on or today(now)
    _check(held, decision, day, now)
    lines = list(lines_of(held))
    why = _check_rules(held, lines, despite)
    served = [line for line in lines if line.granted]
    _check_dossiers(served)
    told = Told(
        day, _("Répartition %(code)s adoptée") % {"code": held.code}, decision.strip()[:300]
    )
    moves = delegate(by=by, now=now, scenario=held, lines=served, told=told)
    dossiers_for(scenario=held, lines=served, day=day, now=now)
    batch = _promised(by, now, held, served, told)
    note = note_pdf(held, day=day)
    made = Adoption.objects.create(
        scenario=held,
        decision=decision.strip()[:LONGEST],
        despite=why,
        adopted_on=day,
        recorded_at=now,
        author=by.reference,
        moves=moves,
        batch=batch.reference,
        declared=declare_promises(by=by, now=now, scenario=held, lines=served, told=told),
        count=len(served),
        cents=sum(line.granted or 0 for line in served),
        note=store_file(name=f"{held.code}.pdf", content=note, by_reference=by.reference, now=now),
    )
    held.save(update_fields=["state", "changed_at"])
    follow_scenario(scenario=held, now=now)
    _record(held, made, batch)
    return made


def _check(held: Scenario, decision: str, day: dt.date, now: dt.datetime) -> None:
    if not decision.strip():
        raise ScenarioRefusedError(_("Dites où la décision est consignée."))
    if day > today(now):
        raise ScenarioRefusedError(_("Cette date n’est pas encore passée."))
    if held.mark and mark_of(held) != held.mark:
        raise ScenarioChangedError(
            _("Ce scénario n’est plus celui qui a été proposé : proposez-le à nouveau.")
        )
    check_envelope(held)


def _check_rules(held: Scenario, lines: Sequence[Line], despite: str) -> str:
    """Why the plan is kept although it breaks rules, "" when it breaks none. ScenarioRefusedError
    when it does and nobody says why."""
    plan = plan_of(held)
    grants = plan.grants if plan else ()
    broken = faults(problem_of(held, lines), grants)
    if broken and not despite.strip():
        told = _(
            "Ce plan ne respecte pas toutes les règles : %s Dites pourquoi il est adopté ainsi."
        )
        raise ScenarioRefusedError(told % " ".join(broken[:SHOWN]))
    return despite.strip()[:LONGEST] if broken else ""


def _check_dossiers(served: Sequence[Line]) -> None:
    """ScenarioRefusedError when a dossier was decided since its project was taken."""
    for line in served:
        held = line.dossier
        if held is not None and (held.outcome or held.granted_cents):
            told = _("Le dossier %(code)s a reçu une décision depuis : retirez son projet.")
            raise ScenarioRefusedError(told % {"code": held.code})


def _promised(
    by: Actor, now: dt.datetime, held: Scenario, served: Sequence[Line], told: Told
) -> Batch:
    """A promise on the dossier of each project, in one batch that the same key never repeats."""
    return post_entries(
        by=by,
        now=now,
        financer=held.financer,
        postings=[
            Posting(
                stage=ANNOUNCED,
                cents=line.granted or 0,
                event_on=told.event_on,
                dossier=line.dossier,
                document=told.source,
                reason=told.reason,
            )
            for line in served
        ],
        key=f"allocation:{held.code}",
    )


def _record(held: Scenario, made: Adoption, batch: Batch) -> None:
    says = ngettext(
        "Répartition adoptée, %(n)d projet servi, %(amount)s",
        "Répartition adoptée, %(n)d projets servis, %(amount)s",
        made.count,
    )
    record_scenario(
        held,
        says % {"n": made.count, "amount": euros(made.cents)},
        after={
            "state": held.state,
            "cents": made.cents,
            "count": made.count,
            "batch": batch.reference,
            "hash": batch.hash,
            "moves": len(made.moves),
            "note": made.note.sha256 if made.note else "",
        },
        details={"decision": made.decision, "on": made.adopted_on, "despite": made.despite},
    )
