"""A file's name: as it was given, without what could harm or mislead whoever saves it."""

import re
import unicodedata

from ancrage.files.rules.kinds import KINDS, Kind

LENGTH_MAX = 150
UNNAMED = "fichier"
SEPARATORS = re.compile(r"[/\\]")
RESERVED = re.compile(r'[<>:"|?*]')
DEVICES = re.compile(r"(?i)^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?=\.|$)")
"""Names that Windows keeps for itself, whatever follows the dot."""
KNOWN_SUFFIXES = {suffix for kind in KINDS.values() for suffix in kind.suffixes}


def clean_name(*, name: str, kind: Kind) -> str:
    """The last part of a path, on one line, ending as its kind does.

    Control and invisible characters go (a name written right to left can hide its ending), and
    what a file system refuses becomes « - ». « photo.jpg » that is a PNG becomes « photo.png »;
    « page.html » that is a text becomes « page.html.txt ».
    """
    last = SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if c.isspace() else c for c in last)
    shown = "".join(c for c in seen if not unicodedata.category(c).startswith("C"))
    plain = RESERVED.sub("-", " ".join(shown.split())).strip(". ")
    stem, suffix = _parted(plain, kind)
    stem = DEVICES.sub(lambda found: f"_{found[0]}", stem) or UNNAMED
    return stem[: LENGTH_MAX - len(suffix)].rstrip(". ") + suffix


def _parted(name: str, kind: Kind) -> tuple[str, str]:
    """The name without its ending, and the ending that it must have."""
    stem, dot, ending = name.rpartition(".")
    given = f".{ending}".lower()
    if not dot or given not in KNOWN_SUFFIXES:
        return (UNNAMED if given in KNOWN_SUFFIXES else name), kind.suffixes[0]
    return stem.rstrip(". "), f".{ending}" if given in kind.suffixes else kind.suffixes[0]
