"""The funding's data files, read once."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.funding.rules.chart import Chart, read_chart

DATA = files("ancrage.funding") / "data"


@lru_cache(maxsize=1)
def chart() -> Chart:
    """Accounts and stages."""
    return read_chart(read_data("chart"))


def read_data(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    """A data file as it is."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
