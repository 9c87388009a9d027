"""The check of a grant before it is decided: yes, no, or unknown and what is missing.

What is not known is carried as a span from the least to the most that it may be. A check refuses
when the amount does not pass whatever the unknown is, and accepts when it passes whatever it is and
everything that a person must answer was answered; so to know more never turns a refusal into a
yes, nor a yes into a refusal.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ancrage.kernel.text import typeset
from ancrage.stateaid.rules import needs
from ancrage.stateaid.rules.ceilings import ceiling_lines, window_of
from ancrage.stateaid.rules.context import Context
from ancrage.stateaid.rules.intensities import Costs, costs_of, intensity_lines
from ancrage.stateaid.rules.model import Aid, Answer, Asked, Company, Counted, Link, Tables, Verdict
from ancrage.stateaid.rules.regimes import Regimes, Version
from ancrage.stateaid.rules.sentences import reasons_of
from ancrage.stateaid.rules.spans import Line, joined


def check(
    asked: Asked,
    *,
    company: Company,
    aids: Iterable[Aid],
    links: Iterable[Link],
    tables: Tables,
    regimes: Regimes,
    known_on: dt.date,
) -> Verdict:
    """What the rules say of a grant, as known on a day. `company`: who asks for it; `aids`: all
    that may be of its group, from every source, the one asked about too by its number.

    KeyError: a link of a kind that the data do not tell.
    """
    context = Context.of(
        asked,
        company=company,
        aids=aids,
        links=links,
        tables=tables,
        regimes=regimes,
        known_on=known_on,
    )
    regime = regimes.by_code.get(asked.regime)
    if company.is_undertaking is False:
        return _outside(context, "Le bénéficiaire n’exerce pas d’activité économique.")
    version = regime.on(asked.on) if regime else None
    if version is None:
        return _finished(context, None, (), needs.of_regime(context))
    lines = (*ceiling_lines(context, version), *intensity_lines(context, version))
    return _finished(context, version, lines, needs.of_version(context, version))


def _outside(context: Context, reason: str) -> Verdict:
    asked = context.asked
    article = ("TFUE, art. 107, par. 1",)
    return Verdict(Answer.YES, None, asked.regime, asked.on, reasons=(reason,), articles=article)


def _finished(
    context: Context, version: Version | None, lines: Sequence[Line], held: needs.Needs
) -> Verdict:
    asked = context.asked
    answer = _answer(asked.cents, lines, held)
    missing = joined(
        (held.missing, *(line.missing for line in lines if not line.allows(asked.cents)))
    )
    verdict = Verdict(
        answer=answer,
        most=_most(lines, held),
        regime=asked.regime,
        on=asked.on,
        window=_window(context, version),
        counted=_counted(context, version),
        group=context.group,
        missing=tuple(map(typeset, missing)) if answer == Answer.UNKNOWN else (),
        articles=joined(((line.article for line in lines), held.articles)),
    )
    verdict = _with_nearest(verdict, lines)
    verdict = _with_costs(verdict, costs_of(asked, lines))
    reasons = reasons_of(context, version, lines, held, verdict)
    return replace(verdict, reasons=tuple(map(typeset, reasons)))


def _answer(cents: int, lines: Sequence[Line], held: needs.Needs) -> Answer:
    if held.refusals or any(line.refuses(cents) for line in lines):
        return Answer.NO
    if held.missing or not all(line.allows(cents) for line in lines):
        return Answer.UNKNOWN
    return Answer.YES


def _most(lines: Sequence[Line], held: needs.Needs) -> int | None:
    """The most that may be granted for sure: 0 when nothing may, None when it is not known."""
    tops = [line.at_most_free for line in lines if line.at_most_free is not None]
    if held.refusals or (tops and min(tops) <= 0):
        return 0
    sure = [line.surely_free for line in lines]
    least = min((free for free in sure if free is not None), default=0)
    return None if held.missing or None in sure or least <= 0 else least


def _with_nearest(verdict: Verdict, lines: Sequence[Line]) -> Verdict:
    """With the numbers of the rule that is the nearest to refuse."""
    bounded = [line for line in lines if line.at_most_free is not None]
    if not bounded:
        return verdict
    line = min(bounded, key=lambda line: (line.at_most_free, line.code))
    ceiling = line.ceiling.low if line.ceiling.is_exact else None
    used = line.used.low if line.used.is_exact else None
    room = None if ceiling is None or used is None else max(0, ceiling - used)
    return replace(verdict, ceiling=ceiling, used=used, room=room)


def _with_costs(verdict: Verdict, costs: Costs | None) -> Verdict:
    if costs is None:
        return verdict
    return replace(verdict, intensity=costs.intensity, highest=costs.highest)


def _window(context: Context, version: Version | None) -> tuple[dt.date, dt.date] | None:
    window = window_of(context, version) if version else None
    return (window.first, window.last) if window else None


def _counted(context: Context, version: Version | None) -> tuple[Counted, ...]:
    """The aids of the group, or for the same costs, the oldest first."""
    window = _window(context, version)
    counted = []
    for aid in context.aids:
        inside = window[0] <= aid.granted_on if window else context.same_costs(aid) is not False
        counted.append(Counted(aid, context.because(aid), inside))
    return tuple(counted)
