"""The best list of territories by trying every one: for countries of a dozen units."""

from collections.abc import Iterator, Mapping

from tests.selection.checker import Pack, choice_faults, feasible_groups, number_faults


def best_value(pack: Pack, rules: Mapping) -> float | None:
    """The largest Σ v over all lists that satisfy the rules; None when there is none."""
    groups = feasible_groups(pack, rules)
    values = {group: pack.figures(group, rules)["value"] for group in groups}
    best = None
    for chosen in disjoint_lists(groups, rules["territories"]):
        value = sum(values[group] for group in chosen)
        if (best is None or value > best) and satisfies(pack, chosen, rules):
            best = value
    return best


def satisfies(pack: Pack, chosen: list[frozenset[str]], rules: Mapping) -> bool:
    """Whether a list of feasible groups keeps the rules that bind the list as a whole."""
    return not [*choice_faults(pack, chosen, rules), *number_faults(pack, chosen, rules)]


def disjoint_lists(
    groups: list[frozenset[str]], number: int, used: frozenset[str] = frozenset()
) -> Iterator[list[frozenset[str]]]:
    """Every set of so many groups that share no unit, each once."""
    if number == 0:
        yield []
        return
    for place, group in enumerate(groups):
        if not group & used:
            for rest in disjoint_lists(groups[place + 1 :], number - 1, used | group):
                yield [group, *rest]
