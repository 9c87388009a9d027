"""The proof of a result as a reader meets it, and how to check it again."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ancrage.kernel.quality import Quality
from ancrage.selection.engine.model import Status
from ancrage.selection.engine.rules import load_rules, rules_document, shipped_rules
from ancrage.selection.queries.runs import Run
from ancrage.selection.wording import result_words
from ancrage.ui.figures import Figure


@dataclass(frozen=True, slots=True)
class Proof:
    """The figures of the proof; `command` finds the result again ("" with rules not shipped)."""

    objective: Figure
    bound: Figure
    gap: Figure
    seconds: Figure
    status: str
    is_infeasible: bool
    command: str


def proof_of(run: Run) -> Proof:
    """What proves a run's result."""
    result = run.result
    gap = None if result.gap is None else result.gap * 100
    return Proof(
        objective=_derived(result.objective, _("Valeur de la liste (objectif)"), decimals=1),
        bound=_derived(
            result.bound, _("Valeur qu’aucune liste ne peut dépasser (borne)"), decimals=1
        ),
        gap=_derived(gap, _("Écart entre les deux"), "%", decimals=4),
        seconds=_derived(result.seconds, _("Durée du calcul"), _("secondes"), decimals=1),
        status=result_words(result.status),
        is_infeasible=result.status == Status.INFEASIBLE,
        command=_command(run),
    )


def _command(run: Run) -> str:
    """The command line that finds the same result, when the rules are shipped ones unchanged."""
    rules = run.result.rules
    if rules.name not in shipped_rules():
        return ""
    if rules_document(replace(load_rules(rules.name), gap=rules.gap)) != run.record.rules:
        return ""
    return f"ancrage identify --rules {rules.name} --gap {rules.gap:g} --out resultat.json"


def _derived(value: float | None, label: str, unit: str = "", *, decimals: int) -> Figure:
    source = _("calcul Ancrage")
    return Figure(value, label, unit, source=source, quality=Quality.DERIVED, decimals=decimals)
