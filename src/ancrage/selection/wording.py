"""What the identification says of a place, in French words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ancrage.selection.engine.explanation import UnitExplanation, UnitStatus
from ancrage.selection.engine.model import Quota, Status
from ancrage.ui.formats import number, percent


def quota_words(quota: Quota) -> str:
    """« exactement 15 », « au moins 1 », « de 2 à 5 », « libre »."""
    if quota.at_most is None:
        return _("au moins %(n)d") % {"n": quota.at_least} if quota.at_least else _("libre")
    if quota.at_least == quota.at_most:
        return _("exactement %(n)d") % {"n": quota.at_least}
    if quota.at_least == 0:
        return _("au plus %(n)d") % {"n": quota.at_most}
    return _("de %(low)d à %(high)d") % {"low": quota.at_least, "high": quota.at_most}


def result_words(status: Status) -> str:
    """What a status means for a reader."""
    return {
        Status.OPTIMAL: _("prouvé à l’écart demandé"),
        Status.TIME_LIMIT: _("arrêté au temps imparti : meilleure liste trouvée, borne prouvée"),
        Status.INFEASIBLE: _("impossible : les règles se contredisent"),
    }[status]


def status_words(status: Status) -> str:
    """A status in a table's cell."""
    return {
        Status.OPTIMAL: _("prouvé"),
        Status.TIME_LIMIT: _("arrêté au temps imparti"),
        Status.INFEASIBLE: _("impossible"),
    }[status]


def loss_words(why: UnitExplanation, objective: float | None) -> str:
    """The interval of the loss, in value and in per cent of the objective."""
    low = why.loss_min or 0.0
    if why.loss_max is None:
        told = _("au moins %(low)s") % {"low": number(low)}
        return told + _share(low, None, objective)
    told = _("entre %(low)s et %(high)s") % {"low": number(low), "high": number(why.loss_max)}
    return told + _share(low, why.loss_max, objective)


def exact_words(answer: Mapping[str, Any], objective: float | None) -> str:
    """The loss found by solving again, with the interval that is proved."""
    low, high = answer["loss_min"], answer["loss_max"]
    proved = _("entre %(low)s et %(high)s, c’est prouvé") % {
        "low": number(low, 1),
        "high": number(high, 1),
    }
    if answer["loss"] <= 0:
        told = _("aucune perte mesurable")
    else:
        share = percent(answer["loss"] / objective, 4) if objective else number(None)
        told = _("%(loss)s, soit %(share)s de la valeur de la liste") % {
            "loss": number(answer["loss"], 1),
            "share": share,
        }
    return f"{told} ({proved})"


def _share(low: float, high: float | None, objective: float | None) -> str:
    if not objective:
        return ""
    if high is None:
        return _(" (au moins %(low)s de l’objectif)") % {"low": percent(low / objective, 3)}
    shares = {"low": percent(low / objective, 3), "high": percent(high / objective, 3)}
    return _(" (de %(low)s à %(high)s de l’objectif)") % shares


def why_words(why: UnitExplanation, objective: float | None) -> str:
    """In one sentence: where an intercommunalité stands, and why."""
    if why.status == UnitStatus.CHOSEN:
        return _("Choisie, dans le territoire %(code)s.") % {"code": why.territory}
    if why.status == UnitStatus.UNKNOWN_JOBS:
        return _("Ses emplois sont inconnus : elle ne peut pas être évaluée.")
    if why.status == UnitStatus.EXCLUDED:
        return _("Les règles l’excluent nommément.")
    if why.status == UnitStatus.THRESHOLD:
        return " ".join(fail.advice for fail in why.fails)
    return _("Pourrait en être, pour une perte de valeur %(loss)s.") % {
        "loss": loss_words(why, objective)
    }


def needed_words(rules: Sequence[str]) -> list[str]:
    """What the other members of a territory would break alone, from the rules' dotted names."""
    words = {
        "connection": _("ses autres membres ne se toucheraient plus"),
        "population.min": _("sa population passerait sous le minimum"),
        "population.max": _("sa population dépasserait le maximum"),
        "intensity.min": _("son intensité industrielle passerait sous le minimum"),
        "industrial_jobs.min": _("ses emplois industriels passeraient sous le minimum"),
    }
    return [words[rule] for rule in rules if rule in words]
