"""When a second factor's code is good: of the minute, never used, or a recovery code left."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence

import pyotp

STEP_SECONDS = 30
AROUND = (0, -1, 1)
"""Steps that are accepted around the present one: clocks and fingers are slow."""


def clean_code(text: str) -> str:
    """A code as it was typed, without spaces or dashes."""
    return "".join(c for c in text.lower() if c.isalnum())


def matching_step(*, secret: str, code: str, at: dt.datetime, last: int) -> int | None:
    """The step that a code is of, when it is a good one and later than the last that was used."""
    present = int(at.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    steps = (present + shift for shift in AROUND)
    return next((s for s in steps if s > last and _same(totp.generate_otp(s), code)), None)


def code_hash(code: str) -> str:
    """A recovery code as it is kept: it is long and drawn at random, a plain hash hides it."""
    return hashlib.sha256(clean_code(code).encode()).hexdigest()


def without_code(hashes: Sequence[str], code: str) -> list[str] | None:
    """The recovery codes that are left once this one is used; None when it is not one of them."""
    used = code_hash(code)
    left = [kept for kept in hashes if not hmac.compare_digest(kept, used)]
    return left if len(left) < len(hashes) else None


def _same(expected: str, code: str) -> bool:
    return hmac.compare_digest(expected.encode(), code.encode())
