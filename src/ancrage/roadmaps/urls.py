from django.urls import URLPattern

from ancrage.roadmaps import imports_urls, portfolio_urls, sheet_urls

urlpatterns: list[URLPattern] = [
    *portfolio_urls.urlpatterns,
    *imports_urls.urlpatterns,
    *sheet_urls.urlpatterns,
]
