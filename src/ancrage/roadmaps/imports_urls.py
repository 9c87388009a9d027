"""Addresses of imports and exports of sheets: before those of one sheet."""

from django.urls import URLPattern, path

from ancrage.roadmaps.views import imports

ROOT = "fiches/"
ONE = f"{ROOT}reprise/<str:reference>/"

urlpatterns: list[URLPattern] = [
    path(f"{ROOT}reprise/", imports.start, name="sheet_imports"),
    path(ONE, imports.one, name="sheet_import"),
    path(f"{ONE}avancement/", imports.progress, name="sheet_import_progress"),
    path(f"{ONE}a-corriger.xlsx", imports.errors, name="sheet_import_errors"),
    path(f"{ROOT}modele.<str:suffix>", imports.template, name="sheet_template"),
    path(f"{ROOT}export.<str:suffix>", imports.export, name="roadmap_export"),
]
