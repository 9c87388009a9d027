"""Addresses: the list of sheets, the roadmap of a territory, their files."""

from django.urls import URLPattern, path

from ancrage.roadmaps.views import portfolio, roadmap, roadmap_files

TERRITORY = "territoires/<slug:version>/<slug:code>/feuille-de-route/"

urlpatterns: list[URLPattern] = [
    path("fiches/", portfolio.index, name="sheets"),
    path("fiches/<str:code>/fiche.<str:written>", roadmap_files.sheet, name="sheet_paper"),
    path(TERRITORY, roadmap.show, name="roadmap"),
    path(f"{TERRITORY}ecrire/", roadmap.write, name="roadmap_write"),
    path(f"{TERRITORY}points/", roadmap.call, name="roadmap_call"),
    path(f"{TERRITORY}carte.<drawing:kind>", roadmap.map_file, name="roadmap_map"),
    path(f"{TERRITORY}feuille-de-route.<str:written>", roadmap_files.roadmap, name="roadmap_file"),
]
