"""The ceilings of de minimis aid: what an undertaking received in a window, under each limit."""

from functools import partial

from ancrage.stateaid.rules.context import Context
from ancrage.stateaid.rules.model import Aid
from ancrage.stateaid.rules.regimes import ROAD_FREIGHT, Limit, Version
from ancrage.stateaid.rules.spans import NOTHING, Line, Span, joined
from ancrage.stateaid.rules.windows import Days, days_of
from ancrage.stateaid.rules.words import aid_words

YEAR_END_MISSING = "Date de clôture de l’exercice fiscal de l’entreprise"
FREIGHT_MISSING = "Transport de marchandises par route pour autrui : oui ou non"
SEPARATE, NOT_FOR_FREIGHT = "separate_accounts", "not_for_freight"


def window_of(context: Context, version: Version) -> Days | None:
    """The window of the grant; None when the regime has none."""
    if version.window is None:
        return None
    return days_of(version.window, context.asked.on, context.company.year_end)


def ceiling_lines(context: Context, version: Version) -> list[Line]:
    """Each limit of the regime, with what counts against it."""
    lines = []
    for limit in version.limits:
        ceiling = _ceiling(context, version, limit)
        if ceiling is not None:
            used = context.total(partial(_weight, context, version, limit))
            lines.append(Line(limit.code, limit.label, limit.article, ceiling, used))
    return lines


def has_regime(context: Context, aid: Aid) -> bool:
    """Whether the regime of an aid is told, and one that we know."""
    return aid.regime in context.regimes.by_code


def regime_missing(aid: Aid) -> str:
    """What to ask when the regime of an aid is not told."""
    return f"Régime de {aid_words(aid)}"


def limit_span(limit: Limit) -> Span:
    """The amount of a limit; from the least to the most when we doubt."""
    return Span(limit.cents, limit.at_most, (limit.doubt,) if limit.doubt else ())


def _weight(context: Context, version: Version, limit: Limit, aid: Aid) -> Span:
    """What an aid counts against a limit."""
    window = window_of(context, version)
    if window is None or aid.granted_on < window.first or _apart(context, limit, aid):
        return NOTHING
    told = has_regime(context, aid)
    if told and aid.regime not in limit.counts:
        return NOTHING
    part = context.part(aid)
    doubts = [] if told else [regime_missing(aid)]
    if aid.granted_on < window.sure:
        doubts.append(YEAR_END_MISSING)
    return Span(0, part.high, joined((part.missing, doubts))) if doubts else part


def _ceiling(context: Context, version: Version, limit: Limit) -> Span | None:
    """The amount of a limit for this company; None when it is not held to it."""
    if limit.scope != ROAD_FREIGHT:
        return limit_span(limit)
    answers = context.asked.conditions
    carries = context.company.road_freight
    separate, elsewhere = answers.get(SEPARATE), answers.get(NOT_FOR_FREIGHT)
    if carries is False or (separate and elsewhere):
        return None
    if carries and (separate is False or _is_apart(context)):
        return limit_span(limit)
    asked = {each.code: each.question for each in version.freight_conditions}
    questions = [asked[code] for code in (SEPARATE, NOT_FOR_FREIGHT) if answers.get(code) is None]
    return Span(limit.cents, None, (FREIGHT_MISSING,) if carries is None else tuple(questions))


def _is_apart(context: Context) -> bool:
    """Whether accounts are apart and the grant is for freight: only such aids count with it."""
    answers = context.asked.conditions
    return bool(answers.get(SEPARATE)) and answers.get(NOT_FOR_FREIGHT) is False


def _apart(context: Context, limit: Limit, aid: Aid) -> bool:
    """Whether an aid is outside of the freight that a limit is about."""
    return limit.scope == ROAD_FREIGHT and _is_apart(context) and not aid.road_freight
