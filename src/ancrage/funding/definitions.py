"""The funding's data files, read once."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.funding.rules.chart import Chart, read_chart
from ancrage.funding.rules.columns import Words, read_words
from ancrage.funding.rules.official import Official, read_official
from ancrage.funding.rules.statements import Statement, read_statements
from ancrage.kernel.text import typeset

DATA = files("ancrage.funding") / "data"


@lru_cache(maxsize=1)
def chart() -> Chart:
    """Accounts and stages."""
    return read_chart(read_data("chart"))


def official_envelopes() -> tuple[list[Official], str]:
    """The envelopes that public sources tell, and why the file is as it is."""
    told = read_data("envelopes")
    return read_official(told["envelopes"]), told["reason"]


@dataclass(frozen=True, slots=True)
class CheckWords:
    """A check in words: what it is called, what it proves, what to do when it is broken."""

    code: str
    label: str
    proves: str
    remedy: str


@lru_cache(maxsize=1)
def check_words() -> dict[str, CheckWords]:
    """Every check in words, by code."""
    return {
        code: CheckWords(code, *(typeset(held[name]) for name in ("label", "proves", "remedy")))
        for code, held in read_data("checks").items()
    }


@lru_cache(maxsize=1)
def money_words() -> Words:
    """The words of the columns of financers' files."""
    return read_words(read_data("money_columns"))


def read_data(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    """A data file as it is."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def statements() -> tuple[Statement, ...]:
    """What was said in public of the programme's money."""
    return read_statements(read_data("statements"))
