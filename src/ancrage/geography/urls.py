"""Addresses of the pages of places and lists."""

from django.urls import path

from ancrage.geography.views import (
    changes,
    intercommunalities,
    lists,
    lookup,
    sources,
    territories,
    territory,
    years,
)

urlpatterns = [
    path("listes/", lists.lists, name="lists"),
    path("listes/<slug:version>/communes.csv", lists.list_communes, name="list_communes"),
    path("territoires/", territories.territories, name="territories"),
    path("territoires/carte.svg", territories.territories_svg, name="territories_svg"),
    path("territoires/carte.png", territories.territories_png, name="territories_png"),
    path("territoires/<slug:version>/<slug:code>/", territory.territory, name="territory"),
    path(
        "territoires/<slug:version>/<slug:code>/carte.svg",
        territory.territory_svg,
        name="territory_svg",
    ),
    path(
        "territoires/<slug:version>/<slug:code>/carte.png",
        territory.territory_png,
        name="territory_png",
    ),
    path("intercommunalites/", intercommunalities.intercommunalities, name="intercommunalities"),
    path(
        "intercommunalites/<slug:siren>/",
        intercommunalities.intercommunality,
        name="intercommunality",
    ),
    path(
        "intercommunalites/<slug:siren>/carte.svg",
        intercommunalities.intercommunality_svg,
        name="intercommunality_svg",
    ),
    path(
        "intercommunalites/<slug:siren>/carte.png",
        intercommunalities.intercommunality_png,
        name="intercommunality_png",
    ),
    path("changements/", changes.changes, name="changes"),
    path("consultation/", lookup.lookup, name="lookup"),
    path("sources/", sources.sources, name="sources"),
    path("millesimes/", years.year_changes, name="year_changes"),
    path("millesimes/<slug:fingerprint>/", years.year_change, name="year_change"),
]
