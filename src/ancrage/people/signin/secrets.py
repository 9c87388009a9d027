"""Secrets of the second factor: made, sealed to be kept, shown once as an image."""

import base64
import hashlib
import secrets

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

ISSUER = "Ancrage"
CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is read for something else: i, l, o, 0, 1."""
GROUPS, LETTERS = 4, 4


class SealError(ValueError):
    """A secret that the installation's key does not open: it was sealed with another."""


def new_secret() -> str:
    """A secret for a telephone's application."""
    return pyotp.random_base32()


def new_recovery_codes() -> list[str]:
    """Codes that each replace the telephone once: nearly eighty bits each."""
    return ["-".join(_letters() for _group in range(GROUPS)) for _code in range(CODES)]


def _letters() -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(LETTERS))


def seal(secret: str) -> str:
    """The secret as the database keeps it: of no use without the installation's key."""
    return _sealer().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret that was sealed. SealError."""
    try:
        return _sealer().decrypt(sealed.encode()).decode()
    except InvalidToken as fault:
        raise SealError from fault


def _sealer() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_fernet_key(key)) for key in keys])


def _fernet_key(key: str) -> bytes:
    digest = hashlib.sha256(b"ancrage.people.signin.secrets:" + key.encode()).digest()
    return base64.urlsafe_b64encode(digest)


def spaced(secret: str) -> str:
    """A secret that a person copies: by groups of four."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def qr_code(*, secret: str, account: str) -> SafeString:
    """The secret as an image that a telephone reads: SVG without style, made here."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)
    drawn = segno.make(uri, error="m", micro=False)
    svg = drawn.svg_inline(scale=4, light="#fff", svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308 - drawn by us; the address is in the modules alone
