"""From an effect that was asked for to the one that is kept: the figures, the two lists, why."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from ancrage.jobs.registry import RefusedError
from ancrage.mission.actions.effects import keep_effect
from ancrage.mission.effect_compute import Solved
from ancrage.mission.models import Effect
from ancrage.mission.queries.effects import ScoreInputs, kept_inputs
from ancrage.mission.rules.outcomes import outcomes
from ancrage.selection.engine.model import Country, Result, Rules
from ancrage.selection.engine.result import result_from_document
from ancrage.selection.engine.rules import fingerprint, rules_from_document
from ancrage.selection.engine.scored import changes_document, what_changed
from ancrage.selection.engine.scoring import entries, obstacles, rules_with_scores
from ancrage.selection.models import Identification
from ancrage.selection.queries.country import loaded_country

Solve = Callable[[Country, Rules, Rules, Result | None], Solved]


def run_effect(*, effect: Effect, now: Callable[[], dt.datetime], solve: Solve) -> Effect:
    """Solve without the scores and with them, and keep what changed and why.

    RefusedError when no list holds with the scores, or when the time did not suffice.
    """
    if effect.mission.base is None:
        raise RefusedError(_("Cette mission n’a plus de règles."))
    country = loaded_country()
    rules = rules_from_document(effect.mission.base.rules)
    inputs = kept_inputs(effect)
    scored = _scored(rules, inputs, effect)
    solved = solve(country, rules, scored, _known(country, rules))
    _demand_lists(solved, country, rules, inputs)
    found = what_changed(country=country, before=solved.before, after=solved.after)
    return keep_effect(
        now=now(),
        effect=effect,
        before=solved.before,
        after=solved.after,
        changes=changes_document(found) | {"outcomes": _outcomes(inputs, solved)},
    )


def _scored(rules: Rules, inputs: ScoreInputs, effect: Effect) -> Rules:
    scored = rules_with_scores(
        rules=rules, candidates=inputs.candidates, scores=inputs.scores, use=inputs.use
    )
    title = _("%s, avec les notes") % effect.mission.name
    return replace(scored, title=title)


def _known(country: Country, rules: Rules) -> Result | None:
    """The list without the scores, when it has been solved already on these figures."""
    known = fingerprint(country=country, rules=rules)
    found = Identification.objects.filter(fingerprint=known).exclude(result__territories=[])
    held = found.first()
    return result_from_document(held.result) if held else None


def _demand_lists(solved: Solved, country: Country, rules: Rules, inputs: ScoreInputs) -> None:
    if not solved.before.territories:
        raise RefusedError(_("Sans les notes déjà, aucune liste n’a été trouvée."))
    if solved.after.territories:
        return
    conflict = solved.after.conflict
    if conflict is None:
        raise RefusedError(_("Le temps imparti n’a pas suffi à trouver une liste avec les notes."))
    hints = _hints(country, rules, inputs)
    raise RefusedError(
        " ".join([_("Avec ces notes, aucune liste ne tient."), conflict.message, *hints])
    )


def _hints(country: Country, rules: Rules, inputs: ScoreInputs) -> list[str]:
    """What keeps a candidate that is forced in from being a territory."""
    entered = entries(candidates=inputs.candidates, scores=inputs.scores, use=inputs.use)
    forced = [c for c in inputs.candidates if entered[c.code] == "forced_in"]
    found = obstacles(country=country, rules=rules, candidates=forced)
    told = [(c.name, check.says) for c in forced for check in found[c.code]]
    return [f"{name}\N{NO-BREAK SPACE}: {says}" for name, says in told[:3]]


def _outcomes(inputs: ScoreInputs, solved: Solved) -> list[dict[str, Any]]:
    entered = entries(candidates=inputs.candidates, scores=inputs.scores, use=inputs.use)
    found = outcomes(
        candidates=inputs.candidates,
        scores=inputs.scores,
        use=inputs.use,
        entered=entered,
        before=solved.before.territories,
        after=solved.after.territories,
    )
    return [outcome.document() for outcome in found]
