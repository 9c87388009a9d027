"""The addresses of signatures and of their verification."""

from django.urls import URLPattern, path

from ancrage.contracts.views import signatures, verification

ONE = "signatures/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path("signatures/", signatures.to_sign, name="to_sign"),
    path(ONE, signatures.show, name="act_sign"),
    path(f"{ONE}document.pdf", signatures.document, name="signature_document"),
    path(f"{ONE}deleguer/", signatures.delegate, name="signature_delegate"),
    path(f"{ONE}refuser/", signatures.refuse, name="signature_refuse"),
    path(f"{ONE}relancer/", signatures.remind, name="signature_remind"),
    path(f"{ONE}feuille.pdf", signatures.sheet, name="signature_sheet"),
    path(f"{ONE}scan/", signatures.scan, name="signature_scan"),
    path(f"{ONE}scan/confirmer/", signatures.confirm, name="signature_confirm"),
    path(f"{ONE}scan/fichier/", signatures.file, name="signature_file"),
    path("verifier/", verification.check, name="verify"),
    path("verifier/racine.pem", verification.root, name="verify_root"),
]
