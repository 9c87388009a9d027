"""Who is one undertaking with a company as at a date, and whose aids count with its own.

Regulation (EU) 2023/2831, art. 2(2): companies are one undertaking when one controls the other, or
through one or more others: chains are followed up and down. A public body is no link between the
companies that it holds (recital 4), and a natural person is not followed: we hold companies only.
Art. 3(8) and 3(9): the aids of an absorbed company are those of who absorbed it; after a split,
they go with the activity that they aided, else by equity.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from ancrage.kernel.text import long_date, typeset
from ancrage.stateaid.rules.model import Aid, Link
from ancrage.stateaid.rules.regimes import LinkKind
from ancrage.stateaid.rules.spans import NOTHING, Span
from ancrage.stateaid.rules.words import aid_words

MERGER, SPLIT = "merger", "split"
ASKING = "Entreprise qui demande l’aide."
PUBLIC_FIRST_DIGITS = ("1", "2")
"""A SIREN that begins so is that of a public body: the State, local authorities and theirs."""


def undertaking(
    siren: str,
    links: Iterable[Link],
    *,
    on: dt.date,
    known_on: dt.date,
    kinds: Mapping[str, LinkKind],
) -> dict[str, str]:
    """The companies that are one undertaking on a day, as known on another, the asked one first,
    each with the reason why in French. KeyError: a link of a kind that is not told."""
    held: dict[str, list[Link]] = {}
    for link in _ordered(link for link in links if _binds(link, on, known_on, kinds)):
        held.setdefault(link.holder, []).append(link)
        held.setdefault(link.held, []).append(link)
    group = {siren: ASKING}
    waiting = [siren]
    while waiting:
        here = waiting.pop(0)
        for link in held.get(here, ()):
            there = link.held if here == link.holder else link.holder
            if there not in group:
                group[there] = _because(group[here], link, kinds)
                waiting.append(there)
    return group


def is_public(siren: str) -> bool:
    """Whether a SIREN is that of a public body."""
    return siren.startswith(PUBLIC_FIRST_DIGITS)


def said(link: Link, kinds: Mapping[str, LinkKind]) -> str:
    """« 123456789 détient la majorité des droits de vote de 987654321 depuis le 1er mars 2020 »."""
    words = f"{link.holder} {kinds[link.kind].says} {link.held}"
    if link.kind in (MERGER, SPLIT):
        return f"{words} le {long_date(link.since)}"
    until = f" jusqu’au {long_date(link.until)}" if link.until else ""
    return f"{words} depuis le {long_date(link.since)}{until}"


def part_of(
    aid: Aid, group: Mapping[str, str], links: Iterable[Link], *, on: dt.date, known_on: dt.date
) -> Span:
    """The part of an aid, in cents, that counts for a group as at a day, as known on another.

    The whole when its beneficiary is of the group and was not split since; a part when companies
    that came out of the split are outside of the group, from nothing to the whole when neither who
    benefited nor the equity is told. An aid of unknown amount counts as high as one likes.
    """
    splits = _splits_since(aid, links, on, known_on)
    heirs = [aid.siren, *(link.held for link in splits)]
    if aid.benefited in heirs:
        heirs = [aid.benefited]
    inside = [heir for heir in heirs if heir in group]
    if not inside:
        return NOTHING
    if aid.cents is None:
        return Span(0, None, (f"Montant de l’aide : {aid_words(aid)}",))
    if len(inside) == len(heirs):
        return Span.exactly(aid.cents)
    if len(splits) == 1 and splits[0].equity:
        part = _by_equity(aid.cents, splits[0].equity, in_holder=aid.siren in group)
        return Span.exactly(part)
    return Span(0, aid.cents, (f"À qui revient, après la scission, {aid_words(aid)}",))


def _splits_since(aid: Aid, links: Iterable[Link], on: dt.date, known_on: dt.date) -> list[Link]:
    """The splits that an aid went through after it was given, from parent to child; of one that two
    sources tell, the telling that has the equity."""
    known = [link for link in links if link.kind == SPLIT and link.recorded_on <= known_on]
    splits = sorted(
        (link for link in _ordered(known) if link.since <= on), key=lambda link: not link.equity
    )
    found: dict[str, Link] = {}
    waiting = [(aid.siren, aid.granted_on)]
    while waiting:
        here, since = waiting.pop(0)
        for link in splits:
            is_later = link.holder == here and since <= link.since
            if is_later and link.held not in found and link.held != aid.siren:
                found[link.held] = link
                waiting.append((link.held, link.since))
    return list(found.values())


def _by_equity(cents: int, equity: tuple[int, int], *, in_holder: bool) -> int:
    """A share by book value of the equity, rounded up to the cent; the whole when there is none."""
    of_holder, of_held = equity
    whole = of_holder + of_held
    part = of_holder if in_holder else of_held
    return -(-cents * part // whole) if whole > 0 else cents


def _binds(link: Link, on: dt.date, known_on: dt.date, kinds: Mapping[str, LinkKind]) -> bool:
    if not kinds[link.kind].groups or link.recorded_on > known_on or link.since > on:
        return False
    if is_public(link.holder) or is_public(link.held):
        return False
    return link.kind == MERGER or link.until is None or on <= link.until


def _because(before: str, link: Link, kinds: Mapping[str, LinkKind]) -> str:
    sentence = f"{said(link, kinds)} ({link.source})" if link.source else said(link, kinds)
    chain = sentence if before == ASKING else f"{before.removesuffix('.')} ; {sentence}"
    return typeset(f"{chain}.")


def _ordered(links: Iterable[Link]) -> list[Link]:
    """The links in an order that does not hang on how they came."""
    return sorted(
        links, key=lambda link: (link.since, link.holder, link.held, link.kind, link.source)
    )
