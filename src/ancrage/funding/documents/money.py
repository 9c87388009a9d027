"""Sums, statements and territories' money as plain values: for the API and the command line."""

from collections.abc import Sequence
from typing import Any

from ancrage.funding.queries.lines import MoneyLine
from ancrage.funding.rules.axes import Axis
from ancrage.funding.rules.cuts import DECOMMITTED, RECOVERED, TOTALS, UNKNOWN, Sums
from ancrage.funding.rules.declared import Beside, Declared
from ancrage.funding.rules.statements import Compared

Document = dict[str, Any]


def sums_document(sums: Sums) -> Document:
    """The net totals in cents, what was taken back, what is verified, how many entries."""
    return {
        **{total: sums.at(total) for total in TOTALS},
        DECOMMITTED: sums.gross.get(DECOMMITTED, 0),
        RECOVERED: sums.gross.get(RECOVERED, 0),
        "verified": {total: sums.verified.get(total, 0) for total in TOTALS},
        "entries": sums.count,
        "is_demonstration": sums.is_invented,
    }


def line_document(line: MoneyLine, axes: Sequence[Axis]) -> Document:
    """A line: its key and its name along each axis; a key None is not known."""
    return {
        "keys": [_key(line, axis) for axis in axes],
        "names": list(line.names),
        "place": line.look.place or None,
        "sums": sums_document(line.sums),
    }


def _key(line: MoneyLine, axis: Axis) -> str | None:
    told = str(getattr(line.look, axis.field))
    return None if told == UNKNOWN else told


def statement_document(one: Compared) -> Document:
    """A statement with our sums; amounts in cents, None where there is nothing to compare."""
    held = one.statement
    return {
        "code": held.code,
        "thing": held.thing.label,
        "nature": held.thing.nature,
        "said_on": held.said_on,
        "precision": held.precision if held.said_on else None,
        "who": held.who,
        "says": held.says,
        "cents": held.cents,
        "bound": held.bound,
        "source": held.source,
        "url": held.url,
        "certainty": held.certainty,
        "remark": held.remark,
        "traced_then": one.then,
        "gap_then": one.gap_then,
        "traced_now": one.now,
        "gap_now": one.gap_now,
    }


def declared_document(declared: Declared) -> Document:
    """What sheets say, in cents; None where they say nothing."""
    names = ("asked", "promised", "granted", "paid")
    return {name: getattr(declared, name) for name in names}


def beside_document(one: Beside) -> Document:
    """Both accounts of a sheet, or of a financer."""
    return {
        "code": one.code,
        "label": one.label,
        "declared": declared_document(one.declared),
        "traced": sums_document(one.traced),
        "gap": one.gap,
        "verdict": one.verdict,
    }
