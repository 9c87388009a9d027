"""Every write of the workshop: scenarios made, moved, computed, given up, put away."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ancrage.jobs import queue
from ancrage.jobs.actions import cancel_job
from ancrage.jobs.models import Job
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import Actor, Where
from ancrage.kernel.text import typeset
from ancrage.selection.engine.rules import (
    check_against,
    load_rules,
    rules_document,
    shipped_rules,
)
from ancrage.selection.models import Identification, Scenario
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.scenarios import (
    fingerprint_of,
    same_run,
    seen,
    where_of,
    with_job,
)
from ancrage.selection.queries.summary import region_names
from ancrage.selection.scenario_states import ScenarioVerb
from ancrage.selection.scenario_words import refused_words
from ancrage.selection.workshop_rules import (
    Moved,
    changes,
    moved_document,
    read_rules,
    true_reasons,
)

SCENARIO_JOB = "selection.scenario"
WAITING_SCENARIOS = 10
"""How many may wait or be under way: each is a minute or more of the server's cores."""
DRAWS = (0, 10, 20, 50)
NAME_LENGTH = 120


class ScenarioRefusedError(ValueError):
    """What was asked cannot be done to the scenario; the message is one French sentence."""


class ScenarioChangedError(ScenarioRefusedError):
    """Somebody else changed the scenario since it was read."""


@command("workshop.create_scenario")
def create_scenario(
    *,
    by: Actor,
    now: dt.datetime,
    name: str,
    base: str,
    note: str = "",
    settings: Sequence[str] = (),
    is_demonstration: bool = False,
) -> Scenario:
    """Start a scenario from a shipped rule set, changed by `key=value` settings.

    ScenarioRefusedError; InputRefused with every fault of the settings.
    """
    allow(Where(people=frozenset({by.reference})))
    if base not in shipped_rules():
        raise ScenarioRefusedError(_("Le jeu de règles « %s » n’existe pas.") % base)
    asked = load_rules(base, settings=settings)
    check_against(asked, loaded_country(), settings=settings)
    rules = true_reasons(rules_document(load_rules(base)), rules_document(asked))
    made = _made(by, now, name=name, note=note, base=base, rules=rules)
    made.is_demonstration = is_demonstration
    made.save(force_insert=True)
    record(
        kind="scenario",
        reference=made.code,
        label=made.name,
        says=_("Scénario créé : %s") % made.name,
        after={"name": made.name, "base": base},
    )
    return made


@command("workshop.duplicate_scenario")
def duplicate_scenario(
    *, by: Actor, now: dt.datetime, scenario: str, name: str = "", note: str = ""
) -> Scenario:
    """A copy of one's own, which starts from the rules as they are. ScenarioRefusedError."""
    allow(Where(people=frozenset({by.reference})))
    held = _locked(scenario)
    name = name.strip() or _("Copie de « %s »") % held.name
    made = _made(by, now, name=name[:NAME_LENGTH], note=note, base=held.base, rules=held.rules)
    made.parent = held
    made.draws = held.draws
    made.save(force_insert=True)
    record(
        kind="scenario",
        reference=made.code,
        label=made.name,
        says=_("Scénario copié de « %s »") % held.name,
        after={"name": made.name, "parent": held.code},
    )
    return made


@command("workshop.edit_scenario")
def edit_scenario(
    *, by: Actor, now: dt.datetime, scenario: str, moved: Moved, revision: int | None = None
) -> Scenario:
    """Move the rules of a scenario; `revision` is that of the rules that were read.

    RulesRefusedError with every fault and its field; ScenarioChangedError when somebody moved
    them in between; ScenarioRefusedError while it is computed.
    """
    held = _allowed(scenario)
    _check(held, ScenarioVerb.EDIT, now)
    if revision is not None and revision != held.revision:
        raise ScenarioChangedError(_("Ce scénario a été modifié entre-temps."))
    before, country, regions = held.rules, loaded_country(), region_names()
    rules = moved_document(before, moved=moved, title=held.name, country=country, regions=regions)
    if rules == before:
        unchanged()
        return held
    held.rules, held.job = rules, None
    held.revision += 1
    _save(held, now)
    places = {unit.siren: unit.name for unit in country.units}
    told = changes(before, rules, regions=regions, places=places)
    record(
        kind="scenario",
        reference=held.code,
        label=held.name,
        says=_("Règles du scénario modifiées : %s") % held.name,
        before={change.label: change.before for change in told},
        after={change.label: change.after for change in told},
        details={"keys": [change.key for change in told]},
    )
    return held


@command("workshop.rename_scenario")
def rename_scenario(
    *, by: Actor, now: dt.datetime, scenario: str, name: str, note: str
) -> Scenario:
    """Give a scenario another name and note. ScenarioRefusedError."""
    held = _allowed(scenario)
    _check(held, ScenarioVerb.RENAME, now)
    before = {"name": held.name, "note": held.note}
    held.name, held.note = _named(name), typeset(note.strip())
    if before == {"name": held.name, "note": held.note}:
        unchanged()
        return held
    held.rules = held.rules | {"title": held.name}
    _save(held, now)
    record(
        kind="scenario",
        reference=held.code,
        label=held.name,
        says=_("Scénario renommé : %s") % held.name,
        before=before,
        after={"name": held.name, "note": held.note},
    )
    return held


