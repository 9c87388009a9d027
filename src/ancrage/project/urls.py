"""Every address of the site, capability by capability, and the pages for when one is wrong."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from ancrage.project.api import api

CAPABILITIES = ("home", "geography", "selection")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"ancrage.{name}.urls"))
    for name in CAPABILITIES
    if find_spec(f"ancrage.{name}.urls")
]
urlpatterns.append(path("api/v1/", api.urls))

handler400 = "ancrage.ui.errors.bad_request"
handler403 = "ancrage.ui.errors.forbidden"
handler404 = "ancrage.ui.errors.not_found"
handler500 = "ancrage.ui.errors.server_error"
