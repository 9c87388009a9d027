"""PAdES signatures (ETSI EN 319 142-1, baseline B-B): one more on a document, nothing else moved.

A signature is an incremental update: what was there stays byte for byte, so that those made
before stay valid. Its field is outside the page and of no size: the PDF keeps PDF/A-3 (print flag,
no appearance asked of an empty field) and PDF/UA-1 (annotations out of the page need no tag; the
pages that bear one say the order of the structure). What is lost: no drawing of a signature on the
page; the people who sign are read in the document itself and in the signature panel.
"""

import datetime as dt
from dataclasses import dataclass
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from pyhanko.keys.internal import (
    translate_pyca_cryptography_cert_to_asn1,
    translate_pyca_cryptography_key_to_asn1,
)
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ancrage.contracts.signing.port import SignatureRequest

OUT_OF_PAGE = fields.InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
DIGEST = "sha256"


class NotSignableError(ValueError):
    """A document that cannot bear a signature; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signs: a private key, its certificate, those that lead to the root."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def add_signature(request: SignatureRequest, credentials: Credentials) -> bytes:
    """The document with one signature more, as an incremental update. NotSignableError."""
    try:
        writer = _OnlyAppends(BytesIO(request.document), strict=True)
        name = f"Signature{1 + sum(1 for _field in fields.enumerate_sig_fields(writer))}"
        _say_reading_order(writer)
        signed = _SignerAt(request, name, _signer(credentials)).sign_pdf(writer)
    except PdfError as fault:
        raise NotSignableError("Ce document n’est pas un PDF qui puisse être signé.") from fault
    return bytes(signed.getbuffer())


class _OnlyAppends(IncrementalPdfFileWriter):
    """Leaves the document's title, author, producer and dates as they are."""

    def _update_meta(self) -> None:
        """Upstream writes its own name and the hour here: a signature would change the document."""


class _SignerAt(signers.PdfSigner):
    """A signer that says the time it is told: when the person clicked, not when this runs."""

    def __init__(self, request: SignatureRequest, field: str, signer: signers.Signer) -> None:
        super().__init__(
            signers.PdfSignatureMetadata(
                field_name=field,
                md_algorithm=DIGEST,
                name=request.name,
                reason=request.reason,
                location=request.place or None,
                subfilter=fields.SigSeedSubFilter.PADES,
                app_build_props=None,
            ),
            signer=signer,
            new_field_spec=fields.SigFieldSpec(
                sig_field_name=field,
                invis_sig_settings=OUT_OF_PAGE,
                readable_field_name=f"Signature de {request.name}, {request.quality}",
            ),
        )
        self._at = request.at

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """That of PAdES alone: those that upstream adds would make a PDF 2.0, which PDF/A-3 is
        not."""
        pdf_out.register_extension(ESIC_EXTENSION_1)

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002 upstream's
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at.astimezone(dt.UTC)
        return session


def _signer(credentials: Credentials) -> signers.SimpleSigner:
    store = SimpleCertificateStore()
    store.register_multiple(
        [translate_pyca_cryptography_cert_to_asn1(one) for one in credentials.chain]
    )
    return signers.SimpleSigner(
        signing_cert=translate_pyca_cryptography_cert_to_asn1(credentials.certificate),
        signing_key=translate_pyca_cryptography_key_to_asn1(credentials.key),
        cert_registry=store,
    )


def _say_reading_order(writer: IncrementalPdfFileWriter) -> None:
    """PDF/UA-1 7.18.3: a page that bears an annotation follows the order of the structure."""
    page = writer.root["/Pages"]
    while "/Kids" in page:
        page = page["/Kids"][0]
    if page.get("/Tabs") != "/S":
        page[generic.NameObject("/Tabs")] = generic.NameObject("/S")
        writer.update_container(page)
