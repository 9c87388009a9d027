"""Every address of the site, capability by capability, and the pages for when one is wrong."""

from django.urls import URLPattern, URLResolver, include, path

from ancrage.project.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ancrage.home.urls")),
    path("", include("ancrage.geography.urls")),
    path("", include("ancrage.journal.urls")),
    path("", include("ancrage.people.urls")),
    path("", include("ancrage.inbox.urls")),
    path("", include("ancrage.selection.urls")),
    path("", include("ancrage.adaptation.urls")),
    path("", include("ancrage.mission.urls")),
    path("", include("ancrage.catalogue.urls")),
    path("", include("ancrage.matching.urls")),
    path("", include("ancrage.requests.urls")),
    path("", include("ancrage.vte.urls")),
    path("", include("ancrage.antennas.urls")),
    path("", include("ancrage.simplification.urls")),
    path("", include("ancrage.roadmaps.urls")),
    path("", include("ancrage.committees.urls")),
    path("", include("ancrage.contracts.urls")),
    path("", include("ancrage.funding.urls")),
    path("", include("ancrage.stateaid.urls")),
    path("", include("ancrage.allocation.urls")),
    path("", include("ancrage.evidence.urls")),
    path("", include("ancrage.opendata.urls")),
    path("api/v1/", api.urls),
]

handler400 = "ancrage.ui.errors.bad_request"
handler403 = "ancrage.ui.errors.forbidden"
handler404 = "ancrage.ui.errors.not_found"
handler500 = "ancrage.ui.errors.server_error"
