"""What a letter to a company quotes of the regulation: see `data/letters.yaml`."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import yaml

from ancrage.kernel.text import typeset
from ancrage.stateaid.definitions import DATA, regimes


@dataclass(frozen=True, slots=True)
class Letter:
    """A regulation: its whole title, where it was published, the article by which the company is
    told of its aid, the address of the text."""

    title: str
    journal: str
    article: str
    url: str


def letter_at(regime: str, on: dt.date) -> Letter | None:
    """What a letter about an aid granted that day quotes; None under a regime that asks for no
    letter, or once the register tells companies."""
    held = regimes().by_code.get(regime)
    version = held.on(on) if held else None
    if version is None or version.declaration is None or version.source not in _quoted():
        return None
    told = version.declaration
    if told.until is not None and on > told.until:
        return None
    return Letter(
        **_quoted()[version.source],
        article=told.article,
        url=regimes().sources[version.source].url,
    )


@lru_cache(maxsize=1)
def _quoted() -> Mapping[str, Mapping[str, str]]:
    held = yaml.safe_load((DATA / "letters.yaml").read_text(encoding="utf-8"))
    return {
        source: {key: typeset(text) for key, text in told.items()} for source, told in held.items()
    }
