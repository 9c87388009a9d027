"""What the workshop says of its scenarios, in French words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.selection.scenario_states import ScenarioState

STATES = {
    ScenarioState.DRAFT: gettext_lazy("à calculer"),
    ScenarioState.WAITING: gettext_lazy("en attente"),
    ScenarioState.RUNNING: gettext_lazy("en cours"),
    ScenarioState.STOPPING: gettext_lazy("arrêt demandé"),
    ScenarioState.FAILED: gettext_lazy("échoué"),
    ScenarioState.CANCELLED: gettext_lazy("annulé"),
    ScenarioState.INTERRUPTED: gettext_lazy("interrompu"),
    ScenarioState.DONE: gettext_lazy("calculé"),
    ScenarioState.INFEASIBLE: gettext_lazy("impossible"),
    ScenarioState.STALE: gettext_lazy("à recalculer"),
    ScenarioState.ARCHIVED: gettext_lazy("archivé"),
}

KINDS = {
    ScenarioState.DONE: "success",
    ScenarioState.INFEASIBLE: "error",
    ScenarioState.FAILED: "error",
    ScenarioState.INTERRUPTED: "warning",
    ScenarioState.STALE: "warning",
    ScenarioState.WAITING: "info",
    ScenarioState.RUNNING: "info",
    ScenarioState.STOPPING: "info",
}
"""The kind of the badge that names a state."""


def refused_words(state: ScenarioState) -> str:
    """Why something cannot be done to a scenario now."""
    if state is ScenarioState.ARCHIVED:
        return _("Ce scénario est archivé : sortez-le d’abord des archives.")
    if state in {ScenarioState.WAITING, ScenarioState.RUNNING, ScenarioState.STOPPING}:
        return _("Un calcul est en cours : attendez sa fin, ou annulez-le d’abord.")
    return _("Aucun calcul n’est en cours.")
