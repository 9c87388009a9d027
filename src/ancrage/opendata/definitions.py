"""The data files of what is published, read once: the legal format, dated parameters."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.kernel.text import typeset
from ancrage.opendata.rules.duty import Law
from ancrage.opendata.rules.fields import Field, Kind
from ancrage.opendata.rules.grants import COLUMNS
from ancrage.opendata.rules.masking import Rule

DATA = files("ancrage.opendata") / "data"


@dataclass(frozen=True, slots=True)
class Format:
    """The legal format: its version, its source, its columns in order."""

    name: str
    version: str
    source: str
    columns: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Parameters:
    """What holds from a day on. Amounts are cents; `*_source` says where each comes from."""

    valid_from: dt.date
    convention_above: int
    convention_source: str
    convention_choice: str
    months: int
    months_from: dt.date
    months_source: str
    public_siren: tuple[str, ...]
    public_source: str
    secret_least: int
    secret_dominant: Decimal
    secret_source: str
    secret_choice: str

    @property
    def secret(self) -> Rule:
        """The thresholds under which a figure is hidden."""
        return Rule(self.secret_least, self.secret_dominant)

    @property
    def law(self) -> Law:
        """Which agreements are due, and when."""
        return Law(self.convention_above, self.months, self.months_from, self.public_siren)


@lru_cache(maxsize=1)
def legal_format() -> Format:
    """The format of essential grant data in force. ValueError when its columns are not ours."""
    told = read_data("scdl")
    columns = tuple(read_field(one) for one in told["columns"])
    if tuple(column.name for column in columns) != COLUMNS:
        raise ValueError("scdl.yaml: the columns are not those of GrantRow")
    return Format(told["format"], told["version"], typeset(told["source"]), columns)


def read_field(told: dict[str, Any]) -> Field:
    """A field as a data file tells it."""
    made: dict[str, Any] = {**told, "kind": Kind(told["kind"])}
    made |= {name: typeset(told[name]) for name in ("title", "meaning")}
    made |= {name: Decimal(told[name]) for name in ("least", "most") if name in told}
    return Field(**{**made, "values": tuple(told.get("values", ()))})


def parameters_at(day: dt.date) -> Parameters:
    """The parameters in force on a day; the first ones before."""
    begun = [one for one in _parameters() if one.valid_from <= day]
    return begun[-1] if begun else _parameters()[0]


@lru_cache(maxsize=1)
def _parameters() -> tuple[Parameters, ...]:
    return tuple(_parameter(one) for one in read_data("parameters"))


def _parameter(told: dict[str, Any]) -> Parameters:
    made: dict[str, Any] = {n: typeset(v) if isinstance(v, str) else v for n, v in told.items()}
    made["public_siren"] = tuple(told["public_siren"])
    made["secret_dominant"] = Decimal(told["secret_dominant"])
    return Parameters(**made)


def read_data(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    """A data file as it is."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
