"""Did the priority happen, for who asks: the figures of a day, and what he may not read."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache

from ancrage.evidence.definitions import comparison_rules
from ancrage.evidence.queries.files import Names, files_at
from ancrage.evidence.queries.marks import Mark, current_mark
from ancrage.evidence.rules.comparisons import Rules
from ancrage.evidence.rules.priority import ALL, Findings, Key, Row, findings
from ancrage.evidence.rules.quarters import last_complete, last_day
from ancrage.evidence.rules.samples import Sample
from ancrage.evidence.rules.secrecy import hidden, is_telling
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Where

READ_ALL = "evidence.read_all"


@dataclass(frozen=True)
class Priority:
    """The findings of the files as they stood `on` a day. `hidden`: rows that are not told to who
    asks; `reads_all`: of which operators he reads everything, None for all of them. `unasked`,
    `invented`: see `FilesRead`."""

    findings: Findings
    names: Names
    rules: Rules
    on: dt.date
    hidden: frozenset[Key]
    unasked: int
    invented: int
    reads_all: frozenset[str] | None

    @property
    def rows(self) -> list[Row]:
        """What may be told of operators and measures, operator by operator."""
        return [row for key, row in self._ordered() if key[0] and key not in self.hidden]

    @property
    def kept_back(self) -> list[Row]:
        """The rows of which only the number of files is told."""
        return [row for key, row in self._ordered() if key in self.hidden]

    def row(self, operator: str, measure: str = "") -> Row | None:
        """A row that may be told; None when it is hidden or is not there."""
        key = (operator, measure)
        return None if key in self.hidden else self.findings.rows.get(key)

    def may_tell(self, row: Row, *samples: Sample) -> bool:
        """Whether samples of a row that is told may be told as well."""
        if self.reads_all is None or row.operator in self.reads_all:
            return True
        return not any(is_telling(sample, rules=self.rules) for sample in samples)

    def _ordered(self) -> list[tuple[Key, Row]]:
        return sorted(self.findings.rows.items(), key=lambda item: self.words(item[0]))

    def words(self, key: Key) -> tuple[str, str]:
        """An operator and a measure by their names; "" for all."""
        operator, measure = key
        names = self.names
        return names.operators.get(operator, operator), names.measures.get(measure, measure)


def priority_at(actor: Actor, *, day: dt.date) -> Priority:
    """What may be told to who asks.

    The public reads it at the end of the last quarter that was over: from one day to the next, a
    difference would tell of one file. An operator reads all of its own.
    """
    reads_all = may(actor, READ_ALL)
    on = day if reads_all else last_day(last_complete(day))
    held = _counted(on, current_mark())
    own = None if reads_all else _own(actor, held.names)
    return replace(held, hidden=_held_back(held.hidden, own), reads_all=own)


@lru_cache(maxsize=8)
def _counted(on: dt.date, _mark: Mark) -> Priority:
    """The figures of a day with all that might be hidden, kept until something changes."""
    rules, read = comparison_rules(on), files_at(on)
    found = findings(read.cases, on=on, rules=rules)
    keys = hidden(found.rows, rules=rules)
    return Priority(found, read.names, rules, on, keys, read.unasked, read.invented, frozenset())


def _held_back(keys: frozenset[Key], own: frozenset[str] | None) -> frozenset[Key]:
    """What is kept from who reads everything of his own operators (None: of all).

    An operator whose row covers another's would find it from the programme's: that is kept too.
    """
    if own is None:
        return frozenset()
    covers = any(operator in own and not measure for operator, measure in keys)
    left = {key for key in keys if key[0] not in own}
    return frozenset(left | {ALL} if covers and left else left)


def _own(actor: Actor, names: Names) -> frozenset[str]:
    """The operators of which somebody reads everything."""
    where = {code: Where(operators=frozenset({code})) for code in names.operators}
    return frozenset(code for code, place in where.items() if may(actor, READ_ALL, place))


def kept(found: Priority, *, operator: str, measure: str) -> list[Row]:
    """The rows that may be told: all with the programme, or those of an operator or a measure."""
    rows = [row for row in [found.row(""), *found.rows] if row]
    if operator:
        rows = [row for row in rows if row.operator == operator]
    return [row for row in rows if row.measure == measure] if measure else rows
