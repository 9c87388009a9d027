"""Every address of money, room by room."""

from django.urls import URLPattern, URLResolver

from ancrage.funding.urls import files, ledger, matching, money

urlpatterns: list[URLPattern | URLResolver] = [
    *money.urlpatterns,
    *ledger.urlpatterns,
    *files.urlpatterns,
    *matching.urlpatterns,
]
