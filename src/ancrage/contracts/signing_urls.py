"""The addresses of signatures and of their verification."""

from django.urls import URLPattern, path

from ancrage.contracts.views import verification

urlpatterns: list[URLPattern] = [
    path("verifier/", verification.check, name="verify"),
    path("verifier/racine.pem", verification.root, name="verify_root"),
]
