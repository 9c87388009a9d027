"""Figures in French words, for the sentences that the engine itself makes."""

NARROW = "\u202f"  # no-break, narrow: between thousands
NBSP = "\u00a0"  # no-break: before a unit or a sign


def number(value: float, decimals: int = 0) -> str:
    """1234.5 → « 1 234,5 » with a narrow no-break space."""
    return f"{value:,.{decimals}f}".replace(",", NARROW).replace(".", ",")


def threshold_figure(rule: str, value: float, *, decimals: int = 2) -> str:
    """A threshold's figure with its unit: inhabitants, jobs, or a bare intensity."""
    if rule.endswith("intensity.min"):
        return number(value, decimals)
    return f"{number(value)}{NBSP}{'habitants' if 'population' in rule else 'emplois'}"


def told_apart(rule: str, value: float, limit: float) -> tuple[str, str]:
    """A figure and the threshold it fails, with as many decimals as it takes to tell them apart."""
    for decimals in (2, 3, 4):
        figure = threshold_figure(rule, value, decimals=decimals)
        asked = threshold_figure(rule, limit, decimals=decimals)
        if figure != asked:
            break
    return figure, asked
