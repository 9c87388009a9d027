"""The proof of a result as a reader meets it, and how to check it again."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ancrage.kernel.quality import Quality
from ancrage.selection.engine.model import Status
from ancrage.selection.engine.rules import load_rules, rules_document, shipped_rules
from ancrage.selection.queries.runs import Run
from ancrage.selection.wording import result_words
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date


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
    unit = _("emplois pondérés")
    return Proof(
        objective=_computed(run, result.objective, _("Valeur de la liste (objectif)"), 1, unit),
        bound=_computed(
            run, result.bound, _("Valeur qu’aucune liste ne peut dépasser (borne)"), 1, unit
        ),
        gap=_computed(run, gap, _("Écart au plus entre l’objectif et la borne"), 4, "%"),
        seconds=_computed(run, result.seconds, _("Durée du calcul"), 1, _("secondes")),
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


def computed_on(run: Run) -> str:
    """« calcul du 23 novembre 2026 »: the date of what a run found."""
    return _("calcul du %(day)s") % {"day": french_date(run.record.created_at.date())}


def _computed(run: Run, value: float | None, label: str, decimals: int, unit: str) -> Figure:
    return Figure(
        value=value,
        label=label,
        unit=unit,
        as_of=computed_on(run),
        source=_("identification Ancrage, règles « %(title)s »") % {"title": run.title},
        quality=Quality.DERIVED,
        decimals=decimals,
    )
