"""The share of eligible costs that aids may reach together, and the thresholds of notification.

GBER, art. 8(3): aids for the same costs add up to the highest intensity applicable to the aid; de
minimis aid adds to them (art. 8(5), and regulation 2023/2831, art. 5(3)). Which rate is the highest
applicable when regimes differ is for a lawyer to say: below that of the aid asked (for de minimis
aid, the lowest) a total passes, above the highest it does not, between the two it is unknown until
`highest_rate` is answered. So to add an aid never makes a refused one pass.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ancrage.kernel.text import long_date
from ancrage.stateaid.rules.ceilings import has_regime, limit_span, regime_missing
from ancrage.stateaid.rules.context import Context
from ancrage.stateaid.rules.model import Aid, Asked
from ancrage.stateaid.rules.rates import WHOLE, Rate, ceiling_of, rate_of
from ancrage.stateaid.rules.regimes import Kind, Version
from ancrage.stateaid.rules.spans import NOTHING, Line, Span, joined
from ancrage.stateaid.rules.words import aid_words

CUMULATION = "cumulation"
GBER_ARTICLE = "RGEC, art. 8, par. 3 et 5"
MINIMIS_ARTICLE = "art. 5"
HIGHEST = "highest_rate"
PROJECT_MISSING = "Projet que paie l’aide demandée"


@dataclass(frozen=True, slots=True)
class Costs:
    """How much of the eligible costs is aided, the grant included; both between 0 and 1, None:
    not known."""

    intensity: float | None
    highest: float | None


@dataclass(frozen=True, slots=True)
class Other:
    """A regime of an aid for the same costs: its rate, and whether it surely is for them."""

    rate: Rate
    is_sure: bool


def intensity_lines(context: Context, version: Version) -> list[Line]:
    """The rate of the regime, the cumulation on the same costs, the threshold of notification."""
    others = list(_others(context, version))
    if version.kind == Kind.INTENSITY:
        return [*_own_lines(context, version), _cumulated(context, version, others)]
    if version.kind == Kind.CEILING and others:
        return [_beside(context, version, others)]
    return []


def costs_of(asked: Asked, lines: Sequence[Line]) -> Costs | None:
    """The intensity to show; None when no cost is told or no aid is measured against it."""
    line = next((line for line in lines if line.code == CUMULATION), None)
    if line is None or not asked.eligible:
        return None
    used = (line.used.low + asked.cents) / asked.eligible if line.used.is_exact else None
    highest = line.ceiling.low / asked.eligible if line.ceiling.is_exact else None
    return Costs(used, highest)


def _own_lines(context: Context, version: Version) -> list[Line]:
    rate = rate_of(version, context.asked, context.company, context.tables)
    used = context.total(lambda aid: _weight(context, aid, regime=version.regime))
    ceiling = ceiling_of(rate, context.asked.eligible)
    lines = [Line("rate", "Intensité maximale du régime", version.article, ceiling, used)]
    if version.threshold is not None:
        limit = version.threshold
        lines.append(Line(limit.code, limit.label, limit.article, limit_span(limit), used))
    return lines


def _cumulated(context: Context, version: Version, others: Sequence[Other]) -> Line:
    """Under a rate of its own: all the aids for the same costs, up to it or to the highest."""
    own = rate_of(version, context.asked, context.company, context.tables)
    rate = _applicable(context, version, own, others)
    return _line(context, ceiling_of(rate, context.asked.eligible), GBER_ARTICLE)


def _beside(context: Context, version: Version, others: Sequence[Other]) -> Line:
    """De minimis aid for costs that other regimes aid: up to the rate of these."""
    rates = [other.rate for other in others]
    lowest = Rate(
        min(rate.low for rate in rates),
        min(rate.high for rate in rates),
        joined(rate.missing for rate in rates),
    )
    rate = _applicable(context, version, lowest, others)
    ceiling = ceiling_of(rate, context.asked.eligible)
    if not any(other.is_sure for other in others):
        ceiling = Span(ceiling.low, None, joined((ceiling.missing, _doubts(context))))
    return _line(context, ceiling, f"{version.text}, {MINIMIS_ARTICLE}")


def _applicable(context: Context, version: Version, base: Rate, others: Sequence[Other]) -> Rate:
    """The rate that the total is held to: `base`, or the highest when it was said to hold."""
    answer = context.asked.conditions.get(HIGHEST)
    high = max([base.high, *(other.rate.high for other in others)])
    if answer is False or not others:
        return base
    if answer:
        low = max([base.low, *(other.rate.low for other in others if other.is_sure)])
        rates = [base, *(other.rate for other in others)]
        return Rate(low, high, joined((*(rate.missing for rate in rates), _doubts(context))))
    question = next(each.question for each in version.bonuses if each.code == HIGHEST)
    asked = (question,) if base.high < high else ()
    return Rate(base.low, high, joined((base.missing, asked)))


def _line(context: Context, ceiling: Span, article: str) -> Line:
    used = context.total(lambda aid: _weight(context, aid))
    return Line(CUMULATION, "Cumul des aides sur les mêmes coûts", article, ceiling, used)


def _weight(context: Context, aid: Aid, regime: str = "") -> Span:
    """What an aid counts against the costs, of one regime or of all."""
    same = context.same_costs(aid)
    told = has_regime(context, aid)
    if same is False or (regime and told and aid.regime != regime):
        return NOTHING
    doubts = [] if told else [regime_missing(aid)]
    if same is None:
        doubts.append(_project_missing(context, aid))
    if aid.cents is None:
        return Span(0, None, (*doubts, f"Montant de l’aide : {aid_words(aid)}"))
    return Span(0, aid.cents, tuple(doubts)) if doubts else Span.exactly(aid.cents)


def _others(context: Context, version: Version) -> Iterator[Other]:
    """The other regimes under which the same costs are, or may be, aided."""
    found: dict[str, bool] = {}
    for told in context.told:
        for aid in told.versions:
            same = context.same_costs(aid)
            if same is not False and aid.regime != version.regime and aid.cents != 0:
                sure = bool(same) and has_regime(context, aid)
                found[aid.regime] = found.get(aid.regime, False) or sure
    for code in sorted(found):
        rate = _rate(context, code)
        if rate is not None:
            yield Other(rate, found[code])


def _rate(context: Context, code: str) -> Rate | None:
    """The rate of another regime; None when it has none, as de minimis."""
    regime = context.regimes.by_code.get(code)
    if regime is None or regime.kind == Kind.UNHELD:
        name = f"« {regime.name} »" if regime else "non dit d’une aide pour les mêmes coûts"
        return Rate(0, WHOLE, (f"Taux du régime {name}",))
    if regime.kind != Kind.INTENSITY:
        return None
    version = regime.on(context.asked.on)
    if version is None:
        day = long_date(context.asked.on)
        return Rate(0, WHOLE, (f"Taux du régime « {regime.name} » le {day}",))
    return rate_of(version, context.asked, context.company, context.tables)


def _doubts(context: Context) -> tuple[str, ...]:
    aids = [aid for told in context.told for aid in told.versions]
    return joined(
        (_project_missing(context, aid),) for aid in aids if context.same_costs(aid) is None
    )


def _project_missing(context: Context, aid: Aid) -> str:
    return f"Projet que paie {aid_words(aid)}" if context.asked.project else PROJECT_MISSING
