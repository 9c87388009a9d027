"""Figures in French words, for the sentences that the engine itself makes."""

NARROW = "\u202f"  # no-break, narrow: between thousands
NBSP = "\u00a0"  # no-break: before a unit or a sign


def number(value: float, decimals: int = 0) -> str:
    """1234.5 → « 1 234,5 » with a narrow no-break space."""
    return f"{value:,.{decimals}f}".replace(",", NARROW).replace(".", ",")


def threshold_figure(rule: str, value: float) -> str:
    """A threshold's figure with its unit: inhabitants, jobs, or a bare intensity."""
    if rule.endswith("intensity.min"):
        return number(value, 2)
    return f"{number(value)}{NBSP}{'habitants' if 'population' in rule else 'emplois'}"
