"""The signature service of this installation, and the roots that it believes."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from ancrage.contracts.signing.port import SignatureProvider
from ancrage.contracts.signing.report import Report

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

    from ancrage.contracts.signing.authority import LocalAuthority


def provider() -> SignatureProvider:
    """Who signs here: what `SIGNATURE_PROVIDER` names, a function without argument."""
    made: SignatureProvider = import_string(settings.SIGNATURE_PROVIDER)()
    return made


def local_authority() -> "LocalAuthority":
    """The authority of this installation, its root kept in the home."""
    from ancrage.contracts.signing.authority import LocalAuthority  # noqa: PLC0415 a heavy library, asked for at times

    return LocalAuthority(Path(settings.SIGNATURES_FOLDER))


def roots_pem() -> bytes:
    """The roots believed here, to hand out: the local one, then those of `SIGNATURE_ROOTS`."""
    others = settings.SIGNATURE_ROOTS
    return local_authority().root_pem() + (Path(others).read_bytes() if others else b"")


def verified(content: bytes) -> Report:
    """What may be believed of a file, by the roots known here. UnreadableError."""
    from ancrage.contracts.signing.verifying import verify  # noqa: PLC0415 a heavy library, asked for at times

    return verify(content, roots=trusted_roots())


def trusted_roots() -> "tuple[Certificate, ...]":
    """The roots believed here. RootsUnreadableError."""
    return _read(roots_pem())


@lru_cache(maxsize=4)
def _read(content: bytes) -> "tuple[Certificate, ...]":
    from ancrage.contracts.signing.trust import read_roots  # noqa: PLC0415 a heavy library, asked for at times

    return read_roots(content)
