"""A local authority: signs for accounts of this installation, with a root of its own.

Each signature has a key of its own, used once and destroyed, and a certificate that says whose
account asked for it. Only the root's key is kept, in the installation's home, readable by its owner
alone. It proves that the document has not changed and which account clicked, as far as this
installation is trusted; not the identity behind the account: see `proves`, `does_not_prove`.
"""

import datetime as dt
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ancrage.contracts.signing.pades import Credentials, NotSignableError, add_signature
from ancrage.contracts.signing.port import (
    Answer,
    Declined,
    SignatureRequest,
    Signed,
    UnknownKeyError,
)
from ancrage.kernel.text import typeset

BEGINS = dt.datetime(2018, 1, 1, tzinfo=dt.UTC)
"""Before the programme's first act: the demonstration signs acts of 2019."""
ENDS = dt.datetime(2049, 12, 31, tzinfo=dt.UTC)
"""A contract is checked long after it is signed: no key is kept that an early end would protect
from, the root's own apart."""
CLOCKS = dt.timedelta(minutes=5)
"""How much two machines' clocks may differ."""
ANSWERS_KEPT = dt.timedelta(days=30)
"""How long an answer is given again to who asks again."""
NAME_LONGEST = 64
"""Of a common name, by X.509."""


def _told(*sentences: str) -> tuple[str, ...]:
    return tuple(typeset(one) for one in sentences)


class LocalAuthority:
    """Signs at once for whoever the site let click. `folder`: where its root and answers are."""

    code = "local"
    label = "Autorité locale d’Ancrage"
    proves = _told(
        "que le document n’a pas changé d’un seul octet depuis la signature ;",
        "que ce compte, connecté à ce site, a cliqué à cette heure, selon l’horloge du serveur ;",
        "l’ordre des signatures, chacune couvrant celles qui la précèdent.",
    )
    does_not_prove = _told(
        "l’identité de la personne derrière le compte : personne n’a vérifié de pièce d’identité ;",
        "l’heure devant un tiers : aucun horodatage qualifié ;",
        "rien à qui ne fait pas confiance à cette installation : ce n’est pas une signature "
        "qualifiée au sens du règlement eIDAS.",
    )

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ask(self, request: SignatureRequest) -> Answer:
        """Sign now; give again the answer that this key had."""
        with self._alone():
            try:
                return self.fetch(request.key)
            except UnknownKeyError:
                pass
            self._forget(before=request.at - ANSWERS_KEPT)
            try:
                signed = add_signature(request, self._issue(request))
            except NotSignableError as fault:
                return Declined(str(fault))
            _write(self._answer_path(request.key), signed)
            return Signed(signed)

    def fetch(self, key: str) -> Answer:
        """The answer that a key had. UnknownKeyError."""
        try:
            return Signed(self._answer_path(key).read_bytes())
        except FileNotFoundError as fault:
            raise UnknownKeyError(key) from fault

    def root_pem(self) -> bytes:
        """The root's certificate, to hand out: with it anybody can check, without this site."""
        with self._alone():
            return self._root()[1].public_bytes(serialization.Encoding.PEM)

    def _issue(self, request: SignatureRequest) -> Credentials:
        root_key, root = self._root()
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _certificate(key.public_key(), _subject(request), root.subject)
            .not_valid_before(request.at.astimezone(dt.UTC) - CLOCKS)
            .not_valid_after(ENDS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
                critical=False,
            )
            .sign(root_key, hashes.SHA256())
        )
        return Credentials(key, certificate, (root,))

    def _root(self) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        """Its key and certificate, made the first time they are asked for."""
        key_path, root_path = self.folder / "root.key", self.folder / "root.pem"
        if not root_path.exists():
            key, root = _new_root()
            _write(key_path, _private_pem(key))
            _write(root_path, root.public_bytes(serialization.Encoding.PEM))
        held = serialization.load_pem_private_key(key_path.read_bytes(), password=None)
        if not isinstance(held, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{key_path}: not the key that this authority makes")
        return held, x509.load_pem_x509_certificate(root_path.read_bytes())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One signature at a time on this machine: a key asked twice at once is signed once."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / "answers").mkdir(mode=0o700, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _answer_path(self, key: str) -> Path:
        return self.folder / "answers" / f"{hashlib.sha256(key.encode()).hexdigest()}.pdf"

    def _forget(self, *, before: dt.datetime) -> None:
        for path in (self.folder / "answers").iterdir():
            if path.stat().st_mtime < before.timestamp():
                path.unlink()


def _new_root() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ancrage"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Intégrité seule"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Autorité locale d’Ancrage"),
        ]
    )
    root = (
        _certificate(key.public_key(), name, name)
        .not_valid_before(BEGINS)
        .not_valid_after(ENDS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key, root


def _certificate(
    key: ec.EllipticCurvePublicKey, subject: x509.Name, issuer: x509.Name
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _subject(request: SignatureRequest) -> x509.Name:
    """Who asked, as what: said to be an account, in any reader of PDF."""
    told = [
        (NameOID.ORGANIZATION_NAME, request.organisation),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, typeset("Compte Ancrage, identité non vérifiée")),
        (NameOID.TITLE, request.quality),
        (NameOID.COMMON_NAME, request.name[:NAME_LONGEST]),
    ]
    return x509.Name([x509.NameAttribute(kind, words) for kind, words in told if words])


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_cert_sign=not signs,
        crl_sign=not signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, read by its owner alone."""
    beside = path.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    beside.replace(path)
