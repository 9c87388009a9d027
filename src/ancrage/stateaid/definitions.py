"""The data files of State aid, read once: regimes, links, sources, settings, reference margins."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.stateaid.rules.gge import Method, read_method
from ancrage.stateaid.rules.regimes import Regimes, read_kinds, read_regimes, read_settings
from ancrage.stateaid.rules.register import Layout, read_layout
from ancrage.vte.rules.schemes import read_sources

DATA = files("ancrage.stateaid") / "data"


@lru_cache(maxsize=1)
def regimes() -> Regimes:
    """All that a check needs of the data."""
    return Regimes(
        by_code=read_regimes(
            _read("regimes"), conditions=_read("conditions"), bonuses=_read("bonuses")
        ),
        kinds=read_kinds(_read("links")),
        sources=read_sources(_read("sources")),
        settings=read_settings(_read("settings")),
    )


@lru_cache(maxsize=1)
def method() -> Method:
    """How a loan or an advance is worth a grant: the margins of the reference rates."""
    return read_method(_read("reference_rates"))


@lru_cache(maxsize=1)
def default_layout() -> Layout:
    """The layout of the register's file when none is imported."""
    return read_layout(_read("register"))


@lru_cache(maxsize=1)
def demonstration() -> dict[str, Any]:
    """What the demonstration makes up."""
    held: dict[str, Any] = _read("demonstration")
    return held


def regime_choices() -> dict[str, str]:
    """What a form offers: the regimes by code."""
    return {code: regime.name for code, regime in regimes().by_code.items()}


def link_choices() -> dict[str, str]:
    """What a form offers: the kinds of links by code."""
    return {code: kind.label for code, kind in regimes().kinds.items()}


def _read(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
