"""Every address of money, room by room."""

from django.urls import URLPattern, URLResolver

from ancrage.funding import files_urls, ledger_urls, matching_urls, money_urls

urlpatterns: list[URLPattern | URLResolver] = [
    *money_urls.urlpatterns,
    *ledger_urls.urlpatterns,
    *files_urls.urlpatterns,
    *matching_urls.urlpatterns,
]
