"""The journal's field names and kinds in French words."""

from functools import lru_cache
from importlib.resources import files

import yaml


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    text = (files("ancrage.journal") / "data" / "words.yaml").read_text(encoding="utf-8")
    read: dict[str, dict[str, str]] = yaml.safe_load(text)
    return read


def field_word(name: str) -> str:
    """A field of an entry in words; itself when there is no word for it."""
    return _words()["fields"].get(name, name)


def kind_word(name: str) -> str:
    """The kind of an object in words; itself when there is no word for it."""
    return _words()["kinds"].get(name, name)
