"""Names and codes as people type them."""

import re

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
UNWRITABLE = re.compile(r"[\x00-\x1f\x7f]")


def clean_name(text: str) -> str:
    """A name on one line: no control character, no space at its ends nor two in a row."""
    return " ".join(UNWRITABLE.sub(" ", text).split())


def clean_code(text: str) -> str:
    """A code of ours ("bpifrance"); "" when it is none."""
    return text if CODE.fullmatch(text) else ""
