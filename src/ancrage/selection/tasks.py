"""What the worker does for the identification: the exact loss of one intercommunalité."""

import time
from dataclasses import asdict

from django.utils.translation import gettext as _

from ancrage.jobs.registry import Arguments, Progress, RefusedError
from ancrage.selection.actions import answer_loss
from ancrage.selection.engine.explanation import exact_loss
from ancrage.selection.engine.rules import fingerprint
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.runs import find_run

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
    found = exact_loss(
        country=country,
        rules=run.result.rules,
        result=run.result,
        siren=siren,
        time_limit=SECONDS,
        progress=progress,
    )
    if not found.feasible and time.monotonic() - started >= SECONDS:
        raise RefusedError(_("Le temps imparti n’a pas suffi à trouver une liste qui la contient."))
    answer_loss(identification=code, siren=siren, answer=asdict(found))
