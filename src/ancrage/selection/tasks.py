"""What the worker does for the identification: exact losses, and scenarios of the workshop."""

import time
from dataclasses import asdict

from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.jobs.apart import run_apart
from ancrage.jobs.registry import Arguments, Progress, RefusedError
from ancrage.selection.actions import answer_loss
from ancrage.selection.actions_scenarios import keep_scenario_result
from ancrage.selection.engine.model import Status
from ancrage.selection.engine.rules import fingerprint
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.runs import find_run
from ancrage.selection.queries.scenarios import find_scenario
from ancrage.selection.queries.summary import region_names
from ancrage.selection.scenario_compute import compute, compute_loss
from ancrage.selection.workshop_rules import RulesRefusedError, read_rules

SECONDS = 120.0
"""Time given to one solve; what it has proved by then is the answer."""


def answer_exact_loss(arguments: Arguments, progress: Progress) -> None:
    """Solve again with the intercommunalité forced in, and keep what it costs.

    RefusedError when the figures have changed since the identification, or when the time did
    not suffice to find a list that holds it.
    """
    code, siren = arguments["identification"], arguments["siren"]
    run, country = find_run(code), loaded_country()
    if run is None or run.result.fingerprint != fingerprint(
        country=country, rules=run.result.rules
    ):
        raise RefusedError(_("Les chiffres ont changé depuis cette identification."))
    started = time.monotonic()
    found = run_apart(compute_loss, country, run.result, siren, SECONDS, progress=progress)
    if not found.feasible and time.monotonic() - started >= SECONDS:
        raise RefusedError(_("Le temps imparti n’a pas suffi à trouver une liste qui la contient."))
    answer_loss(identification=code, siren=siren, answer=asdict(found))


def compute_scenario(arguments: Arguments, progress: Progress) -> None:
    """Compute a scenario of the workshop and keep what it gives, an impossibility included.

    RefusedError when the figures no longer allow its rules, or when the time did not suffice to
    find any list.
    """
    scenario, country = find_scenario(arguments["scenario"]), loaded_country()
    if scenario is None:
        raise RefusedError(_("Ce scénario n’existe plus."))
    try:
        rules = read_rules(scenario.rules, country=country, regions=region_names())
    except RulesRefusedError as refusal:
        raise RefusedError(str(refusal)) from refusal
    document = run_apart(compute, country, rules, scenario.draws, SECONDS, progress=progress)
    if not document["territories"] and document["status"] == Status.TIME_LIMIT:
        raise RefusedError(_("Le temps imparti n’a pas suffi à trouver une liste."))
    keep_scenario_result(scenario=scenario.code, document=document, now=timezone.now())
