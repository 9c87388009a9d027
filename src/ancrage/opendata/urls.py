"""The addresses of open data."""

from django.urls import URLPattern, path

from ancrage.opendata.views import catalogue, conventions, publications

ROOT = "donnees/"
PUBLICATIONS, CONVENTIONS = f"{ROOT}publications/", f"{ROOT}conventions/"

urlpatterns: list[URLPattern] = [
    path(ROOT, catalogue.index, name="open_data"),
    path(f"{ROOT}dictionnaire/", catalogue.whole_dictionary, name="open_dictionary"),
    path(f"{ROOT}dictionnaire.csv", catalogue.dictionary_file, name="open_dictionary_file"),
    path(f"{ROOT}datapackage.json", catalogue.package_file, name="open_package"),
    path(f"{ROOT}verifier/", conventions.check, name="open_check"),
    path(PUBLICATIONS, publications.index, name="open_publications"),
    path(f"{PUBLICATIONS}publier/", publications.make, name="open_publish"),
    path(f"{PUBLICATIONS}<slug:code>/", publications.show, name="open_publication"),
    path(f"{PUBLICATIONS}<slug:code>.csv", publications.file, name="open_publication_file"),
    path(CONVENTIONS, conventions.index, name="open_duties"),
    path(f"{CONVENTIONS}reprendre/", conventions.bring, name="open_import"),
    path(f"{CONVENTIONS}attribuants/<str:financer>/", conventions.grantor, name="open_grantor"),
    path(f"{CONVENTIONS}<int:commitment>/", conventions.show, name="open_convention"),
    path(f"{ROOT}<slug:code>/", catalogue.dataset, name="open_dataset"),
    path(f"{ROOT}<slug:code>/schema.json", catalogue.schema, name="open_schema"),
    path(f"{ROOT}<slug:code>.csv", catalogue.csv_file, name="open_csv"),
    path(f"{ROOT}<slug:code>.jsonl", catalogue.jsonl_file, name="open_jsonl"),
]
