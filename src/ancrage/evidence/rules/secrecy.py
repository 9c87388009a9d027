"""What the public may not read: rows that would tell the business of one company.

The rules of French official statistics: no figure on fewer than three units, nor where one has
85 % or more. What a total and the other rows would tell is hidden as well.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ancrage.evidence.rules.comparisons import Rules
from ancrage.evidence.rules.priority import Key, Row
from ancrage.evidence.rules.samples import Sample


def is_telling(sample: Sample, *, rules: Rules) -> bool:
    """Whether these figures would tell of one beneficiary; of no file, nothing is told."""
    few = 0 < sample.beneficiaries < rules.least_beneficiaries
    return few or sample.largest >= rules.most_share


def hidden(rows: Mapping[Key, Row], *, rules: Rules) -> frozenset[Key]:
    """The rows of which the public reads only how many files there are."""
    found = {key for key, row in rows.items() if _tells(row, rules)}
    operators = [row for row in rows.values() if row.operator and not row.measure]
    found |= _with_another(operators, found)
    measures: dict[str, list[Row]] = defaultdict(list)
    for row in rows.values():
        if row.measure:
            measures[row.operator].append(row)
    for operator, held in measures.items():
        if (operator, "") in found and not any(row.key in found for row in held):
            found.add(_smallest(held))  # else their sum would tell the operator's
        elif (operator, "") not in found:
            found |= _with_another(held, found)
    return frozenset(found)


def _tells(row: Row, rules: Rules) -> bool:
    return any(is_telling(one, rules=rules) for one in (row.whole, *row.places.values()))


def _with_another(rows: Iterable[Row], found: set[Key]) -> set[Key]:
    """When one row alone is hidden, the smallest other: a total less the rest would tell it."""
    held = list(rows)
    others = [row for row in held if row.key not in found]
    is_alone = len(held) - len(others) == 1
    return {_smallest(others)} if is_alone and others else set()


def _smallest(rows: Iterable[Row]) -> Key:
    return min(rows, key=lambda row: (row.whole.files, row.key)).key
