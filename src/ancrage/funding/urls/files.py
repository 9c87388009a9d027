"""Addresses of financers' files."""

from django.urls import URLPattern, path

from ancrage.funding.views import imports

ROOT = "argent/fichiers/"
ONE = f"{ROOT}<str:reference>/"

urlpatterns: list[URLPattern] = [
    path(ROOT, imports.start, name="money_imports"),
    path(f"{ROOT}modele.<str:suffix>", imports.template, name="money_template"),
    path(f"{ROOT}dossiers.<str:suffix>", imports.export, name="money_export"),
    path(ONE, imports.one, name="money_import"),
    path(f"{ONE}avancement/", imports.progress, name="money_import_progress"),
    path(f"{ONE}a-corriger.xlsx", imports.errors, name="money_import_errors"),
    path(f"{ONE}fichier", imports.file, name="money_import_file"),
]
