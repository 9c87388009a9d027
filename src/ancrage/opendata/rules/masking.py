"""Hiding the figures that would tell what one company received, with totals that stay right.

A figure is sensitive when too few companies are behind it, or when one of them makes almost all of
it. What is hidden is gathered in a rest, told as one sum, so that the visible figures and the rests
sum to the total; more is hidden when the rest itself would be sensitive, or could be found by
subtraction from the total of its group.
Source: CRPA, art. L. 311-6 (business secret); the thresholds are those of INSEE for the secret of
statistics on companies: at least three, none above 85 %.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """At least so many companies, of which none makes this share of the figure or more."""

    least: int
    dominant: Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount in cents and the companies behind it, with what each received.

    `groups`: those whose totals are told elsewhere. The first is the one whose rest is told.
    """

    groups: tuple[Hashable, ...]
    amount: int
    companies: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rest:
    """What is hidden in a group, as one sum: None when the whole group would tell a secret."""

    group: Hashable
    count: int
    amount: int | None


@dataclass(frozen=True, slots=True)
class Masked:
    """The ranks of the figures that may be told, and what the others sum to."""

    shown: tuple[int, ...]
    rests: tuple[Rest, ...]


def is_sensitive(companies: Mapping[str, int], amount: int, rule: Rule) -> bool:
    """Whether a figure would tell what a company received; none behind it, and it does not."""
    if not companies:
        return False
    largest = max(abs(received) for received in companies.values())
    return len(companies) < rule.least or largest >= rule.dominant * abs(amount)


def masked(figures: Sequence[Figure], rule: Rule) -> Masked:
    """Which figures may be told. In each first group, those shown and the rest sum to the total."""
    members: dict[Hashable, list[int]] = defaultdict(list)
    for rank, figure in enumerate(figures):
        for group in figure.groups:
            members[group].append(rank)
    hidden = _completed(figures, members, rule)
    rests = []
    for group in dict.fromkeys(figure.groups[0] for figure in figures):
        away = [rank for rank in members[group] if rank in hidden]
        if away:
            whole = together(figures[rank] for rank in away)
            is_secret = is_sensitive(whole.companies, whole.amount, rule)
            rests.append(Rest(group, len(away), None if is_secret else whole.amount))
    shown = tuple(rank for rank in range(len(figures)) if rank not in hidden)
    return Masked(shown, tuple(rests))


def _completed(
    figures: Sequence[Figure], members: Mapping[Hashable, list[int]], rule: Rule
) -> set[int]:
    """The sensitive figures, then others until what is hidden in each group tells nothing."""
    hidden = {
        rank for rank, one in enumerate(figures) if is_sensitive(one.companies, one.amount, rule)
    }
    waiting = dict.fromkeys(members)
    while waiting:
        group = next(iter(waiting))
        del waiting[group]
        added = _added(figures, members[group], hidden, rule)
        hidden |= added
        waiting |= dict.fromkeys(group for rank in added for group in figures[rank].groups)
    return hidden


def _added(
    figures: Sequence[Figure], ranks: Sequence[int], hidden: set[int], rule: Rule
) -> set[int]:
    """What else of a group is hidden, the smallest first, so that subtraction finds nothing."""
    found = {rank for rank in ranks if rank in hidden}
    others = sorted(set(ranks) - found, key=lambda rank: (-abs(figures[rank].amount), -rank))
    added: set[int] = set()
    while found and others:
        whole = together(figures[rank] for rank in found)
        if not is_sensitive(whole.companies, whole.amount, rule):
            break
        added.add(others.pop())
        found |= added
    return added


def together(figures: Iterable[Figure]) -> Figure:
    """Several figures as one, of no group."""
    received: dict[str, int] = defaultdict(int)
    total = 0
    for figure in figures:
        total += figure.amount
        for company, amount in figure.companies.items():
            received[company] += amount
    return Figure((), total, received)
