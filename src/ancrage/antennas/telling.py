"""A plan in a few lines of French, for a terminal."""

from collections.abc import Mapping

from ancrage.antennas.engine.model import Objective, Plan, Status
from ancrage.kernel.text import typeset
from ancrage.ui.formats import number, percent, with_unit

STATUS = {
    Status.OPTIMAL: "optimal : aucun autre choix ne fait mieux",
    Status.TIME_LIMIT: "temps écoulé : le meilleur choix trouvé et sa borne",
}
GOALS = {
    Objective.COVERAGE: "le plus d’emplois industriels dans le rayon",
    Objective.DISTANCE: "la moindre distance moyenne des emplois industriels",
}


def summary(plan: Plan, names: Mapping[str, str]) -> list[str]:
    """One line per figure, with its unit; jobs are an estimate, and said to be."""
    told = [
        ("Recherché", GOALS[plan.question.objective]),
        ("Antennes", ", ".join(names[siren] for siren in plan.hosts)),
        ("Emplois dans le rayon", _covered(plan)),
        ("Distance moyenne", f"{with_unit(plan.mean_km, 'km', 1)} à vol d’oiseau"),
        ("Objectif", in_unit(plan, plan.objective)),
        ("Borne prouvée", in_unit(plan, plan.bound)),
        ("Écart", percent(plan.gap, 4)),
        ("État", STATUS[plan.status]),
        ("Emplois inconnus", ", ".join(names[s] for s in plan.unknown) or "aucun"),
        ("Durée", with_unit(plan.seconds, "s", 1)),
        ("Empreinte", plan.fingerprint[:16]),
    ]
    width = max(len(label) for label, _ in told)
    return [f"{label:<{width}}  {typeset(value)}" for label, value in told]


def in_unit(plan: Plan, value: float) -> str:
    """The objective or its bound: jobs, or kilometres."""
    if plan.question.objective is Objective.COVERAGE:
        return with_unit(value, "emplois industriels")
    return with_unit(value, "km", 3)


def _covered(plan: Plan) -> str:
    if plan.question.radius_km is None:
        return "aucun rayon donné"
    share = percent(plan.covered_jobs / plan.total_jobs)
    within = with_unit(plan.question.radius_km, "km", 1)
    return f"{number(plan.covered_jobs)} (estimation), {share} du total, à {within} au plus"
