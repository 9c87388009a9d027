"""A result in a few lines of French, for a terminal."""

from collections import Counter

from ancrage.selection.engine.model import Result, Status
from ancrage.selection.engine.wording import NBSP, number

STATUS = {
    Status.OPTIMAL: "écart demandé atteint",
    Status.TIME_LIMIT: "temps écoulé : la meilleure liste trouvée et sa borne",
    Status.INFEASIBLE: "aucune liste possible",
}


def summary(result: Result, *, estimated: bool) -> str:
    """One line per figure, with its unit; `estimated` when the jobs are an estimate."""
    lines = [
        ("Règles", f"{result.rules.name} – {result.rules.title}"),
        ("Territoires", number(len(result.territories))),
        ("Emplois industriels couverts", _coverage(result, estimated=estimated)),
        ("Objectif", _figure(result.objective)),
        ("Borne prouvée", _figure(result.bound)),
        ("Écart", _percent(result.gap, 4)),
        ("État", STATUS[result.status]),
        ("Durée", f"{number(result.seconds, 1)}{NBSP}s"),
        ("Par région", _regions(result)),
        ("Empreinte", result.fingerprint[:16]),
    ]
    width = max(len(label) for label, _ in lines)
    return "\n".join(f"{label:<{width}}  {value}" for label, value in lines)


def _coverage(result: Result, *, estimated: bool) -> str:
    share = _percent(result.covered_share, 2)
    jobs = number(result.covered_industrial_jobs)
    return f"{jobs}, {share} du total{' (estimation)' if estimated else ''}"


def _figure(value: float | None) -> str:
    return "inconnu" if value is None else number(value, 1)


def _percent(share: float | None, decimals: int) -> str:
    return "inconnu" if share is None else f"{number(share * 100, decimals)}{NBSP}%"


def _regions(result: Result) -> str:
    counts = Counter(territory.region for territory in result.territories)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{region}{NBSP}: {count}" for region, count in ordered)
