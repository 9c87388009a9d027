"""The cryptographic envelope of one signature (CMS), read so strictly that no byte is free.

What is read is written again and must give the same bytes: a change anywhere, even where no
cryptography looks (a version, an unused parameter, a certificate that nothing needs), is seen.
"""

from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

DIGESTS = ("sha256", "sha384", "sha512")
SEQUENCE, SET, OCTETS, CONTEXT_0, SHORT = 0x30, 0x31, 0x04, 0xA0, 0x80
TOLD = "message_digest"
VERSION_1 = b"\x02\x01\x01"


class EnvelopeFaultError(ValueError):
    """An envelope that does not hold; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who signed, by which certificates, from the signatory's to the last that was attached."""

    certificate: asn1_x509.Certificate
    others: tuple[asn1_x509.Certificate, ...]
    digest_algorithm: str
    signer: cms.SignerInfo

    def holds(self, digest: bytes) -> tuple[bool, bool]:
        """Whether the document is the one that was signed; whether the signature is good."""
        told = [one["values"] for one in self.signer["signed_attrs"] if one["type"].native == TOLD]
        if len(told) != 1 or told[0].native != [digest]:
            return False, False
        try:
            intact, valid = validate_sig_integrity(
                self.signer, self.certificate, expected_content_type="data", actual_digest=digest
            )
        except (SignatureValidationError, ValueError, TypeError):
            return False, False
        return bool(intact), bool(valid)

    def subject(self, kind: str) -> str:
        """A part of the signatory's name: `common_name`, `title`, `organization_name`."""
        told = self.certificate.subject.native.get(kind, "")
        return told if isinstance(told, str) else ", ".join(told)

    @property
    def issuer(self) -> str:
        """Who vouches for it, in words."""
        return str(self.certificate.issuer.native.get("common_name", ""))


@lru_cache(maxsize=128)
def read_envelope(der: bytes) -> Envelope:
    """The envelope. EnvelopeFaultError. Remembered: a document is read again at each signature."""
    try:
        return _read(der)
    except EnvelopeFaultError:
        raise
    except Exception as fault:  # hostile bytes: the libraries below may fail in any way
        raise EnvelopeFaultError("La signature elle-même n’est pas lisible.") from fault


def _read(der: bytes) -> Envelope:
    content = cms.ContentInfo.load(der, strict=True)
    if content["content_type"].native != "signed_data":
        raise EnvelopeFaultError("La signature n’est pas du format attendu.")
    signed = content["content"]
    if len(signed["signer_infos"]) != 1:
        raise EnvelopeFaultError("La signature doit avoir un seul signataire.")
    signer = signed["signer_infos"][0]
    if signer["unsigned_attrs"] is not core.VOID and len(signer["unsigned_attrs"]):
        raise EnvelopeFaultError("La signature porte des éléments qu’elle ne protège pas.")
    digest = signer["digest_algorithm"]["algorithm"].native
    if digest not in DIGESTS:
        raise EnvelopeFaultError("La signature emploie une empreinte qui n’est plus sûre.")
    chain = _chain(signed, signer)
    if _written_again(signed, signer, chain[0]) != der:
        raise EnvelopeFaultError("La signature n’est pas écrite dans sa forme unique.")
    return Envelope(chain[0], tuple(chain[1:]), digest, signer)


def _chain(signed: cms.SignedData, signer: cms.SignerInfo) -> list[asn1_x509.Certificate]:
    """The signatory's certificate, then each that issued the one before: none that nobody needs."""
    left = [choice.chosen for choice in signed["certificates"]]
    sid = signer["sid"].chosen
    first = [
        one
        for one in left
        if one.serial_number == sid["serial_number"].native
        and one.issuer.dump() == sid["issuer"].dump()
    ]
    attributes = {one["type"].native for one in signer["signed_attrs"]}
    if len(first) != 1 or "signing_certificate_v2" not in attributes:
        raise EnvelopeFaultError("La signature ne dit pas sans équivoque qui l’a faite.")
    chain = first
    left.remove(chain[0])
    while left:
        issuer = next((one for one in left if has_issued(one, chain[-1])), None)
        if issuer is None:
            raise EnvelopeFaultError("La signature porte un certificat étranger ou modifié.")
        chain.append(issuer)
        left.remove(issuer)
    if chain[-1].subject == chain[-1].issuer and not has_issued(chain[-1], chain[-1]):
        raise EnvelopeFaultError("La signature porte un certificat modifié.")
    return chain


def has_issued(issuer: asn1_x509.Certificate, issued: asn1_x509.Certificate) -> bool:
    """Whether one certificate signed the other."""
    try:
        above = x509.load_der_x509_certificate(issuer.dump())
        x509.load_der_x509_certificate(issued.dump()).verify_directly_issued_by(above)
    except Exception:
        return False
    return True


def _written_again(
    signed: cms.SignedData, signer: cms.SignerInfo, certificate: asn1_x509.Certificate
) -> bytes:
    """The only way to write what was read (DER, RFC 5652): what is not protected is written anew
    from what is."""
    digest = signer["digest_algorithm"].dump()
    name = signer["digest_algorithm"]["algorithm"].native
    if digest not in _ways_to_write(name):
        raise EnvelopeFaultError("La signature a un paramètre de trop.")
    signatory = certificate["tbs_certificate"]
    signer_info = _tlv(
        SEQUENCE,
        VERSION_1,
        _tlv(SEQUENCE, signatory["issuer"].dump(), signatory["serial_number"].dump()),
        digest,
        _tlv(CONTEXT_0, signer["signed_attrs"].contents),
        signer["signature_algorithm"].dump(),
        _tlv(OCTETS, signer["signature"].native),
    )
    signed_data = _tlv(
        SEQUENCE,
        VERSION_1,
        _tlv(SET, digest),
        _tlv(SEQUENCE, cms.ContentType("data").dump()),
        _tlv(CONTEXT_0, *(one.dump() for one in signed["certificates"])),
        _tlv(SET, signer_info),
    )
    return _tlv(SEQUENCE, cms.ContentType("signed_data").dump(), _tlv(CONTEXT_0, signed_data))


def _ways_to_write(digest: str) -> tuple[bytes, bytes]:
    """A digest's name without parameter, or with the empty one."""
    oid = algos.DigestAlgorithmId(digest).dump()
    return _tlv(SEQUENCE, oid), _tlv(SEQUENCE, oid, core.Null().dump())


def _tlv(tag: int, *parts: bytes) -> bytes:
    """One value in DER: its tag, its length in the fewest bytes, what it holds."""
    held = b"".join(parts)
    size = len(held)
    if size < SHORT:
        return bytes([tag, size]) + held
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, SHORT | len(length)]) + length + held
