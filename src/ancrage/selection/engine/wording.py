"""Figures and rules in French words, for the sentences that the engine itself makes."""

NARROW = " "  # no-break, narrow: between thousands
LABELS = {
    "population.min": "population minimale",
    "population.max": "population maximale",
    "intensity.min": "intensité industrielle minimale",
    "industrial_jobs.min": "emplois industriels minimaux",
    "members.intensity.min": "intensité industrielle minimale de chaque membre",
    "members.max": "nombre de membres",
}


def number(value: float, decimals: int = 0) -> str:
    """1234.5 → « 1 234,5 » with a narrow no-break space."""
    return f"{value:,.{decimals}f}".replace(",", NARROW).replace(".", ",")


def threshold_figure(rule: str, value: float) -> str:
    """A threshold's figure with its unit: inhabitants, jobs, or a bare intensity."""
    if rule.endswith("intensity.min"):
        return number(value, 2)
    return f"{number(value)} {'habitants' if 'population' in rule else 'emplois'}"
