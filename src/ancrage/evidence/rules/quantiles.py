"""The quantiles that intervals are made of: normal, and Student's t with any degrees of freedom."""

import math
from statistics import NormalDist

NORMAL = NormalDist()
TINY = 1e-30


def normal_quantile(level: float) -> float:
    """How many standard errors a two-sided interval of this level reaches: 1.96 for 0.95."""
    return NORMAL.inv_cdf((1 + level) / 2)


def normal_p(reach: float) -> float:
    """The chance of a normal deviate farther from 0 than `reach`, on both sides."""
    return math.erfc(abs(reach) / math.sqrt(2))


def student_p(statistic: float, freedom: float) -> float:
    """The chance of a Student's t farther from 0 than `statistic`, on both sides."""
    if math.isinf(statistic):
        return 0.0
    return _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + statistic**2))


def student_quantile(level: float, freedom: float) -> float:
    """What a two-sided Student interval reaches: 2.228 for 0.95 with ten degrees of freedom.

    By Newton's method from the normal quantile, which is below: the distribution being concave
    there, no step passes the answer.
    """
    found, tail = normal_quantile(level), 1 - level
    for _ in range(200):
        step = (student_p(found, freedom) - tail) / (2 * _student_density(found, freedom))
        found += step
        if abs(step) < 1e-12 * found:
            break
    return found


def _student_density(x: float, freedom: float) -> float:
    scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
    shape = -(freedom + 1) / 2 * math.log1p(x * x / freedom)
    return math.exp(scale + shape) / math.sqrt(freedom * math.pi)


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction.

    Abramowitz and Stegun, 26.5.8; past its middle by the symmetry of 26.5.2, where it converges.
    """
    if x in {0.0, 1.0}:
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, 1 - x)
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        + a * math.log(x) + b * math.log1p(-x)
    )  # fmt: skip
    return math.exp(log_front) / (a * _fraction(a, b, x))


def _fraction(a: float, b: float, x: float) -> float:
    """1 + d₁/(1 + d₂/(1 + …)) by Lentz's method, to the precision of a float."""
    value, c, d = 1.0, 1.0, 0.0
    for step in range(1, 400):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + term * d or TINY)
        c = 1 + term / c or TINY
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value
