"""The code printed on a sheet to sign: it ties the paper to one document and one party.

It is no secret: it keeps a scan from being given for another signature by mistake.
"""

import hashlib

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without what is read for something else: I, O, 0, 1."""
LENGTH, GROUP = 8, 4


def paper_code(key: str, digest: str) -> str:
    """« K7QM-2XAB »: of the signature's key and of the document's SHA-256."""
    number = int.from_bytes(hashlib.sha256(f"{key}:{digest}".encode()).digest(), "big")
    letters = ""
    for _place in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return f"{letters[:GROUP]}-{letters[GROUP:]}"


def read_code(typed: str) -> str:
    """A code as it is written, however it was typed."""
    kept = "".join(letter for letter in typed.upper() if letter in LETTERS)
    return f"{kept[:GROUP]}-{kept[GROUP:]}"