@command("workshop.run_scenario")
def run_scenario(*, by: Actor, now: dt.datetime, scenario: str, draws: int = 0) -> Scenario:
    """Have a scenario computed in the background, with `draws` draws of its robustness.

    What was computed already, with the same rules and figures, is taken at once. RulesRefusedError
    when the figures no longer allow the rules; `jobs.queue.QueueFullError` when too many wait.
    """
    held = _allowed(scenario)
    if held.job and held.job.is_pending and not held.job.is_lost(now=now):
        unchanged()
        return held
    _check(held, ScenarioVerb.RUN, now)
    if draws not in DRAWS:
        raise ScenarioRefusedError(_("Choisissez un nombre de tirages parmi ceux proposés."))
    country = loaded_country()
    read_rules(held.rules, country=country, regions=region_names())
    known = same_run(fingerprint_of(held, country), draws=draws)
    if known is not None and known.pk == held.identification_id and held.job is None:
        unchanged()
        return held
    held.draws, held.job = draws, None
    if known is not None:
        held.identification = known
    else:
        held.job = _asked(held, now)
    _save(held, now)
    record(
        kind="scenario",
        reference=held.code,
        label=held.name,
        says=_ran(held.name, is_known=known is not None),
        details={"draws": draws, "identification": known.code if known else None},
    )
    return held


@command("workshop.cancel_scenario")
def cancel_scenario(*, by: Actor, now: dt.datetime, scenario: str) -> Scenario:
    """Give up the computation of a scenario. ScenarioRefusedError when none is under way."""
    held = _allowed(scenario)
    _check(held, ScenarioVerb.CANCEL, now)
    if held.job is not None:
        held.job = cancel_job(job_id=held.job.pk, now=now)
    record(
        kind="scenario",
        reference=held.code,
        label=held.name,
        says=_("Calcul du scénario annulé : %s") % held.name,
    )
    return held


@command("workshop.archive_scenario")
def archive_scenario(*, by: Actor, now: dt.datetime, scenario: str) -> Scenario:
    """Put a scenario away: it leaves the list, its address stays. ScenarioRefusedError."""
    held = _allowed(scenario)
    _check(held, ScenarioVerb.ARCHIVE, now)
    held.archived_at = now
    _save(held, now)
    record(
        kind="scenario",
        reference=held.code,
        label=held.name,
        says=_("Scénario archivé : %s") % held.name,
    )
    return held


@command("workshop.restore_scenario")
def restore_scenario(*, by: Actor, now: dt.datetime, scenario: str) -> Scenario:
    """Take a scenario out of the archive. ScenarioRefusedError."""
    held = _allowed(scenario)
    _check(held, ScenarioVerb.RESTORE, now)
    held.archived_at = None
    _save(held, now)
    record(
        kind="scenario",
        reference=held.code,
        label=held.name,
        says=_("Scénario sorti des archives : %s") % held.name,
    )
    return held


@unjournalled("le résultat d’un calcul déjà demandé")
@transaction.atomic
def keep_scenario_result(
    *, now: dt.datetime, scenario: str, document: Mapping[str, Any]
) -> Identification:
    """Keep what a scenario gave, as a trial: it is none of the programme's runs."""
    held = Scenario.objects.select_for_update().get(pk=scenario)
    apart = {"explanation", "robustness"}
    made = Identification.objects.create(
        code=f"essai-{document['fingerprint'][:12]}-{secrets.token_hex(3)}",
        title=held.name,
        rules=document["rules"],
        fingerprint=document["fingerprint"],
        status=document["status"],
        result={key: document[key] for key in document.keys() - apart},
        explanation=document.get("explanation"),
        robustness=document.get("robustness"),
        created_at=now,
        is_trial=True,
    )
    Scenario.objects.filter(pk=scenario).update(identification=made)
    return made


def _made(
    by: Actor, now: dt.datetime, *, name: str, note: str, base: str, rules: Mapping[str, Any]
) -> Scenario:
    """A scenario to be written; its code is its address, and cannot be guessed."""
    name = _named(name)
    code = f"{slugify(name)[:40].strip('-') or 'scenario'}-{secrets.token_hex(5)}"
    return Scenario(
        code=code,
        name=name,
        note=typeset(note.strip()),
        owner=by.reference,
        base=base,
        rules=dict(rules) | {"name": code, "title": name},
        created_at=now,
        changed_at=now,
    )


def _named(name: str) -> str:
    found = typeset(" ".join(name.split()))
    if not found:
        raise ScenarioRefusedError(_("Donnez un nom au scénario."))
    if len(found) > NAME_LENGTH:
        raise ScenarioRefusedError(_("Le nom dépasse %d caractères.") % NAME_LENGTH)
    return found


def _allowed(code: str) -> Scenario:
    """The scenario, locked, if the actor has the right of the command under way on it."""
    held = _locked(code)
    allow(where_of(held))
    return held


def _locked(code: str) -> Scenario:
    """NotAllowedError when there is none: not yours and not there are the same answer."""
    held = with_job().select_for_update(of=("self",)).filter(pk=code).first()
    if held is None:
        raise NotAllowedError(code)
    return held


def _check(held: Scenario, verb: ScenarioVerb, now: dt.datetime) -> None:
    found = seen(held, loaded_country(), now=now)
    if not found.may(verb):
        raise ScenarioRefusedError(refused_words(found.state))


def _save(held: Scenario, now: dt.datetime) -> None:
    held.changed_at = now
    held.save()


def _asked(held: Scenario, now: dt.datetime) -> Job:
    return queue.enqueue(
        kind=SCENARIO_JOB,
        key=f"{SCENARIO_JOB}:{held.code}",
        arguments={"scenario": held.code},
        now=now,
        limit=WAITING_SCENARIOS,
    )


def _ran(name: str, *, is_known: bool) -> str:
    if is_known:
        return _("Scénario calculé, d’un résultat déjà connu : %s") % name
    return _("Calcul du scénario demandé : %s") % name
