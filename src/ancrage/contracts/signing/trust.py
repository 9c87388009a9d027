"""Whether a signatory's certificate leads to a root that one trusts. Works offline."""

import asyncio
import datetime as dt
from collections.abc import Sequence

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from ancrage.contracts.signing.envelope import Envelope, has_issued


class RootsUnreadableError(ValueError):
    """A file of roots that cannot be read; the message is one French sentence."""


def read_roots(content: bytes) -> tuple[asn1_x509.Certificate, ...]:
    """The certificates of a PEM file. RootsUnreadableError."""
    try:
        held = [der for _kind, _headers, der in pem.unarmor(content, multiple=True)]
        roots = tuple(asn1_x509.Certificate.load(der, strict=True) for der in held)
        for one in roots:
            one.native  # noqa: B018 reads it whole: a fault inside is told here
    except Exception as fault:  # whatever the file holds
        raise RootsUnreadableError("La racine n’est pas un certificat au format PEM.") from fault
    return roots


def distrust(envelope: Envelope, *, roots: Sequence[asn1_x509.Certificate], at: dt.datetime) -> str:
    """Why a signature is not trusted, in one sentence; "" when it leads to one of the roots.

    `at`: the hour that it claims. All the certificates that it carries must lead to the root, so
    that none can be changed unseen. No revocation list: the network is not asked.
    """
    last = (envelope.others or (envelope.certificate,))[-1]
    root = next((one for one in roots if one.dump() == last.dump() or has_issued(one, last)), None)
    if root is None:
        return "Son certificat ne mène à aucune racine de confiance connue ici."
    validator = CertificateValidator(
        envelope.certificate,
        intermediate_certs=[one for one in envelope.others if one.dump() != root.dump()],
        validation_context=ValidationContext(
            trust_roots=[root], allow_fetching=False, moment=at, revocation_mode="soft-fail"
        ),
    )
    try:
        asyncio.run(validator.async_validate_usage({"digital_signature"}))
    except (PathError, ValidationError, ValueError):
        return "Son certificat n’était pas valable à l’heure dite, ou pas fait pour signer."
    return ""
