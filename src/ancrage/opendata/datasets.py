"""The open datasets: what each says of itself (`data/datasets.yaml`) and what gives its rows.

A capability that has one more declares it with `register_dataset`.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ancrage.kernel.text import typeset
from ancrage.opendata.definitions import legal_format, read_data, read_field
from ancrage.opendata.queries.delays import delay_rows
from ancrage.opendata.queries.money import (
    envelope_rows,
    has_invented_envelopes,
    has_invented_money,
    money_rows,
)
from ancrage.opendata.queries.positions import legal_rows
from ancrage.opendata.queries.said import priority_rows, statement_rows
from ancrage.opendata.rules.described import Described
from ancrage.opendata.rules.fields import Value

Row = Sequence[Value]
LEGAL, INVENTED_LEGAL = "subventions", "subventions-demonstration"
WITH_INVENTED = "avec-demonstration-"


def _no() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Dataset:
    """An open dataset. `rows` gives them as on a day; `holds_invented`: whether some are a
    demonstration's, which a column of theirs then says. `is_invented`: all of them are, and it is
    not offered where there are none."""

    described: Described
    rows: Callable[[dt.date], Iterable[Row]]
    holds_invented: Callable[[], bool] = _no
    is_invented: bool = False

    @property
    def code(self) -> str:
        return self.described.code

    def on(self, day: dt.date) -> Described:
        """What it says of itself as on a day."""
        return replace(self.described, as_at=day)

    def filename(self, day: dt.date, suffix: str) -> str:
        """The name of its file, where it is said that something is invented: by its code, or before
        it."""
        is_mixed = not self.is_invented and self.holds_invented()
        prefix = WITH_INVENTED if is_mixed else ""
        return f"{prefix}{self.code}-{day.isoformat()}.{suffix}"


_registered: dict[str, Dataset] = {}


def register_dataset(dataset: Dataset) -> None:
    """Add a dataset to the catalogue. ValueError when its code is taken."""
    if dataset.code in _registered:
        raise ValueError(f"a dataset is called « {dataset.code} » already")
    _registered[dataset.code] = dataset


def datasets() -> list[Dataset]:
    """Every dataset that is offered here, in the order in which they were declared."""
    return [one for one in _registered.values() if not one.is_invented or one.holds_invented()]


def find_dataset(code: str) -> Dataset | None:
    """The dataset of that code."""
    return _registered.get(code)


def _grant_rows(day: dt.date, *, is_demonstration: bool) -> Iterator[Row]:
    return (row.values() for row in legal_rows(day, is_demonstration=is_demonstration))


ROWS: dict[str, tuple[Callable[[dt.date], Iterable[Row]], Callable[[], bool]]] = {
    LEGAL: (partial(_grant_rows, is_demonstration=False), _no),
    INVENTED_LEGAL: (partial(_grant_rows, is_demonstration=True), has_invented_money),
    "subventions-delais": (delay_rows, has_invented_money),
    "argent": (money_rows, has_invented_money),
    "argent-territoires": (partial(money_rows, by=("territory",)), has_invented_money),
    "argent-mesures": (partial(money_rows, by=("measure",)), has_invented_money),
    "argent-financeurs": (partial(money_rows, by=("financer",)), has_invented_money),
    "enveloppes": (envelope_rows, has_invented_envelopes),
    "declarations": (statement_rows, _no),
    "priorite": (priority_rows, has_invented_money),
}


def register_ours() -> None:
    """Declare the datasets of the data file."""
    for told in read_data("datasets"):
        columns = told.get("columns", ())
        is_legal = told.get("format") == "scdl"
        described = Described(
            code=told["code"],
            title=typeset(told["title"]),
            description=typeset(told["description"]),
            fields=legal_format().columns if is_legal else tuple(map(read_field, columns)),
            sources=tuple(map(typeset, told["sources"])),
            freshness=typeset(told["freshness"]),
            key=tuple(told["key"]),
        )
        rows, holds_invented = ROWS[described.code]
        is_invented = told.get("is_demonstration", False)
        register_dataset(Dataset(described, rows, holds_invented, is_invented))
